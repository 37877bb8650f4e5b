"""From finished files to the output folder: what differs is staged, then all of it is swapped in.

Compares with what earlier builds noted, and reads a file of the output only where that note is
missing or not to be trusted. Deletes nothing but files that are noted as ours, and packed forms of
them, which web servers would go on sending in their place.

A packed form has the time of its file, and is noted under the digest of its file: whether the two
are in step shows without packing anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from feedtool.model import Artifact, FileStat, Mtime
from feedtool.pipeline.compression import ENCODINGS, compress, compressed_path
from feedtool.state.cache.outputs import Outputs, Written


class Output(Protocol):
    """Where files go. `OutputFolder` is one; `DryRun` one that changes nothing."""

    @property
    def root(self) -> Path:
        """The folder."""

    @property
    def encodings(self) -> tuple[str, ...]:
        """The compressed forms that each file has beside it."""

    def stat(self, path: str) -> FileStat | None:
        """What a file or folder looks like from outside; None: there is none."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None: there is none."""

    def stage(self, path: str, body: bytes, mtime: Mtime) -> FileStat:
        """Prepares a file, to be put in place later."""

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes files; how many there were."""


class DryRun:
    """An output that shows what another one has, and changes nothing."""

    def __init__(self, output: Output) -> None:
        self._output = output

    @property
    def root(self) -> Path:
        """As it is."""
        return self._output.root

    @property
    def encodings(self) -> tuple[str, ...]:
        """As they are."""
        return self._output.encodings

    def stat(self, path: str) -> FileStat | None:
        """As it is."""
        return self._output.stat(path)

    def read(self, path: str) -> bytes | None:
        """As it is."""
        return self._output.read(path)

    def stage(self, path: str, body: bytes, mtime: Mtime) -> FileStat:
        """Does nothing."""
        return FileStat(len(body), mtime.mtime_for(0))

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes nothing; how many files would be deleted."""
        return sum(self._output.stat(path) is not None for path in paths)


class Publisher:
    """Takes artifacts in the order in which they are to appear, and notes what it staged.

    `verify`: look at the files themselves, not only at the notes on them.
    """

    def __init__(self, output: Output, outputs: Outputs, verify: bool) -> None:
        self._output = output
        self._notes = outputs
        self._verify = verify
        self._documents: dict[str, None] = {}

    def delete_other_encodings(self) -> None:
        """Schedules the deletion of compressed forms that are not configured any more."""
        unwanted = tuple(
            encoding.suffix
            for name, encoding in ENCODINGS.items()
            if name not in self._output.encodings
        )
        for path in self._notes.paths():
            if path.endswith(unwanted):
                self._notes.schedule_deletion(path)

    @property
    def documents(self) -> tuple[str, ...]:
        """The paths that stand at the top of the output folder, as far as they were offered."""
        return tuple(self._documents)

    def will_exist(self, path: str) -> bool:
        """Whether a file is there once all is published."""
        if self._notes.is_scheduled_for_deletion(path):
            return False
        return self._notes.is_staged(path) or self._output.stat(path) is not None

    def write_if_changed(self, artifact: Artifact) -> None:
        """Stages the artifact and its packed forms, unless the very same stands there already."""
        path, body = artifact.path, artifact.body
        self._stay(path)
        digest = blake2b(body, digest_size=16).digest()
        made, stands = self._notes.written(path), None
        if made is None or made.digest != digest or self._verify:
            stands = self._output.stat(path)
            made = self._place(artifact, digest, made, stands)
        replaced = stands if stands != made.stat else None
        for form in ENCODINGS:
            if form not in self._output.encodings or not self._write_encoding(artifact, form, made):
                self._delete_encoding(path, form, replaced)

    def _place(
        self, artifact: Artifact, digest: bytes, made: Written | None, stands: FileStat | None
    ) -> Written:
        """Stages the artifact if it differs from what stands there; what there is to note."""
        path, body = artifact.path, artifact.body
        same = made is not None and made.digest == digest
        if made is not None and same and stands == made.stat:
            return made
        if stands is not None and stands.size == len(body) and self._output.read(path) == body:
            made = Written(digest, stands)
            self._notes.note(path, made)
            return made
        made = Written(digest, self._output.stage(path, body, _mtime(made, stands, same)))
        self._notes.stage(path, made)
        return made

    def _write_encoding(self, artifact: Artifact, form: str, made: Written) -> bool:
        """Stages a packed form of an artifact that is `made`; False: it is not to have one."""
        path = compressed_path(artifact.path, form)
        noted = self._notes.written(path)
        is_in_step = (
            noted is not None
            and noted.digest == made.digest
            and noted.stat.mtime == made.stat.mtime
        )
        if noted is not None and is_in_step and self._still_stands(path, noted):
            self._stay(path)
            return True
        body = compress(artifact.body, form)
        if body is None:
            return False
        self._stay(path)
        stamp = FileStat(len(body), made.stat.mtime)
        if self._output.stat(path) == stamp and self._output.read(path) == body:
            self._notes.note(path, Written(made.digest, stamp))
        else:
            stamp = self._output.stage(path, body, Mtime(exactly=stamp.mtime))
            self._notes.stage(path, Written(made.digest, stamp))
        return True

    def _still_stands(self, path: str, noted: Written) -> bool:
        return not self._verify or self._output.stat(path) == noted.stat

    def _stay(self, path: str) -> None:
        self._notes.cancel_deletion(path)
        if "/" not in path:
            self._documents[path] = None

    def delete(self, path: str) -> None:
        """Has the file at `path`, which an earlier build made, deleted in the end."""
        self._notes.schedule_deletion(path)
        stands = self._output.stat(path)
        for form in ENCODINGS:
            self._delete_encoding(path, form, stands)

    def _delete_encoding(self, path: str, form: str, leaving: FileStat | None) -> None:
        """Has a packed form deleted. One that is not noted is known by the time of its file.

        `leaving`: the file that is to go, or to make room for another; None: it stays.
        """
        name = compressed_path(path, form)
        if self._notes.written(name) is None:
            stands = None if leaving is None else self._output.stat(name)
            if stands is None or leaving is None or stands.mtime != leaving.mtime:
                return
        self._notes.schedule_deletion(name)

    def mark_pending(self) -> None:
        """Notes what is about to change, for the next run to know if this one breaks off."""
        self._notes.mark_pending()

    def finish(self) -> None:
        """Deletes what is to go, and notes all as done."""
        # What was withdrawn last goes first: feeds before the archives and pages they lead to.
        self._output.delete(self._notes.deletions())
        self._notes.finish()


def _mtime(made: Written | None, stands: FileStat | None, same: bool) -> Mtime:
    if made is not None and same and stands is None:
        return Mtime(exactly=made.stat.mtime)
    stamps = (made.stat if made is not None else None, stands)
    return Mtime(after=max((s.mtime for s in stamps if s is not None), default=None))
