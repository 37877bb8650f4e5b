"""A real feed reader subscribes, and sees what subscribers are to see."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import CONFIG, NOW, SiteFolder, real_program, story

from feedtool.preview.server import server

A, B, C = "The first of the texts", "Another one about rivers", "One more on violins"


@pytest.fixture
def address(site: SiteFolder) -> Iterator[str]:
    """Where the output of `site` is served, as a reader finds it."""
    site.output.mkdir()
    with server(site.output, 0) as running:
        found = f"http://127.0.0.1:{running.server_address[1]}/"
        site.configure(CONFIG.replace("https://example.org/news/", found))
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield found
        running.shutdown()
        thread.join()


class Subscriber:
    """newsboat, with a home of its own."""

    def __init__(self, home: Path, feed: str) -> None:
        self._program = real_program("newsboat")
        self._home = home
        home.mkdir()
        (home / "urls").write_text(f"{feed}\n")
        (home / "config").write_text("reload-threads 1\nmark-as-read-on-hover no\n")

    def look(self) -> dict[str, tuple[str, str, int, int]]:
        """Title, link, date and whether it is unread, of every article by its id."""
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


@pytest.mark.parametrize("feed", ["rss.xml", "atom.xml"])
def test_a_subscriber_sees_each_article_once_whatever_happens_to_its_file(
    site: SiteFolder, address: str, tmp_path: Path, feed: str
) -> None:
    subscriber = Subscriber(tmp_path / "reader", address + feed)
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    seen = subscriber.look()
    shown = {entry.guid: entry for entry in site.shown().values()}
    assert seen == {
        guid: (entry.title, entry.link, int(entry.published.timestamp()), 1)
        for guid, entry in shown.items()
    }
    subscriber.read_all()
    # Edited, retitled, renamed, moved, the state lost: nothing of it is a new article.
    site.write("a.txt", story(A, edit="Edited.").replace(A, "The first has a new title"))
    site.build(NOW + 60)
    site.move("b.txt", "sub/moved.txt")
    site.build(NOW + 120)
    for name in ("ledger.sqlite", "cache.sqlite"):
        (site.state / name).unlink()
    site.build(NOW + 180)
    after = subscriber.look()
    assert after.keys() == seen.keys()
    assert {unread for *_, unread in after.values()} == {0}
    site.write("c.txt", story(C))
    site.build(NOW + 240)
    new = subscriber.look()
    assert {guid: entry for guid, entry in new.items() if entry[3]} == {
        site.shown()[C].guid: (C, site.shown()[C].link, NOW + 240, 1)
    }
