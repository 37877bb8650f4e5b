"""Stages the documents that differ from the published files, and schedules deletions.

Documents are compared with the digests that earlier builds recorded; an output file is read only if
its record is missing or not to be trusted. Only files that feedtool wrote are replaced or deleted,
and their compressed forms, which web servers would otherwise keep serving.

A compressed form has the mtime of its file and is recorded under the digest of its file, so that
the two can be compared without compressing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from feedtool.blake2 import blake2b
from feedtool.model import Artifact, FileStat, Mtime
from feedtool.model.paths import FILES, REDIRECT_LISTS
from feedtool.pipeline.compression import ENCODINGS, compress, compressed_path
from feedtool.pipeline.copying import OpenFile
from feedtool.state.cache.outputs import Outputs, Written


class Output(Protocol):
    """Where files go: an `OutputFolder`, or a `DryRun`, which changes nothing."""

    @property
    def root(self) -> Path:
        """The folder."""

    @property
    def encodings(self) -> tuple[str, ...]:
        """The compressed forms that each file has next to it."""

    def stat(self, path: str) -> FileStat | None:
        """The size and mtime of a file or folder; None if it does not exist."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None if it does not exist."""

    def stage(self, path: str, body: bytes, mtime: Mtime) -> FileStat:
        """Stages a file, to be moved into place later; returns its size and mtime."""

    def stage_copy(self, path: str, source: OpenFile, mtime: Mtime) -> FileStat:
        """Like `stage`, for the bytes of an open file. Raises `Changed` if it changes meanwhile."""

    def has(self, path: str, source: OpenFile) -> bool:
        """Whether the file at `path` has the same bytes as an open file."""

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes files and returns how many there were."""


class DryRun:
    """An output that reads another one, and changes nothing."""

    def __init__(self, output: Output) -> None:
        self._output = output

    @property
    def root(self) -> Path:
        """The folder of the other output."""
        return self._output.root

    @property
    def encodings(self) -> tuple[str, ...]:
        """The compressed forms of the other output."""
        return self._output.encodings

    def stat(self, path: str) -> FileStat | None:
        """The size and mtime of a file or folder; None if it does not exist."""
        return self._output.stat(path)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None if it does not exist."""
        return self._output.read(path)

    def stage(self, path: str, body: bytes, mtime: Mtime) -> FileStat:
        """Stages nothing; returns the size of the file, and some mtime."""
        return FileStat(len(body), mtime.mtime_for(0))

    def stage_copy(self, path: str, source: OpenFile, mtime: Mtime) -> FileStat:
        """Stages nothing; returns the size of the file, and some mtime."""
        return FileStat(source.stat.size, mtime.mtime_for(0))

    def has(self, path: str, source: OpenFile) -> bool:
        """Whether the file at `path` has the same bytes as an open file."""
        return self._output.has(path, source)

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes nothing; returns how many files would be deleted."""
        return sum(self._output.stat(path) is not None for path in paths)


class Publisher:
    """Takes artifacts in the order in which they are to be published, and stages what differs.

    With `verify`, it also checks the output files themselves, not only the records about them.
    `is_foreign` says whether there is a file that no build made. Such a file is not deleted, and is
    replaced only with `overwrite`; otherwise its path is added to `obstacles`.
    """

    def __init__(
        self,
        output: Output,
        outputs: Outputs,
        verify: bool,
        is_foreign: Callable[[str], bool],
        overwrite: bool = False,
    ) -> None:
        self._output = output
        self._outputs = outputs
        self._verify = verify
        self._is_foreign = is_foreign
        self._overwrite = overwrite
        self._documents: dict[str, None] = {}
        self.obstacles: list[str] = []

    def delete_other_encodings(self) -> None:
        """Schedules the deletion of compressed forms that are not configured any more.

        Copies of files that are compressed themselves are kept afterwards.
        """
        unwanted = tuple(
            encoding.suffix
            for name, encoding in ENCODINGS.items()
            if name not in self._output.encodings
        )
        for path in self._outputs.paths():
            if path.endswith(unwanted) and not path.startswith(f"{FILES}/"):
                self._outputs.schedule_deletion(path)

    @property
    def documents(self) -> tuple[str, ...]:
        """The paths of the artifacts at the top of the output folder."""
        return tuple(self._documents)

    def will_exist(self, path: str) -> bool:
        """Whether a file exists after publication."""
        if self._outputs.is_scheduled_for_deletion(path):
            return False
        return self._outputs.is_staged(path) or self._output.stat(path) is not None

    def write_if_changed(self, artifact: Artifact) -> None:
        """Stages the artifact and its compressed forms, unless the output already has them."""
        path, body = artifact.path, artifact.body
        self._keep(path)
        digest = blake2b(body, digest_size=16).digest()
        written, current = self._outputs.written(path), None
        if written is None or written.digest != digest or self._verify:
            current = self._output.stat(path)
            written = self._stage_if_changed(artifact, digest, written, current)
            if written is None:
                return
        replaced = current if current != written.stat else None
        for form in ENCODINGS:
            is_wanted = form in self._output.encodings and path not in REDIRECT_LISTS
            if not is_wanted or not self._write_encoding(artifact, form, written):
                self._delete_encoding(path, form, replaced)

    def is_published(self, path: str, digest: bytes) -> bool:
        """Whether a copy with this digest is at `path`, or staged; it is kept then."""
        written = self._outputs.written(path)
        is_there = self._outputs.is_staged(path) or (
            written is not None
            and written.digest == digest
            and (not self._verify or self._output.stat(path) == written.stat)
        )
        if is_there:
            self._keep(path)
        return is_there

    def copy_if_changed(self, path: str, source: OpenFile, digest: bytes) -> bool:
        """Stages a copy of an open file, unless the output already has it.

        Returns False if a file that no build made is there, which stays. `digest` stands for the
        bytes. A copy gets no compressed forms. Raises `Changed` if another program writes to the
        file meanwhile.
        """
        if self.is_published(path, digest):
            return True
        written, current = self._outputs.written(path), self._output.stat(path)
        is_same_size = current is not None and current.size == source.stat.size
        if current is not None and is_same_size and self._output.has(path, source):
            self._keep(path)
            self._outputs.note(path, Written(digest, current))
            return True
        # A name below `FILES` has the digest of the content in it, so that it cannot be another's.
        is_own = written is not None or path.startswith(f"{FILES}/")
        if current is not None and not is_own and not self._overwrite:
            return False
        self._keep(path)
        is_same = written is not None and written.digest == digest
        mtime = _mtime(written, current, is_same)
        self._outputs.stage(path, Written(digest, self._output.stage_copy(path, source, mtime)))
        return True

    def _stage_if_changed(
        self, artifact: Artifact, digest: bytes, before: Written | None, current: FileStat | None
    ) -> Written | None:
        """Stages the artifact if it differs from the `current` file, and records it.

        Returns None if the file belongs to somebody else.
        """
        path, body = artifact.path, artifact.body
        is_same = before is not None and before.digest == digest
        if before is not None and is_same and current == before.stat:
            return before
        if current is not None and current.size == len(body) and self._output.read(path) == body:
            written = Written(digest, current)
            self._outputs.note(path, written)
            return written
        if current is not None and self._is_in_the_way(path):
            return None
        mtime = _mtime(before, current, is_same)
        written = Written(digest, self._output.stage(path, body, mtime))
        self._outputs.stage(path, written)
        return written

    def _is_in_the_way(self, path: str) -> bool:
        """Whether the file at `path` belongs to somebody else, and must not be replaced."""
        if self._overwrite or not self._is_foreign(path):
            return False
        self.obstacles.append(path)
        return True

    def _write_encoding(self, artifact: Artifact, form: str, original: Written) -> bool:
        """Stages a compressed form of an artifact; False if it is not to have one."""
        path = compressed_path(artifact.path, form)
        before = self._outputs.written(path)
        is_current = (
            before is not None
            and before.digest == original.digest
            and before.stat.mtime == original.stat.mtime
        )
        if before is not None and is_current and self._is_unchanged(path, before):
            self._keep(path)
            return True
        body = compress(artifact.body, form)
        if body is None:
            return False
        self._keep(path)
        stat = FileStat(len(body), original.stat.mtime)
        if self._output.stat(path) == stat and self._output.read(path) == body:
            self._outputs.note(path, Written(original.digest, stat))
        elif not self._is_in_the_way(path):
            stat = self._output.stage(path, body, Mtime(exactly=stat.mtime))
            self._outputs.stage(path, Written(original.digest, stat))
        return True

    def _is_unchanged(self, path: str, written: Written) -> bool:
        return not self._verify or self._output.stat(path) == written.stat

    def _keep(self, path: str) -> None:
        self._outputs.cancel_deletion(path)
        if "/" not in path:
            self._documents[path] = None

    def delete(self, path: str) -> None:
        """Schedules the deletion of the file at `path`, if an earlier build wrote it."""
        if self._is_foreign(path):
            return
        self._outputs.schedule_deletion(path)
        current = self._output.stat(path)
        for form in ENCODINGS:
            self._delete_encoding(path, form, current)

    def delete_copy(self, path: str) -> None:
        """Schedules the deletion of a copy, which has no compressed forms."""
        self._outputs.schedule_deletion(path)

    def _delete_encoding(self, path: str, form: str, original: FileStat | None) -> None:
        """Schedules the deletion of a compressed form.

        One that is not recorded is recognized by the mtime of its `original`, which is the file
        that is deleted or replaced; None if that stays.
        """
        name = compressed_path(path, form)
        if self._outputs.written(name) is None:
            current = None if original is None else self._output.stat(name)
            if current is None or original is None or current.mtime != original.mtime:
                return
        self._outputs.schedule_deletion(name)

    def mark_pending(self) -> None:
        """Records what is about to change, so that the next run can detect an interruption."""
        self._outputs.mark_pending()

    def finish(self) -> None:
        """Deletes the scheduled files, and records that all changes are done."""
        # In reverse order of scheduling: feeds before the archives and pages that they link to.
        self._output.delete(self._outputs.deletions())
        self._outputs.finish()


def _mtime(before: Written | None, current: FileStat | None, is_same: bool) -> Mtime:
    if before is not None and is_same and current is None:
        return Mtime(exactly=before.stat.mtime)
    stats = (before.stat if before is not None else None, current)
    return Mtime(after=max((stat.mtime for stat in stats if stat is not None), default=None))
