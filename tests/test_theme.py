"""The content of pages about articles and channels, translations, and users' templates."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from msgspec.structs import fields, replace

from feedtool.errors import ConfigError
from feedtool.model import Channel, Enclosure, Entry, Identity, Neighbour, Site, Source
from feedtool.model.paths import page_path
from feedtool.render.feeds.opml import opml
from feedtool.render.jobs import Item, ListJob, PageJob
from feedtool.render.pages.design import Appearance, Design, OwnPage
from feedtool.render.pages.metadata import minutes
from feedtool.render.pages.own_templates import environment
from feedtool.render.pages.sitemap import robots, sitemap, sitemap_index
from feedtool.render.pages.templates import NAMES, Templates
from feedtool.render.pages.theme import Theme
from feedtool.render.pages.translations import table, words
from feedtool.render.pages.values import FeedLink, Group, Link, Subscription, Tag
from feedtool.state.ledger import Ledger
from feedtool.state.ledger.recovery import rebuild
from support.folders import TESTS
from support.messages import says


@dataclass(frozen=True)
class Form:
    name: str
    file: str
    media_type: str


FORMATS = (
    Form("RSS", "rss.xml", "application/rss+xml"),
    Form("Atom", "atom.xml", "application/atom+xml"),
    Form("JSON", "feed.json", "application/feed+json"),
)
BASE = "https://example.org/news/"
SITE = Site("6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21", "Tea & cake", BASE, "Of both", "Ann", "en")
ALL = Channel("urn:uuid:0", SITE.title, SITE.description, "")
WORLD = Channel("urn:uuid:1", "World", "What is <far>", "feeds/world/", "World", "tag", "world")
MAY = datetime(2026, 5, 25, 7, 10, tzinfo=UTC)
ENTRY = Entry(
    Identity("urn:uuid:2", "a", MAY, MAY),
    "A <title> & more",
    page_path("a"),
    BASE + page_path("a"),
    "What it is </script>",
    "<p>Text &amp; all.</p>",
    "Ada",
    ("world", "Other"),
    "en",
)
THEME = Theme(SITE, FORMATS)
ABOUT = OwnPage("about.html", "About <us>", "<p>Three people.</p>", "Three people.", "en")


def page_job(
    entry: Entry,
    newer: Neighbour | None = None,
    older: Neighbour | None = None,
    channels: tuple[Channel, ...] = (),
) -> PageJob:
    """The job for an article's page, with an adopted id and a position."""
    aliases = ("tag:x,1", "tag:y,2")
    return PageJob(Item(entry.identity, b""), "ab12", aliases, 7, newer, older, channels)


def page_of(
    entry: Entry = ENTRY, theme: Theme = THEME, channels: tuple[Channel, ...] = (ALL, WORLD)
) -> lxml_html.HtmlElement:
    newer, older = (
        Neighbour("Newer <one>", "articles/n.html"),
        Neighbour("Older", "articles/o.html"),
    )
    made = theme.article(page_job(entry, newer, older, channels), entry)
    assert made.path == entry.path
    return lxml_html.document_fromstring(made.body.decode())


