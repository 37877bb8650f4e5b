"""Sends readers on from where an article's page lay before.

Offers redirect pages, and lists of them for web servers, beside the article's own page. Writes over
no file that is not of feedtool's making.
"""

from __future__ import annotations

from collections.abc import Callable

from feedtool.model import Site
from feedtool.pipeline.publisher import Publisher, Target
from feedtool.render.pages import redirects
from feedtool.render.pages.theme import Theme
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger, Record, recovery


class Redirects:
    """The redirects of one site, in one build; `notices` tells of those that could not be made."""

    def __init__(
        self,
        ledger: Ledger,
        cache: Cache,
        target: Target,
        publisher: Publisher,
        site: Site,
        theme: Theme,
    ) -> None:
        self._ledger = ledger
        self._cache = cache
        self._target = target
        self._publisher = publisher
        self._site = site
        self._theme = theme
        self.notices: list[str] = []

    def offer(self, record: Record) -> None:
        """Stages the pages that lead to the article, where they differ from what stands there."""
        for former in self._ledger.old_paths(record.guid):
            page = redirects.redirect_page(
                former, record.guid, record.title or record.slug, record.slug, self._theme
            )
            if page is not None and self._is_ours(page.path, _is_page_of_ours):
                self._publisher.offer(page)

    def offer_all(self) -> None:
        """Stages all that lead to articles on the site."""
        last = None
        for _, record in self._ledger.redirects():
            if record.gone is None and record != last:
                self.offer(record)
            last = record

    def withdraw(self, record: Record) -> None:
        """Has the pages that lead to an article which left the site deleted."""
        for former in self._ledger.old_paths(record.guid):
            self._withdraw(former, record.guid)

    def withdraw_gone(self) -> None:
        """Has every page deleted that leads to an article which is not on the site."""
        for former, record in self._ledger.redirects():
            if record.gone is not None:
                self._withdraw(former, record.guid)

    def offer_lists(self) -> None:
        """Stages the lists for web servers; without redirects there are none."""
        moves = [(path, r.slug) for path, r in self._ledger.redirects() if r.gone is None]
        if moves:
            for artifact in redirects.lists(moves, self._site):
                if self._is_ours(artifact.path, _is_list_of_ours):
                    self._publisher.offer(artifact)
            return
        for path in redirects.LISTS:
            stands = self._target.read(path)
            if stands is not None and _is_list_of_ours(stands):
                self._publisher.withdraw(path)

    def _withdraw(self, former: str, guid: str) -> None:
        path = redirects.file_at(former)
        stands = None if path is None else self._target.read(path)
        if path is not None and stands is not None and recovery.guid_in(stands) == guid:
            self._publisher.withdraw(path)

    def _is_ours(self, path: str, is_ours: Callable[[bytes], bool]) -> bool:
        if self._cache.artifacts.written(path) is not None:
            return True
        stands = self._target.read(path)
        if stands is None or is_ours(stands):
            return True
        self.notices.append(
            f"{path}: stands in the output folder and is not of feedtool's making, so no redirect "
            "was written there; move it away"
        )
        return False


def _is_page_of_ours(page: bytes) -> bool:
    return recovery.guid_in(page) is not None


def _is_list_of_ours(document: bytes) -> bool:
    return document.startswith(redirects.MARK.encode())
