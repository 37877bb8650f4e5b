"""Finds damage that SQLite does not notice, because it does not check its pages.

It reads the whole cache, so it runs only if a build fails in a way that damage may explain.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from feedtool.state.database import read_only


def damage_of(path: Path) -> str | None:
    """What is wrong with the cache at `path`; None if it is sound or does not exist."""
    if not path.exists():
        return None
    try:
        with read_only(path) as db:
            return _damage_in(db)
    except (sqlite3.Error, UnicodeDecodeError, msgspec.MsgspecError) as error:
        return str(error)


def _damage_in(db: sqlite3.Connection) -> str | None:
    found: str = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return found
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        for _ in db.execute(f'SELECT * FROM "{table}"'):  # which decodes its texts
            pass
    for marks, sketch, openings in db.execute("SELECT marks, sketch, openings FROM traits"):
        msgspec.json.decode(marks, type=list[str])
        for numbers in (sketch, openings):
            msgspec.json.decode(numbers, type=list[int])
    return None
