"""What a build did, and what it does with each article on the way."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from feedtool.model import Problem
from feedtool.pipeline.change import Change
from feedtool.state.ledger import Record


class ArticleChange(msgspec.Struct, frozen=True):
    """What a build does, or would do, with one article. `was` None: it was not known before."""

    change: Change
    key: str
    record: Record | None
    was: Record | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The change as reports print it."""
        return self.change.label


class Report(msgspec.Struct, frozen=True):
    """What a build did. `articles` are on the site now; paths are below the output folder.

    `problems` are all that are open; `read` are the keys of the files that have one and were read.
    `unsettled` counts files that were left for the next build, because they are being written.
    `moved` counts articles whose page has another address now, `renamed` those whose file has.
    `reasons` say, a line each, why more was done than the changed articles ask for. `written` and
    `deleted` list the paths of files if that was asked for.
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
    reasons: tuple[str, ...] = ()

    @property
    def news(self) -> tuple[Problem, ...]:
        """The problems to report unasked: documents left out, and what was found only now."""
        return tuple(p for p in self.problems if p.left_out or p.key in self.read)

    @property
    def files_changed(self) -> int:
        """How many files of the output differ from before."""
        return self.files_written + self.files_deleted

    @property
    def left_out(self) -> bool:
        """Whether some documents are missing from the site."""
        return any(problem.left_out for problem in self.problems)


OnChange = Callable[[ArticleChange], None]
OnProgress = Callable[[str, int, int], None]  # of a stage, how much is done of how much


class Observers(msgspec.Struct, frozen=True):
    """Who watches a build: what happens to each article, and how far a stage has come."""

    on_change: OnChange = lambda change: None
    on_progress: OnProgress = lambda stage, done, total: None
