"""Feed readers follow the chain of generations without duplicates, losses or false updates."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feedtool.preview.server import server
from support.chain import COUNT, GENERATIONS, Tracker, generations
from support.newsboat import Subscriber


def test_the_chain_has_a_generation_for_each_row_of_the_table() -> None:
    assert len(GENERATIONS) > 12
    assert COUNT == 40


def test_feedparser_sees_only_expected_changes(tmp_path: Path) -> None:
    trackers = {feed: Tracker() for feed in ("rss.xml", "atom.xml")}
    faults = []
    for generation in generations(tmp_path):
        for feed, tracker in trackers.items():
            found = tracker.check(generation.output / feed, generation.expected)
            faults += [f"{generation.name}, {feed}: {message}" for message in found]
    assert faults == []


@contextmanager
def served(output: Path) -> Iterator[str]:
    with server(output, 0) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}/"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("feed", ["rss.xml", "atom.xml"])
def test_newsboat_sees_only_expected_changes(tmp_path: Path, feed: str) -> None:
    output = tmp_path / "site" / "output"
    output.mkdir(parents=True)
    with served(output) as address:
        subscriber = Subscriber(tmp_path / "reader", address + feed)
        titles: dict[str, int] = {}
        for generation in generations(tmp_path):
            seen = subscriber.poll()
            unread = {guid for guid, (*_, is_unread) in seen.items() if is_unread}
            numbers = {guid: int(entry[0].split()[1].rstrip(",")) for guid, entry in seen.items()}
            assert len(set(numbers.values())) == len(numbers), generation.name
            assert {numbers[guid] for guid in unread} == generation.expected.new, generation.name
            assert titles.items() <= numbers.items(), generation.name
            titles = numbers
            subscriber.read_all()
