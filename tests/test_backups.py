"""Ledger, cache, output and articles of different builds, as after a backup was restored.

Whatever the mixture: each article with a file is published exactly once, under its id, with the
date and at the address that the newer of ledger and output has.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from feedtool.maintenance import ledger as ledger_commands
from feedtool.pipeline.report import Report
from support.sites import NOW, NewSite, Shown, SiteFolder
from support.texts import sentence, story

pytestmark = pytest.mark.thorough

DAY = 86_400
BUILDS = (1, 2, 3)
PARTS = {
    "ledger": ".feedtool/ledger.sqlite",
    "cache": ".feedtool/cache.sqlite",
    "output": "output",
    "articles": "articles",
}
MIXTURES = tuple(itertools.product((0, *BUILDS), (0, *BUILDS), BUILDS, BUILDS))  # 0: it is lost


def edited(title: str) -> str:
    return story(title) + "".join(f"\n{sentence((title, n))}\n" for n in range(12))


def first_build(site: SiteFolder) -> None:
    for number in range(5):
        site.write(f"a{number}.txt", story(f"Old story {number}"))


def second_build(site: SiteFolder) -> None:
    site.write("n0.txt", story("New story 0"))
    site.write("n1.txt", story("New story 1"))
    site.write("a0.txt", edited("Old story 0"))
    site.move("a1.txt", "renamed.txt")
    ledger_commands.rename(site.config, "a3.txt", "another-address", NOW + DAY)


def third_build(site: SiteFolder) -> None:
    site.write("m0.txt", story("Latest story 0"))
    site.write("n0.txt", edited("New story 0"))
    site.remove("a4.txt")
    ledger_commands.rename(site.config, "n1.txt", "a-third-address", NOW + 2 * DAY)


STEPS: tuple[Callable[[SiteFolder], None], ...] = (first_build, second_build, third_build)
TITLES = {
    1: {f"Old story {n}" for n in range(5)},
    2: {f"Old story {n}" for n in range(5)} | {"New story 0", "New story 1"},
    3: {f"Old story {n}" for n in range(4)} | {"New story 0", "New story 1", "Latest story 0"},
}


class Saved:
    """A site after each of three builds: copies of its parts, and what subscribers saw."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown: dict[int, dict[str, Shown]] = {}
        site = SiteFolder(folder / "site")
        for number, step in enumerate(STEPS, 1):
            step(site)
            site.build(NOW + (number - 1) * DAY)
            self.shown[number] = site.shown()
            shutil.copytree(site.root, folder / str(number))

    def restore(self, site: SiteFolder, **builds: int) -> None:
        """Puts each part of a site back as it was after the build with this number."""
        site.state.mkdir(exist_ok=True)
        for part, number in builds.items():
            path = site.root / PARTS[part]
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
            source = self.folder / str(number) / PARTS[part]
            if source.is_dir():
                shutil.copytree(source, path)
            elif number:
                shutil.copy2(source, path)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    return Saved(tmp_path_factory.mktemp("saved"))


def rebuilt(site: SiteFolder) -> Report:
    report = site.build(NOW + 9 * DAY, allow_removals=True)
    assert not site.build(NOW + 10 * DAY, allow_removals=True).files_changed
    assert not ledger_commands.verify(site.config)
    return report


@pytest.mark.parametrize(("ledger", "cache", "output", "articles"), MIXTURES)
def test_no_mixture_loses_or_repeats_an_article(
    saved: Saved, new_site: NewSite, ledger: int, cache: int, output: int, articles: int
) -> None:
    site = new_site()
    saved.restore(site, ledger=ledger, cache=cache, output=output, articles=articles)
    rebuilt(site)
    shown = site.shown()
    assert set(shown) == TITLES[articles]
    newest = max(ledger, output)
    for title, entry in shown.items():
        ever = [was[title] for was in saved.shown.values() if title in was]
        assert entry.guid == ever[0].guid
        known = [saved.shown[n][title] for n in range(1, newest + 1) if title in saved.shown[n]]
        if known:
            assert (entry.slug, entry.published) == (known[-1].slug, known[-1].published)
            assert entry.updated >= known[-1].updated
            if articles == newest:
                assert entry.updated == known[-1].updated, "announced again"
        page = site.output / "articles" / f"{entry.slug}.html"
        assert f'data-guid="{entry.guid}"' in page.read_text("utf-8")


@pytest.mark.parametrize("cache", [0, 1, 3])
def test_an_older_ledger_is_reported(saved: Saved, new_site: NewSite, cache: int) -> None:
    site = new_site()
    saved.restore(site, ledger=1, cache=cache, output=3, articles=3)
    (notice,) = (n for n in rebuilt(site).notices if "ledger" in n)
    assert f"the ledger was older than {site.output}; completed it with" in notice


def test_a_ledger_that_was_only_moved_is_not(saved: Saved, new_site: NewSite) -> None:
    site = new_site()
    saved.restore(site, ledger=3, cache=3, output=3, articles=3)
    assert not [notice for notice in rebuilt(site).notices if "ledger" in notice]
