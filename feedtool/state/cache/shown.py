"""Which articles' pages are to be made again in this run.

There may be as many as there is input, so SQLite keeps them, and not a list.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.state.database import Database

WORK = "CREATE TEMP TABLE shown (guid TEXT PRIMARY KEY, beside INTEGER) WITHOUT ROWID;"


class Shown:
    """The work list of pages in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, guid: str) -> None:
        """Has the page of the article made again."""
        self._db.execute("INSERT OR IGNORE INTO shown VALUES (?, 0)", (guid,))

    def add_with_neighbours(self, guid: str) -> None:
        """Has the pages beside it made again too, which link to it."""
        self._db.execute("INSERT OR REPLACE INTO shown VALUES (?, 1)", (guid,))

    def with_neighbours(self) -> Iterator[str]:
        """The articles whose neighbours are to be made again."""
        query = "SELECT guid FROM shown WHERE beside AND guid > ? ORDER BY guid"
        return (guid for (guid,) in self._db.paged(query))

    def guids(self) -> Iterator[str]:
        """All articles whose pages are to be made again."""
        query = "SELECT guid FROM shown WHERE guid > ? ORDER BY guid"
        return (guid for (guid,) in self._db.paged(query))
