"""Where files come from and where they go: folders on this machine.

`InputFolder` lists and reads articles, `OutputFolder` takes finished files. Neither knows what is
in a file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from feedtool.errors import PublishError
from feedtool.model import FileStat, Mtime

STAGING = ".feedtool-staging"
_STILL_NEEDED = (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)  # why a folder cannot be removed
_MANY = 64  # files: from here on one sync of all is cheaper than one of each
_READABLE = 0o644  # mode of a file that a web server is to read


class OutputFolder:
    """A folder that a web server serves. A file in it is whole at every instant.

    New bytes are staged beside the site, brought to the disk, and only then renamed into place.
    `encodings`: the packed forms that each file is to have beside it.
    """

    def __init__(self, root: Path, encodings: tuple[str, ...] = ()) -> None:
        self.root = root
        self.encodings = encodings
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

    def stat(self, path: str) -> FileStat | None:
        """What a look from outside shows of a file or a folder, None if there is none.

        A folder's time changes when a file in it comes, goes or takes the place of another; its
        size says nothing, and is 0.
        """
        try:
            info = os.lstat(f"{self.root}/{path}")
        except OSError:
            return None
        return FileStat(0 if stat.S_ISDIR(info.st_mode) else info.st_size, info.st_mtime_ns)

    def read(self, path: str) -> bytes | None:
        """The bytes at `path`, None if there is no such file."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return None

    def stage(self, path: str, body: bytes, mtime: Mtime) -> FileStat:
        """Writes `body` beside the site, to be put at `path` by `swap_in`."""
        try:
            if not self._staged:  # not before, so that a build without news leaves no trace
                self._staging.mkdir(mode=0o755, exist_ok=True)
            stamp = _write(f"{self._staging}/{self._staged}", body, mtime)
        except OSError as error:
            raise self._failed(error, self.root / path) from None
        self._staged += 1
        return stamp

    def sync(self) -> None:
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


def _write(path: str, body: bytes, mtime: Mtime) -> FileStat:
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
        wanted = mtime.mtime_for(info.st_mtime_ns)
        if wanted != info.st_mtime_ns:
            os.utime(handle, ns=(wanted, wanted))
            wanted = os.fstat(handle).st_mtime_ns  # as the file system can keep it
    finally:
        os.close(handle)
    return FileStat(len(body), wanted)


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
