"""Which output files feedtool wrote, and which of them this run writes or deletes.

The lists grow with the number of articles, so SQLite holds them instead of memory.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from feedtool.model import FileStat
from feedtool.state.database import Database

SCHEMA = """
CREATE TABLE artifact (
    path TEXT PRIMARY KEY,
    digest BLOB,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX artifact_unfinished ON artifact (path) WHERE digest IS NULL;
"""
WORK = """
CREATE TEMP TABLE staged (
    number INTEGER PRIMARY KEY, path TEXT, digest BLOB, size INTEGER, mtime INTEGER
);
CREATE INDEX temp.staged_by_path ON staged (path);
CREATE TEMP TABLE deletion (number INTEGER PRIMARY KEY, path TEXT UNIQUE);
"""


class Written(msgspec.Struct, frozen=True):
    """An output file as it was written. `digest` is None if that run was interrupted."""

    digest: bytes | None
    stat: FileStat


class Outputs:
    """The output files recorded in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- files that were written -----------------------------------------------------------

    def written(self, path: str) -> Written | None:
        """The file that an earlier build wrote at `path`, if any."""
        row = self._db.execute(
            "SELECT digest, size, mtime FROM artifact WHERE path = ?", (path,)
        ).fetchone()
        return Written(row[0], FileStat(row[1], row[2])) if row else None

    def note(self, path: str, written: Written) -> None:
        """Records that feedtool wrote the file at `path`."""
        self._db.execute(
            "INSERT OR REPLACE INTO artifact VALUES (?, ?, ?, ?)",
            (path, written.digest, written.stat.size, written.stat.mtime),
        )

    def paths(self) -> Iterator[str]:
        """The paths of all files that feedtool wrote, sorted."""
        return (row[0] for row in self._db.execute("SELECT path FROM artifact ORDER BY path"))

    def is_interrupted(self) -> bool:
        """Whether a run was interrupted while it moved files into place."""
        return self._db.exists("SELECT 1 FROM artifact WHERE digest IS NULL LIMIT 1")

    def distrust(self) -> None:
        """Forgets the contents of the files, but not that feedtool wrote them."""
        self._db.execute("UPDATE artifact SET digest = NULL")

    # -- what this run changes -------------------------------------------------------------

    def stage(self, path: str, written: Written) -> None:
        """Adds a file to the end of the list of files to move into place."""
        self._db.execute(
            "INSERT INTO staged (path, digest, size, mtime) VALUES (?, ?, ?, ?)",
            (path, written.digest, written.stat.size, written.stat.mtime),
        )

    def is_staged(self, path: str) -> bool:
        """Whether a file is to be moved to `path`."""
        return self._db.exists("SELECT 1 FROM staged WHERE path = ?", path)

    def staged(self) -> Iterator[str]:
        """The paths of the files to move into place, in order."""
        return (row[0] for row in self._db.execute("SELECT path FROM staged ORDER BY number"))

    def count_staged(self) -> int:
        """How many files are to be moved into place."""
        return self._db.number("SELECT count(*) FROM staged")

    def schedule_deletion(self, path: str) -> None:
        """Adds a file to the list of files to delete."""
        self._db.execute("INSERT OR IGNORE INTO deletion (path) VALUES (?)", (path,))

    def cancel_deletion(self, path: str) -> None:
        """Removes a file from the list of files to delete."""
        self._db.execute("DELETE FROM deletion WHERE path = ?", (path,))

    def is_scheduled_for_deletion(self, path: str) -> bool:
        """Whether the file is to be deleted."""
        return self._db.exists("SELECT 1 FROM deletion WHERE path = ?", path)

    def deletions(self) -> Iterator[str]:
        """The paths of the files to delete, the last added first."""
        return (
            row[0] for row in self._db.execute("SELECT path FROM deletion ORDER BY number DESC")
        )

    def count_deletions(self) -> int:
        """How many files are to be deleted."""
        return self._db.number("SELECT count(*) FROM deletion")

    def mark_pending(self) -> None:
        """Records which files are about to change, so that an interruption can be detected."""
        self._db.execute(
            "INSERT OR REPLACE INTO artifact SELECT path, NULL, size, mtime FROM staged "
            "ORDER BY path, number"
        )
        self._db.execute("INSERT OR REPLACE INTO artifact SELECT path, NULL, 0, 0 FROM deletion")

    def finish(self) -> None:
        """Records that all of these files were moved into place or deleted."""
        self._db.execute("DELETE FROM artifact WHERE path IN (SELECT path FROM deletion)")
        self._db.execute(
            "INSERT OR REPLACE INTO artifact SELECT path, digest, size, mtime FROM staged "
            "ORDER BY path, number"
        )
