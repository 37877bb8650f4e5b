"""What became of each input file when it was last read.

There are as many as there are files, so SQLite keeps the notes, and not memory.
"""

from __future__ import annotations

import msgspec

from feedtool.model import InputFile, Problem
from feedtool.state.database import Database

SCHEMA = """
CREATE TABLE source (
    key TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    again INTEGER NOT NULL,
    due INTEGER,
    guid TEXT,
    problem TEXT,
    left_out INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX source_by_guid ON source (guid) WHERE guid IS NOT NULL;
CREATE INDEX source_with_problem ON source (key) WHERE problem IS NOT NULL;
CREATE INDEX source_by_due ON source (due) WHERE due IS NOT NULL;
"""


class Seen(msgspec.Struct, frozen=True):
    """What became of an input file: the article it holds, or the problem with it.

    `again`: to be read at the next build even if it looks the same. `due`: held back until then
    (Unix seconds). `guid` None: it holds no published article.
    """

    found: InputFile
    guid: str | None
    problem: Problem | None = None
    again: bool = False
    due: int | None = None


class Sources:
    """The notes on input files in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def guid_at(self, key: str) -> str | None:
        """The GUID of the article that the file at `key` held."""
        guid: str | None = self._db.value("SELECT guid FROM source WHERE key = ?", key)
        return guid

    def keys_of(self, guid: str) -> tuple[str, ...]:
        """The files that hold the article, in order: more than one if there are copies."""
        rows = self._db.execute("SELECT key FROM source WHERE guid = ? ORDER BY key", (guid,))
        return tuple(row[0] for row in rows)

    def remember(self, seen: Seen) -> None:
        """Notes what became of a file."""
        found, problem = seen.found, seen.problem
        self._db.execute(
            "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(found.key, found.size, found.mtime, found.inode, int(seen.again), seen.due),
                *(seen.guid, problem and problem.message, int(bool(problem and problem.left_out))),
            ),
        )

    def look_again(self, guid: str, but: str) -> None:
        """Has the files of an article, all `but` one, read again at the next build."""
        self._db.execute("UPDATE source SET again = 1 WHERE guid = ? AND key <> ?", (guid, but))

    def forget(self, key: str) -> None:
        """Drops the note on a file that is not there any more."""
        self._db.execute("DELETE FROM source WHERE key = ?", (key,))

    def problems(self) -> tuple[Problem, ...]:
        """The problems of all files, in the order of keys, also of those not read this time."""
        rows = self._db.execute(
            "SELECT key, problem, left_out FROM source WHERE problem IS NOT NULL ORDER BY key"
        )
        return tuple(Problem(key, message, bool(left_out)) for key, message, left_out in rows)
