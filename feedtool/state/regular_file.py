"""Reads files that others can replace: never waits for a pipe, and never reads from a device."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


def open_regular(path: Path | str) -> int | None:
    """A handle of the file at `path`; None if there is no file that can be read."""
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError):  # ValueError: a link in an article has a NUL in its path
        return None
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    return None


def read_regular(path: Path | str) -> bytes | None:
    """The bytes of the file at `path`; None if there is no file that can be read."""
    handle = open_regular(path)
    if handle is None:
        return None
    try:
        with open(handle, "rb") as file:
            return file.read()
    except OSError:
        return None


def read_ends(path: Path | str, most: int) -> bytes:
    """The first and the last `most` bytes of a file, or all of it; empty if it cannot be read."""
    handle = open_regular(path)
    if handle is None:
        return b""
    try:
        with open(handle, "rb") as file:
            begin = file.read(most)
            size = os.fstat(handle).st_size
            if size > 2 * most:
                file.seek(size - most)
            return begin + file.read(most)
    except OSError:
        return b""
