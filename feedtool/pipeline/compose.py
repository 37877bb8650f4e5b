"""From what is published to orders of the documents that show it: pages, lists, feeds, archives.

Reads the ledger and the cache, and knows how a document is put together. Which documents are to be
made is decided elsewhere. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from feedtool.config import Config
from feedtool.model import (
    Artifact,
    Channel,
    CleanArticle,
    Feed,
    Neighbour,
    Site,
    TextSnapshot,
    Tombstone,
    paths,
)
from feedtool.model.stored import StoredArticle, pack, unpack
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.paging import Paging
from feedtool.render.feeds.opml import opml
from feedtool.render.jobs import FeedJob, Item, ListJob, PageJob, Renderer
from feedtool.render.pages.sitemap import SITEMAP, robots, sitemap, sitemap_index
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger, Record, moment
from feedtool.state.ledger.positions import ALL


class Composer:
    """Composes the documents of one site out of its ledger and its cache."""

    def __init__(
        self,
        ledger: Ledger,
        cache: Cache,
        site: Site,
        catalogue: Channels,
        typesetter: Renderer,
        config: Config,
    ) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._cache = cache
        self._site = site
        self._theme = typesetter.theme
        self._hubs = config.hubs
        self._robots = config.robots

    def keep(self, record: Record, article: CleanArticle, told: TextSnapshot) -> None:
        """Keeps the article's text for all documents that show it, and what was told of it."""
        self._cache.put_article(record.guid, pack(StoredArticle(article, told)))

    def article(self, guid: str) -> CleanArticle | None:
        """The article's text as it was kept; None if it is not at hand."""
        kept = unpack(self._cache.article(guid))
        return None if kept is None else kept.article

    def of_the_site(self, channels: Iterable[Channel]) -> Iterator[Artifact]:
        """What is neither an article's nor a channel's."""
        shown = tuple(channels)
        yield self._theme.stylesheet()
        yield self._theme.feed_stylesheet()
        yield self._theme.subscribe(shown)
        yield self._theme.not_found()
        yield opml(self._site, shown)
        if self._robots:
            yield robots(self._site)

    def page(
        self,
        record: Record,
        channels: Iterable[Channel],
        older: Record | None,
        newer: Record | None,
        place: int | None,
    ) -> PageJob | None:
        """The page of an article; None: its text is not at hand."""
        body = self._cache.article(record.guid)
        if body is None:
            return None
        item, aliases = Item(record.identity, body), self._ledger.aliases(record.guid)
        return PageJob(
            *(item, record.fingerprint or "", aliases, place),
            *(_neighbour(newer), _neighbour(older), tuple(channels)),
        )

    def listing(self, number: int, channel: Channel, cut: Paging, page: int | None) -> ListJob:
        """A page of the list of a channel's articles; `page` None: the newest."""
        items = self._items(number, self._ledger.positions.within(number, *cut.span(page)))
        newer, older = None, cut.closed
        if page is not None:
            newer = paths.list_path(channel, page + 1 if page < cut.closed else None)
            older = page - 1
        return ListJob(
            *(channel, items, page, newer, paths.list_path(channel, older) if older else None)
        )

    def sitemaps(self, cut: Paging, numbers: Iterable[int]) -> Iterator[Artifact]:
        """The closed sitemaps with these numbers, then the open one, and the index of them."""
        for number in numbers:
            yield sitemap(paths.sitemap_path(number), self._addresses(cut, number))
        if not cut.closed:
            yield sitemap(SITEMAP, self._addresses(cut, None))
            return
        yield sitemap(paths.sitemap_path(None), self._addresses(cut, None))
        parts = map(paths.sitemap_path, (*range(1, cut.closed + 1), None))
        yield sitemap_index(SITEMAP, (self._site.url + path for path in parts))

    def _addresses(self, cut: Paging, number: int | None) -> Iterator[tuple[str, datetime]]:
        for record in self._ledger.positions.within(ALL, *cut.span(number)):
            yield self._site.url + paths.page_path(record.slug), moment(record.updated)

    def feed(self, number: int, channel: Channel, cut: Paging, gone: Iterable[Record]) -> FeedJob:
        """The document to subscribe to; `gone` are articles that have left."""
        items = self._standing(number, cut, None)
        tombstones = tuple(
            Tombstone(r.guid, moment(r.gone), moment(r.published), r.fingerprint or "")
            for r in gone
            if r.gone is not None
        )
        feed = Feed(
            site=self._site,
            channel=channel,
            updated=self._updated(number, items),
            tombstones=tombstones,
            archives=cut.closed,
            hubs=self._hubs,
        )
        return FeedJob(feed, items)

    def archive(self, number: int, channel: Channel, cut: Paging, archive: int) -> FeedJob:
        """A closed archive, or the one that is to be closed next.

        That stands ready for the newest closed one to lead to (RFC 5005, `next-archive`), so that a
        closed archive need never change. Its articles are known: the document to subscribe to has
        no fewer than one archive has, and holds them until it is closed.
        """
        items = self._standing(number, cut, archive)
        feed = Feed(
            site=self._site,
            channel=channel,
            updated=self._updated(number, items),
            archive=archive,
            archives=cut.closed,
        )
        return FeedJob(feed, items)

    def _updated(self, number: int, items: Sequence[Item]) -> datetime:
        """When a document was updated: never "now"; one without articles when it lost its last."""
        if items:
            return max(item.identity.updated for item in items)
        # Looks at every place of the channel.
        return moment(self._ledger.positions.last_update(number))

    def _standing(self, number: int, cut: Paging, archive: int | None) -> tuple[Item, ...]:
        return self._items(number, self._ledger.positions.standing(number, *cut.span(archive)))

    def _items(self, number: int, records: Iterable[Record]) -> tuple[Item, ...]:
        """The newest first, but for articles that have left the channel since."""
        newest = sorted(records, key=lambda r: (r.published, r.guid), reverse=True)
        return tuple(
            Item(record.identity, body)
            for record in newest
            if (body := self._cache.article(record.guid)) is not None
            and (number == ALL or self._belongs(body, number))
        )

    def _belongs(self, body: bytes, number: int) -> bool:
        kept = unpack(body)
        return kept is not None and number in self._catalogue.channels_of(kept.article)


def _neighbour(record: Record | None) -> Neighbour | None:
    """What a link to the article needs; None: there is none."""
    if record is None:
        return None
    return Neighbour(record.title or record.slug, paths.page_path(record.slug))
