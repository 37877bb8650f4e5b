"""A standard-compliant site passes; every fault is found and reported with its place.

tests/sound/ has complete output folders without faults. Each folder in tests/invalid/SITE/ has the
files in which a site differs from tests/sound/SITE, is named after its fault, and has the expected
output of `feedtool check --output` in `expected.txt`. `without.txt` lists missing files.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool import config, validate
from feedtool.config import Config
from feedtool.errors import PublishError
from feedtool.maintenance import check
from feedtool.model import Artifact, Problem
from feedtool.render.feeds.formats import parsers
from feedtool.validate import location_of
from feedtool.validate.dates import rfc_822, rfc_3339
from feedtool.validate.folder import list_problems, packed_problems, page_problems
from feedtool.validate.gate import refuse_unsound
from support.folders import TESTS, folders, tree
from support.messages import says
from support.processes import run_feedtool
from support.sites import ATOM, NOW, SiteFolder

SITE = "https://example.org/news/"
FAULTS = [f"{base}/{name}" for base in folders("invalid") for name in folders(f"invalid/{base}")]
NOTES = {"expected.txt", "without.txt"}


def configured(root: Path) -> Config:
    """The configuration of a site whose output folder is `root`/output."""
    (root / "feedtool.toml").write_text(f'[site]\nbase-url = "{SITE}"\n', "utf-8")
    return config.load(config.Options(config=root / "feedtool.toml"))


def reported(root: Path) -> list[str]:
    """The problems in the output, one per line, without the remedy."""
    found = check.check_output(configured(root), NOW).problems
    lines = [f"{problem.key}: {problem.message}" for problem in found]
    return [
        line.removeprefix(f"{root / 'output'}/").removesuffix(f"; {check.WAY_OUT}")
        for line in lines
    ]


@pytest.mark.parametrize("name", folders("sound"))
def test_a_sound_site_passes(name: str, tmp_path: Path) -> None:
    shutil.copytree(TESTS / "sound" / name, tmp_path / "output")
    assert reported(tmp_path) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str, tmp_path: Path) -> None:
    fault = TESTS / "invalid" / name
    shutil.copytree(TESTS / "sound" / name.partition("/")[0], tmp_path / "output")
    shutil.copytree(
        fault,
        tmp_path / "output",
        dirs_exist_ok=True,
        ignore=lambda _, names: NOTES.intersection(names),
    )
    gone = fault / "without.txt"
    for path in gone.read_text("utf-8").split() if gone.exists() else ():
        (tmp_path / "output" / path).unlink()
    expected = (fault / "expected.txt").read_text("utf-8").splitlines()
    assert expected, "a fault must be reported"
    assert [shortened(*pair) for pair in zip_longest(reported(tmp_path), expected)] == expected


def shortened(line: str | None, expected: str | None) -> str | None:
    """`line` with "..." where the expected line has it, because messages of libraries change."""
    head, dots, _ = (expected or "").partition("...")
    return f"{head}..." if dots and line and line.startswith(head) else line


# -- any one fault ---------------------------------------------------------------------------------

Files = dict[str, bytes]
Break = Callable[[etree._Element, st.DataObject], bool]
FH = "{http://purl.org/syndication/history/1.0}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
SOUND: dict[str, Files] = {name: tree(TESTS / "sound" / name) for name in folders("sound")}
# The required elements of each kind of document.
NEEDED = [
    *(f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "link")),
    *(f"channel/{name}" for name in ("title", "link", "description", f"{ATOM}link")),
    *(f"{ATOM}entry/{ATOM}{name}" for name in ("id", "title", "updated")),
    *(f"channel/item/{name}" for name in ("guid", "pubDate")),
    *(f"{parent}{FH}{name}" for parent in ("", "channel/") for name in ("archive", "complete")),
]
DATES = [f"{ATOM}updated", f"{ATOM}published", "pubDate", "lastBuildDate"]


def drop(root: etree._Element, data: st.DataObject) -> bool:
    """Removes a required element."""
    # Without entries, a feed needs no author (RFC 4287, section 4.1.1).
    is_free = f"{ATOM}author" if root.find(f"{ATOM}entry") is None else ""
    found = [e for path in NEEDED if path != is_free for e in root.findall(path)]
    return bool(found) and remove(data.draw(st.sampled_from(found)))


def double(root: etree._Element, data: st.DataObject) -> bool:
    """Repeats an element that may occur only once."""
    paths = [path for path in NEEDED if not path.endswith(("author", "archive", "complete"))]
    found = [e for path in paths for e in root.findall(path)]
    element = data.draw(st.sampled_from(found))
    element.addnext(copy.deepcopy(element))
    return True


def same_id(root: etree._Element, data: st.DataObject) -> bool:
    """Gives an entry the id of another."""
    found = [*root.iter("guid"), *(e for e in root.iterfind(f"{ATOM}entry/{ATOM}id"))]
    if len(found) < 2:
        return False
    one, other = data.draw(st.permutations(found))[:2]
    one.text = other.text
    return True


def spoil_date(root: etree._Element, data: st.DataObject) -> bool:
    """Removes a character from a date."""
    element = data.draw(st.sampled_from([e for name in DATES for e in root.iter(name)]))
    text = element.text or ""
    at = data.draw(st.integers(0, len(text) - 1))
    element.text = text[:at] + text[at + 1 :]
    # A day of the month may be without leading zero (RFC 822, section 5.1).
    return not (at == 5 and text[3:6] == ", 0")


def move_date(root: etree._Element, data: st.DataObject) -> bool:
    """Moves an entry's date beyond that of its feed."""
    found = [e for e in root.iter(f"{ATOM}updated", "pubDate") if e.getparent() is not root]
    if not found:
        return False
    element = data.draw(st.sampled_from(found))
    day = datetime(data.draw(st.integers(2027, 9999)), 1, 1, tzinfo=UTC)
    element.text = format_datetime(day) if element.tag == "pubDate" else day.isoformat()
    return True


