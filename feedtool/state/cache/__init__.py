"""What the last build read and wrote: an SQLite file that may be deleted at any time.

Without it a build reads every article and every output file once, and writes what differs. It
answers three questions: which input files changed (`sources` and `run`), what the cleaned articles
were, and which output files feedtool wrote (`outputs`). The lists of one run are temporary tables.
"""

from __future__ import annotations

import sqlite3
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from feedtool.blake2 import blake2b
from feedtool.errors import CacheDamaged, PublishError
from feedtool.model.dumps import place_of
from feedtool.state.cache import dumps, outputs, references, run, sources, stale
from feedtool.state.cache.last_build import LastBuild, decode, encode
from feedtool.state.database import Database, connect, outer_cause, read_only

if TYPE_CHECKING:
    from feedtool.state.cache.entries import Entries
    from feedtool.state.cache.line_counts import LineCounts

SCHEMA_VERSION = 9
_CHECKSUM = 8  # bytes before what is stored of an article: SQLite does not check its pages
# Errors that are about the disk or its permissions, not about the content of the cache.
_DISK_ERRORS = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOLFS,
    }
)
# Input and output errors that a file which was cut short causes.
_READ_ERRORS = frozenset({sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ})
_SCHEMA = """
CREATE TABLE last_build (number INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT;
CREATE TABLE article (guid TEXT PRIMARY KEY, body BLOB NOT NULL, links BLOB NOT NULL) STRICT;
"""


