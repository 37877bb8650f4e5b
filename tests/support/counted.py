"""Runs `feedtool build`, counts its operations, and prints the counts as JSON at the end.

python tests/support/counted.py [ARGUMENT ...]: the files below articles/ and output/ that are read,
written, renamed and deleted, the pictures and the like that are read, the folders that are listed,
the SQL statements, and how often a complete ledger is checked.
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
_WRITING = os.O_WRONLY | os.O_RDWR


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Counts one event; see the table of audit events in Python's documentation."""
    if event == "open":
        path, _, flags = arguments
        if flags & os.O_NOFOLLOW and not flags & os.O_DIRECTORY:
            counts["files read"] += 1  # pictures and the like, which are opened part by part
        else:
            count("written" if flags & _WRITING else "read", path)
    elif event == "os.scandir":
        count("listed", arguments[0])
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


connect = sqlite3.connect


def connected(*args: Any, **named: Any) -> sqlite3.Connection:
    """A connection whose statements are counted."""
    database = connect(*args, **named)
    database.set_trace_callback(count_statement)
    return database


def count_statement(statement: str) -> None:
    """Counts a statement, and separately the checks of a complete ledger."""
    counts["statements"] += 1
    if statement.startswith("PRAGMA quick_check"):
        counts["ledgers looked through"] += 1


def main() -> None:
    """Counts one run of the command."""
    from feedtool.cli import main as feedtool

    sqlite3.connect = connected  # type: ignore[assignment]
    sys.addaudithook(watch)
    atexit.register(lambda: print(json.dumps(counts), file=sys.__stderr__))
    sys.argv = ["feedtool", *sys.argv[1:]]
    feedtool()


if __name__ == "__main__":
    main()
