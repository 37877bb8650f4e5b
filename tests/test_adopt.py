"""Adoption: another publisher's ids, links and dates are kept, and no entry appears twice."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress

import feedparser
import pytest
from lxml import etree

from feedtool.errors import ConfigError
from feedtool.maintenance.adopt.feeds import parse
from feedtool.state import LEDGER
from feedtool.state.ledger import Ledger, Record
from support.folders import TESTS
from support.messages import says
from support.processes import Run, run_feedtool
from support.sites import NOW, SITE_ID, NewSite, Shown, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

FEEDS = TESTS / "adopt"
WORDPRESS = FEEDS / "wordpress.rss"
SAME_ADDRESS = FEEDS / "same-address.rss"
LIGHTHOUSE = """\
The lamp of the lighthouse

The lighthouse keeper climbed the narrow staircase every evening before sunset, carrying paraffin, \
matches and yesterday's newspaper.

Yesterday the harbour authority replaced the ancient lantern with electric lamps, and nobody \
remembered to invite the keeper.

Several neighbours brought flowers, biscuits and letters instead; children painted pictures \
showing ships, waves and enormous yellow beams.
"""
FERRY, LAMP = 'Ferry timetable "changes" in June', "The lamp of the lighthouse"
SHARED, OWN = "A title of our own for it", "Something the old feed does not have"


@pytest.fixture
def moving(site: SiteFolder) -> SiteFolder:
    """A site of four articles, three of which are in the old feed; not built yet."""
    site.write("ferry.txt", story(FERRY))
    site.write("light.txt", LIGHTHOUSE)
    front = "---\nurl: http://www.gazette.example/2025/05/shared-address\n---\n"
    site.write("shared.txt", front + story(SHARED))
    site.write("own.txt", story(OWN))
    return site


def record(site: SiteFolder, key: str) -> Record:
    with closing(Ledger.snapshot(site.state / LEDGER)) as ledger:
        found = ledger.by_key(key)
    assert found is not None
    return found


def guids(site: SiteFolder) -> dict[str, tuple[str, str | None]]:
    """The guids in rss.xml by title, with their isPermaLink attribute."""
    items = etree.parse(site.output / "rss.xml").getroot().iter("item")
    found = ((item.findtext("title") or "", item.find("guid")) for item in items)
    return {
        title: (guid.text or "", guid.get("isPermaLink"))
        for title, guid in found
        if guid is not None
    }


def test_each_match_is_reported_with_its_evidence_and_the_rest_is_listed(
    moving: SiteFolder, feedtool_in: Run
) -> None:
    done = feedtool_in("adopt", WORDPRESS)
    assert done.returncode == 3
    told = done.stdout.splitlines()
    assert "ferry.txt: https://gazette.example/?p=101&lang=en" in told
    assert "    by title; articles/ferry-timetable.html" in told
    assert "shared.txt: https://gazette.example/?p=99" in told
    assert "    by address; articles/shared-address.html" in told
    assert "light.txt: https://gazette.example/?p=100" in told
    assert any(line.startswith("    by text, ") for line in told)
    assert told[-1] == "3 adopted, 0 adopted before, 0 in conflict, 1 not matched"
    assert says(done.stderr, "… no article … 'An article that nobody kept' … 1 entries … no id")
    assert "own.txt" not in done.stdout


def test_a_subscriber_of_the_old_feed_sees_nothing_twice(
    moving: SiteFolder, feedtool_in: Run
) -> None:
    feedtool_in("adopt", WORDPRESS)
    report = moving.build()
    assert (report.articles, report.new) == (4, 1)
    before = {entry.id for entry in feedparser.parse(WORDPRESS).entries if "id" in entry}
    after = {entry.title: entry.id for entry in feedparser.parse(moving.output / "rss.xml").entries}
    assert {after[title] for title in (FERRY, LAMP, SHARED)} == before - {
        "https://gazette.example/?p=98"
    }
    assert after[OWN].startswith("urn:uuid:")


def test_ids_links_and_dates_are_published_unchanged(moving: SiteFolder, feedtool_in: Run) -> None:
    feedtool_in("adopt", WORDPRESS)
    moving.build()
    assert guids(moving)[FERRY] == ("https://gazette.example/?p=101&lang=en", "false")
    shown = moving.shown()[FERRY]
    assert shown.guid == "https://gazette.example/?p=101&lang=en"
    assert shown.link == "https://example.org/news/articles/ferry-timetable.html"
    assert shown.published.isoformat() == "2025-05-03T07:30:00+00:00"
    assert shown.updated == shown.published


def test_an_id_that_was_a_permalink_stays_one(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.txt", story("The council met"))
    feedtool_in("adopt", SAME_ADDRESS)
    site.build()
    assert guids(site)["The council met"] == (
        "https://example.org/news/2024/council-met.html",
        "true",
    )


@pytest.mark.parametrize(
    "guid", ["4711", "post-17", "urn:uuid:0b5f9b2e-3c1d-4a57-9a3e-2f4f6f0f4c12", "//x", "http://"]
)
@pytest.mark.parametrize("attribute", ["", ' isPermaLink="true"'])
def test_a_guid_that_is_not_an_address_is_not_a_permalink(
    site: SiteFolder, feedtool_in: Run, guid: str, attribute: str
) -> None:
    site.write("a.txt", story("The council met"))
    feed = SAME_ADDRESS.read_text("utf-8").replace("<guid>", f"<guid{attribute}>")
    feed = feed.replace("https://example.org/news/2024/council-met.html</guid>", f"{guid}</guid>")
    (site.root / "old.rss").write_text(feed, "utf-8")
    assert feedtool_in("adopt", "old.rss").returncode in (0, 3)  # 3: not an IRI
    assert site.build().problems == ()
    assert guids(site)["The council met"] == (guid, "false")


def test_a_wrong_permalink_in_the_ledger_does_not_stop_the_site(
    site: SiteFolder, feedtool_in: Run
) -> None:
    site.write("a.txt", story("The council met"))
    site.build()
    before = guids(site)
    with closing(sqlite3.connect(site.root / ".feedtool" / LEDGER)) as ledger, ledger:
        ledger.execute("UPDATE article SET permalink = 1")
    site.write("b.txt", story("The bridge opened"))
    assert site.build().problems == ()
    assert guids(site)["The council met"] == before["The council met"]


def test_old_pages_below_the_base_url_redirect_to_the_new_ones(
    site: SiteFolder, feedtool_in: Run
) -> None:
    site.write("a.txt", story("The council met"))
    site.write("b.txt", story("The bridge opened"))
    assert feedtool_in("adopt", SAME_ADDRESS).returncode == 0
    site.build()
    page = (site.output / "2024" / "council-met.html").read_text()
    assert (
        '<link rel="canonical" href="https://example.org/news/articles/council-met.html">' in page
    )
    assert 'content="0; url=../articles/council-met.html"' in page
    page = (site.output / "2024" / "The Bridge" / "index.html").read_text()
    assert 'href="../../articles/the-bridge-opened.html"' in page
    lists = (site.output / "_redirects").read_text()
    assert "/news/2024/The%20Bridge/ /news/articles/the-bridge-opened.html 301\n" in lists


def test_an_existing_page_of_the_old_site_is_not_overwritten(
    site: SiteFolder, feedtool_in: Run
) -> None:
    old = site.output / "2024" / "council-met.html"
    old.parent.mkdir(parents=True)
    old.write_text("<title>The council met</title>")
    site.write("a.txt", story("The council met"))
    feedtool_in("adopt", SAME_ADDRESS)
    done = feedtool_in("build")
    assert "2024/council-met.html: exists in the output folder and was not written" in (done.stderr)
    assert old.read_text() == "<title>The council met</title>"


def test_an_adopted_article_is_recognized_after_a_rename_an_edit_and_a_loss(
    moving: SiteFolder, feedtool_in: Run
) -> None:
    feedtool_in("adopt", WORDPRESS)
    moving.build()
    before = {entry.guid for entry in moving.shown().values()}
    moving.move("ferry.txt", "sub/boat.txt")
    front = "---\nurl: http://www.gazette.example/2025/05/shared-address\n---\n"
    moving.write("elsewhere.txt", front + story("A wholly other title", paragraphs=5))
    moving.remove("shared.txt")
    assert moving.build(NOW + 100).new == 0
    assert {entry.guid for entry in moving.shown().values()} == before
    bytes_before = moving.files()
    for path in moving.state.iterdir():
        path.unlink()
    assert moving.build(NOW + 200).new == 0
    assert moving.files() == bytes_before


def test_an_adopted_article_edited_while_the_ledger_was_lost_keeps_its_id(
    moving: SiteFolder, feedtool_in: Run
) -> None:
    feedtool_in("adopt", WORDPRESS)
    moving.build()
    before = moving.shown()
    (moving.state / LEDGER).unlink()
    moving.write("ferry.txt", story(FERRY, edit="And another thing."))
    moving.build(NOW + 100)
    assert moving.shown()[FERRY].guid == before[FERRY].guid


def test_a_dry_run_writes_nothing(moving: SiteFolder, feedtool_in: Run) -> None:
    done = feedtool_in("adopt", "--dry-run", WORDPRESS)
    assert done.stdout.endswith(
        "3 would be adopted, 0 adopted before, 0 in conflict, 1 not matched\n"
    )
    assert not moving.state.exists()
    assert not moving.output.exists()


def test_adopting_twice_changes_nothing(moving: SiteFolder, feedtool_in: Run) -> None:
    feedtool_in("adopt", WORDPRESS)
    moving.build()
    before = moving.looks()
    done = feedtool_in("adopt", WORDPRESS)
    assert done.stdout == "0 adopted, 3 adopted before, 0 in conflict, 1 not matched\n"
    assert moving.build(NOW + 100).written == ()
    assert moving.looks() == before


def test_a_published_id_is_not_replaced_without_the_option(
    moving: SiteFolder, feedtool_in: Run
) -> None:
    moving.build()
    before = moving.shown()
    done = feedtool_in("adopt", WORDPRESS)
    assert done.returncode == 3
    assert says(done.stderr, f"… published as {before[FERRY].guid} … --replace")
    assert done.stdout == "0 adopted, 0 adopted before, 3 in conflict, 1 not matched\n"
    moving.build(NOW + 100)
    assert moving.shown() == before


def test_replace_restores_the_old_id_and_redirects_our_page_to_the_old_slug(
    moving: SiteFolder, feedtool_in: Run
) -> None:
    moving.build()
    ours = moving.shown()[FERRY]
    feedtool_in("adopt", "--replace", WORDPRESS)
    moving.build(NOW + 100)
    theirs = moving.shown()[FERRY]
    assert theirs.guid == "https://gazette.example/?p=101&lang=en"
    assert theirs.slug == "ferry-timetable"
    redirect = (moving.output / "articles" / f"{ours.slug}.html").read_text()
    assert "url=../articles/ferry-timetable.html" in redirect
    with closing(Ledger.snapshot(moving.state / LEDGER)) as ledger:
        known = ledger.by_guid(ours.guid)
        assert known is not None
        assert known.guid == theirs.guid, "a GUID of ours is never given to another article"


def test_a_replaced_id_is_never_given_to_another_article(
    moving: SiteFolder, feedtool_in: Run
) -> None:
    moving.build()
    ours = moving.shown()[FERRY]
    feedtool_in("adopt", "--replace", WORDPRESS)
    moving.build(NOW + 100)
    moving.move("ferry.txt", "boat.txt")
    moving.write("ferry.txt", story("Another article in the old place of the first"))
    moving.build(NOW + 200)
    assert ours.guid not in {entry.guid for entry in moving.shown().values()}
    assert moving.shown()[FERRY].guid == "https://gazette.example/?p=101&lang=en"


def test_the_slug_in_front_matter_takes_precedence_over_the_old_one(
    site: SiteFolder, feedtool_in: Run
) -> None:
    site.write("a.txt", "---\nslug: our-own\n---\n" + story("The council met"))
    feedtool_in("adopt", SAME_ADDRESS)
    site.build()
    assert site.shown()["The council met"].slug == "our-own"
    assert "articles/our-own.html" in (site.output / "2024" / "council-met.html").read_text()


def test_a_title_shared_by_two_articles_matches_nothing(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.txt", story("The council met"))
    site.write("b.txt", story("The Council met", paragraphs=4) + "It went on.\n")
    done = feedtool_in("adopt", SAME_ADDRESS)
    assert done.stdout == "0 adopted, 0 adopted before, 0 in conflict, 2 not matched\n"


@pytest.mark.parametrize(
    ("name", "guid", "updated"),
    [
        ("blog.atom", "tag:blog.example,2025:soup", "2025-03-02T12:00:00+00:00"),
        ("micro.json", "4711", "2025-03-04T07:00:00+00:00"),
    ],
)
def test_atom_and_json_feeds_are_read(
    site: SiteFolder, feedtool_in: Run, name: str, guid: str, updated: str
) -> None:
    site.write("a.txt", story("Soup & bread"))
    done = feedtool_in("adopt", FEEDS / name)
    assert done.returncode == 0, done.stderr
    site.build()
    shown: Shown = site.shown()["Soup & bread"]
    assert shown.guid == guid
    assert shown.published.isoformat() == "2025-03-01T07:00:00+00:00"
    assert shown.updated.isoformat() == updated


def test_the_report_says_that_the_feed_keeps_its_own_id(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.txt", story("Soup & bread"))
    done = feedtool_in("adopt", FEEDS / "blog.atom")
    own = "blog.atom: … tag:blog.example,2020:feed … atom.xml … urn:uuid:"
    assert says(done.stderr, f"… {own}{SITE_ID}")
    assert says(done.stderr, "… https://blog.example/posts/soup-and-bread.html … server")


def test_an_id_that_is_not_an_iri_is_published_and_reported(
    site: SiteFolder, feedtool_in: Run
) -> None:
    site.write("a.txt", story("Soup & bread"))
    done = feedtool_in("adopt", FEEDS / "micro.json")
    assert says(done.stderr, "… 1 old ids … IRIs … '4711'")


def test_the_first_of_two_feeds_provides_the_id(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.txt", story("Soup & bread"))
    done = feedtool_in("adopt", FEEDS / "blog.atom", FEEDS / "micro.json")
    assert done.returncode == 3
    assert record(site, "a.txt").guid == "tag:blog.example,2025:soup"
    assert says(done.stderr, "… a.txt: … 4711 … tag:blog.example,2025:soup … first")


ITEM = "<title>{title}</title><link>https://old.example/?p=1&amp;q=2</link>"
OLD_RSS = f"""<rss version="2.0"><channel><item>{ITEM}<guid isPermaLink="false">p-1</guid>
<description>It met.</description><pubDate>Sat, 03 May 2025 07:30:00 GMT</pubDate></item>
</channel></rss>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://old.example/"><title>Old</title></channel>
<item rdf:about="https://old.example/1">{ITEM}<description>It met.</description>
<date xmlns="http://purl.org/dc/elements/1.1/">2025-05-03T07:30:00Z</date></item></rdf:RDF>"""
ATOM = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>p-1</id><title>{title}</title>
<link rel="alternate" href="https://old.example/?p=1&amp;q=2"/><issued>2025-05-03T07:30:00Z</issued>
<content type="application/xhtml+xml" mode="xml">
<p xmlns="http://www.w3.org/1999/xhtml">It <b>met</b>.</p></content>
</entry></feed>"""


