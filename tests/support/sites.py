"""Sites in their own folders, which are really built.

No part of feedtool is mocked. The clock is an argument (`NOW`), and input files have times well
before it, so that no test depends on when it runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from lxml import etree

from feedtool import config
from feedtool.pipeline import build as builder
from feedtool.pipeline.report import ArticleChange, Report
from support.folders import tree

NOW = 1_790_000_000  # 2026-09-21 14:13:20 UTC
SITE_ID = "6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21"
# What a build writes besides the pages of articles.
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
OWN_RULE = """
[[rule]]
id = "own/ad"
why = "an advertisement"
where = "anywhere"
equals = ["Buy now"]
drops = ["Buy now"]
keeps = ["Buy nowhere"]
"""


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
    """A site in its own folder: tests add texts, run builds and inspect the output."""

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
        """Writes an input file, each time with another modification time."""
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
        """Adds a rule file to the site."""
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
        """Size and time of everything below the output folder, as a web server would see them."""
        return {
            path.relative_to(self.output).as_posix(): (i.st_ino, i.st_size, i.st_mtime_ns)
            for path in sorted(self.output.rglob("*"))
            for i in [path.lstat()]
        }


# The fixture `new_site`: creates a site, optionally with a configuration.
NewSite = Callable[..., SiteFolder]


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
