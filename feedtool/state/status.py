"""How a site is doing: when it was last built and changed, and what is wrong with it since when.

`succeeded` and `failed` decide what is reported; a file in the state folder keeps what was. It is
written only when something changes; its time of modification is the time of the last run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool.model import Problem

FILE = "status.json"
AGAIN = 86_400  # seconds after which a problem that persists is reported again
FAILURE = ""  # the key of what is wrong with a whole run, and with no single file


class OpenProblem(msgspec.Struct, frozen=True):
    """A problem that persists: since when, and when it was last reported, in Unix seconds."""

    key: str
    message: str
    since: int
    last_reported: int = msgspec.field(name="told")
    left_out: bool = True


class Status(msgspec.Struct, frozen=True):
    """What is known of a site. `last_success`: of a run before the `failure`, if there is one."""

    articles: int = 0
    last_change: int | None = None
    last_success: int | None = None
    failure: OpenProblem | None = None
    problems: tuple[OpenProblem, ...] = ()


class News(msgspec.Struct, frozen=True):
    """What to report: problems that are new or persist for another day, and those that ended."""

    problems: tuple[Problem, ...] = ()
    ended: tuple[OpenProblem, ...] = ()


def succeeded(
    status: Status, articles: int, problems: Iterable[Problem], changed: int, now: int
) -> tuple[Status, News]:
    """The status after a run that went through; `changed`: how many files it wrote or deleted."""
    known = {(s.key, s.message): s for s in status.problems}
    standing, news = [], []
    for problem in problems:
        before = known.pop((problem.key, problem.message), None)
        if before is None:
            standing.append(OpenProblem(problem.key, problem.message, now, now, problem.left_out))
            news.append(problem)
        elif now - before.last_reported >= AGAIN and problem.left_out:
            standing.append(replace(before, last_reported=now))
            news.append(problem)
        else:
            standing.append(before)
    stands = {s.key for s in standing}
    # What is only a remark ends when its cause does, and nobody waits for that.
    ended = [s for s in known.values() if s.left_out and s.key not in stands]
    if status.failure is not None:
        ended.insert(0, status.failure)
    renewed = Status(
        articles,
        last_change=now if changed else status.last_change,
        # Until a run fails, the last success is the last run.
        last_success=None,
        problems=tuple(standing),
    )
    return renewed, News(tuple(news), tuple(ended))


def failed(status: Status, message: str, last_run: int | None, now: int) -> tuple[Status, bool]:
    """The status after a run that ended in an error; whether that is to be reported."""
    before = status.failure
    is_same = before is not None and before.message == message
    if is_same and before is not None and now - before.last_reported < AGAIN:
        return status, False
    since = before.since if is_same and before is not None else now
    success = status.last_success if before is not None else last_run
    failure = OpenProblem(FAILURE, message, since, now)
    return replace(status, failure=failure, last_success=success), True


def read(state: Path) -> tuple[Status, int | None]:
    """The status in a state folder, and when the last run was; None: never."""
    path = state / FILE
    try:
        status = msgspec.json.decode(path.read_bytes(), type=Status)
        return status, int(path.stat().st_mtime)
    except (OSError, msgspec.MsgspecError):
        return Status(), None


def write(state: Path, status: Status, before: Status, now: int) -> None:
    """Writes the status, and sets its time to `now`. A failure to write is ignored."""
    path = state / FILE
    with suppress(OSError):
        if status != before or not path.exists():
            draft = path.with_name(f"{FILE}.new")
            draft.write_bytes(msgspec.json.format(msgspec.json.encode(status)) + b"\n")
            os.replace(draft, path)
        os.utime(path, (now, now))
