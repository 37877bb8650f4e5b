"""An ordered, bounded map over any `concurrent.futures.Executor`.

Results come in the order of the input. Only a few batches are in progress at a time, so that memory
does not grow with the input.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

A = TypeVar("A")
B = TypeVar("B")

BATCH = 64  # items that are sent to another process at once
_AHEAD = 4  # batches in progress per worker


def batches(items: Iterable[A], size: int = BATCH) -> Iterator[list[A]]:
    """The items in lists of `size`, the last one shorter.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class Workers:
    """Processes batches with `count` workers of an executor; without one, in this process.

    `lost` counts the batches whose worker failed, which are then processed here, so nothing is
    missing. `why` is the type of the first error.
    """

    def __init__(self, executor: Executor | None = None, count: int = 1) -> None:
        self._executor = executor
        self._count = count
        self.lost = 0
        self.why = ""

    def map(
        self, function: Callable[[list[A]], list[B]], items: Iterable[A], size: int = BATCH
    ) -> Iterator[tuple[A, B]]:
        """Calls `function` with batches of `size` items; yields each item with its result."""
        if self._executor is None:
            for batch in batches(items, size):
                yield from zip(batch, function(batch), strict=True)
            return
        waiting: deque[tuple[list[A], Future[list[B]] | None]] = deque()
        try:
            for batch in batches(items, size):
                waiting.append((batch, self._submit(self._executor, function, batch)))
                if len(waiting) >= self._count * _AHEAD:
                    yield from self._result(function, *waiting.popleft())
            while waiting:
                yield from self._result(function, *waiting.popleft())
        finally:
            for _, future in waiting:
                if future is not None:
                    future.cancel()

    def _submit(
        self, executor: Executor, function: Callable[[list[A]], list[B]], batch: list[A]
    ) -> Future[list[B]] | None:
        try:
            return executor.submit(function, batch)
        except Exception as error:  # noqa: BLE001  # each executor raises its own errors
            self._miss(error)
            return None

    def _result(
        self, function: Callable[[list[A]], list[B]], batch: list[A], future: Future[list[B]] | None
    ) -> Iterator[tuple[A, B]]:
        if future is not None:
            try:
                return zip(batch, future.result(), strict=True)
            except Exception as error:  # noqa: BLE001  # an error of the function is raised again below
                self._miss(error)
        self.lost += 1
        return zip(batch, function(batch), strict=True)

    def _miss(self, error: Exception) -> None:
        self.why = self.why or type(error).__name__
