"""What a site remembers between builds. The only package that uses SQL.

The state folder holds two databases: the ledger, which is permanent, and the cache, which may be
deleted at any time. `open` and `snapshot` give access to both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from feedtool.state.commit_marker import CommitMarker

if TYPE_CHECKING:
    from feedtool.state.cache import Cache
    from feedtool.state.ledger import Ledger

LEDGER = "ledger.sqlite"
CACHE = "cache.sqlite"
JOURNAL = "publishing"


class State:
    """The ledger and the cache of one site, each opened when it is first used."""

    def __init__(
        self,
        stack: ExitStack,
        marker: CommitMarker,
        open_ledger: Callable[[], Ledger],
        open_cache: Callable[[], Cache],
    ) -> None:
        """`stack` closes what was opened."""
        self._stack = stack
        self._marker = marker
        self._open_ledger = open_ledger
        self._open_cache = open_cache
        self.was_recovered = False  # whether `recover` found articles in the output folder

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger. Raises `LedgerError` if it cannot be opened."""
        return self._stack.enter_context(closing(self._open_ledger()))

    @cached_property
    def cache(self) -> Cache:
        """The cache, distrusted if a build was interrupted between its two commits.

        Raises `PublishError` if it cannot be opened.
        """
        cache = self._stack.enter_context(closing(self._open_cache()))
        interrupted = self._marker.read()
        if interrupted is not None and interrupted == self.ledger.generation():
            cache.distrust()
        return cache

    def recover(self, output: Path) -> int:
        """Fills an empty ledger from the output folder and returns how many articles it found."""
        if not self.ledger.is_empty():
            return 0
        # Imported here: a ledger is hardly ever lost.
        from feedtool.state.ledger import recovery

        found = recovery.rebuild(self.ledger, output)
        self.was_recovered = bool(found)
        return found

    def commit(self) -> None:
        """Commits the ledger, then the cache, which also stores the signature of the ledger file.

        If it is interrupted between the two, the cache is distrusted when it is next opened.
        """
        ledger, cache = self.ledger, self.cache
        self._marker.write(ledger.next_generation())
        ledger.commit()
        cache.remember(replace(cache.last_build, ledger_signature=ledger.file_signature()))
        cache.commit()
        self._marker.clear()


@contextmanager
def open(folder: Path, now: int) -> Iterator[State]:  # noqa: A001  # called as state.open
    """The state in a folder, which must exist; `now` (Unix seconds) is recorded in a new ledger.

    Changes that are not committed before the end of the `with` statement are lost.
    """
    # Imported here and below: most users of this package need only the lock or the status.
    from feedtool.state.cache import Cache
    from feedtool.state.ledger import Ledger

    marker = CommitMarker(folder / JOURNAL)
    with ExitStack() as stack:
        yield State(
            stack,
            marker,
            open_ledger=partial(Ledger, folder / LEDGER, now),
            open_cache=partial(Cache, folder / CACHE),
        )


@contextmanager
def snapshot(folder: Path) -> Iterator[State]:
    """An in-memory copy of the state in a folder; empty where a database is missing.

    Writes no file.
    """
    from feedtool.state.cache import Cache
    from feedtool.state.ledger import Ledger

    marker = CommitMarker(folder / JOURNAL)
    with ExitStack() as stack:
        yield State(
            stack,
            marker,
            open_ledger=partial(Ledger.snapshot, folder / LEDGER),
            open_cache=partial(Cache.snapshot, folder / CACHE),
        )


def forget_cache(folder: Path) -> None:
    """Deletes the cache in a state folder; the next build reads every article and output file.

    Raises `PublishError` if it cannot be deleted.
    """
    from feedtool.state.cache import discard

    discard(folder / CACHE)