def text_of(page: lxml_html.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


# -- articles --------------------------------------------------------------------------------


def test_an_article_has_json_ld_metadata() -> None:
    (data,) = page_of().xpath("//script[@type='application/ld+json']/text()")
    said = json.loads(data)
    assert said["@type"] == "Article"
    assert said["headline"] == ENTRY.title
    assert said["description"] == ENTRY.summary
    assert said["datePublished"] == "2026-05-25T07:10:00Z"
    assert said["author"] == {"@type": "Person", "name": "Ada"}
    assert said["keywords"] == ["world", "Other"]
    assert "image" not in said


@given(st.text())
def test_no_text_ends_the_script_element_or_the_policy(text: str) -> None:
    entry = replace(ENTRY, title=f"</script>{text}<!--")
    made = THEME.article(page_job(entry), entry)
    (data,) = re.findall(
        rb'<script type="application/ld\+json">(.*?)</script>', made.body, re.DOTALL
    )
    assert json.loads(data)["headline"] == f"</script>{text}<!--"
    assert not re.search(rb"[<>]", data)
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in made.body.decode()


def test_an_article_has_metadata_for_link_previews() -> None:
    page = page_of(replace(ENTRY, image="https://example.com/i.jpg"))
    said = dict(
        zip(page.xpath("//meta/@property"), page.xpath("//meta[@property]/@content"), strict=True)
    )
    assert said == {
        "og:type": "article",
        "og:site_name": "Tea & cake",
        "og:title": ENTRY.title,
        "og:description": ENTRY.summary,
        "og:url": ENTRY.url,
        "og:image": "https://example.com/i.jpg",
        "article:published_time": "2026-05-25T07:10:00Z",
        "article:modified_time": "2026-05-25T07:10:00Z",
    }
    assert page.xpath("//article/p[@class='image']/img/@src") == ["https://example.com/i.jpg"]


def test_a_picture_in_the_text_is_not_shown_twice() -> None:
    url = "https://example.com/i.jpg"
    page = page_of(replace(ENTRY, image=url, html=f'<p><img src="{url}" alt=""></p>'))
    assert len(page.xpath("//img")) == 1


def test_an_article_links_to_its_neighbours() -> None:
    links = page_of().xpath("//nav[@class='turn']/a")
    assert [(a.get("rel"), a.get("href")) for a in links] == [
        ("prev", "../articles/n.html"),
        ("next", "../articles/o.html"),
    ]
    assert text_of(page_of(), "//nav[@class='turn']/a") == ["Newer Newer <one>", "Older Older"]
    assert not lxml_html.document_fromstring(
        THEME.article(page_job(ENTRY), ENTRY).body.decode()
    ).xpath("//nav[@class='turn']")


def test_a_tag_links_to_its_channel() -> None:
    tags = page_of().xpath("//ul[@class='tags']/li")
    assert [(li.text_content(), li.xpath("a/@href")) for li in tags] == [
        ("world", ["../feeds/world/index.html"]),
        ("Other", []),
    ]


def test_every_channel_of_an_article_can_be_found_in_every_format() -> None:
    links = page_of().xpath("/html/head/link[@rel='alternate']")
    assert [(a.get("type"), a.get("title"), a.get("href")) for a in links] == [
        ("application/rss+xml", "Tea & cake (RSS)", f"{BASE}rss.xml"),
        ("application/atom+xml", "Tea & cake (Atom)", f"{BASE}atom.xml"),
        ("application/feed+json", "Tea & cake (JSON)", f"{BASE}feed.json"),
        ("application/rss+xml", "World (RSS)", f"{BASE}feeds/world/rss.xml"),
        ("application/atom+xml", "World (Atom)", f"{BASE}feeds/world/atom.xml"),
        ("application/feed+json", "World (JSON)", f"{BASE}feeds/world/feed.json"),
    ]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ENTRY, "Ada · 25 May 2026 · 1 min read"),
        (replace(ENTRY, author=None), "25 May 2026 · 1 min read"),
        (replace(ENTRY, html="<p>" + "word " * 1100), "Ada · 25 May 2026 · 5 min read"),
        (
            replace(ENTRY, identity=replace(ENTRY.identity, updated=MAY.replace(day=27))),
            "Ada · 25 May 2026 · Updated: 27 May 2026 · 1 min read",
        ),
    ],
)
def test_the_byline_has_author_date_and_reading_time(entry: Entry, said: str) -> None:
    assert text_of(page_of(entry), "//p[@class='byline']") == [said]


@pytest.mark.parametrize(
    ("rendered", "expected"),
    [
        ("", 1),
        ("<p class='not a word of it'></p>" * 500, 1),
        ("<p>" + "word " * 2200 + "</p>", 10),
        ("<p>" + "it’s well-known, isn't it? " * 550, 10),
        ("字" * 5000, 10),
        ("한국어" * 1000, 6),
        ("字" * 1000 + " word" * 440, 4),
    ],
)
def test_reading_time_grows_with_the_text(rendered: str, expected: int) -> None:
    assert minutes(rendered) == expected


@pytest.mark.parametrize(
    ("media_type", "player"),
    [("audio/mpeg", "audio"), ("video/mp4", "video"), ("application/pdf", None)],
)
def test_enclosures_can_be_played_and_downloaded(media_type: str, player: str | None) -> None:
    url = "https://example.com/a?b&c"
    page = page_of(replace(ENTRY, enclosure=Enclosure(url, 12_345_678, media_type)))
    assert [found.tag for found in page.xpath("//audio | //video")] == ([player] if player else [])
    assert set(page.xpath("//audio/@preload | //video/@preload")) <= {"none"}
    assert page.xpath("//div[@class='enclosure']//@href") == [url]
    assert text_of(page, "//div[@class='enclosure']/p") == ["Download (12 MB)"]


