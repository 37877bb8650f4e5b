"""Which files of the output are ours, how they looked when they were written, and which of them
this run writes or deletes.

There may be as many as there are articles, so SQLite keeps the lists, and not memory.
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
CREATE TEMP TABLE doomed (number INTEGER PRIMARY KEY, path TEXT UNIQUE);
"""


class Written(msgspec.Struct, frozen=True):
    """A file of the output as it was written; `digest` None: the run that wrote it broke off."""

    digest: bytes | None
    stamp: FileStat


class Outputs:
    """The notes on the output in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- what stands -----------------------------------------------------------------------

    def made(self, path: str) -> Written | None:
        """The file that an earlier build wrote at `path`."""
        row = self._db.execute(
            "SELECT digest, size, mtime FROM artifact WHERE path = ?", (path,)
        ).fetchone()
        return Written(row[0], FileStat(row[1], row[2])) if row else None

    def note(self, path: str, made: Written) -> None:
        """Notes a file that stands there as ours."""
        self._db.execute(
            "INSERT OR REPLACE INTO artifact VALUES (?, ?, ?, ?)",
            (path, made.digest, made.stamp.size, made.stamp.mtime),
        )

    def paths(self, folder: str = "") -> Iterator[str]:
        """Every file that is ours, below `folder`, which ends in a slash."""
        rows = self._db.execute(
            "SELECT path FROM artifact WHERE path >= ? AND path < ? ORDER BY path",
            (folder, folder + "\U0010ffff"),
        )
        return (row[0] for row in rows)

    def broke_off(self) -> bool:
        """Whether a run was interrupted while it put files in place."""
        return self._db.exists("SELECT 1 FROM artifact WHERE digest IS NULL LIMIT 1")

    def doubt(self) -> None:
        """Forgets how the files looked, and keeps that they are ours."""
        self._db.execute("UPDATE artifact SET digest = NULL")

    # -- what this run changes -------------------------------------------------------------

    def stage(self, path: str, made: Written) -> None:
        """Lists a file that is to be put in place, after all that were listed before."""
        self._db.execute(
            "INSERT INTO staged (path, digest, size, mtime) VALUES (?, ?, ?, ?)",
            (path, made.digest, made.stamp.size, made.stamp.mtime),
        )

    def is_staged(self, path: str) -> bool:
        """Whether a file is to be put there."""
        return self._db.exists("SELECT 1 FROM staged WHERE path = ?", path)

    def staged(self) -> Iterator[str]:
        """The paths of what is to be put in place, in order."""
        return (row[0] for row in self._db.execute("SELECT path FROM staged ORDER BY number"))

    def count_staged(self) -> int:
        """How many files are to be put in place."""
        return self._db.number("SELECT count(*) FROM staged")

    def doom(self, path: str) -> None:
        """Lists a file that is to be deleted."""
        self._db.execute("INSERT OR IGNORE INTO doomed (path) VALUES (?)", (path,))

    def spare(self, path: str) -> None:
        """Takes a file from the list of what is to be deleted."""
        self._db.execute("DELETE FROM doomed WHERE path = ?", (path,))

    def is_doomed(self, path: str) -> bool:
        """Whether the file is to be deleted."""
        return self._db.exists("SELECT 1 FROM doomed WHERE path = ?", path)

    def doomed(self) -> Iterator[str]:
        """The paths of what is to be deleted, the last listed first."""
        return (row[0] for row in self._db.execute("SELECT path FROM doomed ORDER BY number DESC"))

    def count_doomed(self) -> int:
        """How many files are to be deleted."""
        return self._db.number("SELECT count(*) FROM doomed")

    def announce(self) -> None:
        """Notes what is about to change, for the next run to know if this one breaks off."""
        self._db.execute(
            "INSERT OR REPLACE INTO artifact SELECT path, NULL, size, mtime FROM staged "
            "ORDER BY number"
        )
        self._db.execute("INSERT OR REPLACE INTO artifact SELECT path, NULL, 0, 0 FROM doomed")

    def conclude(self) -> None:
        """Notes all of that as done."""
        self._db.execute("DELETE FROM artifact WHERE path IN (SELECT path FROM doomed)")
        self._db.execute(
            "INSERT OR REPLACE INTO artifact SELECT path, digest, size, mtime FROM staged "
            "ORDER BY number"
        )
