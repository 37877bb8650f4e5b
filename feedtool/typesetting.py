"""Sets the pages of articles, a batch at a time, wherever it runs: here or in another process.

Values in, finished files out. What crosses to another process is an article as the cache keeps it
and what its page says besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec
from msgspec.structs import replace

from feedtool import feeds
from feedtool.cache.texts import unpack
from feedtool.clean.titles import plain_title
from feedtool.model import Artifact, Channel, CleanArticle, Entry, Identity, Neighbour, Site
from feedtool.render import FORMATS
from feedtool.render.body import to_html, to_text
from feedtool.render.pages import Theme


class PageOrder(msgspec.Struct, frozen=True):
    """One page to be set: the article, packed, and all that its page says of it."""

    body: bytes
    identity: Identity
    fingerprint: str
    aliases: tuple[str, ...]
    place: int | None
    newer: Neighbour | None
    older: Neighbour | None
    channels: tuple[Channel, ...]


class Typesetter(msgspec.Struct, frozen=True):
    """Sets batches of pages for one site; `overrides` are the user's own templates, by name."""

    site: Site
    overrides: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, site: Site, overrides: Mapping[str, str]) -> Typesetter:
        """One for a site and its templates."""
        return cls(site, tuple(sorted(overrides.items())))

    def __call__(self, batch: list[PageOrder]) -> list[Artifact | None]:
        """A page for each order of the batch; None: its text is not at hand."""
        return [self.page(order) for order in batch]

    @property
    def theme(self) -> Theme:
        """The looks of the site."""
        return _theme(self.site, self.overrides)

    def page(self, order: PageOrder) -> Artifact | None:
        """One page."""
        kept = unpack(order.body)
        if kept is None:
            return None
        return self.theme.article(
            entry_of(kept.article, order.identity, self.site),
            *(order.fingerprint, order.aliases, order.place),
            *(order.newer, order.older, order.channels),
        )


@cache
def _theme(site: Site, overrides: tuple[tuple[str, str], ...]) -> Theme:
    return Theme(site, FORMATS, dict(overrides))


def entry_of(article: CleanArticle, identity: Identity, site: Site) -> Entry:
    """The entry of an article, as pages and feeds show it."""
    html = to_html(article, site.url + feeds.page_path(identity.slug), site.language)
    entry = feeds.to_entry(article, identity, site, html, to_text(article, html))
    # Names are plain text in every format; validators take marks in them for mistakes.
    return replace(
        entry,
        author=None if entry.author is None else plain_title(entry.author) or entry.author,
        tags=tuple(plain_title(tag) or tag for tag in entry.tags),
    )
