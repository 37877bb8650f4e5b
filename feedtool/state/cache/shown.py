"""Which articles' pages are to be made again in this run.

There may be as many as there is input, so SQLite keeps them, and not a list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

WORK = "CREATE TEMP TABLE shown (guid TEXT PRIMARY KEY, beside INTEGER) WITHOUT ROWID;"


class Shown:
    """The work list of pages in the database of a cache."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, guid: str) -> None:
        """Has the page of the article made again."""
        self._db.execute("INSERT OR IGNORE INTO shown VALUES (?, 0)", (guid,))

    def add_with_neighbours(self, guid: str) -> None:
        """Has the pages beside it made again too, which link to it."""
        self._db.execute("INSERT OR REPLACE INTO shown VALUES (?, 1)", (guid,))

    def with_neighbours(self) -> Iterator[str]:
        """The articles whose neighbours are to be made again."""
        return self._guids("WHERE beside AND guid > ?")

    def guids(self) -> Iterator[str]:
        """All articles whose pages are to be made again."""
        return self._guids("WHERE guid > ?")

    def _guids(self, where: str) -> Iterator[str]:
        # By pages: what is added while they are gone through must not disturb.
        last = ""
        while rows := self._db.execute(
            f"SELECT guid FROM shown {where} ORDER BY guid LIMIT 1000", (last,)
        ).fetchall():
            for (guid,) in rows:
                yield guid
            last = rows[-1][0]
