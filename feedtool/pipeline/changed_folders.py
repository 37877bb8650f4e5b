"""Which folders of the input changed since a run without news, so that only these are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from feedtool.config import Config
from feedtool.readers import SAVED_WITH_PAGE
from feedtool.unchanged.record import Record


class ChangedFolders(msgspec.Struct, frozen=True):
    """The folders of the input that `changed`, among those that are `known`.

    A folder is named as in `InputFolder`: below that, and with a slash at its end. `passed_over`
    counts the files in folders that did not change and are not articles, by ending or name.
    """

    changed: tuple[str, ...]
    known: frozenset[str]
    passed_over: Mapping[str, Counter[str]]

    def is_same(self, folder: str) -> bool:
        """Whether the folder is known and did not change."""
        return folder in self.known and folder not in self.changed


def since(record: Record, config: Config) -> ChangedFolders | None:
    """The folders that changed since the run that is on record.

    None if anything else changed meanwhile, or if the name of a folder decides whether it is
    listed at all.
    """
    root = f"{config.articles}/"
    folders = {f"{path}/".removeprefix(root): n for path, (_, n) in record.folders.items()}
    inside = {folder: notes for folder, notes in folders.items() if not folder.startswith("/")}
    if any(_may_be_skipped(folder) for folder in inside) or not record.is_current():
        return None
    changed = {f"{path}/".removeprefix(root) for path in record.changed()}
    return ChangedFolders(
        changed=tuple(sorted(changed & inside.keys())),
        known=frozenset(inside),
        passed_over={
            folder: _counted(notes) for folder, notes in inside.items() if folder not in changed
        },
    )


def _may_be_skipped(folder: str) -> bool:
    parts = folder.split("/")
    return any(part.startswith(".") or part.endswith(SAVED_WITH_PAGE) for part in parts)


def note_of(counts: Mapping[str, int]) -> str:
    """Counts by ending or name as text, which `passed_over` is read from.

    >>> note_of({".png": 2, "CNAME": 1}), _counted("2 .png/1 CNAME")
    ('2 .png/1 CNAME', Counter({'.png': 2, 'CNAME': 1}))
    """
    return "/".join(f"{count} {label}" for label, count in counts.items())


def _counted(note: str) -> Counter[str]:
    pairs = (part.partition(" ") for part in note.split("/") if part)
    return Counter({label: int(count) for count, _, label in pairs})
