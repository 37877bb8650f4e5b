"""JSON Lines, and JSON files that hold one array of objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from feedtool.model.dumps import DumpSettings, part_digest
from feedtool.readers.dumps.rows import entry, id_names, id_of, is_article, name_of
from feedtool.readers.dumps.scan import Entry, Fault, Part, Position, Scan, Unreadable

_ROW = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ID_IN_BROKEN = rb'"%s"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(\d+))'
_CHUNK = 1 << 20  # bytes
_WAY_OUT = "correct or delete it"
_OUTSIDE = re.compile(rb'["\[\]{}]')
_INSIDE = re.compile(rb'["\\]')


class JsonLines(msgspec.Struct, frozen=True):
    """A dump with one JSON object on each line."""

    settings: DumpSettings
    goes_on: bool = True

    def digest(self, data: bytes) -> int:
        """The digest of a row."""
        return part_digest(data)

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan that begins at a line."""
        return _Lines(stream, start, self.settings)

    def read(self, data: bytes) -> Entry:
        """The article in a line."""
        return _entry(data, self.settings)


class JsonArray(msgspec.Struct, frozen=True):
    """A dump that is an array of JSON objects."""

    settings: DumpSettings
    goes_on: bool = False

    def digest(self, data: bytes) -> int:
        """The digest of a row."""
        return part_digest(data)

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan from the beginning."""
        return _Array(stream, self.settings)

    def read(self, data: bytes) -> Entry:
        """The article in an element."""
        return _entry(data, self.settings)


def looks_like_articles(data: bytes, settings: DumpSettings) -> bool:
    """Whether the first object in `data` is an article; false if it is not complete."""
    import json

    try:
        text = data.decode("utf-8-sig", "ignore").lstrip("[ \t\r\n")
        row, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and is_article(row, settings)


def _entry(data: bytes, settings: DumpSettings) -> Entry:
    try:
        row: dict[str, Any] = msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        row = _lenient(data)
        if not row:
            raise Unreadable(f"is not JSON: {error}; {_WAY_OUT}") from None
    return entry(row, settings, "a row of a JSON file")


def _lenient(data: bytes) -> dict[str, Any]:
    """The row in `data` if only halves of characters (`\\ud83d`) are wrong; else an empty one."""
    # Imported here: few rows need it.
    import json

    try:
        row = json.loads(data.decode("utf-8"), strict=False)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


class _Ids:
    """Finds the ids of rows without decoding their texts."""

    def __init__(self, settings: DumpSettings) -> None:
        self._settings = settings
        self._names = frozenset(id_names(settings))
        self._broken = [
            re.compile(_ID_IN_BROKEN % re.escape(name.encode()), re.I)
            for name in id_names(settings)
        ]

    def of(self, data: bytes) -> str | None:
        """The id in a row. Raises `ValueError` with the reason if it is not a JSON object."""
        try:
            row = _ROW.decode(data)
            found = {
                name: msgspec.json.decode(value)
                for key, value in row.items()
                if (name := name_of(key)) in self._names
            }
        except msgspec.ValidationError:
            raise ValueError("is not a JSON object") from None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            if row := _lenient(data):
                return id_of({name_of(key): value for key, value in row.items()}, self._settings)
            fact = str(error).removeprefix("JSON is malformed: ")
            raise ValueError(f"is not JSON: {fact}") from None
        return id_of(found, self._settings)

    def of_broken(self, data: bytes) -> str | None:
        """The id in a row that is not valid JSON, if it can still be read."""
        for pattern in self._broken:
            found = pattern.search(data)
            if found is not None:
                value = found[1] if found[1] is not None else found[2]
                return value.decode("utf-8", "replace") or None
        return None


class _Lines:
    """A scan of JSON Lines. A last line that is not yet complete is left to the next scan."""

    def __init__(self, stream: BinaryIO, start: Position, settings: DumpSettings) -> None:
        self._stream = stream
        self._most = settings.max_bytes
        self._ids = _Ids(settings)
        self.position = start
        self.is_cut = False

    def __iter__(self) -> Iterator[Part | Fault]:
        offset, number = self.position
        while line := self._stream.readline(self._most + 1):
            begin, number = offset, number + 1
            offset += len(line)
            is_long = len(line) > self._most and not line.endswith(b"\n")
            while is_long and line and not line.endswith(b"\n"):
                line = self._stream.readline(_CHUNK)
                offset += len(line)
            is_whole = line.endswith(b"\n")
            if is_long:
                yield Fault(number, too_long(self._most))
            elif row := line.strip(b" \t\r\n\xef\xbb\xbf" if not begin else b" \t\r\n"):
                found = self._row(row, begin + line.index(row), number)
                if isinstance(found, Fault) and not is_whole:
                    self.is_cut = True
                    return
                yield found
            self.position = Position(offset, number if is_whole else number - 1)

    def _row(self, row: bytes, offset: int, number: int) -> Part | Fault:
        try:
            return Part(self._ids.of(row), part_digest(row), offset, len(row))
        except ValueError as error:
            return Fault(number, f"{error}; {_WAY_OUT}", self._ids.of_broken(row))


def too_long(most: int) -> str:
    """The problem with a part of more than `most` bytes."""
    return f"is longer than {most:,} bytes; split it or raise [input] max-bytes"


class _Array:
    """A scan of an array, which keeps one element in memory."""

    def __init__(self, stream: BinaryIO, settings: DumpSettings) -> None:
        self._stream = stream
        self._most = settings.max_bytes
        self._ids = _Ids(settings)
        self.position = Position()
        self.is_cut = False

    def __iter__(self) -> Iterator[Part | Fault]:
        depth, in_string, lines = 0, False, 1
        element, begin, first_line = bytearray(), 0, 1
        base = 0
        while chunk := self._read():
            at = kept = counted = 0  # `chunk[kept:at]` belongs to the element that has begun
            while found := (_INSIDE if in_string else _OUTSIDE).search(chunk, at):
                at = found.end()
                sign = found[0]
                if in_string:
                    in_string = sign != b'"'
                    at += sign == b"\\"
                elif sign == b'"':
                    in_string = True
                elif sign in b"[{":
                    depth += 1
                    if depth == 2:
                        begin, kept = base + at - 1, at - 1
                        lines += chunk.count(b"\n", counted, at)
                        first_line, counted = lines, at
                elif depth:
                    depth -= 1
                    if depth == 1:
                        element += chunk[kept:at]
                        yield self._element(bytes(element), begin, first_line)
                        element.clear()
                        kept = at
            if depth > 1 and len(element) <= self._most:
                element += chunk[kept:]
            base += len(chunk)
            lines += chunk.count(b"\n", counted)
        self.is_cut = depth > 0
        if self.is_cut:
            yield Fault(lines, f"ends before the array does; {_WAY_OUT}")

    def _read(self) -> bytes:
        """The next chunk. It does not end within an escape."""
        chunk = self._stream.read(_CHUNK)
        while chunk.endswith(b"\\") and (more := self._stream.read(1)):
            chunk += more
        return chunk

    def _element(self, row: bytes, offset: int, line: int) -> Part | Fault:
        if len(row) > self._most:
            return Fault(line, too_long(self._most))
        try:
            return Part(self._ids.of(row), part_digest(row), offset, len(row))
        except ValueError as error:
            return Fault(line, f"{error}; {_WAY_OUT}", self._ids.of_broken(row))
