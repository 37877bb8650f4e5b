"""Which documents a change affects. Pure: changes and positions in, targets out.

A target names a document, or a few that are rendered together. This module does not know their
contents, nor whether their bytes will differ from the published ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from feedtool.pipeline.change import Change
from feedtool.pipeline.paging import OPEN, Pagination
from feedtool.state.ledger.positions import ALL, Position

# After these changes, the links in the pages of the neighbours change.
LINKED = Change.NEW | Change.REMOVED | Change.RETITLED | Change.MOVED


class Kind(IntEnum):
    """Kinds of documents, in the order of publication.

    A document is published after those that it links to: lists after pages, feeds after lists. The
    archives of each channel are followed by its feed.
    """

    PAGE = 0
    REDIRECT = 1
    SITE = 2
    LIST = 3
    SITEMAP = 4
    SEARCH = 5
    ARCHIVE = 6
    FEED = 7
    REDIRECT_LIST = 8


class Target(NamedTuple):
    """A document: the page of the article `guid`, or document `number` of a channel."""

    kind: Kind
    channel: int = 0
    number: int = OPEN
    guid: str = ""


def affected(
    guid: str,
    change: Change,
    positions: Iterable[Position],
    channels: Collection[int],
    pagination: Pagination,
) -> Iterator[Target]:
    """The documents that show a changed article; `positions` are those that it had before.

    `channels` are those that it belongs to from now on. `grown` yields the documents of its new
    positions. After one of the changes in `LINKED`, the pages of its neighbours are stale as well.
    """
    yield Target(Kind.PAGE, guid=guid)
    yield Target(Kind.REDIRECT, guid=guid)
    for position in positions:
        channel, number = position.channel, position.position
        yield Target(Kind.LIST, channel, pagination.lists(channel).number(number))
        yield Target(Kind.FEED, channel)
        if channel == ALL:
            yield Target(Kind.SITEMAP, channel, pagination.sitemaps(channel).number(number))
            if pagination.is_searched:
                yield Target(Kind.SEARCH, channel, pagination.search(channel).number(number))
        archives = pagination.archives(channel)
        archive = archives.number(number)
        came_or_went = change & (Change.NEW | Change.REMOVED) or channel not in channels
        if archive == OPEN:
            first, last = archives.span(archives.next_to_close)
            if archives.closed and first <= number <= last:
                # It is not closed yet, so it includes every edit.
                yield Target(Kind.ARCHIVE, channel, archives.next_to_close)
        elif came_or_went:
            # An edit is not enough: closed archives do not change (RFC 5005, section 4).
            yield Target(Kind.ARCHIVE, channel, archive)


def grown(channel: int, before: Pagination, after: Pagination) -> Iterator[Target]:
    """The documents of a channel that have new positions."""
    lists = after.lists(channel).closed_since(before.lists(channel))
    if lists:
        # The document before the first new one now links to it.
        for number in range(max(1, lists.start - 1), lists.stop):
            yield Target(Kind.LIST, channel, number)
    yield Target(Kind.LIST, channel, OPEN)
    if channel == ALL:
        for number in after.sitemaps(channel).closed_since(before.sitemaps(channel)):
            yield Target(Kind.SITEMAP, channel, number)
        yield Target(Kind.SITEMAP, channel, OPEN)
        if after.is_searched:
            for number in after.search(channel).closed_since(before.search(channel)):
                yield Target(Kind.SEARCH, channel, number)
            yield Target(Kind.SEARCH, channel, OPEN)
    archives = after.archives(channel)
    closed = archives.closed_since(before.archives(channel))
    for number in closed:
        yield Target(Kind.ARCHIVE, channel, number)
    if closed:
        yield Target(Kind.ARCHIVE, channel, archives.next_to_close)
    yield Target(Kind.FEED, channel)


def all_of_channel(channel: int, pagination: Pagination) -> Iterator[Target]:
    """Every document of a channel except its archives."""
    for number in (*range(1, pagination.lists(channel).closed + 1), OPEN):
        yield Target(Kind.LIST, channel, number)
    yield Target(Kind.FEED, channel)
    if channel == ALL:
        for number in (*range(1, pagination.sitemaps(channel).closed + 1), OPEN):
            yield Target(Kind.SITEMAP, channel, number)
    if channel == ALL and pagination.is_searched:
        for number in (*range(1, pagination.search(channel).closed + 1), OPEN):
            yield Target(Kind.SEARCH, channel, number)


def archives_of(channel: int, pagination: Pagination) -> Iterator[Target]:
    """The archives of a channel, the last first: an archive links to the next one."""
    for number in range(pagination.archives(channel).next_to_close, 0, -1):
        yield Target(Kind.ARCHIVE, channel, number)


Row = tuple[int, int, int, int, str]
_LAST = 1 << 62  # sorts the open document after the closed ones


def to_row(target: Target) -> Row:
    """The target as a row that sorts in the order of publication.

    >>> rows = [to_row(Target(Kind.ARCHIVE, 2, n)) for n in (1, 2)] + [to_row(Target(Kind.FEED, 2))]
    >>> [from_row(row).number for row in sorted(rows)]
    [2, 1, 0]
    """
    kind, channel, number, guid = target
    phase = Kind.ARCHIVE if kind == Kind.FEED else kind
    rank = -number if kind == Kind.ARCHIVE else number or _LAST
    return (phase, channel, kind, rank, guid)


def from_row(row: Row) -> Target:
    """The target of a row that `to_row` made."""
    _, channel, kind, rank, guid = row
    return Target(Kind(kind), channel, OPEN if rank == _LAST else abs(rank), guid)
