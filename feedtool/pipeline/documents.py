"""Offers every document that is stale to the publisher, and withdraws what is not of the site now.

Articles come before the lists that link to them, lists before feeds: so whoever follows a link
from one document finds the other there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from feedtool.config import Config
from feedtool.model import Artifact, Channel, paths
from feedtool.pipeline import plan
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.compose import Composer
from feedtool.pipeline.paging import Paging
from feedtool.pipeline.publisher import Publisher, Target
from feedtool.pipeline.redirects import Redirects
from feedtool.pipeline.report import OnProgress
from feedtool.pipeline.workers import Workers
from feedtool.render.feeds.formats import FORMATS, parsers
from feedtool.render.jobs import FeedJob, ListJob, PageJob, Renderer
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger, Record, recovery
from feedtool.state.ledger.positions import ALL
from feedtool.validate.gate import refuse_unsound

_LONG = 1  # lists and feeds that cross to another process at once: each holds many articles
_MOST_JUDGED = 5  # archives of a channel that are looked through before they are published
_MOST_TOMBSTONES = 1000  # in a feed, which every subscriber takes whole


def archive_paths(channel: Channel, number: int) -> tuple[str, ...]:
    """Where a closed archive lies, in every format."""
    return tuple(paths.feed_path(channel, form.file, number) for form in FORMATS)


def _list_paths(channel: Channel, number: int) -> tuple[str, ...]:
    return (paths.list_path(channel, number),)


def _last(cut: Paging) -> int:
    """The number of a channel's last archive: one stands ready, to be closed next."""
    return cut.closed + 1 if cut.closed else 0


