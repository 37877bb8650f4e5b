"""A note that a build is about to make names permanent, for the next one to know if it broke off.

Ledger and cache are two databases, committed one after the other. Between the two commits the cache
does not know what the ledger does. The note names the state of the ledger that is about to be: a
run that finds it, and the ledger in that state, does without the cache.
"""

from __future__ import annotations

import os
from pathlib import Path

from feedtool.errors import PublishError


class CommitMarker:
    """The note at one place."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str | None:
        """What a build wrote and did not take back; None: nothing."""
        try:
            return self._path.read_text("ascii", "replace")
        except OSError:
            return None

    def write(self, state: str) -> None:
        """Writes the note; it is on the disk when this returns."""
        try:
            with open(self._path, "w", encoding="ascii") as file:
                file.write(state)
                file.flush()
                os.fsync(file.fileno())
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise PublishError(
                f"{self._path}: cannot be written: {error.strerror}; is the disk full, and may "
                "this user write to the state folder?"
            ) from None

    def clear(self) -> None:
        """Takes it back."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise PublishError(
                f"{self._path}: cannot be deleted: {error.strerror}; may this user write to the "
                "state folder?"
            ) from None
