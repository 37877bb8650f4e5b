"""An SQLite connection that raises feedtool's errors instead of SQLite's.

It does not know what the ledger and the cache store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from feedtool.errors import PublishError

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]

_PAGE = 1000  # rows
PATIENCE = 30.0  # seconds


def _mapped(
    method: Callable[Concatenate[Cursor, P], T],
) -> Callable[Concatenate[Cursor, P], T]:
    def call(cursor: Cursor, /, *args: P.args, **named: P.kwargs) -> T:
        try:
            return method(cursor, *args, **named)
        # No variable but `error` may hold the exception: its frames would keep connections open.
        except UnicodeDecodeError as error:  # damage in a text, or in SQLite's message
            raise _to_ours(cursor, sqlite3.DatabaseError(str(error))) from None
        except sqlite3.Error as error:
            raise _to_ours(cursor, error) from None

    return call


def _to_ours(cursor: Cursor, error: sqlite3.Error) -> Exception:
    to_error = cursor.connection.to_error
    return error if to_error is None else to_error(error)


class Cursor(sqlite3.Cursor):
    """A statement and its rows. Fetching any row may raise an error."""

    connection: Database

    execute = _mapped(sqlite3.Cursor.execute)
    executemany = _mapped(sqlite3.Cursor.executemany)
    fetchone = _mapped(sqlite3.Cursor.fetchone)
    fetchmany = _mapped(sqlite3.Cursor.fetchmany)
    fetchall = _mapped(sqlite3.Cursor.fetchall)
    __next__ = _mapped(sqlite3.Cursor.__next__)

    def in_groups(self) -> Iterator[Row]:
        """All rows, fetched a thousand at a time: half the time of fetching each one."""
        while rows := self.fetchmany(_PAGE):
            yield from rows


class Database(sqlite3.Connection):
    """A connection. `to_error` maps an SQLite error to the one to raise; None keeps SQLite's."""

    to_error: Callable[[sqlite3.Error], PublishError] | None = None

    def execute(self, statement: str, values: Any = (), /) -> Any:
        """Runs one statement and returns its cursor."""
        return self.cursor(Cursor).execute(statement, values)

    def executemany(self, statement: str, rows: Any, /) -> Any:
        """Runs one statement for each row of values."""
        return self.cursor(Cursor).executemany(statement, rows)

    def value(self, query: str, *values: object) -> Any:
        """The first column of the first row of a query, or None if it has no row."""
        row = self.execute(query, values).fetchone()
        return None if row is None else row[0]

    def number(self, query: str, *values: object) -> int:
        """The number that a query returns, or 0 if it returns NULL or no row."""
        return int(self.value(query, *values) or 0)

    def exists(self, query: str, *values: object) -> bool:
        """Whether a query has at least one row."""
        return self.execute(query, values).fetchone() is not None

    def paged(self, query: str) -> Iterator[Row]:
        """All rows of a query, ordered by its first column, which holds non-empty text.

        `query` ends with `WHERE <first column> > ? ORDER BY <first column>`. It is run again every
        thousand rows, because a cursor does not survive a commit and rows may be added meanwhile.
        """
        last = ""
        while rows := self.execute(f"{query} LIMIT {_PAGE}", (last,)).fetchall():
            yield from rows
            last = rows[-1][0]


def connect(path: Path | None) -> Database:
    """Opens the database at `path`, creating it if necessary; None opens one in memory.

    Only explicit statements begin and end transactions. Runs of feedtool exclude each other by a
    lock of their own; for other programs, such as a backup, a statement waits `PATIENCE` seconds.
    """
    return sqlite3.connect(
        path or ":memory:", isolation_level=None, timeout=PATIENCE, factory=Database
    )


def outer_cause(error: Exception) -> str:
    """What causes an error that is not about the content of a database, and what to do."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return (
            f"another program has been using it for {PATIENCE:g} seconds; try again when that is "
            "done"
        )
    return f"{error}; is the disk full, and may this user write to the state folder?"


def read_only(path: Path) -> closing[sqlite3.Connection]:
    """Opens the database at `path` read-only, for the length of a `with` statement."""
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))
