"""Where files come from and where they go: folders on this machine.

`InputFolder` lists and reads articles, `OutputFolder` takes finished files. Neither knows what is
in a file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from feedtool.errors import PublishError
from feedtool.model import Problem, Unsettled

STAGING = ".feedtool-staging"
_DEEPEST = 600  # folders in folders; each of them takes an open file while it is walked
_STILL_NEEDED = (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)  # why a folder cannot be removed
_MANY = 64  # files: from here on one sync of all is cheaper than one of each
_READABLE = 0o644  # mode of a file that a web server is to read


# Of `st_mode`; the functions of the module `stat` take as long as the look itself.
_TYPE, _FILE, _LINK = 0o170000, stat.S_IFREG, stat.S_IFLNK


class Found(NamedTuple):
    """A file as a directory entry shows it; `mtime` in nanoseconds.

    A tuple, because a hundred thousand are made and compared in a run without news.
    """

    key: str
    size: int
    mtime: int
    inode: int


class Stamp(msgspec.Struct, frozen=True):
    """What a web server makes its ETag from: bytes and nanoseconds."""

    size: int
    mtime: int


class Timing(msgspec.Struct, frozen=True):
    """Which modification time a file gets, in nanoseconds.

    `after`: the time of the bytes that it takes the place of. The new time is at least one whole
    second later, because web servers compare in seconds (RFC 9110, section 8.8.2.1). `exactly`:
    the time that the same bytes had before they were lost, so that no subscriber takes them again.
    """

    after: int | None = None
    exactly: int | None = None

    def mtime_for(self, written: int) -> int:
        """The time for a file that was written at `written`."""
        if self.exactly is not None:
            return self.exactly
        if self.after is not None and written // 10**9 <= self.after // 10**9:
            return (self.after // 10**9 + 1) * 10**9
        return written


class InputFolder:
    """A folder of articles, sub-folders included. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def scan(self, wanted: Callable[[str], bool]) -> Iterator[Found | Problem]:
        """What lies in the folder under a wanted name, in the order of keys.

        Raises `PublishError` if the folder, or one below it, cannot be listed: what is not seen
        must not count as removed.
        """
        return self._scan("", wanted)

    def _scan(self, below: str, wanted: Callable[[str], bool]) -> Iterator[Found | Problem]:
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

    def _look(self, key: str, name: str, folder: int) -> Found | Problem | None:
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
        return Found(key, info.st_size, info.st_mtime_ns, info.st_ino)

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

    def read(self, found: Found, max_bytes: int) -> bytes | Problem | Unsettled:
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
            return Unsettled(found.key) if is_listed else _unreadable(found.key, error)
        except OSError as error:
            return _unreadable(found.key, error)
        if found.mtime and (info.st_size, info.st_mtime_ns) != (found.size, found.mtime):
            return Unsettled(found.key)
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


