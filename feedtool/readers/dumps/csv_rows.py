"""CSV and TSV files whose first line has the names of the columns (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from feedtool.blake2 import blake2b
from feedtool.model.dumps import DumpSettings, part_digest
from feedtool.readers.decoding import Undecodable, decode
from feedtool.readers.dumps.json_rows import too_long
from feedtool.readers.dumps.rows import entry, id_of, is_article, name_of
from feedtool.readers.dumps.scan import Entry, Fault, Part, Position, Scan, Unreadable

_DELIMITERS = (",", ";", "\t", "|")
_MARK = b"\xef\xbb\xbf"
_WAY_OUT = "correct or delete it"


class CsvRows(msgspec.Struct, frozen=True):
    """A dump with one record for each article; `head` are the bytes of its first record."""

    settings: DumpSettings
    head: bytes
    names: tuple[str, ...]
    delimiter: str
    goes_on: bool = True

    def digest(self, data: bytes) -> int:
        """The digest of a row, whose meaning depends on the names of the columns."""
        return part_digest(data, blake2b(self.head, digest_size=16).digest())

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan that begins at a record; the first one has the names."""
        return _Rows(stream, start, self)

    def read(self, data: bytes) -> Entry:
        """The article in a record."""
        try:
            text = decode(data).text
        except Undecodable as error:
            raise Unreadable(str(error)) from None
        values = next(csv.reader(text.splitlines(keepends=True), delimiter=self.delimiter), [])
        return entry(
            dict(zip(self.names, values, strict=False)), self.settings, "a row of a CSV file"
        )


def open_csv(name: str, head: bytes, settings: DumpSettings) -> CsvRows | None:
    """The dump that begins with `head`; None if its columns are not those of articles."""
    text = head.removeprefix(_MARK)
    first = text.partition(b"\n")[0]
    line = first.decode("utf-8", "replace").strip("\r")
    delimiter = "\t" if name.endswith(".tsv") else max(_DELIMITERS, key=line.count)
    try:
        (names,) = csv.reader([line], delimiter=delimiter)
    except (ValueError, csv.Error):
        return None
    names = [name_of(name) for name in names]
    if not is_article(dict.fromkeys(names, "x"), settings):
        return None
    return CsvRows(settings, first, tuple(names), delimiter)


class _Rows:
    """A scan of records. It goes on with the last one, which may be longer by then."""

    def __init__(self, stream: BinaryIO, start: Position, dump: CsvRows) -> None:
        self._stream = stream
        self._dump = dump
        self._most = dump.settings.max_bytes
        self.position = start
        self.is_cut = False
        self._offset, self._number = start
        self._pieces: list[bytes] = []

    def __iter__(self) -> Iterator[Part | Fault]:
        csv.field_size_limit(max(csv.field_size_limit(), self._most))
        while True:
            begin, number = self._offset, self._number
            self._pieces.clear()
            try:
                values = next(
                    csv.reader(self._lines(), delimiter=self._dump.delimiter, strict=True)
                )
            except StopIteration:
                return
            except csv.Error as error:
                if self._is_at_end() and not self._has_row_below():
                    self.is_cut = True
                    return
                self._go_on_after(begin, number)
                yield Fault(number + 1, _message(error))
                continue
            data = b"".join(self._pieces)
            if begin == 0 or not data.strip():
                self.position = Position(self._offset, self._number)
                continue
            is_whole = data.endswith(b"\n")
            if not is_whole and len(values) < len(self._dump.names):
                self.is_cut = True
                return
            self.position = Position(begin, number)
            yield self._row(data.rstrip(b"\r\n"), values, begin, number + 1)

    def _is_at_end(self) -> bool:
        more = self._stream.read(1)
        self._stream.seek(-len(more), 1)
        return not more

    def _has_row_below(self) -> bool:
        """Whether a line below the first is a record, so that the first is broken and not cut."""
        for piece in self._pieces[1:]:
            values = csv.reader([piece.decode("latin-1")], delimiter=self._dump.delimiter)
            if len(next(values, [])) == len(self._dump.names):
                return True
        return False

    def _go_on_after(self, begin: int, number: int) -> None:
        """Goes back to the line after the one that begins at an offset."""
        offset = begin + len(self._pieces[0])
        self._stream.seek(offset)
        line = self._pieces[0]
        while not line.endswith(b"\n") and (line := self._stream.readline(self._most)):
            offset += len(line)
        self._offset, self._number = offset, number + 1

    def _lines(self) -> Iterator[str]:
        """The lines of one record, as many as the CSV reader asks for, in Latin-1."""
        size = 0
        while line := self._stream.readline(self._most + 1):
            self._offset += len(line)
            self._number += line.endswith(b"\n")
            size += len(line)
            self._pieces.append(line)
            if size > self._most:
                raise csv.Error(too_long(self._most))
            yield line.decode("latin-1")

    def _row(self, data: bytes, values: list[str], offset: int, number: int) -> Part | Fault:
        if len(values) > len(self._dump.names) or len(values) == 1:
            count = f"{len(values)} value{'s' * (len(values) > 1)}"
            fact = f"has {count} for {len(self._dump.names)} columns"
            return Fault(number, f"{fact}; put quotes around values with '{self._dump.delimiter}'")
        pairs = zip(self._dump.names, values, strict=False)
        row = {name: value.encode("latin-1").decode("utf-8", "replace") for name, value in pairs}
        return Part(id_of(row, self._dump.settings), self._dump.digest(data), offset, len(data))


def _message(error: csv.Error) -> str:
    fact = str(error)
    return fact if "max-bytes" in fact else f"is not CSV: {fact}; {_WAY_OUT}"
