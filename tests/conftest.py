"""What tests share: sites in folders of their own, built for real, and the command as a process.

Nothing of feedtool is replaced here. The clock is an argument (`NOW`), and input files get times
well before it, so that no test depends on when it runs.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import settings
from lxml import etree

import feedtool
from feedtool import config
from feedtool.model import CleanArticle, InputFile, Problem
from feedtool.pipeline import build as builder
from feedtool.pipeline.ingest import ArticleReader
from feedtool.pipeline.report import ArticleChange, Report
from feedtool.state.cache.run import ToRead

TESTS = Path(__file__).parent
NOW = 1_790_000_000  # 2026-09-21 14:13:20 UTC
SITE_ID = "6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21"
# What a build writes beside the pages of articles.
OF_THE_SITE = frozenset(
    "index.html rss.xml atom.xml feed.json style.css feed.css feeds.opml subscribe.html 404.html "
    "sitemap.xml".split()
)
ATOM = "{http://www.w3.org/2005/Atom}"
CONFIG = f"""\
[site]
id = "{SITE_ID}"
title = "Test site"
base-url = "https://example.org/news/"
language = "en"
"""

# The same examples on every machine: a test that fails, fails for everyone.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")

_WORDS = (
    "the council harbour bridge of minister river and market school engine to weather in winter "
    "farm the doctor train of paper garden that library window for mountain with kitchen on "
    "museum teacher violin at copper letter by island factory is theatre was station lantern"
).split()


def sentence(seed: object, words: int = 14) -> str:
    """A sentence that no other seed gives: lines that recur mean something to feedtool."""
    chosen = random.Random(repr(seed)).choices(_WORDS, k=words)
    return " ".join(chosen).capitalize() + "."


def headline(number: int) -> str:
    """One headline of many that have nothing in common, not even a pattern with a number in it."""
    chosen = random.Random(f"headline {number}").sample(sorted(set(_WORDS)), k=6)
    return " ".join(chosen).capitalize()


def story(headline: str, paragraphs: int = 3, edit: str = "") -> str:
    """An article under `headline`; `edit` is added to its last paragraph."""
    body = [f"{sentence((headline, i))} {sentence((headline, -1 - i))}" for i in range(paragraphs)]
    if edit:
        body[-1] += f" {edit}"
    return "\n\n".join((headline, *body)) + "\n"


class Shown(msgspec.Struct, frozen=True):
    """An entry as subscribers see it in atom.xml."""

    guid: str
    title: str
    link: str
    published: datetime
    updated: datetime
    content: str

    @property
    def slug(self) -> str:
        return self.link.rpartition("/")[2].removesuffix(".html")


class SiteFolder:
    """A site in a folder of its own: texts go in, builds are made, what came out is looked at."""

    def __init__(self, root: Path, configuration: str = CONFIG) -> None:
        self.root = root
        self.articles = root / "articles"
        self.output = root / "output"
        self.state = root / ".feedtool"
        self._ticks = 0
        self.articles.mkdir(parents=True)
        self.configure(configuration)

    def configure(self, text: str) -> None:
        (self.root / "feedtool.toml").write_text(text, "utf-8")

    def write(self, key: str, text: str | bytes) -> Path:
        """Writes an input file; each writing has a time of its own."""
        path = self.articles / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self._ticks += 1
        age = NOW - 86_400 + self._ticks
        os.utime(path, (age, age))
        return path

    def move(self, old: str, new: str) -> None:
        target = self.articles / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.articles / old).rename(target)

    def remove(self, key: str) -> None:
        (self.articles / key).unlink()

    def rule(self, text: str, name: str = "own.toml") -> None:
        """Gives the site a file of rules."""
        (self.root / "rules").mkdir(exist_ok=True)
        (self.root / "rules" / name).write_text(text, "utf-8")

    @property
    def config(self) -> config.Config:
        return config.load(config.Options(config=self.root / "feedtool.toml"))

    def build(self, now: int = NOW, allow_removals: bool = False) -> Report:
        return builder.build(self.config, now, allow_removals=allow_removals, list_files=True)

    def plan(
        self, now: int = NOW, allow_removals: bool = False
    ) -> tuple[Report, list[ArticleChange]]:
        changes: list[ArticleChange] = []
        report = builder.plan(self.config, now, changes.append, allow_removals=allow_removals)
        return report, changes

    def shown(self) -> dict[str, Shown]:
        """What subscribers see, by title, newest first."""
        root = etree.parse(self.output / "atom.xml").getroot()
        entries = [_shown(entry) for entry in root.iter(f"{ATOM}entry")]
        found = {entry.title: entry for entry in entries}
        assert len(found) == len(entries), "two entries have one title; tests need them apart"
        return found

    def page(self, title: str) -> str:
        return (self.output / "articles" / f"{self.shown()[title].slug}.html").read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        return tree(self.output)

    def looks(self) -> dict[str, tuple[int, int, int]]:
        """How everything below the output folder looks from outside: what a server would see."""
        return {
            path.relative_to(self.output).as_posix(): (i.st_ino, i.st_size, i.st_mtime_ns)
            for path in sorted(self.output.rglob("*"))
            for i in [path.lstat()]
        }


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root`, by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _shown(entry: etree._Element) -> Shown:
    def text(name: str) -> str:
        return entry.findtext(f"{ATOM}{name}") or ""

    link = entry.find(f"{ATOM}link")
    assert link is not None
    return Shown(
        guid=text("id"),
        title=text("title"),
        link=link.get("href") or "",
        published=datetime.fromisoformat(text("published")),
        updated=datetime.fromisoformat(text("updated")),
        content=text("content"),
    )


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """An empty site."""
    return SiteFolder(tmp_path / "site")


@pytest.fixture
def new_site(tmp_path: Path) -> Callable[..., SiteFolder]:
    """Makes sites, as many as a test needs."""
    made: list[SiteFolder] = []

    def make(configuration: str = CONFIG) -> SiteFolder:
        made.append(SiteFolder(tmp_path / f"site-{len(made)}", configuration))
        return made[-1]

    return make


def article(
    text: str | bytes, key: str = "a.txt", rules: Sequence[tuple[str, str]] = ()
) -> CleanArticle:
    """The article that a build would make of a file, judged alone; `rules` are the user's own."""
    found = taken_in(text if isinstance(text, bytes) else text.encode(), key, rules)
    assert not isinstance(found, Problem), found
    return found


