"""Web archives (WARC, ISO 28500) and the texts extracted from them (WET), also compressed.

Each record of a compressed archive is a gzip member of its own, so that it can be read by its
offset. Records with a plain text or a page are articles; of all others, only the number is counted.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import msgspec

from feedtool.model.dumps import DumpSettings, part_digest
from feedtool.readers.blocks import fields_of_pairs
from feedtool.readers.decoding import Undecodable, decode
from feedtool.readers.dumps.json_rows import too_long
from feedtool.readers.dumps.scan import Entry, Fault, Part, Position, Scan, Unreadable

_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("text/plain", *_PAGES)
_HAS_TEXT = re.compile(rb"^content-type:\s*(?:text/plain|text/html|application/xhtml\+xml)\b", re.M)
_CHUNK = 1 << 20  # bytes
_LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.I | re.M)


class Archive(msgspec.Struct, frozen=True):
    """A web archive."""

    settings: DumpSettings
    goes_on: bool = True

    def digest(self, data: bytes) -> int:
        """The digest of a record, which does not depend on its compression."""
        with suppress(OSError, ValueError, EOFError):
            for record in _records(io.BytesIO(data)):
                return _digest(record, record.reader.read())
        return 0

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan that begins at a record."""
        return _Records(stream, start, self.settings)

    def read(self, data: bytes) -> Entry:
        """The article in a record."""
        for record in _records(io.BytesIO(data)):
            try:
                kind = _skip_http(record)
                data = record.reader.read()
                text = decode(data, charset=_charset(record, data) if kind in _PAGES else None).text
            except (Undecodable, OSError) as error:
                raise Unreadable(str(error)) from None
            headers = record.headers
            pairs = {"url": _uri(record), "date": headers.get("WARC-Date") or ""}
            fields = fields_of_pairs(pairs.items())
            form = "page" if kind in _PAGES else "plain"
            return Entry(fields, text, form, is_written=False, why="a web archive")
        raise Unreadable("has no record where one was found; fetch the archive once more")


def open_archive(head: bytes, settings: DumpSettings) -> Archive | None:
    """The archive that begins with `head`; None if it is not one."""
    return Archive(settings) if head.startswith((b"WARC/", b"\x1f\x8b")) else None


def _records(stream: BinaryIO) -> Iterator[Any]:
    """The records up to the first one that is not whole."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with suppress(OSError, ValueError, EOFError):
        yield from ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False)


def _uri(record: Any) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<>")


def _digest(record: Any, payload: bytes) -> int:
    head = "\n".join((_uri(record), record.headers.get("WARC-Date") or ""))
    return part_digest(head.encode("utf-8", "surrogatepass") + b"\0" + payload)


def _skip_http(record: Any) -> str:
    """Skips the HTTP headers of a response; the media type of its content."""
    if record.is_http:
        record.parse_http(auto_decode="all")
        return str(record.http_content_type or "").lower()
    return (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()


def _charset(record: Any, data: bytes) -> str | None:
    """The codec for the encoding that the server or the page declares."""
    from feedtool.readers.html.charset import codec_of, declared_charset

    named = record.http_charset if record.is_http else None
    return (codec_of(named) if named else None) or declared_charset(data)


class _Records:
    """A scan of records. One that is cut is left to the next scan."""

    def __init__(self, stream: BinaryIO, start: Position, settings: DumpSettings) -> None:
        self._stream = stream
        self._most = settings.max_bytes
        self.position = start
        self.is_cut = False

    def __iter__(self) -> Iterator[Part | Fault]:
        base, number = self.position
        self._stream.seek(base)
        waiting: Part | Fault | None = None
        for record in _records(self._stream):
            begin = base + record.stream_pos if record.stream_pos < base else record.stream_pos
            if waiting is not None:
                yield _with_end(waiting, begin)
            number += 1
            self.position = Position(begin, number - 1)
            waiting = self._record(record, begin, number)
            if self.is_cut:
                return
        size = self._stream.seek(0, io.SEEK_END)
        end = _end(self._stream, self.position.offset)
        self.is_cut = end < size
        if waiting is not None and end > self.position.offset:
            yield _with_end(waiting, end)
        self.position = Position(end, number)

    def _record(self, record: Any, begin: int, number: int) -> Part | Fault | None:
        length = record.content_length
        if length > self._most:
            is_text = not record.is_http and _skip_http(record) in _TEXTS
            return Fault(number, too_long(self._most), unit="record") if is_text else None
        try:
            payload = record.reader.read()
        except OSError:
            payload = b""
        if len(payload) < length:
            self.is_cut = True
            return None
        if not _is_text(record, payload):
            return None
        return Part(_uri(record) or None, _digest(record, payload), begin, 0)


def _is_text(record: Any, payload: bytes) -> bool:
    kind = record.headers.get("WARC-Type")
    if kind == "response" and record.is_http:
        status, _, headers = payload.partition(b"\r\n")
        lines = headers.partition(b"\r\n\r\n")[0].lower()
        return b" 200" in status and _HAS_TEXT.search(lines) is not None
    content = (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in ("conversion", "resource") and content in _TEXTS


def _end(stream: BinaryIO, begin: int) -> int:
    """Where the last whole record ends, of those from an offset on."""
    stream.seek(begin)
    magic = stream.read(2)
    stream.seek(begin)
    return _end_of_members(stream, begin) if magic == b"\x1f\x8b" else _end_of_record(stream, begin)


def _end_of_members(stream: BinaryIO, begin: int) -> int:
    end, unpacker, size = begin, zlib.decompressobj(wbits=31), 0
    while chunk := stream.read(_CHUNK):
        while chunk:
            try:
                unpacker.decompress(chunk)
            except zlib.error:
                return end
            if not unpacker.eof:
                size += len(chunk)
                break
            size += len(chunk) - len(unpacker.unused_data)
            end, size, chunk = end + size, 0, unpacker.unused_data
            unpacker = zlib.decompressobj(wbits=31)
    return end


def _end_of_record(stream: BinaryIO, begin: int) -> int:
    head = stream.read(_CHUNK)
    headers = head.partition(b"\r\n\r\n")[0]
    length = _LENGTH.search(headers)
    size = stream.seek(0, io.SEEK_END)
    if length is None:
        return begin
    return min(size, begin + len(headers) + 8 + int(length[1]))


def _with_end(found: Part | Fault, end: int) -> Part | Fault:
    return found._replace(size=end - found.offset) if isinstance(found, Part) else found
