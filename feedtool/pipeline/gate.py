"""Refuses feeds that readers could not use, before anything is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from feedtool.model import Artifact
from feedtool.render.feeds.formats import FORMATS, parsers
from feedtool.render.jobs import FeedJob
from feedtool.validate.gate import refuse_unsound

_MAX_ARCHIVES = 5  # that are checked per channel; all archives are rendered in the same way


class FeedGate:
    """Checks the feeds of one build, channel by channel.

    `will_exist` says whether a linked file exists after the build. `topics` are the paths of the
    feeds that were checked, without their archives.
    """

    def __init__(self, will_exist: Callable[[str], bool], base_url: str) -> None:
        self._will_exist = will_exist
        self._base_url = base_url
        self._held: list[Artifact] = []  # archives of the channel whose feed comes next
        self.topics: list[str] = []

    def check(self, job: FeedJob, artifacts: Sequence[Artifact]) -> None:
        """Adds the documents of a job; checks the channel when its feed follows its archives.

        Raises `PublishError` if readers could not use one of the documents.
        """
        is_archive = job.feed.archive is not None
        if not is_archive or len(self._held) < _MAX_ARCHIVES * len(FORMATS):
            self._held += artifacts
        if not is_archive:
            self.topics += (artifact.path for artifact in artifacts)
            refuse_unsound(self._held, parsers(), self._will_exist, self._base_url)
            self._held.clear()
