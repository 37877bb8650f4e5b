"""Uploads the site to object storage: what changed, with its headers, in the order of publishing.

A page is there before a feed lists it, and is deleted after no feed lists it any more. Nothing is
remembered here: `[run] after` hands in what changed until an upload has succeeded, and without that
the storage itself is asked what it has.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Protocol

import msgspec

from feedtool.errors import PublishError
from feedtool.maintenance.uploading.headers import Headers, headers_of, stage_of
from feedtool.pipeline.compression import ENCODINGS
from feedtool.state.cache.last_build import OutputChange

_AT_ONCE = 8  # requests


class Failed(Exception):
    """The storage refused a request, or could not be reached; the message says why."""


class Stored(msgspec.Struct, frozen=True):
    """An object in the storage: its size, and the MD5 of its content, if that is known."""

    size: int
    md5: str | None = None


class Storage(Protocol):
    """A place for files by path. Each method raises `Failed`."""

    def put(self, path: str, file: Path, headers: Headers) -> None:
        """Stores a file, marked as one of feedtool's."""

    def delete(self, path: str) -> None:
        """Deletes an object, if there is one."""

    def stored(self) -> Mapping[str, Stored]:
        """All objects, by path."""

    def is_own(self, path: str) -> bool:
        """Whether `put` stored the object."""


class Upload(msgspec.Struct, frozen=True):
    """What an upload has to do: paths below the output folder, in order."""

    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


def planned(output: Path, change: OutputChange, storage: Storage) -> Upload:
    """What to upload and delete after `change`.

    If everything may have changed, it is compared with the storage, where only objects that an
    upload put there are deleted.
    """
    if change.everything:
        return _compared(output, storage)
    written = (path for path in change.changed if _is_uploaded(output, path))
    deleted = (path for path in change.deleted if not (output / path).exists())
    return Upload(_in_order(written), tuple(sorted(deleted)))


def _compared(output: Path, storage: Storage) -> Upload:
    stored = storage.stored()
    local = {path for path in _files(output) if _is_uploaded(output, path)}
    written = (path for path in local if not _is_same(output / path, stored.get(path)))
    deleted = (path for path in sorted(stored) if path not in local and storage.is_own(path))
    return Upload(_in_order(written), tuple(deleted))


def carry_out(upload: Upload, output: Path, storage: Storage) -> None:
    """Uploads the files, stage by stage, then deletes.

    Raises `PublishError` after the stage in which something failed: what is uploaded then is never
    listed before it is there.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:

        def put(path: str) -> None:
            storage.put(path, output / path, headers_of(path))

        for _, stage in groupby(upload.written, stage_of):
            _finish(pool, put, stage)
        _finish(pool, storage.delete, upload.deleted)


def _finish(pool: ThreadPoolExecutor, work: Callable[[str], None], paths: Iterable[str]) -> None:
    started = [(path, pool.submit(work, path)) for path in paths]
    failed = [(path, error) for path, future in started if (error := future.exception())]
    for _, error in failed:
        if not isinstance(error, Failed | OSError):
            raise error
    if failed:
        path, error = failed[0]
        more = f", and {len(failed) - 1} more" if len(failed) > 1 else ""
        raise PublishError(f"{path}{more}: could not be uploaded or deleted: {error}; try again")


def _files(output: Path) -> Iterator[str]:
    for folder, names, files in os.walk(output):
        names[:] = [name for name in names if not _is_hidden(name)]
        for name in files:
            if not _is_hidden(name):
                yield Path(folder, name).relative_to(output).as_posix()


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and name != ".well-known"


def _is_uploaded(output: Path, path: str) -> bool:
    """Whether the file exists and is for readers; object storage sends no pre-compressed forms."""
    for encoding in ENCODINGS.values():
        if (
            path.endswith(encoding.suffix)
            and (output / path.removesuffix(encoding.suffix)).exists()
        ):
            return False
    return not any(map(_is_hidden, path.split("/"))) and (output / path).is_file()


def _is_same(file: Path, stored: Stored | None) -> bool:
    if stored is None or stored.md5 is None or file.stat().st_size != stored.size:
        return False
    # Imported here: after a build, nothing is compared.
    import hashlib

    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, lambda: hashlib.md5(usedforsecurity=False))
    return digest.hexdigest() == stored.md5


def _in_order(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=lambda path: (stage_of(path), path)))
