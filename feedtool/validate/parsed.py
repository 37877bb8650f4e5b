"""The content of a feed document, independent of its format, as far as the common checks need it.

A parser makes it from a document's bytes. It knows the format, but not the document's path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from datetime import datetime

import msgspec
from msgspec.structs import replace

from feedtool.model import Problem
from feedtool.model.paths import ARCHIVE, CHANNELS, feed_path_in, split_archive_name

_LOCATION = re.compile(
    rf"(?P<folder>(?:{CHANNELS}/[^/]+/)?)(?P<archive>{ARCHIVE}/)?(?P<name>[^/]+)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class FeedLocation(msgspec.Struct, frozen=True):
    """A document's channel (as its folder), format (as the file name) and archive number.

    `number` is None for the document to subscribe to.
    """

    folder: str
    file: str
    number: int | None = None

    @property
    def path(self) -> str:
        """The path of the document below the output folder."""
        return feed_path_in(self.folder, self.file, self.number)

    def numbered(self, number: int | None) -> FeedLocation:
        """The location of the channel's document in the same format that has this number."""
        return replace(self, number=number)


def location_of(path: str, files: Container[str]) -> FeedLocation | None:
    """The location of the document at `path` below the output folder; None if it is not a feed.

    `files` are the file names of all formats.

    >>> location_of("feeds/world/archive/rss-3.xml", ["rss.xml"])
    FeedLocation(folder='feeds/world/', file='rss.xml', number=3)
    >>> location_of("style.css", ["rss.xml"]) is None
    True
    """
    found = _LOCATION.fullmatch(path)
    if found is None:
        return None
    location = FeedLocation(found["folder"], found["name"])
    if found["archive"] is not None:
        archive = split_archive_name(found["name"])
        if archive is None:
            return None
        location = FeedLocation(found["folder"], *archive)
    return location if location.file in files else None


class Date(msgspec.Struct, frozen=True):
    """A date as written in a document, with the name of its field.

    `moment` is None if `text` does not have the form that the format requires. `example` has it.
    """

    name: str
    text: str
    moment: datetime | None
    example: str


class Address(msgspec.Struct, frozen=True):
    """A URL, the name of the field it is in, and the location of that in the document."""

    where: str
    name: str
    url: str


class Item(msgspec.Struct, frozen=True):
    """An entry. `where` names it in messages, `attached` are the URLs of its media and images."""

    where: str
    id: str | None
    title: str | None
    link: str | None
    published: Date | None
    updated: Date | None
    attached: tuple[Address, ...] = ()


class Removal(msgspec.Struct, frozen=True):
    """A tombstone (RFC 6721)."""

    ref: str | None
    when: Date | None


class ParsedFeed(msgspec.Struct, frozen=True):
    """The content of a feed document.

    `home` is the alternate link, `itself` the self links, `older` the prev-archive links (JSON
    Feed: `next_url`), `newer` the next-archive links. `stylesheets` are pairs of type and URL,
    `addresses` all URLs in attributes or elements, `html` the texts that readers show as HTML, with
    the location of their entries. `is_archive` and `is_complete` (RFC 5005) are None if the format
    has no such mark. `dates_updates` is False if the format has no date of change for entries.
    """

    title: str | None
    updated: Date | None
    items: tuple[Item, ...]
    home: str | None = None
    itself: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    stylesheets: tuple[tuple[str, str], ...] = ()
    addresses: tuple[Address, ...] = ()
    html: tuple[tuple[str, str], ...] = ()
    removals: tuple[Removal, ...] = ()
    is_archive: bool | None = None
    is_complete: bool | None = None
    dates_updates: bool = True


class LocatedFeed(msgspec.Struct, frozen=True):
    """A document of the site: its location and its content."""

    location: FeedLocation
    feed: ParsedFeed

    @property
    def path(self) -> str:
        """The path of the document below the output folder."""
        return self.location.path


class Fault(msgspec.Struct, frozen=True):
    """A fault and its location in the document; `where` is empty for the document as a whole.

    `blocks_publishing` is False for faults that come from an author or a previous publisher: the
    document is published in spite of them.
    """

    where: str
    message: str
    blocks_publishing: bool = True

    def in_(self, path: str) -> Problem:
        """The fault as a problem of the document at `path`."""
        message = f"{self.where}: {self.message}" if self.where else self.message
        # A message is a single line, but may quote any text.
        message = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", message)
        return Problem(path, message, left_out=self.blocks_publishing)


# A document's content, and its faults by the rules of its format. The content is None if the
# document cannot be parsed; the faults give the reason.
Parsed = tuple[ParsedFeed | None, tuple[Fault, ...]]
Parse = Callable[[bytes], Parsed]  # accepts any bytes and does not raise


def not_a_feed(reason: Fault) -> Parsed:
    """The result of a parser for a document that is not a feed."""
    return None, (replace(reason, message=f"is not a valid feed: {reason.message}"),)
