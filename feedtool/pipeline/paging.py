"""How the positions of a channel are divided into numbered documents. Pure.

Documents are filled from the oldest position on and then closed, so that a new article changes only
the open one. Number 1 has the first positions; number 0, `OPEN`, is the open document.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

OPEN = 0
_ARCHIVE = 50  # positions of a closed archive, or fewer if the feed itself has fewer
_SITEMAP = 500  # positions of a closed sitemap
_SEARCH = 90  # positions of a closed part of the search index, see `render.pages.search`


class Paging(msgspec.Struct, frozen=True):
    """`count` positions in `closed` documents of `size` each; the rest is in the open one.

    >>> paging = Paging(count=7, closed=2, size=3)
    >>> paging.span(2), paging.span(OPEN), paging.number(4), paging.number(7)
    ((4, 6), (7, 7), 2, 0)
    """

    count: int
    closed: int
    size: int

    def span(self, number: int) -> tuple[int, int]:
        """The first and the last position of a document."""
        if number == OPEN:
            return self.closed * self.size + 1, self.count
        return (number - 1) * self.size + 1, number * self.size

    def number(self, position: int) -> int:
        """The number of the document that has a position."""
        number = (position - 1) // self.size + 1
        return number if number <= self.closed else OPEN

    @property
    def next_to_close(self) -> int:
        """The number of the archive that is written before it is closed; 0 if there is none.

        The newest closed archive links to it (RFC 5005, `next-archive`), so it must exist.
        """
        return self.closed + 1 if self.closed else 0

    def closed_since(self, before: Paging) -> range:
        """The numbers of the documents that were not yet closed in `before`."""
        return range(before.closed + 1, self.closed + 1)


def paging(count: int, least: int, size: int) -> Paging:
    """The paging of `count` positions whose open document has at least `least` of them.

    >>> [paging(count, least=50, size=50).closed for count in (0, 50, 99, 100, 149, 150)]
    [0, 0, 0, 1, 1, 2]
    """
    return Paging(count, max(0, (count - least) // size), size)


class Pagination:
    """The pagings of all channels; `count` returns the number of positions of a channel.

    `limit` returns the minimum number of entries in a channel's feed. Each count is requested only
    once. When a build assigns positions, it makes a new pagination. `is_searched`: the site has a
    search index.
    """

    def __init__(
        self,
        count: Callable[[int], int],
        limit: Callable[[int], int],
        per_page: int,
        *,
        is_searched: bool = False,
    ) -> None:
        self.is_searched = is_searched
        self._count = count
        self._limit = limit
        self._per_page = per_page
        self._counts: dict[int, int] = {}

    def archives(self, channel: int) -> Paging:
        """How a channel's feed is divided into archives and the feed itself."""
        limit = self._limit(channel)
        return paging(self._of(channel), limit, min(_ARCHIVE, limit))

    def lists(self, channel: int) -> Paging:
        """How the list of a channel's articles is divided into pages."""
        return paging(self._of(channel), self._per_page, self._per_page)

    def sitemaps(self, channel: int) -> Paging:
        """How the sitemap of a channel is divided."""
        return paging(self._of(channel), _SITEMAP, _SITEMAP)

    def search(self, channel: int) -> Paging:
        """How the search index of a channel is divided."""
        return paging(self._of(channel), 1, _SEARCH)

    def with_counts(self, counts: dict[int, int]) -> Pagination:
        """The pagination with these counts instead, for the channels that they name."""
        return Pagination(
            lambda channel: counts[channel] if channel in counts else self._of(channel),
            self._limit,
            self._per_page,
            is_searched=self.is_searched,
        )

    def _of(self, channel: int) -> int:
        if channel not in self._counts:
            self._counts[channel] = self._count(channel)
        return self._counts[channel]
