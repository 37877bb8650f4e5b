"""From what is published to the artifacts that show it: pages, index, feeds.

Reads the ledger and the cache, and knows which documents list which articles. Writes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace

from feedtool import feeds
from feedtool.cache import Cache
from feedtool.cache.texts import Kept, pack, unpack
from feedtool.ledger import Ledger, Record, moment
from feedtool.model import Artifact, Channel, CleanArticle, Entry, Feed, Site, Tombstone, Wording
from feedtool.render import FORMATS, documents
from feedtool.render.body import framed, to_html, to_text
from feedtool.render.opml import opml
from feedtool.render.pages import Theme


class Composer:
    """Makes artifacts for one site out of its ledger and its cache."""

    def __init__(self, ledger: Ledger, cache: Cache, site: Site, limit: int, per_page: int) -> None:
        self._ledger = ledger
        self._cache = cache
        self._site = site
        self._limit = limit
        self._per_page = per_page
        self.theme = Theme(site, FORMATS)
        self._all = Channel(uuid.UUID(site.id).urn, site.title, site.description, "")

    def keep(self, record: Record, article: CleanArticle, told: Wording) -> None:
        """Keeps the article's text for all documents that show it, and what was told of it."""
        self._cache.put_article(record.guid, pack(Kept(article, told)))

    def page(self, record: Record) -> Artifact | None:
        """The page of one article; None if its text is not at hand (its page then stays)."""
        entry = self._entry(record)
        if entry is None:
            return None
        aliases = self._ledger.aliases(record.guid)
        return self.theme.article(entry, record.fingerprint, aliases, None, None, ())

    def fixtures(self) -> Iterator[Artifact]:
        """What does not depend on the articles."""
        yield self.theme.stylesheet()
        yield self.theme.feed_stylesheet()
        yield opml(self._site, (self._all,))
        yield self.theme.subscribe((self._all,))
        yield self.theme.not_found()

    def index(self, numbers: Iterable[int]) -> Iterator[Artifact]:
        """The closed pages of the index with these numbers, then the first page."""
        count = self._ledger.count()
        closed = feeds.closed(count, self._per_page, self._per_page)
        for number in numbers:
            if 1 <= number <= closed:
                yield self._index_page(
                    number, closed, (number - 1) * self._per_page, self._per_page
                )
        yield self._index_page(None, closed, closed * self._per_page, count)

    def last_closed(self) -> int:
        """The number of the newest closed page of the index; 0: there is none."""
        return feeds.closed(self._ledger.count(), self._per_page, self._per_page)

    def feeds(self, gone: Iterable[Record]) -> Iterator[Artifact]:
        """The feed in every format; `gone` are articles that it says have left the site."""
        entries = self._entries(self._ledger.newest(self._limit))
        framed_entries = (
            replace(entry, html=framed(entry.html, entry.language)) for entry in entries
        )
        tombstones = (
            Tombstone(r.guid, moment(r.gone), moment(r.published), r.fingerprint)
            for r in gone
            if r.gone is not None
        )
        last_update = moment(self._ledger.last_update())
        chosen = tuple(framed_entries)
        updated = max((entry.identity.updated for entry in chosen), default=last_update)
        yield from documents(Feed(self._site, self._all, chosen, updated, tuple(tombstones)))

    def _index_page(self, number: int | None, closed: int, offset: int, limit: int) -> Artifact:
        entries = tuple(self._entries(reversed(self._ledger.oldest(offset, limit))))
        newer, older = None, closed
        if number is not None:
            newer = feeds.list_path(self._all, number + 1) if number < closed else "index.html"
            older = number - 1
        return self.theme.listing(
            self._all, entries, number, newer, feeds.list_path(self._all, older) if older else None
        )

    def _entries(self, records: Iterable[Record]) -> Iterator[Entry]:
        for record in records:
            entry = self._entry(record)
            if entry is not None:
                yield entry

    def _entry(self, record: Record) -> Entry | None:
        kept = unpack(self._cache.article(record.guid))
        if kept is None:
            return None
        article = kept.article
        html = to_html(article, self._site.url + feeds.page_path(record.slug))
        return feeds.to_entry(article, record.identity, self._site, html, to_text(article, html))
