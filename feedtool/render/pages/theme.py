"""Renders the HTML pages: articles, lists of articles, subscription and error pages.

Pages have no scripts but that of the search page, and no resources from other sites, except those
that an article or the owner names. This module defines the values that templates get (documented in
docs/templates.md). Other modules decide which articles a page has and when it is rendered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from feedtool.model import Artifact, Channel, Entry, Site
from feedtool.model.paths import (
    FEED_STYLESHEET,
    NOT_FOUND,
    OPML,
    SEARCH,
    SEARCH_SCRIPT,
    STYLESHEET,
    SUBSCRIBE,
    TOPICS,
    feed_path,
    list_path,
)
from feedtool.render.entries import summarize
from feedtool.render.marks import marked
from feedtool.render.pages.built_in import FOLDER
from feedtool.render.pages.design import Design, OwnPage
from feedtool.render.pages.identity import (
    PageIdentity,
    RedirectIdentity,
    with_article,
    with_redirect,
)
from feedtool.render.pages.metadata import minutes, origin_of, structured
from feedtool.render.pages.policy import policy
from feedtool.render.pages.style import sheet_of
from feedtool.render.pages.templates import Templates
from feedtool.render.pages.translations import FILE as WORDS
from feedtool.render.pages.translations import Words, lang, table, words
from feedtool.render.pages.values import (
    FeedFormat,
    FeedLink,
    Link,
    Subscription,
    Tag,
    grouped,
    lead,
)
from feedtool.text.normalize import folded

if TYPE_CHECKING:
    from feedtool.render.jobs import ListJob, PageJob

_IN_HEADER = 5  # links; with topics and the button, the header has at most seven
_IN_HEAD = 10  # channels whose feeds the page to subscribe from links to in its head
_PLAIN = Design()


class Theme:
    """Renders the HTML pages and style sheets of a site.

    Pages list feeds in the order of `formats`. `overrides` are the user's templates, by file name.
    The constructor raises `ConfigError` if one of them has an unknown name or cannot be parsed, and
    every method does if one fails.
    """

    def __init__(
        self,
        site: Site,
        formats: Sequence[FeedFormat],
        overrides: Mapping[str, str] = {},
        design: Design = _PLAIN,
    ) -> None:
        self._site = site
        self._design = design
        self._formats = tuple(formats)
        self._templates = Templates(overrides)
        self._table = table(self._templates.own(WORDS), f"{FOLDER}/{WORDS}")
        self._words = words(site.language, table=self._table)
        self._dates: dict[str | None, Words] = {}  # by the language of a text
        self._plain_policy = self._policy()
        self._site_feeds = self._feeds(Channel("", site.title, site.description, ""))

    def article(self, job: PageJob, entry: Entry) -> Artifact:
        """The page of an article.

        Its `data-` attributes allow a lost ledger to be rebuilt: they have the GUID, times,
        fingerprint, aliases, position, and files shown before.
        """
        special = [channel for channel in job.channels if channel.folder]
        paths = {(c.kind, c.value): list_path(c) for c in special}
        source, source_url = origin_of(entry)
        data = structured(entry, self._site)
        text = self._text(
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
            former_files=job.former_files,
            newer=job.newer,
            older=job.older,
            series=job.series,
            tags=tuple(Tag(name, paths.get(("tag", folded(name)))) for name in entry.tags),
            author_path=paths.get(("author", folded(entry.author or ""))),
            minutes=minutes(entry.html),
            source=source,
            source_url=source_url,
            structured=data,
            policy=self._policy(data),
        )
        identity = PageIdentity(
            guid=entry.identity.guid,
            published=int(entry.identity.published.timestamp()),
            updated=int(entry.identity.updated.timestamp()),
            fingerprint=job.fingerprint,
            permalink=entry.identity.permalink,
            aliases=job.aliases,
            position=job.position,
            title=entry.title,
        )
        return _artifact("article.html", entry.path, with_article(text, identity))

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
            lead=lead(channel, title),
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
            feeds=tuple(feed for one in found[:_IN_HEAD] for feed in one.feeds),
            channels=found,
            groups=grouped(found, self._words),
        )

    def topics(self, channels: Sequence[Channel]) -> Artifact:
        """The page that lists the topics, authors, years, ... of the site."""
        found = tuple(Subscription(c, list_path(c), self._feeds(c)) for c in channels)
        return self._page(
            "topics.html",
            TOPICS,
            self._site.language,
            title=f"{self._words['topics']} – {self._site.title}",
            groups=grouped(found, self._words),
        )

    def search(self) -> Artifact:
        """The page that looks for articles in the index, with the site's own script."""
        chosen = self._design.appearance
        own = f'<script src="{SEARCH_SCRIPT}"></script>'
        return self._page(
            "search.html",
            SEARCH,
            self._site.language,
            title=f"{self._words['search']} – {self._site.title}",
            script=SEARCH_SCRIPT,
            policy=policy((), chosen.head + chosen.scripts + own, chosen.allow),
        )

    def own_page(self, page: OwnPage) -> Artifact:
        """A page of the owner's, such as About."""
        return self._page(
            "page.html",
            page.path,
            page.language,
            title=page.title,
            description=summarize(page.description),
            html=page.html,
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
        text = self._text(
            "redirect.html",
            path,
            self._site.language,
            title=title,
            url=self._site.url + target,
            former=former,
            guid=guid,
            target=target,
        )
        identity = RedirectIdentity(guid, former)
        return _artifact("redirect.html", path, with_redirect(text, identity))

    def stylesheet(self) -> Artifact:
        """The style sheet of all pages, with the appearance of the site."""
        sheet = sheet_of(self._templates.text(STYLESHEET), self._design.appearance)
        return Artifact(STYLESHEET, marked(STYLESHEET, sheet).encode())

    def feed_stylesheet(self) -> Artifact:
        """The style sheet of feeds, for people who open one in a browser."""
        sheet = self._templates.text(FEED_STYLESHEET)
        return Artifact(FEED_STYLESHEET, marked(FEED_STYLESHEET, sheet).encode())

    def search_script(self) -> Artifact:
        """The script of the search page."""
        script = self._templates.text(SEARCH_SCRIPT)
        return Artifact(SEARCH_SCRIPT, marked(SEARCH_SCRIPT, script).encode())

    def dates(self, language: str | None) -> Words:
        """The words for dates in a text of this language, else those of the site."""
        known = self._dates.get(language)
        if known is None:
            known = self._dates[language] = words(language, self._site.language, table=self._table)
        return known

    def _links(self) -> tuple[Link, ...]:
        """The list of topics and the search page, if the site has them, and the own pages."""
        design, ours = self._design, self._words
        made = ((design.has_topics, "topics", TOPICS), (design.has_search, "search", SEARCH))
        own = (Link(page.title, page.path, page.language) for page in design.pages)
        return (*(Link(ours[name], path, ours.language) for has, name, path in made if has), *own)

    def _policy(self, *inline: str) -> str:
        chosen = self._design.appearance
        return policy(inline, chosen.head + chosen.scripts, chosen.allow)

    def _feeds(self, channel: Channel) -> tuple[FeedLink, ...]:
        title = channel.title or self._site.title
        found = [(form, feed_path(channel, form.file)) for form in self._formats]
        return tuple(
            FeedLink(f.name, f.media_type, f"{title} ({f.name})", path, self._site.url + path)
            for f, path in found
        )

    def _page(self, template: str, path: str, language: str | None, **special: object) -> Artifact:
        return _artifact(template, path, self._text(template, path, language, **special))

    def _text(self, template: str, path: str, language: str | None, **special: object) -> str:
        site, page_words, links = self._site, self._words_for(language), self._links()
        values: dict[str, object] = {
            "site": site,
            "language": language,
            "words": page_words,
            "ours": lang(page_words.language, language),
            # Links between pages are relative, so that a site can be viewed in any folder.
            "root": "../" * path.count("/"),
            "path": path,
            "url": site.url + path,
            "description": site.description,
            "feeds": self._site_feeds,
            "site_feeds": self._site_feeds,
            "opml": OPML,
            "policy": self._plain_policy,
            "menu": links[: _IN_HEADER + self._design.has_topics],
            "links": links,
            "theme": self._design.appearance,
            "dates": self.dates,
            **special,
        }
        return self._templates.filled(template, values) + "\n"

    def _words_for(self, language: str | None) -> Words:
        return self.dates(language) if self._site.language is None else self._words


def _artifact(template: str, path: str, text: str) -> Artifact:
    return Artifact(path, marked(template, text).encode())