def make_relative(root: etree._Element, data: st.DataObject) -> bool:
    """Makes an absolute address relative."""
    found = [e for e in root.iter(f"{ATOM}link") if (e.get("href") or "").startswith(SITE)]
    element = data.draw(st.sampled_from(found))
    element.set("href", (element.get("href") or "").removeprefix(SITE[:-1]))
    return True


def lead_astray(root: etree._Element, data: st.DataObject) -> bool:
    """Lets a link lead to a missing file."""
    found = [e for e in root.iter(f"{ATOM}link") if (e.get("href") or "").startswith(SITE)]
    data.draw(st.sampled_from([e for e in found if e.get("rel") != "enclosure"])).set(
        "href", f"{SITE}nowhere.html"
    )
    return True


def spoil_tombstone(root: etree._Element, data: st.DataObject) -> bool:
    """Removes required content from a tombstone."""
    found = list(root.iter(f"{AT}deleted-entry"))
    if not found:
        return False
    del found[0].attrib[data.draw(st.sampled_from(["ref", "when"]))]
    return True


def remove(element: etree._Element) -> bool:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
    return True


BREAKS = [
    drop, double, same_id, spoil_date, move_date, make_relative, lead_astray, spoil_tombstone
]  # fmt: skip


def written(root: etree._Element) -> bytes:
    """The changed document; lxml does not write the hexadecimal references."""
    body = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    if root.tag != "rss":
        return body
    return re.sub(
        rb"<title>[^<]*</title>",
        lambda title: title[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;"),
        body,
    )


def is_feed(path: str) -> bool:
    return location_of(path, parsers()) is not None


def problems_of(files: Files, now: datetime | None = None) -> list[Problem]:
    feeds = [path for path in files if is_feed(path)]
    return list(validate.site_problems(feeds, parsers(), files.get, files.__contains__, SITE, now))


@pytest.mark.thorough
@given(st.data())
@settings(max_examples=400)
def test_any_violated_requirement_of_an_xml_feed_is_found(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SOUND)))
    files = dict(SOUND[name])
    path = data.draw(st.sampled_from([p for p in sorted(files) if is_feed(p) and ".xml" in p]))
    root = etree.fromstring(files[path])
    assume(data.draw(st.sampled_from(BREAKS))(root, data))
    files[path] = written(root)
    assert [problem.key for problem in problems_of(files)], files[path].decode()


