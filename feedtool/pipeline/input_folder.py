"""The input folder: lists and reads its files, without knowing what is in them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from feedtool.errors import PublishError
from feedtool.model import BeingWritten, InputFile, Problem
from feedtool.model.files import BEYOND, storable
from feedtool.pipeline.inside import may_follow, open_below, open_file, open_folder
from feedtool.readers import BESIDE, PAGES, SAVED_WITH_PAGE

_MAX_DEPTH = 600  # nested folders; the walk keeps one open file for each
_LONGEST = 4096  # bytes, of the path of a folder; other programs could not open it

# Masks for `st_mode`; the functions of the module `stat` take as long as the system call.
_TYPE, _FILE, _LINK, _FOLDER = 0o170000, stat.S_IFREG, stat.S_IFLNK, stat.S_IFDIR


Wanted = Callable[[str, str], bool]
"""Whether a file is wanted, by its folder, which ends in a slash, and its name."""


class InputFolder:
    """A folder of articles with its sub-folders.

    Links to files in it are followed; with `follow_links`, also links to folders, and those that
    lead out of it (see `inside.open_file`).
    """

    def __init__(self, root: Path, *, follow_links: bool = False) -> None:
        self._root = root
        self._follow_links = follow_links

    def scan(
        self, wanted: Wanted, below: str = "", apart: Collection[str] = ()
    ) -> Iterator[InputFile | Problem]:
        """The files in the folder, or the one `below`, that are wanted, sorted by key.

        Without those in folders that are scanned `apart`. Their `inode` also changes when a file
        beside them does that has their front matter. Raises `PublishError` if the folder, or one
        below it, cannot be listed: files that were not seen must not count as removed.
        """
        if not below or self._has_folder(below):
            yield from self._scan(below, None, (wanted, apart), ())

    def _has_folder(self, below: str) -> bool:
        """Whether there is a folder that may be listed, as far as this user can see."""
        try:
            os.close(open_below(self._root, below, follow_links=self._follow_links))
        except OSError as error:
            return error.errno == errno.EACCES
        return True

    def _open(self, below: str, parent: int | None) -> int:
        """A handle of the folder `below`, whose parent folder is open. Raises `PublishError`."""
        folder = self._root / below
        if below.count("/") > _MAX_DEPTH:
            raise PublishError(
                f"{folder}: is more than {_MAX_DEPTH} folders deep, which looks like a mistake; "
                "move it up, or out of the input folder"
            )
        try:
            if len(os.fsencode(folder)) >= _LONGEST:
                raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
            if parent is None:
                return open_below(self._root, below, follow_links=self._follow_links)
            name = below.removesuffix("/").rpartition("/")[2]
            return open_folder(name, parent, follow_links=self._follow_links)
        except OSError as error:
            raise _unlisted(folder, error) from None

    def _scan(
        self,
        below: str,
        parent: int | None,
        chosen: tuple[Wanted, Collection[str]],
        above: tuple[tuple[int, int], ...],
    ) -> Iterator[InputFile | Problem]:
        """The files in the folder `below`; `above` identifies the folders that it is in.

        A folder takes one frame of the stack, which allows some 900 of them in each other.
        """
        handle = self._open(below, parent)
        try:
            identity = _identity(handle)
            if identity in above:
                yield Problem(
                    below.removesuffix("/"),
                    "is a link to a folder that it is in, and is not read; remove the link",
                    left_out=False,
                )
                return
            names, beside = self._listed(below, handle, chosen[0])
            stat_of, regular, is_plain = os.stat, _FILE, not beside
            for name in names:
                if name[-1] == "/":
                    if below + name not in chosen[1]:
                        yield from self._scan(below + name, handle, chosen, (*above, identity))
                    continue
                # A run without news does this for every file, so the usual case has no call.
                key = below + name
                try:
                    info = stat_of(name, dir_fd=handle, follow_symlinks=False)
                except OSError:
                    info = None
                if info and is_plain and info.st_mode & _TYPE == regular and key.isascii():
                    mtime, inode = info.st_mtime_ns, info.st_ino
                    if mtime < BEYOND > inode:
                        yield InputFile(key, info.st_size, mtime, inode)
                        continue
                found = self._stat(key, name, handle)
                if isinstance(found, InputFile) and _beside(name) in beside:
                    found = found._replace(inode=_mixed(found.inode, _beside(name), handle))
                if isinstance(found, Problem) and found.left_out and "." not in name:
                    continue  # without an ending it need not be a text
                if found is not None:
                    yield found
        finally:
            os.close(handle)

    def _listed(self, below: str, handle: int, wanted: Wanted) -> tuple[list[str], set[str]]:
        """The names in a folder, folders with a slash, and those of files beside a text."""
        try:
            with os.scandir(handle) as listing:
                entries = list(listing)
        except OSError as error:
            raise _unlisted(self._root / below, error) from None
        names = [e.name for e in entries]
        beside = {name for name in names if name.endswith(BESIDE)}
        folders = {e.name for e in entries if e.is_dir(follow_symlinks=False)}
        if self._follow_links:
            linked = {e.name for e in entries if e.is_symlink() and e.is_dir()}
            folders |= {name for name in linked if may_follow(name, handle)}
        files = [name for name in names if name not in folders] if folders else names
        saved = {name for name in folders if name.endswith(SAVED_WITH_PAGE)}
        if saved:
            folders -= {name for name in saved if _is_saved_with_page(name, {*files})}
        # Folders sort with their slash, so that the walk yields sorted keys.
        names = [name for name in files if wanted(below, name)]
        names += [f"{name}/" for name in folders if not name.startswith(".")]
        names.sort(key=None if all(map(str.isascii, names)) else _printable)
        return names, beside

    def _stat(self, key: str, name: str, folder: int) -> InputFile | Problem | None:
        try:
            info = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if info.st_mode & _TYPE == _LINK:
                if os.path.isdir(self._root / key):
                    return _linked_folder(key, follows=self._follow_links)
                may_leave = self._follow_links and may_follow(name, folder)
                if not may_leave and not self._stays_inside(str(self._root / key)):
                    return Problem(
                        key, "is a link that leads out of the input folder; copy the file instead"
                    )
                info = os.stat(name, dir_fd=folder)
        except FileNotFoundError:
            return None  # gone since it was listed
        except OSError as error:
            return Problem(key, f"cannot be accessed: {error.strerror}")
        if not key.isascii() and _printable(key) != key:
            return Problem(_printable(key), "has a name that is not UTF-8; rename it")
        if info.st_mode & _TYPE != _FILE:
            return Problem(key, "is not a regular file; move it out of the input folder")
        return InputFile(key, info.st_size, storable(info.st_mtime_ns), storable(info.st_ino))

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
        return os.path.lexists(f"{self._root}/{key}")  # joining paths takes four times as long

    def read(self, found: InputFile, max_bytes: int) -> bytes | Problem | BeingWritten:
        """The bytes of a file, or the reason why it could not be read. Never over `max_bytes`.

        A file counts as being written if its size or mtime differs from when it was listed. An
        `mtime` of 0 means that it was not listed.
        """
        try:
            handle = open_file(self._root, found.key, follow_links=self._follow_links)
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
        stamp = info.st_size, storable(info.st_mtime_ns)
        if found.mtime and stamp != (found.size, found.mtime):
            return BeingWritten(found.key)
        return too_large(found.key, len(data), max_bytes) or data


def folder_of(key: str) -> str:
    """The folder that a file is in, with a slash at its end; "" for the input folder.

    >>> folder_of("a/b.txt"), folder_of("b.txt")
    ('a/', '')
    """
    return key[: key.rfind("/") + 1]


def _unlisted(folder: Path, error: OSError) -> PublishError:
    return PublishError(
        f"{folder}: cannot be listed: {error.strerror}; is it mounted, and may this user read it?"
    )


def _identity(handle: int) -> tuple[int, int]:
    info = os.fstat(handle)
    return info.st_dev, info.st_ino


def _linked_folder(key: str, *, follows: bool) -> Problem:
    """A notice, because articles may have been published from this folder, and stay as they are."""
    if follows:
        fact = "is a link to a folder, which belongs to another user and is not read; replace it"
    else:
        fact = (
            "is a link to a folder, which is not read; set [input] follow-links, move or mount the "
            "folder here, or name the link in [input] exclude"
        )
    return Problem(key, fact, left_out=False)


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
