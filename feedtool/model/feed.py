"""The records that are published: a site, its channels, their entries, and finished files."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from feedtool.model.article import Enclosure, Source

SelectionKind = Literal["folder", "tag", "author", "language", "match"]


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
    """A document of a channel before it has a format, without its entries.

    `archive` None: the document to subscribe to, with what is in no archive yet, and `tombstones`,
    the last gone first. Otherwise a closed archive (RFC 5005, section 4); number 1 is the oldest.
    `archives`: how many closed ones there are. `hubs`: addresses of WebSub hubs.
    """

    site: Site
    channel: Channel
    updated: datetime
    tombstones: tuple[Tombstone, ...] = ()
    archive: int | None = None
    archives: int = 0
    hubs: tuple[str, ...] = ()


class Artifact(msgspec.Struct, frozen=True):
    """A finished file: `path` below the output folder, `body` its bytes."""

    path: str
    body: bytes
