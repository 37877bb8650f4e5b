"""Which articles documents of this run were recognized as, so that none is given away twice.

There may be as many as there is input, so SQLite keeps them, and not a dictionary.
"""

from __future__ import annotations

import sqlite3

WORK = "CREATE TEMP TABLE claim (guid TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;"


class Claims:
    """The claims of one run in the database of a cache."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, guid: str, key: str) -> None:
        """Gives the article to the document at `key`."""
        self._db.execute("INSERT OR REPLACE INTO claim VALUES (?, ?)", (guid, key))

    def holder(self, guid: str) -> str | None:
        """The document that has the article; None: it is free."""
        row = self._db.execute("SELECT key FROM claim WHERE guid = ?", (guid,)).fetchone()
        return row[0] if row else None
