"""Parts of files, which players of recordings ask for (RFC 9110, section 14)."""

from __future__ import annotations

import os
import re
from email.message import Message
from email.utils import formatdate
from typing import BinaryIO

# One range; a request for several is answered with the whole file.
_RANGE = re.compile(r"\s*bytes\s*=\s*(?:(\d{1,18})\s*-\s*(\d{0,18})|-\s*(\d{1,18}))\s*")


class Part:
    """The bytes `first` to `last` of an open file with `size` bytes."""

    def __init__(self, file: BinaryIO, first: int, last: int) -> None:
        info = os.fstat(file.fileno())
        self.size, self.changed = info.st_size, info.st_mtime
        self.first, self.last = first, min(last, self.size - 1)
        self._file = file
        file.seek(first)

    @property
    def is_empty(self) -> bool:
        """Whether the file has none of these bytes."""
        return self.first > self.last

    def read(self, count: int) -> bytes:
        """The next bytes, at most `count`."""
        return self._file.read(max(0, min(count, self.last + 1 - self._file.tell())))

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def requested_part(path: str, headers: Message) -> Part | None:
    """The part of the file at `path` that a request with a Range header asks for.

    None if the whole file is to be sent: the file has changed since the client got another part of
    it, the client may have it already, or the file cannot be read.
    """
    wanted = _RANGE.fullmatch(headers["Range"])
    if wanted is None or "If-Modified-Since" in headers:
        return None
    try:
        file = open(path, "rb")  # noqa: SIM115  # the caller closes it
    except OSError:
        return None
    info = os.fstat(file.fileno())
    if headers.get("If-Range", "") not in ("", formatdate(int(info.st_mtime), usegmt=True)):
        file.close()
        return None
    first, last, length = wanted.groups()
    if length is not None:
        return Part(file, max(0, info.st_size - int(length)), info.st_size - 1)
    return Part(file, int(first), int(last) if last else info.st_size - 1)
