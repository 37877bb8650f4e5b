"""What shows that a file or folder changed, without reading it: its size, times and inode.

The time of the last change of the inode (ctime) is among them, which no program can set.
"""

from __future__ import annotations

import marshal
import os

from feedtool.blake2 import blake2b

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_TYPE, _FOLDER, _LINK = 0o170000, 0o040000, 0o120000  # of `st_mode`
_WELL_KNOWN = ".well-known"  # not hidden (RFC 8615)
_OLD = 2  # a format of `marshal` in which equal values have equal bytes

Mark = tuple[int, int, int, int, int]
"""Type and permissions, size, mtime and ctime in nanoseconds, inode."""

Entry = tuple[str, Mark | None]
"""The name of a file and its mark; None for a folder."""


def mark(path: str) -> Mark | None:
    """The mark of what is at `path`; None if nothing is there."""
    try:
        info = os.stat(path)
    except (OSError, ValueError):  # ValueError: a link in an article has a NUL in its path
        return None
    return (info.st_mode, info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def content(path: str) -> bytes | None:
    """The bytes of a small file; None if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def entries(folder: str) -> list[Entry] | None:
    """What is in a folder, without hidden files, in the order of the disk; None if unknown."""
    found: list[Entry] = []
    add = found.append
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        with os.scandir(handle) as listing:
            for entry in listing:
                # A run without news does this for every file, so it has no call of our own.
                name = entry.name
                if name[0] == "." and name != _WELL_KNOWN:
                    continue
                info = entry.stat(follow_symlinks=False)
                mode = info.st_mode
                if mode & _TYPE == _FOLDER:
                    add((name, None))
                else:
                    size, inode = info.st_size, info.st_ino
                    add((name, (mode, size, info.st_mtime_ns, info.st_ctime_ns, inode)))
    except OSError:
        return None
    finally:
        os.close(handle)
    return found


def digest(*parts: Any) -> str:
    """A digest of numbers, texts and bytes, and of tuples and lists of them."""
    return blake2b(marshal.dumps(parts, _OLD), digest_size=12).hexdigest()


def walk(root: str) -> Iterator[tuple[str, list[Entry] | None]]:
    """The folder `root` and all below it that are not hidden, with what is in each."""
    todo = [root]
    while todo:
        folder = todo.pop()
        found = entries(folder)
        yield folder, found
        todo += [f"{folder}/{name}" for name, known in found or () if known is None]


def has_link(found: list[Entry]) -> bool:
    """Whether there is a link, whose target may change without a trace here."""
    return any(known is not None and known[0] & _TYPE == _LINK for _, known in found)
