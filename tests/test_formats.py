"""All formats agree about an article, for any text and metadata."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.resources import files

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

import plain_list
from feedtool.errors import PublishError
from feedtool.model import Artifact, Channel, Enclosure, Entry, Feed, Source
from feedtool.render import renderer
from feedtool.render.feeds import formats
from feedtool.render.feeds.formats import FORMATS, Format
from feedtool.render.pages.redirects import may_be_former
from feedtool.validate import feed_problems
from feedtool.validate.gate import refuse_unsound
from feedtool.validate.parsed import Parsed
from support.folders import TESTS
from support.processes import environment
from support.sites import ATOM, CONFIG, NOW, SiteFolder
from support.texts import headline, story
from test_feeds import SITE, any_text, dates, entry_of, rendered

DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WHEN = datetime(2026, 5, 25, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """The content of an entry in a document; `updated` is None if the format cannot express it."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime | None
    author: str | None
    tags: tuple[str, ...]
    language: str | None
    summary: str
    html: str
    enclosure: Enclosure | None
    image: str | None


def said_by_rss(body: bytes) -> Iterator[Said]:
    root = etree.fromstring(body)
    for item in root.iter("item"):
        image, enclosure = item.find(f"{MEDIA}thumbnail"), item.find("enclosure")
        has_summary = item.find(CONTENT) is not None
        yield Said(
            id=item.findtext("guid") or "",
            url=item.findtext("link") or "",
            title=item.findtext("title") or "",
            published=parsedate_to_datetime(item.findtext("pubDate") or ""),
            updated=None,
            author=item.findtext(f"{DC}creator"),
            tags=tuple(category.text or "" for category in item.findall("category")),
            language=item.findtext(f"{DC}language") or root.findtext("channel/language"),
            summary=html.unescape(item.findtext("description") or "") if has_summary else "",
            html=item.findtext(CONTENT) or item.findtext("description") or "",
            enclosure=None
            if enclosure is None
            else Enclosure(
                enclosure.get("url") or "",
                int(enclosure.get("length") or ""),
                enclosure.get("type") or "",
            ),
            image=None if image is None else image.get("url"),
        )


def said_by_atom(body: bytes) -> Iterator[Said]:
    root = etree.fromstring(body)
    for entry in root.iter(f"{ATOM}entry"):
        links = {e.get("rel", "alternate"): e for e in entry.findall(f"{ATOM}link")}
        image, enclosure = entry.find(f"{MEDIA}thumbnail"), links.get("enclosure")
        yield Said(
            id=entry.findtext(f"{ATOM}id") or "",
            url=links["alternate"].get("href") or "",
            title=entry.findtext(f"{ATOM}title") or "",
            published=datetime.fromisoformat(entry.findtext(f"{ATOM}published") or ""),
            updated=datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or ""),
            author=entry.findtext(f"{ATOM}author/{ATOM}name"),
            tags=tuple(e.get("term") or "" for e in entry.findall(f"{ATOM}category")),
            language=entry.get(LANG) or root.get(LANG),
            summary=entry.findtext(f"{ATOM}summary") or "",
            html=entry.findtext(f"{ATOM}content") or "",
            enclosure=None
            if enclosure is None
            else Enclosure(
                enclosure.get("href") or "",
                int(enclosure.get("length") or 0),
                enclosure.get("type") or "",
            ),
            image=None if image is None else image.get("url"),
        )


def said_by_json(body: bytes) -> Iterator[Said]:
    for item in json.loads(body)["items"]:
        (media,) = item.get("attachments") or (None,)
        yield Said(
            id=item["id"],
            url=item["url"],
            title=item["title"],
            published=datetime.fromisoformat(item["date_published"]),
            updated=datetime.fromisoformat(item["date_modified"]),
            author=item["authors"][0]["name"] if "authors" in item else None,
            tags=tuple(item.get("tags", ())),
            language=item.get("language"),
            summary=item.get("summary", ""),
            html=item["content_html"],
            enclosure=media
            and Enclosure(media["url"], media.get("size_in_bytes", 0), media["mime_type"]),
            image=item.get("image"),
        )