@pytest.mark.parametrize(
    ("form", "guid"),
    [
        (OLD_RSS, "p-1"),
        (OLD_RSS.replace("<rss", '<rss xmlns="http://backend.userland.com/rss2"'), "p-1"),
        (OLD_RSS.replace(' version="2.0"', ""), "p-1"),
        (RDF, "https://old.example/1"),
        (RDF.replace("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"), None),
        (RDF.replace('<item rdf:about="https://old.example/1">', "<item>"), None),
        (ATOM, "p-1"),
        (ATOM.replace(' version="0.3" xmlns="http://purl.org/atom/ns#"', ""), "p-1"),
    ],
    ids=range(8),
)
@pytest.mark.parametrize(
    ("title", "change", "is_sound"),
    [
        ("Café &amp; R&#233;union &lt;1&gt;", lambda text: text.encode(), True),
        ("Caf&eacute;&nbsp;&amp; Réunion &lt;1&gt;", lambda text: text.encode(), True),
        ("Café & Réunion &lt;1&gt;", lambda text: text.encode(), False),
        ("Café &amp; \x0bRéunion &lt;1&gt;", lambda text: text.encode(), False),
        ("Café &amp; Réunion &lt;1&gt;", lambda text: text.encode("cp1252"), False),
        (
            "Café &amp; Réunion &lt;1&gt;",
            lambda text: b"\r\n <?xml version='1.0' encoding='utf-8'?>" + text.encode(),
            False,
        ),
        (
            "Café &amp; Réunion &lt;1&gt;",
            lambda text: b"<?xml version='1.0' encoding='nosuch'?>" + text.encode(),
            False,
        ),
        (
            "Café & Réunion &lt;1&gt;",
            lambda text: text.encode("utf-16"),
            False,
        ),
    ],
    ids=["sound", "names", "ampersand", "control", "cp1252", "space", "nosuch", "utf-16"],
)
def test_what_feed_readers_read_is_adopted(
    form: str, guid: str | None, title: str, change: Callable[[str], bytes], is_sound: bool
) -> None:
    if is_sound is False:
        form = form.replace("&amp;q=2", "&q=2")
    found = parse(change(form.replace("{title}", title)), "old.xml")
    assert (found.fault is None, found.without_id) == (is_sound, 0)
    (entry,) = found.entries
    address = "https://old.example/?p=1&q=2"
    assert (entry.id, entry.url) == (guid or entry.id, address)
    assert entry.title in ("Café & Réunion <1>", "Café & Réunion")
    assert entry.published is not None
    assert entry.published.isoformat() == "2025-05-03T07:30:00+00:00"
    assert entry.text.replace(" .", ".") == "It met."


