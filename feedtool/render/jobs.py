"""Render jobs: each has all the data that its document shows.

Jobs are sent to other processes, so they are small: articles are passed as the cache stores them.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from feedtool.bugs import Bug
from feedtool.model import (
    Artifact,
    Channel,
    Feed,
    Identity,
    Neighbour,
    Series,
)


class Item(msgspec.Struct, frozen=True):
    """An article to render; `body` is its serialized text (see `model.stored`).

    `links` are what the addresses in it lead to, serialized (see `model.references`). `entry` is
    what was made of both for the article's page, serialized (see `render.entries`), and replaces
    them.
    """

    identity: Identity
    body: bytes = b""
    links: bytes = b""
    entry: bytes = b""


class PageJob(msgspec.Struct, frozen=True):
    """The page of an article.

    `aliases` are other GUIDs that identify the article, if its own was adopted; `position` is its
    number among all articles of the site. `former_files` are the paths of files that it showed
    before, which stay published.
    """

    item: Item
    fingerprint: str
    aliases: tuple[str, ...]
    position: int | None
    newer: Neighbour | None
    older: Neighbour | None
    channels: tuple[Channel, ...]
    series: Series | None = None
    former_files: tuple[str, ...] = ()


class RedirectJob(msgspec.Struct, frozen=True):
    """A redirect from a former path of an article's page; `slug` is the current slug."""

    old_path: str
    guid: str
    title: str
    slug: str


class SiteJob(msgspec.Struct, frozen=True):
    """The files that exist once for a site; `robots` adds a robots.txt."""

    channels: tuple[Channel, ...]
    robots: bool


class ListJob(msgspec.Struct, frozen=True):
    """A page of a channel's list of articles; `number` is None for the newest page.

    `newer` and `older` are the paths of the adjacent pages.
    """

    channel: Channel
    items: tuple[Item, ...]
    number: int | None
    newer: str | None
    older: str | None


class SitemapJob(msgspec.Struct, frozen=True):
    """A sitemap: slugs with times of change. If there are several, `index` has all their paths.

    `is_last` marks the one that also lists the own pages.
    """

    path: str
    pages: tuple[tuple[str, datetime], ...]
    index: tuple[str, ...] = ()
    is_last: bool = True


class SearchJob(msgspec.Struct, frozen=True):
    """A part of the search index; `closed` is the number of closed parts, in the newest."""

    path: str
    items: tuple[Item, ...]
    closed: int


class FeedJob(msgspec.Struct, frozen=True):
    """A document of a channel, in every format."""

    feed: Feed
    items: tuple[Item, ...]


class RedirectListJob(msgspec.Struct, frozen=True):
    """The lists of all redirects for web servers; `moves` are pairs of former path and slug."""

    moves: tuple[tuple[str, str], ...]


class Failure(msgspec.Struct, frozen=True):
    """An article, by its GUID, that sets off a bug when a document with it is rendered."""

    guid: str
    bug: Bug


class Rendered(msgspec.Struct, frozen=True):
    """The files of a job; none if it failed because of some articles.

    `entry` is the serialized entry of the article on a page, for other documents.
    """

    artifacts: tuple[Artifact, ...] = ()
    failures: tuple[Failure, ...] = ()
    entry: bytes = b""


Job = PageJob | RedirectJob | SiteJob | ListJob | SitemapJob | SearchJob | FeedJob | RedirectListJob
