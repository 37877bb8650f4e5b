"""From what is published to the artifacts that show it: pages, index, feeds.

Reads the ledger and the cache, and knows which documents list which articles. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec

from feedtool import feeds
from feedtool.cache import Cache
from feedtool.ledger import Ledger, Record, moment
from feedtool.model import Artifact, CleanArticle, Entry, Site
from feedtool.render import RENDERERS, pages
from feedtool.render.body import framed, to_html, to_text

_DECODER = msgspec.msgpack.Decoder(CleanArticle)
_ENCODER = msgspec.msgpack.Encoder()


class Composer:
    """Makes artifacts for one site out of its ledger and its cache."""

    def __init__(self, ledger: Ledger, cache: Cache, site: Site, limit: int, per_page: int) -> None:
        self._ledger = ledger
        self._cache = cache
        self._site = site
        self._limit = limit
        self._per_page = per_page

    def keep(self, record: Record, article: CleanArticle) -> None:
        """Keeps the article's text, without its verdicts, for all documents that show it."""
        self._cache.put_article(record.guid, _ENCODER.encode(replace(article, verdicts=())))

    def page(self, record: Record) -> Artifact | None:
        """The page of one article; None if its text is not at hand (its page then stays)."""
        entry = self._entry(record)
        return None if entry is None else pages.article_page(entry, self._site, record.fingerprint)

    def stylesheet(self) -> Artifact:
        """The style sheet."""
        return pages.stylesheet()

    def index(self, numbers: Iterable[int]) -> Iterator[Artifact]:
        """The closed pages of the index with these numbers, then the first page."""
        count = self._ledger.count()
        closed = feeds.index_pages(count, self._per_page)
        for number in numbers:
            if 1 <= number <= closed:
                yield self._index_page(
                    number, closed, (number - 1) * self._per_page, self._per_page
                )
        yield self._index_page(None, closed, closed * self._per_page, count)

    def last_closed(self) -> int:
        """The number of the newest closed page of the index; 0: there is none."""
        return feeds.index_pages(self._ledger.count(), self._per_page)

    def feeds(self) -> Iterator[Artifact]:
        """The feed in every format."""
        entries = self._entries(self._ledger.newest(self._limit))
        framed_entries = (
            replace(entry, html=framed(entry.html, entry.language)) for entry in entries
        )
        feed = feeds.newest_feed(self._site, framed_entries, moment(self._ledger.last_update()))
        for render in RENDERERS.values():
            yield render(feed)

    def _index_page(self, number: int | None, closed: int, offset: int, limit: int) -> Artifact:
        entries = tuple(self._entries(reversed(self._ledger.oldest(offset, limit))))
        newer, older = None, closed
        if number is not None:
            newer = feeds.index_path(number + 1) if number < closed else "index.html"
            older = number - 1
        return pages.index_page(
            entries, self._site, number, newer, feeds.index_path(older) if older else None
        )

    def _entries(self, records: Iterable[Record]) -> Iterator[Entry]:
        for record in records:
            entry = self._entry(record)
            if entry is not None:
                yield entry

    def _entry(self, record: Record) -> Entry | None:
        body = self._cache.article(record.guid)
        if body is None:
            return None
        article = _DECODER.decode(body)
        html = to_html(article, self._site.url + feeds.page_path(record.slug))
        return feeds.to_entry(article, record.identity, self._site, html, to_text(article, html))