def taken_in(
    data: bytes, key: str = "a.txt", rules: Sequence[tuple[str, str]] = ()
) -> CleanArticle | Problem:
    """The article in a file of its own, or what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        intake = ArticleReader(Path(folder), 10_000_000, tuple(rules))
        (found,) = intake([ToRead(InputFile(key, len(data), 0, 0), edited=True)])
    return found


Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(now: int | None = NOW, **more: str) -> dict[str, str]:
    """The environment of a process that is to run this feedtool, and no other."""
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    kept["PYTHONPATH"] = str(Path(feedtool.__file__).parent.parent)
    if now is not None:
        kept["SOURCE_DATE_EPOCH"] = str(now)
    return kept | more


def run_feedtool(
    *arguments: str | Path, cwd: Path, now: int | None = NOW, **more: str
) -> subprocess.CompletedProcess[str]:
    """`feedtool` as cron runs it: a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "feedtool", *map(str, arguments)],
        cwd=cwd,
        env=environment(now, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def feedtool_in(site: SiteFolder) -> Run:
    """Runs `feedtool` in the folder of `site`."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        return run_feedtool(*arguments, **{"cwd": site.root, **options})  # type: ignore[arg-type]

    return run


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    """Sets the umask for one test."""
    before = os.umask(0o022)
    os.umask(before)
    yield lambda mask: void(os.umask(mask))
    os.umask(before)


def void(_: object) -> None:
    """Drops a result that does not matter."""


def folders(of: str) -> list[str]:
    """The names of the folders of test data in tests/`of`."""
    names = sorted(path.name for path in (TESTS / of).iterdir() if path.is_dir())
    assert names, f"tests/{of} is empty"
    return names


def real_program(name: str) -> str:
    """Where a program is. Without it the test is skipped, or fails if FEEDTOOL_REQUIRE_REAL=1."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        reason = f"{name} is not installed"
        if os.environ.get("FEEDTOOL_REQUIRE_REAL") == "1":
            pytest.fail(f"{reason}, and FEEDTOOL_REQUIRE_REAL=1")
        pytest.skip(reason)
    return found


def timeless(text: str) -> str:
    """A report without its seconds."""
    return re.sub(r'"seconds": [\d.]+', '"seconds": 0', text)
