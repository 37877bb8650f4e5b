"""The input folder: lists and reads its files, without knowing what is in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from feedtool.errors import PublishError
from feedtool.model import BeingWritten, InputFile, Problem
from feedtool.readers import BESIDE, PAGES, SAVED_WITH_PAGE

_MAX_DEPTH = 600  # nested folders; the walk keeps one open file for each

# Masks for `st_mode`; the functions of the module `stat` take as long as the system call.
_TYPE, _FILE, _LINK, _FOLDER = 0o170000, stat.S_IFREG, stat.S_IFLNK, stat.S_IFDIR


Wanted = Callable[[str, str], bool]
"""Whether a file is wanted, by its folder, which ends in a slash, and its name."""


class InputFolder:
    """A folder of articles with its sub-folders. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def scan(self, wanted: Wanted) -> Iterator[InputFile | Problem]:
        """The files in the folder that are wanted, sorted by key.

        Their `inode` also changes when a file beside them does that has their front matter. Raises
        `PublishError` if the folder, or one below it, cannot be listed: files that were not seen
        must not count as removed.
        """
        return self._scan("", wanted)

    def _scan(self, below: str, wanted: Wanted) -> Iterator[InputFile | Problem]:
        folder = self._root / below
        if below.count("/") > _MAX_DEPTH:
            raise PublishError(
                f"{folder}: is more than {_MAX_DEPTH} folders deep, which looks like a mistake; "
                "move it up, or out of the input folder"
            )
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
            # A stat relative to the folder need not resolve the whole path.
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise PublishError(
                f"{folder}: cannot be listed: {error.strerror}; is it mounted, and may this user "
                "read it?"
            ) from None
        try:
            folders = {e.name for e in entries if e.is_dir(follow_symlinks=False)}
            files = [e.name for e in entries if e.name not in folders]
            saved = {name for name in folders if name.endswith(SAVED_WITH_PAGE)}
            if saved:
                folders -= {name for name in saved if _is_saved_with_page(name, {*files})}
            # Folders sort with their slash, so that the walk yields sorted keys.
            names = [name for name in files if wanted(below, name)]
            beside = {e.name for e in entries if e.name.endswith(BESIDE)}
            names += [f"{name}/" for name in folders if not name.startswith(".")]
            if not all(map(str.isascii, names)):
                names.sort(key=_printable)
            else:
                names.sort()
            for name in names:
                if name[-1] == "/":
                    yield from self._scan(below + name, wanted)
                    continue
                found = self._stat(below + name, name, handle)
                if isinstance(found, InputFile) and _beside(name) in beside:
                    found = found._replace(inode=_mixed(found.inode, _beside(name), handle))
                if isinstance(found, Problem) and found.left_out and "." not in name:
                    continue  # without an ending it need not be a text
                if found is not None:
                    yield found
        finally:
            os.close(handle)

    def _stat(self, key: str, name: str, folder: int) -> InputFile | Problem | None:
        try:
            info = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if info.st_mode & _TYPE == _LINK:
                if not self._stays_inside(str(self._root / key)):
                    if os.path.isdir(self._root / key):
                        return _linked_folder(key)
                    return Problem(
                        key, "is a link that leads out of the input folder; copy the file instead"
                    )
                info = os.stat(name, dir_fd=folder)
                if info.st_mode & _TYPE == _FOLDER:
                    return _linked_folder(key)
        except FileNotFoundError:
            return None  # gone since it was listed
        except OSError as error:
            return Problem(key, f"cannot be accessed: {error.strerror}")
        if not key.isascii() and _printable(key) != key:
            return Problem(_printable(key), "has a name that is not UTF-8; rename it")
        if info.st_mode & _TYPE != _FILE:
            return Problem(key, "is not a regular file; move it out of the input folder")
        return InputFile(key, info.st_size, info.st_mtime_ns, info.st_ino)

    def _stays_inside(self, path: str) -> bool:
        real, root = os.path.realpath(path), os.path.realpath(self._root)
        return real.startswith(root + os.sep) and os.path.exists(real)

    def read_beside(self, key: str, max_bytes: int) -> bytes | None:
        """The bytes of the file with the front matter of a text, if that is beside it."""
        path = _beside(key)
        data = self.read(InputFile(path, 0, 0, 0), max_bytes) if self.has(path) else None
        return data if isinstance(data, bytes) else None

    def device(self) -> str | None:
        """The device that the folder is on, or None if there is no such folder."""
        try:
            return str(os.stat(self._root).st_dev)
        except OSError:
            return None

    def has(self, key: str) -> bool:
        """Whether there is a file, or anything else, at `key` right now."""
        return os.path.lexists(self._root / key)

    def read(self, found: InputFile, max_bytes: int) -> bytes | Problem | BeingWritten:
        """The bytes of a file, or the reason why it could not be read. Never over `max_bytes`.

        A file counts as being written if its size or mtime differs from when it was listed. An
        `mtime` of 0 means that it was not listed.
        """
        try:
            # Non-blocking: the file may have been replaced by a pipe since it was listed.
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


def _linked_folder(key: str) -> Problem:
    """A notice, because articles may have been published from this folder, and stay as they are."""
    return Problem(
        key,
        "is a link to a folder, which is not read; move or mount the folder here, or name the "
        "link in [input] exclude",
        left_out=False,
    )


def _is_saved_with_page(folder: str, files: Collection[str]) -> bool:
    """Whether a folder has the pictures and scripts of a page that was saved beside it.

    >>> _is_saved_with_page("Fog_files", {"Fog.html"}), _is_saved_with_page("my_files", {"a.md"})
    (True, False)
    """
    suffix = next(suffix for suffix in SAVED_WITH_PAGE if folder.endswith(suffix))
    page = folder.removesuffix(suffix)
    return any(page + ending in files for ending in (*PAGES, *map(str.upper, PAGES)))


def _beside(key: str) -> str:
    """The path of the file that has the front matter of the text at `key`, if it exists."""
    folder, slash, name = key.rpartition("/")
    return f"{folder}{slash}{name.rpartition('.')[0] or name}{BESIDE}"


def _mixed(inode: int, name: str, folder: int) -> int:
    """A number that changes with the inode, and with a file beside."""
    try:
        info = os.stat(name, dir_fd=folder)
    except OSError:
        return inode
    return (inode ^ info.st_mtime_ns ^ info.st_size) & (1 << 62) - 1


def _read(handle: int, expected: int, most: int) -> bytes:
    """At most `most` bytes, read in pieces of the expected size.

    A buffer of the maximum size would be mapped and unmapped for each small file.
    """
    pieces, left = [], most
    while left and (piece := os.read(handle, min(max(expected, 4096), left))):
        pieces.append(piece)
        left -= len(piece)
        if len(piece) < expected:
            break  # end of file
    return b"".join(pieces)


def _unreadable(key: str, error: OSError) -> Problem:
    return Problem(key, f"cannot be read: {error.strerror}")


def too_large(key: str, size: int, max_bytes: int) -> Problem | None:
    """The problem with a file that is too large, if it is."""
    if size <= max_bytes:
        return None
    return Problem(key, f"is larger than {max_bytes:,} bytes; split it or raise [input] max-bytes")


def _printable(name: str) -> str:
    """The name, with bytes that are not UTF-8 escaped."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
