"""Renders the HTML pages: articles, lists of articles, subscription and error pages.

Pages have no scripts, and no resources from other sites except those that an article names. This
module defines the values that templates get (documented in docs/templates.md). Other modules decide
which articles a page has and when it is rendered.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from feedtool.model import Artifact, Channel, Entry, Site
from feedtool.model.paths import (
    FEED_STYLESHEET,
    NOT_FOUND,
    OPML,
    STYLESHEET,
    SUBSCRIBE,
    feed_path,
    list_path,
)
from feedtool.render.entries import summarize
from feedtool.render.pages.metadata import minutes, origin_of, structured
from feedtool.render.pages.templates import FOLDER, Templates
from feedtool.render.pages.translations import FILE as WORDS
from feedtool.render.pages.translations import Words, lang, table, words

if TYPE_CHECKING:
    from feedtool.render.jobs import ListJob, PageJob

# No scripts, frames or forms; images and media from anywhere. There is no rule for styles: an
# article cannot add any, and the Nu checker, which reads local files, takes the style sheet of the
# site for one from another origin.
_POLICY = (
    "script-src {scripts}; object-src 'none'; frame-src 'none'; connect-src 'none'; "
    "font-src 'none'; worker-src 'none'; manifest-src 'none'; img-src * data:; media-src *; "
    "base-uri 'none'; form-action 'none'"
)
POLICY = _POLICY.format(scripts="'none'")


class FeedFormat(Protocol):
    """The fields of a feed format that pages need."""

    @property
    def name(self) -> str:
        """The name shown to people."""

    @property
    def file(self) -> str:
        """The file name of its documents."""

    @property
    def media_type(self) -> str:
        """The media type of its documents."""


class FeedLink(msgspec.Struct, frozen=True):
    """A link to a feed: its format, its full URL and its path below the output folder."""

    name: str
    media_type: str
    title: str
    path: str
    url: str


class Subscription(msgspec.Struct, frozen=True):
    """A channel with its feeds, one per format; `path` is that of its list of articles."""

    channel: Channel
    path: str
    feeds: tuple[FeedLink, ...]


class Tag(msgspec.Struct, frozen=True):
    """A tag of an article; `path` is the list of articles with this tag, if it has a channel."""

    name: str
    path: str | None


class Theme:
    """Renders the HTML pages and style sheets of a site.

    Pages list feeds in the order of `formats`. `overrides` are the user's templates, by file name.
    The constructor raises `ConfigError` if one of them has an unknown name or cannot be parsed, and
    every method does if one fails.
    """

    def __init__(
        self, site: Site, formats: Sequence[FeedFormat], overrides: Mapping[str, str] = {}
    ) -> None:
        self._site = site
        self._formats = tuple(formats)
        self._templates = Templates(overrides)
        self._table = table(self._templates.own(WORDS), f"{FOLDER}/{WORDS}")
        self._words = words(site.language, table=self._table)
        self._site_feeds = self._feeds(Channel("", site.title, site.description, ""))

    def article(self, job: PageJob, entry: Entry) -> Artifact:
        """The page of an article.

        Its `data-` attributes allow a lost ledger to be rebuilt: they have the GUID, times,
        fingerprint, aliases and position.
        """
        special = [channel for channel in job.channels if channel.folder]
        paths = {(c.topic or c.title).casefold(): list_path(c) for c in special}
        source, source_url = origin_of(entry)
        data = structured(entry, self._site)
        return self._page(
            "article.html",
            entry.path,
            entry.language,
            title=entry.title,
            description=summarize(entry.summary),
            url=entry.url,
            feeds=(*self._site_feeds, *(f for c in special for f in self._feeds(c))),
            entry=entry,
            fingerprint=job.fingerprint,
            aliases=job.aliases,
            position=job.position,
            newer=job.newer,
            older=job.older,
            tags=tuple(Tag(name, paths.get(name.casefold())) for name in entry.tags),
            minutes=minutes(entry.html),
            source=source,
            source_url=source_url,
            structured=data,
            policy=_POLICY.format(scripts=_digest(data)),
        )

    def listing(self, job: ListJob, entries: Sequence[Entry]) -> Artifact:
        """A page of the list of a channel's articles, newest first.

        The newest page links to the channel's feeds; that of the site's own channel is the home
        page.
        """
        channel, number = job.channel, job.number
        path, feeds = list_path(channel, number), self._feeds(channel)
        title = channel.title or self._site.title
        if number is not None:
            title = f"{title} – {self._words.numbered(number)}"
        return self._page(
            "listing.html",
            path,
            self._site.language,
            title=title,
            description=summarize(channel.description),
            url=self._site.url + (channel.folder if number is None else path),
            feeds=(*feeds, *(self._site_feeds if channel.folder else ())),
            channel=channel,
            channel_feeds=feeds,
            first=list_path(channel),
            entries=tuple(entries),
            number=number,
            newer=job.newer,
            older=job.older,
        )

    def subscribe(self, channels: Sequence[Channel]) -> Artifact:
        """The page that explains feeds and lists the URLs of all feeds."""
        found = tuple(Subscription(c, list_path(c), self._feeds(c)) for c in channels)
        return self._page(
            "subscribe.html",
            SUBSCRIBE,
            self._site.language,
            title=f"{self._words['subscribe']} – {self._site.title}",
            description=summarize(self._words["feed_is"]),
            feeds=tuple(feed for subscription in found for feed in subscription.feeds),
            channels=found,
        )

    def not_found(self) -> Artifact:
        """The page for missing files. Its links are absolute, because it is shown at any URL.

        docs/templates.md describes how to configure a web server to show it.
        """
        return self._page(
            "404.html",
            NOT_FOUND,
            self._site.language,
            title=f"{self._words['not_found']} – {self._site.title}",
            description=self._words["not_found_why"],
            url=None,
            root=self._site.url,
        )

    def redirect(self, path: str, former: str, guid: str, title: str, target: str) -> Artifact:
        """A page at `path` that redirects to the one at `target`.

        Its `data-` attributes allow a lost ledger to be rebuilt.
        """
        return self._page(
            "redirect.html",
            path,
            self._site.language,
            title=title,
            url=self._site.url + target,
            former=former,
            guid=guid,
            target=target,
        )

    def stylesheet(self) -> Artifact:
        """The style sheet of all pages."""
        return Artifact(STYLESHEET, self._templates.text(STYLESHEET).encode())

    def feed_stylesheet(self) -> Artifact:
        """The style sheet of feeds, for people who open one in a browser."""
        return Artifact(FEED_STYLESHEET, self._templates.text(FEED_STYLESHEET).encode())

    def _feeds(self, channel: Channel) -> tuple[FeedLink, ...]:
        title = channel.title or self._site.title
        found = [(form, feed_path(channel, form.file)) for form in self._formats]
        return tuple(
            FeedLink(f.name, f.media_type, f"{title} ({f.name})", path, self._site.url + path)
            for f, path in found
        )

    def _page(self, template: str, path: str, language: str | None, **special: object) -> Artifact:
        site, page_words = self._site, self._words_for(language)
        values: dict[str, object] = {
            "site": site,
            "language": language,
            "words": page_words,
            "ours": lang(page_words.language, language),
            # Links between pages are relative, so that a site can be viewed in any folder.
            "root": "../" * path.count("/"),
            "url": site.url + path,
            "description": site.description,
            "feeds": self._site_feeds,
            "site_feeds": self._site_feeds,
            "opml": OPML,
            "policy": POLICY,
            **special,
        }
        return Artifact(path, (self._templates.filled(template, values) + "\n").encode())

    def _words_for(self, language: str | None) -> Words:
        if self._site.language is None and language is not None:
            return words(language, table=self._table)
        return self._words


def _digest(data: str) -> str:
    """The hash source of an inline text for a Content-Security-Policy.

    Browsers neither run JSON-LD nor apply the policy to it (HTML, section 4.12.1.1), but checkers
    do.
    """
    digest = hashlib.sha256(data.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
