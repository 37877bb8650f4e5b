"""Withdrawn articles: tombstones in the Atom feed, and the guard against accidents."""

from __future__ import annotations

from datetime import UTC, datetime

import feedparser
import pytest
from lxml import etree
from msgspec.structs import replace

from feedtool.errors import PublishError
from feedtool.state.cache import Cache
from support.sites import ATOM, CONFIG, NOW, SiteFolder
from support.texts import story

A, B, C = "The bridge is open", "Harbour freezes over", "Markets moved again"
DAY = 86_400
_DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def tombstones(site: SiteFolder) -> list[tuple[str, str]]:
    root = etree.parse(site.output / "atom.xml").getroot()
    return [(e.get("ref", ""), e.get("when", "")) for e in root.findall(_DELETED)]


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    for key, title in (("a.txt", A), ("b.txt", B), ("c.txt", C)):
        site.write(key, story(title))
    site.build()
    return site


def test_a_site_without_removals_has_no_tombstone(published: SiteFolder) -> None:
    assert b"deleted-entry" not in published.files()["atom.xml"]
    assert b"purl.org/atompub" not in published.files()["atom.xml"]


def test_a_withdrawn_article_has_a_tombstone_in_the_atom_feed_only(published: SiteFolder) -> None:
    guid = published.shown()[A].guid
    published.remove("a.txt")
    published.build(NOW + DAY)
    assert tombstones(published) == [(guid, "2026-09-22T14:13:20+00:00")]
    assert guid.encode() not in published.files()["rss.xml"]
    seen = feedparser.parse(published.files()["atom.xml"])
    assert not seen.bozo
    assert seen.feed.link == "https://example.org/news/"
    assert guid not in {entry.id for entry in seen.entries}


def test_tombstones_have_a_stable_order_the_last_first(published: SiteFolder) -> None:
    guids = {title: shown.guid for title, shown in published.shown().items()}
    published.remove("c.txt")
    published.build(NOW + DAY)
    published.remove("a.txt")
    published.remove("b.txt")
    published.build(NOW + 2 * DAY, allow_removals=True)
    later = sorted((guids[A], guids[B]))
    assert [ref for ref, _ in tombstones(published)] == [*later, guids[C]]


def test_the_expiry_of_a_tombstone_writes_the_feed_once(published: SiteFolder) -> None:
    published.remove("a.txt")
    published.build(NOW)
    looks = published.looks()
    for day in (1, 45, 90):
        assert not published.build(NOW + day * DAY).written
    assert published.looks() == looks
    assert published.build(NOW + 90 * DAY + 1).written == ("atom.xml",)
    assert not tombstones(published)
    assert not published.build(NOW + 91 * DAY).written


def test_a_restored_article_has_no_tombstone(published: SiteFolder) -> None:
    before = published.files()
    published.remove("a.txt")
    published.build(NOW + DAY)
    published.write("a.txt", story(A))
    published.build(NOW + 2 * DAY)
    assert published.files() == before


@pytest.mark.parametrize(("days", "stands"), [(0, False), (1, False), (30, True)])
def test_the_lifetime_of_tombstones_is_configurable(
    published: SiteFolder, days: int, stands: bool
) -> None:
    published.remove("a.txt")
    published.build(NOW)
    published.configure(f"{CONFIG}\n[feeds]\ntombstone-days = {days}\n")
    published.build(NOW + 2 * DAY)
    assert bool(tombstones(published)) is stands


@pytest.mark.parametrize(
    "lost", [["cache.sqlite"], ["ledger.sqlite"], ["cache.sqlite", "ledger.sqlite"]]
)
def test_tombstones_survive_the_loss_of_the_state(published: SiteFolder, lost: list[str]) -> None:
    published.remove("a.txt")
    published.build(NOW + DAY)
    before = published.looks()
    for name in lost:
        (published.state / name).unlink()
    assert not published.build(NOW + 2 * DAY).written
    assert published.looks() == before


def test_an_article_that_returns_after_the_ledger_was_lost_has_its_guid(
    published: SiteFolder,
) -> None:
    before = published.shown()[A]
    published.remove("a.txt")
    published.build(NOW + DAY)
    (published.state / "ledger.sqlite").unlink()
    published.build(NOW + 2 * DAY)
    published.write("back/again.txt", story(A))
    published.build(NOW + 3 * DAY)
    assert published.shown()[A] == before


