"""Sets pages, lists and feeds, a batch at a time, wherever it runs: here or in another process.

Values in, finished files out. What crosses to another process is articles as the cache keeps them
and what a document says besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import msgspec
from msgspec.structs import replace

from feedtool.model import (
    Artifact,
    Channel,
    CleanArticle,
    Entry,
    Feed,
    Identity,
    Neighbour,
    Site,
    paths,
)
from feedtool.model.stored import unpack
from feedtool.render.body import to_html, to_text, with_language
from feedtool.render.entries import to_entry
from feedtool.render.feeds.formats import FORMATS, render_feed
from feedtool.render.pages.theme import Theme
from feedtool.text.markup import plain_title


class Item(msgspec.Struct, frozen=True):
    """An article that a list or a feed shows; `body` is its text, packed."""

    identity: Identity
    body: bytes


class PageJob(msgspec.Struct, frozen=True):
    """The page of one article, and all that it says besides its text."""

    item: Item
    fingerprint: str
    aliases: tuple[str, ...]
    place: int | None
    newer: Neighbour | None
    older: Neighbour | None
    channels: tuple[Channel, ...]


class ListJob(msgspec.Struct, frozen=True):
    """A page of a channel's list; `number` None: the newest. `newer`, `older`: the paths beside."""

    channel: Channel
    items: tuple[Item, ...]
    number: int | None
    newer: str | None
    older: str | None


class FeedJob(msgspec.Struct, frozen=True):
    """A document of a channel in every format, with the entries of these articles."""

    feed: Feed
    items: tuple[Item, ...]


Job = PageJob | ListJob | FeedJob


class Renderer(msgspec.Struct, frozen=True):
    """Sets batches of orders for one site; `overrides` are the user's own templates, by name."""

    site: Site
    overrides: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, site: Site, overrides: Mapping[str, str]) -> Renderer:
        """One for a site and its templates."""
        return cls(site, tuple(sorted(overrides.items())))

    def __call__(self, batch: Sequence[Job]) -> list[tuple[Artifact, ...]]:
        """The files of each order of the batch; none of a page whose text is not at hand."""
        return [tuple(self._set(order)) for order in batch]

    @property
    def theme(self) -> Theme:
        """The looks of the site."""
        return _theme(self.site, self.overrides)

    def _set(self, order: Job) -> Iterator[Artifact]:
        if isinstance(order, PageJob):
            for entry in self._entries((order.item,)):
                yield self.theme.article(
                    *(entry, order.fingerprint, order.aliases, order.place),
                    *(order.newer, order.older, order.channels),
                )
        elif isinstance(order, ListJob):
            entries = tuple(self._entries(order.items))
            yield self.theme.listing(order.channel, entries, order.number, order.newer, order.older)
        else:
            entries = tuple(
                replace(entry, html=with_language(entry.html, entry.language))
                for entry in self._entries(order.items)
            )
            yield from render_feed(order.feed, entries)

    def _entries(self, items: tuple[Item, ...]) -> Iterator[Entry]:
        return filter(None, (_entry(item, self.site) for item in items))


@cache
def _theme(site: Site, overrides: tuple[tuple[str, str], ...]) -> Theme:
    return Theme(site, [form for form in FORMATS if form.advertised], dict(overrides))


# In a run with one new article, most others that are shown stand in a list, a feed and an archive.
@lru_cache(maxsize=256)
def _entry(item: Item, site: Site) -> Entry | None:
    kept = unpack(item.body)
    return None if kept is None else entry_of(kept.article, item.identity, site)


def entry_of(article: CleanArticle, identity: Identity, site: Site) -> Entry:
    """The entry of an article, as pages and feeds show it."""
    html = to_html(article, site.url + paths.page_path(identity.slug), site.language)
    entry = to_entry(article, identity, site, html, to_text(article, html))
    # Names are plain text in every format; validators take marks in them for mistakes.
    return replace(
        entry,
        author=None if entry.author is None else plain_title(entry.author) or entry.author,
        tags=tuple(plain_title(tag) or tag for tag in entry.tags),
    )
