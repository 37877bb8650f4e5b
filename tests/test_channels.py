"""Feeds of selected articles, and archives with complete history (RFC 5005)."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from feedtool.model import CleanArticle, Meta, Selection, Title
from feedtool.pipeline.paging import paging
from feedtool.pipeline.topics import Topic, topics_of
from support.sites import ATOM, CONFIG, NOW, SiteFolder
from support.texts import headline, story

FH = "{http://purl.org/syndication/history/1.0}"
DAY = 86_400
SMALL = CONFIG + "\n[feeds]\nlimit = 4\n\n[pages]\nper-page = 3\n"


def links(path: Path) -> dict[str, str]:
    root = etree.parse(path).getroot()
    return {
        link.get("rel"): link.get("href") for link in root.iter(f"{ATOM}link") if link.get("rel")
    }


def ids(path: Path) -> list[str]:
    root = etree.parse(path).getroot()
    return [entry.findtext(f"{ATOM}id") or "" for entry in root.iter(f"{ATOM}entry")]


def chain(output: Path, start: str = "atom.xml") -> list[Path]:
    """The documents that a crawler finds by following prev-archive."""
    met = [output / start]
    while (link := links(met[-1]).get("prev-archive")) is not None:
        met.append(output / link.removeprefix("https://example.org/news/"))
    return met


def archives(output: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((output / "archive").glob("*"))}


def fill(site: SiteFolder, *numbers: int, folder: str = "") -> None:
    for number in numbers:
        site.write(f"{folder}{number:03}.txt", story(headline(number)))


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site", SMALL)


@pytest.mark.parametrize("count", [0, 3, 4, 7, 8, 9, 30])
def test_a_crawler_that_follows_the_archives_reads_every_article_once(
    site: SiteFolder, count: int
) -> None:
    fill(site, *range(count + 1))
    site.build()
    read = [guid for path in chain(site.output) for guid in ids(path)]
    assert len(read) == len(set(read)) == count + 1
    assert len(ids(site.output / "atom.xml")) in range(min(4, count), 8)


@pytest.mark.thorough
def test_closed_archives_never_change_when_articles_are_added(site: SiteFolder) -> None:
    known: dict[str, bytes] = {}
    for day in range(12):
        fill(site, *range(3 * day, 3 * day + 3))
        site.build(NOW + day * DAY)
        standing = archives(site.output)
        ready = f"-{len(chain(site.output))}.xml"  # prepared for the next articles
        for name, body in known.items():
            assert standing[name] == body, (day, name)
        known = {n: b for n, b in standing.items() if not n.endswith((ready, ".json"))}
    assert len(known) >= 2 * 6


def test_an_article_with_an_old_date_is_in_the_feed_and_changes_no_archive(
    site: SiteFolder,
) -> None:
    fill(site, *range(12))
    site.build()
    before = archives(site.output)
    site.write("old.txt", "---\ndate: 2001-01-01\n---\n" + story(headline(99)))
    site.build(NOW + DAY)
    assert headline(99) in (site.output / "atom.xml").read_text("utf-8")
    after = archives(site.output)
    assert {name: after[name] for name in before if "-3." not in name} == {
        name: body for name, body in before.items() if "-3." not in name
    }


def test_an_edited_article_in_an_archive_is_published_again_and_the_archive_stays(
    site: SiteFolder,
) -> None:
    fill(site, *range(9))
    site.build()
    before = archives(site.output)
    guid = ids(chain(site.output)[-1])[-1]
    site.write(
        "000.txt", story(headline(0), edit="It was all quite different in the end, he said.")
    )
    site.build(NOW + DAY)
    assert archives(site.output) == before
    assert guid in ids(site.output / "atom.xml")
    (shown,) = [e for e in site.shown().values() if e.guid == guid]
    assert "quite different" in shown.content
    assert (site.output / "pages/1.html").read_text("utf-8").count(f">{headline(0)}<") == 1


def test_an_edited_article_that_is_not_archived_appears_once(site: SiteFolder) -> None:
    fill(site, *range(5))
    site.build()
    site.write(
        "004.txt", story(headline(4), edit="It was all quite different in the end, he said.")
    )
    site.build(NOW + DAY)
    assert len(ids(site.output / "atom.xml")) == len(set(ids(site.output / "atom.xml"))) == 5


def test_a_withdrawn_article_leaves_its_archive_and_returns_to_it(
    site: SiteFolder,
) -> None:
    fill(site, *range(9))
    site.build()
    before = archives(site.output)
    site.remove("001.txt")
    site.build(NOW + DAY)
    gone = archives(site.output)
    assert headline(1) not in gone["atom-1.xml"].decode() + gone["rss-1.xml"].decode()
    fill(site, 1)
    site.build(NOW + 2 * DAY)
    assert archives(site.output) == before


def test_a_feed_with_all_articles_is_marked_complete(site: SiteFolder) -> None:
    fill(site, *range(7))
    site.build()
    assert etree.parse(site.output / "atom.xml").getroot().find(f"{FH}complete") is not None
    fill(site, 8)
    site.build(NOW + DAY)
    root = etree.parse(site.output / "atom.xml").getroot()
    assert root.find(f"{FH}complete") is None
    (archive,) = chain(site.output)[1:]
    assert etree.parse(archive).getroot().find(f"{FH}archive") is not None
    assert links(archive)["current"] == "https://example.org/news/atom.xml"


def test_without_news_nothing_is_written_even_without_a_cache(site: SiteFolder) -> None:
    fill(site, *range(13))
    site.build()
    assert not site.build(NOW + DAY).written
    (site.state / "cache.sqlite").unlink()
    assert not site.build(NOW + 2 * DAY).written


def test_positions_survive_the_loss_of_the_ledger(site: SiteFolder) -> None:
    for day in range(4):
        fill(site, *range(3 * day, 3 * day + 3))
        site.write(
            f"old{day}.txt", f"---\ndate: 200{9 - day}-01-01\n---\n" + story(headline(90 + day))
        )
        site.build(NOW + day * DAY)
    site.remove("001.txt")
    site.build(NOW + 4 * DAY)
    for path in site.state.iterdir():
        path.unlink()
    assert not site.build(NOW + 5 * DAY).written


CHANNELS = (
    SMALL
    + """
