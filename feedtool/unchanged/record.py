"""The record of a run that found nothing to do, and its comparison with what is there now."""

from __future__ import annotations

import os

from feedtool.file_names import STATUS, UNCHANGED
from feedtool.unchanged.installation import installation
from feedtool.unchanged.marks import content, digest, digest_of, mark, steady

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FORMAT = "1"
_SETTLED = 2 * 10**9  # nanoseconds after which another change has another time
_AHEAD = 3600 * 10**9  # by which the clock of a file server may be ahead
_MOST = 20_000  # folders; the record of more would take more memory than a run


class Basis:
    """What a run that found nothing to do depended on. Paths are absolute.

    `contents` are files whose bytes count, the first of them the configuration; `marks` files and
    folders whose mark does; `trees` folders with all that is below them; `notes` are kept with
    some folders. Another run at one of the times `valid` (Unix seconds) finds nothing either.
    """

    def __init__(
        self,
        contents: Iterable[str],
        marks: Iterable[str],
        trees: Iterable[str],
        valid: range,
        notes: Mapping[str, str],
    ) -> None:
        self.contents = tuple(contents)
        self.marks = tuple(marks)
        self.trees = tuple(trees)
        self.valid = valid
        self.notes = notes


class Record:
    """A basis, a digest of all but the trees, and for each folder of these a digest and a note."""

    def __init__(
        self,
        state: str,
        basis: Basis,
        folders: Mapping[str, tuple[str, str]],
        known: str | None = None,
    ) -> None:
        """`known` is the digest; None takes that of what is there now."""
        self.basis = basis
        self.folders = folders
        self._state = state
        self._changed: list[str] | None = None
        self.digest = known or self._digest()

    def is_current(self) -> bool:
        """Whether everything but the folders is as it was."""
        return self._digest() == self.digest

    def _digest(self) -> str:
        basis, status = self.basis, mark(f"{self._state}/{STATUS}")
        return digest(
            installation(),
            (basis.valid.start, basis.valid.stop),
            [(path, content(path)) for path in basis.contents],
            [(path, mark(path)) for path in basis.marks],
            basis.trees,
            [(path, note) for path, (_, note) in self.folders.items()],
            status and status[1::3],  # its time is that of the last run
        )

    def changed(self) -> list[str]:
        """The folders that had other files or folders in them when this was first called."""
        if self._changed is None:
            folders = self.folders.items()
            self._changed = [p for p, (known, _) in folders if digest_of(p) != known]
        return self._changed


def note(state: str, basis: Basis, started: float) -> None:
    """Records a run that began at `started` (Unix seconds) and found nothing to do.

    Records nothing if something changed so shortly before the run that it may have been missed, or
    if a link leads elsewhere.
    """
    path = f"{state}/{UNCHANGED}"
    folders = _folders(basis, int(started * 10**9) - _SETTLED)
    if folders is None:
        forget(state)
        return
    record = Record(state, basis, folders)
    fields = [_FORMAT, record.digest, str(basis.valid.start), str(basis.valid.stop)]
    for paths in (basis.contents, basis.marks, basis.trees):
        fields += [str(len(paths)), *paths]
    for folder, pair in folders.items():
        fields += [folder, *pair]
    try:
        with open(f"{path}.new", "wb") as file:
            file.write(os.fsencode("\0".join(fields)))
        os.replace(f"{path}.new", path)
    except (OSError, ValueError):  # ValueError: a path is not in the encoding of file names
        forget(state)


def forget(state: str) -> None:
    """Deletes the record in a state folder."""
    # Imported here: a run without changes does not need it.
    from contextlib import suppress

    with suppress(OSError):
        os.unlink(f"{state}/{UNCHANGED}")


def read(state: str, config: str, now: int) -> Record | None:
    """The record in a state folder, if all but its folders is as it was; otherwise None."""
    data = content(f"{state}/{UNCHANGED}")
    fields = iter(os.fsdecode(data or b"").split("\0"))

    def numbered() -> list[str]:
        return [next(fields) for _ in range(int(next(fields)))]

    try:
        is_known, known = next(fields) == _FORMAT, next(fields)
        valid = range(int(next(fields)), int(next(fields)))
        basis = Basis(numbered(), numbered(), numbered(), valid, {})
        folders = {path: (next(fields), next(fields)) for path in fields}
    except (ValueError, StopIteration):  # not of this version, or damaged
        return None
    record = Record(state, basis, folders, known)
    is_same = is_known and now in valid and basis.contents[:1] == (config,)
    return record if is_same and record.is_current() else None


def _folders(basis: Basis, latest: int) -> dict[str, tuple[str, str]] | None:
    """Digest and note of each folder of the trees; None if anything changed after `latest`."""

    def is_steady(found: tuple[int, ...] | None) -> bool:
        if found is None:
            return True
        _, _, mtime, ctime, _ = found
        return ctime <= latest and not latest < mtime < latest + _SETTLED + _AHEAD

    if not all(is_steady(mark(path)) for path in (*basis.contents, *basis.marks)):
        return None
    folders: dict[str, tuple[str, str]] = {}
    todo = list(basis.trees)
    while todo:
        path = todo.pop()
        found = steady(path, is_steady) if is_steady(mark(path)) else None
        if found is None or len(folders) == _MOST:
            return None
        folders[path] = found[0], basis.notes.get(path, "")
        todo += [f"{path}/{name}" for name in found[1]]
    return folders
