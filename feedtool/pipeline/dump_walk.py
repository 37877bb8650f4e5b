"""Stores what a scan of a dump finds: its parts under keys of their own, and its faults."""

from __future__ import annotations

from collections.abc import Iterable

from feedtool.model import InputFile
from feedtool.model.dumps import part_key
from feedtool.readers.dumps.scan import Fault, Part, Position
from feedtool.state.cache import Cache

_NAMED = 3  # lines that a message names
_KEPT = ". As long as such a line may be any of its rows, no row of this file is withdrawn"
_BATCH = 1000  # parts that are stored at once


class Walk:
    """Stores the parts of one scan, each under a key of its own, and collects the faults.

    `read` is the offset up to which an earlier build has read the dump, and `repeated` counts the
    parts behind it that are the same as an earlier one. `has_lost`: it is not known which articles
    are in the lines with a fault.
    """

    def __init__(self, cache: Cache, dump: str, start: Position, read: int = 0) -> None:
        self._dumps = cache.dumps
        self._dump = dump
        self._start = start.offset
        self._read = read
        self.repeated = 0
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
        other = self._batch.get(key) or self._dumps.part(key, self._start)
        if other is not None and other.inode != part.offset:
            if other.mtime == part.digest:
                self.repeated += part.offset >= self._read
                return
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
        return "; ".join(lines) + (_KEPT if self.has_lost and not self._start else "")
