"""The dumps of the input folder, and the comparison of their parts with those of the last build.

The parts of a dump are rows in `source`, next to each other in the order of keys. So whole dumps
are skipped by ranges of keys, and a run without news does not read the rows of their parts.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator

import msgspec

from feedtool.model import InputFile
from feedtool.state.database import Database

SCHEMA = """
CREATE TABLE dump (
    key TEXT PRIMARY KEY,
    is_dump INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    sample TEXT NOT NULL,
    is_cut INTEGER NOT NULL,
    max_bytes INTEGER NOT NULL,
    since INTEGER NOT NULL,
    since_lines INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE dump_tail (
    dump TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (dump, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_to_read_again ON source (key) WHERE again;
"""
WORK = """
CREATE TEMP TABLE part (
    key TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE uncertain (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_WHERE_OF = "WHERE key > ? AND key < ?"  # the parts of a dump; see `range_of`


class Indexed(msgspec.Struct, frozen=True):
    """How far a dump was indexed: the offset after the last part, and the lines above it.

    `sample` is a digest of samples of the bytes before `offset`. `is_cut`: bytes follow that are
    not yet a part. An append is read from the offset `since` on, which is earlier than `offset` if
    the file was so young that it may have changed again. A file that may be any data and is not a
    dump is noted as well.
    """

    is_dump: bool
    offset: int = 0
    lines: int = 0
    sample: str = ""
    is_cut: bool = False
    max_bytes: int = 0
    since: int = 0
    since_lines: int = 0


class Dumps:
    """The dumps recorded in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def indexed(self, key: str) -> Indexed | None:
        """How far the dump was indexed by an earlier build, if it was."""
        row: tuple[int, int, int, str, int, int, int, int] | None = self._db.execute(
            "SELECT is_dump, offset, lines, sample, is_cut, max_bytes, since, since_lines "
            "FROM dump WHERE key = ?",
            (key,),
        ).fetchone()
        if row is None:
            return None
        is_dump, offset, lines, sample, is_cut, *rest = row
        return Indexed(bool(is_dump), offset, lines, sample, bool(is_cut), *rest)

    def remember(self, key: str, indexed: Indexed) -> None:
        """Records how far a dump was indexed, and which parts an append may read once more."""
        self._db.execute(
            "INSERT OR REPLACE INTO dump VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, *msgspec.structs.astuple(indexed)),
        )
        self._db.execute("DELETE FROM dump_tail WHERE dump = ?", (key,))
        if indexed.since:
            self._db.execute(
                "INSERT INTO dump_tail SELECT ?, key FROM part WHERE inode >= ?",
                (key, indexed.since),
            )

    def forget(self, key: str) -> None:
        """Deletes the record of a dump that no longer exists."""
        self._db.execute("DELETE FROM dump WHERE key = ?", (key,))
        self._db.execute("DELETE FROM dump_tail WHERE dump = ?", (key,))

    def others(self) -> Iterator[str]:
        """The keys of the files that are not dumps although their names would allow it."""
        rows = self._db.execute(
            "SELECT key FROM dump WHERE NOT is_dump AND key NOT IN (SELECT key FROM missing) "
            "ORDER BY key"
        )
        return (key for (key,) in rows.fetchall())

    def distrust_below(self, max_bytes: int) -> None:
        """Has the dumps indexed again that were indexed under another limit."""
        self._db.execute(
            "UPDATE source SET again = 1 WHERE key IN (SELECT key FROM dump WHERE max_bytes <> ?)",
            (max_bytes,),
        )

    # -- the parts of one dump, during its indexing ------------------------------------------

    def begin(self) -> None:
        """Forgets the parts of the dump that was indexed before."""
        self._db.execute("DELETE FROM part")

    def add(self, parts: Iterable[InputFile]) -> None:
        """Adds parts; of those with one key only the first counts."""
        self._db.executemany("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?)", parts)

    def part(self, key: str, start: int) -> InputFile | None:
        """The part at `key` in this scan, or before the offset `start` in an earlier build."""
        row = self._db.execute("SELECT * FROM part WHERE key = ?", (key,)).fetchone()
        if row is None and start:
            row = self._seen(key, start)
        return None if row is None else InputFile(*row)

    def _seen(self, key: str, before: int) -> tuple[str, int, int, int] | None:
        row: tuple[str, int, int, int] | None = self._db.execute(
            "SELECT key, size, mtime, inode FROM source WHERE key = ? AND inode < ?", (key, before)
        ).fetchone()
        return row

    def mark_broken(self, key: str, message: str) -> bool:
        """Notes a problem with a part that cannot be read any more; False if it is not known.

        An article that was published from it stays, and the part is read once it is correct.
        """
        changed = self._db.execute(
            "UPDATE source SET problem = ?, left_out = 1, mtime = -1 WHERE key = ?", (message, key)
        )
        self._db.execute(
            "INSERT OR IGNORE INTO part SELECT key, size, mtime, inode FROM source WHERE key = ?",
            (key,),
        )
        return bool(changed.rowcount)

    def compare(self, everything: bool, retry: bool) -> None:
        """Lists the parts that changed since the last build, and records where they are now.

        With `everything`, every part counts as changed; with `retry`, so does one with a problem.
        """
        self._db.execute(
            "INSERT OR REPLACE INTO changed SELECT p.key, p.size, p.mtime, p.inode, "
            "s.key IS NULL OR s.again OR s.mtime <> p.mtime OR s.size <> p.size, "
            "place(p.key, p.mtime, p.inode) "
            "FROM part AS p LEFT JOIN source AS s ON s.key = p.key WHERE p.mtime <> -1 "
            "AND (s.key IS NULL OR s.again OR s.mtime <> p.mtime OR s.size <> p.size "
            "OR ? OR (? AND s.left_out))",
            (everything, retry),
        )
        self._db.execute(
            # CROSS JOIN keeps SQLite from going through all sources to find the few in `part`.
            "UPDATE source SET inode = (SELECT inode FROM part WHERE part.key = source.key) "
            "WHERE key IN (SELECT p.key FROM part AS p CROSS JOIN source AS s ON s.key = p.key "
            "WHERE s.inode <> p.inode)"
        )

    def compare_missing(self, dump: str, since: int) -> None:
        """Lists the parts of a dump from an offset on that are not in it any more.

        The offset is 0 or that from which an append is read.
        """
        parts = "WHERE key IN (SELECT key FROM dump_tail WHERE dump = ?)"
        self._db.execute(
            f"INSERT OR IGNORE INTO missing SELECT key FROM source {parts if since else _WHERE_OF} "
            "AND inode >= ? AND key NOT IN (SELECT key FROM part)",
            (*((dump,) if since else range_of(dump)), since),
        )

    def add_again(self) -> None:
        """Adds the parts to the changed ones that are to be read again, of dumps that are here."""
        for (dump,) in self._db.execute(
            "SELECT key FROM dump WHERE is_dump AND key NOT IN (SELECT key FROM missing) "
            "AND key NOT IN (SELECT key FROM absent) AND key NOT IN (SELECT key FROM unsettled)"
        ).fetchall():
            self._db.execute(
                "INSERT OR IGNORE INTO changed SELECT key, size, mtime, inode, 1, "
                f"place(key, mtime, inode) FROM source INDEXED BY source_to_read_again {_WHERE_OF} "
                "AND again AND mtime <> -1 AND key NOT IN (SELECT key FROM missing)",
                range_of(dump),
            )

    def add_missing(self) -> None:
        """Adds the parts of missing dumps to the missing files."""
        for (dump,) in self._db.execute(
            "SELECT key FROM dump WHERE key IN (SELECT key FROM missing)"
        ).fetchall():
            self._db.execute(
                f"INSERT OR IGNORE INTO missing SELECT key FROM source {_WHERE_OF}", range_of(dump)
            )

    # -- what is not certain -----------------------------------------------------------------

    def note_uncertain(self, dump: str) -> None:
        """Notes that a dump may have more parts than were found in it."""
        self._db.execute("INSERT OR IGNORE INTO uncertain VALUES (?)", (dump,))

    def is_uncertain(self, dump: str) -> bool:
        """Whether a dump may have more parts than were found in it."""
        return self._db.exists("SELECT 1 FROM uncertain WHERE key = ?", dump)


def rows_of_files(
    db: Database, columns: str, below: str = ""
) -> Generator[tuple[str, int, int, int, int], None, None]:
    """The rows of `source` of files in a folder and below, except those of parts, sorted by key."""
    # A BLOB comes after every text.
    last, beyond = below, f"{below[:-1]}0" if below else b""
    dumps = db.execute("SELECT key FROM dump WHERE key >= ? AND key < ?", (last, beyond)).fetchall()
    for begin, end in sorted(range_of(key) for (key,) in dumps):
        yield from db.execute(
            f"SELECT {columns} FROM source WHERE key >= ? AND key <= ? ORDER BY key", (last, begin)
        ).in_groups()
        last = end
    query = f"SELECT {columns} FROM source WHERE key >= ? AND key < ? ORDER BY key"
    yield from db.execute(query, (last, beyond)).in_groups()


def range_of(dump: str) -> tuple[str, str]:
    """The two strings between which the keys of the parts of a dump are."""
    return f"{dump}#", f"{dump}$"
