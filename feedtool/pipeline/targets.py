"""Which documents a change touches. Pure: changes and positions in, targets out.

A target names a document, or the few that are rendered together. What is in it, and whether its
bytes differ from those that were published, is not known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from feedtool.pipeline.change import Change
from feedtool.pipeline.paging import OPEN, Pagination
from feedtool.state.ledger.positions import ALL, Position

# After these changes, the pages of the articles before and after it link to something else.
LINKED = Change.NEW | Change.REMOVED | Change.RETITLED | Change.MOVED


class Kind(IntEnum):
    """Kinds of documents, in the order in which they are published.

    Whoever follows a link from a document finds its target: pages come before the lists that link
    to them, lists before feeds. Archives and feeds alternate, channel by channel.
    """

    PAGE = 0
    REDIRECT = 1
    SITE = 2
    LIST = 3
    SITEMAP = 4
    ARCHIVE = 5
    FEED = 6
    REDIRECT_LIST = 7


class Target(NamedTuple):
    """A document: the page of the article `guid`, or number `number` of a channel's documents."""

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
    """The documents that show an article which changed, by the positions that it had before.

    `channels` are those that it belongs to from now on. Documents of the positions that it gets in
    this build are those of `grown`. After a change of `LINKED` the pages beside it are stale too.
    """
    yield Target(Kind.PAGE, guid=guid)
    yield Target(Kind.REDIRECT, guid=guid)
    for position in positions:
        channel, number = position.channel, position.position
        yield Target(Kind.LIST, channel, pagination.lists(channel).number(number))
        yield Target(Kind.FEED, channel)
        if channel == ALL:
            yield Target(Kind.SITEMAP, channel, pagination.sitemaps(channel).number(number))
        archives = pagination.archives(channel)
        archive = archives.number(number)
        came_or_went = change & (Change.NEW | Change.REMOVED) or channel not in channels
        if archive == OPEN:
            first, last = archives.span(archives.next_to_close)
            if archives.closed and first <= number <= last:
                # It is not closed yet, so it shows every edit.
                yield Target(Kind.ARCHIVE, channel, archives.next_to_close)
        elif came_or_went:
            # An edit is not a reason: archives do not change for it (RFC 5005, section 4).
            yield Target(Kind.ARCHIVE, channel, archive)


def grown(channel: int, before: Pagination, after: Pagination) -> Iterator[Target]:
    """The documents of a channel that have positions which they had not before."""
    lists = after.lists(channel).closed_since(before.lists(channel))
    if lists:
        # The one before the first new one links to it from now on.
        for number in range(max(1, lists.start - 1), lists.stop):
            yield Target(Kind.LIST, channel, number)
    yield Target(Kind.LIST, channel, OPEN)
    if channel == ALL:
        for number in after.sitemaps(channel).closed_since(before.sitemaps(channel)):
            yield Target(Kind.SITEMAP, channel, number)
        yield Target(Kind.SITEMAP, channel, OPEN)
    archives = after.archives(channel)
    closed = archives.closed_since(before.archives(channel))
    for number in closed:
        yield Target(Kind.ARCHIVE, channel, number)
    if closed:
        yield Target(Kind.ARCHIVE, channel, archives.next_to_close)
    yield Target(Kind.FEED, channel)


def all_of_channel(channel: int, pagination: Pagination) -> Iterator[Target]:
    """Every document of a channel but its archives."""
    for number in (*range(1, pagination.lists(channel).closed + 1), OPEN):
        yield Target(Kind.LIST, channel, number)
    yield Target(Kind.FEED, channel)
    if channel == ALL:
        for number in (*range(1, pagination.sitemaps(channel).closed + 1), OPEN):
            yield Target(Kind.SITEMAP, channel, number)


def archives_of(channel: int, pagination: Pagination) -> Iterator[Target]:
    """The archives of a channel, the last first: an archive links to the next one."""
    for number in range(pagination.archives(channel).next_to_close, 0, -1):
        yield Target(Kind.ARCHIVE, channel, number)


Row = tuple[int, int, int, int, str]
_LAST = 1 << 62  # where the open document sorts among the numbers of the closed ones


def to_row(target: Target) -> Row:
    """The target as a row that sorts in the order of publication.

    >>> rows = [to_row(Target(Kind.ARCHIVE, 2, n)) for n in (1, 2)] + [to_row(Target(Kind.FEED, 2))]
    >>> [from_row(row).number for row in sorted(rows)]
    [2, 1, 0]
    """
    kind, channel, number, guid = target
    stage = Kind.ARCHIVE if kind == Kind.FEED else kind
    rank = -number if kind == Kind.ARCHIVE else number or _LAST
    return (stage, channel, kind, rank, guid)


def from_row(row: Row) -> Target:
    """The target that `to_row` made the row of."""
    _, channel, kind, rank, guid = row
    return Target(Kind(kind), channel, OPEN if rank == _LAST else abs(rank), guid)
