"""The links of a channel's documents: to each other (RFC 5005), to pages and to hubs (WebSub).

Independent of the format. A closed archive's links depend on nothing that is published after it,
so its bytes never change.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from feedtool.model import Feed
from feedtool.model.paths import feed_path


class Link(msgspec.Struct, frozen=True):
    """A URL and its relation to the document (RFC 8288)."""

    rel: str
    href: str


def own(feed: Feed, file: str) -> str:
    """The URL of the document itself; `file` is the file name of its format."""
    return feed.site.url + feed_path(feed.channel, file, feed.archive)


def home(feed: Feed) -> str:
    """The URL of the HTML page that lists the channel's articles."""
    return feed.site.url + feed.channel.folder


def previous(feed: Feed, file: str) -> str | None:
    """The URL of the archive with the preceding entries; None if there is none."""
    number = (feed.archives + 1 if feed.archive is None else feed.archive) - 1
    return _archive(feed, file, number) if number else None


def links(feed: Feed, file: str) -> tuple[Link, ...]:
    """The links to other archives (RFC 5005, section 4) and to hubs (WebSub, section 4)."""
    found = []
    if feed.archive is not None:
        found.append(Link("current", feed.site.url + feed_path(feed.channel, file)))
    before = previous(feed, file)
    if before is not None:
        found.append(Link("prev-archive", before))
    if feed.archive is not None and _is_closed(feed):
        found.append(Link("next-archive", _archive(feed, file, feed.archive + 1)))
    if feed.archive is None:
        found += [Link("hub", hub) for hub in feed.hubs]
    return tuple(found)


def extent(feed: Feed) -> Literal["complete", "archive"] | None:
    """Whether the document is a complete feed or a closed archive (RFC 5005, sections 2 and 4)."""
    if feed.archive is None:
        return None if feed.archives else "complete"
    return "archive" if _is_closed(feed) else None


def _is_closed(feed: Feed) -> bool:
    # The archive after the newest closed one is already published, so that the latter can link it.
    return feed.archive is not None and feed.archive <= feed.archives


def _archive(feed: Feed, file: str, number: int) -> str:
    return feed.site.url + feed_path(feed.channel, file, number)
