"""An SQLite connection that raises feedtool's errors in place of SQLite's.

Knows nothing of what the ledger and the cache hold.
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


def _mapped(
    method: Callable[Concatenate[Cursor, P], T],
) -> Callable[Concatenate[Cursor, P], T]:
    def call(cursor: Cursor, /, *args: P.args, **named: P.kwargs) -> T:
        try:
            return method(cursor, *args, **named)
        except sqlite3.Error as error:
            to_error = cursor.connection.to_error
            raise error if to_error is None else to_error(error) from None

    return call


class Cursor(sqlite3.Cursor):
    """A statement and its rows; an error may show at any of them."""

    connection: Database

    execute = _mapped(sqlite3.Cursor.execute)
    executemany = _mapped(sqlite3.Cursor.executemany)
    fetchone = _mapped(sqlite3.Cursor.fetchone)
    fetchmany = _mapped(sqlite3.Cursor.fetchmany)
    fetchall = _mapped(sqlite3.Cursor.fetchall)
    __next__ = _mapped(sqlite3.Cursor.__next__)


class Database(sqlite3.Connection):
    """A connection. `to_error` returns what to raise for an error of SQLite; None: that error."""

    to_error: Callable[[sqlite3.Error], PublishError] | None = None

    def execute(self, statement: str, values: Any = (), /) -> Any:
        """Runs one statement; its rows."""
        return self.cursor(Cursor).execute(statement, values)

    def executemany(self, statement: str, rows: Any, /) -> Any:
        """Runs one statement for each of the rows."""
        return self.cursor(Cursor).executemany(statement, rows)

    def value(self, query: str, *values: object) -> Any:
        """The first column of the first row of a query; None if it has no row."""
        row = self.execute(query, values).fetchone()
        return None if row is None else row[0]

    def number(self, query: str, *values: object) -> int:
        """The number that a query returns; 0 if it returns NULL or no row."""
        return int(self.value(query, *values) or 0)

    def exists(self, query: str, *values: object) -> bool:
        """Whether a query has any row."""
        return self.execute(query, values).fetchone() is not None

    def paged(self, query: str) -> Iterator[Row]:
        """All rows of a query in the order of its first column, a text that is not empty.

        `query` ends in a condition that this column is larger than a parameter, and in the order
        by it. It is run again every thousand rows: one cursor would not survive a commit, and
        rows may be added meanwhile.
        """
        last = ""
        while rows := self.execute(f"{query} LIMIT {_PAGE}", (last,)).fetchall():
            yield from rows
            last = rows[-1][0]


def connect(path: Path | None) -> Database:
    """Opens the database at `path`, which is created if it is missing; None: one in memory.

    Transactions are begun and ended by statements only. A locked database is an error at once.
    """
    return sqlite3.connect(path or ":memory:", isolation_level=None, timeout=0, factory=Database)


def read_only(path: Path) -> closing[sqlite3.Connection]:
    """Opens the database at `path` for reading, until the end of the `with` statement."""
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))