@pytest.mark.parametrize(
    ("source", "original", "said", "links"),
    [
        (None, None, [], []),
        (None, ENTRY.url, [], []),
        (None, "https://a.example/x", ["First published: a.example"], ["https://a.example/x"]),
        (
            None,
            "https://xn--bcher-kva.example/x",
            ["First published: bücher.example"],
            ["https://xn--bcher-kva.example/x"],
        ),
        (Source("The Post"), None, ["First published: The Post"], []),
        (Source("P", "https://p.example/"), None, ["First published: P"], ["https://p.example/"]),
    ],
)
def test_an_article_names_its_source(
    source: Source | None, original: str | None, said: list[str], links: list[str]
) -> None:
    page = page_of(replace(ENTRY, source=source, original=original))
    assert text_of(page, "//p[@class='source']") == said
    assert page.xpath("//p[@class='source']/a/@href") == links


def test_a_lost_ledger_is_rebuilt_from_a_page_with_all_metadata(tmp_path: Path) -> None:
    entry = replace(
        ENTRY,
        identity=replace(ENTRY.identity, permalink=True),
        summary="long " * 100_000,
        tags=tuple(f"tag {n}" for n in range(5000)),
        html="<p>text</p>" * 50_000,
    )
    made = THEME.article(page_job(entry, channels=(ALL, WORLD)), entry)
    (tmp_path / "articles").mkdir()
    (tmp_path / made.path).write_bytes(made.body)
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert rebuild(ledger, tmp_path) == 1
    found = ledger.by_slug("a")
    assert found is not None
    assert (found.guid, found.title, found.fingerprint) == ("urn:uuid:2", ENTRY.title, "ab12")
    assert (found.published, found.updated) == (MAY.timestamp(), MAY.timestamp())
    assert found.permalink
    assert sorted(ledger.aliases("urn:uuid:2")) == ["tag:x,1", "tag:y,2"]
    assert ledger.positions.first("urn:uuid:2") == 7
    ledger.close()


# -- lists, subscription, sitemaps -----------------------------------------------------------


def test_a_channel_can_be_subscribed_to_from_its_list() -> None:
    made = THEME.listing(ListJob(WORLD, (), None, None, "feeds/world/pages/1.html"), (ENTRY,))
    page = lxml_html.document_fromstring(made.body.decode())
    assert made.path == "feeds/world/index.html"
    assert text_of(page, "//h1") == ["World"]
    assert "What is <far>" in text_of(page, "//main//p")
    addresses = [f"{BASE}feeds/world/{form.file}" for form in FORMATS]
    assert [code.text_content() for code in page.xpath("//code")] == addresses
    alternates = page.xpath("/html/head/link[@rel='alternate']/@href")
    assert alternates == addresses + [f"{BASE}{form.file}" for form in FORMATS]
    assert page.xpath("/html/head/link[@rel='canonical']/@href") == [f"{BASE}feeds/world/"]
    assert page.xpath("//nav[@class='turn']/a/@href") == ["../../feeds/world/pages/1.html"]
    assert page.xpath("//h3/a/@href") == ["../../articles/a.html"]


def test_each_page_of_a_list_has_its_own_title() -> None:
    made = THEME.listing(ListJob(WORLD, (), 3, "feeds/world/index.html", None), (ENTRY,))
    page = lxml_html.document_fromstring(made.body.decode())
    assert made.path == "feeds/world/pages/3.html"
    assert page.xpath("/html/head/title/text()") == ["World – Page 3"]
    assert page.xpath("//h1/a/@href") == ["../../../feeds/world/index.html"]
    assert page.xpath("//nav[@class='turn']/a/@href") == ["../../../feeds/world/index.html"]


def test_the_subscription_page_explains_feeds_and_lists_them_all() -> None:
    page = lxml_html.document_fromstring(THEME.subscribe((ALL, WORLD)).body.decode())
    assert text_of(page, "//h2") == ["Tea & cake", "Topics"]
    assert text_of(page, "//details/summary") == ["World"]
    assert page.xpath("//h2/a/@href") == ["index.html"]
    assert page.xpath("//details/p/a/@href") == ["feeds/world/index.html"]
    assert [code.text_content() for code in page.xpath("//code")] == [
        f"{BASE}{folder}{form.file}" for folder in ("", "feeds/world/") for form in FORMATS
    ]
    assert text_of(page, "//header/p")[0].startswith("A feed tells you when")


