"""What the last build saw and made: SQLite, to be deleted at any time.

Without it a build reads every article and every file of the output once, and writes what differs.
It answers three questions: which input files changed, what the cleaned articles were, and which
files of the output are ours (`artifacts`). The lists of one run are its temporary tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from feedtool.cache import artifacts, claims, shown
from feedtool.cache.database import Database
from feedtool.errors import PublishError
from feedtool.model import Problem
from feedtool.storage import Found

if TYPE_CHECKING:
    from feedtool.cache.evidence import Evidence
    from feedtool.cache.waiting import Waiting

SCHEMA_VERSION = 2
UNTOLD = "untold"  # the setting that keeps which WebSub hubs are to be told of what
_SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
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
CREATE TABLE article (guid TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE template (key TEXT PRIMARY KEY, code BLOB NOT NULL) STRICT;
"""
# Work lists of one run. They may be as long as the input, so SQLite keeps them, and not a list.
_WORK = """
CREATE TEMP TABLE changed (
    key TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, edited INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE vanished (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE unsettled (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Changed(msgspec.Struct, frozen=True):
    """A file to read. `edited` False: it is read again for another reason, such as new rules."""

    found: Found
    edited: bool


class Seen(msgspec.Struct, frozen=True):
    """What became of an input file: the article it holds, or the problem with it.

    `again`: to be read at the next build even if it looks the same. `due`: held back until then
    (Unix seconds). `guid` None: it holds no published article.
    """

    found: Found
    guid: str | None
    problem: Problem | None = None
    again: bool = False
    due: int | None = None


class Cache:
    """An open cache. Changes count only once `commit` has been called."""

    def __init__(self, path: Path | None) -> None:
        """Opens the cache at `path`, anew if it is damaged or of another version.

        None: a new one in memory.
        """
        try:
            try:
                self._db = _open(path)
            except sqlite3.DatabaseError:
                if path is None:
                    raise
                discard(path)
                self._db = _open(path)
        except (sqlite3.Error, OSError) as error:
            raise _failed(path, error) from None
        self._db.told = partial(_failed, path)
        self.artifacts = artifacts.Artifacts(self._db)
        self.claims = claims.Claims(self._db)
        self.shown = shown.Shown(self._db)

    @cached_property
    def waiting(self) -> Waiting:
        """Articles that wait for a decision."""
        # Imported here: in a run without news nothing waits.
        from feedtool.cache.waiting import Waiting

        return Waiting(self._db)

    @cached_property
    def evidence(self) -> Evidence:
        """What the folder as a whole has taught."""
        # Imported here: a run without news learns nothing.
        from feedtool.cache.evidence import Evidence

        return Evidence(self._db)

    @classmethod
    def snapshot(cls, path: Path) -> Cache:
        """A copy in memory, to try things out on; empty if there is none or it is damaged."""
        cache = cls(None)
        if path.exists():
            uri = f"{path.as_uri()}?mode=ro"
            with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as source:
                if source.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                    cache._db.rollback()
                    source.backup(cache._db)
                    cache._db.execute("BEGIN")
        return cache

    def commit(self) -> None:
        """Makes all changes so far permanent, in one step."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def doubt(self) -> None:
        """Forgets all but which files of the output are ours, and what hubs are to be told.

        For when the ledger may know more than this: whether those files are whole is not known.
        """
        tables = self._db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table not in ("artifact", "setting"):
                self._db.execute(f"DELETE FROM {table}")
        self._db.execute("DELETE FROM setting WHERE name <> ?", (UNTOLD,))
        self.artifacts.doubt()

    def close(self) -> None:
        """Forgets what was not committed."""
        self._db.close()

    # -- settings --------------------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """What the last build noted under `name`."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def note(self, name: str, value: str) -> None:
        """Notes a setting of this build for the next."""
        self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    # -- what was read ---------------------------------------------------------------------

    def compare(self, scan: Iterable[Found | Problem], everything: bool) -> tuple[Problem, ...]:
        """Fills the work lists with what changed and what vanished since the last build.

        `scan` comes in the order of keys. Returns the problems found in it; a file that has one
        has not vanished. `everything`: all that is there counts as changed.
        """
        self._db.execute("DELETE FROM changed")
        self._db.execute("DELETE FROM vanished")
        rows = self._db.execute("SELECT key, size, mtime, inode, again FROM source ORDER BY key")
        changed: list[Changed] = []
        vanished: list[str] = []
        problems: list[Problem] = []
        row = next(rows, None)
        for found in scan:
            if row is not None and row[:4] == found and not row[4] and not everything:
                row = next(rows, None)  # as it was: nearly always
                continue
            while row is not None and row[0] < found.key:
                vanished.append(row[0])
                row = next(rows, None)
            known, row = (row, next(rows, None)) if row and row[0] == found.key else (None, row)
            if isinstance(found, Problem):
                problems.append(found)
            elif known is None or known[:4] != found:
                changed.append(Changed(found, edited=True))
            elif everything or known[4]:
                changed.append(Changed(found, edited=bool(known[4])))
            if len(changed) + len(vanished) > 10_000:
                self._list(changed, vanished)
        while row is not None:
            vanished.append(row[0])
            row = next(rows, None)
        self._list(changed, vanished)
        return tuple(problems)

    def _list(self, changed: list[Changed], vanished: list[str]) -> None:
        rows = [
            (c.found.key, c.found.size, c.found.mtime, c.found.inode, c.edited) for c in changed
        ]
        self._db.executemany("INSERT INTO changed VALUES (?, ?, ?, ?, ?)", rows)
        self._db.executemany("INSERT INTO vanished VALUES (?)", [(key,) for key in vanished])
        changed.clear()
        vanished.clear()

    def postpone(self, since: int, until: int) -> None:
        """Takes from the list of what changed the files that were written in these seconds."""
        self._db.execute(
            "INSERT OR IGNORE INTO unsettled SELECT key FROM changed WHERE mtime BETWEEN ? AND ?",
            (since * 10**9, until * 10**9),
        )
        self._db.execute("DELETE FROM changed WHERE key IN (SELECT key FROM unsettled)")

    def postpone_one(self, key: str) -> None:
        """Leaves a file as it was: somebody is writing it."""
        self._db.execute("INSERT OR IGNORE INTO unsettled VALUES (?)", (key,))

    def is_unsettled(self, key: str) -> bool:
        """Whether the file was left for the next build."""
        return self._db.exists("SELECT 1 FROM unsettled WHERE key = ?", key)

    def unsettled(self) -> Iterator[str]:
        """The files that were left for the next build, in order."""
        return (row[0] for row in self._pages("unsettled", "key"))

    def count_unsettled(self) -> int:
        """How many files were left for the next build."""
        return self._db.number("SELECT count(*) FROM unsettled")

    def defer_removals(self, now: int, seconds: int) -> None:
        """Takes from the list of what vanished the files that were there `seconds` ago.

        When a file was first missed is kept in the place of when it is due.
        """
        self._db.execute(
            "UPDATE source SET due = ? WHERE due IS NULL AND key IN (SELECT key FROM vanished)",
            (now + seconds,),
        )
        self._db.execute(
            "DELETE FROM vanished WHERE key IN (SELECT key FROM source WHERE due > ?)", (now,)
        )

    def is_back(self, key: str) -> None:
        """Takes a file from the list of what vanished: another has taken its place."""
        self._db.execute("DELETE FROM vanished WHERE key = ?", (key,))

    def add_due(self, now: int) -> None:
        """Counts as changed what was held back until now."""
        self._db.execute(
            "INSERT OR IGNORE INTO changed SELECT key, size, mtime, inode, 0 FROM source "
            "WHERE due <= ? AND key NOT IN (SELECT key FROM vanished)",
            (now,),
        )

    def add_reread(self, keys: Iterable[str]) -> None:
        """Counts files as changed that did not, because more is known of their site now."""
        self._db.executemany(
            "INSERT OR IGNORE INTO changed SELECT key, size, mtime, inode, 0 FROM source "
            "WHERE key = ?",
            ((key,) for key in keys),
        )

    def count_edited(self) -> int:
        """How many of the files to read changed themselves."""
        return int(self._db.execute("SELECT count(*) FROM changed WHERE edited").fetchone()[0])

    def count_changed(self) -> int:
        """How many files are to be read."""
        return self._db.number("SELECT count(*) FROM changed")

    def has_work(self) -> bool:
        """Whether any file changed or vanished."""
        return self._db.exists("SELECT 1 FROM changed UNION ALL SELECT 1 FROM vanished LIMIT 1")

    def is_changed(self, key: str) -> bool:
        """Whether the file at `key` is on the list of what changed."""
        return self._db.exists("SELECT 1 FROM changed WHERE key = ?", key)

    def has_vanished(self, key: str) -> bool:
        """Whether the file at `key` is on the list of what is not there any more."""
        return self._db.exists("SELECT 1 FROM vanished WHERE key = ?", key)

    def count_came(self) -> int:
        """How many of the files to read were not there at the last build."""
        return self._db.number(
            "SELECT count(*) FROM changed WHERE key NOT IN (SELECT key FROM source)"
        )

    def changed(self) -> Iterator[Changed]:
        """The files to read, in the order of keys."""
        rows = self._pages("changed", "key, size, mtime, inode, edited")
        return (Changed(Found(*row[:4]), bool(row[4])) for row in rows)

    def vanished(self) -> Iterator[str]:
        """The keys of files that are not there any more, in order."""
        return (row[0] for row in self._pages("vanished", "key"))

    def count_vanished(self) -> int:
        """How many files that the last build saw are not there any more."""
        return self._db.number("SELECT count(*) FROM vanished")

    def _pages(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        """All rows in the order of keys, by pages: a cursor would not survive a commit."""
        last = ""
        while rows := self._db.execute(
            f"SELECT {columns} FROM {table} WHERE key > ? ORDER BY key LIMIT 1000", (last,)
        ).fetchall():
            yield from rows
            last = rows[-1][0]

    def guid_at(self, key: str) -> str | None:
        """The GUID of the article that the file at `key` held."""
        row = self._db.execute("SELECT guid FROM source WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

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

    # -- what was made of it ---------------------------------------------------------------

    def put_article(self, guid: str, body: bytes) -> None:
        """Keeps a cleaned article, so that documents which list it need not read its file."""
        self._db.execute("INSERT OR REPLACE INTO article VALUES (?, ?)", (guid, body))

    def article(self, guid: str) -> bytes | None:
        """The cleaned article, as it was put."""
        row = self._db.execute("SELECT body FROM article WHERE guid = ?", (guid,)).fetchone()
        return row[0] if row else None

    def drop_article(self, guid: str) -> None:
        """Lets go of an article that left the site."""
        self._db.execute("DELETE FROM article WHERE guid = ?", (guid,))

    def templates(self) -> dict[str, bytes]:
        """The compiled templates, by key."""
        return dict(self._db.execute("SELECT key, code FROM template"))

    def keep_templates(self, compiled: Mapping[str, bytes], *, anew: bool) -> None:
        """Keeps compiled templates, beside those that are kept or `anew`."""
        if anew:
            self._db.execute("DELETE FROM template")
        self._db.executemany("INSERT OR REPLACE INTO template VALUES (?, ?)", compiled.items())


def discard(path: Path) -> None:
    """Deletes the cache at `path`, with what SQLite keeps beside it.

    Raises `PublishError` if that cannot be done.
    """
    try:
        for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
    except OSError as error:
        raise _failed(path, error) from None


def _failed(path: Path | None, error: Exception) -> PublishError:
    return PublishError(
        f"{path}: the cache cannot be used: {error}; is the disk full, and may this user write to "
        "the state folder?"
    )


def _open(path: Path | None) -> Database:
    db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=0, factory=Database)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, SCHEMA_VERSION):
        db.close()
        raise sqlite3.DatabaseError("another version")
    # The cache can be made again, so it does not wait for the disk; it must only stay whole.
    db.execute("PRAGMA synchronous = NORMAL")
    if not version:
        from feedtool.cache import evidence

        db.executescript(
            f"BEGIN; {_SCHEMA} {artifacts.SCHEMA} {evidence.SCHEMA} "
            f"PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"
        )
    db.executescript(_WORK + artifacts.WORK + claims.WORK + shown.WORK)
    db.execute("BEGIN")
    return db
