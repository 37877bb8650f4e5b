"""Opens files and folders of the input folder; no link leads out of it unnoticed.

Each part of a path is opened in the folder before it, so that it does not matter who renames or
replaces what in the meantime.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

_ROOT = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FOLDER = _ROOT | os.O_NOFOLLOW
# Non-blocking: the file may have been replaced by a pipe since it was listed.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_LINK = getattr(os, "O_PATH", 0) | os.O_NOFOLLOW | os.O_CLOEXEC  # O_PATH: Linux, FreeBSD


def open_file(root: Path, path: str, *, follow_links: bool) -> int:
    """A handle of the file at `path` below `root`. Raises `OSError`.

    A link to a file is followed if that is below `root`. With `follow_links`, links to folders are
    followed too, and links that lead out of `root`, if they belong to this user or to root: whoever
    else may write to the folder cannot have another file read.
    """
    above, _, name = path.rpartition("/")
    folder = open_below(root, above, follow_links=follow_links)
    try:
        try:
            return os.open(name, _FILE | os.O_NOFOLLOW, dir_fd=folder)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
        below = _below(root, path)
        if below is not None:
            return open_file(Path(os.path.realpath(root)), below, follow_links=False)
        if not follow_links:
            raise OSError(errno.ELOOP, "is a link that leads out of the input folder")
        return _open_target(name, folder, _FILE)
    finally:
        os.close(folder)


def open_below(root: Path, path: str, *, follow_links: bool) -> int:
    """A handle of the folder at `path` below `root`, which may be empty; see `open_file`."""
    folder = os.open(root, _ROOT)
    for part in filter(None, path.split("/")):
        try:
            inner = open_folder(part, folder, follow_links=follow_links)
        finally:
            os.close(folder)
        folder = inner
    return folder


def open_folder(name: str, parent: int, *, follow_links: bool) -> int:
    """A handle of a folder in the open folder `parent`; see `open_file`."""
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except OSError as error:
        if not follow_links or error.errno not in (errno.ELOOP, errno.ENOTDIR):
            raise
    return _open_target(name, parent, _ROOT)


def may_follow(name: str, parent: int) -> bool:
    """Whether a link in an open folder belongs to this user or to root."""
    return os.stat(name, dir_fd=parent, follow_symlinks=False).st_uid in (0, os.geteuid())


def _open_target(name: str, parent: int, flags: int) -> int:
    """Opens what a link leads to. Its owner and its target are those of one and the same link."""
    if not hasattr(os, "O_PATH"):
        owner = os.stat(name, dir_fd=parent, follow_symlinks=False).st_uid
        target = os.readlink(name, dir_fd=parent)
    else:
        link = os.open(name, _LINK, dir_fd=parent)
        try:
            owner = os.fstat(link).st_uid
            target = os.readlink("", dir_fd=link)
        finally:
            os.close(link)
    if owner not in (0, os.geteuid()):
        raise PermissionError(errno.EPERM, "is a link of another user")
    return os.open(target, flags, dir_fd=parent)


def _below(root: Path, path: str) -> str | None:
    """The path below `root` that a link leads to; None if it leads out."""
    real, real_root = os.path.realpath(root / path), os.path.realpath(root)
    prefix = real_root.rstrip("/") + "/"
    return real.removeprefix(prefix) if real.startswith(prefix) else None
