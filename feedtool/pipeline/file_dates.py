"""Dates of files, for articles that have no other: from git, or from the file system."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from feedtool.config import Config, DatesFrom
from feedtool.errors import PublishError
from feedtool.model.dumps import dump_of

FileDate = Callable[[str], int | None]

_FEW = 3  # articles that somebody may have written today


def file_date(source: DatesFrom, folder: Path) -> FileDate:
    """Returns a function from the key of a file to its date in Unix seconds, None if unknown.

    A part of a dump has the date of the dump.
    """
    if source == "git":
        git = _Git(folder)
        return lambda key: git.date(dump_of(key) or key)
    if source == "mtime":
        return lambda key: _mtime(folder / (dump_of(key) or key))
    return lambda key: None


def undated_notice(undated: int, new: int, config: Config) -> tuple[str, ...]:
    """What to do if many of the `new` articles of a first build have no date; empty if few."""
    if undated <= _FEW or config.dates:
        return ()
    notice = (
        f"{undated} of {new} articles have no date, and are dated today for good; to date them by "
        'their files instead, set [input] dates = "git" or "mtime", delete '
        f"{config.state.name}/ and {config.output.name}/, and build again before anybody "
        "subscribes"
    )
    return (notice,)


def _mtime(path: Path) -> int | None:
    try:
        return int(os.stat(path).st_mtime)
    except OSError:
        return None


class _Git:
    """When each file was committed first, under this name or an earlier one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def date(self, key: str) -> int | None:
        return self._dates.get(key)

    @cached_property
    def _dates(self) -> dict[str, int]:
        command = ["git", "-C", str(self._folder), "-c", "core.quotePath=false", "log", "--reverse"]
        options = ["--format=%x01%at", "--name-status", "-z", "-M", "--diff-filter=AR"]
        # Imported here: most sites do not ask git.
        import subprocess

        try:
            done = subprocess.run(  # noqa: S603  # the command is fixed
                [*command, *options, "--relative", "--", "."], capture_output=True, check=False
            )
        except OSError as error:
            raise PublishError(
                f"[input] dates is 'git', but git cannot be run: {error.strerror}; install it, or "
                "remove the setting"
            ) from None
        if done.returncode:
            fact = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            raise PublishError(
                f"[input] dates is 'git', but git has no history of {self._folder}: {fact}; "
                "commit the articles, or remove the setting"
            )
        return parse_log(done.stdout)


def parse_log(log: bytes) -> dict[str, int]:
    r"""The first date of each file in the output of `git log --name-status -z`, oldest first.

    >>> parse_log(b"\x017\0\0A\0a.md\0\x019\0\0R100\0a.md\0b.md\0A\0c.md\0")
    {'b.md': 7, 'c.md': 9}
    """
    dates: dict[str, int] = {}
    for commit in log.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        time, *rest = (part.strip("\n") for part in commit.split("\0"))
        fields = iter([part for part in rest if part])
        for status in fields:
            name = next(fields, "")
            if status.startswith("R"):
                dates[next(fields, "")] = dates.pop(name, int(time))
            else:
                dates.setdefault(name, int(time))
    return dates
