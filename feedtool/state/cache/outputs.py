"""Which files of the output are ours, how they looked when they were written, and which of them
this run writes or deletes.

There may be as many as there are articles, so the lists are kept in SQLite and not in memory.
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
"""
WORK = """
CREATE TEMP TABLE staged (
    number INTEGER PRIMARY KEY, path TEXT, digest BLOB, size INTEGER, mtime INTEGER
);
CREATE INDEX temp.staged_by_path ON staged (path);
CREATE TEMP TABLE deletion (number INTEGER PRIMARY KEY, path TEXT UNIQUE);
"""


class Written(msgspec.Struct, frozen=True):
    """A file of the output as it was written; `digest` None: that run was interrupted."""

    digest: bytes | None
    stat: FileStat


class Outputs:
    """The notes on output files in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- what there is ---------------------------------------------------------------------

    def written(self, path: str) -> Written | None:
        """The file that an earlier build wrote at `path`."""
        row = self._db.execute(
            "SELECT digest, size, mtime FROM artifact WHERE path = ?", (path,)
        ).fetchone()
        return Written(row[0], FileStat(row[1], row[2])) if row else None

    def note(self, path: str, written: Written) -> None:
        """Notes that the file at `path` is ours, and how it looks."""
        self._db.execute(
            "INSERT OR REPLACE INTO artifact VALUES (?, ?, ?, ?)",
            (path, written.digest, written.stat.size, written.stat.mtime),
        )

    def paths(self) -> Iterator[str]:
        """The path of every file that is ours, in order."""
        return (row[0] for row in self._db.execute("SELECT path FROM artifact ORDER BY path"))

    def is_interrupted(self) -> bool:
        """Whether a run was interrupted while it put files in place."""
        return self._db.exists("SELECT 1 FROM artifact WHERE digest IS NULL LIMIT 1")

    def distrust(self) -> None:
        """Forgets what the files contain, and keeps that they are ours."""
        self._db.execute("UPDATE artifact SET digest = NULL")

    # -- what this run changes -------------------------------------------------------------

    def stage(self, path: str, written: Written) -> None:
        """Lists a file that is to be put in place, after all that were listed before."""
        self._db.execute(
            "INSERT INTO staged (path, digest, size, mtime) VALUES (?, ?, ?, ?)",
            (path, written.digest, written.stat.size, written.stat.mtime),
        )

    def is_staged(self, path: str) -> bool:
        """Whether a file is to be put at `path`."""
        return self._db.exists("SELECT 1 FROM staged WHERE path = ?", path)

    def staged(self) -> Iterator[str]:
        """The paths of the files to be put in place, in order."""
        return (row[0] for row in self._db.execute("SELECT path FROM staged ORDER BY number"))

    def count_staged(self) -> int:
        """How many files are to be put in place."""
        return self._db.number("SELECT count(*) FROM staged")

    def schedule_deletion(self, path: str) -> None:
        """Lists a file that is to be deleted."""
        self._db.execute("INSERT OR IGNORE INTO deletion (path) VALUES (?)", (path,))

    def cancel_deletion(self, path: str) -> None:
        """Removes a file from the list of those to be deleted."""
        self._db.execute("DELETE FROM deletion WHERE path = ?", (path,))

    def is_scheduled_for_deletion(self, path: str) -> bool:
        """Whether the file is to be deleted."""
        return self._db.exists("SELECT 1 FROM deletion WHERE path = ?", path)

    def deletions(self) -> Iterator[str]:
        """The paths of the files to be deleted, the last listed first."""
        return (
            row[0] for row in self._db.execute("SELECT path FROM deletion ORDER BY number DESC")
        )

    def count_deletions(self) -> int:
        """How many files are to be deleted."""
        return self._db.number("SELECT count(*) FROM deletion")

    def mark_pending(self) -> None:
        """Notes the files that are about to change, so that an interruption can be detected."""
        self._db.execute(
            "INSERT OR REPLACE INTO artifact SELECT path, NULL, size, mtime FROM staged "
            "ORDER BY number"
        )
        self._db.execute("INSERT OR REPLACE INTO artifact SELECT path, NULL, 0, 0 FROM deletion")

    def finish(self) -> None:
        """Notes that all of these files were put in place or deleted."""
        self._db.execute("DELETE FROM artifact WHERE path IN (SELECT path FROM deletion)")
        self._db.execute(
            "INSERT OR REPLACE INTO artifact SELECT path, digest, size, mtime FROM staged "
            "ORDER BY number"
        )
