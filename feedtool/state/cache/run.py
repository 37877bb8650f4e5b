"""The lists of one run: files to read, missing files, and articles that documents have claimed.

They grow with the input, so SQLite holds them instead of memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing

import msgspec

from feedtool.model import InputFile, Problem
from feedtool.model.dumps import dump_of, is_dump
from feedtool.model.waiting import Waiting
from feedtool.state.cache.dumps import range_of, rows_of_files
from feedtool.state.database import Database

WORK = """
CREATE TEMP TABLE changed (
    key TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, edited INTEGER, place TEXT
) WITHOUT ROWID;
CREATE INDEX temp.changed_by_place ON changed (place);
CREATE TEMP TABLE changed_dump (
    key TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, edited INTEGER, place TEXT
) WITHOUT ROWID;
CREATE TEMP TABLE missing (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE absent (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE unsettled (key TEXT PRIMARY KEY, mtime INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE waiting (key TEXT PRIMARY KEY, body BLOB);
CREATE TEMP TABLE claim (guid TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""


_COMPARED = "key, size, mtime, inode, again"


class ToRead(msgspec.Struct, frozen=True):
    """A file to read; if not `edited`, it is read again for another reason, such as new rules."""

    found: InputFile
    edited: bool


class Run:
    """The lists of one run in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def compare(self, scan: Iterable[InputFile | Problem], everything: bool) -> tuple[Problem, ...]:
        """Lists the files that changed since the last build and those that are missing.

        Changed files that may be dumps have a list of their own; parts of dumps are not compared.
        `scan` must be sorted by key. Returns the problems in it; a file with a problem is not
        missing. With `everything`, every file counts as changed.
        """
        self._clear()
        # Closed before the database is, if the scan fails.
        with closing(rows_of_files(self._db, _COMPARED)) as rows:
            return self._compare(rows, scan, everything)

    def compare_folders(
        self, scans: Mapping[str, Iterable[InputFile | Problem]]
    ) -> tuple[Problem, ...]:
        """As `compare`, for the files in some folders without those that have their own scan.

        All other files are known to be unchanged.
        """
        self._clear()
        problems: list[Problem] = []
        for folder, scan in scans.items():
            with closing(rows_of_files(self._db, _COMPARED, folder)) as rows:
                start = len(folder)
                problems += self._compare(
                    (row for row in rows if "/" not in row[0][start:]), scan, everything=False
                )
        return tuple(problems)

    def _clear(self) -> None:
        for table in ("changed", "missing", "changed_dump"):
            self._db.execute(f"DELETE FROM {table}")

    def _compare(
        self,
        rows: Iterator[tuple[str, int, int, int, int]],
        scan: Iterable[InputFile | Problem],
        everything: bool,
    ) -> tuple[Problem, ...]:
        changed: list[ToRead] = []
        missing: list[str] = []
        problems: list[Problem] = []
        row = next(rows, None)
        for found in scan:
            if row is not None and row[:4] == found and not row[4] and not everything:
                row = next(rows, None)  # unchanged, as nearly always
                continue
            while row is not None and row[0] < found.key:
                missing.append(row[0])
                row = next(rows, None)
            known, row = (row, next(rows, None)) if row and row[0] == found.key else (None, row)
            if isinstance(found, Problem):
                problems.append(found)
            elif known is None or known[:4] != found:
                changed.append(ToRead(found, edited=True))
            elif everything or known[4]:
                changed.append(ToRead(found, edited=bool(known[4])))
            if len(changed) + len(missing) > 10_000:
                self._list(changed, missing)
        while row is not None:
            missing.append(row[0])
            row = next(rows, None)
        self._list(changed, missing)
        return tuple(problems)

    def _list(self, changed: list[ToRead], missing: list[str]) -> None:
        for table, chosen in (
            ("changed", [c for c in changed if not is_dump(c.found.key)]),
            ("changed_dump", [c for c in changed if is_dump(c.found.key)]),
        ):
            self._db.executemany(
                f"INSERT INTO {table} VALUES (?1, ?2, ?3, ?4, ?5, ?1)",
                [(*c.found, c.edited) for c in chosen],
            )
        self._db.executemany("INSERT INTO missing VALUES (?)", [(key,) for key in missing])
        changed.clear()
        missing.clear()

    def postpone(self, since: int, until: int) -> None:
        """Leaves changed files with an mtime between these Unix seconds to the next build."""
        for table in ("changed", "changed_dump"):
            self._db.execute(
                "INSERT OR IGNORE INTO unsettled "
                f"SELECT key, mtime FROM {table} WHERE mtime BETWEEN ? AND ?",
                (since * 10**9, until * 10**9),
            )
            self._db.execute(f"DELETE FROM {table} WHERE key IN (SELECT key FROM unsettled)")

    def postpone_one(self, key: str) -> None:
        """Leaves a file that is being written to the next build."""
        self._db.execute("INSERT OR IGNORE INTO unsettled VALUES (?, NULL)", (key,))

    def is_unsettled(self, key: str) -> bool:
        """Whether the file, or the dump that it is a part of, was left to the next build."""
        dump = dump_of(key)
        is_left = self._db.exists("SELECT 1 FROM unsettled WHERE key = ?", key)
        return is_left or (dump is not None and self.is_unsettled(dump))

    def unsettled(self) -> Iterator[str]:
        """The keys of the files that were left to the next build, sorted."""
        query = "SELECT key FROM unsettled WHERE key > ? ORDER BY key"
        return (key for (key,) in self._db.paged(query))

    def count_unsettled(self) -> int:
        """How many files were left to the next build."""
        return self._db.number("SELECT count(*) FROM unsettled")

    def being_written(self, settle: int) -> Waiting | None:
        """The files that were left to the next build, which have to settle for so many seconds."""
        row = self._db.execute("SELECT key, mtime FROM unsettled ORDER BY mtime, key").fetchone()
        if row is None:
            return None
        at = None if row[1] is None else row[1] // 10**9 + settle
        return Waiting(self.count_unsettled(), row[0], at)

    def hold_back_missing(self, now: int) -> None:
        """Removes files that have not been missing long enough from the missing ones.

        The column `due` of a source says when the file counts as missing; `note_missing` sets it.
        """
        self._db.execute(
            "INSERT OR IGNORE INTO absent SELECT key FROM missing WHERE key IN "
            "(SELECT key FROM source WHERE due IS NULL OR due > ?)",
            (now,),
        )
        self._db.execute("DELETE FROM missing WHERE key IN (SELECT key FROM absent)")

    def note_missing(self, due: int) -> bool:
        """Records when newly missing files will count as missing; False if there are none."""
        changed = self._db.execute(
            "UPDATE source SET due = ? WHERE due IS NULL AND key IN (SELECT key FROM absent)",
            (due,),
        )
        return bool(changed.rowcount)

    def cancel_missing(self, key: str) -> None:
        """Removes a file that exists after all from the missing ones."""
        self._db.execute("DELETE FROM missing WHERE key = ?", (key,))

    def add_due(self, now: int) -> None:
        """Adds the files that were held back until now to the changed ones."""
        self._db.execute(
            "INSERT OR IGNORE INTO changed "
            "SELECT key, size, mtime, inode, 0, place(key, mtime, inode) FROM source "
            "WHERE due <= ? AND mtime <> -1 AND key NOT IN (SELECT key FROM missing)",
            (now,),
        )

    def changed_dumps(self) -> Iterator[ToRead]:
        """The files to read that may be dumps, sorted by key."""
        query = (
            "SELECT key, size, mtime, inode, edited FROM changed_dump WHERE key > ? ORDER BY key"
        )
        return (ToRead(InputFile(*row[:4]), bool(row[4])) for row in self._db.paged(query))

    def has_changed_dumps(self) -> bool:
        """Whether any file changed that may be a dump."""
        return self._db.exists("SELECT 1 FROM changed_dump")

    def drop_dumps(self) -> None:
        """Takes dumps off the list of files to read, which has their parts."""
        self._db.execute("DELETE FROM changed WHERE key IN (SELECT key FROM dump)")
        self._db.execute(
            "UPDATE source SET due = NULL WHERE key IN (SELECT key FROM dump) "
            "AND key NOT IN (SELECT key FROM absent)"
        )

    def add_reread(self, keys: Iterable[str]) -> None:
        """Adds files to the changed ones because the profile of their site changed."""
        self._db.executemany(
            "INSERT OR IGNORE INTO changed "
            "SELECT key, size, mtime, inode, 0, place(key, mtime, inode) FROM source "
            "WHERE key = ? AND mtime <> -1",
            ((key,) for key in keys),
        )

    def count_edited(self) -> int:
        """How many of the files to read were edited."""
        return self._db.number("SELECT count(*) FROM changed WHERE edited")

    def count_edited_in(self, dump: str) -> int:
        """How many parts of a dump are to be read because they were edited."""
        return self._db.number(
            "SELECT count(*) FROM changed WHERE key > ? AND key < ? AND edited", *range_of(dump)
        )

    def count_changed(self) -> int:
        """How many files are to be read."""
        return self._db.number("SELECT count(*) FROM changed")

    def has_any(self) -> bool:
        """Whether any file changed or is missing."""
        return self._db.exists("SELECT 1 FROM changed UNION ALL SELECT 1 FROM missing LIMIT 1")

    def is_changed(self, key: str) -> bool:
        """Whether the file at `key` is to be read."""
        return self._db.exists("SELECT 1 FROM changed WHERE key = ?", key)

    def is_missing(self, key: str) -> bool:
        """Whether the file at `key` is missing."""
        return self._db.exists("SELECT 1 FROM missing WHERE key = ?", key)

    def count_came(self) -> int:
        """How many of the files to read did not exist at the last build."""
        return self._db.number(
            "SELECT count(*) FROM changed WHERE key NOT IN (SELECT key FROM source)"
        )

    def changed(self) -> Iterator[ToRead]:
        """The files to read, sorted by key, and the parts of each dump as they are in it."""
        query = (
            "SELECT place, key, size, mtime, inode, edited FROM changed WHERE place > ? "
            "ORDER BY place"
        )
        return (ToRead(InputFile(*row[1:5]), bool(row[5])) for row in self._db.paged(query))

    def missing(self) -> Iterator[str]:
        """The keys of the missing files, sorted."""
        query = "SELECT key FROM missing WHERE key > ? ORDER BY key"
        return (key for (key,) in self._db.paged(query))

    def has_others(self) -> bool:
        """Whether there are files that are neither missing nor mistaken for dumps."""
        return self._db.exists(
            "SELECT 1 FROM source WHERE key NOT IN (SELECT key FROM missing) "
            "AND key NOT IN (SELECT key FROM dump WHERE NOT is_dump)"
        )

    def count_missing(self) -> int:
        """How many files are missing that the last build saw."""
        return self._db.number("SELECT count(*) FROM missing")

    # -- recognition -------------------------------------------------------------------------

    def put_waiting(self, key: str, body: bytes) -> None:
        """Stores the packed article of the file at `key` until all documents are known."""
        self._db.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?)", (key, body))

    def waiting(self, key: str) -> bytes:
        """The packed article of the file at `key`, as stored by `put_waiting`."""
        body: bytes = self._db.value("SELECT body FROM waiting WHERE key = ?", key)
        return body

    def claim(self, guid: str, key: str) -> None:
        """Assigns an article to the document at `key`, so that no other document gets it."""
        self._db.execute("INSERT OR REPLACE INTO claim VALUES (?, ?)", (guid, key))

    def holder(self, guid: str) -> str | None:
        """The key of the document that claimed the article, or None if none did."""
        key: str | None = self._db.value("SELECT key FROM claim WHERE guid = ?", guid)
        return key
