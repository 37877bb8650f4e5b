"""An SQLite connection whose errors are told as the cache's, whichever of its parts they meet.

Knows nothing of what the cache holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from feedtool.errors import PublishError

P = ParamSpec("P")
T = TypeVar("T")


def _told(
    method: Callable[Concatenate[Cursor, P], T],
) -> Callable[Concatenate[Cursor, P], T]:
    def tell(cursor: Cursor, /, *args: P.args, **named: P.kwargs) -> T:
        try:
            return method(cursor, *args, **named)
        except sqlite3.Error as error:
            told = cursor.connection.told
            raise error if told is None else told(error) from None

    return tell


class Cursor(sqlite3.Cursor):
    """Statements and their rows; an error may show at any of them."""

    connection: Database

    execute = _told(sqlite3.Cursor.execute)
    executemany = _told(sqlite3.Cursor.executemany)
    fetchone = _told(sqlite3.Cursor.fetchone)
    fetchmany = _told(sqlite3.Cursor.fetchmany)
    fetchall = _told(sqlite3.Cursor.fetchall)
    __next__ = _told(sqlite3.Cursor.__next__)


class Database(sqlite3.Connection):
    """A connection; `told` makes of SQLite's errors what is raised instead, once it is set."""

    told: Callable[[sqlite3.Error], PublishError] | None = None

    def execute(self, statement: str, values: Any = (), /) -> Any:
        """Runs one statement."""
        return self.cursor(Cursor).execute(statement, values)

    def executemany(self, statement: str, rows: Any, /) -> Any:
        """Runs one statement for each of the rows."""
        return self.cursor(Cursor).executemany(statement, rows)

    def exists(self, query: str, *values: str) -> bool:
        """Whether a query has any row."""
        return self.execute(query, values).fetchone() is not None

    def number(self, query: str) -> int:
        """The one number that a query has for its answer."""
        return int(self.execute(query).fetchone()[0])
