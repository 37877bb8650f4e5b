"""Runs `feedtool build`, counts its operations, and prints the counts as JSON at the end.

python tests/support/counted.py [--steps] [ARGUMENT ...]: the files below articles/ and output/ that
are read, written, renamed and deleted, the pictures and the like that are read, the folders that
are listed, the SQL statements, and how often a complete ledger is checked. With --steps, also the
hundreds of steps that SQLite takes in the cache: they grow with the rows that a statement visits.
"""

from __future__ import annotations

import atexit
import json
import os
import sqlite3
import sys
from collections import Counter
from typing import Any

counts = Counter[str]()
_TEXTS = (".txt", ".md", ".html", ".jsonl", ".meta")
IS_COUNTING_STEPS = "--steps" in sys.argv[1:2]
_WRITING = os.O_WRONLY | os.O_RDWR


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Counts one event; see the table of audit events in Python's documentation."""
    if event == "open":
        path, _, flags = arguments
        if not flags & os.O_NOFOLLOW:  # the others are opened part by part, see `opened`
            count("written" if flags & _WRITING else "read", path)
    elif event == "os.scandir":
        folder = arguments[0]
        count("listed", os.readlink(f"/proc/self/fd/{folder}") if type(folder) is int else folder)
    elif event == "os.rename":
        _, target, _, folder = arguments
        count("renamed", whole(target, folder))
    elif event == "os.remove":
        count("deleted", whole(*arguments))


def whole(path: str, folder: int) -> str:
    """The path of a file in an open folder, which is -1 if the path is whole."""
    return path if folder == -1 else f"{os.readlink(f'/proc/self/fd/{folder}')}/{path}"


def count(what: str, path: object) -> None:
    """Counts an operation on a file, or a listing, in the input and output folders."""
    place = os.fspath(path) if isinstance(path, (str, os.PathLike)) else ""
    for folder in ("articles", "output"):
        if f"/{folder}/" in f"{place}/" and (what == "listed") == os.path.isdir(place):
            counts[f"{folder} {what}"] += 1


open_part = os.open


def opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    """Opens a file, and counts it if it is opened part by part."""
    handle = open_part(path, flags, mode, dir_fd=dir_fd)
    if flags & os.O_NOFOLLOW and not flags & os.O_DIRECTORY and dir_fd is not None:
        if str(path).endswith(_TEXTS):
            count("read", whole(str(path), dir_fd))
        else:
            counts["files read"] += 1  # pictures and the like
    return handle


connect = sqlite3.connect


def connected(*args: Any, **named: Any) -> sqlite3.Connection:
    """A connection whose statements are counted."""
    database = connect(*args, **named)
    database.set_trace_callback(count_statement)
    if IS_COUNTING_STEPS and str(args[0]).endswith("cache.sqlite"):
        database.set_progress_handler(count_steps, 100)
    return database


def count_steps() -> None:
    """Counts a hundred steps."""
    counts["cache steps"] += 1


def count_statement(statement: str) -> None:
    """Counts a statement, and separately the checks of a complete ledger."""
    counts["statements"] += 1
    if statement.startswith("PRAGMA quick_check"):
        counts["ledgers looked through"] += 1


def main() -> None:
    """Counts one run of the command."""
    from feedtool.cli import main as feedtool

    sqlite3.connect = connected  # type: ignore[assignment]
    os.open = opened
    sys.addaudithook(watch)
    atexit.register(lambda: print(json.dumps(counts), file=sys.__stderr__))
    sys.argv = ["feedtool", *sys.argv[1 + IS_COUNTING_STEPS :]]
    feedtool()


if __name__ == "__main__":
    main()