@pytest.mark.thorough
@given(st.data())
@settings(max_examples=200)
def test_any_violated_requirement_of_a_json_feed_is_found(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SOUND)))
    files = dict(SOUND[name])
    path = data.draw(st.sampled_from([p for p in sorted(files) if p.endswith(".json")]))
    feed = json.loads(files[path])
    item = data.draw(st.sampled_from(feed["items"]))
    holder, key = data.draw(
        st.sampled_from(
            [(feed, k) for k in ("version", "title", "items", "feed_url", "home_page_url")]
            + [(item, k) for k in ("id", "content_html", "date_published", "date_modified", "url")]
        )
    )
    how = data.draw(st.sampled_from(["drop", "number", "empty", "other"]))
    if how == "drop":
        # The format requires neither date nor address: without them there is nothing to compare.
        assume(not key.startswith("date_") and key != "url")
        del holder[key]
    else:
        assume(how != "empty" or not key.startswith(("date_", "url", "content_")))
        assume(how != "other" or key not in ("items", "content_html"))
        holder[key] = {"number": 1, "empty": "", "other": "https://elsewhere.example/"}[how]
    files[path] = json.dumps(feed).encode()
    assert problems_of(files), files[path].decode()


@pytest.mark.thorough
@given(st.data())
@settings(max_examples=300)
def test_any_bytes_can_be_checked(data: st.DataObject) -> None:
    files = dict(SOUND[data.draw(st.sampled_from(sorted(SOUND)))])
    path = data.draw(st.sampled_from(sorted(files)))
    body = files[path]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(body))] * 2)))
    files[path] = body[:start] + data.draw(st.binary(max_size=8)) + body[end:]
    for problem in (
        *problems_of(files),
        *page_problems(["index.html"], files.get, files.__contains__, SITE),
        *list_problems(files, files.get, files.__contains__, SITE),
        *packed_problems(files, files.get),
    ):
        assert problem.key in files
        assert len(problem.message.splitlines()) == 1


# -- equivalent documents ----------------------------------------------------------------------


def with_nothing_but_another_hand(root: etree._Element) -> None:
    """Serializes the same document again."""


def with_comment(root: etree._Element) -> None:
    root.insert(0, etree.Comment(" Made by hand "))


def with_extension(root: etree._Element) -> None:
    for parent in (root, *root.iter("channel", "item", f"{ATOM}entry")):
        if parent.tag != "rss":
            etree.SubElement(parent, "{urn:x-other}any").text = "of another kind"


def in_one_line(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        if len(element) and not (element.text or "").strip():
            element.text = None
        element.tail = None


def in_another_zone(root: etree._Element) -> None:
    zone = timezone(timedelta(hours=5, minutes=45))
    for element in root.iter(*DATES):
        if element.tag in ("pubDate", "lastBuildDate"):
            moment = rfc_822("", element.text or "").moment
            assert moment is not None
            element.text = format_datetime(moment.astimezone(zone))
        else:
            moment = datetime.fromisoformat(element.text or "").astimezone(zone)
            element.text = moment.isoformat(timespec="milliseconds")


def with_other_prefixes(root: etree._Element) -> None:
    if root.tag == f"{ATOM}feed":
        made = etree.Element(root.tag, nsmap={"a": ATOM[1:-1], "feed": "urn:x-unused"})
        made[:] = list(root)
        root[:] = list(made)


@pytest.mark.parametrize(
    "change",
    [
        with_nothing_but_another_hand,
        with_comment,
        with_extension,
        in_one_line,
        in_another_zone,
        with_other_prefixes,
    ],
)
@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_change_without_effect_on_the_meaning_is_not_a_fault(
    name: str, change: Callable[[etree._Element], None]
) -> None:
    files = dict(SOUND[name])
    for path in files:
        if is_feed(path) and path.endswith(".xml"):
            root = etree.fromstring(files[path])
            change(root)
            files[path] = written(root)
    assert problems_of(files) == []


ENTRY = SOUND["plain"]["atom.xml"].decode().partition("  <entry>")[2].partition("</entry>")[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<content type="html">', '<content type="xhtml">'),
        ("<title>Tea &amp; cake</title>", '<title type="html">Tea &amp;amp; cake</title>'),
        ("<id>", "<author><name>One</name></author><author><name>Two</name></author><id>"),
        ("<summary>", '<link hreflang="de" href="https://example.com/"/><summary>'),
        ("<id>", '<category term="tea"/><category term="cake"/><rights>All mine</rights><id>'),
    ],
)
def test_an_atom_entry_may_have_optional_elements(old: str, new: str) -> None:
    entry = ENTRY.replace(old, new)
    if "xhtml" in new:
        start, _, rest = entry.partition(new)
        div = '<div xmlns="http://www.w3.org/1999/xhtml"><a href="https://example.com/">a</a></div>'
        entry = start + new + div + rest[rest.index("</content>") :]
    assert entry != ENTRY
    atom = SOUND["plain"]["atom.xml"].decode().replace(ENTRY, entry)
    assert problems_of({**SOUND["plain"], "atom.xml": atom.encode()}) == []


