"""Collects the contents of documents from ledger and cache: from a target to its rendering job.

It does not decide which documents are stale, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from feedtool.model import (
    Channel,
    CleanArticle,
    Feed,
    FeedOptions,
    Neighbour,
    Series,
    Tombstone,
    paths,
)
from feedtool.model.references import unpack_links
from feedtool.model.stored import unpack, unpack_labels
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.context import Context
from feedtool.pipeline.paging import OPEN
from feedtool.pipeline.podcast_guids import PodcastGuids
from feedtool.pipeline.targets import Kind, Target
from feedtool.render.jobs import (
    FeedJob,
    Item,
    Job,
    ListJob,
    PageJob,
    RedirectJob,
    RedirectListJob,
    SearchJob,
    SiteJob,
    SitemapJob,
)
from feedtool.state.ledger import Record, moment
from feedtool.state.ledger.positions import ALL, Placed

MAX_TOMBSTONES = 1000  # per feed, because every subscriber fetches all of it
_LOOK_BACK = 20  # archives that a feed is filled up from


class Documents:
    """The documents of one site in one build."""

    def __init__(self, context: Context, channels: Channels) -> None:
        self._ledger = context.ledger
        self._articles = context.cache
        self._site = context.site
        self._config = context.config
        self._channels = channels
        self._failures = context.failures
        published = context.output.read
        self._podcast_guids = PodcastGuids(context.ledger, context.site.url, published)
        self._tombstones_since = context.plan.now - context.config.tombstone_days * 86_400

    def jobs(self, target: Target) -> Iterator[Job]:
        """The jobs that render a target; none if it no longer has any content."""
        match target.kind:
            case Kind.PAGE:
                yield from self._page(self._ledger.positions.placed(target.guid))
            case Kind.REDIRECT:
                yield from self._redirects(target.guid)
            case Kind.SITE:
                channels = tuple(self._channels.active().values())
                yield SiteJob(channels, self._config.robots)
            case Kind.SITEMAP:
                yield self._sitemap(target.number)
            case Kind.SEARCH:
                yield self._search(target.number)
            case Kind.LIST | Kind.ARCHIVE | Kind.FEED:
                channel = self._channels.channel(target.channel)
                if channel is not None:
                    yield self._of_channel(target, channel)
            case Kind.REDIRECT_LIST:
                moves = tuple((p, r.slug) for p, r in self._ledger.redirects() if r.gone is None)
                if moves:
                    yield RedirectListJob(moves)

    def _of_channel(self, target: Target, channel: Channel) -> ListJob | FeedJob:
        if target.kind == Kind.LIST:
            return self._list(target, channel)
        if target.kind == Kind.ARCHIVE:
            return self._archive(target, channel)
        return self._feed(target.channel, channel)

    def all_pages(self) -> Iterator[Job]:
        """The jobs for the pages of all articles, in one pass over the ledger."""
        for placed in self._ledger.positions.all_placed():
            yield from self._page(placed)

    # -- articles --------------------------------------------------------------------------

    def _page(self, placed: Placed | None) -> Iterator[PageJob]:
        item = None if placed is None else self._item(placed.record)
        if placed is None or item is None:
            return
        record = placed.record
        work = partial(self._channels_of, record, item.body)
        channels = self._failures.attempt_article(record, work)
        if channels is None:
            return
        yield PageJob(
            item=item,
            fingerprint=record.fingerprint or "",
            aliases=self._ledger.aliases(record.guid),
            position=placed.position,
            newer=_neighbour(placed.newer),
            older=_neighbour(placed.older),
            channels=tuple(channels.values()),
            series=self._series(record, channels),
            former_files=self._former_files(item),
        )

    def _former_files(self, item: Item) -> tuple[str, ...]:
        """The files that an article showed before, and does not show any more."""
        shown = {link.address.partition("#")[0] for link in unpack_links(item.links)}
        ever = self._ledger.files.of(item.identity.guid)
        return tuple(path for path in ever if path not in shown)

    def _series(self, record: Record, channels: Mapping[int, Channel]) -> Series | None:
        """The series of an article, if it has a channel."""
        for number, channel in channels.items():
            if channel.kind == "series":
                older, newer = self.neighbours(record.guid, number)
                path = paths.list_path(channel)
                title = channel.topic or channel.title
                return Series(title, path, _neighbour(newer), _neighbour(older))
        return None

    def neighbours(self, guid: str, number: int) -> tuple[Record | None, Record | None]:
        """The articles before and after this one among those that still belong to a channel."""
        if number == ALL:
            return self._ledger.positions.neighbours(guid)
        older, newer = (
            filter(lambda record: self._is_in(record, number), records)
            for records in self._ledger.positions.around(guid, number)
        )
        return next(older, None), next(newer, None)

    def _is_in(self, record: Record, number: int) -> bool:
        item = self._item(record)
        return item is not None and self._belongs(record, item.body, number)

    def _item(self, record: Record) -> Item | None:
        """The stored text of an article and its links, unless it cannot be rendered."""
        is_left_out = record.guid in self._failures.left_out.articles
        stored = None if is_left_out else self._articles.article_and_links(record.guid)
        return None if stored is None else Item(record.identity, *stored)

    def _as_shown(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """The items, with their entries if this build has rendered their pages."""
        found = ((item, self._articles.entries.of(item.identity.guid)) for item in items)
        return tuple(
            item if entry is None else Item(item.identity, entry=entry) for item, entry in found
        )

    def _channels_of(self, record: Record, body: bytes) -> Mapping[int, Channel]:
        stored = unpack(body) if self._config.selections else None
        return {} if stored is None else self._channels.of(stored.article, record.published)

    def _redirects(self, guid: str) -> Iterator[RedirectJob]:
        old_paths = self._ledger.old_paths(guid)
        record = self._ledger.by_guid(guid) if old_paths else None
        is_left_out = guid in self._failures.left_out.articles
        if record is not None and record.gone is None and not is_left_out:
            for path in old_paths:
                yield RedirectJob(path, record.guid, record.title or record.slug, record.slug)

    # -- lists -----------------------------------------------------------------------------

    def _list(self, target: Target, channel: Channel) -> ListJob:
        number, page = target.channel, target.number
        paging = self._channels.pagination.lists(number)
        if page == OPEN:
            newer, older = None, paging.closed
        else:
            newer = paths.list_path(channel, page + 1 if page < paging.closed else None)
            older = page - 1
        return ListJob(
            channel=channel,
            items=self._as_shown(
                self._items(number, self._ledger.positions.within(number, *paging.span(page)))
            ),
            number=page or None,
            newer=newer,
            older=paths.list_path(channel, older) if older else None,
        )

    def _sitemap(self, number: int) -> SitemapJob:
        paging = self._channels.pagination.sitemaps(ALL)
        records = self._ledger.positions.within(ALL, *paging.span(number))
        pages = tuple((record.slug, moment(record.updated)) for record in records)
        if number != OPEN:
            return SitemapJob(paths.sitemap_path(number), pages, is_last=False)
        if not paging.closed:
            return SitemapJob(paths.SITEMAP, pages)
        index = (*map(paths.sitemap_path, range(1, paging.closed + 1)), paths.sitemap_path(None))
        return SitemapJob(paths.sitemap_path(None), pages, index)

    def _search(self, number: int) -> SearchJob:
        paging = self._channels.pagination.search(ALL)
        records = self._ledger.positions.within(ALL, *paging.span(number))
        path = paths.search_path(None if number == OPEN else number)
        # Closed parts do not change when one more is closed.
        return SearchJob(path, self._items(ALL, records), paging.closed if number == OPEN else 0)

    # -- feeds -----------------------------------------------------------------------------

    def _feed(self, number: int, channel: Channel) -> FeedJob:
        """The feed itself, with the newest articles: those in no archive, or `limit` entries."""
        items = self._newest_entries(number)
        paging = self._channels.pagination.archives(number)
        feed = Feed(
            site=self._site,
            channel=channel,
            updated=self._updated(number, items),
            tombstones=tuple(
                Tombstone(r.guid, moment(r.gone), moment(r.published), r.fingerprint or "")
                for r in self._withdrawn(number)
                if r.gone is not None
            ),
            archives=paging.closed,
            hubs=self._config.hubs,
            options=self._options(number, channel),
        )
        return FeedJob(feed, self._as_shown(items))

    def _options(self, number: int, channel: Channel) -> FeedOptions:
        """The options of a channel's feed, with the permanent id of its podcast."""
        options = self._channels.options(number)
        if options.podcast is None:
            return options
        guid = self._podcast_guids.of(channel, options.podcast)
        return replace(options, podcast=replace(options.podcast, guid=guid))

    def _archive(self, target: Target, channel: Channel) -> FeedJob:
        """A closed archive, or the next one to be closed, whose articles are already known."""
        number = target.channel
        items = self._entries(number, target.number)
        feed = Feed(
            site=self._site,
            channel=channel,
            updated=self._updated(number, items),
            archive=target.number,
            archives=self._channels.pagination.archives(number).closed,
            options=self._options(number, channel),
        )
        return FeedJob(feed, self._as_shown(items))

    def _newest_entries(self, number: int) -> tuple[Item, ...]:
        """The entries of the feed, with some of the newest archives in place of excluded articles.

        The archives keep them, because they do not change (RFC 5005, section 4).
        """
        articles = self._articles_in(number, OPEN)
        entries = [item for item in articles if self._is_in_feed(number, item)]
        wanted = min(self._channels.options(number).limit, len(articles))
        closed = self._channels.pagination.archives(number).closed
        for archive in range(closed, max(0, closed - _LOOK_BACK), -1):
            if len(entries) >= wanted:
                break
            entries += self._entries(number, archive)[: wanted - len(entries)]
        entries.sort(key=self._order(number), reverse=True)
        return tuple(entries)

    def _entries(self, number: int, archive: int) -> tuple[Item, ...]:
        items = self._articles_in(number, archive)
        return tuple(item for item in items if self._is_in_feed(number, item))

    def _articles_in(self, number: int, archive: int) -> tuple[Item, ...]:
        span = self._channels.pagination.archives(number).span(archive)
        records = self._ledger.positions.last_within(number, *span)
        items = self._items(number, records)
        return tuple(sorted(items, key=self._order(number), reverse=True))

    def _order(self, number: int) -> Callable[[Item], tuple[datetime, str]]:
        """The key by which the entries of a feed are sorted, the last of them first."""
        if self._channels.options(number).sort == "updated":
            return lambda item: (item.identity.updated, item.identity.guid)
        return lambda item: (item.identity.published, item.identity.guid)

    def _is_in_feed(self, number: int, item: Item) -> bool:
        labelled = unpack_labels(item.body)
        return labelled is not None and self._channels.is_in_feed(number, labelled)

    def _withdrawn(self, number: int) -> Sequence[Record]:
        """The articles that left a channel recently enough to have a tombstone in its feed."""
        if not self._config.tombstone_days:
            return ()
        since = self._tombstones_since
        if number == ALL:  # includes those whose positions were lost with a ledger
            return self._ledger.gone_since(since, MAX_TOMBSTONES)
        return self._ledger.positions.gone_since(number, since, MAX_TOMBSTONES)

    def next_expiry(self) -> int | None:
        """When the next tombstone leaves the feed, in Unix seconds; None if there is none."""
        span = self._config.tombstone_days * 86_400
        gone = self._ledger.gone_since(self._tombstones_since, MAX_TOMBSTONES) if span else ()
        return min((r.gone + span + 1 for r in gone if r.gone is not None), default=None)

    def _updated(self, number: int, items: Sequence[Item]) -> datetime:
        """When a document was last updated, which never depends on the time of the build."""
        if items:
            return max(item.identity.updated for item in items)
        # Only without articles, because this reads every position of the channel.
        return moment(self._ledger.positions.last_update(number))

    def _items(self, number: int, records: Iterable[Record]) -> tuple[Item, ...]:
        """The items of the records, newest first, without articles that left the channel since."""
        newest = sorted(records, key=lambda r: (r.published, r.guid), reverse=True)
        return tuple(
            item
            for record in newest
            if (item := self._item(record)) is not None
            and (number == ALL or self._belongs(record, item.body, number))
        )

    def _belongs(self, record: Record, body: bytes, number: int) -> bool:
        stored = unpack(body)
        if stored is None:
            return False
        work = partial(self._channels.of, stored.article, record.published)
        return number in (self._failures.attempt_article(record, work) or ())

    def article(self, record: Record) -> CleanArticle | None:
        """The cleaned article in the cache, unless it cannot be rendered."""
        item = self._item(record)
        stored = None if item is None else unpack(item.body)
        return None if stored is None else stored.article


def _neighbour(record: Record | None) -> Neighbour | None:
    """The title and the path of an article, for a link to it."""
    return (
        None
        if record is None
        else Neighbour(record.title or record.slug, paths.page_path(record.slug))
    )
