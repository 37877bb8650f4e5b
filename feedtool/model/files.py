"""Files as a directory entry shows them."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class InputFile(NamedTuple):
    """A file as a directory entry shows it; `mtime` in nanoseconds.

    A tuple, because a hundred thousand are made and compared in a run without news.
    """

    key: str
    size: int
    mtime: int
    inode: int


class FileStat(msgspec.Struct, frozen=True):
    """What a web server makes its ETag from: bytes and nanoseconds."""

    size: int
    mtime: int


class Mtime(msgspec.Struct, frozen=True):
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
