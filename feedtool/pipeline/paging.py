"""How the positions of a channel are divided into documents. Pure."""

from __future__ import annotations

import msgspec


class Paging(msgspec.Struct, frozen=True):
    """How a channel's places are cut into documents: `closed` ones of `size` places each, the
    rest open; number 1 has the first places.
    """

    count: int
    closed: int
    size: int

    def span(self, number: int | None) -> tuple[int, int]:
        """The first and the last place of a closed document, or of the open one (None)."""
        if number is None:
            return self.closed * self.size + 1, self.count
        return (number - 1) * self.size + 1, number * self.size

    def number(self, position: int) -> int | None:
        """The closed document that holds a place; None: the open one does."""
        number = (position - 1) // self.size + 1
        return number if number <= self.closed else None


def paging(count: int, least: int, size: int) -> Paging:
    """How `count` places are cut, so that `least` or more stand in the open document."""
    return Paging(count, closed(count, least, size), size)


def closed(count: int, least: int, size: int) -> int:
    """How many documents of `size` places are closed, when there are `count` places in all.

    Documents are filled from the oldest place on and then closed, so that a new article touches
    only the open one, which has between `least` and `least + size` places.

    >>> [closed(count, 50, 50) for count in (0, 50, 99, 100, 149, 150)]
    [0, 0, 0, 1, 1, 2]
    """
    return max(0, (count - least) // size)
