"""Reads the dumps in the input folder: their content as a stream, and single parts."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from feedtool.model import BeingWritten, InputFile, Problem
from feedtool.model.dumps import DumpSettings, dump_of, is_packed
from feedtool.model.files import storable
from feedtool.pipeline.inside import open_file
from feedtool.readers.dumps import HEAD, open_dump
from feedtool.readers.dumps.packed import CannotUnpack
from feedtool.readers.dumps.scan import Opened

if TYPE_CHECKING:
    from feedtool.readers.dumps.packed import Unpacking

_Stamp = tuple[int, int, int]  # size, mtime and inode of a dump


@contextmanager
def opened(root: Path, key: str, settings: DumpSettings) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The content of a dump, and the file that has it, which is the same unless it is packed."""
    with open_dump_file(root, key, settings) as file:
        if not is_packed(key):
            yield file, file
            return
        size = os.fstat(file.fileno()).st_size
        # A buffer in which an XML feed finds where its next entry begins after an error.
        with io.BufferedReader(_unpacking(file, size, settings), 1 << 20) as content:
            yield content, file


def _unpacking(file: BinaryIO, size: int, settings: DumpSettings) -> Unpacking:
    # Imported here: most dumps are not packed.
    from feedtool.readers.dumps.packed import Unpacking

    return Unpacking(file, size, settings.max_bytes)


def open_dump_file(root: Path, key: str, settings: DumpSettings) -> BinaryIO:
    """The open file of a dump. Raises `OSError`."""
    return os.fdopen(open_file(root, key, follow_links=settings.follow_links), "rb")


def read_part(
    root: Path, found: InputFile, settings: DumpSettings
) -> tuple[bytes, Opened] | Problem | BeingWritten:
    """The bytes of a part, and the dump that it is in; or why it cannot be read."""
    key = dump_of(found.key) or found.key
    try:
        with open_dump_file(root, key, settings) as stream:
            info = os.fstat(stream.fileno())
            stamp = (info.st_size, storable(info.st_mtime_ns), storable(info.st_ino))
            dump = _dump_at(root, key, settings, stamp)
            if is_packed(key):
                data = _packed(root, key, settings, stamp).read(stream, found)
            else:
                data = os.pread(stream.fileno(), found.size, found.inode)
    except FileNotFoundError:
        return BeingWritten(found.key)
    except OSError as error:
        return Problem(found.key, f"cannot be read: {error.strerror}")
    except CannotUnpack as error:
        return BeingWritten(found.key) if error.is_cut else Problem(found.key, str(error))
    if dump is None or dump.digest(data) != found.mtime:
        return BeingWritten(found.key)
    return data, dump


@lru_cache(maxsize=64)
def _dump_at(root: Path, key: str, settings: DumpSettings, stamp: _Stamp) -> Opened | None:
    """The dump at `key`; a change of its `stamp` has it opened again."""
    del stamp
    with opened(root, key, settings) as (content, _):
        return open_dump(key, content.read(HEAD), settings)


class _Packed:
    """A packed dump; it is unpacked once for all parts that are read in their order."""

    def __init__(self, settings: DumpSettings) -> None:
        self._settings = settings
        self._unpacking: Unpacking | None = None

    def read(self, file: BinaryIO, found: InputFile) -> bytes:
        """The bytes of a part."""
        if self._unpacking is None:
            size = os.fstat(file.fileno()).st_size
            self._unpacking = _unpacking(file, size, self._settings)
        else:
            self._unpacking.attach(file)
        self._unpacking.seek(found.inode)
        data = bytearray()
        while len(data) < found.size and (more := self._unpacking.read(found.size - len(data))):
            data += more
        return bytes(data)


@lru_cache(maxsize=4)
def _packed(root: Path, key: str, settings: DumpSettings, stamp: _Stamp) -> _Packed:
    """How far the packed dump at `key` was unpacked."""
    del root, key, stamp
    return _Packed(settings)
