"""The records of published output: a site, its channels, their entries, and rendered files."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from feedtool.model.article import Enclosure, Source
from feedtool.model.feed_options import FeedOptions
from feedtool.model.podcast import Companion, Episode

Condition = Literal["folder", "tag", "author", "language", "year", "series", "match"]
SelectionKind = Literal[Condition, "several"]


class Identity(msgspec.Struct, frozen=True):
    """The fields of an article that never change once published, except `updated`.

    Times are UTC, in whole seconds. `permalink` is set if the GUID is the URL that a previous
    publisher assigned (RSS 2.0, isPermaLink).
    """

    guid: str
    slug: str
    published: datetime
    updated: datetime
    permalink: bool = False


class Entry(msgspec.Struct, frozen=True):
    """An article as feeds and pages show it.

    `path` is relative to the output folder, `url` is absolute, `html` is safe to embed. `original`
    is the URL that the article declares for itself, `image` the absolute URL of its image, which is
    `image_size` (width and height) in pixels, if that is known. `untitled`: it has no title of its
    own, and `title` repeats the beginning of its text. `author` names all `authors`. `labels` has
    each of `tags` with its group, such as `categories`. `episode` describes the recording in
    `enclosure`, `companions` are the transcripts and chapters beside it.
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
    image_size: tuple[int, int] | None = None
    untitled: bool = False
    authors: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    episode: Episode | None = None
    companions: tuple[Companion, ...] = ()


class Neighbour(msgspec.Struct, frozen=True):
    """The next newer or older article, as a link needs it. `path` is below the output folder."""

    title: str
    path: str


class Series(msgspec.Struct, frozen=True):
    """The series of an article, with its neighbours there. `path` is that of the list of parts."""

    title: str
    path: str
    newer: Neighbour | None
    older: Neighbour | None


class Site(msgspec.Struct, frozen=True):
    """The metadata of a site. `url` ends in a slash."""

    id: str
    title: str
    url: str
    description: str
    author: str
    language: str | None


class Tombstone(msgspec.Struct, frozen=True):
    """An article that was removed from the site, and when (RFC 6721).

    `published` and `fingerprint` identify the article if it returns after the ledger was lost.
    Nothing of its text is kept.
    """

    guid: str
    gone: datetime
    published: datetime
    fingerprint: str


class Selection(msgspec.Struct, frozen=True):
    """The articles of a channel: those whose `kind` has this `value`.

    If `value` is None, every value gets a channel. `name` is the last part of the channel's path;
    if None, it is made from the value. If `kind` is "several", all `conditions` hold, and `value`
    identifies them.
    """

    kind: SelectionKind
    value: str | None
    name: str | None = None
    title: str | None = None
    description: str | None = None
    conditions: tuple[tuple[Condition, str], ...] = ()

    @property
    def key(self) -> str:
        """A text that identifies the selection in a configuration.

        >>> Selection("tag", "sea").key, Selection("tag", None).key
        ('tag:sea', 'each:tag')
        """
        return f"each:{self.kind}" if self.value is None else f"{self.kind}:{self.value}"


Letters = Literal["keep", "lower", "ascii", "words"]
"""How a name or a title is spelled in an address; see `feedtool.identity.former`."""


class Former(msgspec.Struct, frozen=True):
    """The forms of the addresses that the articles whose keys match `match` had elsewhere.

    An article is redirected from each form for which it has the values, and only by the first
    `Former` that matches it.
    """

    match: str
    forms: tuple[str, ...]
    letters: Letters


class Channel(msgspec.Struct, frozen=True):
    """A stream of articles with a feed: all of a site, or those of a folder, a tag, an author.

    `id` is a URN that never changes. `folder`, below the output folder, is empty for the channel
    of all articles and otherwise ends in a slash (`feeds/world/`). `kind` and `value` identify
    what its articles have in common, and `topic` is a readable name for it; they are None for the
    channel of all articles.
    """

    id: str
    title: str
    description: str
    folder: str
    topic: str | None = None
    kind: SelectionKind | None = None
    value: str | None = None


class Feed(msgspec.Struct, frozen=True):
    """The data of a channel's document in any format, without its entries.

    If `archive` is None, it is the document to subscribe to: it has the entries that are not yet
    in an archive, and `tombstones`, latest removal first. Otherwise it is an archive (RFC 5005,
    section 4); number 1 is the oldest. `archives` counts the closed archives. `hubs` are the URLs
    of WebSub hubs.
    """

    site: Site
    channel: Channel
    updated: datetime
    tombstones: tuple[Tombstone, ...] = ()
    archive: int | None = None
    archives: int = 0
    hubs: tuple[str, ...] = ()
    options: FeedOptions = FeedOptions()


class Artifact(msgspec.Struct, frozen=True):
    """A rendered file. `path` is relative to the output folder."""

    path: str
    body: bytes
