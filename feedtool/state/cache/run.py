"""What there is to read in this run, and what is not there any more.

The lists may be as long as the input, so SQLite keeps them, and not memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from feedtool.model import InputFile, Problem
from feedtool.state.database import Database

WORK = """
CREATE TEMP TABLE changed (
    key TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, edited INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE vanished (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE unsettled (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class ToRead(msgspec.Struct, frozen=True):
    """A file to read. `edited` False: it is read again for another reason, such as new rules."""

    found: InputFile
    edited: bool


class Run:
    """The lists of one run in the database of a cache; compared with its notes on sources."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def compare(self, scan: Iterable[InputFile | Problem], everything: bool) -> tuple[Problem, ...]:
        """Fills the work lists with what changed and what vanished since the last build.

        `scan` comes in the order of keys. Returns the problems found in it; a file that has one
        has not vanished. `everything`: all that is there counts as changed.
        """
        self._db.execute("DELETE FROM changed")
        self._db.execute("DELETE FROM vanished")
        rows = self._db.execute("SELECT key, size, mtime, inode, again FROM source ORDER BY key")
        changed: list[ToRead] = []
        vanished: list[str] = []
        problems: list[Problem] = []
        row = next(rows, None)
        for found in scan:
            if row is not None and row[:4] == found and not row[4] and not everything:
                row = next(rows, None)  # as it was: nearly always
                continue
            while row is not None and row[0] < found.key:
                vanished.append(row[0])
                row = next(rows, None)
            known, row = (row, next(rows, None)) if row and row[0] == found.key else (None, row)
            if isinstance(found, Problem):
                problems.append(found)
            elif known is None or known[:4] != found:
                changed.append(ToRead(found, edited=True))
            elif everything or known[4]:
                changed.append(ToRead(found, edited=bool(known[4])))
            if len(changed) + len(vanished) > 10_000:
                self._list(changed, vanished)
        while row is not None:
            vanished.append(row[0])
            row = next(rows, None)
        self._list(changed, vanished)
        return tuple(problems)

    def _list(self, changed: list[ToRead], vanished: list[str]) -> None:
        rows = [
            (c.found.key, c.found.size, c.found.mtime, c.found.inode, c.edited) for c in changed
        ]
        self._db.executemany("INSERT INTO changed VALUES (?, ?, ?, ?, ?)", rows)
        self._db.executemany("INSERT INTO vanished VALUES (?)", [(key,) for key in vanished])
        changed.clear()
        vanished.clear()

    def postpone(self, since: int, until: int) -> None:
        """Takes from the list of what changed the files that were written in these seconds."""
        self._db.execute(
            "INSERT OR IGNORE INTO unsettled SELECT key FROM changed WHERE mtime BETWEEN ? AND ?",
            (since * 10**9, until * 10**9),
        )
        self._db.execute("DELETE FROM changed WHERE key IN (SELECT key FROM unsettled)")

    def postpone_one(self, key: str) -> None:
        """Leaves a file as it was: somebody is writing it."""
        self._db.execute("INSERT OR IGNORE INTO unsettled VALUES (?)", (key,))

    def is_unsettled(self, key: str) -> bool:
        """Whether the file was left for the next build."""
        return self._db.exists("SELECT 1 FROM unsettled WHERE key = ?", key)

    def unsettled(self) -> Iterator[str]:
        """The files that were left for the next build, in order."""
        return (row[0] for row in self._pages("unsettled", "key"))

    def count_unsettled(self) -> int:
        """How many files were left for the next build."""
        return self._db.number("SELECT count(*) FROM unsettled")

    def defer_removals(self, now: int, seconds: int) -> None:
        """Takes from the list of what vanished the files that were there `seconds` ago.

        When a file was first missed is kept in the place of when it is due.
        """
        self._db.execute(
            "UPDATE source SET due = ? WHERE due IS NULL AND key IN (SELECT key FROM vanished)",
            (now + seconds,),
        )
        self._db.execute(
            "DELETE FROM vanished WHERE key IN (SELECT key FROM source WHERE due > ?)", (now,)
        )

    def is_back(self, key: str) -> None:
        """Takes a file from the list of what vanished: another has taken its place."""
        self._db.execute("DELETE FROM vanished WHERE key = ?", (key,))

    def add_due(self, now: int) -> None:
        """Counts as changed what was held back until now."""
        self._db.execute(
            "INSERT OR IGNORE INTO changed SELECT key, size, mtime, inode, 0 FROM source "
            "WHERE due <= ? AND key NOT IN (SELECT key FROM vanished)",
            (now,),
        )

    def add_reread(self, keys: Iterable[str]) -> None:
        """Counts files as changed that did not, because more is known of their site now."""
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
        """Whether any file changed or vanished."""
        return self._db.exists("SELECT 1 FROM changed UNION ALL SELECT 1 FROM vanished LIMIT 1")

    def is_changed(self, key: str) -> bool:
        """Whether the file at `key` is on the list of what changed."""
        return self._db.exists("SELECT 1 FROM changed WHERE key = ?", key)

    def has_vanished(self, key: str) -> bool:
        """Whether the file at `key` is on the list of what is not there any more."""
        return self._db.exists("SELECT 1 FROM vanished WHERE key = ?", key)

    def count_came(self) -> int:
        """How many of the files to read were not there at the last build."""
        return self._db.number(
            "SELECT count(*) FROM changed WHERE key NOT IN (SELECT key FROM source)"
        )

    def changed(self) -> Iterator[ToRead]:
        """The files to read, in the order of keys."""
        rows = self._pages("changed", "key, size, mtime, inode, edited")
        return (ToRead(InputFile(*row[:4]), bool(row[4])) for row in rows)

    def vanished(self) -> Iterator[str]:
        """The keys of files that are not there any more, in order."""
        return (row[0] for row in self._pages("vanished", "key"))

    def count_vanished(self) -> int:
        """How many files that the last build saw are not there any more."""
        return self._db.number("SELECT count(*) FROM vanished")

    def _pages(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        """All rows in the order of keys, by pages: a cursor would not survive a commit."""
        last = ""
        while rows := self._db.execute(
            f"SELECT {columns} FROM {table} WHERE key > ? ORDER BY key LIMIT 1000", (last,)
        ).fetchall():
            yield from rows
            last = rows[-1][0]