def test_an_entry_without_guid_has_the_link_that_readers_saw() -> None:
    feed = SAME_ADDRESS.read_text("utf-8").replace(
        "<guid>https://example.org/news/2024/council-met.html</guid>",
        '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://example.org/a'
        "</f:origLink>",
    )
    entry = parse(feed.encode(), "old.rss").entries[0]
    assert entry.id != entry.url == "https://example.org/a"


def test_a_feed_with_a_fault_is_adopted_and_the_fault_is_named(
    site: SiteFolder, feedtool_in: Run
) -> None:
    site.write("a.txt", story("The council met"))
    (site.root / "old.xml").write_text(OLD_RSS.replace("{title}", "The council met & drank"))
    done = feedtool_in("adopt", "old.xml")
    assert done.returncode == 3
    assert says(done.stderr, "… old.xml: is not well-formed XML, and was read … no name")


@pytest.mark.parametrize(
    "unit", ["<![CDATA[", "<script ", "<", "&", "&lt;", "&lt;script ", " <?xml"]
)
def test_a_feed_is_read_in_time_in_proportion(unit: str) -> None:
    start = time.process_time()
    many = unit * (400_000 // len(unit))
    feed = OLD_RSS.replace("It met.", many).replace("{title}", "&")
    with suppress(ConfigError):
        parse(feed.encode(), "old.rss")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("page.html", "is not well-formed|is neither RSS nor Atom nor JSON Feed"),
        ("cut-short.rss", "is not well-formed"),
        ("none.rss", "cannot be read: No such file"),
    ],
)
def test_a_file_that_is_not_a_feed_is_refused_before_anything_is_written(
    site: SiteFolder, feedtool_in: Run, name: str, said: str
) -> None:
    site.write("a.txt", story("The council met"))
    done = feedtool_in("adopt", SAME_ADDRESS, FEEDS / name)
    assert done.returncode == 2
    assert any(part in done.stderr for part in said.split("|"))
    assert f"{name}: " in done.stderr
    assert not site.state.exists()