class Documents:
    """The documents of one site in one build."""

    def __init__(
        self,
        config: Config,
        found: plan.Plan,
        ledger: Ledger,
        cache: Cache,
        target: Target,
        publisher: Publisher,
        composer: Composer,
        catalogue: Channels,
        redirects: Redirects,
        typesetter: Renderer,
    ) -> None:
        self._config = config
        self._survey = found
        self._ledger = ledger
        self._cache = cache
        self._target = target
        self._publisher = publisher
        self._composer = composer
        self._catalogue = catalogue
        self._redirects = redirects
        self._typesetter = typesetter
        self.topics: list[str] = []  # the documents to subscribe to that were offered
        self.expires: int | None = None  # when a tombstone is to leave a feed, in Unix seconds

    def offer(self, now: int, meter: OnProgress, workers: Workers) -> None:
        """All that is stale; all there is, where the output is to be verified."""
        if self._survey.recut:
            self._enter_all()
        self._catalogue.settle()
        if self._survey.verify:
            orders, total = self._all_orders(), self._ledger.count()
        else:
            orders, total = self._shown_orders(), 0
        for done, (_, page) in enumerate(workers.map(self._typesetter, orders), 1):
            self._offer(page)
            meter("writing", done, max(total, done))
        self._offer_redirects()
        if self._survey.verify:
            self._withdraw_pages()
        channels = self._catalogue.channels()
        if self._survey.verify or self._survey.recut or self._catalogue.renamed:
            self._offer(self._composer.of_the_site(channels.values()))
        expired = plan.has_expired(self._cache.last_build, now)
        since = now - self._config.tombstone_days * 86_400
        self._offer_lists(channels, workers)
        self._offer_sitemaps()
        self._offer_feeds(channels, since, expired, workers)
        self._note_expiry(since)
        if self._survey.verify:
            self._withdraw_channels(channels)
        self._redirects.offer_lists()
        if self._survey.verify:
            self._withdraw_documents()

    # -- pages of articles -----------------------------------------------------------------

    def _enter_all(self) -> None:
        """Enters every article into the channels that are asked for now."""
        for record in self._ledger.published():
            article = self._composer.article(record.guid)
            if article is not None:
                self._catalogue.enter(record, article, "nothing")

    def _all_orders(self) -> Iterator[PageJob]:
        """Orders for all pages, in the order of places, each with its neighbours."""
        older: Record | None = None
        places = self._ledger.positions.in_order(ALL)
        place = next(places, None)
        while place is not None:
            following = next(places, None)
            newer = None if following is None else following[1]
            yield from self._ordered(place[1], older, newer, place[0])
            older, place = place[1], following

    def _shown_orders(self) -> Iterator[PageJob]:
        """Orders for the pages that changed, and for those that link to them."""
        places, shown = self._ledger.positions, self._cache.shown
        for guid in shown.with_neighbours():
            for record in places.neighbours(guid):
                if record is not None:
                    shown.add(record.guid)
        for guid in shown.guids():
            record = self._ledger.by_guid(guid)
            if record is not None and record.gone is None:
                yield from self._ordered(record, *places.neighbours(guid), places.first(guid))

    def _ordered(
        self, record: Record, older: Record | None, newer: Record | None, place: int | None
    ) -> Iterator[PageJob]:
        channels: Iterable[Channel] = ()
        if self._config.selections:
            article = self._composer.article(record.guid)
            channels = () if article is None else self._catalogue.channels_of(article).values()
        order = self._composer.page(record, channels, older, newer, place)
        if order is not None:
            yield order

    def _offer_redirects(self) -> None:
        """What leads to the pages, once these are there."""
        if self._survey.verify:
            self._redirects.offer_all()
            return
        for guid in self._cache.shown.guids():
            record = self._ledger.by_guid(guid)
            if record is not None and record.gone is None:
                self._redirects.offer(record)

    def _withdraw_pages(self) -> None:
        """Withdraws the pages of articles that are not on the site."""
        self._redirects.withdraw_gone()
        for path in recovery.article_paths(self._config.output):
            there = self._ledger.by_slug(paths.slug_of(path) or "")
            if there is not None and there.gone is not None:
                self._publisher.withdraw(path)

    def _stale(self, channels: Mapping[int, Channel]) -> Mapping[int, Channel]:
        """The channels that have other articles than before, or other texts of them."""
        if self._survey.verify:
            return channels
        edited, grown = self._catalogue.edited, self._catalogue.grown
        return {n: channels[n] for n in channels if edited[n] or n in grown}

    # -- lists of articles -----------------------------------------------------------------

    def _offer_lists(self, channels: Mapping[int, Channel], workers: Workers) -> None:
        """The pages of the channels' lists that are stale."""
        stale = self._stale(channels)
        for _, page in workers.map(self._typesetter, self._list_orders(stale), _LONG):
            self._offer(page)
        for number, channel in stale.items():
            closed = self._catalogue.pages(number).closed
            self._withdraw_from(closed + 1, partial(_list_paths, channel))

    def _list_orders(self, channels: Mapping[int, Channel]) -> Iterator[ListJob]:
        """Orders for a channel's closed pages that are stale, then for the one that is open."""
        catalogue = self._catalogue
        for number, channel in channels.items():
            cut, edited = catalogue.pages(number), catalogue.edited[number]
            if self._survey.verify:
                pages: Iterable[int] = range(1, cut.closed + 1)
            else:
                found = {page for position in edited if (page := cut.number(position)) is not None}
                pages = sorted(found.union(catalogue.newly_linked_pages(number)))
            for page in (*pages, None):
                yield self._composer.listing(number, channel, cut, page)

    def _offer_sitemaps(self) -> None:
        """The sitemaps that have other articles, or other times of change, than before."""
        catalogue, cut = self._catalogue, self._catalogue.sitemaps()
        stale: Iterable[int] = range(1, cut.closed + 1)
        if not self._survey.verify:
            edited = {cut.number(place) for place in catalogue.edited[ALL]}
            new = catalogue.newly_closed_sitemaps()
            stale = sorted({n for n in edited if n is not None}.union(new))
        self._offer(self._composer.sitemaps(cut, stale))
        self._withdraw_from(cut.closed + 1, lambda n: (paths.sitemap_path(n),))

    # -- feeds -----------------------------------------------------------------------------

    def _offer_feeds(
        self, channels: Mapping[int, Channel], since: int, expired: bool, workers: Workers
    ) -> None:
        """The channels' archives and documents to subscribe to that are stale."""
        stale = channels if expired else self._stale(channels)
        for number, channel in stale.items():
            last = _last(self._catalogue.archives(number))
            self._withdraw_from(last + 1, partial(archive_paths, channel))
        judged: list[Artifact] = []
        orders = self._feed_orders(stale, since)
        for order, artifacts in workers.map(self._typesetter, orders, _LONG):
            self._offer(artifacts)
            # Of very many archives, which are written alike, the last ones stand for the others.
            if order.feed.archive is None or len(judged) < _MOST_JUDGED * len(FORMATS):
                judged += artifacts
            if order.feed.archive is None:
                self.topics += (artifact.path for artifact in artifacts)
                refuse_unsound(judged, parsers(), self._publisher.will_stand, self._config.base_url)
                judged.clear()

    def _feed_orders(self, channels: Mapping[int, Channel], since: int) -> Iterator[FeedJob]:
        """Orders for a channel's archives that are stale, then for the document to subscribe to."""
        for number, channel in channels.items():
            cut = self._catalogue.archives(number)
            # The last first: an archive leads on to the next, which has to be there by then.
            for archive in self._stale_archives(number, channel, cut)[::-1]:
                yield self._composer.archive(number, channel, cut, archive)
            yield self._composer.feed(number, channel, cut, self._tombstones(number, since))

    def _tombstones(self, number: int, since: int) -> Sequence[Record]:
        """The articles that left a channel so lately that its feed still says so."""
        if not self._config.tombstone_days:
            return ()
        if number == ALL:  # all, also those whose places were lost with a ledger
            return self._ledger.gone_since(since, _MOST_TOMBSTONES)
        return self._ledger.positions.gone_since(number, since, _MOST_TOMBSTONES)

    def _stale_archives(self, number: int, channel: Channel, cut: Paging) -> Sequence[int]:
        """The archives that are new or missing, or hold what left the site or came back.

        An edit is no reason: archives do not change for it (RFC 5005, section 4).
        """
        last = _last(cut)
        if self._survey.remade:
            return range(1, last + 1)
        shifted = self._catalogue.shifted[number]
        stale = {archive for place in shifted if (archive := cut.number(place)) is not None}
        stale.update(self._catalogue.newly_closed_archives(number))
        if self._survey.verify:
            for archive in range(1, cut.closed + 1):
                if not all(map(self._stands, archive_paths(channel, archive))):
                    stale.add(archive)
        # What is not closed yet shows every edit.
        first, end = cut.span(last) if last else (0, -1)
        edited = self._catalogue.edited[number]
        if last and (self._survey.verify or stale or edited.has_any(first, end)):
            stale.add(last)
        return sorted(stale)

    def _stands(self, path: str) -> bool:
        """Whether a file lies there just as it was written."""
        made = self._cache.artifacts.written(path)
        return (
            made is not None and made.digest is not None and self._target.stamp(path) == made.stamp
        )

    def _offer(self, artifacts: Iterable[Artifact]) -> None:
        for artifact in artifacts:
            self._publisher.offer(artifact)

    def _withdraw_from(self, number: int, paths_of: Callable[[int], Iterable[str]]) -> None:
        """Withdraws the documents from this number on, as far as there are any."""
        while paths := [path for path in paths_of(number) if self._is_there(path)]:
            for path in paths:
                self._publisher.withdraw(path)
            number += 1

    def _is_there(self, path: str) -> bool:
        """Whether a document of ours stands at `path`; without notes, one of its name."""
        if self._cache.artifacts.written(path) is not None:
            return True
        return self._survey.verify and self._target.stamp(path) is not None

    def _note_expiry(self, since: int) -> None:
        """Notes when the feeds are to be made again because a tombstone has stood long enough."""
        span = self._config.tombstone_days * 86_400
        gone = self._ledger.gone_since(since, _MOST_TOMBSTONES) if span else ()
        self.expires = min((r.gone + span + 1 for r in gone if r.gone is not None), default=None)

    # -- what is not of the site now -------------------------------------------------------

    def _withdraw_documents(self) -> None:
        """Withdraws what stands at the top of the output and is not made any more."""
        made = frozenset(self._publisher.documents)
        for path in self._cache.artifacts.paths():
            if "/" not in path and path not in made:
                self._publisher.withdraw(path)

    def _withdraw_channels(self, wanted: Iterable[int]) -> None:
        """Withdraws the documents of channels that nobody asks for any more.

        The feeds come last, and so are deleted first: what they lead to is there as long as they.
        """
        for number in sorted(self._catalogue.known().keys() - set(wanted)):
            channel = self._catalogue.known()[number]
            self._withdraw_from(1, partial(archive_paths, channel))
            self._withdraw_from(1, partial(_list_paths, channel))
            for path in (
                paths.list_path(channel),
                *(paths.feed_path(channel, form.file) for form in FORMATS),
            ):
                if self._is_there(path):
                    self._publisher.withdraw(path)
