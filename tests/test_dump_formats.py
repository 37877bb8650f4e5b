"""The formats of dumps: where parts begin and end, and what is read from one."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.model import Problem, RawDocument
from feedtool.model.dumps import DumpSettings, dump_of, is_packed, is_part, part_key
from feedtool.model.files import InputFile
from feedtool.readers import read
from feedtool.readers.dumps import json_rows, open_dump, packed, read_part, xml_feeds
from feedtool.readers.dumps.mail import without_footers
from feedtool.readers.dumps.scan import Fault, Opened, Part, Position, Scan
from feedtool.readers.html import markdown_of
from feedtool.readers.origin import Origins
from support.dumps import FORMATS, mail, record, response, row

BEGINNING = Position()
ROWS = [row(n) for n in range(4)]
DUMPS = {n: write(ROWS) for n, write in FORMATS.items() if not is_packed(n)}
DUMPS["news.wet.gz"] = b"".join(
    gzip.compress(record(r.id, r.text.encode(), r.date), mtime=0) for r in ROWS
)
ALL = pytest.mark.parametrize("name", DUMPS)


def opened(name: str, data: bytes, **settings: Any) -> Opened:
    dump = open_dump(name, data[:65536], DumpSettings(**settings))
    assert dump is not None
    return dump


def scanned(dump: Opened, data: bytes, start: Position = BEGINNING) -> tuple[list[Any], Scan]:
    stream = io.BytesIO(data)
    stream.seek(start.offset)
    scan = dump.scan(stream, start)
    return list(scan), scan


def document(name: str, data: bytes, **settings: Any) -> RawDocument | Problem:
    """The document in the first part of a dump."""
    dump = opened(name, data, **settings)
    found, _ = scanned(dump, data)
    part = found[0]
    assert isinstance(part, Part), part
    piece = data[part.offset : part.offset + part.size]
    return read_part(part_key(name, part.id or "x"), piece, dump, Origins(host="example.org"))


def of_pages(*bodies: bytes, content: str = "text/html") -> bytes:
    return b"".join(
        response(f"https://a.example/{n}", body, ROWS[0].date, content)
        for n, body in enumerate(bodies)
    )


@ALL
def test_the_parts_of_a_dump_are_found_where_they_are(name: str) -> None:
    data = DUMPS[name]
    dump = opened(name, data)
    found, scan = scanned(dump, data)
    assert len(found) == len(ROWS)
    assert not scan.is_cut
    for part in found:
        piece = data[part.offset : part.offset + part.size]
        assert dump.digest(piece) == part.digest
        assert is_part(InputFile("k", part.size, part.digest, part.offset))
        assert dump.read(piece).text


@ALL
def test_a_dump_that_is_cut_anywhere_is_read_up_to_there_and_goes_on(name: str) -> None:
    data = DUMPS[name]
    whole = {part.offset: part for part in scanned(opened(name, data), data)[0]}
    for cut in range(1, len(data), 37):
        dump = open_dump(name, data[:cut], DumpSettings())
        if dump is None or (name == "news.csv" and cut < 30):
            continue
        found, scan = scanned(dump, data[:cut])
        parts = {part.offset: part for part in found if isinstance(part, Part)}
        whole_parts = [p for p in whole.values() if p.offset + p.size <= cut]
        # A last message or record may look whole although it is not.
        assert len(whole_parts) - 1 <= len(parts) <= len(whole_parts) + 1
        if dump.goes_on:
            again = scanned(opened(name, data), data, scan.position)[0]
            parts |= {part.offset: part for part in again}
            # A record may be whole while the empty lines after it are not.
            digests = {offset: (part.id, part.digest) for offset, part in parts.items()}
            assert digests == {o: (part.id, part.digest) for o, part in whole.items()}, cut


_steps = st.lists(st.tuples(st.booleans(), st.integers(0, 400)), max_size=8)


@given(st.lists(st.binary(max_size=200), max_size=4), _steps, st.sampled_from([1, 5, 1 << 16]))
def test_a_packed_file_is_read_anywhere_as_what_it_unpacks_to(
    members: list[bytes], steps: list[tuple[bool, int]], chunk: int
) -> None:
    whole = b"".join(members)
    data = b"".join(gzip.compress(member, mtime=0) for member in members) + b"\0" * 9
    expected = io.BytesIO(whole)
    with mock.patch.object(packed, "_CHUNK", chunk):
        found = packed.Unpacking(io.BytesIO(data), len(data), 1000)
        for is_seek, number in steps:
            if is_seek:
                expected.seek(min(number, len(whole)))
                found.seek(number)
            else:
                found.seek(expected.tell())
                piece = b""
                while len(piece) < number and (more := found.read(number - len(piece))):
                    piece += more
                assert piece == expected.read(number)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("name", ["news.json", "news.rss"])
def test_the_size_of_a_chunk_makes_no_difference(name: str, size: int) -> None:
    data = (
        DUMPS[name].replace(b"council", b'co\\\\un\\"cil') if name == "news.json" else DUMPS[name]
    )
    expected = scanned(opened(name, data), data)[0]
    assert len(expected) == len(ROWS)
    with mock.patch.object(json_rows, "_CHUNK", size), mock.patch.object(xml_feeds, "_CHUNK", size):
        assert scanned(opened(name, data), data)[0] == expected


_values = st.one_of(st.text(max_size=9), st.integers(), st.lists(st.text(max_size=5), max_size=2))
_objects = st.dictionaries(st.text(max_size=6), _values, max_size=4)


@given(st.lists(_objects, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_any_array_of_objects_is_divided_into_them(
    rows: list[dict[str, Any]], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(rows, indent=indent, ensure_ascii=ascii_only)
    data = text.encode("utf-8", "surrogatepass")
    found, scan = scanned(json_rows.JsonArray(DumpSettings()), data)
    assert not scan.is_cut
    pieces = [data[p.offset : p.offset + p.size] for p in found if isinstance(p, Part)]
    assert len(found) == len(rows)
    assert [json.loads(piece) for piece in pieces] == rows or any(
        isinstance(p, Fault) for p in found
    )


@given(st.lists(st.lists(st.text(max_size=8), min_size=3, max_size=3), max_size=5))
def test_any_records_of_csv_are_divided_into_them(rows: list[list[str]]) -> None:
    rows = [[value.replace("\0", "") for value in values] for values in rows]
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["title", "text", "url"], *rows])
    data = file.getvalue().encode("utf-8", "surrogatepass")
    dump = opened("a.csv", data)
    found, scan = scanned(dump, data)
    assert not scan.is_cut
    assert [type(p) for p in found] == [Part] * len(rows)


@given(st.binary(max_size=80), st.sampled_from([*DUMPS, "a.jsonl"]))
def test_no_bytes_raise_an_exception(noise: bytes, name: str) -> None:
    data = DUMPS.get(name, b"")
    for mixed in (noise, data[:200] + noise, data[:200] + noise + data[200:]):
        dump = open_dump(name, mixed, DumpSettings())
        if dump is not None:
            for part in scanned(dump, mixed)[0]:
                if isinstance(part, Part):
                    piece = mixed[part.offset : part.offset + part.size]
                    read_part("a.jsonl#1", piece, dump, Origins())


# -- what is read ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"headline": "T"}, "title", "T"),
        ({"title": "T", "headline": "U"}, "title", "T"),
        ({"link": "https://a.example/"}, "url", "https://a.example/"),
        ({"authors": ["Ann", "Joe"]}, "author", "Ann, Joe"),
        ({"author": {"name": "Ann"}}, "author", "Ann"),
        ({"Tags": ["a", "b"]}, "tags", ("a", "b")),
        ({"id": 17}, "id", "17"),
        ({"draft": True}, "draft", True),
        ({"language": "de"}, "language", "de"),
    ],
)
def test_fields_of_a_row_have_the_names_of_front_matter(
    fields: dict[str, Any], name: str, value: object
) -> None:
    data = json.dumps({"text": "It rained.", **fields}).encode() + b"\n"
    found = document("a.jsonl", data)
    assert isinstance(found, RawDocument)
    assert (getattr(found.meta, name), found.text) == (value, "It rained.")


@pytest.mark.parametrize(
    ("field", "value", "date"),
    [
        ("date", "2026-05-25", "2026-05-25 00:00:00"),
        ("timestamp", "2019-04-25T12:57:54Z", "2019-04-25 12:57:54+00:00"),
        ("published_at", 1779782400, "2026-05-26 08:00:00+00:00"),
        ("created_at", 1779782400000, "2026-05-26 08:00:00+00:00"),
        ("crawled_at", "1779782400.5", "2026-05-26 08:00:00+00:00"),
    ],
)
def test_dates_of_rows_may_be_unix_times(field: str, value: object, date: str) -> None:
    found = document("a.jsonl", json.dumps({"text": "It rained.", field: value}).encode() + b"\n")
    assert isinstance(found, RawDocument)
    assert str(found.meta.published) == date


def test_the_owner_says_where_the_text_is_and_what_was_written() -> None:
    data = json.dumps({"a": {"b": "It rained."}, "text": "no", "t": "T"}).encode() + b"\n"
    names = (("text", "a.b"), ("title", "t"))
    dump = opened("a.jsonl", data, names=names)
    found = read_part("a.jsonl#1", data, dump, Origins(written=("a.jsonl",)))
    assert isinstance(found, RawDocument)
    assert (found.text, found.meta.title, found.origin) == ("It rained.", "T", "written")
    assert document("a.jsonl", data) != found


def test_a_file_with_mail_is_read_as_the_message_in_a_mailbox_is() -> None:
    (found,) = [read("a/b.eml", mail(ROWS[0]))]
    assert isinstance(found, RawDocument)
    assert (found.meta.title, found.meta.author) == (ROWS[0].title, "Jane Doe")
    assert (found.origin, found.markup) == ("written", "plain")
    assert found.text.split() == ROWS[0].text.split()
    assert isinstance(read("a.eml", b"\xff\0 no mail"), Problem)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It rained.\n\n-- \nJane\nHarbour Road", "It rained."),
        (
            "It rained.\n\n________________________\nA list\nhttps://l.example/",
            "It rained.",
        ),
        ("Yes.\n\n-----Original Message-----\n> Did it?\n> Really?", "Yes."),
        ("Ja.\n\nAm Montag schrieb Ann:\n> Hat es geregnet?\n", "Ja."),
        ("> Did it rain?\n\nYes.", "> Did it rain?\n\nYes."),
        ("You wrote:\n> Did it?\n\nYes.", "You wrote:\n> Did it?\n\nYes."),
        ("View this email in your browser\n\nIt rained.", "It rained."),
        ("It rained.\n\n---\n\nAbmelden: https://l.example/u\n\nVerein e. V.", "It rained."),
        (f"The rain\n{'-' * 8}\n\nIt rained.", f"The rain\n{'-' * 8}\n\nIt rained."),
        (f"{'rain ' * 5}\n{'-' * 25}\n\nIt fell.", f"{'rain ' * 5}\n{'-' * 25}\n\nIt fell."),
        (
            f"{'rain ' * 5}\n{'-' * 25}\nIt fell.\n{'_' * 25}\nA list",
            f"{'rain ' * 5}\n{'-' * 25}\nIt fell.",
        ),
        (f"It fell.\n\n{'-' * 30}\nBird mailing list\nbird@l.example", "It fell."),
        (f"It fell.\n\n{'-' * 30}\nhttps://l.example/mailman/listinfo/b", "It fell."),
        (f"It fell.\n\n{'-' * 30}\nTo unsubscribe: b-leave@l.example", "It fell."),
        (
            f"It fell.\n\n{'-' * 30}\nMore rain\nhttps://a.example/",
            f"It fell.\n\n{'-' * 30}\nMore rain\nhttps://a.example/",
        ),
        (
            f"It fell.\n\n{'-' * 30}\nTomorrow: more rain",
            f"It fell.\n\n{'-' * 30}\nTomorrow: more rain",
        ),
        (
            f"It fell.\n\n{'-' * 30}\nI sent it to the mailing list.",
            f"It fell.\n\n{'-' * 30}\nI sent it to the mailing list.",
        ),
        (
            f"It fell.\n\n{'_' * 30}\nP.S. It rained on Monday, too.",
            f"It fell.\n\n{'_' * 30}\nP.S. It rained on Monday, too.",
        ),
        (f"It fell.\n\n{'-' * 30}\nOne\n\n{'_' * 47}\nA list", f"It fell.\n\n{'-' * 30}\nOne"),
        ("How to unsubscribe from the rain", "How to unsubscribe from the rain"),
        (f"Unsubscribe {'word ' * 99}\n\nThe end.", f"Unsubscribe {'word ' * 99}\n\nThe end."),
    ],
)
def test_what_is_around_the_text_of_a_mail_goes(text: str, left: str) -> None:
    assert without_footers(text) == left


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A # b</h2><p>c</p>", "## A # b\n\nc"),
        ("one<br>two<br><br>three", "one\\\ntwo\n\nthree"),
        ("<ol><li><p>a</p><p>b</p></li><li>c<ul><li>d</ul></ol>", "1. a\n\n   b\n\n2. c\n   - d"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre><code>x = `1`\n  y</code></pre>", "```\nx = `1`\n  y\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        ("a <code>b`c</code> *d* _e_ [f]", "a ``b`c`` \\*d\\* \\_e\\_ \\[f\\]"),
        ("1. a<p>- b<p># c<p>&gt; d", "1\\. a\n\n\\- b\n\n\\# c\n\n\\> d"),
        ("<a href='javascript:x'>a</a> <a href='/b c'>d</a>", "a [d](/b%20c)"),
        ("<img src='data:x'><img src='a.jpg' alt='b'><img src=p.gif width=1>", "![b](a.jpg)"),
        ("<b> a </b>b<i></i>", "**a** b"),
        ("<script>a</script><style>b</style>c<!-- d -->", "c"),
        ("<p>a<p>b</div></li>c", "a\n\nbc"),
        ("&amp;lt; &nbsp;", "\\&lt;"),
        ("", ""),
    ],
)
def test_html_is_reduced_to_markdown(html: str, markdown: str) -> None:
    assert markdown_of(html).replace("\xa0", "").strip() == markdown


@given(st.text(alphabet="<>/abip reul&;'\"=#*_ \n", max_size=60))
def test_any_html_has_a_markdown(html: str) -> None:
    assert isinstance(markdown_of(html), str)


@pytest.mark.parametrize(
    ("key", "dump"),
    [
        ("a.jsonl#1", "a.jsonl"),
        ("a/B.WARC.GZ#x.csv#y", "a/B.WARC.GZ"),
        ("a.txt#1", None),
        ("a.jsonl", None),
        ("a.jsonl#x/b.txt", None),
        ("c#.jsonl#1", "c#.jsonl"),
    ],
)
def test_the_key_of_a_part_names_its_dump(key: str, dump: str | None) -> None:
    assert dump_of(key) == dump


# -- pages in web archives -----------------------------------------------------------------------

MENU = "<nav><a href='/'>Start</a> <a href='/news'>News</a></nav>"
STORY = "".join(f"<p>{r.text} Mehr <a href='../b'>über das Wetter</a>.</p>" for r in ROWS)
PAGE = f"<title>Fog at sea | A</title>{MENU}<article><h1>Fog at sea</h1>{STORY}</article>"


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_page_in_a_web_archive_is_read_as_a_page(name: str) -> None:
    pytest.importorskip("trafilatura")
    data = of_pages(PAGE.encode("cp1252"), content="text/html; charset=ISO-8859-1")
    found = document(name, gzip.compress(data) if name.endswith(".gz") else data)
    assert isinstance(found, RawDocument)
    assert (found.meta.title, found.meta.url) == ("Fog at sea", "https://a.example/0")
    assert (found.markup, found.origin, found.is_extracted) == ("markdown", "found", True)
    assert "[über das Wetter](https://a.example/b)" in found.text
    assert "Start" not in found.text
    assert found.meta.published is not None
    assert found.meta.published == ROWS[0].date


def test_the_date_of_a_page_is_better_than_that_of_its_crawl() -> None:
    pytest.importorskip("trafilatura")
    dated = f"<meta property='article:published_time' content='2001-02-03'>{PAGE}"
    found = document("crawl.warc", of_pages(dated.encode()))
    assert isinstance(found, RawDocument)
    assert found.meta.published is not None
    assert found.meta.published.date().isoformat() == "2001-02-03"


def test_compressed_answers_of_servers_are_unpacked() -> None:
    pytest.importorskip("trafilatura")
    packed = gzip.compress(PAGE.encode(), mtime=0)
    data = of_pages(packed, content="text/html; charset=utf-8\r\nContent-Encoding: gzip")
    found = document("crawl.warc", data)
    assert isinstance(found, RawDocument)
    assert ROWS[0].text.split()[0] in found.text


def test_what_is_not_an_article_in_a_web_archive_is_passed_over() -> None:
    pytest.importorskip("trafilatura")
    teasers = "".join(f"<article><h2><a href='/{n}'>A {n}</a></h2></article>" for n in range(9))
    pages = f"<body class=archive>{teasers}".encode(), b"<script>x()</script>"
    data = of_pages(*pages)
    dump = opened("crawl.warc", data)
    parts, _ = scanned(dump, data)
    for part in parts:
        piece = data[part.offset : part.offset + part.size]
        found = read_part("crawl.warc#x", piece, dump, Origins())
        assert isinstance(found, Problem)
        assert not found.left_out
    assert len(parts) == len(pages)
    other = of_pages(b"{}", content="application/json")
    assert scanned(opened("crawl.warc", other), other)[0] == []


@pytest.mark.parametrize("depth", [300, 20_000])
@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
def test_rows_of_any_depth_keep_their_text(tag: str, depth: int) -> None:
    shown = markdown_of(f"<p>above</p>{f'<{tag}>' * depth}within")
    assert shown.startswith("above")
    assert shown.rstrip("*").endswith("within")
