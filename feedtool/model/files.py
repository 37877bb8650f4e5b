"""Records of files on disk: their paths, sizes and times."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class InputFile(NamedTuple):
    """A file of the input folder, from its directory entry. `mtime` is in nanoseconds.

    It is a tuple for speed: a run without news creates and compares a hundred thousand of them.
    """

    key: str
    size: int
    mtime: int
    inode: int


# SQLite has signed integers of 64 bits; times after 2262 and some file systems' inodes are larger.
BEYOND = 1 << 63


def storable(number: int) -> int:
    """A time or an inode as SQLite can store it: beyond 64 bits, it wraps around.

    >>> storable(7), storable(BEYOND + 7) == 7 - BEYOND
    (7, True)
    """
    return (number + BEYOND) % (2 * BEYOND) - BEYOND


class FileStat(msgspec.Struct, frozen=True):
    """The size in bytes and the mtime in nanoseconds, from which web servers make the ETag."""

    size: int
    mtime: int


class Mtime(msgspec.Struct, frozen=True):
    """The modification time to give a written file, in nanoseconds.

    `after` is the time of the version it replaces. The new time falls in a later second, because
    web servers compare whole seconds (RFC 9110, section 8.8.2.1). `exactly` restores the time that
    the same bytes had before they were lost, so that subscribers do not download them again.
    """

    after: int | None = None
    exactly: int | None = None

    def mtime_for(self, written: int) -> int:
        """The time to give a file that was written at `written`."""
        if self.exactly is not None:
            return self.exactly
        if self.after is not None and written // 10**9 <= self.after // 10**9:
            return (self.after // 10**9 + 1) * 10**9
        return written
