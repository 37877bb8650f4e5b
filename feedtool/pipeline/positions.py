"""The order of articles that have no date and are first seen in one build."""

from __future__ import annotations

from collections.abc import Callable

from feedtool.model.dumps import dump_of, is_newest_first, is_part
from feedtool.state.cache.run import ToRead


class Positions:
    """Numbers edited documents, oldest first, as they come: by key, and parts as in their dump.

    The parts of a feed come newest first, so they count down. `count_in` has the number of edited
    parts of a dump.
    """

    def __init__(self, count_in: Callable[[str], int]) -> None:
        self._count_in = count_in
        self._count = 0  # of the edited documents that came
        self._feed: str | None = None
        self._end = 0  # number of the first document behind that feed
        self._done = 0  # of its parts

    def __call__(self, to_read: ToRead) -> int:
        """The number of the next document; one that was not edited has that of the one before."""
        if not to_read.edited:
            return self._count - 1
        self._count += 1
        dump = dump_of(to_read.found.key) if is_part(to_read.found) else None
        if dump is None or not is_newest_first(dump):
            return self._count - 1
        if dump != self._feed:
            self._feed, self._done = dump, 0
            self._end = self._count - 1 + self._count_in(dump)
        self._done += 1
        return self._end - self._done
