"""The dumps in the input folder: finds their parts, and reads single parts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import closing
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from feedtool.model import BeingWritten, InputFile, Problem
from feedtool.model.dumps import DumpSettings, dump_of, part_key
from feedtool.model.problem import join_notices
from feedtool.pipeline.inside import open_file
from feedtool.readers.dumps import HEAD, open_dump
from feedtool.readers.dumps.scan import Fault, Opened, Part, Position
from feedtool.state.cache import Cache
from feedtool.state.cache.dumps import Indexed
from feedtool.state.cache.sources import Seen

_SAMPLES, _SAMPLE = 16, 4096  # pieces of a dump that show whether it was only appended to, bytes
_RACY = 2  # seconds; a file this young may change again without another mtime
_MAY_GROW = 60  # seconds in which a program that writes a dump adds the next piece
_AHEAD = 3600  # seconds that the clock of a file server may be ahead of ours
_NAMED = 3  # lines that a message names
_KEPT = ". As long as such a line may be any of its rows, no row of this file is withdrawn"
_BATCH = 1000  # parts that are stored at once


class DumpIndex:
    """Compares dumps with what the last build found in them. `now` is in Unix seconds."""

    def __init__(self, root: Path, settings: DumpSettings, now: int, settle: int = 0) -> None:
        self._root = root
        self._settings = settings
        self._now = now
        self._grows_for = max(_MAY_GROW, settle)

    def update(self, cache: Cache, everything: bool) -> bool:
        """Lists the parts that changed, of the dumps that did; whether there were any.

        With `everything`, every part counts as changed.
        """
        any_changed = False
        for to_read in cache.run.changed_dumps():
            any_changed = True
            try:
                self._index(cache, to_read.found, everything)
            except FileNotFoundError:
                cache.run.postpone_one(to_read.found.key)
            except OSError as error:
                problem = Problem(to_read.found.key, f"cannot be read: {error.strerror}")
                cache.dumps.note_uncertain(to_read.found.key)
                cache.sources.remember(Seen(to_read.found, None, problem, again=True))
        return any_changed

    def _index(self, cache: Cache, found: InputFile, everything: bool) -> None:
        """Finds the parts of one dump, and records the result unless it is being written."""
        with open_dump_file(self._root, found.key, self._settings) as stream:
            dump = open_dump(found.key, stream.read(HEAD), self._settings)
            start, before = self._start(cache, found, stream, dump)
            cache.dumps.begin()
            walk = _Walk(cache, found.key, start)
            indexed = self._scanned(dump, stream, start, walk)
            info = os.fstat(stream.fileno())
        goes_on = dump is not None and dump.goes_on
        has_changed = (info.st_size, info.st_mtime_ns) != (found.size, found.mtime)
        is_waiting = indexed.is_cut and self._may_grow(found)
        if is_waiting:
            cache.run.postpone_one(found.key)
        if (is_waiting and not goes_on) or (
            has_changed and not (goes_on and info.st_size > found.size)
        ):
            cache.run.postpone_one(found.key)
            return
        if indexed.is_cut and goes_on and not is_waiting:
            walk.note(Fault(indexed.lines + 1, "ends before the row does; complete or delete it"))
        if is_waiting or walk.has_lost:
            cache.dumps.note_uncertain(found.key)
        known = cache.dumps.indexed(found.key)
        is_other_limit = known is not None and known.max_bytes != indexed.max_bytes
        cache.dumps.compare(everything, retry=is_other_limit)
        if not walk.has_lost and not is_waiting:
            cache.dumps.compare_missing(found.key, start.offset)
        cache.dumps.remember(found.key, indexed)
        message = join_notices(before, walk.message())
        problem = None if message is None else Problem(found.key, message)
        again = is_waiting or self._is_racy(found)
        cache.sources.remember(Seen(found, None, problem, again))

    def _scanned(
        self, dump: Opened | None, stream: BinaryIO, start: Position, walk: _Walk
    ) -> Indexed:
        """Scans a dump from a position on, and returns how far it was indexed."""
        if dump is None:
            return Indexed(is_dump=False, max_bytes=self._settings.max_bytes)
        stream.seek(start.offset)
        scan = dump.scan(stream, start)
        walk.take(scan)
        return Indexed(
            is_dump=True,
            offset=scan.position.offset,
            lines=scan.position.lines,
            sample=_sample(stream, scan.position.offset),
            is_cut=scan.is_cut,
            max_bytes=self._settings.max_bytes,
        )

    def _may_grow(self, found: InputFile) -> bool:
        """Whether a program may still be writing a dump that ends within a part."""
        return self._now - self._grows_for < found.mtime // 10**9 <= self._now + _AHEAD

    def _is_racy(self, found: InputFile) -> bool:
        """Whether a dump may change again without another mtime."""
        return self._now - _RACY <= found.mtime // 10**9 <= self._now + _AHEAD

    def _start(
        self, cache: Cache, found: InputFile, stream: BinaryIO, dump: Opened | None
    ) -> tuple[Position, str | None]:
        """Where to go on after an append, and the problem with what is before that."""
        known = cache.dumps.indexed(found.key)
        seen = cache.sources.seen(found.key)
        if (
            dump is None
            or known is None
            or seen is None
            or not (dump.goes_on and known.is_dump and known.offset)
            or known.max_bytes != self._settings.max_bytes
            or seen.found.inode != found.inode
            or found.size < known.offset
            or not (found.size > seen.found.size or known.is_cut)
            or _sample(stream, known.offset) != known.sample
        ):
            return Position(), None
        problem = None if seen.problem is None else seen.problem.message
        return Position(known.offset, known.lines), problem


class _Walk:
    """Stores the parts of one scan, each under a key of its own, and collects the faults.

    `has_lost`: it is not known which articles are in the lines with a fault.
    """

    def __init__(self, cache: Cache, dump: str, start: Position) -> None:
        self._dumps = cache.dumps
        self._dump = dump
        self._is_whole = start == Position()
        self.has_lost = False
        self._faults: list[Fault] = []
        self._count = 0
        self._batch: dict[str, InputFile] = {}

    def take(self, scan: Iterable[Part | Fault]) -> None:
        """Stores all that a scan yields."""
        for found in scan:
            if isinstance(found, Fault):
                self._fault(found)
                continue
            self._add(found)
        self._flush()

    def _add(self, part: Part) -> None:
        key = part_key(self._dump, part.id or f"{part.digest:x}"[-15:])
        other = self._batch.get(key) or self._dumps.part(key, self._is_whole)
        if other is not None and other.inode != part.offset:
            if other.mtime == part.digest:
                return  # the same row once more
            key = f"{key}~{f'{part.digest:x}'[-8:]}"
        self._batch[key] = InputFile(key, part.size, part.digest, part.offset)
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._dumps.add(self._batch.values())
        self._batch.clear()

    def _fault(self, fault: Fault) -> None:
        self._flush()
        key = None if fault.id is None else part_key(self._dump, fault.id)
        if key is not None and self._dumps.mark_broken(key, str(fault)):
            return
        self.note(fault)

    def note(self, fault: Fault) -> None:
        """Adds a fault in a line that may have any article."""
        self._count += 1
        self.has_lost = self.has_lost or fault.id is None
        if len(self._faults) < _NAMED:
            self._faults.append(fault)

    def message(self) -> str | None:
        """The faults as one message, None if there are none."""
        if not self._faults:
            return None
        lines = [str(fault) for fault in self._faults]
        if self._count > _NAMED:
            lines.append(f"{self._count - _NAMED} more lines cannot be read")
        return "; ".join(lines) + (_KEPT if self.has_lost and self._is_whole else "")


def open_dump_file(root: Path, key: str, settings: DumpSettings) -> BinaryIO:
    """The open file of a dump. Raises `OSError`."""
    return os.fdopen(open_file(root, key, follow_links=settings.follow_links), "rb")


def _sample(stream: BinaryIO, end: int) -> str:
    """A digest of pieces of the first `end` bytes of a dump."""
    digest = blake2b(str(end).encode(), digest_size=12)
    step = max(_SAMPLE, (end - _SAMPLE) // (_SAMPLES - 1))
    for at in (*range(0, max(0, end - _SAMPLE), step), max(0, end - _SAMPLE)):
        stream.seek(at)
        digest.update(stream.read(min(_SAMPLE, end - at)))
    return digest.hexdigest()


def parts_of(
    root: Path, found: InputFile, settings: DumpSettings
) -> list[InputFile | Problem] | None:
    """The parts of a dump, and the problems with it; None if the file is not a dump."""
    with closing(Cache(None)) as cache:
        cache.run.compare([found], everything=True)
        DumpIndex(root, settings, now=0).update(cache, everything=True)
        indexed = cache.dumps.indexed(found.key)
        if indexed is not None and not indexed.is_dump:
            return None
        parts = [to_read.found for to_read in cache.run.changed()]
        return [*cache.sources.problems(), *parts]


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
