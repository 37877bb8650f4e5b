"""Which documents are stale in this run.

There may be as many as there is input, so SQLite keeps the list, and not memory. What a row means
is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedtool.state.database import Database

WORK = """
CREATE TEMP TABLE stale (
    stage INTEGER, channel INTEGER, kind INTEGER, rank INTEGER, guid TEXT,
    PRIMARY KEY (stage, channel, kind, rank, guid)
) WITHOUT ROWID;
"""

Row = tuple[int, int, int, int, str]


class Stale:
    """The list of stale documents in the database of a cache, each once, in the order of rows."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, rows: Iterable[Row]) -> None:
        """Adds documents to the list."""
        self._db.executemany("INSERT OR IGNORE INTO stale VALUES (?, ?, ?, ?, ?)", rows)

    def has(self, row: Row) -> bool:
        """Whether a document is in the list."""
        return self._db.exists(
            "SELECT 1 FROM stale WHERE (stage, channel, kind, rank, guid) = (?, ?, ?, ?, ?)", *row
        )

    def of_stage(self, stage: int) -> Iterator[Row]:
        """The documents of one stage, in order."""
        rows: Iterator[Row] = self._db.execute(
            "SELECT stage, channel, kind, rank, guid FROM stale WHERE stage = ? "
            "ORDER BY channel, kind, rank, guid",
            (stage,),
        )
        return rows
