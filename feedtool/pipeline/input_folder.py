"""The folder of articles: lists and reads its files, and does not know what is in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from feedtool.errors import PublishError
from feedtool.model import BeingWritten, InputFile, Problem

_DEEPEST = 600  # folders in folders; each of them takes an open file while it is walked


# Of `st_mode`; the functions of the module `stat` take as long as the look itself.
_TYPE, _FILE, _LINK = 0o170000, stat.S_IFREG, stat.S_IFLNK


class InputFolder:
    """A folder of articles, sub-folders included. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def scan(self, wanted: Callable[[str], bool]) -> Iterator[InputFile | Problem]:
        """What lies in the folder under a wanted name, in the order of keys.

        Raises `PublishError` if the folder, or one below it, cannot be listed: what is not seen
        must not count as removed.
        """
        return self._scan("", wanted)

    def _scan(self, below: str, wanted: Callable[[str], bool]) -> Iterator[InputFile | Problem]:
        folder = self._root / below
        if below.count("/") > _DEEPEST:
            raise PublishError(
                f"{folder}: lies more than {_DEEPEST} folders deep, which is taken for a mishap; "
                "move it up, or out of the input folder"
            )
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
            # Relative to it a file is looked at without going down its whole path.
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise PublishError(
                f"{folder}: cannot be listed: {error.strerror}; is it mounted, and may this user "
                "read it?"
            ) from None
        try:
            folders = {e.name for e in entries if e.is_dir(follow_symlinks=False)}
            # A folder sorts with its slash, so that the keys of a whole walk come in order.
            names = [e.name for e in entries if wanted(e.name) and e.name not in folders]
            names += [f"{name}/" for name in folders if not name.startswith(".")]
            if not all(map(str.isascii, names)):
                names.sort(key=_shown)
            else:
                names.sort()
            for name in names:
                if name[-1] == "/":
                    yield from self._scan(below + name, wanted)
                    continue
                found = self._look(below + name, name, handle)
                if found is not None:
                    yield found
        finally:
            os.close(handle)

    def _look(self, key: str, name: str, folder: int) -> InputFile | Problem | None:
        try:
            info = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if info.st_mode & _TYPE == _LINK:
                if not self._stays_inside(str(self._root / key)):
                    return Problem(
                        key, "is a link that leaves the input folder; copy the file instead"
                    )
                info = os.stat(name, dir_fd=folder)
        except FileNotFoundError:
            return None  # gone since it was listed
        except OSError as error:
            return Problem(key, f"cannot be looked at: {error.strerror}")
        if not key.isascii() and _shown(key) != key:
            return Problem(_shown(key), "has a name that is not UTF-8; rename it")
        if info.st_mode & _TYPE != _FILE:
            return Problem(key, "is no ordinary file; move it out of the input folder")
        return InputFile(key, info.st_size, info.st_mtime_ns, info.st_ino)

    def _stays_inside(self, path: str) -> bool:
        real, root = os.path.realpath(path), os.path.realpath(self._root)
        return real.startswith(root + os.sep) and os.path.exists(real)

    def device(self) -> str | None:
        """The file system that the folder is on; None: there is no such folder."""
        try:
            return str(os.stat(self._root).st_dev)
        except OSError:
            return None

    def has(self, key: str) -> bool:
        """Whether there is something at `key` just now."""
        return os.path.lexists(self._root / key)

    def read(self, found: InputFile, max_bytes: int) -> bytes | Problem | BeingWritten:
        """The bytes of a file, or why it could not be had. Never more than `max_bytes`.

        A file is unsettled that does not look as it did when it was listed; with an `mtime` of 0
        it was not listed.
        """
        try:
            # Non-blocking: what was a file when it was listed may have become a pipe.
            handle = os.open(self._root / found.key, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                data = _read(handle, min(found.size, max_bytes) + 1, max_bytes + 1)
                info = os.fstat(handle)
            finally:
                os.close(handle)
        except FileNotFoundError as error:
            is_listed = found.mtime != 0
            return BeingWritten(found.key) if is_listed else _unreadable(found.key, error)
        except OSError as error:
            return _unreadable(found.key, error)
        if found.mtime and (info.st_size, info.st_mtime_ns) != (found.size, found.mtime):
            return BeingWritten(found.key)
        return too_large(found.key, len(data), max_bytes) or data


def _read(handle: int, expected: int, most: int) -> bytes:
    """At most `most` bytes, asked for in pieces of the size that is expected.

    A buffer for the most that is allowed would be mapped and unmapped for each small file.
    """
    pieces, left = [], most
    while left and (piece := os.read(handle, min(max(expected, 4096), left))):
        pieces.append(piece)
        left -= len(piece)
        if len(piece) < expected:
            break  # that was the end
    return b"".join(pieces)


def _unreadable(key: str, error: OSError) -> Problem:
    return Problem(key, f"cannot be read: {error.strerror}")


def too_large(key: str, size: int, max_bytes: int) -> Problem | None:
    """The problem with a file of more bytes than are allowed."""
    if size <= max_bytes:
        return None
    return Problem(key, f"is larger than {max_bytes:,} bytes; split it or raise [input] max-bytes")


def _shown(name: str) -> str:
    """The name, with the bytes in it that are not UTF-8 as `ls` shows them."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
