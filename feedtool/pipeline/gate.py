"""Refuses feeds that readers could not use, before anything is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from feedtool.model import Artifact
from feedtool.render.feeds.formats import FORMATS, parsers
from feedtool.render.jobs import FeedJob
from feedtool.validate.gate import refuse_unsound

_MOST_ARCHIVES = 5  # of a channel that are checked: those of very many are rendered alike


class FeedGate:
    """Checks the feeds of one build, channel by channel; `will_exist` is asked of linked files.

    `topics` are the documents to subscribe to that passed.
    """

    def __init__(self, will_exist: Callable[[str], bool], base_url: str) -> None:
        self._will_exist = will_exist
        self._base_url = base_url
        self._held: list[Artifact] = []  # of the channel whose feed has not come yet
        self.topics: list[str] = []

    def check(self, job: FeedJob, artifacts: Sequence[Artifact]) -> None:
        """Checks a channel once its feed comes, which follows its archives.

        Raises `PublishError` if readers could not use one of them.
        """
        is_archive = job.feed.archive is not None
        if not is_archive or len(self._held) < _MOST_ARCHIVES * len(FORMATS):
            self._held += artifacts
        if not is_archive:
            self.topics += (artifact.path for artifact in artifacts)
            refuse_unsound(self._held, parsers(), self._will_exist, self._base_url)
            self._held.clear()
