"""Documents that a later build will read, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from feedtool.model.waiting import Waiting


def waiting_lines(scheduled: Waiting | None, being_written: Waiting | None) -> Iterator[str]:
    """Lines about the documents that a later build will read.

    >>> list(waiting_lines(Waiting(2, "a.md", 0), None))
    ['2 articles are scheduled; next: a.md at 1970-01-01 00:00 UTC']
    >>> list(waiting_lines(None, Waiting(1, "b.md", 5)))
    ['1 file is being written and left to a build after 00:00:05 UTC: b.md']
    """
    if scheduled is not None and scheduled.at is not None:
        count = _count(scheduled.count, "article is", "articles are")
        joint = ": " if scheduled.count == 1 else "; next: "
        yield f"{count} scheduled{joint}{scheduled.key} at {_time(scheduled.at):%Y-%m-%d %H:%M} UTC"
    if being_written is not None:
        count = _count(being_written.count, "file is", "files are")
        when = "the next build"
        if being_written.at is not None:
            when = f"a build after {_time(being_written.at):%H:%M:%S} UTC"
        joint = ": " if being_written.count == 1 else "; next: "
        yield f"{count} being written and left to {when}{joint}{being_written.key}"


def waiting_as_json(waiting: Waiting | None) -> dict[str, object] | None:
    """The documents that wait as an object for JSON."""
    if waiting is None:
        return None
    at = None if waiting.at is None else f"{_time(waiting.at):%Y-%m-%dT%H:%M:%SZ}"
    return {"count": waiting.count, "next": waiting.key, "at": at}


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
