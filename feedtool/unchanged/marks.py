"""What shows that a file or folder changed, without reading it: its size, times and inode.

One of the times is that of the last change of the inode (ctime), which programs cannot set.
"""

from __future__ import annotations

import marshal
import os
from itertools import islice

from feedtool.blake2 import blake2b

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_TYPE, _FILE, _FOLDER, _LINK = 0o170000, 0o100000, 0o040000, 0o120000  # of `st_mode`
_WELL_KNOWN = ".well-known"  # not hidden (RFC 8615)
_SIZE = 12  # bytes of a digest
_PIECE = 1000  # entries of a folder that are in memory at once
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
    known = mark(path)
    if known is None or known[0] & _TYPE != _FILE:  # reading a pipe would never end
        return None
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def digest(*parts: Any) -> str:
    """A digest of numbers, texts and bytes, and of tuples and lists of them."""
    return blake2b(marshal.dumps(parts, _OLD), digest_size=_SIZE).hexdigest()


def digest_of(folder: str) -> str:
    """A digest of what is in a folder and not hidden; "" if it cannot be listed."""
    found = blake2b(digest_size=_SIZE)
    try:
        for piece in _pieces(folder):
            found.update(marshal.dumps(piece, _OLD))
    except OSError:
        return ""
    return found.hexdigest()


def steady(folder: str, is_steady: Callable[[Mark], bool]) -> tuple[str, list[str]] | None:
    """The digest of a folder, and the names of the folders in it; None if any file is not steady.

    Nor if there is a link, whose target may change without a trace here.
    """
    found = blake2b(digest_size=_SIZE)
    folders = []
    try:
        for piece in _pieces(folder):
            found.update(marshal.dumps(piece, _OLD))
            for name, known in piece:
                if known is None:
                    folders.append(name)
                elif known[0] & _TYPE == _LINK or not is_steady(known):
                    return None
    except OSError:
        return None
    return found.hexdigest(), folders


def _pieces(folder: str) -> Iterator[list[Entry]]:
    """What is in a folder and not hidden, in the order of the disk, a thousand at a time."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with os.scandir(handle) as listing:
            while some := list(islice(listing, _PIECE)):
                piece: list[Entry] = []
                for entry in some:
                    # A run without news does this for every file, so it has no call of our own.
                    name = entry.name
                    if name[0] == "." and name != _WELL_KNOWN:
                        continue
                    info = entry.stat(follow_symlinks=False)
                    mode, size, mtime = info.st_mode, info.st_size, info.st_mtime_ns
                    if mode & _TYPE == _FOLDER:
                        piece.append((name, None))
                    else:
                        piece.append((name, (mode, size, mtime, info.st_ctime_ns, info.st_ino)))
                yield piece
    finally:
        os.close(handle)
