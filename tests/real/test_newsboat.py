"""A real feed reader subscribes, and sees what subscribers should see."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedtool.preview.server import server
from support.newsboat import Subscriber
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

A, B, C = "The first of the texts", "Another one about rivers", "One more on violins"


@pytest.fixture
def address(site: SiteFolder) -> Iterator[str]:
    """The address at which the output of `site` is served."""
    site.output.mkdir()
    with server(site.output, 0) as running:
        found = f"http://127.0.0.1:{running.server_address[1]}/"
        site.configure(CONFIG.replace("https://example.org/news/", found))
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield found
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("feed", ["rss.xml", "atom.xml"])
def test_a_subscriber_sees_each_article_once(
    site: SiteFolder, address: str, tmp_path: Path, feed: str
) -> None:
    subscriber = Subscriber(tmp_path / "reader", address + feed)
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    seen = subscriber.poll()
    shown = {entry.guid: entry for entry in site.shown().values()}
    assert seen == {
        guid: (entry.title, entry.link, int(entry.published.timestamp()), 1)
        for guid, entry in shown.items()
    }
    subscriber.read_all()
    # Edited, retitled, renamed, moved, the state lost: none of these is a new article.
    site.write("a.txt", story(A, edit="Edited.").replace(A, "The first has a new title"))
    site.build(NOW + 60)
    site.move("b.txt", "sub/moved.txt")
    site.build(NOW + 120)
    for name in ("ledger.sqlite", "cache.sqlite"):
        (site.state / name).unlink()
    site.build(NOW + 180)
    after = subscriber.poll()
    assert after.keys() == seen.keys()
    assert {unread for *_, unread in after.values()} == {0}
    site.write("c.txt", story(C))
    site.build(NOW + 240)
    new = subscriber.poll()
    assert {guid: entry for guid, entry in new.items() if entry[3]} == {
        site.shown()[C].guid: (C, site.shown()[C].link, NOW + 240, 1)
    }
