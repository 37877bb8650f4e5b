"""The report of a build, and the changes of articles that observers get on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from feedtool.model import Problem
from feedtool.model.waiting import Waiting
from feedtool.pipeline.change import Change
from feedtool.state.ledger import Record
from feedtool.unchanged.record import Basis


class ArticleChange(msgspec.Struct, frozen=True):
    """What a build does, or would do, with one article; `was` is None if it is new."""

    change: Change
    key: str
    record: Record | None
    was: Record | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The text of the change in reports."""
        return self.change.label


class Report(msgspec.Struct, frozen=True):
    """What a build did. `articles` is the number of articles that are on the site now.

    `problems` are all open problems; `read` has the keys of files that have one and were read in
    this build. `corrected` counts articles of which too few words changed for an update, `renamed`
    those whose file has another key now, `moved` those whose page has another address.
    `unsettled` counts files that were left to the next build because they are being written.
    `reasons` has lines that say why more was done than the changed articles require.
    `written` and `deleted` list paths below the output folder, if that was requested.
    `taken_out` has lines that name what the profiles newly drop from published articles.
    `passed_over` counts the files of the input folder that are not articles, by ending or name.
    `unresolved` names what articles refer to and is missing, which is among the problems.
    `scheduled` are documents with a date in the future, `being_written` those that `unsettled`
    counts.
    `silenced` counts the notices that `[run] silence` keeps out of the report.
    """

    articles: int
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    new: int = 0
    updated: int = 0
    corrected: int = 0
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
    taken_out: tuple[str, ...] = ()
    passed_over: Mapping[str, int] = {}
    unresolved: tuple[Problem, ...] = ()
    scheduled: Waiting | None = None
    being_written: Waiting | None = None
    silenced: int = 0

    @property
    def news(self) -> tuple[Problem, ...]:
        """The problems to report by default: documents left out, and problems found just now."""
        return tuple(p for p in self.problems if p.is_serious or p.key in self.read)

    @property
    def files_changed(self) -> int:
        """How many output files were written or deleted."""
        return self.files_written + self.files_deleted

    @property
    def left_out(self) -> bool:
        """Whether some documents are missing from the site."""
        return any(problem.left_out for problem in self.problems)


OnChange = Callable[[ArticleChange], None]
OnIdle = Callable[[Basis], None]
OnProgress = Callable[[str, int, int], None]  # a phase, how many items are done, how many in all


class Observers(msgspec.Struct, frozen=True):
    """Callbacks of a build: for each article, for progress, and once its plan is known.

    `on_due` is called before the first step of a build that has something to do, `on_idle` with
    what another one depended on: as long as this is unchanged, so is the site. They are called
    again if the build starts over without some documents (see `failures`).
    """

    on_change: OnChange = lambda change: None
    on_progress: OnProgress = lambda phase, done, total: None
    on_due: Callable[[], None] = lambda: None
    on_idle: OnIdle | None = None
