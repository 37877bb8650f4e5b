"""The records, in the order in which they flow from a file to a feed.

They are values: frozen, compared by content, without behaviour of their own. `None` always means
"the source does not say"; an empty string or tuple never does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Markup = Literal["plain", "markdown"]
SelectionKind = Literal["folder", "tag", "author", "language", "match"]


class Enclosure(msgspec.Struct, frozen=True):
    """A media file that belongs to an article: its address, its bytes, its media type."""

    url: str
    length: int
    type: str


class Source(msgspec.Struct, frozen=True):
    """Where an article was published first: a name, and an address if one is known."""

    title: str
    url: str | None = None


class Meta(msgspec.Struct, frozen=True):
    """What a source says of itself. `created`: when it was written, where that is another time."""

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
    enclosure: Enclosure | None = None
    image: str | None = None
    source: Source | None = None
    created: datetime | None = None


class RawDocument(msgspec.Struct, frozen=True):
    """One article as found: decoded, its front matter taken off, otherwise untouched.

    `key` is its place below the input folder, with forward slashes (`world/a.txt`).
    `first_line` is the number, counted from 1, that the first line of `text` has in the file.
    """

    key: str
    text: str
    meta: Meta
    markup: Markup = "plain"
    first_line: int = 1


class Line(msgspec.Struct, frozen=True):
    """One line of a normalized document; `number` counts from 1 as an editor shows it."""

    number: int
    text: str


class Verdict(msgspec.Struct, frozen=True):
    """What became of one line, by which rule and why.

    `rule` None: the line was kept as part of the article. Otherwise it is the id of the rule that
    took it out, or one of the names in `feedtool.clean.judge`: of what else takes lines out, and
    of what became of lines that went elsewhere (title, by-line, date). `confidence`, 0 to 1, is
    there where something was weighed.
    """

    line: Line
    rule: str | None = None
    why: str = ""
    confidence: float | None = None


class Title(msgspec.Struct, frozen=True):
    """The one line that names an article, and where it came from."""

    text: str
    source: Literal["declared", "headline", "first sentence"]


class CleanArticle(msgspec.Struct, frozen=True):
    """What is left of a document when only the article remains.

    A paragraph may hold line breaks (verse, lists, addresses). In Markdown a paragraph is a
    block of source, and the blocks joined by blank lines are the document again.
    `fingerprint` names the words of title and body, and nothing else of them; `sketch` is a
    sample of them, by which the article is known again after an edit. `byline`, `dateline`
    and `updateline` are the author, the date of publication and that of the last change which
    lines of the text said. `kind` is what sort of
    text it was taken for, `notice` what its owner should know.
    """

    key: str
    title: Title
    paragraphs: tuple[str, ...]
    meta: Meta
    markup: Markup
    language: str | None
    fingerprint: str
    sketch: str = ""
    verdicts: tuple[Verdict, ...] = ()
    byline: str | None = None
    dateline: datetime | None = None
    updateline: datetime | None = None
    kind: str | None = None
    notice: str | None = None

    @property
    def author(self) -> str | None:
        """Who wrote it: as declared, else as its by-line says."""
        return self.meta.author or self.byline


class Wording(msgspec.Struct, frozen=True):
    """The words of a document: those that make the article, and the lines that were taken out.

    Whether a line is of the article may depend on other documents; whether its author wrote it,
    does not.
    """

    title: str
    paragraphs: tuple[str, ...]
    dropped: tuple[str, ...]


class Problem(msgspec.Struct, frozen=True):
    """A document that could not be used, or could not be used as it is.

    `left_out` tells whether the site goes without it.
    """

    key: str
    message: str
    left_out: bool = True


class Unsettled(msgspec.Struct, frozen=True):
    """A document that somebody is writing just now: it is left as it was, for the next build."""

    key: str


class Identity(msgspec.Struct, frozen=True):
    """What must never change once published, save `updated`. Times are UTC, whole seconds.

    `permalink`: the GUID is an address, as another publisher made it (RSS 2.0, isPermaLink).
    """

    guid: str
    slug: str
    published: datetime
    updated: datetime
    permalink: bool = False


class Entry(msgspec.Struct, frozen=True):
    """One article, ready to stand in a feed or on a page.

    `path` lies below the output folder, `url` is absolute, `html` is safe to embed. `original` is
    the address that the article declares for itself, `image` the absolute one of its picture.
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
    original: str | None = None
    enclosure: Enclosure | None = None
    image: str | None = None
    source: Source | None = None
    created: datetime | None = None


class Neighbour(msgspec.Struct, frozen=True):
    """An article beside another one: what a link to it needs. `path` is below the output folder."""

    title: str
    path: str


class Site(msgspec.Struct, frozen=True):
    """What every document of a site says of the site. `url` ends in a slash."""

    id: str
    title: str
    url: str
    description: str
    author: str
    language: str | None


class Tombstone(msgspec.Struct, frozen=True):
    """An article that left the site, by its GUID, and when (RFC 6721).

    `published` and `fingerprint` are what it is known by should it come back and the ledger be
    lost; of what it said, nothing is left.
    """

    guid: str
    gone: datetime
    published: datetime
    fingerprint: str


class Selection(msgspec.Struct, frozen=True):
    """Which articles a channel is to have: those whose `kind` has this `value`.

    `value` None: one channel for every value there is. `name` is the last part of a channel's
    address; None: made from the value.
    """

    kind: SelectionKind
    value: str | None
    name: str | None = None
    title: str | None = None
    description: str | None = None


class Channel(msgspec.Struct, frozen=True):
    """Something to subscribe to: all articles of a site, or those of a folder, a tag, an author.

    `id` is a URN that never changes. `folder`, below the output folder, is empty for all articles,
    else it ends in a slash (`feeds/world/`). `topic` is what its articles have in common, as a
    person would name it; None: all of the site.
    """

    id: str
    title: str
    description: str
    folder: str
    topic: str | None = None


class Feed(msgspec.Struct, frozen=True):
    """A document of a channel before it has a format; `entries` newest first.

    `archive` None: the document to subscribe to, with what is in no archive yet, and `tombstones`,
    the last gone first. Otherwise a closed archive (RFC 5005, section 4); number 1 is the oldest.
    `archives`: how many closed ones there are. `hubs`: addresses of WebSub hubs.
    """

    site: Site
    channel: Channel
    entries: tuple[Entry, ...]
    updated: datetime
    tombstones: tuple[Tombstone, ...] = ()
    archive: int | None = None
    archives: int = 0
    hubs: tuple[str, ...] = ()


class Artifact(msgspec.Struct, frozen=True):
    """A finished file: `path` below the output folder, `body` its bytes."""

    path: str
    body: bytes
