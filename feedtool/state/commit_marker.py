"""A file that exists while a build commits, so that the next build can detect an interruption.

Ledger and cache are two databases that are committed one after the other. Between the two commits
the cache lags behind the ledger. The file names the generation of the ledger that is about to be
committed: a run that finds the file, and the ledger in that generation, does not trust the cache.
"""

from __future__ import annotations

import os
from pathlib import Path

from feedtool.errors import PublishError


class CommitMarker:
    """The marker at one path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str | None:
        """The generation that an interrupted build wrote, or None if there is no marker."""
        try:
            return self._path.read_text("ascii", "replace")
        except OSError:
            return None

    def write(self, generation: str) -> None:
        """Writes the marker; it is on the disk when this returns."""
        try:
            with open(self._path, "w", encoding="ascii") as file:
                file.write(generation)
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
        """Deletes the marker."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise PublishError(
                f"{self._path}: cannot be deleted: {error.strerror}; may this user write to the "
                "state folder?"
            ) from None
