"""Opens folders below a root without following links, so that no path leads out of it.

Everything that is written or deleted in the output folder goes through here (openat with O_NOFOLLOW
for each part of a path). The root itself may be a link.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Protocol

_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class _Remove(Protocol):
    def __call__(self, path: str, *, dir_fd: int | None) -> None: ...


class Below:
    """The folders below one root. Every method raises `OSError`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._checked = {""}  # folders that do not exist or are below the root

    def open(self, folder: str, *, make: bool = False) -> int:
        """A handle of a folder, which is created if it is missing and `make`."""
        handle = os.open(self._root, _FLAGS)
        for part in folder.split("/") if folder else ():
            try:
                inner = _open(part, handle, make)
            finally:
                os.close(handle)
            handle = inner
        return handle

    def move_in(self, source: str, path: str) -> str:
        """Moves a file to a path below the root; returns the folder, which may be new."""
        folder, name = _split(path)
        handle = self.open(folder, make=True)
        try:
            os.replace(source, name, dst_dir_fd=handle)
        finally:
            os.close(handle)
        return folder

    def sync(self, folder: str) -> None:
        """Syncs a folder to disk."""
        handle = self.open(folder)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: str, remove: _Remove) -> None:
        """Calls `os.unlink` or `os.rmdir` for a path below the root."""
        folder, name = _split(path)
        handle = self.open(folder)
        try:
            remove(name, dir_fd=handle)
        finally:
            os.close(handle)

    def require(self, path: str) -> None:
        """Raises `OSError` if a file at `path` would not be below the root."""
        folder, _ = _split(path)
        if folder not in self._checked:
            try:
                os.close(self.open(folder))
            except FileNotFoundError:
                for part in folder.split("/"):
                    _require_name(part)
            self._checked.add(folder)


def _open(name: str, parent: int, make: bool) -> int:
    _require_name(name)
    try:
        return os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=parent)
    except FileNotFoundError:
        if not make:
            raise
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR) and _is_link(name, parent):
            fact = f"the folder {name} is a link, which is not followed (replace it by a folder)"
            raise OSError(error.errno, fact) from None
        raise
    # Not by chmod afterwards: a run interrupted in between would leave an unreadable folder.
    before = os.umask(0o022)
    try:
        os.mkdir(name, dir_fd=parent)
    finally:
        os.umask(before)
    return os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=parent)


def _is_link(name: str, parent: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)


def _split(path: str) -> tuple[str, str]:
    folder, slash, name = path.rpartition("/")
    _require_name(name)
    if slash:
        _require_name(folder)
    return folder, name


def _require_name(name: str) -> None:
    if name in ("", ".", "..") or "\0" in name:
        raise OSError(errno.EINVAL, "is not below the output folder")
