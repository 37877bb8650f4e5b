"""What articles refer to: names that were looked up, files that were found, and what is missing.

A *name* is anything whose change can change where a reference leads: the path of a file in the
input folder, found or not, an article, or the last part of a path. The meaning of names is defined
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from feedtool.model import Problem
from feedtool.readers import ending_of
from feedtool.state.database import Database

SCHEMA = """
CREATE TABLE lookup (
    name TEXT NOT NULL, guid TEXT NOT NULL, PRIMARY KEY (name, guid)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookup_by_guid ON lookup (guid);
CREATE TABLE input_file (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    name TEXT NOT NULL,
    ending TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    problem TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE wanted_name (
    name TEXT PRIMARY KEY, paths TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE unresolved (
    guid TEXT PRIMARY KEY, key TEXT NOT NULL, message TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE static_file (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
WORK = """
CREATE TEMP TABLE changed_name (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE unlinked (guid TEXT PRIMARY KEY) WITHOUT ROWID;
"""

Stat = tuple[int, int, int]
"""Size, mtime in nanoseconds, and inode."""

ABSENT: Stat = (-1, 0, 0)
"""The stat of a file that does not exist, or that is not to be had."""


class InputFile(msgspec.Struct, frozen=True):
    """A file of the input folder that an article refers to, as it was when it was last looked at.

    `name` is made from its content, and empty if there is no file to publish; `problem` says why.
    `width` and `height` are those of a picture, 0 if unknown; `seconds` is the duration of a
    recording, 0 if unknown and -1 if it was not looked for.
    """

    stat: Stat
    name: str = ""
    width: int = 0
    height: int = 0
    seconds: int = -1
    problem: str | None = None


class References:
    """The references of articles in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- files of the input folder -----------------------------------------------------------

    def stats(self) -> Iterator[tuple[str, int, int, int]]:
        """Path and stat of every file that was looked up, sorted by path."""
        query = "SELECT path, size, mtime, inode FROM input_file WHERE path > ? ORDER BY path"
        rows: Iterator[tuple[str, int, int, int]] = self._db.paged(query)
        return rows

    def file(self, path: str) -> InputFile | None:
        """The file at `path` as it was when it was last looked at."""
        row = self._db.execute(
            "SELECT size, mtime, inode, name, width, height, seconds, problem FROM input_file "
            "WHERE path = ?",
            (path,),
        ).fetchone()
        return None if row is None else InputFile(row[:3], *row[3:])

    def put_file(self, path: str, file: InputFile) -> None:
        """Records a file, or that there is none."""
        self._db.execute(
            "INSERT OR REPLACE INTO input_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                path,
                *file.stat,
                file.name,
                ending_of(path),
                file.width,
                file.height,
                file.seconds,
                file.problem,
            ),
        )

    def hidden(self) -> tuple[str, ...]:
        """The paths that were looked up and are hidden, or in a hidden folder."""
        rows = self._db.execute(
            "SELECT path FROM input_file WHERE path LIKE '.%' OR path LIKE '%/.%'"
        )
        return tuple(row[0] for row in rows)

    def published(self) -> Iterator[str]:
        """The paths of the files that are published, sorted."""
        rows = self._db.execute("SELECT path FROM input_file WHERE name <> '' ORDER BY path")
        return iter([row[0] for row in rows])

    def published_by_ending(self) -> Mapping[str, int]:
        """How many files of the input folder are published, by ending."""
        return dict(
            self._db.execute(
                "SELECT ending, count(*) FROM input_file WHERE name <> '' AND path NOT LIKE '/%' "
                "GROUP BY ending"
            )
        )

    def forget_unused(self) -> None:
        """Deletes the records of files, and of names, that no article refers to any more."""
        for table, column in (("input_file", "path"), ("wanted_name", "name")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT name FROM lookup)")

    # -- names that may be anywhere in the input folder ---------------------------------------

    def wanted_names(self) -> Mapping[str, str]:
        """The paths that had each of the names that articles refer to, as text."""
        return dict(self._db.execute("SELECT name, paths FROM wanted_name"))

    def put_wanted_name(self, name: str, paths: str) -> None:
        """Records the paths of the files with a name."""
        self._db.execute("INSERT OR REPLACE INTO wanted_name VALUES (?, ?)", (name, paths))

    def is_used(self) -> bool:
        """Whether any article has references."""
        return self._db.exists("SELECT 1 FROM lookup")

    # -- what is to be resolved ---------------------------------------------------------------

    def note_changed(self, names: Iterable[str]) -> None:
        """Records that something changed under these names."""
        self._db.executemany(
            "INSERT OR IGNORE INTO changed_name VALUES (?)", ((name,) for name in names)
        )

    def has_changed(self) -> bool:
        """Whether anything changed under a name that was looked up."""
        return self._db.exists("SELECT 1 FROM changed_name")

    def renew(self, guid: str) -> None:
        """Marks an article whose references are to be resolved."""
        self._db.execute("INSERT OR IGNORE INTO unlinked VALUES (?)", (guid,))

    def renew_all(self) -> None:
        """Marks all articles that have references."""
        self._db.execute("INSERT OR IGNORE INTO unlinked SELECT guid FROM lookup")

    def to_resolve(self) -> Iterator[str]:
        """The GUIDs of the articles whose references are to be resolved, sorted."""
        self._db.execute(
            "INSERT OR IGNORE INTO unlinked SELECT guid FROM lookup "
            "WHERE name IN (SELECT name FROM changed_name)"
        )
        query = "SELECT guid FROM unlinked WHERE guid > ? ORDER BY guid"
        return (guid for (guid,) in self._db.paged(query))

    def put(self, guid: str, names: Iterable[str], unresolved: Problem | None) -> None:
        """Records the names that the references of an article depend on, and what is missing."""
        self._db.execute("DELETE FROM lookup WHERE guid = ?", (guid,))
        self._db.executemany(
            "INSERT OR IGNORE INTO lookup VALUES (?, ?)", ((name, guid) for name in names)
        )
        self._db.execute("DELETE FROM unresolved WHERE guid = ?", (guid,))
        if unresolved is not None:
            self._db.execute(
                "INSERT INTO unresolved VALUES (?, ?, ?)",
                (guid, unresolved.key, unresolved.message),
            )

    def unresolved(self) -> tuple[Problem, ...]:
        """What articles refer to and is missing, sorted by key."""
        rows = self._db.execute("SELECT key, message FROM unresolved ORDER BY key")
        return tuple(Problem(key, message, left_out=False) for key, message in rows)

    # -- files that are copied as they are ------------------------------------------------------

    def static_stats(self) -> Iterator[tuple[str, int, int, int]]:
        """Path and stat of every file that was copied as it is, sorted by path."""
        query = "SELECT path, size, mtime, inode FROM static_file ORDER BY path"
        rows: Iterator[tuple[str, int, int, int]] = self._db.execute(query)
        return rows

    def put_static(self, path: str, stat: Stat) -> None:
        """Records a file that was copied as it is."""
        self._db.execute("INSERT OR REPLACE INTO static_file VALUES (?, ?, ?, ?)", (path, *stat))

    def forget_static(self, path: str) -> None:
        """Deletes the record of a file that is not copied any more."""
        self._db.execute("DELETE FROM static_file WHERE path = ?", (path,))