class OutputFolder:
    """A folder that a web server serves. A file in it is whole at every instant.

    New bytes are staged beside the site, brought to the disk, and only then renamed into place.
    `packings`: the packed forms that each file is to have beside it.
    """

    def __init__(self, root: Path, packings: tuple[str, ...] = ()) -> None:
        self.root = root
        self.packings = packings
        self._staging = root / STAGING
        self._staged = 0  # files in the staging folder, named by their numbers

    def open(self) -> None:
        """Makes the folder and clears what an interrupted run left in the staging folder."""
        try:
            _make_folders(self.root)
            self.root.mkdir(exist_ok=True)  # fails if it is there and no folder
            if self._staging.exists():
                _remove_tree(self._staging)
        except OSError as error:
            raise self._failed(error, self.root) from None

    def close(self) -> None:
        """Takes the staging folder away."""
        with suppress(OSError):
            if self._staging.exists():
                _remove_tree(self._staging)

    def stamp(self, path: str) -> Stamp | None:
        """What a look from outside shows of a file or a folder, None if there is none.

        A folder's time changes when a file in it comes, goes or takes the place of another; its
        size says nothing, and is 0.
        """
        try:
            info = os.lstat(f"{self.root}/{path}")
        except OSError:
            return None
        return Stamp(0 if stat.S_ISDIR(info.st_mode) else info.st_size, info.st_mtime_ns)

    def read(self, path: str) -> bytes | None:
        """The bytes at `path`, None if there is no such file."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return None

    def stage(self, path: str, body: bytes, timing: Timing) -> Stamp:
        """Writes `body` beside the site, to be put at `path` by `swap_in`."""
        try:
            if not self._staged:  # not before, so that a build without news leaves no trace
                self._staging.mkdir(mode=0o755, exist_ok=True)
            stamp = _write(f"{self._staging}/{self._staged}", body, timing)
        except OSError as error:
            raise self._failed(error, self.root / path) from None
        self._staged += 1
        return stamp

    def settle(self) -> None:
        """Brings all that is staged to the disk, so that a rename cannot outrun its bytes."""
        try:
            if self._staged >= _MANY:
                os.sync()
                return
            for number in range(self._staged):
                _sync(f"{self._staging}/{number}")
        except OSError as error:
            raise self._failed(error, self.root) from None

    def swap_in(self, paths: Iterable[str]) -> None:
        """Puts every staged file in its place; `paths` in the order in which they were staged."""
        folders: dict[str, None] = {}
        for number, path in enumerate(paths):
            target = f"{self.root}/{path}"
            folder = target.rpartition("/")[0]
            try:
                if folder not in folders:
                    _make_folders(Path(folder))
                    folders[folder] = None
                os.replace(f"{self._staging}/{number}", target)
            except OSError as error:
                raise _half_done(error, self.root / path) from None
        for folder in folders:
            with suppress(OSError):  # some file systems cannot sync a folder
                _sync(folder)
        self._staged = 0

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes files, then folders that are empty for it; how many files there were."""
        deleted = 0
        for path in paths:
            target = self.root / path
            try:
                target.unlink()
                deleted += 1
            except FileNotFoundError:
                pass
            except OSError as error:
                raise _half_done(error, target) from None
            for folder in target.parents:
                if folder == self.root:
                    break
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    continue
                except OSError as error:
                    if error.errno in _STILL_NEEDED:
                        break
                    raise _half_done(error, folder) from None
        return deleted

    def _failed(self, error: OSError, path: Path) -> PublishError:
        return PublishError(
            f"{path}: cannot be written: {error.strerror}; the site that stood before still stands"
        )


def _half_done(error: OSError, path: Path) -> PublishError:
    return PublishError(
        f"{path}: cannot be written or deleted: {error.strerror}; some files of the site are new, "
        "some as before, and the next build brings the rest"
    )


def _remove_tree(folder: Path) -> None:
    # Imported here: a run without news has nothing to remove, and the module takes its time.
    from shutil import rmtree

    rmtree(folder)


def _make_folders(folder: Path) -> None:
    """Makes `folder`, and those it lies in, readable for a web server, whatever the umask."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    # Not by chmod afterwards: a run that broke off in between would leave a folder closed for good.
    before = os.umask(0o022)
    try:
        for path in reversed(missing):
            path.mkdir()
    finally:
        os.umask(before)


def _write(path: str, body: bytes, timing: Timing) -> Stamp:
    """Makes a file that everybody may read; how it looks in the end.

    With as few system calls as that takes: a first build makes a file for each article.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _READABLE)
    try:
        left = memoryview(body)
        while left:
            left = left[os.write(handle, left) :]
        info = os.fstat(handle)
        if stat.S_IMODE(info.st_mode) != _READABLE:  # the umask took something away
            os.fchmod(handle, _READABLE)
        mtime = timing.mtime_for(info.st_mtime_ns)
        if mtime != info.st_mtime_ns:
            os.utime(handle, ns=(mtime, mtime))
            mtime = os.fstat(handle).st_mtime_ns  # as the file system can keep it
    finally:
        os.close(handle)
    return Stamp(len(body), mtime)


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