def test_another_article_at_the_path_of_a_withdrawn_one_is_new_even_after_a_loss(
    published: SiteFolder,
) -> None:
    gone = published.shown()[A].guid
    published.remove("a.txt")
    published.build(NOW + DAY)
    (published.state / "ledger.sqlite").unlink()
    published.write("a.txt", story("Something else is here"))
    published.build(NOW + 3 * DAY)
    assert gone not in {shown.guid for shown in published.shown().values()}


def test_a_file_with_another_declared_id_withdraws_the_former_article(
    site: SiteFolder,
) -> None:
    site.write("a.txt", f"---\nid: one\n---\n{story(A)}")
    site.write("b.txt", f"---\nid: two\n---\n{story(B)}")
    site.build()
    guids = {title: shown.guid for title, shown in site.shown().items()}
    site.remove("b.txt")
    site.write("a.txt", f"---\nid: two\n---\n{story(B)}")
    report = site.build(NOW + 60)
    assert {t: s.guid for t, s in site.shown().items()} == {B: guids[B]}
    assert report.removed == 1
    assert [ref for ref, _ in tombstones(site)] == [guids[A]]


# -- the guard ------------------------------------------------------------------------------------


def test_a_missing_input_folder_is_refused(published: SiteFolder) -> None:
    before = published.looks()
    published.articles.rename(published.root / "elsewhere")
    for allowed in (False, True):
        with pytest.raises(PublishError, match=r"cannot be listed: .* is it mounted"):
            published.build(NOW + 60, allow_removals=allowed)
    assert published.looks() == before


def test_an_empty_input_folder_is_refused_with_a_remedy(published: SiteFolder) -> None:
    for key in ("a.txt", "b.txt", "c.txt"):
        published.remove(key)
    with pytest.raises(PublishError, match=r"is empty, .*--allow-removals"):
        published.build(NOW + 60)


def on_another_device(site: SiteFolder) -> None:
    """Pretends that the last build found the articles on another file system."""
    cache = Cache(site.state / "cache.sqlite")
    cache.remember(replace(cache.last_build, device="1-another"))
    cache.commit()
    cache.close()


def test_another_device_with_most_of_a_small_site_missing_is_refused(
    published: SiteFolder,
) -> None:
    on_another_device(published)
    before = published.looks()
    published.remove("a.txt")
    published.remove("b.txt")
    with pytest.raises(PublishError, match=r"2 of 3 articles are missing.* another device"):
        published.build(NOW + 60)
    assert published.looks() == before
    report = published.build(NOW + 120, allow_removals=True)
    assert report.removed == 2
    published.write("d.txt", story("There is one more"))
    published.build(NOW + 180)
    published.remove("d.txt")
    assert published.build(NOW + 240).removed == 1


def test_another_device_with_all_articles_present_is_accepted(published: SiteFolder) -> None:
    on_another_device(published)
    assert not published.build(NOW + 60).written
    published.remove("a.txt")
    assert published.build(NOW + 120).removed == 1


def test_entirely_different_texts_in_most_files_are_refused(site: SiteFolder) -> None:
    for n in range(8):
        site.write(f"{n}.txt", story(f"Text number {n} of eight", 8))
    site.build()
    for n in range(8):
        site.write(f"{n}.txt", story(f"Wholly different words, {n}", 8))
    with pytest.raises(PublishError, match="8 of 8 articles are missing"):
        site.build(NOW + 60)


def test_a_tombstone_contains_the_time_of_removal_and_no_content(published: SiteFolder) -> None:
    published.remove("a.txt")
    published.build(NOW + DAY)
    root = etree.parse(published.output / "atom.xml").getroot()
    (deleted,) = root.findall(_DELETED)
    assert deleted.getparent() is root
    names = {etree.QName(name).localname for name in deleted.attrib}
    assert names == {"ref", "when", "published", "fingerprint"}
    assert datetime.fromisoformat(deleted.get("when", "")) == datetime.fromtimestamp(NOW + DAY, UTC)
    assert len(root.findall(f"{ATOM}entry")) == 2
