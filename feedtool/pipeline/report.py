"""What a build did, and what it does with each article on the way."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from feedtool.model import Problem
from feedtool.state.ledger import Record


class Change(msgspec.Struct, frozen=True):
    """What a build does, or would do, with one article. `was` None: it was not known before."""

    kind: str  # same, copy, waiting, removed, or any of the kinds of a `Decision`, with "and"
    key: str
    record: Record | None
    was: Record | None = None
    note: str = ""


class Report(msgspec.Struct, frozen=True):
    """What a build did. `articles` are on the site now; paths lie below the output folder.

    `problems` are all that stand; `read` are the keys of the files that have one and were read.
    `unsettled` counts files that were left for the next build, because somebody is writing them.
    `moved` counts articles whose page lies at another address now, `renamed` those whose file does.
    `written` and `deleted` list the paths of files if that was asked for.
    """

    articles: int
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    new: int = 0
    updated: int = 0
    renamed: int = 0
    moved: int = 0
    removed: int = 0
    files_written: int = 0
    files_deleted: int = 0
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    read: frozenset[str] = frozenset()
    unsettled: int = 0

    @property
    def news(self) -> tuple[Problem, ...]:
        """The problems to tell unasked: documents left out, and what was found only now."""
        return tuple(p for p in self.problems if p.left_out or p.key in self.read)

    @property
    def files_changed(self) -> int:
        """How many files of the output are other than before."""
        return self.files_written + self.files_deleted

    @property
    def left_out(self) -> bool:
        """Whether the site goes without some documents."""
        return any(problem.left_out for problem in self.problems)


OnChange = Callable[[Change], None]
OnProgress = Callable[[str, int, int], None]  # of a stage, how much is done of how much