SAID_BY = {"rss.xml": said_by_rss, "atom.xml": said_by_atom, "feed.json": said_by_json}


def assert_all_say(entries: list[Entry]) -> None:
    """Asserts that every format has the complete content of every entry."""
    bodies = rendered(entries)
    assert set(bodies) == set(SAID_BY) == {form.file for form in FORMATS}
    for path, said_by in SAID_BY.items():
        assert list(said_by(bodies[path])) == [
            Said(
                id=entry.identity.guid,
                url=entry.url,
                title=entry.title,
                published=entry.identity.published,
                updated=None if path == "rss.xml" else entry.identity.updated,
                author=entry.author,
                tags=entry.tags,
                language=entry.language,
                summary=entry.summary,
                html=entry.html,
                enclosure=entry.enclosure,
                image=entry.image,
            )
            for entry in entries
        ], path


def an_entry(text: str = "A headline\n\nA sentence of some words.", number: int = 1) -> Entry:
    entry = entry_of(text, number, WHEN)
    assert entry is not None, f"{text[:40]!r} is no article"
    return entry


NASTY = {
    "control characters": "A head\x08line of words\n\nText\x0c \x1b[1mof it\x7f\x9f."
    + " Word." * 60,
    "escapes": '---\ntitle: "A\\ud800\\0B\\uffff"\nauthor: "A\\x07"\ntags: ["\\x01a"]\n---\nText.',
    "the end of a CDATA section": "What ]]> means\n\nA text with ]]> and <![CDATA[ in it.",
    "marks": "<b>Bold</b> & <script>alert(1)</script>\n\nText with <!-- a comment --> &amp; marks.",
    "references": "AT&amp;T and &#38; and &nosuch; here\n\nText with &lt; and &#x3C; in it.",
    "surrogates": "Half a \ud83d pair\n\nText with \udc00 another half.",
    "noncharacters": "A \ufffe title \uffff\n\nText with \ufdd0 some.",
    "a long title": "word " * 20_000 + "\n\nText below it.",
    "one long word": "x" * 100_000 + "\n\nText below it.",
    "emoji": "👩‍👩‍👧‍👦 A family 🏳️‍🌈\n\nText with 😀 faces.",
    "right to left": "عنوان من اليمين إلى اليسار\n\nنص المقال وهو قصير.",
    "directions mixed": "He said \u202eשלום\u202c twice\n\nText \u2067with isolates\u2069.",
    "one word": "Word",
    "one letter": "a",
    "a number": "0",
    "line separators": "A title\u2028of two\u2029lines\n\nText\u0085with ends\x0bof lines.",
    "quotes": "\"Quoted\" 'twice' `thrice`\n\nText with \\ and \\u0041 and \\n in it.",
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_all_formats_agree_on_a_difficult_text(text: str) -> None:
    assert_all_say([an_entry(text), an_entry(number=2)])


@pytest.mark.thorough
@given(st.lists(st.tuples(any_text, dates), max_size=3), st.booleans())
@settings(max_examples=100)
def test_all_formats_agree_on_any_text(texts: list[tuple[str, datetime]], markdown: bool) -> None:
    made = [entry_of(text, n, date, markdown) for n, (text, date) in enumerate(texts)]
    assert_all_say([entry for entry in made if entry is not None])


RICH = replace(
    an_entry(),
    author="A & <B>",
    authors=("A & <B>",),
    tags=("x", "y & z", "<tag>"),
    labels=(("tags", "x"), ("tags", "y & z"), ("tags", "<tag>")),
    language="fr",
    original="https://elsewhere.example/?a=1&b=2",
    enclosure=Enclosure("https://media.example/a.mp3?b=c&d=e", 123, "audio/mpeg"),
    image="https://example.org/a.png?b=c&d=e",
    source=Source("The <Herald> & sons", "https://herald.example/feed?a=1&b=2"),
    created=datetime(2020, 2, 29, 12, tzinfo=UTC),
)


def test_all_formats_agree_on_metadata() -> None:
    assert_all_say([RICH, an_entry(number=2)])


def test_an_unknown_length_is_0_in_rss_and_omitted_elsewhere() -> None:
    media = Enclosure("https://media.example/a.mp3", 0, "audio/mpeg")
    bodies = rendered([replace(an_entry(), enclosure=media)])
    assert b'length="0"' in bodies["rss.xml"]
    assert b"length" not in bodies["atom.xml"]
    assert b"size_in_bytes" not in bodies["feed.json"]


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml"])
def test_feedparser_reads_the_same_from_every_format(path: str) -> None:
    read = feedparser.parse(rendered([RICH])[path], sanitize_html=False)
    assert not read.bozo
    (entry,) = read.entries
    assert (entry.id, entry.link, entry.title) == (RICH.identity.guid, RICH.url, RICH.title)
    assert entry.published_parsed[:6] == (2026, 5, 25, 10, 0, 0)
    assert entry.author == RICH.author
    assert tuple(tag.term for tag in entry.tags) == RICH.tags
    assert html.unescape(entry.summary) == RICH.summary
    assert entry.content[0].value == RICH.html
    (media,) = entry.enclosures
    assert (media.href, media.length, media.type) == (
        "https://media.example/a.mp3?b=c&d=e",
        "123",
        "audio/mpeg",
    )
    assert entry.media_thumbnail == [{"url": RICH.image}]
    assert entry.created_parsed[:3] == (2020, 2, 29)


# -- where an article comes from -----------------------------------------------------------------


def sources(entry: Entry) -> tuple[etree._Element, etree._Element]:
    """The item of RSS and the entry of Atom."""
    bodies = rendered([entry])
    item = etree.fromstring(bodies["rss.xml"]).find("channel/item")
    shown = etree.fromstring(bodies["atom.xml"]).find(f"{ATOM}entry")
    assert item is not None
    assert shown is not None
    return item, shown


def via(entry: etree._Element) -> list[tuple[str | None, str | None]]:
    links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "via"]
    return [(link.get("href"), link.get("title")) for link in links]


