"""A cache that is damaged anywhere costs at most one build: the second one has the whole site."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feedtool.errors import FeedtoolError
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import headline, story

PAGE = 4096
SETTINGS = (
    CONFIG
    + '\n[run]\njobs = 1\n[feeds]\nlimit = 10\n[pages]\nper-page = 10\n[[feed]]\neach = "tag"\n'
    + '\n[output]\ncompress = ["gz"]\n'
)
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
Damage = tuple[str, int]
# How the articles get into a copy of the site: linked, or copied as when a site moves.
Transfer = Callable[[Path, Path], object]
TRANSFERS: tuple[Transfer, ...] = (os.link, shutil.copy2)


def damaged(data: bytes, damage: Damage) -> bytes:
    """The file with one damage; the number of a byte is also the seed for which bit is flipped."""
    kind, place = damage
    if kind == "cut":
        return data[:place]
    if kind == "zeroed":
        return data[:place] + bytes(PAGE) + data[place + PAGE :]
    if kind == "flipped":
        return (
            data[:place] + bytes(b ^ 255 for b in data[place : place + PAGE]) + data[place + PAGE :]
        )
    if kind == "digit":
        return data[:place] + b"g" + data[place + 1 :]
    bit = 128 if kind == "not utf-8" else 1 << random.Random(place).randrange(8)
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


class Damaged:
    """A site that is built, and what the next build makes of it if its cache is whole."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._site = SiteFolder(home / "whole", SETTINGS)
        for number in range(25):
            front = f"---\ntags: [t{number % 3}]\ndate: 2026-05-{number + 1:02}\n---\n"
            self._site.write(f"{number:02}.md", front + story(headline(number)))
        self._site.build()
        self._site.write("more.txt", story("One more text"))
        self._site.build(NOW + 60)
        self.path = self._site.state / "cache.sqlite"
        self.cache = self.path.read_bytes()
        undisturbed = self._copy("undisturbed")
        self._change(undisturbed)
        undisturbed.build(NOW + 120)
        self.expected = undisturbed.files()

    def _copy(self, name: str, transfer: Transfer = os.link) -> SiteFolder:
        """The site after its builds; articles that are links are not read again."""
        copy = SiteFolder(self._home / name, SETTINGS)
        for text in self._site.articles.iterdir():
            transfer(text, copy.articles / text.name)
        for folder in ("output", ".feedtool"):
            shutil.copytree(self._site.root / folder, copy.root / folder)
        return copy

    def _change(self, site: SiteFolder) -> None:
        site.write("new.txt", story("A text that is new"))

    def tried(self, damage: Damage, transfer: Transfer = os.link) -> str:
        """How the first build ended: "published", or the fault of which the second got over."""
        site = self._copy("damaged", transfer)
        try:
            (site.state / "cache.sqlite").write_bytes(damaged(self.cache, damage))
            self._change(site)
            ended = "published"
            try:
                site.build(NOW + 120)
            except FeedtoolError as error:
                ended = str(error)
            report = site.build(NOW + 180)
            assert report.problems == ()
            assert site.files() == self.expected
            assert not site.build(NOW + 240).files_changed
            return ended
        finally:
            shutil.rmtree(site.root)


@pytest.fixture(scope="module")
def whole() -> Iterator[Damaged]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as home:
        yield Damaged(Path(home))


def pages(whole: Damaged) -> Iterator[Damage]:
    for kind in ("zeroed", "flipped", "cut"):
        yield from ((kind, place) for place in range(0, len(whole.cache), PAGE))


def bytes_in(whole: Damaged, count: int) -> Iterator[Damage]:
    chance = random.Random("bytes of the cache")
    yield from (("byte", place) for place in chance.sample(range(len(whole.cache)), count))


@pytest.mark.parametrize("transfer", TRANSFERS)
def test_a_sample_of_damages_is_recovered_from(whole: Damaged, transfer: Transfer) -> None:
    chosen = random.Random(1).sample([*pages(whole)], 6)
    for damage in (*chosen, *bytes_in(whole, 6)):
        whole.tried(damage, transfer)


def test_a_list_that_cannot_be_read_is_recovered_from(whole: Damaged) -> None:
    place = whole.cache.index(b"[", whole.cache.index(b"][")) + 1  # of a second list in one row
    for further in range(4):
        whole.tried(("digit", place + further), shutil.copy2)


def test_an_article_that_the_index_lost_stays_in_the_feed(whole: Damaged) -> None:
    with closing(sqlite3.connect(whole.path)) as db:
        (root,) = db.execute(
            "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'article' AND type = 'index'"
        ).fetchone()
    start = (root - 1) * PAGE
    guid = b"urn:uuid:"
    first, last = (
        find(guid, start, start + PAGE) for find in (whole.cache.find, whole.cache.rfind)
    )
    for place in (first, last, last - 1, last - 3):
        whole.tried(("byte", place))


def test_a_schema_that_is_not_utf_8_is_recovered_from(whole: Damaged) -> None:
    place = whole.cache.index(b"CREATE TABLE source") + 14
    for other in range(place, place + 4):
        whole.tried(("not utf-8", other))


@pytest.mark.slow
@pytest.mark.parametrize("transfer", TRANSFERS)
def test_every_damage_is_recovered_from(whole: Damaged, transfer: Transfer) -> None:
    """Every page zeroed, inverted and cut off, and bits flipped in a thousand random bytes."""
    endings, wrong = Counter[str](), []
    for number, damage in enumerate((*pages(whole), *bytes_in(whole, 1000)), 1):
        try:
            endings[f"{damage[0]}: {whole.tried(damage, transfer)}"] += 1
        except AssertionError:
            wrong.append(damage)
        if number % 50 == 0:
            print(number, dict(endings), wrong, flush=True)
    assert wrong == []
