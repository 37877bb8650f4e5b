"""The result for each input file when it was last read.

There is one row for each file, so SQLite holds them instead of memory.
"""

from __future__ import annotations

import msgspec

from feedtool.model import InputFile, Problem
from feedtool.model.problem import join_notices
from feedtool.model.waiting import Waiting
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
    """The result for an input file: the article it holds, or the problem with it.

    `guid` is None if the file holds no published article. If `again`, the next build reads the
    file even if it is unchanged. `due` is when a file that is held back is read again (Unix
    seconds).
    """

    found: InputFile
    guid: str | None
    problem: Problem | None = None
    again: bool = False
    due: int | None = None


class Sources:
    """The input files recorded in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def guid_at(self, key: str) -> str | None:
        """The GUID of the article that the file at `key` held, if any."""
        guid: str | None = self._db.value("SELECT guid FROM source WHERE key = ?", key)
        return guid

    def seen(self, key: str) -> Seen | None:
        """The result for the file at `key`, if an earlier build saw it."""
        row = self._db.execute(
            "SELECT key, size, mtime, inode, guid, problem, left_out, again FROM source "
            "WHERE key = ?",
            (key,),
        ).fetchone()
        if row is None:
            return None
        problem = None if row[5] is None else Problem(key, row[5], bool(row[6]))
        return Seen(InputFile(*row[:4]), row[4], problem, again=bool(row[7]))

    def has(self, key: str) -> bool:
        """Whether an earlier build saw the file at `key`."""
        return self._db.exists("SELECT 1 FROM source WHERE key = ?", key)

    def keys_of(self, guid: str) -> tuple[str, ...]:
        """The keys of the files that hold the article, sorted; several if there are copies."""
        rows = self._db.execute("SELECT key FROM source WHERE guid = ? ORDER BY key", (guid,))
        return tuple(row[0] for row in rows)

    def keys_with_stem(self, stem: str) -> tuple[str, ...]:
        """The keys that are `stem` with anything behind a dot, sorted."""
        rows = self._db.execute(
            "SELECT key FROM source WHERE key > ? AND key < ? ORDER BY key",
            (f"{stem}.", f"{stem}/"),
        )
        return tuple(row[0] for row in rows)

    def remember(self, seen: Seen) -> None:
        """Records the result for a file."""
        found, problem = seen.found, seen.problem
        self._db.execute(
            "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                found.key,
                found.size,
                found.mtime,
                found.inode,
                int(seen.again),
                seen.due,
                seen.guid,
                problem and problem.message,
                int(bool(problem and problem.left_out)),
            ),
        )

    def read_again(self, guid: str, but: str) -> None:
        """Marks the files of an article, except `but`, to be read again by the next build."""
        self._db.execute("UPDATE source SET again = 1 WHERE guid = ? AND key <> ?", (guid, but))

    def add_notice(self, key: str, notice: str) -> None:
        """Adds a notice to what is noted about a file, and has it read again at the next build."""
        row = self._db.execute("SELECT problem FROM source WHERE key = ?", (key,)).fetchone()
        if row is not None:
            self._db.execute(
                "UPDATE source SET again = 1, problem = ? WHERE key = ?",
                (join_notices(row[0], notice), key),
            )

    def scheduled(self) -> Waiting | None:
        """The files that are held back because the date of their article is in the future."""
        chosen = "FROM source WHERE due IS NOT NULL AND guid IS NULL AND mtime <> -1"
        row = self._db.execute(f"SELECT key, due {chosen} ORDER BY due, key LIMIT 1").fetchone()
        if row is None:
            return None
        return Waiting(self._db.number(f"SELECT count(*) {chosen}"), *row)

    def next_due(self) -> int | None:
        """When the next file that is held back is to be read (Unix seconds)."""
        due: int | None = self._db.value("SELECT min(due) FROM source WHERE due IS NOT NULL")
        return due

    def forget(self, key: str) -> None:
        """Deletes the row of a file that no longer exists."""
        self._db.execute("DELETE FROM source WHERE key = ?", (key,))

    def problems(self) -> tuple[Problem, ...]:
        """The problems of all files, sorted by key, including files that this run did not read."""
        rows = self._db.execute(
            "SELECT key, problem, left_out FROM source WHERE problem IS NOT NULL UNION ALL "
            "SELECT key, message, 0 FROM unresolved ORDER BY key"
        )
        found: dict[str, Problem] = {}
        for key, message, left_out in rows:
            before = found.get(key)
            found[key] = (
                Problem(key, message, bool(left_out))
                if before is None
                else Problem(
                    key,
                    join_notices(before.message, message) or "",
                    before.left_out or bool(left_out),
                )
            )
        return tuple(found.values())
