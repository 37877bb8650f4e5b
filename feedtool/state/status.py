"""The status of a site: when it was last built and changed, and which problems are open.

`succeeded` and `failed` decide what to report. The status is stored in a file in the state folder,
which is written only when something changes; its modification time is the time of the last run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool.file_names import STATUS as FILE
from feedtool.messages import codes
from feedtool.model import Problem
from feedtool.model.waiting import Waiting

AGAIN = 86_400  # seconds after which a problem that persists is reported again
FAILURE = ""  # the key of a problem with a whole run instead of a single file


class OpenProblem(msgspec.Struct, frozen=True):
    """A problem that persists. `since` and `last_reported` are Unix seconds.

    `codes` are those of its message, such as FT101.
    """

    key: str
    message: str
    since: int
    last_reported: int = msgspec.field(name="told")
    left_out: bool = True
    is_failure: bool = False
    codes: tuple[str, ...] = ()

    @property
    def is_serious(self) -> bool:
        """Whether to report it again while it persists, and its end."""
        return self.left_out or self.is_failure


class Status(msgspec.Struct, frozen=True):
    """The status of a site. Times are Unix seconds.

    `last_success` is set only while there is a `failure`: the last successful run before it.
    `passed_over` counts the files of the input folder that are not articles, by ending or name.
    `scheduled` are documents with a date in the future, `being_written` those that a build found
    being written.
    """

    articles: int = 0
    last_change: int | None = None
    last_success: int | None = None
    failure: OpenProblem | None = None
    problems: tuple[OpenProblem, ...] = ()
    passed_over: dict[str, int] = {}
    scheduled: Waiting | None = None
    being_written: Waiting | None = None


class News(msgspec.Struct, frozen=True):
    """What to report: problems that are new or persist for another day, and resolved ones.

    `as_before` counts the others that persist and keep something off the site, or failed.
    """

    problems: tuple[Problem, ...] = ()
    resolved: tuple[OpenProblem, ...] = ()
    as_before: int = 0


def succeeded(
    status: Status,
    articles: int,
    problems: Iterable[Problem],
    changed: int,
    now: int,
    passed_over: Mapping[str, int] | None = None,
) -> tuple[Status, News]:
    """The status after a successful run that wrote or deleted `changed` files; what to report."""
    known = {(p.key, p.message): p for p in status.problems}
    still_open, news = [], []
    for problem in problems:
        before = known.pop((problem.key, problem.message), None)
        if before is None:
            still_open.append(
                OpenProblem(
                    key=problem.key,
                    message=problem.message,
                    since=now,
                    last_reported=now,
                    left_out=problem.left_out,
                    is_failure=problem.is_failure,
                    codes=problem.codes,
                )
            )
            news.append(problem)
        elif now - before.last_reported >= AGAIN and problem.is_serious:
            still_open.append(replace(before, last_reported=now))
            news.append(problem)
        else:
            still_open.append(before)
    as_before = sum(p.is_serious for p in still_open) - sum(p.is_serious for p in news)
    open_keys = {p.key for p in still_open}
    # The end of a mere notice is not worth a report.
    resolved = [p for p in known.values() if p.is_serious and p.key not in open_keys]
    if status.failure is not None:
        resolved.insert(0, status.failure)
    renewed = Status(
        articles,
        last_change=now if changed else status.last_change,
        # Until a run fails, the last success is the last run.
        last_success=None,
        problems=tuple(still_open),
        passed_over=dict(sorted((passed_over or {}).items())),
    )
    return renewed, News(tuple(news), tuple(resolved), as_before)


def failed(status: Status, message: str, last_run: int | None, now: int) -> tuple[Status, bool]:
    """The status after a run that ended in an error, and whether to report the error."""
    before = status.failure
    is_same = before is not None and before.message == message
    if is_same and before is not None and now - before.last_reported < AGAIN:
        return status, False
    since = before.since if is_same and before is not None else now
    success = status.last_success if before is not None else last_run
    failure = OpenProblem(FAILURE, message, since, now, codes=codes(message))
    return replace(status, failure=failure, last_success=success), True


def read(state: Path) -> tuple[Status, int | None]:
    """The status in a state folder, and when the last run was (None if there was none)."""
    path = state / FILE
    try:
        status = msgspec.json.decode(path.read_bytes(), type=Status)
        return status, int(path.stat().st_mtime)
    except (OSError, msgspec.MsgspecError):
        return Status(), None


def write(state: Path, status: Status, before: Status, now: int) -> None:
    """Writes the status and sets the file's mtime to `now`. A failure to write is ignored."""
    path = state / FILE
    with suppress(OSError):
        if status != before or not path.exists():
            draft = path.with_name(f"{FILE}.new")
            draft.write_bytes(msgspec.json.format(msgspec.json.encode(status)) + b"\n")
            os.replace(draft, path)
        os.utime(path, (now, now))
