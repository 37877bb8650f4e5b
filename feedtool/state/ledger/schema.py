"""The schema of a ledger, and its migrations.

A released step never changes: a new version of the schema is one more row in `STEPS`. Each step
runs in one transaction with its entry in the table `migration`.
"""

from __future__ import annotations

import sqlite3

import msgspec

from feedtool import __version__
from feedtool.errors import LedgerError

_APPLICATION_ID = 0x66656564  # "feed"; distinguishes a ledger from any other SQLite file


class Step(msgspec.Struct, frozen=True):
    """A migration from one version to the next: its description and its SQL."""

    what: str
    script: str


STEPS = (
    Step(
        "names, dates and words of articles; where their pages lay before",
        """
        CREATE TABLE site (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE article (
            sequence INTEGER PRIMARY KEY,
            guid TEXT NOT NULL UNIQUE,
            permalink INTEGER NOT NULL,
            slug TEXT NOT NULL UNIQUE,
            anchor TEXT NOT NULL,
            key TEXT NOT NULL,
            published INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            sketch TEXT NOT NULL,
            title TEXT NOT NULL,
            gone INTEGER
        ) STRICT;
        CREATE TABLE former (
            path TEXT PRIMARY KEY,
            guid TEXT NOT NULL REFERENCES article (guid)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE alias (
            alias TEXT PRIMARY KEY,
            guid TEXT NOT NULL REFERENCES article (guid)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_by_guid ON former (guid);
        CREATE INDEX alias_by_guid ON alias (guid);
        CREATE INDEX article_gone ON article (gone) WHERE gone IS NOT NULL;
        CREATE INDEX article_by_key ON article (key);
        CREATE INDEX article_by_fingerprint ON article (fingerprint);
        CREATE INDEX article_by_updated ON article (updated);
        CREATE INDEX article_newest ON article (published, guid) WHERE gone IS NULL;
        """,
    ),
    Step(
        "channels, and the place of each article in them",
        """
        CREATE TABLE channel (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            name TEXT NOT NULL UNIQUE,
            topic TEXT NOT NULL,
            UNIQUE (kind, value)
        ) STRICT;
        INSERT INTO channel VALUES (1, 'all', '', '', '');
        CREATE TABLE place (
            channel INTEGER NOT NULL REFERENCES channel (number),
            position INTEGER NOT NULL,
            article INTEGER NOT NULL REFERENCES article (sequence),
            again INTEGER NOT NULL,
            PRIMARY KEY (channel, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX place_by_article ON place (article, channel);
        INSERT INTO place
            SELECT 1, row_number() OVER (ORDER BY published, guid), sequence, 0 FROM article
            WHERE gone IS NULL;
        """,
    ),
    Step(
        "published files and the articles that showed them; former paths of documents",
        """
        CREATE TABLE file (name TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
        CREATE TABLE shown (
            guid TEXT NOT NULL REFERENCES article (guid),
            name TEXT NOT NULL REFERENCES file (name),
            PRIMARY KEY (guid, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX shown_by_name ON shown (name);
        CREATE TABLE former_key (
            key TEXT PRIMARY KEY,
            guid TEXT NOT NULL REFERENCES article (guid)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_key_by_guid ON former_key (guid);
        """,
    ),
)
SCHEMA_VERSION = len(STEPS)
_RECORDS = """
CREATE TABLE IF NOT EXISTS migration (
    version INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    feedtool TEXT NOT NULL,
    at INTEGER
) STRICT;
"""


def prepare(db: sqlite3.Connection, path: str, now: int | None, steps: tuple[Step, ...]) -> None:
    """Runs the steps that the ledger lacks; all of them if the file is empty.

    `now` (Unix seconds) is recorded as the time of the migration. Raises `LedgerError` if the file
    is not a ledger, or its schema is newer than this feedtool.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    application = db.execute("PRAGMA application_id").fetchone()[0]
    tables = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if (version or tables) and application != _APPLICATION_ID:
        raise LedgerError(f"{path}: is not a feedtool ledger; name another state folder")
    if version > len(steps):
        raise LedgerError(
            f"{path}: was written by a newer feedtool (schema {version}; this one supports "
            f"{len(steps)}); install the newer one again"
        )
    for number, step in enumerate(steps[version:], version + 1):
        _run_step(db, number, step, now)


def _run_step(db: sqlite3.Connection, version: int, step: Step, now: int | None) -> None:
    try:
        db.executescript(f"BEGIN IMMEDIATE; {_RECORDS} {step.script}")
        db.execute(
            "INSERT INTO migration VALUES (?, ?, ?, ?)", (version, step.what, __version__, now)
        )
        db.execute(f"PRAGMA user_version = {version}")
        db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        db.execute("COMMIT")
    except sqlite3.Error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