def test_the_opml_has_every_channel() -> None:
    made = opml(SITE, (ALL, WORLD))
    root = etree.fromstring(made.body)
    assert (made.path, root.get("version")) == ("feeds.opml", "2.0")
    assert root.findtext("head/title") == "Tea & cake"
    assert [
        (o.get("text"), o.get("type"), o.get("xmlUrl"), o.get("htmlUrl"))
        for o in root.findall("body/outline")
    ] == [
        ("Tea & cake", "rss", f"{BASE}rss.xml", BASE),
        ("World", "rss", f"{BASE}feeds/world/rss.xml", f"{BASE}feeds/world/"),
    ]


def test_sitemaps_have_every_address_and_when_it_changed() -> None:
    made = sitemap("sitemap.xml", [(f"{BASE}a?b&c", MAY), (BASE, MAY.replace(year=812))])
    root = etree.fromstring(made.body)
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    assert root.tag == f"{{{names['s']}}}urlset"
    assert root.xpath("s:url/s:loc/text()", namespaces=names) == [f"{BASE}a?b&c", BASE]
    assert root.xpath("s:url/s:lastmod/text()", namespaces=names) == [
        "2026-05-25T07:10:00Z",
        "0812-05-25T07:10:00Z",
    ]
    index = etree.fromstring(sitemap_index("sitemap.xml", [f"{BASE}sitemap-1.xml"]).body)
    assert index.xpath("s:sitemap/s:loc/text()", namespaces=names) == [f"{BASE}sitemap-1.xml"]


def test_robots_txt_excludes_nothing() -> None:
    assert robots(SITE).body == (
        b"# Written by feedtool\nUser-agent: *\nAllow: /\n\nSitemap: https://example.org/news/sitemap.xml\n"
    )


# -- translations ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", sorted(table(None, "")))
def test_every_language_has_every_translation(language: str) -> None:
    known = table(None, "")
    assert known[language].keys() == known["en"].keys()
    assert len(known[language]["months"]) == 12
    found = words(language)
    assert "4" in found.minutes_read(4)
    assert "4" in found.numbered(4)
    assert {"25", "2026"} <= set(re.findall(r"\d+", found.date(MAY)))
    assert not re.search(r"[{}]", found.date(MAY) + found.minutes_read(4) + found.numbered(4))


@pytest.mark.parametrize(
    ("site", "article", "expected"),
    [
        ("de", "de", ("de", "Abonnieren", None)),
        ("de-AT", "de-AT", ("de-AT", "Abonnieren", None)),
        ("de", "ar", ("ar", "Abonnieren", ("de", "ltr"))),
        ("ar", "de", ("de", "اشترك", ("ar", "rtl"))),
        ("sv", "sv", ("sv", "Subscribe", ("en", "ltr"))),
        ("ur", "ur", ("ur", "Subscribe", ("en", "ltr"))),
        (None, "fr", ("fr", "S’abonner", None)),
        (None, None, ("und", "Subscribe", ("en", "ltr"))),
    ],
)
def test_pages_use_and_declare_the_language_of_the_site(
    site: str | None, article: str | None, expected: tuple[str, str, tuple[str, str] | None]
) -> None:
    theme = Theme(replace(SITE, language=site), FORMATS)
    page = page_of(replace(ENTRY, language=article), theme)
    (button,) = page.xpath("//a[@class='button']")
    marks = (button.get("lang"), button.get("dir"))
    assert (page.get("lang"), button.text_content()) == expected[:2]
    assert marks == (expected[2] or (None, None))
    (minutes_read,) = page.xpath("//p[@class='byline']/span[last()]")
    assert (minutes_read.get("lang"), minutes_read.get("dir")) == marks


def test_a_user_can_change_translations_and_add_languages() -> None:
    swedish = re.sub(r"(?s).*?\[en\](.*?)\n\[.*", r"[sv]\1", shipped("words.toml"))
    own = '[de]\nsubscribe = "Mitlesen"\n\n' + swedish.replace('"Subscribe"', '"Prenumerera"')
    theme = Theme(replace(SITE, language="de"), FORMATS, {"words.toml": own})
    assert "Mitlesen" in theme.not_found().body.decode()
    assert "Alle Artikel" in theme.not_found().body.decode()
    theme = Theme(replace(SITE, language="sv-FI"), FORMATS, {"words.toml": own})
    assert "Prenumerera" in theme.not_found().body.decode()


