"""The permanent ids, slugs and dates of all articles: an SQLite file, the one file to back up.

A row is added when an article is first seen and is never deleted. The ledger stores the names that
`identity` mints; it does not know texts, pages or feeds. `schema` defines its tables, `exchange`
its text format for people and version control.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from feedtool.errors import LedgerError
from feedtool.model.paths import page_path
from feedtool.state.database import connect, outer_cause, read_only
from feedtool.state.ledger.files import Files
from feedtool.state.ledger.positions import WORK, Positions
from feedtool.state.ledger.record import COLUMNS, Record, moment, to_record, to_row
from feedtool.state.ledger.schema import SCHEMA_VERSION, STEPS, Step, prepare

__all__ = ["SCHEMA_VERSION", "Ledger", "Record", "moment"]

# Errors that are about the disk or its permissions, not about the ledger itself.
_DISK_ERRORS = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOLFS,
    }
)
_COLUMNS = ", ".join(COLUMNS)


_PODCAST = "podcast "  # begins the names of the ids of podcasts


class Ledger:
    """An open ledger. Changes count only once `commit` has been called."""

    def __init__(
        self, path: Path | None, now: int | None = None, steps: tuple[Step, ...] = STEPS
    ) -> None:
        """Opens the ledger at `path`, or creates it; None opens an empty one in memory.

        An older ledger is migrated to the current schema, and `now` (Unix seconds) is recorded as
        the time of the migration. Raises `LedgerError` if the file is damaged, not a ledger, or
        written by a newer feedtool.
        """
        self._path = path
        self._now = now
        self._steps = steps
        try:
            self._db = connect(path)
            self._db.execute("PRAGMA synchronous = FULL")
            self._prepare()
        except sqlite3.Error as error:
            raise _to_error(path, error) from None
        self.positions = Positions(self._db)
        self.files = Files(self._db)

    @classmethod
    def snapshot(cls, path: Path) -> Ledger:
        """An in-memory copy of the ledger at `path`; empty if there is none."""
        ledger = cls(None)
        if path.exists():
            ledger._path = path
            ledger._db.to_error = None
            try:
                with read_only(path) as source:
                    ledger._db.rollback()
                    source.backup(ledger._db)
                ledger._prepare()
            except sqlite3.Error as error:
                raise _to_error(path, error) from None
        return ledger

    def _prepare(self) -> None:
        prepare(self._db, str(self._path), self._now, self._steps)
        self._db.executescript(WORK)
        self._db.execute("BEGIN IMMEDIATE")
        self._db.to_error = partial(_to_error, self._path)

    def commit(self) -> None:
        """Makes all changes so far permanent, atomically."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Closes the database; uncommitted changes are lost."""
        self._db.close()

    # -- the site --------------------------------------------------------------------------

    def site_id(self) -> str | None:
        """The id under which the site was first published."""
        return self._get("id")

    def rules_digest(self) -> str | None:
        """The digest of the rules under which the fingerprints were made."""
        return self._get("rules")

    def generation(self) -> str:
        """A number that changes with each build that commits the ledger."""
        return self._get("generation") or "0"

    def next_generation(self, after: str | None) -> str:
        """Raises the generation, above `after` too, and returns it; the next commit keeps it."""
        generation = str(max(int(self.generation()), int(after or 0)) + 1)
        self.set("generation", generation)
        return generation

    def set(self, name: str, value: str) -> None:
        """Sets the site's `id`, the digest of the `rules`, or the `generation` of the ledger."""
        self._db.execute("INSERT OR REPLACE INTO site VALUES (?, ?)", (name, value))

    def podcast(self, channel: str) -> str | None:
        """The id of the podcast of a channel, by the channel's id."""
        return self._get(f"{_PODCAST}{channel}")

    def put_podcast(self, channel: str, guid: str) -> None:
        """Records the id of the podcast of a channel."""
        self.set(f"{_PODCAST}{channel}", guid)

    def podcasts(self) -> dict[str, str]:
        """The ids of all podcasts, by those of their channels."""
        rows = self._db.execute(
            "SELECT name, value FROM site WHERE name LIKE ? ORDER BY name", (f"{_PODCAST}%",)
        )
        return {name.removeprefix(_PODCAST): value for name, value in rows}

    def _get(self, name: str) -> str | None:
        value: str | None = self._db.value("SELECT value FROM site WHERE name = ?", name)
        return value

    # -- articles --------------------------------------------------------------------------

    def by_guid(self, guid: str) -> Record | None:
        """The article that has this GUID, or has it as an alias."""
        return self._one("guid = ?", guid) or self._one(
            "guid = (SELECT guid FROM alias WHERE alias = ?)", guid
        )

    def by_key(self, key: str) -> Record | None:
        """The article in the file at `key`, otherwise the last one that was there."""
        return self._one("key = ? ORDER BY gone IS NOT NULL, gone DESC, sequence DESC", key)

    def note_key(self, key: str, guid: str) -> None:
        """Records that the article was in the file at `key` before."""
        self._db.execute("INSERT OR REPLACE INTO former_key VALUES (?, ?)", (key, guid))

    def former_keys(self, guid: str) -> tuple[str, ...]:
        """The keys of the files in which the article was before, sorted."""
        rows = self._db.execute("SELECT key FROM former_key WHERE guid = ? ORDER BY key", (guid,))
        return tuple(row[0] for row in rows)

    def was_at(self, key: str) -> Record | None:
        """The article that was in the file at `key` last, if it is on the site."""
        return self._one("guid = (SELECT guid FROM former_key WHERE key = ?) AND gone IS NULL", key)

    def has_parts(self, dump: str) -> bool:
        """Whether an article on the site is a part of a dump."""
        return self._db.exists(
            "SELECT 1 FROM article WHERE key > ? AND key < ? AND gone IS NULL",
            f"{dump}#",
            f"{dump}$",
        )

    def by_fingerprint(self, fingerprint: str) -> tuple[Record, ...]:
        """All articles whose latest text has this fingerprint; those on the site first."""
        condition = "WHERE fingerprint = ? ORDER BY gone IS NOT NULL, sequence"
        return tuple(self._records(condition, fingerprint))

    def by_slug(self, slug: str) -> Record | None:
        """The article that has this slug, gone or not."""
        return self._one("slug = ?", slug)

    def owner(self, slug: str) -> Record | None:
        """The article, gone or not, that has this slug or had it before."""
        return self.by_slug(slug) or self.by_old_path(page_path(slug))

    def has_slug(self, slug: str) -> bool:
        """Whether an article, gone or not, has this slug or had it before."""
        return self.owner(slug) is not None

    def has_timestamp(self, seconds: int) -> bool:
        """Whether an article was last updated, or published, at this very second."""
        return self._one("updated = ?", seconds) is not None

    def put(self, record: Record) -> None:
        """Inserts a record, or updates the one that has its GUID."""
        values = ", ".join("?" * len(COLUMNS))
        self._db.execute(
            f"INSERT INTO article ({_COLUMNS}) VALUES ({values}) ON CONFLICT (guid) DO UPDATE SET "
            "anchor = iif(article.anchor = '', excluded.anchor, article.anchor), "
            "slug = excluded.slug, key = excluded.key, published = excluded.published, "
            "updated = excluded.updated, fingerprint = excluded.fingerprint, "
            "title = excluded.title, gone = excluded.gone, sketch = excluded.sketch",
            to_row(record),
        )

    def move(self, record: Record, slug: str) -> Record:
        """Gives an article another slug; its old page redirects to the new one."""
        moved = replace(record, slug=slug)
        self._db.execute("DELETE FROM former WHERE path = ?", (page_path(slug),))
        self.put(moved)
        self.add_redirect(page_path(record.slug), record.guid)
        return moved

    def add_redirect(self, path: str, guid: str) -> None:
        """Records that the article's page was at `path` before."""
        self._db.execute("INSERT OR REPLACE INTO former VALUES (?, ?)", (path, guid))

    def by_old_path(self, path: str) -> Record | None:
        """The article whose page was at `path` before."""
        return self._one("guid = (SELECT guid FROM former WHERE path = ?)", path)

    def old_paths(self, guid: str) -> tuple[str, ...]:
        """The paths at which the article's page was before, sorted."""
        rows = self._db.execute("SELECT path FROM former WHERE guid = ? ORDER BY path", (guid,))
        return tuple(row[0] for row in rows)

    def has_redirects(self) -> bool:
        """Whether any article on the site has an old path."""
        # CROSS JOIN keeps SQLite from going through all articles to find the few in `former`.
        return self._db.exists(
            "SELECT 1 FROM former CROSS JOIN article USING (guid) WHERE gone IS NULL"
        )

    def redirects(self) -> Iterator[tuple[str, Record]]:
        """Every old path of a page, sorted, with its article, gone or not."""
        rows = self._db.execute(
            f"SELECT path, {_COLUMNS} FROM former JOIN article USING (guid) ORDER BY path"
        )
        return ((path, to_record(row)) for path, *row in rows)

    def adopt(self, record: Record, instead_of: str) -> None:
        """Writes a record whose GUID comes from another publisher and replaces `instead_of`.

        The replaced GUID remains an alias of the article and is never given to another.
        """
        known = self._one("guid = ?", instead_of)
        if known is not None:
            for table in ("former", "alias", "shown", "former_key", "article"):
                self._db.execute(
                    f"UPDATE {table} SET guid = ? WHERE guid = ?", (record.guid, instead_of)
                )
            self._db.execute(
                "UPDATE article SET permalink = ? WHERE guid = ?", (record.permalink, record.guid)
            )
        self.put(record)
        self._db.execute("DELETE FROM alias WHERE alias = ?", (record.guid,))
        self.put_alias(instead_of, record.guid)

    def put_alias(self, alias: str, guid: str) -> None:
        """Records a GUID that the article had, or would have had if it had not been adopted."""
        self._db.execute("INSERT OR REPLACE INTO alias VALUES (?, ?)", (alias, guid))

    def aliases(self, guid: str) -> tuple[str, ...]:
        """The other GUIDs of the article, sorted."""
        rows = self._db.execute("SELECT alias FROM alias WHERE guid = ? ORDER BY alias", (guid,))
        return tuple(row[0] for row in rows)

    def gone_since(self, seconds: int, limit: int) -> tuple[Record, ...]:
        """At most `limit` articles that left the site at or after that second, the latest first."""
        condition = "WHERE gone >= ? ORDER BY gone DESC, guid LIMIT ?"
        return tuple(self._records(condition, seconds, limit))

    def mark_gone(self, record: Record, now: int) -> None:
        """Records that no file holds the article any more. It keeps its names."""
        self.put(replace(record, gone=now))

    def published(self) -> Iterator[Record]:
        """Every article on the site, oldest first, read one at a time."""
        return self._records("WHERE gone IS NULL ORDER BY published, guid")

    def records(self) -> Iterator[Record]:
        """Every article that was ever published, in the order of being first seen."""
        return self._records("ORDER BY sequence")

    def is_empty(self) -> bool:
        """Whether no article was ever published."""
        return not self._db.exists("SELECT 1 FROM article LIMIT 1")

    def count(self) -> int:
        """How many articles are on the site."""
        # Counting all rows would be slow. They are numbered from 1 and never deleted, so the last
        # number is the count; only the few articles that are gone have to be counted.
        return self._db.number(
            "SELECT (SELECT coalesce(max(sequence), 0) FROM article) "
            "- (SELECT count(*) FROM article WHERE gone IS NOT NULL)"
        )

    # -- the file --------------------------------------------------------------------------

    def damage(self) -> tuple[str, ...]:
        """The damage that SQLite finds in the file; empty if it is intact."""
        return tuple(row[0] for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok")

    def require_whole(self) -> None:
        """Raises `LedgerError` if a page of the file is damaged. Takes 2 ms per megabyte."""
        for (fact,) in self._db.execute("PRAGMA quick_check(1)"):
            if fact != "ok":
                raise LedgerError(_damaged(self._path, fact.splitlines()[-1]))

    def file_signature(self) -> str | None:
        """The inode, size and mtime of the file; None if it does not exist.

        The signature changes with a commit, and when the file is truncated or replaced by a copy.
        """
        try:
            info = os.stat(self._path) if self._path is not None else None
        except OSError:
            info = None
        return None if info is None else f"{info.st_ino}.{info.st_size}.{info.st_mtime_ns}"

    def _one(self, where: str, *values: str | int) -> Record | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM article WHERE {where}", values).fetchone()
        return to_record(row) if row else None

    def _records(self, condition: str, *values: str | int) -> Iterator[Record]:
        return map(
            to_record, self._db.execute(f"SELECT {_COLUMNS} FROM article {condition}", values)
        )


def _to_error(path: Path | None, error: sqlite3.Error) -> LedgerError:
    # The lower byte is the primary result code (sqlite.org/rescode.html).
    if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DISK_ERRORS:
        return LedgerError(f"{path}: cannot be used: {outer_cause(error)}")
    return LedgerError(_damaged(path, error))


def _damaged(path: Path | None, fact: object) -> str:
    return (
        f"{path}: the ledger is damaged: {fact}; restore a backup of it, or rebuild it from the "
        "output folder with `feedtool ledger rebuild`"
    )
