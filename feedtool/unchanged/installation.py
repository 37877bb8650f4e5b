"""This feedtool and what is installed beside it, as a run can tell them from earlier ones."""

from __future__ import annotations

import os
import sys

import feedtool
from feedtool.unchanged.marks import mark

_PARTS = (".py", ".toml", ".html", ".css", ".js", ".json")
# From files that count.
_MADE = ("data/rules.json", "render/pages/compiled.py")


def listing(folder: str, below: str = "") -> list[tuple[str, int, int]]:
    """Name, size and time of each file of a package that counts, in any order."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    found += listing(f"{folder}/{entry.name}", f"{below}{entry.name}/")
            elif entry.name.endswith(_PARTS) and below + entry.name not in _MADE:
                info = entry.stat()
                found.append((below + entry.name, info.st_size, info.st_mtime_ns))
    return found


FILES = tuple(sorted(listing(feedtool.__path__[0])))
"""The files of this package as they were when it was loaded."""


def installation() -> tuple[object, ...]:
    """What changes when feedtool, or a package from the same places, is installed or removed."""
    places = [(path, mark(path)) for path in sys.path]
    return (feedtool.__version__, FILES, places)