# -- users' templates ------------------------------------------------------------------------


def shipped(name: str) -> str:
    return (TESTS.parent / "feedtool" / "templates" / name).read_text("utf-8")


def test_a_users_template_replaces_the_shipped_one() -> None:
    own = {"404.html": "{{ title }} {{ site.title }}", "style.css": "p { color: {{ red }} }"}
    theme = Theme(SITE, FORMATS, own)
    assert (
        theme.not_found().body
        == b"There is no such page \xe2\x80\x93 Tea &amp; cake Tea &amp; cake\n"
        b"<!-- Written by feedtool -->\n"
    )
    assert theme.stylesheet().body.decode() == own["style.css"] + "/* Written by feedtool */\n"
    assert theme.feed_stylesheet() == THEME.feed_stylesheet()
    assert theme.subscribe(()) == THEME.subscribe(())


def test_a_template_can_change_part_of_every_page() -> None:
    base = '{% extends "feedtool/base.html" %}{% block footer %}<footer>Mine</footer>{% endblock %}'
    theme = Theme(SITE, FORMATS, {"base.html": base})
    for made in (theme.subscribe((ALL,)), theme.listing(ListJob(ALL, (), None, None, None), ())):
        assert made.body.decode().count("<footer>Mine</footer>") == 1
        assert b'<footer class="site">' not in made.body


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (
            {"artcle.html": ""},
            "templates/artcle.html: … template … 'article.html'",
        ),
        ({"x": ""}, "templates/x: … template … base.html, article.html, "),
        (
            {"404.html": "\n{% endfro %}"},
            "templates/404.html: line 2: … 'endfro' … delete",
        ),
        (
            {"404.html": "{{ title | dya }}"},
            "templates/404.html: line 1: … filter … 'dya' … delete",
        ),
        (
            {"404.html": "a\n\n{{ titel }}"},
            "templates/404.html: line 3: … 'titel' … undefined … delete",
        ),
        (
            {"base.html": "a\n{{ site.titel }}"},
            "templates/base.html: line 2: 'feedtool.model.feed.Site object' has no attr",
        ),
        ({"404.html": "{{ title | iso }}"}, "templates/404.html: line 1: 'str' object has no attr"),
        ({"404.html": '{% extends "bas.html" %}'}, "templates/404.html: line 1: "),
        ({"404.html": '{% include "404.html" %}'}, "templates/404.html: line 1: maximum recursion"),
        ({"words.toml": "[en"}, "templates/words.toml: … TOML"),
        ({"words.toml": "a = 1"}, "templates/words.toml: … 'a' … table"),
        (
            {"words.toml": '[de]\nsubcribe = ""'},
            "templates/words.toml: … [de] … 'subcribe' … 'subscribe'",
        ),
        ({"words.toml": '[sv]\nskip = "Hoppa"'}, "templates/words.toml: … [sv] … all_articles, "),
        ({"words.toml": "[de]\nskip = 1"}, "templates/words.toml: … [de] skip … string"),
        ({"words.toml": '[de]\npage = "S."'}, "templates/words.toml: … [de] page … {}"),
        (
            {"words.toml": '[de]\nmonths = ["Januar"]'},
            "templates/words.toml: … [de] months … twelve",
        ),
    ],
)
def test_a_fault_in_a_template_names_its_place(own: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        Theme(SITE, FORMATS, own).not_found()
    assert says(str(raised.value), message)


# -- header, own pages, appearance -----------------------------------------------------------


def designed(design: Design, overrides: Mapping[str, str] = {}) -> dict[str, lxml_html.HtmlElement]:
    """A page of every kind, by the name of its template."""
    theme = Theme(SITE, FORMATS, overrides, design)
    made = {
        "article": theme.article(page_job(ENTRY), ENTRY),
        "index": theme.listing(ListJob(ALL, (), None, None, None), (ENTRY,)),
        "topic": theme.listing(ListJob(WORLD, (), None, None, None), (ENTRY,)),
        "subscribe": theme.subscribe((ALL, WORLD)),
        "topics": theme.topics((ALL, WORLD)),
        "own": theme.own_page(ABOUT),
        "404": theme.not_found(),
    }
    return {name: lxml_html.document_fromstring(m.body.decode()) for name, m in made.items()}


def test_the_header_of_every_page_has_at_most_seven_links() -> None:
    pages = tuple(replace(ABOUT, path=f"p{n}.html", title=f"Page {n}") for n in range(9))
    for name, page in designed(Design(pages=pages, has_topics=True)).items():
        links = text_of(page, "//header[@class='site']/nav/a")
        assert links == ["Topics", *(f"Page {n}" for n in range(5)), "Subscribe"], name
        named = text_of(page, "//header[@class='site']/a[@class='name']")
        assert named == ([] if name == "index" else ["Tea & cake"])
        in_footer = text_of(page, "//footer[@class='site']//a")
        assert {f"Page {n}" for n in range(9)} <= set(in_footer)


def test_a_site_without_feeds_and_pages_of_its_own_has_no_link_that_leads_nowhere() -> None:
    for page in designed(Design()).values():
        assert "topics.html" not in "".join(page.xpath("//a/@href"))


def test_topics_are_listed_by_kind() -> None:
    kinds = (("tag", "b"), ("tag", "A"), ("year", "2025"), ("year", "2026"), ("author", "Ann"))
    channels = [
        Channel(f"urn:uuid:{n}", value, "", f"feeds/{value}/", value, kind, value)  # type: ignore[arg-type]
        for n, (kind, value) in enumerate(kinds)
    ]
    page = lxml_html.document_fromstring(THEME.topics((ALL, *channels)).body.decode())
    shown = text_of(page, "//main//h2 | //main//li")
    assert shown == ["A", "b", "Authors", "Ann", "Years", "2026", "2025"]
    empty = lxml_html.document_fromstring(THEME.topics((ALL,)).body.decode())
    assert text_of(empty, "//p[@class='empty']") == ["Nothing has been published here yet."]


def test_the_page_to_subscribe_from_stays_small_with_a_hundred_feeds() -> None:
    channels = [
        replace(WORLD, id=f"urn:uuid:{n}", folder=f"feeds/topic-{n}/", topic=f"Topic {n}")
        for n in range(100)
    ]
    body = THEME.subscribe((ALL, *channels)).body.decode()
    page = lxml_html.document_fromstring(body)
    assert len(page.xpath("//details[not(@open)]")) == 100
    assert len(page.xpath("/html/head/link[@rel='alternate']")) == 30
    without_addresses = re.sub(r'<ul class="addresses">.*?</ul>', "", body, flags=re.DOTALL)
    assert len(without_addresses) < 30_000


def test_an_untitled_note_does_not_say_everything_twice() -> None:
    note = replace(ENTRY, title="Rain today", summary="Rain today.", untitled=True)
    made = THEME.listing(ListJob(ALL, (), None, None, None), (note,))
    listed = lxml_html.document_fromstring(made.body.decode())
    assert not listed.xpath("//p[@class='summary']")
    assert page_of(note).xpath("//h1/@class") == ["unseen"]
    assert not page_of().xpath("//h1/@class")


def test_a_date_is_in_the_language_of_the_article() -> None:
    german = replace(ENTRY, language="de")
    (time,) = page_of(german).xpath("//p[@class='byline']/time")
    assert (time.text, time.get("lang")) == ("25. Mai 2026", None)
    made = THEME.listing(ListJob(ALL, (), None, None, None), (german,))
    (time,) = lxml_html.document_fromstring(made.body.decode()).xpath("//time")
    assert (time.text, time.get("lang")) == ("25. Mai 2026", None)
    (time,) = page_of(replace(ENTRY, language="sv")).xpath("//p[@class='byline']/time")
    assert (time.text, time.get("lang")) == ("25 May 2026", "en")


LOOK = Appearance(
    accent="#1d5c63",
    font="Inter",
    width="40rem",
    logo="logo.svg",
    favicon="https://cdn.example/i.png",
    touch_icon="/touch.png",
    image="card.png",
    footer="Since <1926>",
    head='<link rel="me" href="https://social.example/@a">',
    scripts='<script src="https://stats.example/c.js"></script><script>let a = 1</script>',
    allow=("https://fonts.example",),
)


def test_the_appearance_is_that_of_every_page() -> None:
    for name, page in designed(Design(LOOK)).items():
        assert page.xpath("/html/head/link[@rel='me']"), name
        assert page.xpath("/html/head/link[@rel='icon']/@href") == ["https://cdn.example/i.png"]
        assert page.xpath("/html/head/link[@rel='apple-touch-icon']/@href") == ["/touch.png"]
        assert len(page.xpath("/html/head/meta[@name='theme-color']")) == 2
        card = [] if name == "404" else [f"{BASE}card.png"]
        assert page.xpath("/html/head/meta[@property='og:image']/@content") == card
        assert page.xpath("/html/body/script/@src") == ["https://stats.example/c.js"]
        assert "Since <1926>" in text_of(page, "//footer//p")
        (logo,) = page.xpath("//img[@class='logo']/@src")
        assert logo == {"article": "../", "topic": "../../", "404": BASE}.get(name, "") + "logo.svg"
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        digest = base64.b64encode(hashlib.sha256(b"let a = 1").digest()).decode()
        assert f"https://stats.example 'sha256-{digest}'" in policy.partition(";")[0]
        assert "; connect-src https://stats.example https://fonts.example; " in policy
        assert "; font-src 'self' https://fonts.example; " in policy
        assert "; frame-src https://fonts.example; " in policy
    sheet = Theme(SITE, FORMATS, {}, Design(LOOK)).stylesheet().body.decode()
    assert sheet.index("--accent: #1d5c63;") > sheet.index("--accent: #9a3d0c;")
    assert "--on-accent: #fff;" in sheet
    assert "--width: 40rem;" in sheet


@pytest.mark.parametrize("block", ["head", "header", "footer"])
def test_a_block_of_a_users_frame_reaches_every_page(block: str) -> None:
    extended = f'{{% extends "feedtool/base.html" %}}{{% block {block} %}}{{{{ super() }}}}'
    own = extended + '<meta name="own" content="x">{% endblock %}'
    for name, page in designed(Design(), {"base.html": own}).items():
        assert len(page.xpath("//meta[@name='own']")) == 1, name
        assert page.xpath("/html/head/meta[@property='og:title']") or name == "404"


# -- docs/templates.md -----------------------------------------------------------------------

DOCUMENT = (TESTS.parent / "docs" / "templates.md").read_text("utf-8")


def documented(heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    section = re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)
    (found,) = [part for part in section if part.partition("\n")[0] == heading]
    return set(re.findall(r"^\| `([a-z_]+)` \|", found, re.MULTILINE))


@pytest.fixture
def given_values(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The values that each template receives when every kind of page is rendered."""
    seen: dict[str, set[str]] = {}
    filled = Templates.filled

    def spy(self: Templates, name: str, values: Mapping[str, object]) -> str:
        seen.setdefault(name, set()).update(values)
        return filled(self, name, values)

    monkeypatch.setattr(Templates, "filled", spy)
    page_of()
    THEME.listing(ListJob(ALL, (), None, None, None), (ENTRY,))
    THEME.subscribe((ALL,))
    THEME.topics((ALL, WORLD))
    THEME.own_page(ABOUT)
    THEME.not_found()
    THEME.redirect("old/index.html", "old/", "urn:uuid:1", "T", "articles/a.html")
    return seen


def test_every_value_that_a_template_is_given_is_documented(
    given_values: dict[str, set[str]],
) -> None:
    common = documented("Values in every template")
    assert len(given_values) == 7
    for name, values in given_values.items():
        assert values == common | documented(name), name


def test_every_template_filter_and_attribute_is_documented() -> None:
    shipped_files = {path.name for path in (TESTS.parent / "feedtool" / "templates").iterdir()}
    assert set(re.findall(r"^\| `([a-z0-9]+\.[a-z]+)` \|", DOCUMENT, re.MULTILINE)) == shipped_files
    assert set(NAMES) == shipped_files
    filters = environment(()).filters.keys() - jinja2.Environment().filters.keys()
    assert re.findall(r"`(\w+)` \(", DOCUMENT.partition("Filters:")[2].partition("The f")[0]) == [
        name for name in ("iso", "unix", "direction", "size", "joined") if name in filters
    ]
    assert filters == {"iso", "unix", "direction", "size", "joined"}
    for kind, name in ((Entry, "entry"), (Site, "site")):
        said = set(re.findall(rf"`{name}\.([a-z_]+)`", DOCUMENT))
        assert said == {field.name for field in fields(kind)}
    for kind in (FeedLink, Subscription, Tag, Group, Link, OwnPage, Identity, Enclosure, Source):
        for field in fields(kind):
            assert f"`{field.name}`" in DOCUMENT, (kind, field.name)
