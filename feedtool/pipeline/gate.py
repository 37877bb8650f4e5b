"""Checks feeds before anything is published, and traces a fault to the article that causes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from msgspec.structs import replace

from feedtool.bugs import Bug, attempt
from feedtool.model import Artifact, Problem, paths
from feedtool.render.control import CONTROL
from feedtool.render.feeds.formats import parsers
from feedtool.render.jobs import Failure, FeedJob, Item
from feedtool.validate.gate import blocking_problems, refuse_unsound

_MAX_ARCHIVES = 5  # that are checked per channel; all archives are rendered in the same way
_CONTROL_PAGE = paths.page_path(CONTROL.identity.slug)


class FeedGate:
    """Checks the feeds of one build, channel by channel.

    `will_exist` says whether a linked file exists after the build. `render` renders a feed with
    fewer entries, to find the one with a fault. `topics` are the paths of the feeds that were
    checked, without their archives.
    """

    def __init__(
        self,
        will_exist: Callable[[str], bool],
        base_url: str,
        render: Callable[[FeedJob], Sequence[Artifact]],
    ) -> None:
        self._will_exist = will_exist
        self._base_url = base_url
        self._render = render
        # Archives, and later the feed, of one channel.
        self._held: list[tuple[FeedJob, Sequence[Artifact]]] = []
        self.topics: list[str] = []

    def check(self, job: FeedJob, artifacts: Sequence[Artifact]) -> tuple[Failure, ...]:
        """Adds the documents of a job; checks the channel when its feed follows its archives.

        Returns the articles because of which readers could not use one of the documents. Raises
        `PublishError` if a fault has another cause.
        """
        is_archive = job.feed.archive is not None
        if not is_archive or len(self._held) < _MAX_ARCHIVES:
            self._held.append((job, artifacts))
        if is_archive:
            return ()
        self.topics += (artifact.path for artifact in artifacts)
        feeds = [artifact for _, held in self._held for artifact in held]
        failures = self._failures() if self._problems(feeds) else None
        if failures == ():
            refuse_unsound(feeds, parsers(), self._will_exist, self._base_url)
        self._held.clear()
        return failures or ()

    def _failures(self) -> tuple[Failure, ...]:
        """The articles whose entry has a fault in a feed of its own."""
        found: dict[str, Failure] = {}
        for job, _ in self._held:
            if self._problems_with(job, ()) or self._problems_with(job, (CONTROL,)):
                continue  # any entry would have the fault
            for item in job.items:
                problems = self._problems_with(job, (item,))
                if problems:
                    fact = f"{problems[0].key}: {problems[0].message}".removeprefix(": ")
                    found[item.identity.guid] = Failure(item.identity.guid, Bug(fact))
        return tuple(found.values())

    def _problems_with(self, job: FeedJob, items: tuple[Item, ...]) -> Sequence[Problem]:
        feeds = attempt(self._render, replace(job, items=items))
        return [_as_problem(feeds)] if isinstance(feeds, Bug) else self._problems(feeds)

    def _problems(self, feeds: Sequence[Artifact]) -> Sequence[Problem]:
        # The formats of a feed have the same links.
        exists = cache(self._exists)
        found = attempt(blocking_problems, feeds, parsers(), exists, self._base_url)
        return [_as_problem(found)] if isinstance(found, Bug) else found

    def _exists(self, path: str) -> bool:
        return path == _CONTROL_PAGE or self._will_exist(path)


def _as_problem(bug: Bug) -> Problem:
    """The problem of a feed, or several, that could not be rendered or checked."""
    return Problem("", bug.fact)