def test_a_source_with_an_address_is_source_in_rss_and_a_link_in_atom() -> None:
    item, entry = sources(RICH)
    source = item.find("source")
    assert source is not None
    assert (source.text, source.get("url")) == (
        "The <Herald> & sons",
        "https://herald.example/feed?a=1&b=2",
    )
    assert via(entry) == [
        ("https://elsewhere.example/?a=1&b=2", None),
        ("https://herald.example/feed?a=1&b=2", "The <Herald> & sons"),
    ]
    # It would need the id and the date of the feed (RFC 4287, section 4.2.11).
    assert entry.find(f"{ATOM}source") is None
    assert item.find(f"{DC}source") is entry.find(f"{DC}source") is None


def test_the_same_address_is_linked_only_once() -> None:
    url = "https://herald.example/"
    _, entry = sources(replace(an_entry(), original=url, source=Source("The Herald", url)))
    assert via(entry) == [(url, "The Herald")]


def test_a_source_without_an_address_is_a_name_in_dublin_core() -> None:
    item, entry = sources(replace(an_entry(), source=Source("The Herald & sons")))
    assert item.find("source") is None
    assert via(entry) == []
    assert item.findtext(f"{DC}source") == entry.findtext(f"{DC}source") == "The Herald & sons"


def test_the_original_address_is_external_url_in_json_feed() -> None:
    (item,) = json.loads(rendered([RICH])["feed.json"])["items"]
    assert (item["url"], item["external_url"]) == (RICH.url, RICH.original)


@pytest.mark.parametrize(
    ("created", "shown"),
    [
        (datetime(2020, 2, 29, 12, tzinfo=UTC), "2020-02-29T12:00:00+00:00"),
        (datetime(926, 5, 25), "0926-05-25"),
        (datetime(1926, 5, 25, 12), "1926-05-25"),
    ],
)
def test_feedparser_does_not_sort_by_the_creation_time(created: datetime, shown: str) -> None:
    for element in sources(replace(an_entry(), created=created)):
        assert element.findtext(f"{DCTERMS}created") == shown
        assert element.find(f"{DC}date") is None