def test_a_title_may_contain_escaped_markup_in_html_only() -> None:
    atom = SOUND["plain"]["atom.xml"].replace(
        b"<title>Tea &amp; cake",
        b'<title type="html">&lt;a href="x"&gt;Tea &amp;amp; cake&lt;/a&gt;',
    )
    (problem,) = problems_of({**SOUND["plain"], "atom.xml": atom})
    assert says(problem.message, "… relative … 'x' … text")


@pytest.mark.parametrize("text", ["Sat, 02 Jan 0900 00:00:00 +0000", "2 Jan 0900 01:00 +0100"])
def test_an_rfc_822_date_may_be_old_and_without_weekday_or_seconds(text: str) -> None:
    assert rfc_822("pubDate", text).moment == datetime(900, 1, 2, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_written_date_can_be_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    day = moment.strftime("%a, %d %b ") + f"{moment.year:04}" + moment.strftime(" %H:%M:%S +0000")
    assert rfc_822("", day).moment == moment
    assert rfc_3339("", moment.isoformat()).moment == moment


@pytest.mark.parametrize("body", [b"", b"a", b"a" * 100_000])
def test_brotli_copies_are_decompressed_and_compared(body: bytes) -> None:
    brotli = pytest.importorskip("brotli")
    files = {"a.html": body, "a.html.br": brotli.compress(body)}
    assert list(packed_problems(files, files.get)) == []
    for packed, said in (
        (brotli.compress(body + b"b"), "… other content than a.html"),
        (b"no brotli", "… decompressed"),
    ):
        (problem,) = packed_problems(files, {**files, "a.html.br": packed}.get)
        assert problem.key == "a.html.br"
        assert says(problem.message, said)


def test_quoted_text_in_a_problem_cannot_break_its_line_or_move_the_cursor() -> None:
    body = SOUND["plain"]["feed.json"].replace(b"Tea & cake", b"Tea\\n\\u001b[2J & cake")
    problems = problems_of({**SOUND["plain"], "feed.json": body})
    assert says(problems[-1].message, "… title … 'Tea\\x0a\\x1b[2J & cake'")


# -- the gate before publishing ----------------------------------------------------------------


def artifacts(files: Files) -> list[Artifact]:
    return [Artifact(path, body) for path, body in files.items() if is_feed(path)]


def refuse(feeds: list[Artifact], exists: Callable[[str], bool]) -> None:
    refuse_unsound(feeds, parsers(), exists, SITE)


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_build_continues_with_correct_feeds(name: str) -> None:
    files = SOUND[name]
    refuse(artifacts(files), files.__contains__)
    # Also if only some of the documents are about to change, as after an edit.
    some = {path: body for path, body in files.items() if "/" not in path and "rss" not in path}
    refuse(artifacts(some), files.__contains__)


def test_a_build_stops_at_an_invalid_feed() -> None:
    files = dict(SOUND["plain"])
    files["atom.xml"] = files["atom.xml"].replace(b"<published>2026", b"<published>26", 1)
    with pytest.raises(PublishError) as raised:
        refuse(artifacts(files), files.__contains__)
    place = "atom.xml: entry 1 (urn:uuid:00000000-0000-5000-8000-000000000002): "
    assert says(str(raised.value), f"{place}published … '26-05-25T10:00:00Z' … date … published")
    assert raised.value.exit_code == 1


def test_a_build_stops_if_the_page_of_an_article_is_missing() -> None:
    files = SOUND["plain"]
    with pytest.raises(PublishError, match=r"of-old\.html, which does not exist.*and 3 more"):
        refuse(artifacts(files), lambda path: "articles/" not in path)


@pytest.mark.parametrize(
    "fault",
    [
        "atom-entry-id-no-iri",
        "enclosure-missing",
        "date-in-the-future",
        "date-of-the-epoch",
        "entry-updated-before-it-was-published",
    ],
)
def test_faults_of_authors_do_not_stop_a_build(fault: str) -> None:
    folder = TESTS / "invalid" / "plain" / fault
    files = {**SOUND["plain"], **tree(folder)}
    gone = (folder / "without.txt").read_text().split() if "missing" in fault else []
    refuse(artifacts(files), lambda path: path in files and path not in gone)


def test_a_huge_article_is_reported_and_does_not_stop_a_build() -> None:
    files = dict(SOUND["plain"])
    files["atom.xml"] = files["atom.xml"].replace(b"&lt;/p&gt;", b"long " * 2_500_000, 1)
    (problem,) = problems_of(files)
    assert says(problem.message, "… text … more than 10,000,000 bytes")
    refuse(artifacts(files), files.__contains__)


# -- the command -------------------------------------------------------------------------------


def published(root: Path, name: str = "plain") -> Path:
    """A folder with a configuration and published files, without articles or a ledger."""
    shutil.copytree(TESTS / "sound" / name, root / "output")
    configured(root)
    return root


@pytest.mark.thorough
def test_check_of_the_output_needs_no_articles(tmp_path: Path) -> None:
    done = run_feedtool("check", "--output", cwd=published(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feedtool.toml", "output"]
    assert run_feedtool("check", cwd=tmp_path).returncode == 1  # this checks the articles


def test_check_of_the_output_accepts_a_path(tmp_path: Path) -> None:
    published(tmp_path).joinpath("output").rename(tmp_path / "site")
    (tmp_path / "site" / "index.html").unlink()
    failed = run_feedtool("check", "-v", "--output", "site", cwd=tmp_path)
    assert failed.returncode == 3
    assert "site/rss.xml: links to https://example.org/news/, which does not exist" in failed.stderr
    (tmp_path / "feedtool.toml").unlink()
    done = run_feedtool("check", "-v", "--output", "site", "--base-url", SITE, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, failed.stderr)


def test_check_without_an_output_folder_reports_it(tmp_path: Path) -> None:
    configured(tmp_path)
    done = run_feedtool("check", "--output", cwd=tmp_path)
    assert done.returncode == 3
    assert says(done.stderr, "feedtool: … output: … no feeds … `feedtool build`")


def test_future_dates_are_checked_against_the_clock_of_the_run(tmp_path: Path) -> None:
    published(tmp_path)
    done = run_feedtool("check", "-v", "--output", cwd=tmp_path, now=NOW - 86_400 * 365)
    assert done.returncode == 3
    assert says(done.stderr, "… '2026-05-26T08:00:00+02:00' … future")
    assert run_feedtool("check", "--output", cwd=tmp_path).returncode == 0


def test_misspelled_fields_are_named_once(site: SiteFolder) -> None:
    for name in ("a", "b", "c"):
        site.write(
            f"{name}.md", f"---\ntitel: T\nlayout: post\nurl: /{name}/\n---\nText of {name}.\n"
        )
    site.build()
    done = run_feedtool("check", cwd=site.root)
    fact = "`titel` in the front matter is ignored; did you mean `title`?"
    assert done.stderr == f"feedtool: a.md and 2 other files: {fact} [FT227]\n"
