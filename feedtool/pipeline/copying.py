"""Copies open files, without reading them into memory where the file system can do it."""

from __future__ import annotations

import os

import msgspec

from feedtool.model import FileStat
from feedtool.model.files import storable

_CHUNK = 1 << 24  # bytes that the kernel copies at once
_BUFFER = 1 << 20  # bytes that are copied at once through memory
_MODE = 0o644  # of files, so that a web server can read them


class Changed(Exception):
    """The file changed while it was copied."""


class OpenFile(msgspec.Struct, frozen=True):
    """A descriptor of a file, and its size and mtime when it was opened."""

    handle: int
    stat: FileStat

    @classmethod
    def of(cls, handle: int) -> OpenFile:
        """The file that was just opened as `handle`."""
        return cls(handle, _stat(handle))

    def require_unchanged(self) -> None:
        """Raises `Changed` if another program has written to the file since it was opened."""
        if _stat(self.handle) != self.stat:
            raise Changed


def _stat(handle: int) -> FileStat:
    info = os.fstat(handle)
    return FileStat(info.st_size, storable(info.st_mtime_ns))


def copy(source: OpenFile, path: str) -> None:
    """Copies an open file to a new one at `path`, which everybody may read.

    File systems that can share blocks do so (copy_file_range(2)). Raises `Changed`, and leaves no
    file, if the source changed.
    """
    try:
        _copy(source.handle, path)
        source.require_unchanged()
    except Changed:
        os.unlink(path)
        raise


def _copy(source: int, path: str) -> None:
    target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
    try:
        size = _by_kernel(source, target)
        while piece := os.pread(source, _BUFFER, size):
            left = memoryview(piece)
            while left:
                left = left[os.write(target, left) :]
            size += len(piece)
        os.fchmod(target, _MODE)  # because of the umask
    finally:
        os.close(target)


def _by_kernel(source: int, target: int) -> int:
    """Copies as much as the kernel can copy by itself; returns how many bytes."""
    done = 0
    copy_file_range = getattr(os, "copy_file_range", None)  # Linux only
    while copy_file_range is not None:
        try:
            count = copy_file_range(source, target, _CHUNK, done)
        except OSError:  # another file system, or an old kernel; the rest goes through memory
            break
        if not count:
            break
        done += count
    return done
