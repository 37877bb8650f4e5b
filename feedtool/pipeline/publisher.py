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
from typing import Protocol

from feedtool.model import Artifact, FileStat, Mtime
from feedtool.pipeline.compression import ENCODINGS, compress, compressed_path
from feedtool.state.cache import Cache
from feedtool.state.cache.outputs import Written


class Target(Protocol):
    """Where files go. `storage.OutputFolder` is one; `DryRun` one that changes nothing."""

    @property
    def packings(self) -> tuple[str, ...]:
        """The packed forms that each file is to have beside it."""

    def stamp(self, path: str) -> FileStat | None:
        """What a look from outside shows of a file or folder; None: there is none."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None: there is none."""

    def stage(self, path: str, body: bytes, timing: Mtime) -> FileStat:
        """Prepares a file, to be put in place later."""

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes files; how many there were."""


class DryRun:
    """A target that shows what stands in another one, and changes nothing."""

    def __init__(self, target: Target) -> None:
        self._target = target

    @property
    def packings(self) -> tuple[str, ...]:
        """As it is."""
        return self._target.packings

    def stamp(self, path: str) -> FileStat | None:
        """As it is."""
        return self._target.stamp(path)

    def read(self, path: str) -> bytes | None:
        """As it is."""
        return self._target.read(path)

    def stage(self, path: str, body: bytes, timing: Mtime) -> FileStat:
        """Does nothing."""
        return FileStat(len(body), timing.mtime_for(0))

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes nothing; how many files would go."""
        return sum(self._target.stamp(path) is not None for path in paths)


class Publisher:
    """Takes artifacts in the order in which they are to appear, and notes what it staged.

    `verify`: look at the files themselves, not only at the notes on them.
    """

    def __init__(self, target: Target, cache: Cache, verify: bool) -> None:
        self._target = target
        self._notes = cache.artifacts
        self._verify = verify
        self._documents: dict[str, None] = {}
        if verify:
            unwanted = tuple(
                ENCODINGS[form].suffix for form in ENCODINGS if form not in target.packings
            )
            for path in self._notes.paths():
                if path.endswith(unwanted):
                    self._notes.schedule_deletion(path)

    @property
    def documents(self) -> tuple[str, ...]:
        """The paths that stand at the top of the output folder, as far as they were offered."""
        return tuple(self._documents)

    def will_stand(self, path: str) -> bool:
        """Whether a file is there once all is published."""
        if self._notes.is_scheduled_for_deletion(path):
            return False
        return self._notes.is_staged(path) or self._target.stamp(path) is not None

    def offer(self, artifact: Artifact) -> None:
        """Stages the artifact and its packed forms, unless the very same stands there already."""
        path, body = artifact.path, artifact.body
        self._stay(path)
        digest = blake2b(body, digest_size=16).digest()
        made, stands = self._notes.written(path), None
        if made is None or made.digest != digest or self._verify:
            stands = self._target.stamp(path)
            made = self._place(artifact, digest, made, stands)
        replaced = stands if stands != made.stamp else None
        for form in ENCODINGS:
            if form not in self._target.packings or not self._offer_form(artifact, form, made):
                self._withdraw_form(path, form, replaced)

    def _place(
        self, artifact: Artifact, digest: bytes, made: Written | None, stands: FileStat | None
    ) -> Written:
        """Stages the artifact if it differs from what stands there; what there is to note."""
        path, body = artifact.path, artifact.body
        same = made is not None and made.digest == digest
        if made is not None and same and stands == made.stamp:
            return made
        if stands is not None and stands.size == len(body) and self._target.read(path) == body:
            made = Written(digest, stands)
            self._notes.note(path, made)
            return made
        made = Written(digest, self._target.stage(path, body, _timing(made, stands, same)))
        self._notes.stage(path, made)
        return made

    def _offer_form(self, artifact: Artifact, form: str, made: Written) -> bool:
        """Stages a packed form of an artifact that is `made`; False: it is not to have one."""
        path = compressed_path(artifact.path, form)
        noted = self._notes.written(path)
        is_in_step = (
            noted is not None
            and noted.digest == made.digest
            and noted.stamp.mtime == made.stamp.mtime
        )
        if noted is not None and is_in_step and self._still_stands(path, noted):
            self._stay(path)
            return True
        body = compress(artifact.body, form)
        if body is None:
            return False
        self._stay(path)
        stamp = FileStat(len(body), made.stamp.mtime)
        if self._target.stamp(path) == stamp and self._target.read(path) == body:
            self._notes.note(path, Written(made.digest, stamp))
        else:
            stamp = self._target.stage(path, body, Mtime(exactly=stamp.mtime))
            self._notes.stage(path, Written(made.digest, stamp))
        return True

    def _still_stands(self, path: str, noted: Written) -> bool:
        return not self._verify or self._target.stamp(path) == noted.stamp

    def _stay(self, path: str) -> None:
        self._notes.cancel_deletion(path)
        if "/" not in path:
            self._documents[path] = None

    def withdraw(self, path: str) -> None:
        """Has the file at `path`, which an earlier build made, deleted in the end."""
        self._notes.schedule_deletion(path)
        stands = self._target.stamp(path)
        for form in ENCODINGS:
            self._withdraw_form(path, form, stands)

    def _withdraw_form(self, path: str, form: str, leaving: FileStat | None) -> None:
        """Has a packed form deleted. One that is not noted is known by the time of its file.

        `leaving`: the file that is to go, or to make room for another; None: it stays.
        """
        name = compressed_path(path, form)
        if self._notes.written(name) is None:
            stands = None if leaving is None else self._target.stamp(name)
            if stands is None or leaving is None or stands.mtime != leaving.mtime:
                return
        self._notes.schedule_deletion(name)

    def announce(self) -> None:
        """Notes what is about to change, for the next run to know if this one breaks off."""
        self._notes.mark_pending()

    def conclude(self) -> None:
        """Deletes what is to go, and notes all as done."""
        # What was withdrawn last goes first: feeds before the archives and pages they lead to.
        self._target.delete(self._notes.deletions())
        self._notes.finish()


def _timing(made: Written | None, stands: FileStat | None, same: bool) -> Mtime:
    if made is not None and same and stands is None:
        return Mtime(exactly=made.stamp.mtime)
    stamps = (made.stamp if made is not None else None, stands)
    return Mtime(after=max((s.mtime for s in stamps if s is not None), default=None))
