"""The list of documents that are stale in this run.

It grows with the input, so SQLite holds it instead of memory. The meaning of a row is defined
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedtool.state.database import Database

WORK = """
CREATE TEMP TABLE stale (
    phase INTEGER, channel INTEGER, kind INTEGER, rank INTEGER, guid TEXT,
    PRIMARY KEY (phase, channel, kind, rank, guid)
) WITHOUT ROWID;
"""

Row = tuple[int, int, int, int, str]


class Stale:
    """The stale documents in the database of a cache, each once, sorted by row."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, rows: Iterable[Row]) -> None:
        """Adds documents to the list."""
        self._db.executemany("INSERT OR IGNORE INTO stale VALUES (?, ?, ?, ?, ?)", rows)

    def has(self, row: Row) -> bool:
        """Whether a document is in the list."""
        return self._db.exists(
            "SELECT 1 FROM stale WHERE (phase, channel, kind, rank, guid) = (?, ?, ?, ?, ?)", *row
        )

    def of_phase(self, phase: int) -> Iterator[Row]:
        """The documents of one phase, sorted."""
        rows: Iterator[Row] = self._db.execute(
            "SELECT phase, channel, kind, rank, guid FROM stale WHERE phase = ? "
            "ORDER BY channel, kind, rank, guid",
            (phase,),
        )
        return rows
