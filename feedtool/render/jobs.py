"""What there is to render: a job has all that its document says.

Jobs cross to other processes, so they are small: articles go as the cache stores them.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from feedtool.model import (
    Channel,
    Feed,
    Identity,
    Neighbour,
)


class Item(msgspec.Struct, frozen=True):
    """An article that a list or a feed shows; `body` is its text, packed."""

    identity: Identity
    body: bytes


class PageJob(msgspec.Struct, frozen=True):
    """The page of one article.

    `aliases` are the GUIDs that stand for its own, where that was adopted; `position` is its number
    among all articles of the site.
    """

    item: Item
    fingerprint: str
    aliases: tuple[str, ...]
    position: int | None
    newer: Neighbour | None
    older: Neighbour | None
    channels: tuple[Channel, ...]


class RedirectJob(msgspec.Struct, frozen=True):
    """A page at an address that an article's page had before; `slug` is the present one."""

    old_path: str
    guid: str
    title: str
    slug: str


class SiteJob(msgspec.Struct, frozen=True):
    """What belongs to neither an article nor a channel; `robots`: a robots.txt is wanted."""

    channels: tuple[Channel, ...]
    robots: bool


class ListJob(msgspec.Struct, frozen=True):
    """A page of a channel's list; `number` None: the newest.

    `newer` and `older` are the paths of the pages before and after it.
    """

    channel: Channel
    items: tuple[Item, ...]
    number: int | None
    newer: str | None
    older: str | None


class SitemapJob(msgspec.Struct, frozen=True):
    """A sitemap of slugs and times of change; `index` are the paths of all sitemaps, if several."""

    path: str
    pages: tuple[tuple[str, datetime], ...]
    index: tuple[str, ...] = ()


class FeedJob(msgspec.Struct, frozen=True):
    """A document of a channel in every format."""

    feed: Feed
    items: tuple[Item, ...]


class RedirectListJob(msgspec.Struct, frozen=True):
    """The lists of all redirects for web servers, as old paths and slugs."""

    moves: tuple[tuple[str, str], ...]


Job = PageJob | RedirectJob | SiteJob | ListJob | SitemapJob | FeedJob | RedirectListJob
