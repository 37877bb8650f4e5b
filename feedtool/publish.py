"""From finished files to the output folder: what differs is staged, then all of it is swapped in.

Compares with what earlier builds noted, and reads a file of the output only where that note is
missing or not to be trusted. Deletes nothing but files that are noted as ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Protocol

from feedtool.cache import Cache, Made
from feedtool.model import Artifact
from feedtool.storage import Stamp, Timing


class Target(Protocol):
    """Where files go. `storage.OutputFolder` is one; `Rehearsal` one that changes nothing."""

    def stamp(self, path: str) -> Stamp | None:
        """What a look from outside shows of a file or folder; None: there is none."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None: there is none."""

    def stage(self, path: str, body: bytes, timing: Timing) -> Stamp:
        """Prepares a file, to be put in place later."""

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes files; how many there were."""


class Rehearsal:
    """A target that shows what stands in another one, and changes nothing."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def stamp(self, path: str) -> Stamp | None:
        """As it is."""
        return self._target.stamp(path)

    def read(self, path: str) -> bytes | None:
        """As it is."""
        return self._target.read(path)

    def stage(self, path: str, body: bytes, timing: Timing) -> Stamp:
        """Does nothing."""
        return Stamp(len(body), timing.mtime_for(0))

    def delete(self, paths: Iterable[str]) -> int:
        """Deletes nothing; how many files would go."""
        return sum(self._target.stamp(path) is not None for path in paths)


class Publisher:
    """Takes artifacts in the order in which they are to appear, and notes what it staged.

    `verify`: look at the files themselves, not only at the notes on them.
    """

    def __init__(self, target: Target, cache: Cache, verify: bool) -> None:
        self._target = target
        self._cache = cache
        self._verify = verify
        self._digests: dict[str, Made] = {}
        self._documents: dict[str, None] = {}
        self._doomed: dict[str, None] = {}

    @property
    def documents(self) -> tuple[str, ...]:
        """The paths that were offered at the top of the output folder."""
        return tuple(self._documents)

    @property
    def written(self) -> tuple[str, ...]:
        """The paths that were staged, in order."""
        return tuple(self._digests)

    @property
    def doomed(self) -> tuple[str, ...]:
        """The paths that are to be deleted."""
        return tuple(self._doomed)

    def offer(self, artifact: Artifact) -> None:
        """Stages the artifact, unless the very same bytes stand there already."""
        path, body = artifact.path, artifact.body
        self._doomed.pop(path, None)
        if "/" not in path:
            self._documents[path] = None
        digest = blake2b(body, digest_size=16).digest()
        made = self._cache.made(path)
        same = made is not None and made.digest == digest
        if same and not self._verify:
            return
        stands = self._target.stamp(path)
        if made is not None and same and stands == made.stamp:
            return
        if stands is not None and stands.size == len(body) and self._target.read(path) == body:
            self._cache.keep_made(path, Made(digest, stands))
            return
        stamp = self._target.stage(path, body, _timing(made, stands, same))
        self._digests[path] = Made(digest, stamp)

    def withdraw(self, path: str) -> None:
        """Has the file at `path`, which an earlier build made, deleted in the end."""
        self._doomed[path] = None

    def announce(self) -> None:
        """Notes what is about to change, for the next run to know if this one breaks off."""
        for path, made in self._digests.items():
            self._cache.keep_made(path, Made(None, made.stamp))
        for path in self._doomed:
            self._cache.keep_made(path, Made(None, Stamp(0, 0)))

    def conclude(self) -> int:
        """Deletes what is to go, and notes all as done; how many files were deleted."""
        deleted = self._target.delete(self._doomed)
        for path in self._doomed:
            self._cache.forget_made(path)
        for path, made in self._digests.items():
            self._cache.keep_made(path, made)
        return deleted


def _timing(made: Made | None, stands: Stamp | None, same: bool) -> Timing:
    if made is not None and same and stands is None:
        return Timing(exactly=made.stamp.mtime)
    stamps = (made.stamp if made is not None else None, stands)
    return Timing(after=max((s.mtime for s in stamps if s is not None), default=None))