[[feed]]
folder = "world"
title = "World news"
name = "the-world"

[[feed]]
each = "tag"

[[feed]]
match = "*-report.txt"
"""
)


@pytest.fixture
def tagged(tmp_path: Path) -> SiteFolder:
    site = SiteFolder(tmp_path / "site", CHANNELS)
    fill(site, 0, 1, 2, folder="world/")
    fill(site, 3, 4)
    site.write("tagged.txt", "---\ntags: [Москва, Tea & cake, C++]\n---\n" + story(headline(5)))
    site.write("other.txt", "---\ntags: [МОСКВА, C]\n---\n" + story(headline(6)))
    return site


def test_each_channel_has_its_own_articles_and_the_site_has_all(tagged: SiteFolder) -> None:
    tagged.build()
    assert len(ids(tagged.output / "atom.xml")) == 7
    found = {p.parent.name: ids(p) for p in sorted(tagged.output.glob("feeds/*/atom.xml"))}
    assert {name: len(guids) for name, guids in found.items()} == {
        "the-world": 3,
        "moskva": 2,
        "tea-cake": 1,
        "c": 1,
        "report-txt": 0,
        next(name for name in found if name.startswith("c-")): 1,
    }
    assert all(set(guids) <= set(ids(tagged.output / "atom.xml")) for guids in found.values())
    feed = etree.parse(tagged.output / "feeds/the-world/atom.xml").getroot()
    assert feed.findtext(f"{ATOM}title") == "World news"


def test_a_channel_keeps_its_address_and_its_id(tagged: SiteFolder) -> None:
    tagged.build()
    before = {p: etree.parse(p).findtext(f"{ATOM}id") for p in tagged.output.rglob("atom.xml")}
    tagged.write("more.txt", "---\ntags: [c, c++, Tea-cake, москва]\n---\n" + story(headline(7)))
    tagged.build(NOW + DAY)
    for path, guid in before.items():
        assert etree.parse(path).findtext(f"{ATOM}id") == guid
    assert len(ids(tagged.output / "feeds/moskva/atom.xml")) == 3


def test_an_article_that_loses_its_tag_leaves_the_channel(tagged: SiteFolder) -> None:
    tagged.build()
    tagged.write("tagged.txt", "---\ntags: [C++]\n---\n" + story(headline(5)))
    tagged.build(NOW + DAY)
    assert len(ids(tagged.output / "feeds/moskva/atom.xml")) == 1
    assert headline(5) not in (tagged.output / "feeds/moskva/index.html").read_text("utf-8")


def test_a_channel_that_is_no_longer_configured_is_withdrawn(tagged: SiteFolder) -> None:
    tagged.build()
    tagged.configure(SMALL)
    tagged.build(NOW + DAY)
    assert not (tagged.output / "feeds").exists()
    tagged.configure(CHANNELS)
    tagged.build(NOW + 2 * DAY)
    assert len(ids(tagged.output / "feeds/moskva/atom.xml")) == 2


def test_a_channel_removed_while_the_cache_is_lost_is_deleted_from_the_output(
    tagged: SiteFolder,
) -> None:
    tagged.build()
    (tagged.state / "cache.sqlite").unlink()
    tagged.configure(CONFIG)
    tagged.build(NOW + DAY)
    assert not [path for path in tagged.files() if path.startswith(("feeds/", "archive/"))]


def test_a_rewritten_archive_leaves_out_articles_that_were_published_again(
    site: SiteFolder,
) -> None:
    fill(site, *range(9))
    site.build()
    site.write(
        "000.txt", story(headline(0), edit="It was all quite different in the end, he said.")
    )
    site.build(NOW + DAY)
    site.remove("001.txt")
    site.build(NOW + 2 * DAY)
    read = [guid for path in chain(site.output) for guid in ids(path)]
    assert len(read) == len(set(read)) == 8


def test_a_channel_added_later_has_the_existing_articles(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path / "site", SMALL)
    fill(site, *range(9), folder="world/")
    site.build()
    site.configure(CHANNELS)
    site.build(NOW + DAY)
    read = [g for path in chain(site.output, "feeds/the-world/atom.xml") for g in ids(path)]
    assert len(read) == len(set(read)) == 9


def article(key: str, **meta: object) -> CleanArticle:
    return CleanArticle(
        key,
        Title("T", "declared"),
        (),
        Meta(**meta),
        "plain",
        None,
        "",  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("selection", "topics"),
    [
        (Selection("folder", None), {"a", "a/b"}),
        (Selection("folder", "a/b"), {"a/b"}),
        (Selection("folder", "b"), set()),
        (Selection("tag", "TEA"), {"tea"}),
        (Selection("author", None), {"jo doe"}),
        (Selection("language", "pt"), {"pt"}),
        (Selection("language", None), {"pt", "pt-br"}),
        (Selection("match", "a/*.txt"), {"a/*.txt"}),
        (Selection("match", "*.md"), set()),
    ],
)
def test_topics_come_from_the_metadata_of_an_article(
    selection: Selection, topics: set[str]
) -> None:
    found = topics_of(article("a/b/c.txt", tags=("Tea",), author="Jo  Doe"), (selection,), "pt-BR")
    assert {topic.value for topic in found} == topics
    assert all(isinstance(topic, Topic) for topic in found)


def test_the_open_document_has_at_least_limit_positions_and_less_than_an_archive_more() -> None:
    for least in (1, 4, 50):
        for size in (1, 4, 50):
            for count in range(300):
                left = count - paging(count, least, size).closed * size
                assert min(least, count) <= left <= count
                assert left < least + size
