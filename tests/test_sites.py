"""Complete sites, byte for byte: tests/sites/NAME has feedtool.toml, in/ and the output, out/.

The style sheets are the same in every site, and only real/out/ has them. FEEDTOOL_UPDATE_GOLDENS=1
writes out/ again, to be read before it is committed.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import feedparser
import pytest

from feedtool.config import Options, load
from feedtool.pipeline.build import build
from feedtool.pipeline.workers import Workers
from support.folders import TESTS, folders, tree
from support.sites import NOW

SITES = TESTS / "sites"
KEEPS_SHEETS = "real"
SHEETS = ("style.css", "feed.css")


def kept(name: str) -> dict[str, bytes]:
    """The expected output of a site, with the style sheets that only one site stores."""
    found = tree(SITES / name / "out")
    if name != KEEPS_SHEETS:
        assert found.keys().isdisjoint(SHEETS), "the style sheets are kept in one site only"
        found |= {sheet: (SITES / KEEPS_SHEETS / "out" / sheet).read_bytes() for sheet in SHEETS}
    return found


def copied(name: str, into: Path) -> Path:
    """A copy of a site's configuration, input and rules, with times before the test's clock."""
    home = into / name
    ignored = shutil.ignore_patterns("out", ".feedtool")
    shutil.copytree(SITES / name, home, ignore=ignored)
    for path in (home / "in").rglob("*"):
        os.utime(path, (NOW - 86_400, NOW - 86_400))
    return home


def built(home: Path, now: int = NOW, workers: Workers | None = None) -> dict[str, bytes]:
    build(load(Options(config=home / "feedtool.toml")), now, workers)
    return tree(home / "out")


@pytest.mark.parametrize("name", folders("sites"))
def test_a_site_is_built_byte_for_byte_like_its_golden_output(name: str, tmp_path: Path) -> None:
    home = copied(name, tmp_path)
    made = built(home)
    if os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1":
        shutil.rmtree(SITES / name / "out", ignore_errors=True)
        elsewhere = () if name == KEEPS_SHEETS else SHEETS
        shutil.copytree(
            home / "out", SITES / name / "out", ignore=shutil.ignore_patterns(*elsewhere)
        )
        pytest.fail(f"tests/sites/{name}/out was written again; read it, then run without updating")
    expected = kept(name)
    assert sorted(made) == sorted(expected)
    for path, body in expected.items():
        assert made[path].decode("utf-8", "replace") == body.decode("utf-8", "replace"), path
    assert made == expected


@pytest.mark.parametrize("name", folders("sites"))
def test_a_site_built_again_an_hour_later_is_the_same(name: str, tmp_path: Path) -> None:
    home = copied(name, tmp_path)
    first = built(home)
    assert built(home, NOW + 3600) == first


@pytest.mark.parametrize("name", folders("sites"))
def test_feedparser_accepts_the_golden_feeds(name: str) -> None:
    for feed in ("rss.xml", "atom.xml"):
        read = feedparser.parse((SITES / name / "out" / feed).read_bytes())
        assert not read.bozo, read.get("bozo_exception")
        assert read.entries


def test_the_real_site_has_the_two_articles_cleaned_correctly() -> None:
    read = feedparser.parse((SITES / "real" / "out" / "atom.xml").read_bytes())
    second, first = sorted(read.entries, key=lambda entry: entry.published, reverse=True)
    assert first.title == "72 dead as Syria army tries to free troops from Takfiri militants"
    paragraphs = first.content[0].value.split("<p>")[1:]
    assert paragraphs[0].startswith("Over 70 fighters")
    assert "displaced so far due to the crisis in the country.</p>" in paragraphs[-1]
    assert len(paragraphs) == 12
    assert second.title.startswith("Up to 40 Syrian soldiers have been killed")
    source = next((SITES / "real" / "in").glob("004_*.txt")).read_text("utf-8")
    body = second.content[0].value
    assert [line for line in source.splitlines() if f"<p>{line}</p>" not in body] == []


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_the_site_does_not_depend_on_the_executor(kind: str, tmp_path: Path) -> None:
    pool: Executor
    if kind == "threads":
        pool = ThreadPoolExecutor(3)
    else:
        pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    with pool:
        assert built(copied("paged", tmp_path), workers=Workers(pool, 2)) == kept("paged")
