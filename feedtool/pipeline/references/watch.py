"""Finds out which files changed that articles refer to, without reading them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from stat import S_ISDIR

from feedtool.config import Config
from feedtool.errors import PublishError
from feedtool.model.files import storable
from feedtool.pipeline.input_folder import Wanted, folder_of
from feedtool.state.cache.references import ABSENT, References, Stat


def stat_at(root: Path, path: str) -> Stat:
    """The stat of a file; `ABSENT` if there is none that can be reached."""
    try:
        info = os.stat(f"{root}/{path}")
    except (OSError, ValueError):
        return ABSENT
    return (info.st_size, storable(info.st_mtime_ns), storable(info.st_ino))


class NameWatch:
    """Notes, while the input folder is listed, which files have one of some names.

    `names` has the paths that had each of them before, as `paths_text` writes them; each begins
    with a star (see `resolve.anywhere`). Files stay if their folder `is_same`.
    """

    def __init__(
        self, wanted: Wanted, names: Mapping[str, str], is_same: Callable[[str], bool]
    ) -> None:
        self._wanted = wanted
        self._names = names
        self._found: dict[str, list[str]] = {
            name[1:]: [path for path in paths.split("\n") if path and is_same(folder_of(path))]
            for name, paths in names.items()
        }

    def __call__(self, below: str, name: str) -> bool:
        """Whether a file is wanted for another reason."""
        found = self._found.get(folded(name))
        if found is not None:
            found.append(below + name)
        return self._wanted(below, name)

    def changed(self) -> list[str]:
        """The names that other files have now."""
        return [
            f"*{name}"
            for name, found in self._found.items()
            if paths_text(found) != self._names[f"*{name}"]
        ]


def folded(name: str) -> str:
    """A name without the differences that people do not see."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def paths_text(paths: list[str]) -> str:
    """Paths as one text."""
    return "\n".join(sorted(paths))


def list_changed(references: References, config: Config) -> None:
    """Lists the files that changed, appeared or left since they were last looked at."""
    changed: list[str] = []
    articles, static = f"{config.articles}/", str(config.static)
    stat = os.stat
    for path, size, mtime, inode in references.stats():
        # A run without news does this for every picture.
        try:
            info = stat((static if path[0] == "/" else articles) + path)
        except (OSError, ValueError):
            if size != ABSENT[0]:
                changed.append(path)
            continue
        if info.st_mtime_ns != mtime or info.st_size != size or info.st_ino != inode:
            changed.append(path)
    references.note_changed(changed)
    if config.static is not None:
        before = {path: tuple(known) for path, *known in references.static_stats()}
        after = dict(static_files(config.static))
        references.note_changed(f"/{path}" for path, _ in before.items() ^ after.items())


def static_files(root: Path) -> Iterator[tuple[str, Stat]]:
    """Path and stat of each file in the folder and below, sorted, without hidden ones.

    Raises `PublishError` if a folder cannot be listed: its files must not count as removed.
    """
    yield from _below(root, "")


def _below(root: Path, below: str) -> Iterator[tuple[str, Stat]]:
    try:
        with os.scandir(root / below) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        raise PublishError(
            f"{root / below}: cannot be listed: {error.strerror}; is it mounted, and is [input] "
            "static right?"
        ) from None
    for entry in entries:
        path = below + entry.name
        if is_hidden(entry.name) or not _is_text(path):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(root, f"{path}/")
            continue
        try:
            info = entry.stat()
        except OSError:
            continue  # a link to nothing, or gone since it was listed
        if not S_ISDIR(info.st_mode):
            yield path, (info.st_size, storable(info.st_mtime_ns), storable(info.st_ino))


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is hidden; `.well-known` is not (RFC 8615)."""
    return name.startswith(".") and name != ".well-known"


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:  # the name is not UTF-8
        return False
    return True
