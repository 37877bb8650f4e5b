"""State of earlier versions can be opened, and published articles keep their ids.

tests/upgrades/schema-N/ has a configuration, articles, and the ledger, cache and Atom feed that a
version with schema N made from them.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree

from feedtool import config
from feedtool.config import tables
from feedtool.errors import ConfigError
from feedtool.pipeline.build import build
from feedtool.state.ledger import SCHEMA_VERSION, Ledger
from feedtool.text.normalize import normalize
from support.folders import TESTS, folders
from support.messages import says
from support.sites import ATOM, NOW, SiteFolder
from support.texts import headline, story

UPGRADES = TESTS / "upgrades"


def names(feed: Path) -> dict[str, tuple[str, str, str]]:
    """The permanent values of each entry, by title: id, date, update."""
    root = etree.parse(feed).getroot()
    return {
        entry.findtext(f"{ATOM}title") or "": tuple(  # type: ignore[misc]
            entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "published", "updated")
        )
        for entry in root.iter(f"{ATOM}entry")
    }


@pytest.mark.parametrize("name", folders("upgrades"))
@pytest.mark.parametrize("cache", ["its cache", "no cache"])
def test_articles_published_by_an_earlier_version_keep_their_ids(
    name: str, cache: str, tmp_path: Path
) -> None:
    kept = UPGRADES / name
    home = tmp_path / "site"
    shutil.copytree(kept / "articles", home / "articles")
    shutil.copy(kept / "feedtool.toml", home)
    (home / ".feedtool").mkdir()
    shutil.copy(kept / "ledger.sqlite", home / ".feedtool")
    if cache == "its cache":
        shutil.copy(kept / "cache.sqlite", home / ".feedtool")
    for path in (home / "articles").rglob("*"):
        os.utime(path, (NOW - 86_400, NOW - 86_400))
    settings = config.load(config.Options(config=home / "feedtool.toml"))
    report = build(settings, NOW + 86_400)
    assert (report.new, report.updated, report.removed) == (0, 0, 0)
    assert names(home / "output" / "atom.xml") == names(kept / "atom.xml")
    assert not build(settings, NOW + 2 * 86_400).files_changed
    with closing(Ledger(home / ".feedtool" / "ledger.sqlite")) as ledger:
        assert ledger.damage() == ()
        assert ledger.gone_since(0, 10)


@pytest.mark.parametrize("name", folders("upgrades"))
def test_the_state_has_the_schema_named_by_its_folder(name: str) -> None:
    with closing(sqlite3.connect(UPGRADES / name / "ledger.sqlite")) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    assert name == f"schema-{version}"
    assert version < SCHEMA_VERSION


def test_every_earlier_schema_has_a_folder() -> None:
    assert folders("upgrades") == [f"schema-{n}" for n in range(1, SCHEMA_VERSION)]


def test_a_removed_setting_names_its_replacement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tables.REMOVED, "feeds.count", "feeds.limit")
    with pytest.raises(ConfigError) as failed:
        config.parse('[site]\nbase-url = "https://e.example/"\n[feeds]\ncount = 3\n', "f.toml")
    assert says(str(failed.value), "f.toml: feeds.count … feeds.limit")


def force_reading(site: SiteFolder) -> None:
    """Adds a rule that takes nothing, so that the next build reads every document."""
    site.rule(
        """
        [[rule]]
        id = "own/other"
        why = "it makes the next build read everything"
        where = "anywhere"
        equals = ["Another line"]
        drops = ["Another line"]
        keeps = ["A line"]
        """
    )


@pytest.mark.parametrize("gone", ["its cache", "nothing"])
def test_decoded_and_unbroken_text_is_no_update(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    text = "R&amp;D won&#8217;t pay 5\u00a0000&nbsp;€ &mdash; &quot;nobody asked&quot;."
    for number in range(3):
        site.write(f"{number}.txt", f"{headline(number)}\n\n{story(headline(number))}\n{text}\n")
    with monkeypatch.context() as earlier:
        earlier.setattr("feedtool.text.markup.decoded", lambda text: text)
        earlier.setattr("feedtool.clean.cleaner.normalize_shown", normalize)
        site.build()
    before = site.shown()
    force_reading(site)
    if gone == "its cache":
        (site.root / ".feedtool" / "cache.sqlite").unlink()
    report = site.build(NOW + 60)
    after = site.shown()
    assert (report.new, report.updated, report.removed) == (0, 0, 0)
    for title, was in before.items():
        now = after[title]
        assert (now.guid, now.published, now.updated) == (was.guid, was.published, was.updated)
        assert "R&amp;D won’t pay 5\u00a0000\u00a0€ — " in now.content


def test_a_title_that_is_found_better_is_no_update(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        title = headline(number)
        above = "Home\nGardening\nSheds of the upper town\n"
        site.write(f"{number}.txt", f"{above}{title}\nThe shed in May\n{story(title)}\n")
    with monkeypatch.context() as earlier:
        earlier.setattr("feedtool.clean.attribution.find", lambda *_: None)
        site.build()
    before = {shown.guid: (title, shown) for title, shown in site.shown().items()}
    force_reading(site)
    report = site.build(NOW + 60)
    after = {shown.guid: (title, shown) for title, shown in site.shown().items()}
    assert (report.new, report.updated, report.removed) == (0, 0, 0)
    assert after.keys() == before.keys()
    assert {title for title, _ in after.values()} == {headline(n) for n in range(3)}
    assert {title for title, _ in before.values()} != {headline(n) for n in range(3)}
    for guid, (_, was) in before.items():
        now = after[guid][1]
        assert (now.link, now.published, now.updated) == (was.link, was.published, was.updated)