# -- the structure of documents ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml"])
def test_an_unused_namespace_is_not_declared(path: str) -> None:
    plain, rich = rendered([an_entry()])[path], rendered([RICH])[path]
    for name in (b"search.yahoo.com", b"purl.org/dc/terms"):
        assert name not in plain
        assert name in rich[:1024]
    assert b"xmlns:ns0" not in rich


@pytest.mark.parametrize("character", ["&", "<", ">", "]]>", "&amp;", "]]>]]>&&<<"])
def test_plain_text_in_rss_has_hexadecimal_references_and_the_same_meaning(
    character: str,
) -> None:
    text = f"a {character} b"
    entry = replace(
        an_entry(),
        title=text,
        tags=(text,),
        labels=(("tags", text),),
        source=Source(text, f"https://a.example/?{character}"),
    )
    body = rendered([entry])["rss.xml"]
    item = etree.fromstring(body).find("channel/item")
    assert item is not None
    assert [item.findtext(name) for name in ("title", "category", "source")] == [text] * 3
    shown = re.findall(rb"<(?:title|category|source)[^>]*>([^<]*)</", body)
    assert len(shown) == 4
    for plain in shown:
        assert not re.search(rb"&(?!#x26;|#x3C;|#x3E;)", plain)


def test_the_full_text_keeps_its_references() -> None:
    entry = replace(an_entry(), html="<p>a &amp; b &lt;title>x&lt;/title></p>")
    body = rendered([entry])["rss.xml"]
    assert b"&lt;p&gt;a &amp;amp; b &amp;lt;title&gt;x" in body


# -- JSON Feed -----------------------------------------------------------------------------------

FEED_KEYS = (
    "version title home_page_url feed_url description user_comment next_url icon favicon authors "
    "language expired hubs _feedtool items"
).split()
ITEM_KEYS = (
    "id url external_url title content_html content_text summary image banner_image "
    "date_published date_modified authors tags language attachments"
).split()


def nothing_in(value: object) -> list[object]:
    """The empty values in a document."""
    if isinstance(value, dict):
        return [n for v in value.values() for n in nothing_in(v)]
    if isinstance(value, list) and value:
        return [n for v in value for n in nothing_in(v)]
    return [] if value else [value]


def test_json_feed_has_its_keys_in_the_order_of_its_specification() -> None:
    document = json.loads(rendered([RICH])["feed.json"])
    (item,) = document["items"]
    assert list(document) == [key for key in FEED_KEYS if key in document]
    assert list(item) == [key for key in ITEM_KEYS if key in item]
    assert set(ITEM_KEYS) - set(item) == {"content_text", "banner_image"}
    assert list(item["attachments"][0]) == ["url", "mime_type", "size_in_bytes"]


def test_json_feed_omits_unknown_values() -> None:
    bare = replace(an_entry(), summary="", html="")
    body = rendered([bare])["feed.json"]
    document = json.loads(body)
    assert nothing_in(document) == [""]  # an item needs content
    assert list(document["items"][0]) == [
        *("id", "url", "title", "content_html", "date_published", "date_modified", "language"),
    ]


def test_json_feed_is_indented_utf_8_and_ends_with_a_newline() -> None:
    body = rendered([an_entry("Überschrift auf Deutsch\n\nTäxt.")])["feed.json"]
    assert body.decode().splitlines()[:2] == [
        "{",
        '  "version": "https://jsonfeed.org/version/1.1",',
    ]
    assert "Überschrift" in body.decode()
    assert body.endswith(b"]\n}\n")


def test_a_json_feed_without_entries_has_an_empty_list() -> None:
    document = json.loads(rendered([])["feed.json"])
    assert document["items"] == []
    assert document["authors"] == [{"name": SITE.author}]


# -- opened in a browser -------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "mark"), [("rss.xml", b"<rss"), ("atom.xml", b"<feed")])
def test_the_style_sheet_is_declared_before_the_root(path: str, mark: bytes) -> None:
    body = rendered([RICH])[path]
    first, second, third = body.splitlines()[:3]
    assert first == b"<?xml version='1.0' encoding='UTF-8'?>"
    assert second == b'<?xml-stylesheet type="text/css" href="feed.css"?>'
    assert third.startswith(mark)
    assert body.index(mark) < 512 - len(mark)


