"""An accident with the input folder must not empty a feed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedtool.errors import PublishError
from support.sites import NOW, SiteFolder
from support.texts import headline, story


def filled(site: SiteFolder, count: int) -> SiteFolder:
    for n in range(count):
        site.write(f"{n:03}.txt", story(headline(n)))
    site.build()
    return site


def remove(site: SiteFolder, count: int) -> None:
    for n in range(count):
        site.remove(f"{n:03}.txt")


@pytest.mark.parametrize(("total", "gone"), [(8, 5), (6, 5), (40, 8)])
def test_a_few_removals_are_published(site: SiteFolder, total: int, gone: int) -> None:
    remove(filled(site, total), gone)
    report = site.build(NOW + 60)
    assert (report.removed, report.articles) == (gone, total - gone)


@pytest.mark.parametrize(("total", "gone"), [(8, 6), (7, 6), (40, 9)])
def test_many_removals_are_refused_and_the_site_stays(
    site: SiteFolder, total: int, gone: int
) -> None:
    remove(filled(site, total), gone)
    before = site.looks()
    with pytest.raises(PublishError, match=rf"{gone} of {total} articles are missing"):
        site.build(NOW + 60)
    assert site.looks() == before


def test_the_guard_stays_until_removals_are_allowed(site: SiteFolder) -> None:
    remove(filled(site, 8), 6)
    for minute in (1, 2, 3):
        with pytest.raises(PublishError, match="--allow-removals"):
            site.build(NOW + 60 * minute)
    report = site.build(NOW + 300, allow_removals=True)
    assert (report.removed, report.articles) == (6, 2)
    assert not site.build(NOW + 360).written


def test_files_restored_after_a_refusal_are_unchanged(site: SiteFolder) -> None:
    filled(site, 8)
    before = site.shown()
    remove(site, 6)
    with pytest.raises(PublishError):
        site.build(NOW + 60)
    for n in range(6):
        site.write(f"{n:03}.txt", story(headline(n)))
    report = site.build(NOW + 120)
    assert (report.new, report.updated, report.removed, report.written) == (0, 0, 0, ())
    assert site.shown() == before


def test_new_articles_do_not_hide_a_mass_removal(site: SiteFolder) -> None:
    remove(filled(site, 8), 7)
    for n in range(20):
        site.write(f"new-{n}.txt", story(headline(100 + n)))
    with pytest.raises(PublishError, match="7 of 8"):
        site.build(NOW + 60)
    assert len(site.shown()) == 8


def lose_cache(site: SiteFolder) -> None:
    (site.state / "cache.sqlite").unlink()


def lose_ledger(site: SiteFolder) -> None:
    (site.state / "ledger.sqlite").unlink()


def make_drafts(site: SiteFolder) -> None:
    for n in range(6):
        text = story(headline(n))
        site.write(f"{n:03}.txt", f"---\ndraft: true\n---\n{text}")


@pytest.mark.parametrize("lose", [lose_cache, lose_ledger])
def test_the_guard_holds_without_cache_or_ledger(
    site: SiteFolder, lose: Callable[[SiteFolder], None]
) -> None:
    remove(filled(site, 8), 6)
    lose(site)
    with pytest.raises(PublishError, match="6 of 8"):
        site.build(NOW + 60)
    assert len(site.shown()) == 8


def test_drafts_count_as_removals(site: SiteFolder) -> None:
    make_drafts(filled(site, 8))
    with pytest.raises(PublishError, match="6 of 8"):
        site.build(NOW + 60)


def test_a_renamed_folder_is_not_a_removal(site: SiteFolder) -> None:
    for n in range(12):
        site.write(f"old/{n:03}.txt", story(headline(n)))
    site.build()
    before = site.shown()
    (site.articles / "old").rename(site.articles / "new")
    report = site.build(NOW + 60)
    assert (report.renamed, report.removed, report.written) == (12, 0, ())
    assert site.shown() == before


def test_all_articles_may_be_removed_with_the_option(site: SiteFolder) -> None:
    remove(filled(site, 8), 8)
    report = site.build(NOW + 60, allow_removals=True)
    assert (report.removed, report.articles) == (8, 0)
    assert site.shown() == {}
    assert not (site.output / "articles").exists()
