"""The records that templates get, besides entries and channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from feedtool.model import Channel
from feedtool.render.pages.translations import Words
from feedtool.text.normalize import folded

# Kinds of channels with the name of their heading, in the order in which pages list them.
_HEADINGS = (
    ("tag", "topics"),
    ("folder", "sections"),
    ("series", "series"),
    ("author", "authors"),
    ("language", "languages"),
    ("match several", "more"),
    ("year", "years"),
)


class FeedFormat(Protocol):
    """The fields of a feed format that pages need."""

    @property
    def name(self) -> str:
        """The name shown to people."""

    @property
    def file(self) -> str:
        """The file name of its documents."""

    @property
    def media_type(self) -> str:
        """The media type of its documents."""


class FeedLink(msgspec.Struct, frozen=True):
    """A link to a feed: its format, its full URL and its path below the output folder."""

    name: str
    media_type: str
    title: str
    path: str
    url: str


class Subscription(msgspec.Struct, frozen=True):
    """A channel with its feeds, one per format; `path` is that of its list of articles."""

    channel: Channel
    path: str
    feeds: tuple[FeedLink, ...]


class Group(msgspec.Struct, frozen=True):
    """The channels of one kind, such as those by tag, under a heading."""

    title: str
    subscriptions: tuple[Subscription, ...]


class Link(msgspec.Struct, frozen=True):
    """A link of the header or the footer; `language` is that of its title, if it is known."""

    title: str
    path: str
    language: str | None


class Tag(msgspec.Struct, frozen=True):
    """A tag of an article; `path` is the list of articles with this tag, if it has a channel."""

    name: str
    path: str | None


def grouped(found: Sequence[Subscription], words: Words) -> tuple[Group, ...]:
    """The channels by kind, each sorted by name, and years the newest first."""
    made = []
    for kinds, heading in _HEADINGS:
        those = [one for one in found if one.channel.kind in kinds.split()]
        those.sort(key=lambda one: (folded(one.channel.topic or ""), one.path))
        if kinds == "year":
            those.reverse()
        if those:
            made.append(Group(words[heading], tuple(those)))
    return tuple(made)


def lead(channel: Channel, title: str) -> str:
    """The description of a channel, unless it only repeats its name and the site's."""
    repeats = channel.description in ("", title)
    repeats |= channel.topic is not None and channel.description.startswith(f"{channel.topic} – ")
    return "" if repeats else channel.description
