"""Unique timestamps for articles without a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_REMEMBERED = 1 << 14  # taken seconds to keep in memory


class FreeTimestamps:
    """Finds seconds that no article has. Remembers taken ones, so as not to query them again."""

    def __init__(self, is_taken: Callable[[int], bool], now: int) -> None:
        self._is_taken = is_taken
        self._now = now
        self._later: dict[int, int] = {}  # a taken second -> the next one that may be free
        self._earlier: dict[int, int] = {}

    def nearest(self, wanted: int) -> int:
        """The next free second from `wanted` on, up to now; otherwise the last one before it."""
        start = min(wanted, self._now)
        found = self.after(start)
        return found if found <= self._now else self.before(start)

    def after(self, wanted: int) -> int:
        """The first free second from `wanted` on."""
        return self._search(self._later, wanted, 1)

    def before(self, wanted: int) -> int:
        """The last free second up to `wanted`."""
        return self._search(self._earlier, wanted, -1)

    def latest(self, count: int) -> Iterator[int]:
        """The last `count` free seconds up to now, in ascending order."""
        free = []
        second = self._now
        for _ in range(count):
            second = self.before(second)
            free.append(second)
            second -= 1
        return reversed(free)

    def _search(self, known: dict[int, int], wanted: int, step: int) -> int:
        passed = []
        second = wanted
        while True:
            if second in known:
                passed.append(second)
                second = known[second]
            elif self._is_taken(second):
                passed.append(second)
                second += step
            else:
                break
        if len(known) > _REMEMBERED:  # only a cache: the ledger knows them all
            known.clear()
        for taken in passed[:_REMEMBERED]:
            known[taken] = second
        return second
