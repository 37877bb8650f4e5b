"""An ordered, bounded map over any `concurrent.futures.Executor`.

Results come in the order of the input, and no more than a few batches are under way: memory does
not grow with the input.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

BATCH = 64  # items that cross to another process at once
_AHEAD = 4  # batches under way for each worker


def batches(items: Iterable[A], size: int = BATCH) -> Iterator[list[A]]:
    """The items in lists of `size`, the last one shorter.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def ordered_map(
    function: Callable[[list[A]], list[B]],
    items: Iterable[A],
    executor: Executor | None,
    workers: int = 1,
) -> Iterator[B]:
    """`function` on batches of items, its results one by one in the order of the items.

    `executor` None: here and now, in this process.
    """
    if executor is None:
        for batch in batches(items):
            yield from function(batch)
        return
    waiting: deque[Future[list[B]]] = deque()
    try:
        for batch in batches(items):
            waiting.append(executor.submit(function, batch))
            if len(waiting) >= workers * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def worker_count(jobs: int) -> int:
    """How many workers `jobs` asks for; 0 means one for each processor that may be used."""
    return jobs or len(os.sched_getaffinity(0))
