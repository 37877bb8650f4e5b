"""What a feed document says, whatever its format, as far as the rules for all formats ask.

A parser turns a document's bytes into this; it knows its format, and not where the document is.
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
    """A document's channel, by its folder; its format, by the file name; its archive's number.

    `number` None: it is the document to subscribe to.
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
    """The location of the document at `path` below the output folder; None: it is not a feed.

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
    """A date as it is written, and the name of its field.

    `moment` None: it does not have the form that the format demands, as `example` has.
    """

    name: str
    text: str
    moment: datetime | None
    example: str


class Address(msgspec.Struct, frozen=True):
    """An address, under which name it is given, and where in the document."""

    place: str
    name: str
    url: str


class Item(msgspec.Struct, frozen=True):
    """An entry. `place` is how messages call it, `attached` what its author put beside the text."""

    place: str
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
    """The content of a feed document. Of the links, `home` is the alternate one.

    The other links go by their rel; JSON Feed's `next_url` is `older`, as prev-archive is in the
    others. `stylesheets` are types with addresses, `addresses` all that are in attributes or
    elements, `html` the texts that are HTML to readers, each with the place of its entry.
    `is_archive`, `is_complete` (RFC 5005): None: the format has no mark for it. `dates_updates`
    False: nor has it a date for when an entry was updated.
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
    """A document of the site: where it is, and its content."""

    location: FeedLocation
    feed: ParsedFeed

    @property
    def path(self) -> str:
        """The path of the document below the output folder."""
        return self.location.path


class Fault(msgspec.Struct, frozen=True):
    """What is wrong at a place within a document; the place is empty for the whole of it.

    `blocks_publishing` False: a document is better published with it than not, because an author
    or an earlier publisher brought it along.
    """

    place: str
    message: str
    blocks_publishing: bool = True

    def in_(self, path: str) -> Problem:
        """The fault as a problem of the document at `path`."""
        message = f"{self.place}: {self.message}" if self.place else self.message
        # It is one line, and what it quotes may be anything.
        message = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", message)
        return Problem(path, message, left_out=self.blocks_publishing)


# A document's content, and what is wrong with it by the rules of its format alone. None: nothing
# can be made of it, and the faults say why.
Parsed = tuple[ParsedFeed | None, tuple[Fault, ...]]
Parse = Callable[[bytes], Parsed]  # takes any bytes, and does not raise


def not_a_feed(reason: Fault) -> Parsed:
    """The result of a parser that can make nothing of a document."""
    return None, (replace(reason, message=f"is no feed: {reason.message}"),)
