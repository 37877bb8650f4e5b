"""A real feed reader, newsboat, as a subscriber."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from support.processes import real_program


class Subscriber:
    """newsboat with its own home folder."""

    def __init__(self, home: Path, feed: str) -> None:
        self._program = real_program("newsboat")
        self._home = home
        home.mkdir()
        (home / "urls").write_text(f"{feed}\n")
        (home / "config").write_text("reload-threads 1\nmark-as-read-on-hover no\n")

    def poll(self) -> dict[str, tuple[str, str, int, int]]:
        """Title, link, date and unread flag of every article, by id."""
        subprocess.run(
            [
                self._program,
                "-u",
                str(self._home / "urls"),
                "-c",
                str(self._home / "cache.db"),
                "-C",
                str(self._home / "config"),
                "-x",
                "reload",
            ],
            env={**os.environ, "HOME": str(self._home), "no_proxy": "127.0.0.1"},
            check=True,
            timeout=60,
            capture_output=True,
        )
        with closing(sqlite3.connect(self._home / "cache.db")) as db:
            rows = db.execute("SELECT guid, title, url, pubDate, unread FROM rss_item").fetchall()
        assert len({row[0] for row in rows}) == len(rows)
        return {row[0]: row[1:] for row in rows}

    def read_all(self) -> None:
        with closing(sqlite3.connect(self._home / "cache.db")) as db:
            db.execute("UPDATE rss_item SET unread = 0")
            db.commit()
