"""Dumps that are packed as a whole with gzip (RFC 1952), which may have several members.

They are unpacked as a stream, from their beginning: an offset in such a dump is one in what it
unpacks to.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from feedtool.readers.dumps.scan import Entry, Opened, Position, Scan

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16  # bytes that are unpacked at once
_RATIO = 100  # times that a dump may be larger than its file; prose packs to a third or a tenth


class CannotUnpack(Exception):
    """A packed dump that cannot be read; the message has the fact and the way out.

    `is_cut` is set if the file ends too early, so that more of it may be on its way.
    """

    def __init__(self, message: str, is_cut: bool = False) -> None:
        super().__init__(message)
        self.is_cut = is_cut


class PackedDump(msgspec.Struct, frozen=True):
    """A packed dump. It is read as a whole whenever it changes."""

    dump: Opened
    goes_on: bool = False

    def digest(self, data: bytes) -> int:
        """The digest of a part."""
        return self.dump.digest(data)

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan of what the dump unpacks to, from the beginning."""
        return self.dump.scan(stream, start)

    def read(self, data: bytes) -> Entry:
        """The article in the bytes of a part."""
        return self.dump.read(data)


class Unpacking(io.RawIOBase):
    """A stream of what a packed dump of `size` bytes unpacks to, at least `least` bytes.

    It can go back only to the beginning; it unpacks again what it has to skip. Raises
    `CannotUnpack`, also if so much comes out that the file was made to fill memory or time.
    """

    def __init__(self, packed: BinaryIO, size: int, least: int) -> None:
        self._packed = packed
        self._most = max(size * _RATIO, least)
        self._restart()

    def _restart(self) -> None:
        self._unpacker = zlib.decompressobj(wbits=31)
        self._input = b""
        self._from = 0  # offset in the file of what was not read yet
        self._at = 0  # offset of the next byte that comes out
        self._is_within = False  # a member
        self._packed.seek(0)

    def attach(self, packed: BinaryIO) -> None:
        """Goes on with another handle of the same file."""
        self._packed = packed
        packed.seek(self._from)

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The offset of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes to an offset from the beginning."""
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end of a packed dump is not known")
        if offset < self._at:
            self._restart()
        while self._at < offset and self._unpacked(min(_CHUNK, offset - self._at)):
            pass
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Unpacks the next bytes; 0 at the end."""
        view = memoryview(buffer).cast("B")
        data = self._unpacked(len(view))
        view[: len(data)] = data
        return len(data)

    def _unpacked(self, most: int) -> bytes:
        """Up to so many of the next bytes; none at the end."""
        while True:
            if not self._input:
                self._read()
            if not self._is_within and not self._begins_member():
                return b""
            if not self._input:
                raise CannotUnpack("ends too early; copy it once more", is_cut=True)
            try:
                data = self._unpacker.decompress(self._input, most)
            except zlib.error as error:
                fact = str(error).partition(": ")[2] or str(error)
                raise CannotUnpack(f"is damaged: {fact}; copy it once more") from None
            self._input = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                self._input = self._unpacker.unused_data
                self._unpacker = zlib.decompressobj(wbits=31)
                self._is_within = False
            self._at += len(data)
            if self._at > self._most:
                raise CannotUnpack(
                    f"unpacks to more than {_RATIO} times its size; if that is right, unpack it "
                    "with `gunzip`"
                )
            if data:
                return data

    def _read(self) -> None:
        self._input = self._packed.read(_CHUNK)
        self._from += len(self._input)

    def _begins_member(self) -> bool:
        """Whether another member follows; zeros may pad the end of a file."""
        while self._input and not self._input.strip(b"\0"):
            self._read()
        self._input = self._input.lstrip(b"\0")
        self._is_within = bool(self._input)
        return self._is_within
