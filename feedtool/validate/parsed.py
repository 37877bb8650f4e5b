"""What a feed document says, whatever its format, as far as the rules for all formats ask.

Knows where documents of which format lie; reads none of them, and judges nothing.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

import msgspec

from feedtool.model import Problem
from feedtool.model.paths import ARCHIVE, CHANNELS

Format = Literal["rss", "atom", "feed"]  # the stems of their files
_PLACE = re.compile(
    rf"(?P<folder>(?:{CHANNELS}/[^/]+/)?)(?:"
    r"(?P<open>rss(?=\.xml)|atom(?=\.xml)|feed(?=\.json))"
    rf"|{ARCHIVE}/(?P<closed>rss(?=-\d+\.xml)|atom(?=-\d+\.xml)|feed(?=-\d+\.json))"
    r"-(?P<number>[1-9]\d*))\.(?P<suffix>xml|json)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class FeedLocation(msgspec.Struct, frozen=True):
    """Where a document belongs: its channel, by its folder, its format, and its archive's number.

    `number` None: it is the document to subscribe to.
    """

    folder: str
    format: Format
    number: int | None

    def path(self, number: int | None) -> str:
        """Where the channel's other document of this format lies that has `number`."""
        suffix = "json" if self.format == "feed" else "xml"
        if number is None:
            return f"{self.folder}{self.format}.{suffix}"
        return f"{self.folder}{ARCHIVE}/{self.format}-{number}.{suffix}"


def location_of(path: str) -> FeedLocation | None:
    """What the path below the output folder says of a document; None: no feed lies there.

    >>> location_of("feeds/world/archive/rss-3.xml")
    FeedLocation(folder='feeds/world/', format='rss', number=3)
    >>> location_of("style.css") is None
    True
    """
    found = _PLACE.fullmatch(path)
    if found is None:
        return None
    form: Format = found["open"] or found["closed"]  # type: ignore[assignment]  # one of the three
    number = found["number"]
    return FeedLocation(found["folder"], form, None if number is None else int(number))


class Date(msgspec.Struct, frozen=True):
    """A date as it is written, under which name; `moment` None: it is none of the format's."""

    name: str
    text: str
    moment: datetime | None


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
    """A feed document. Of the links, `home` is the alternate one; the others go by their rel.

    JSON Feed's `next_url` is `older`, as prev-archive is in the others. `stylesheets` are types
    with addresses, `addresses` all that stand in attributes or elements, `html` the texts that are
    HTML to readers, each with the place of its entry.
    """

    path: str
    place: FeedLocation
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
    is_archive: bool = False
    is_complete: bool = False


class Fault(msgspec.Struct, frozen=True):
    """What is wrong at a place within a document; the place is empty for the whole of it.

    `hinders` False: a document is better published with it than not, because an author or an
    earlier publisher brought it along.
    """

    place: str
    message: str
    hinders: bool = True

    def in_(self, path: str) -> Problem:
        """The fault as a problem of the document at `path`."""
        told = f"{self.place}: {self.message}" if self.place else self.message
        # It is one line, and what it quotes may be anything.
        told = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", told)
        return Problem(path, told, left_out=self.hinders)