def test_entities_in_a_feed_are_not_resolved_or_expanded() -> None:
    (entry,) = parse((FEEDS / "entities.rss").read_bytes(), "entities.rss").entries
    assert "root:" not in entry.title
    assert len(entry.text) < 1000


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"version": "https://jsonfeed.org/version/1", "items": 3}', ""]
)
def test_the_message_names_a_file_that_is_not_a_feed(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^old\.json: is no"):
        parse(text.encode(), "old.json")


def test_a_feed_of_two_hundred_articles_is_adopted_completely(
    new_site: NewSite,
) -> None:
    """One site adopts the feed of another feedtool site: all ids, in another order."""
    first, second = new_site(), new_site()
    limit = "[feeds]\nlimit = 1000\n"
    for one in (first, second):
        one.configure(
            (one.root / "feedtool.toml").read_text().replace(SITE_ID, SITE_ID[:-1] + "0") + limit
            if one is second
            else (one.root / "feedtool.toml").read_text() + limit
        )
    for number in range(200):
        first.write(f"{number:03}.txt", story(f"Headline of number {number} here"))
        second.write(f"{999 - number}.txt", story(f"Headline of number {number} here"))
    first.build()
    done = run_feedtool("adopt", first.output / "atom.xml", cwd=second.root)
    assert (
        done.stdout.splitlines()[-1]
        == "200 adopted, 0 adopted before, 0 in conflict, 0 not matched"
    )
    second.build(NOW + 1000)
    one, other = first.shown(), second.shown()
    assert {t: (e.guid, e.published, e.updated, e.slug) for t, e in one.items()} == {
        t: (e.guid, e.published, e.updated, e.slug) for t, e in other.items()
    }


@pytest.mark.parametrize("field", ["id", "url", "title", "date_published", "content_html"])
def test_half_a_character_in_a_json_feed_is_not_adopted(moving: SiteFolder, field: str) -> None:
    item = {"id": "4711", "title": LAMP, "url": "https://old.example/lamp.html"}
    item[field] = f"{item.get(field, '')}\ud800"
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    (moving.root / "old.json").write_text(json.dumps(feed))
    done = run_feedtool("adopt", "old.json", cwd=moving.root)
    assert done.returncode in (0, 3)
    assert "Traceback" not in done.stderr
    assert run_feedtool("build", cwd=moving.root).returncode == 0
