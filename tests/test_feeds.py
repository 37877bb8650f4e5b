"""Feeds are well-formed, agree with each other, and comply with the standards, for any text.

Feeds are read back with lxml and with feedparser, as subscribers' programs read them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool.model import Channel, Entry, Feed, Identity, Problem, Site, paths
from feedtool.render.body import to_html, to_text, with_language
from feedtool.render.entries import SUMMARY_LENGTH, summarize, to_entry
from feedtool.render.feeds.formats import render_feed
from support.articles import read_article
from support.sites import ATOM, CONFIG, NOW, NewSite, SiteFolder
from support.texts import headline, story
from test_normalize import TROUBLE

SITE = Site(
    id="6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21",
    title="A site & <its> title",
    url="https://example.org/news/",
    description='The "description" of it',
    author="An Author",
    language="en",
)
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
any_text = st.text(
    st.one_of(
        st.sampled_from(TROUBLE),
        st.sampled_from("<>&\"'[]()*_`#-:|\\/ \n\n"),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
)
dates = st.datetimes(
    min_value=datetime(1000, 1, 1), max_value=datetime(9999, 12, 31), timezones=st.just(UTC)
).map(lambda date: date.replace(microsecond=0))


def entry_of(text: str, number: int, published: datetime, markdown: bool = False) -> Entry | None:
    """The entry for a file with `text` in it; None if it would not be an article."""
    key = f"{number}.{'md' if markdown else 'txt'}"
    data = text.encode("utf-8", "replace")
    found = read_article(data, key)
    if isinstance(found, Problem):
        return None
    guid = f"urn:uuid:00000000-0000-5000-8000-{number:012}"
    identity = Identity(guid, f"slug-{number}", published, published + timedelta(seconds=number))
    body = to_html(found, SITE.url + paths.page_path(identity.slug))
    return to_entry(found, identity, SITE, body, to_text(found, body))


def rendered(entries: Sequence[Entry]) -> dict[str, bytes]:
    chosen = tuple(entries)
    updated = max(
        (entry.identity.updated for entry in chosen), default=datetime(2026, 1, 1, tzinfo=UTC)
    )
    channel = Channel(f"urn:uuid:{SITE.id}", SITE.title, SITE.description, "")
    return {d.path: d.body for d in render_feed(Feed(SITE, channel, updated), chosen)}


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("https://bücher.example/ein Buch", "https://xn--bcher-kva.example/ein%20Buch"),
        (f"https://{'ü' * 64}.example/", None),
        (f"{SITE.url}a", None),
    ],
)
def test_the_address_of_an_original_is_a_uri(declared: str, shown: str | None) -> None:
    entry = entry_of(
        f"---\nurl: {declared}\n---\nA text.\n", 1, datetime(2026, 5, 1, tzinfo=UTC), markdown=True
    )
    assert entry is not None
    assert entry.original == shown


@pytest.mark.thorough
@given(st.lists(st.tuples(any_text, dates), max_size=4), st.booleans())
@settings(max_examples=150)
def test_any_text_yields_well_formed_feeds_that_agree(
    texts: list[tuple[str, datetime]], markdown: bool
) -> None:
    made = [entry_of(text, n, date, markdown) for n, (text, date) in enumerate(texts)]
    entries = [entry for entry in made if entry is not None]
    bodies = rendered(entries)
    rss = etree.fromstring(bodies["rss.xml"])
    atom = etree.fromstring(bodies["atom.xml"])
    items, shown = list(rss.iter("item")), list(atom.iter(f"{ATOM}entry"))
    ids = [entry.identity.guid for entry in entries]
    assert [item.findtext("guid") for item in items] == ids
    assert [entry.findtext(f"{ATOM}id") for entry in shown] == ids
    titles = [entry.title for entry in entries]
    assert [item.findtext("title") for item in items] == titles
    assert [entry.findtext(f"{ATOM}title") for entry in shown] == titles
    assert all(title.strip() == title and title for title in titles)
    published = [entry.identity.published for entry in entries]
    assert [parsedate_to_datetime(item.findtext("pubDate") or "") for item in items] == published
    stamps = [datetime.fromisoformat(e.findtext(f"{ATOM}published") or "") for e in shown]
    assert stamps == published
    content = [entry.html for entry in entries]
    whole = [item.findtext(CONTENT) or item.findtext("description") for item in items]
    assert whole == content
    assert [entry.findtext(f"{ATOM}content") for entry in shown] == content
    # A description is read as HTML, but a summary in Atom is text; both have the same content.
    summaries = [entry.summary for entry in entries]
    for item, summary in zip(items, summaries, strict=True):
        # Without words to summarize, as for a single image, RSS has all content in its description.
        if summary:
            assert item.findtext("description") == html.escape(summary, quote=False)
    assert [entry.findtext(f"{ATOM}summary") or "" for entry in shown] == summaries


@given(any_text, st.booleans())
@settings(max_examples=150)
def test_no_text_breaks_out_of_the_html_of_its_body(text: str, markdown: bool) -> None:
    entry = entry_of(text, 1, datetime(2026, 1, 1, tzinfo=UTC), markdown)
    assume(entry is not None)
    assert entry is not None
    # Except for line breaks it is also XML, so a strict parser can check it.
    document = etree.fromstring(f"<div>{entry.html.replace('<br>', '<br/>')}</div>")
    allowed = set("div p br h2 ul ol li blockquote a".split())
    if markdown:
        allowed |= set(
            "h1 h3 h4 h5 h6 em strong s code pre hr img table thead tbody tr th td".split()
        )
    assert {element.tag for element in document.iter()} <= allowed
    for element in document.iter():
        assert set(element.attrib) <= {
            "href",
            "src",
            "alt",
            "title",
            "class",
            "start",
            "style",
            "dir",
        }
        assert not (element.get("href") or "").lower().startswith(("javascript:", "data:"))


@pytest.mark.thorough
@given(any_text)
@settings(max_examples=60)
def test_feedparser_reads_back_what_was_published(text: str) -> None:
    entry = entry_of(text, 1, datetime(2026, 1, 1, tzinfo=UTC))
    assume(entry is not None)
    assert entry is not None
    bodies = rendered([entry])
    for path in ("rss.xml", "atom.xml"):
        read_back = feedparser.parse(bodies[path])
        assert not read_back.bozo
        assert [e.id for e in read_back.entries] == [entry.identity.guid]
        assert read_back.entries[0].link == entry.url
        assert read_back.entries[0].published_parsed[:3] == (2026, 1, 1)


@pytest.mark.parametrize("year", [1000, 1582, 1899, 1969, 1970, 2038, 9999])
def test_a_year_has_four_digits(year: int) -> None:
    entry = entry_of("A text\n\nof some words.", 1, datetime(year, 6, 1, tzinfo=UTC))
    assert entry is not None
    bodies = rendered([entry])
    assert f" {year:04} 00:00:00 +0000</pubDate>".encode() in bodies["rss.xml"]
    assert f"<published>{year:04}-06-01T00:00:00".encode() in bodies["atom.xml"]


# -- the standards, on a site built for real -----------------------------------------------------


@pytest.fixture
def built(site: SiteFolder) -> SiteFolder:
    site.configure(CONFIG.replace("Test site", "Tea & <cake>") + "\n[feeds]\nlimit = 5\n")
    for n in range(7):
        site.write(f"{n}.txt", story(headline(n)))
    site.write(
        "8.md",
        "---\ntitle: 'Fish & <chips> \"for\" two'\nauthor: A & B\ntags: [x, 'y & z']\n"
        "summary: '1 < 2 & so on'\n---\n[A link](../other.html) and ![an image](i.png)\n",
    )
    site.build()
    return site


@pytest.fixture
def atom(built: SiteFolder) -> etree._Element:
    return etree.parse(built.output / "atom.xml").getroot()


@pytest.fixture
def rss(built: SiteFolder) -> etree._Element:
    return etree.parse(built.output / "rss.xml").getroot()


def texts(parent: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in parent.findall(path)]


def test_an_atom_feed_has_each_required_element_once(atom: etree._Element) -> None:
    assert atom.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(atom.findall(f"{ATOM}{name}")) == 1
        for entry in atom.iter(f"{ATOM}entry"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
    for entry in atom.iter(f"{ATOM}entry"):
        for name in ("content", "published", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
        for name in ("rights", "source"):
            assert len(entry.findall(f"{ATOM}{name}")) <= 1
    assert texts(atom, f"{ATOM}author/{ATOM}name") == ["Tea & <cake>"]


def test_an_atom_feed_names_itself_and_its_home(atom: etree._Element) -> None:
    links = [(link.get("rel"), link.get("href")) for link in atom.findall(f"{ATOM}link")]
    assert sorted(links) == [
        ("alternate", "https://example.org/news/"),
        ("self", "https://example.org/news/atom.xml"),
    ]


def test_an_atom_entry_has_one_alternate_link_to_its_page(
    atom: etree._Element, built: SiteFolder
) -> None:
    for entry in atom.iter(f"{ATOM}entry"):
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel", "alternate") == "alternate"
        path = (link.get("href") or "").removeprefix("https://example.org/news/")
        assert (built.output / path).is_file()


def test_atom_dates_are_rfc_3339_and_differ(atom: etree._Element) -> None:
    stamps = texts(atom, f"{ATOM}entry/{ATOM}updated")
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"
    assert all(re.fullmatch(form, stamp) for stamp in stamps)
    assert len(set(stamps)) == len(stamps)
    assert stamps == sorted(stamps, reverse=True)


def test_a_feed_was_updated_when_its_newest_entry_was(
    atom: etree._Element, rss: etree._Element
) -> None:
    stamps = [datetime.fromisoformat(text) for text in texts(atom, f"{ATOM}entry/{ATOM}updated")]
    assert datetime.fromisoformat(atom.findtext(f"{ATOM}updated") or "") == max(stamps)
    built = rss.findtext("channel/lastBuildDate") or ""
    assert parsedate_to_datetime(built) == max(stamps) == datetime.fromtimestamp(NOW, UTC)


def test_atom_texts_are_text_and_contents_are_escaped_html(atom: etree._Element) -> None:
    for element in atom.iter(f"{ATOM}title", f"{ATOM}summary"):
        assert element.get("type", "text") == "text"
        assert len(element) == 0
    for element in atom.iter(f"{ATOM}content"):
        assert element.get("type") == "html"
        assert len(element) == 0
        assert (element.text or "").startswith('<div lang="en" dir="ltr">')


def test_an_rss_channel_has_the_required_elements(rss: etree._Element) -> None:
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss
    assert texts(channel, "title") == ["Tea & <cake>"]
    assert texts(channel, "link") == ["https://example.org/news/"]  # the site, not the feed
    assert texts(channel, "language") == ["en"]
    assert len(texts(channel, "description")) == 1
    (itself,) = channel.findall("{http://www.w3.org/2005/Atom}link")
    assert (itself.get("rel"), itself.get("href")) == ("self", "https://example.org/news/rss.xml")


def test_an_rss_item_has_the_recommended_elements(rss: etree._Element) -> None:
    for item in rss.iter("item"):
        for name in ("title", "link", "description", "guid", "pubDate", CONTENT):
            assert len(item.findall(name)) == 1, name
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"
        names = [child.tag for child in item]
        assert names.index("description") < names.index(CONTENT)
        assert item.find("author") is None  # it must be an e-mail address
        assert re.fullmatch(
            r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000",
            item.findtext("pubDate") or "",
        )


def test_author_tags_and_summary_are_plain_text_in_both(
    rss: etree._Element, atom: etree._Element
) -> None:
    (item,) = [i for i in rss.iter("item") if "Fish" in (i.findtext("title") or "")]
    (entry,) = [
        e for e in atom.iter(f"{ATOM}entry") if "Fish" in (e.findtext(f"{ATOM}title") or "")
    ]
    assert item.findtext("title") == entry.findtext(f"{ATOM}title") == 'Fish & <chips> "for" two'
    assert texts(item, CREATOR) == texts(entry, f"{ATOM}author/{ATOM}name") == ["A & B"]
    terms = [category.get("term") for category in entry.findall(f"{ATOM}category")]
    assert texts(item, "category") == terms == ["x", "y & z"]
    assert entry.findtext(f"{ATOM}summary") == "1 < 2 & so on"
    assert item.findtext("description") == "1 &lt; 2 &amp; so on"  # HTML


def test_no_url_is_relative(rss: etree._Element, atom: etree._Element) -> None:
    for parent, path in ((rss, CONTENT), (atom, f"{ATOM}content")):
        bodies = [element.text or "" for element in parent.iter(path)]
        urls = re.findall(r'(?:href|src)="([^"]*)"', "".join(bodies))
        assert len(urls) == 2
        assert all(url.startswith("https://example.org/news/") for url in urls)


def test_both_feeds_have_the_newest_articles_in_one_order(
    rss: etree._Element, atom: etree._Element
) -> None:
    ids = texts(rss, "channel/item/guid")
    assert ids == texts(atom, f"{ATOM}entry/{ATOM}id")
    titles = texts(rss, "channel/item/title")
    assert titles[1:] == [headline(n) for n in (6, 5, 4, 3, 2, 1, 0)]


def test_the_format_of_a_feed_shows_in_its_first_bytes_with_its_encoding(
    built: SiteFolder,
) -> None:
    for path, mark in (("rss.xml", b"<rss"), ("atom.xml", b"<feed")):
        body = built.files()[path]
        assert mark in body[:512]
        assert re.match(rb"<\?xml version=['\"]1.0['\"] encoding=['\"]UTF-8['\"]\?>", body)


def test_rss_titles_have_hexadecimal_references(built: SiteFolder) -> None:
    """RSS Best Practices Profile: readers disagree on whether a title is HTML."""
    assert b"Fish &#x26; &#x3C;chips>" in built.files()["rss.xml"]


@pytest.mark.parametrize(
    ("language", "text", "frame"),
    [
        ("ar", None, '<div lang="ar" dir="rtl">'),
        ("fa-IR", None, '<div lang="fa-IR" dir="rtl">'),
        ("az-Arab", None, '<div lang="az-Arab" dir="rtl">'),
        ("en", None, '<div lang="en" dir="ltr">'),
        (None, None, '<div dir="ltr">'),
    ],
)
def test_content_declares_its_language_and_direction(
    language: str | None, text: None, frame: str
) -> None:
    assert with_language("<p>x</p>", language).splitlines()[0] == frame


def test_an_empty_site_has_empty_feeds_that_are_valid(site: SiteFolder) -> None:
    site.write("a.txt", story("The only one there was"))
    site.build()
    site.remove("a.txt")
    site.build(NOW + 60, allow_removals=True)
    for path in ("rss.xml", "atom.xml"):
        read_back = feedparser.parse(site.files()[path])
        assert not read_back.bozo
        assert read_back.entries == []
        assert read_back.feed.title == "Test site"


def test_with_declared_dates_builds_on_two_days_produce_the_same_feed(
    new_site: NewSite,
) -> None:
    made = []
    for now in (NOW, NOW + 86_400 * 30):
        site = new_site()
        site.write("a.txt", f"---\ndate: 2026-05-25\n---\n{story('A dated text')}")
        site.build(now)
        made.append(site.files())
    assert made[0] == made[1]


@pytest.mark.parametrize("text", ["A. B. C.", "One sentence that never ends " * 40, "漢字。" * 200])
def test_a_summary_is_short_and_begins_like_the_text(text: str) -> None:
    summary = summarize(text)
    assert len(summary) <= SUMMARY_LENGTH
    assert " ".join(text.split()).startswith(summary.rstrip("…"))


@given(any_text)
def test_a_summary_of_any_text_is_one_short_line(text: str) -> None:
    summary = summarize(text)
    assert len(summary) <= SUMMARY_LENGTH
    assert summary == " ".join(summary.split())
