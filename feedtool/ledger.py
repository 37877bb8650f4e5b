"""What was published under which name: SQLite, and the one file to back up.

A row is made when an article is first seen and is never deleted. The ledger keeps what
`identity` minted; it does not know texts, pages or feeds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from feedtool.errors import LedgerError
from feedtool.model import Identity

SCHEMA_VERSION = 1
_APPLICATION_ID = 0x66656564  # "feed": tells a ledger from any other SQLite file
_SCHEMA = """
CREATE TABLE site (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE article (
    sequence INTEGER PRIMARY KEY,
    guid TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    anchor TEXT NOT NULL,
    key TEXT NOT NULL,
    published INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    title TEXT NOT NULL,
    gone INTEGER
) STRICT;
CREATE INDEX article_by_key ON article (key);
CREATE INDEX article_by_fingerprint ON article (fingerprint);
CREATE INDEX article_by_updated ON article (updated);
CREATE INDEX article_newest ON article (published, sequence) WHERE gone IS NULL;
"""
_COLUMNS = "guid, slug, anchor, key, published, updated, fingerprint, title, gone"


@dataclass(frozen=True, slots=True)
class Record:
    """One article in the ledger. Times are Unix seconds, UTC.

    `anchor` is what the GUID was minted from, `key` where the article lies or last lay, `gone`
    since when no file holds it (None: it is on the site).
    """

    guid: str
    slug: str
    anchor: str
    key: str
    published: int
    updated: int
    fingerprint: str
    title: str
    gone: int | None = None

    @property
    def identity(self) -> Identity:
        """The part that is published."""
        return Identity(self.guid, self.slug, moment(self.published), moment(self.updated))


def moment(seconds: int) -> datetime:
    """Unix seconds as a time in UTC; also those before 1970."""
    return datetime.fromtimestamp(seconds, UTC)


class Ledger:
    """An open ledger. Changes count only once `commit` has been called."""

    def __init__(self, path: Path | None) -> None:
        """Opens the ledger at `path`, and makes it if there is none; None: one in memory.

        Raises `LedgerError` if the file is damaged, no ledger, or newer than this feedtool.
        """
        self._path = path
        try:
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=0)
            self._db.execute("PRAGMA synchronous = FULL")
            self._prepare()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    @classmethod
    def snapshot(cls, path: Path) -> Ledger:
        """A copy in memory of the ledger at `path`, to try things out on; empty without one."""
        ledger = cls(None)
        if path.exists():
            try:
                with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source:
                    ledger._db.rollback()
                    source.backup(ledger._db)
                ledger._path = path
                ledger._prepare()
            except sqlite3.Error as error:
                raise ledger._failed(error) from None
        return ledger

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if not version and not tables:
            self._db.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; "
                f"PRAGMA application_id = {_APPLICATION_ID}; COMMIT"
            )
        elif application != _APPLICATION_ID:
            raise LedgerError(f"{self._path}: is no ledger of feedtool; name another state folder")
        elif version > SCHEMA_VERSION:
            raise LedgerError(
                f"{self._path}: was written by a newer feedtool (schema {version}, this one knows "
                f"{SCHEMA_VERSION}); install that one again"
            )
        self._db.execute("BEGIN IMMEDIATE")

    def _failed(self, error: sqlite3.Error) -> LedgerError:
        if isinstance(error, sqlite3.OperationalError):
            return LedgerError(
                f"{self._path}: cannot be used: {error}; is the disk full, and may this user write "
                "to the state folder?"
            )
        return LedgerError(_damaged(self._path, error))

    def commit(self) -> None:
        """Makes all changes so far permanent, in one step."""
        self._execute("COMMIT")
        self._execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Forgets what was not committed."""
        self._db.close()

    def site_id(self) -> str | None:
        """The id under which the site was first published."""
        row = self._execute("SELECT value FROM site WHERE name = 'id'").fetchone()
        return row[0] if row else None

    def judged_by(self) -> str | None:
        """The edition of the rules by which the fingerprints were made."""
        row = self._execute("SELECT value FROM site WHERE name = 'rules'").fetchone()
        return row[0] if row else None

    def keep(self, name: str, value: str) -> None:
        """Notes the site's `id`, or the edition of the `rules`."""
        self._execute("INSERT OR REPLACE INTO site VALUES (?, ?)", (name, value))

    def by_guid(self, guid: str) -> Record | None:
        """The article of this GUID, gone or not."""
        return self._one("guid = ?", guid)

    def by_key(self, key: str) -> Record | None:
        """The article that lies at `key`, else the one that last lay there."""
        return self._one("key = ? ORDER BY gone IS NOT NULL, gone DESC, sequence DESC", key)

    def by_fingerprint(self, fingerprint: str) -> tuple[Record, ...]:
        """All articles that have, or last had, these words; those on the site first."""
        return self._all("fingerprint = ? ORDER BY gone IS NOT NULL, sequence", fingerprint)

    def by_slug(self, slug: str) -> Record | None:
        """The article that has this slug, gone or not."""
        return self._one("slug = ?", slug)

    def has_slug(self, slug: str) -> bool:
        """Whether an article, gone or not, has this slug."""
        return self.by_slug(slug) is not None

    def has_stamp(self, seconds: int) -> bool:
        """Whether an article was published or updated in this very second."""
        return self._one("updated = ?", seconds) is not None

    def put(self, record: Record) -> None:
        """Writes a record: a new one, or the new state of a known one."""
        places = ", ".join("?" * 9)
        self._execute(
            f"INSERT INTO article ({_COLUMNS}) VALUES ({places}) ON CONFLICT (guid) DO UPDATE SET "
            "slug = excluded.slug, key = excluded.key, published = excluded.published, "
            "updated = excluded.updated, fingerprint = excluded.fingerprint, "
            "title = excluded.title, gone = excluded.gone",
            (
                *(record.guid, record.slug, record.anchor, record.key, record.published),
                *(record.updated, record.fingerprint, record.title, record.gone),
            ),
        )

    def retire(self, record: Record, now: int) -> None:
        """Notes that no file holds the article any more. Its names stay its own."""
        self.put(replace(record, gone=now))

    def last_update(self) -> int:
        """When any article was last updated; 0 if none was ever published."""
        row = self._execute("SELECT max(updated) FROM article").fetchone()
        return int(row[0] or 0)

    def damage(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file; nothing if it is whole."""
        rows = self._execute("PRAGMA integrity_check").fetchall()
        return tuple(row[0] for row in rows if row[0] != "ok")

    def is_empty(self) -> bool:
        """Whether no article was ever published."""
        return self._execute("SELECT 1 FROM article LIMIT 1").fetchone() is None

    def count(self) -> int:
        """How many articles are on the site."""
        row = self._execute("SELECT count(*) FROM article WHERE gone IS NULL").fetchone()
        return int(row[0])

    def newest(self, limit: int) -> tuple[Record, ...]:
        """The articles on the site that were published last, newest first."""
        return self._all("gone IS NULL ORDER BY published DESC, sequence DESC LIMIT ?", limit)

    def oldest(self, offset: int, limit: int) -> tuple[Record, ...]:
        """`limit` articles on the site from the `offset`-th oldest on, oldest first."""
        return self._all(
            "gone IS NULL ORDER BY published, sequence LIMIT ? OFFSET ?", limit, offset
        )

    def count_older(self, published: int) -> int:
        """How many articles on the site were published before that second."""
        row = self._execute(
            "SELECT count(*) FROM article WHERE gone IS NULL AND published < ?", (published,)
        ).fetchone()
        return int(row[0])

    def published(self) -> Iterator[Record]:
        """Every article on the site, oldest first, without holding them all."""
        cursor = self._execute(
            f"SELECT {_COLUMNS} FROM article WHERE gone IS NULL ORDER BY published, sequence"
        )
        return (Record(*row) for row in cursor)

    def _execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _one(self, where: str, value: str | int) -> Record | None:
        row = self._execute(f"SELECT {_COLUMNS} FROM article WHERE {where}", (value,)).fetchone()
        return Record(*row) if row else None

    def _all(self, where: str, *values: str | int) -> tuple[Record, ...]:
        rows = self._execute(f"SELECT {_COLUMNS} FROM article WHERE {where}", values)
        return tuple(Record(*row) for row in rows)


def _damaged(path: Path | None, error: Exception) -> str:
    return (
        f"{path}: the ledger cannot be read: {error}; put back a copy of it, or move it away and "
        "it is made again from the output folder"
    )
