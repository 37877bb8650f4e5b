"""Articles that wait for a decision until all documents of a run are known.

There may be as many as there is input, so SQLite keeps them, and not a list.
"""

from __future__ import annotations

import sqlite3

import msgspec
from msgspec.structs import replace

from feedtool.model import CleanArticle

_WORK = "CREATE TEMP TABLE IF NOT EXISTS waiting (key TEXT PRIMARY KEY, body BLOB)"

_DECODER = msgspec.msgpack.Decoder(CleanArticle)
_ENCODER = msgspec.msgpack.Encoder()


class Waiting:
    """The articles that wait, in the database of a cache."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._db.execute(_WORK)

    def put(self, article: CleanArticle) -> CleanArticle:
        """Keeps an article; what is left of it without its text and the verdicts on it."""
        body = _ENCODER.encode(article)
        self._db.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?)", (article.key, body))
        return replace(article, paragraphs=(), verdicts=())

    def get(self, key: str) -> CleanArticle:
        """The article in the file at `key`, as it was put."""
        row = self._db.execute("SELECT body FROM waiting WHERE key = ?", (key,)).fetchone()
        return _DECODER.decode(row[0])