class Cache:
    """An open cache. Changes count only once `commit` has been called."""

    def __init__(self, path: Path | None) -> None:
        """Opens the cache at `path`; None opens an empty one in memory.

        A cache that is missing, damaged or of another version is replaced by an empty one.
        """
        self._path = path
        try:
            try:
                self._db = _open(path)
                self._last_build = self._read_last_build()
            except (sqlite3.DatabaseError, UnicodeDecodeError):
                if path is None:
                    raise
                discard(path)
                self._db = _open(path)
                self._last_build = LastBuild()
        except (sqlite3.Error, OSError) as error:
            raise _to_error(path, error) from None
        self._db.to_error = partial(_to_error, path)
        self._is_index_checked = False
        self.run = run.Run(self._db)
        self.sources = sources.Sources(self._db)
        self.dumps = dumps.Dumps(self._db)
        self.outputs = outputs.Outputs(self._db)
        self.stale = stale.Stale(self._db)
        self.references = references.References(self._db)

    @cached_property
    def line_counts(self) -> LineCounts:
        """In how many articles of each site every line appears."""
        # Imported here: a run without news does not need it.
        from feedtool.state.cache.line_counts import LineCounts

        return LineCounts(self._db)

    @cached_property
    def entries(self) -> Entries:
        """The entries that this run has made for pages."""
        from feedtool.state.cache.entries import Entries

        return Entries(self._db)

    @classmethod
    def snapshot(cls, path: Path) -> Cache:
        """An in-memory copy of the cache at `path`; empty if that is missing or damaged."""
        copy = cls(None)
        if not path.exists():
            return copy
        try:
            with read_only(path) as source:
                if source.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                    copy._db.rollback()
                    source.backup(copy._db)
                    copy._db.execute("BEGIN")
            copy._last_build = copy._read_last_build()
        except (sqlite3.Error, PublishError):
            copy.close()
            return cls(None)
        return copy

    def commit(self) -> None:
        """Makes all changes so far permanent, atomically."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def distrust(self) -> None:
        """Forgets all but which output files feedtool wrote, and what is not announced yet.

        Called when the ledger is not the one of this cache. Whether those output files are
        complete is then unknown.
        """
        tables = self._db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table not in ("artifact", "last_build"):
                self._db.execute(f"DELETE FROM {table}")
        last = self.last_build
        kept = LastBuild(generation=last.generation, untold=last.untold, unreleased=last.unreleased)
        self.remember(kept)
        self.outputs.distrust()

    def close(self) -> None:
        """Closes the database; uncommitted changes are lost."""
        self._db.close()

    # -- the last build ----------------------------------------------------------------------

    @property
    def last_build(self) -> LastBuild:
        """What the last build recorded, or the last value passed to `remember`."""
        return self._last_build

    def remember(self, last_build: LastBuild) -> None:
        """Records what the next build needs to know about this one."""
        self._db.execute("INSERT OR REPLACE INTO last_build VALUES (1, ?)", (encode(last_build),))
        self._last_build = last_build

    def _read_last_build(self) -> LastBuild:
        return decode(self._db.value("SELECT record FROM last_build"))

    # -- articles ---------------------------------------------------------------------------

    def put_article(self, guid: str, body: bytes) -> None:
        """Stores a cleaned article, packed, for the documents that show it.

        What its references lead to stays as it was.
        """
        self._db.execute(
            "INSERT INTO article VALUES (?, ?, x'') "
            "ON CONFLICT (guid) DO UPDATE SET body = excluded.body",
            (guid, _marked(guid, body)),
        )

    def put_links(self, guid: str, links: bytes) -> None:
        """Stores what the references of an article lead to, packed."""
        self._db.execute(
            "UPDATE article SET links = ? WHERE guid = ?", (_marked(guid, links), guid)
        )

    def article(self, guid: str) -> bytes | None:
        """The packed article, or None if the cache does not have it."""
        found = self.article_and_links(guid)
        return None if found is None else found[0]

    def article_and_links(self, guid: str) -> tuple[bytes, bytes] | None:
        """The packed article and what its references lead to; None if the cache lacks it.

        Raises `CacheDamaged` if they are not what was stored, or cannot be found any more.
        """
        row: tuple[bytes, bytes] | None = self._db.execute(
            "SELECT body, links FROM article WHERE guid = ?", (guid,)
        ).fetchone()
        if row is None:
            self._check_index()
            return None
        body, links = row
        return self._unmarked(guid, body), self._unmarked(guid, links) if links else links

    def _unmarked(self, guid: str, stored: bytes) -> bytes:
        """What was stored for the article, without its checksum."""
        content = stored[_CHECKSUM:]
        if _marked(guid, content) != stored:
            raise CacheDamaged(f"{self._path}: the cache is damaged: an article differs")
        return content

    def _check_index(self) -> None:
        """Checks once, because it takes time, that articles are found by their GUIDs.

        An article that is missing may be one that could never be published.
        """
        if self._is_index_checked:
            return
        self._is_index_checked = True
        if self._db.value("PRAGMA integrity_check(article)") != "ok":
            raise CacheDamaged(f"{self._path}: the cache is damaged: an article cannot be found")

    def drop_article(self, guid: str) -> None:
        """Deletes an article that left the site."""
        self._db.execute("DELETE FROM article WHERE guid = ?", (guid,))


def discard(path: Path) -> None:
    """Deletes the cache at `path` and the files that SQLite keeps next to it.

    Raises `PublishError` if they cannot be deleted.
    """
    try:
        for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
    except OSError as error:
        raise _to_error(path, error) from None


def _marked(guid: str, content: bytes) -> bytes:
    """Something of an article, after a checksum of it and of whose it is."""
    key = guid.encode("utf-8", "surrogatepass")
    return blake2b(key + b"\0" + content, digest_size=_CHECKSUM).digest() + content


def _to_error(path: Path | None, error: Exception) -> PublishError:
    if isinstance(error, sqlite3.Error):
        # The lower byte is the primary result code (sqlite.org/rescode.html).
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        is_content = code in _READ_ERRORS or code & 0xFF != sqlite3.SQLITE_IOERR
        if code & 0xFF not in _DISK_ERRORS and is_content:
            return CacheDamaged(f"{path}: the cache is damaged: {error}")
    return PublishError(f"{path}: the cache cannot be used: {outer_cause(error)}")


def _open(path: Path | None) -> Database:
    db = connect(path)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, SCHEMA_VERSION):
        db.close()
        raise sqlite3.DatabaseError("another version")
    # The cache can be rebuilt, so it need not wait for the disk; it must only stay consistent.
    db.execute("PRAGMA synchronous = NORMAL")
    if not version:
        from feedtool.state.cache import line_counts

        tables = (
            _SCHEMA,
            sources.SCHEMA,
            dumps.SCHEMA,
            outputs.SCHEMA,
            references.SCHEMA,
            line_counts.SCHEMA,
        )
        db.executescript(
            f"BEGIN; {' '.join(tables)} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"
        )
    db.create_function("place", 3, place_of, deterministic=True)
    db.executescript(run.WORK + dumps.WORK + outputs.WORK + stale.WORK + references.WORK)
    db.execute("BEGIN")
    return db
