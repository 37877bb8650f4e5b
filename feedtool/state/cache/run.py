"""What one run has to read, what is missing, and which articles its documents were recognized as.

The lists may be as long as the input, so they are kept in SQLite and not in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from feedtool.model import InputFile, Problem
from feedtool.state.database import Database

WORK = """
CREATE TEMP TABLE changed (
    key TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, edited INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE missing (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE absent (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE unsettled (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE waiting (key TEXT PRIMARY KEY, body BLOB);
CREATE TEMP TABLE claim (guid TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""


class ToRead(msgspec.Struct, frozen=True):
    """A file to read. `edited` False: it is read again for another reason, such as new rules."""

    found: InputFile
    edited: bool


class Run:
    """The lists of one run in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def compare(self, scan: Iterable[InputFile | Problem], everything: bool) -> tuple[Problem, ...]:
        """Lists the files that changed since the last build, and those that are missing.

        `scan` is in the order of keys. Returns the problems in it; a file with a problem is not
        missing. `everything`: every file counts as changed.
        """
        self._db.execute("DELETE FROM changed")
        self._db.execute("DELETE FROM missing")
        rows = self._db.execute("SELECT key, size, mtime, inode, again FROM source ORDER BY key")
        changed: list[ToRead] = []
        missing: list[str] = []
        problems: list[Problem] = []
        row = next(rows, None)
        for found in scan:
            if row is not None and row[:4] == found and not row[4] and not everything:
                row = next(rows, None)  # as it was: nearly always
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
        rows = [
            (c.found.key, c.found.size, c.found.mtime, c.found.inode, c.edited) for c in changed
        ]
        self._db.executemany("INSERT INTO changed VALUES (?, ?, ?, ?, ?)", rows)
        self._db.executemany("INSERT INTO missing VALUES (?)", [(key,) for key in missing])
        changed.clear()
        missing.clear()

    def postpone(self, since: int, until: int) -> None:
        """Removes from the changed files those that were written in these seconds."""
        self._db.execute(
            "INSERT OR IGNORE INTO unsettled SELECT key FROM changed WHERE mtime BETWEEN ? AND ?",
            (since * 10**9, until * 10**9),
        )
        self._db.execute("DELETE FROM changed WHERE key IN (SELECT key FROM unsettled)")

    def postpone_one(self, key: str) -> None:
        """Leaves a file to the next build: it is being written."""
        self._db.execute("INSERT OR IGNORE INTO unsettled VALUES (?)", (key,))

    def is_unsettled(self, key: str) -> bool:
        """Whether the file was left for the next build."""
        return self._db.exists("SELECT 1 FROM unsettled WHERE key = ?", key)

    def unsettled(self) -> Iterator[str]:
        """The files that were left for the next build, in order."""
        query = "SELECT key FROM unsettled WHERE key > ? ORDER BY key"
        return (key for (key,) in self._db.paged(query))

    def count_unsettled(self) -> int:
        """How many files were left for the next build."""
        return self._db.number("SELECT count(*) FROM unsettled")

    def hold_back_missing(self, now: int) -> None:
        """Removes from the missing files those that were first missed just now, or too lately.

        The column `due` of a source says when the file counts as missing; `note_missing` sets it.
        """
        self._db.execute(
            "INSERT OR IGNORE INTO absent SELECT key FROM missing WHERE key IN "
            "(SELECT key FROM source WHERE due IS NULL OR due > ?)",
            (now,),
        )
        self._db.execute("DELETE FROM missing WHERE key IN (SELECT key FROM absent)")

    def note_missing(self, due: int) -> bool:
        """Notes when files that were first missed now will count as missing; whether any were."""
        changed = self._db.execute(
            "UPDATE source SET due = ? WHERE due IS NULL AND key IN (SELECT key FROM absent)",
            (due,),
        )
        return bool(changed.rowcount)

    def is_back(self, key: str) -> None:
        """Removes a file from the missing ones: another has taken its place."""
        self._db.execute("DELETE FROM missing WHERE key = ?", (key,))

    def add_due(self, now: int) -> None:
        """Counts as changed the files that were held back until now."""
        self._db.execute(
            "INSERT OR IGNORE INTO changed SELECT key, size, mtime, inode, 0 FROM source "
            "WHERE due <= ? AND key NOT IN (SELECT key FROM missing)",
            (now,),
        )

    def add_reread(self, keys: Iterable[str]) -> None:
        """Counts files as changed because more is known of their site now."""
        self._db.executemany(
            "INSERT OR IGNORE INTO changed SELECT key, size, mtime, inode, 0 FROM source "
            "WHERE key = ?",
            ((key,) for key in keys),
        )

    def count_edited(self) -> int:
        """How many of the files to read changed themselves."""
        return self._db.number("SELECT count(*) FROM changed WHERE edited")

    def count_changed(self) -> int:
        """How many files are to be read."""
        return self._db.number("SELECT count(*) FROM changed")

    def has_any(self) -> bool:
        """Whether any file changed or is missing."""
        return self._db.exists("SELECT 1 FROM changed UNION ALL SELECT 1 FROM missing LIMIT 1")

    def is_changed(self, key: str) -> bool:
        """Whether the file at `key` is among the changed ones."""
        return self._db.exists("SELECT 1 FROM changed WHERE key = ?", key)

    def is_missing(self, key: str) -> bool:
        """Whether the file at `key` is among the missing ones."""
        return self._db.exists("SELECT 1 FROM missing WHERE key = ?", key)

    def count_came(self) -> int:
        """How many of the changed files were not there at the last build."""
        return self._db.number(
            "SELECT count(*) FROM changed WHERE key NOT IN (SELECT key FROM source)"
        )

    def changed(self) -> Iterator[ToRead]:
        """The files to read, in the order of keys."""
        query = "SELECT key, size, mtime, inode, edited FROM changed WHERE key > ? ORDER BY key"
        return (ToRead(InputFile(*row[:4]), bool(row[4])) for row in self._db.paged(query))

    def missing(self) -> Iterator[str]:
        """The keys of the missing files, in order."""
        query = "SELECT key FROM missing WHERE key > ? ORDER BY key"
        return (key for (key,) in self._db.paged(query))

    def count_missing(self) -> int:
        """How many of the files that the last build saw are missing."""
        return self._db.number("SELECT count(*) FROM missing")

    # -- recognition -------------------------------------------------------------------------

    def put_waiting(self, key: str, body: bytes) -> None:
        """Keeps the packed article in the file at `key` until all documents are known."""
        self._db.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?)", (key, body))

    def waiting(self, key: str) -> bytes:
        """The packed article in the file at `key`, as it was put."""
        body: bytes = self._db.value("SELECT body FROM waiting WHERE key = ?", key)
        return body

    def claim(self, guid: str, key: str) -> None:
        """Gives an article to the document at `key`, so that no other document gets it."""
        self._db.execute("INSERT OR REPLACE INTO claim VALUES (?, ?)", (guid, key))

    def holder(self, guid: str) -> str | None:
        """The document that has the article; None: it is free."""
        key: str | None = self._db.value("SELECT key FROM claim WHERE guid = ?", guid)
        return key
