"""The entries that this run has made for pages, for the other documents that show them.

They take as much space as the articles, so SQLite holds them instead of memory. Their form is
defined elsewhere.
"""

from __future__ import annotations

from feedtool.state.database import Database

_WORK = "CREATE TEMP TABLE entry (guid TEXT PRIMARY KEY, body BLOB NOT NULL)"


class Entries:
    """The serialized entries of one run in the database of a cache, by GUID."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.execute(_WORK)

    def put(self, guid: str, body: bytes) -> None:
        """Stores the entry of an article until the end of the run."""
        self._db.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (guid, body))

    def of(self, guid: str) -> bytes | None:
        """The entry of an article, if its page was rendered in this run."""
        body: bytes | None = self._db.value("SELECT body FROM entry WHERE guid = ?", guid)
        return body
