"""A note that a build is about to make names permanent, for the next one to know if it broke off.

Ledger and cache are two databases, committed one after the other. Between the two commits the cache
does not know what the ledger does; a run that finds this note does without the cache.
"""

from __future__ import annotations

import os
from pathlib import Path

from feedtool.errors import PublishError


class Journal:
    """The note at one place. It is on the disk before `open` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_open(self) -> bool:
        """Whether a build wrote it and did not take it back."""
        return self._path.exists()

    def open(self) -> None:
        """Writes it."""
        try:
            with open(self._path, "wb") as file:
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

    def close(self) -> None:
        """Takes it back."""
        self._path.unlink(missing_ok=True)
