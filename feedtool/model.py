"""The records, in the order in which they flow from a file to a feed.

They are values: frozen, without behaviour, compared by content. `None` always means "the
source does not say"; an empty string or tuple never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Markup = Literal["plain", "markdown"]


@dataclass(frozen=True, slots=True)
class Meta:
    """What a source says of itself."""

    id: str | None = None
    title: str | None = None
    url: str | None = None
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] | None = None
    slug: str | None = None
    summary: str | None = None
    draft: bool | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One article as found: decoded, its front matter taken off, otherwise untouched.

    `key` is its place below the input folder, with forward slashes (`world/a.txt`).
    `first_line` is the number, counted from 1, that the first line of `text` has in the file.
    """

    key: str
    text: str
    meta: Meta
    markup: Markup = "plain"
    first_line: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a normalized document; `number` counts from 1 as an editor shows it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one line, by which rule and why.

    `rule` None: the line was kept as part of the article. Otherwise it is the id of the rule
    that took it out, or one of the names in `feedtool.clean` for lines that went elsewhere
    (the title).
    """

    line: Line
    rule: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The one line that names an article, and where it came from."""

    text: str
    source: Literal["declared", "headline", "first sentence"]


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """What is left of a document when only the article remains.

    A paragraph may hold line breaks (verse, lists, addresses). In Markdown a paragraph is a
    block of source, and the blocks joined by blank lines are the document again.
    `fingerprint` names the words of title and body, and nothing else of them.
    """

    key: str
    title: Title
    paragraphs: tuple[str, ...]
    meta: Meta
    markup: Markup
    language: str | None
    fingerprint: str
    verdicts: tuple[Verdict, ...]
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that could not be used, or could not be used as it is.

    `left_out` tells whether the site goes without it.
    """

    key: str
    message: str
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class Identity:
    """What must never change once published, save `updated`. Times are UTC, whole seconds."""

    guid: str
    slug: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One article, ready to stand in a feed or on a page.

    `path` lies below the output folder, `url` is absolute, `html` is safe to embed.
    """

    identity: Identity
    title: str
    path: str
    url: str
    summary: str
    html: str
    author: str | None
    tags: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """What every document of a site says of the site. `url` ends in a slash."""

    id: str
    title: str
    url: str
    description: str
    author: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before it has a format; `entries` newest first."""

    site: Site
    title: str
    entries: tuple[Entry, ...]
    updated: datetime


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file: `path` below the output folder, `body` its bytes."""

    path: str
    body: bytes