def test_the_style_sheet_covers_both_formats_and_loads_nothing() -> None:
    css = files("feedtool").joinpath("templates/feed.css").read_text("utf-8")
    for selector in ("rss > channel", "a|feed", "item", "a|entry", "prefers-color-scheme: dark"):
        assert selector in css
    assert css.count("{") == css.count("}")
    assert not re.search(r"url\(|@import|http(?!://www\.w3\.org/2005/Atom)", css)


# -- a format is one row -------------------------------------------------------------------------

LISTED = [  # lists for all articles and a channel, each with two closed archives and the next
    f"{folder}{name}"
    for folder in ("", "feeds/world/")
    for name in ("archive/list-1.txt", "archive/list-2.txt", "archive/list-3.txt", "list.txt")
]


def with_a_fourth(site: SiteFolder, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs feedtool with one more row in its table of formats."""
    return subprocess.run(
        [sys.executable, TESTS / "plain_list.py", *arguments],
        cwd=site.root,
        env=environment(NOW),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def listed(new_site: Callable[..., SiteFolder]) -> SiteFolder:
    """A site with a fourth format, built."""
    hub = 'hubs = ["https://hub.invalid/"]'
    site = new_site(CONFIG + f'\n[feeds]\nlimit = 3\n{hub}\n[[feed]]\nfolder = "world"\n')
    for number in range(9):
        site.write(f"world/{number}.txt", story(headline(number)))
    done = with_a_fourth(site, "build")
    assert (done.returncode, done.stdout.count("Traceback")) == (0, 0), done.stderr
    return site


def test_a_fourth_format_is_written_for_every_channel_and_archive(listed: SiteFolder) -> None:
    files = listed.files()
    assert sorted(path for path in files if path.endswith(".txt")) == sorted(LISTED)
    for path in LISTED:
        found, faults = plain_list.parse(files[path])
        assert found is not None
        assert (len(found.items), faults) == (3, ())
        assert found.itself == (f"https://example.org/news/{path}",)
    for form in FORMATS:
        stem, _, suffix = form.file.partition(".")
        others = [path.replace("list", stem).replace("txt", suffix) for path in LISTED]
        assert set(others) <= files.keys(), form.name


def test_a_fourth_format_is_advertised_on_every_page(listed: SiteFolder) -> None:
    link = (
        f'<link rel="alternate" type="{plain_list.MEDIA_TYPE}" title="Test site (List)" '
        'href="https://example.org/news/list.txt">'
    )
    article = next(path for path in listed.files() if path.startswith("articles/"))
    for path in ("index.html", "subscribe.html", "404.html", "feeds/world/index.html", article):
        assert link in (listed.output / path).read_text("utf-8"), path
    world = (listed.output / "feeds/world/index.html").read_text("utf-8")
    assert 'href="https://example.org/news/feeds/world/list.txt">' in world


def test_a_format_may_be_written_and_not_advertised(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = replace(FORMATS[0], advertised=False)
    monkeypatch.setattr(renderer, "FORMATS", (hidden, *FORMATS[1:]))
    theme = renderer.Renderer.of(replace(SITE, title="One format hidden"), {}).theme
    page = theme.subscribe((Channel("urn:uuid:0", "", "", ""),)).body
    assert b"atom.xml" in page
    assert b"rss.xml" not in page


def test_a_fourth_format_has_its_media_type_in_the_preview(listed: SiteFolder) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", TESTS / "plain_list.py", "serve", "--port", "0"],
        cwd=listed.root,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        for path in LISTED:
            with urllib.request.urlopen(f"{address}{path}", timeout=10) as answer:
                assert answer.read() == (listed.output / path).read_bytes()
                said = answer.headers["Content-Type"]
                assert said == f"{plain_list.MEDIA_TYPE}; charset=utf-8"
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("path", "before", "after", "message"),
    [
        ("list.txt", b"home: ", b"home: x", "links to xhttps"),
        ("list.txt", b"title: ", b"title: ", ""),
        ("list.txt", b"title: ", b"name: ", "is not a valid feed: it does not begin with a title"),
        ("archive/list-2.txt", b"title: Test", b"title: Another", "has the title 'Another site'"),
        ("feeds/world/archive/list-1.txt", b"extent: archive", b"extent: part", "is not closed"),
    ],
)
def test_a_fourth_format_is_checked(
    listed: SiteFolder, path: str, before: bytes, after: bytes, message: str
) -> None:
    document = listed.output / path
    document.write_bytes(document.read_bytes().replace(before, after))
    done = with_a_fourth(listed, "check", "--output")
    assert (done.returncode == 0) == (not message), done.stderr
    assert message in done.stderr
    assert not message or f"{document}: " in done.stderr


def test_a_missing_document_of_a_fourth_format_is_found(listed: SiteFolder) -> None:
    (listed.output / "feeds/world/list.txt").unlink()
    done = with_a_fourth(listed, "check", "--output")
    assert (
        f"{listed.output}/feeds/world/list.txt: is not a feed: the file does not exist"
        in done.stderr
    )


def test_an_article_is_left_out_if_the_parser_of_a_fourth_format_refuses_its_entry(
    listed: SiteFolder,
) -> None:
    before = listed.looks()
    listed.write("world/x.txt", story("This | that"))
    done = with_a_fourth(listed, "build")
    assert done.returncode == 3
    assert "world/x.txt: could not be published" in done.stderr
    assert "list.txt: entry urn:uuid:" in done.stderr
    assert "has '|' in its title" in done.stderr
    assert listed.looks() == before


def test_no_former_address_is_at_a_document_of_a_fourth_format(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert all(map(may_be_former, LISTED))
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, plain_list.FORMAT))
    assert not any(map(may_be_former, LISTED))


def nothing_of(body: bytes) -> Parsed:
    """A parser that returns neither a feed nor a fault."""
    return None, ()


@pytest.mark.parametrize(
    ("path", "parser", "message"),
    [
        (
            "feed.rdf",
            plain_list.parse,
            "feed.rdf: cannot be checked: its path is not that of a feed",
        ),
        ("feeds/world/list.txt.gz", plain_list.parse, "cannot be checked"),
        ("archive/list-0.txt", plain_list.parse, "cannot be checked"),
        ("elsewhere/list.txt", plain_list.parse, "cannot be checked"),
        ("list.txt", nothing_of, "list.txt: cannot be checked: its parser returned nothing"),
        (
            "list.txt",
            plain_list.parse,
            "list.txt: is not a valid feed: it does not begin with a title",
        ),
    ],
)
def test_the_gate_refuses_what_it_cannot_read(
    path: str, parser: Callable[[bytes], Parsed], message: str
) -> None:
    feeds = [Artifact(path, b"something else")]
    with pytest.raises(PublishError, match=message):
        refuse_unsound(feeds, {"list.txt": parser}, lambda _: True, SITE.url)


@pytest.mark.parametrize("form", [*FORMATS, plain_list.FORMAT], ids=lambda form: form.name)
def test_each_row_finds_no_fault_in_what_it_renders(form: Format) -> None:
    """So the file name in the row is the one in the documents' own address."""
    entry = an_entry()
    channel = Channel(f"urn:uuid:{SITE.id}", SITE.title, SITE.description, "")
    body = form.render(Feed(SITE, channel, entry.identity.updated), (entry,))
    assert list(feed_problems(form.file, body, {form.file: form.parse}, SITE.url)) == []


def test_a_row_with_the_file_name_of_another_is_found() -> None:
    form = replace(plain_list.FORMAT, file="other.txt")
    channel = Channel(f"urn:uuid:{SITE.id}", SITE.title, SITE.description, "")
    body = form.render(Feed(SITE, channel, WHEN), ())
    with pytest.raises(PublishError, match=r"self URL .*/list\.txt; it has to be .*/other\.txt"):
        refuse_unsound(
            [Artifact(form.file, body)], {form.file: form.parse}, lambda _: True, SITE.url
        )
