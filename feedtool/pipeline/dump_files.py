"""Reads single parts of the dumps in the input folder."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from feedtool.model import BeingWritten, InputFile, Problem
from feedtool.model.dumps import DumpSettings, dump_of
from feedtool.pipeline.inside import open_file
from feedtool.readers.dumps import HEAD, open_dump
from feedtool.readers.dumps.scan import Opened


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
            stamp = (info.st_size, info.st_mtime_ns, info.st_ino)
            dump = _opened(root, key, settings, *stamp)
            data = os.pread(stream.fileno(), found.size, found.inode)
    except FileNotFoundError:
        return BeingWritten(found.key)
    except OSError as error:
        return Problem(found.key, f"cannot be read: {error.strerror}")
    if dump is None or dump.digest(data) != found.mtime:
        return BeingWritten(found.key)
    return data, dump


@lru_cache(maxsize=64)
def _opened(root: Path, key: str, settings: DumpSettings, *stamp: int) -> Opened | None:
    """The dump at `key`; a change of its `stamp` has it opened again."""
    del stamp
    with open_dump_file(root, key, settings) as stream:
        return open_dump(key, stream.read(HEAD), settings)
