"""What the last build saw and made: SQLite, to be deleted at any time.

Without it a build reads every article and every file of the output once, and writes what differs.
It answers three questions: which input files changed (`sources`, and `worklist`), what the cleaned
articles were, and which files of the output are ours (`artifacts`). The lists of one run are its
temporary tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from feedtool.errors import PublishError
from feedtool.state.cache import claims, outputs, run, shown, sources
from feedtool.state.database import Database

if TYPE_CHECKING:
    from feedtool.state.cache.line_counts import LineCounts
    from feedtool.state.cache.waiting import Waiting

SCHEMA_VERSION = 2
UNTOLD = "untold"  # the setting that keeps which WebSub hubs are to be told of what
_SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE article (guid TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE template (key TEXT PRIMARY KEY, code BLOB NOT NULL) STRICT;
"""


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
        self.work = run.Run(self._db)
        self.sources = sources.Sources(self._db)
        self.artifacts = outputs.Outputs(self._db)
        self.claims = claims.Claims(self._db)
        self.shown = shown.Shown(self._db)

    @cached_property
    def waiting(self) -> Waiting:
        """Articles that wait for a decision."""
        # Imported here: in a run without news nothing waits.
        from feedtool.state.cache.waiting import Waiting

        return Waiting(self._db)

    @cached_property
    def evidence(self) -> LineCounts:
        """What the folder as a whole has taught."""
        # Imported here: a run without news learns nothing.
        from feedtool.state.cache.line_counts import LineCounts

        return LineCounts(self._db)

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
        from feedtool.state.cache import line_counts

        db.executescript(
            f"BEGIN; {_SCHEMA} {sources.SCHEMA} {outputs.SCHEMA} {line_counts.SCHEMA} "
            f"PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"
        )
    db.executescript(run.WORK + outputs.WORK + claims.WORK + shown.WORK)
    db.execute("BEGIN")
    return db
