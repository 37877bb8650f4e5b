"""The dumps in the input folder: compares their parts with those of the last build."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, NamedTuple

from feedtool.blake2 import blake2b
from feedtool.model import InputFile, Problem
from feedtool.model.dumps import DumpSettings
from feedtool.model.files import storable
from feedtool.model.problem import join_notices
from feedtool.pipeline.dump_files import opened
from feedtool.pipeline.dump_walk import Walk
from feedtool.readers.dumps import HEAD, open_dump
from feedtool.readers.dumps.packed import CannotUnpack
from feedtool.readers.dumps.scan import Fault, Opened, Position
from feedtool.state.cache import Cache
from feedtool.state.cache.dumps import Indexed
from feedtool.state.cache.sources import Seen

_SAMPLES, _SAMPLE = 16, 4096  # pieces of a dump that show whether it was only appended to, bytes
_RACY = 2  # seconds; a file this young may change again without another mtime
_MAY_GROW = 60  # seconds in which a program that writes a dump adds the next piece
_AHEAD = 3600  # seconds that the clock of a file server may be ahead of ours


class DumpIndex:
    """Compares dumps with what the last build found in them. `now` is in Unix seconds.

    `notices` name the dumps in which rows are repeated that no build has read before.
    """

    def __init__(self, root: Path, settings: DumpSettings, now: int, settle: int = 0) -> None:
        self._root = root
        self._settings = settings
        self._now = now
        self._grows_for = max(_MAY_GROW, settle)
        self.notices: list[str] = []

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
                self._note(cache, to_read.found, f"cannot be read: {error.strerror}", again=True)
            except CannotUnpack as error:
                if error.is_cut and self._may_grow(to_read.found):
                    cache.run.postpone_one(to_read.found.key)
                else:
                    self._note(cache, to_read.found, str(error), again=False)
        return any_changed

    def _note(self, cache: Cache, found: InputFile, message: str, *, again: bool) -> None:
        """Records why a dump cannot be read; what was published of it stays."""
        cache.dumps.note_uncertain(found.key)
        cache.sources.remember(Seen(found, None, Problem(found.key, message), again))

    def _index(self, cache: Cache, found: InputFile, everything: bool) -> None:
        """Finds the parts of one dump, and records the result unless it is being written."""
        with opened(self._root, found.key, self._settings) as (stream, file):
            dump = open_dump(found.key, stream.read(HEAD), self._settings)
            start = _Start() if everything else self._start(cache, found, stream, dump)
            cache.dumps.begin()
            walk = Walk(cache, found.key, start.position, start.read)
            indexed = self._scanned(dump, stream, start, walk, self._is_racy(found))
            info = os.fstat(file.fileno())
        goes_on = dump is not None and dump.goes_on
        has_changed = (info.st_size, storable(info.st_mtime_ns)) != (found.size, found.mtime)
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
            cache.dumps.compare_missing(found.key, start.position.offset)
        cache.dumps.remember(found.key, indexed)
        if walk.repeated:
            self.notices.append(f"{found.key}: {_repeated(walk.repeated)}")
        message = join_notices(start.problem, walk.message())
        problem = None if message is None else Problem(found.key, message)
        again = is_waiting or self._is_racy(found)
        cache.sources.remember(Seen(found, None, problem, again))

    def _scanned(
        self, dump: Opened | None, stream: BinaryIO, start: _Start, walk: Walk, is_racy: bool
    ) -> Indexed:
        """Scans a dump from a position on, and returns how far it was indexed."""
        if dump is None:
            return Indexed(is_dump=False, max_bytes=self._settings.max_bytes)
        stream.seek(start.position.offset)
        scan = dump.scan(stream, start.position)
        walk.take(scan)
        since = start.settled if is_racy else scan.position
        return Indexed(
            is_dump=True,
            offset=scan.position.offset,
            lines=scan.position.lines,
            sample=_sample(stream, scan.position.offset) if dump.goes_on else "",
            is_cut=scan.is_cut,
            max_bytes=self._settings.max_bytes,
            since=since.offset,
            since_lines=since.lines,
        )

    def _may_grow(self, found: InputFile) -> bool:
        """Whether a program may still be writing a dump that ends within a part."""
        return self._now - self._grows_for < found.mtime // 10**9 <= self._now + _AHEAD

    def _is_racy(self, found: InputFile) -> bool:
        """Whether a dump may change again without another mtime."""
        return self._now - _RACY <= found.mtime // 10**9 <= self._now + _AHEAD

    def _start(
        self, cache: Cache, found: InputFile, stream: BinaryIO, dump: Opened | None
    ) -> _Start:
        """Where to go on with a dump that was only appended to; otherwise its beginning."""
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
        ):
            return _Start()
        has_grown = found.size > seen.found.size or known.is_cut
        is_certain = known.since == known.offset
        if (
            not (has_grown or seen.again)
            # Which of the problems are in the part that is read once more is unknown.
            or (seen.problem is not None and not is_certain)
            or _sample(stream, known.offset) != known.sample
        ):
            return _Start()
        since = Position(known.since, known.since_lines)
        problem = None if seen.problem is None else seen.problem.message
        end = Position(known.offset, known.lines)
        return _Start(since, end if has_grown else since, known.offset, problem)


class _Start(NamedTuple):
    """The position where a scan begins, and the problem with what is before it.

    `read` is the offset up to which an earlier build read the dump.
    What is before the position `settled` is not read once more by the next build, even if the file
    is so young that another write may leave its mtime unchanged.
    """

    position: Position = Position()
    settled: Position = Position()
    read: int = 0
    problem: str | None = None


def _repeated(count: int) -> str:
    if count == 1:
        return "1 row repeats an earlier row of the same id"
    return f"{count:,} rows repeat an earlier row of the same id"


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
