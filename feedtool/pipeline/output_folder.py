"""The output folder: stages files and moves them into place, without knowing their content."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from feedtool.errors import PublishError
from feedtool.model import FileStat, Mtime
from feedtool.model.files import storable
from feedtool.pipeline.below import Below
from feedtool.pipeline.copying import OpenFile, copy
from feedtool.state.regular_file import open_regular, read_regular

STAGING = ".feedtool-staging"
_IN_USE = (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)  # errors of removing a folder in use
_MANY = 64  # files; from here on, one sync of everything is cheaper than one per file
_PIECE = 1 << 20  # bytes that are compared at once
_MODE = 0o644  # of files, so that a web server can read them


class OutputFolder:
    """A folder that a web server serves. Every file in it is complete at all times.

    New files are staged in a hidden folder, synced to disk, and only then renamed into place.
    `encodings` names the compressed forms that each file is to have next to it.
    """

    def __init__(self, root: Path, encodings: tuple[str, ...] = ()) -> None:
        self.root = root
        self.encodings = encodings
        self._staging = root / STAGING
        self._staged = 0  # number of files in the staging folder, which are named by numbers
        self._below = Below(root)

    def open(self) -> None:
        """Creates the folder, and deletes the staging folder of an interrupted run."""
        try:
            _make_folders(self.root)
            self.root.mkdir(exist_ok=True)  # fails if it is not a folder
            if self._staging.exists():
                _remove_tree(self._staging)
        except OSError as error:
            raise self._failed(error, self.root) from None

    def close(self) -> None:
        """Deletes the staging folder."""
        with suppress(OSError):
            if self._staging.exists():
                _remove_tree(self._staging)

    def stat(self, path: str) -> FileStat | None:
        """The size and mtime of a file or folder; None if it does not exist.

        The mtime of a folder changes when a file in it is added, removed or replaced. Its size is
        given as 0.
        """
        try:
            info = os.lstat(f"{self.root}/{path}")
        except (OSError, ValueError):  # ValueError: a link in an article has a NUL in its path
            return None
        size = 0 if stat.S_ISDIR(info.st_mode) else info.st_size
        return FileStat(size, storable(info.st_mtime_ns))

    def read(self, path: str) -> bytes | None:
        """The bytes of the file at `path`; None if there is no such file."""
        return read_regular(self.root / path)

    def stage(self, path: str, body: bytes, mtime: Mtime) -> FileStat:
        """Writes `body` to the staging folder, for `swap_in` to move to `path`.

        Raises `PublishError` if `path` is not below the output folder.
        """
        try:
            self._below.require(path)
            if not self._staged:  # not earlier, so that a build without news leaves no trace
                self._staging.mkdir(mode=0o755, exist_ok=True)
            written = _write(f"{self._staging}/{self._staged}", body, mtime)
        except OSError as error:
            raise self._failed(error, self.root / path) from None
        self._staged += 1
        return written

    def stage_copy(self, path: str, source: OpenFile, mtime: Mtime) -> FileStat:
        """Like `stage`, for the bytes of an open file. Raises `Changed` if it changes meanwhile."""
        staged = f"{self._staging}/{self._staged}"
        try:
            self._below.require(path)
            if not self._staged:
                self._staging.mkdir(mode=0o755, exist_ok=True)
            copy(source, staged)
            written = os.stat(staged).st_mtime_ns
            wanted = mtime.mtime_for(written)
            if wanted != written:
                os.utime(staged, ns=(wanted, wanted))
                wanted = os.stat(staged).st_mtime_ns  # rounded by the file system
        except OSError as error:
            raise self._failed(error, self.root / path) from None
        self._staged += 1
        return FileStat(source.stat.size, wanted)

    def has(self, path: str, source: OpenFile) -> bool:
        """Whether the file at `path` has the same bytes as an open file."""
        there, at = open_regular(self.root / path), 0
        if there is None:
            return False
        try:
            with open(there, "rb") as file:
                while piece := file.read(_PIECE):
                    if os.pread(source.handle, len(piece), at) != piece:
                        return False
                    at += len(piece)
            return not os.pread(source.handle, 1, at)
        except OSError:
            return False

    def sync(self) -> None:
        """Syncs all staged files to disk, so that a rename cannot get there before the bytes."""
        try:
            if self._staged >= _MANY:
                os.sync()
                return
            for number in range(self._staged):
                _sync(f"{self._staging}/{number}")
        except OSError as error:
            raise self._failed(error, self.root) from None

    def swap_in(self, paths: Iterable[str]) -> None:
        """Moves every staged file into place; `paths` are in the order of staging."""
        folders: dict[str, None] = {}
        for number, path in enumerate(paths):
            try:
                folders[self._below.move_in(f"{self._staging}/{number}", path)] = None
            except OSError as error:
                raise _half_done(error, self.root / path) from None
        for folder in folders:
            with suppress(OSError):  # some file systems cannot sync a folder
                self._below.sync(folder)
        self._staged = 0

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes files, and folders that this leaves empty; returns the number of files."""
        deleted = 0
        for path in paths:
            try:
                with suppress(FileNotFoundError):
                    self._below.remove(path, os.unlink)
                    deleted += 1
                for folder in list(PurePosixPath(path).parents)[:-1]:
                    with suppress(FileNotFoundError):
                        self._below.remove(folder.as_posix(), os.rmdir)
            except OSError as error:
                if error.errno not in _IN_USE:
                    raise _half_done(error, self.root / path) from None
        return deleted

    def _failed(self, error: OSError, path: Path) -> PublishError:
        return PublishError(
            f"{path}: cannot be written: {error.strerror}; the published site is unchanged"
        )


def _half_done(error: OSError, path: Path) -> PublishError:
    return PublishError(
        f"{path}: cannot be written or deleted: {error.strerror}; only some files of the site were "
        "updated, and the next build updates the rest"
    )


def _remove_tree(folder: Path) -> None:
    try:
        os.rmdir(folder)  # it is empty unless a build was interrupted
    except OSError:
        # Imported here: the module is slow to import.
        from shutil import rmtree

        rmtree(folder)


def _make_folders(folder: Path) -> None:
    """Creates `folder` and its parents, readable by a web server whatever the umask."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    # Not by chmod afterwards: a run interrupted in between would leave an unreadable folder.
    before = os.umask(0o022)
    try:
        for path in reversed(missing):
            path.mkdir()
    finally:
        os.umask(before)


def _write(path: str, body: bytes, mtime: Mtime) -> FileStat:
    """Writes a file that everybody may read; returns its size and mtime.

    It makes few system calls, because a first build writes a file for each article.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
    try:
        left = memoryview(body)
        while left:
            left = left[os.write(handle, left) :]
        info = os.fstat(handle)
        if stat.S_IMODE(info.st_mode) != _MODE:  # because of the umask
            os.fchmod(handle, _MODE)
        wanted = mtime.mtime_for(info.st_mtime_ns)
        if wanted != info.st_mtime_ns:
            os.utime(handle, ns=(wanted, wanted))
            wanted = os.fstat(handle).st_mtime_ns  # rounded by the file system
    finally:
        os.close(handle)
    return FileStat(len(body), wanted)


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
