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

from feedtool.errors import CacheDamaged, LedgerError
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
        self.was_recovered = False  # whether `recover` filled an empty ledger
        self.was_completed = False  # whether `recover` added to an older ledger

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger. Raises `LedgerError` if it cannot be opened."""
        return self._stack.enter_context(closing(self._open_ledger()))

    @cached_property
    def cache(self) -> Cache:
        """The cache, distrusted if it was not committed together with the ledger.

        That is so after an interruption between the two commits, and after a backup of one of them
        was restored. Raises `PublishError` if it cannot be opened.
        """
        cache = self._stack.enter_context(closing(self._open_cache()))
        known, interrupted = cache.last_build.generation, self._marker.read()
        if (known, interrupted) == (None, None):
            return cache
        try:
            generation = self.ledger.generation()
            is_other = known not in (None, generation) and not self.ledger.is_empty()
        except LedgerError:  # raised again when the ledger is used
            return cache
        if is_other or interrupted == generation:
            cache.distrust()
        return cache

    def recover(self, output: Path, output_changed: bool) -> int:
        """Adds to the ledger what only the output folder shows, and returns how many articles.

        An empty ledger gets everything, one that was restored from a backup what was published
        since. The folder is not read if it, unless `output_changed`, and the ledger file are those
        of the last build.
        """
        if self.ledger.is_empty():
            # Imported here and below: a ledger is hardly ever lost.
            from feedtool.state.ledger import recovery

            found = recovery.rebuild(self.ledger, output)
            self.was_recovered = bool(found)
            return found
        last, signature = self.cache.last_build, self.ledger.file_signature()
        if last.ledger_signature == signature and not output_changed:
            return 0
        from feedtool.state.ledger import recovery

        self.ledger.require_whole()
        found = recovery.complete(self.ledger, output)
        self.was_completed = bool(found)
        if found:
            self.cache.distrust()
        elif last.cleaning is not None and not output_changed:
            # So that a run without news does not check it again.
            self.cache.remember(replace(last, ledger_signature=signature, ledger_checked=0))
            self.cache.commit()
        return found

    def commit(self) -> None:
        """Commits the ledger, then the cache, which also stores which ledger it belongs to.

        If it is interrupted between the two, the cache is distrusted when it is next opened.
        """
        ledger, cache = self.ledger, self.cache
        # Higher than that of the cache too, which is ahead of a ledger from a backup.
        generation = ledger.next_generation(after=cache.last_build.generation)
        self._marker.write(generation)
        ledger.commit()
        cache.remember(replace(cache.last_build, generation=generation))
        self._commit_cache()
        self._marker.clear()

    def commit_ledger(self) -> None:
        """Commits a change of the ledger that the cache does not depend on."""
        self.ledger.commit()
        self._commit_cache()

    def _commit_cache(self) -> None:
        cache = self.cache
        signature = self.ledger.file_signature()
        cache.remember(replace(cache.last_build, ledger_signature=signature))
        cache.commit()


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


def require_sound_cache(folder: Path) -> None:
    """Raises `CacheDamaged` if the cache in a state folder is; reads all of it."""
    from feedtool.state.cache.damage import damage_of

    found = damage_of(folder / CACHE)
    if found is not None:
        raise CacheDamaged(f"{folder / CACHE}: the cache is damaged: {found}")


def forget_cache(folder: Path) -> None:
    """Deletes the cache in a state folder; the next build reads every article and output file.

    Raises `PublishError` if it cannot be deleted.
    """
    from feedtool.state.cache import discard

    discard(folder / CACHE)
