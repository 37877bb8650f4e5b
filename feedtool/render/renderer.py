"""Renders batches of jobs into files, in this process or in a worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import msgspec
from msgspec.structs import replace

from feedtool.model import (
    Artifact,
    CleanArticle,
    Entry,
    Identity,
    Site,
)
from feedtool.model.paths import SITEMAP, page_path
from feedtool.model.stored import unpack
from feedtool.render.body import to_html, to_text, with_language
from feedtool.render.entries import to_entry
from feedtool.render.feeds.formats import FORMATS, render_feed
from feedtool.render.feeds.opml import opml
from feedtool.render.jobs import (
    FeedJob,
    Item,
    Job,
    ListJob,
    PageJob,
    RedirectJob,
    RedirectListJob,
    SiteJob,
    SitemapJob,
)
from feedtool.render.pages import redirects
from feedtool.render.pages.sitemap import robots, sitemap, sitemap_index
from feedtool.render.pages.theme import Theme
from feedtool.text.markup import plain_title


class Renderer(msgspec.Struct, frozen=True):
    """Renders batches of jobs for a site; `overrides` are the user's templates, by name."""

    site: Site
    overrides: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, site: Site, overrides: Mapping[str, str]) -> Renderer:
        """A renderer for a site with these templates."""
        return cls(site, tuple(sorted(overrides.items())))

    def __call__(self, batch: Sequence[Job]) -> list[tuple[Artifact, ...]]:
        """The files of each job; none for a page whose text an incompatible version stored."""
        return [tuple(self._render(job)) for job in batch]

    @property
    def theme(self) -> Theme:
        """The theme that renders the site's pages."""
        return _theme(self.site, self.overrides)

    def _render(self, job: Job) -> Iterator[Artifact]:
        match job:
            case PageJob():
                for entry in self._entries((job.item,)):
                    yield self.theme.article(job, entry)
            case RedirectJob():
                page = redirects.redirect_page(
                    job.old_path, job.guid, job.title, job.slug, self.theme
                )
                yield from () if page is None else (page,)
            case SiteJob():
                yield from self._site(job)
            case ListJob():
                yield self.theme.listing(job, tuple(self._entries(job.items)))
            case SitemapJob():
                yield from self._sitemap(job)
            case FeedJob():
                entries = tuple(
                    replace(entry, html=with_language(entry.html, entry.language))
                    for entry in self._entries(job.items)
                )
                yield from render_feed(job.feed, entries)
            case RedirectListJob():
                yield from redirects.lists(job.moves, self.site)

    def _site(self, job: SiteJob) -> Iterator[Artifact]:
        yield self.theme.stylesheet()
        yield self.theme.feed_stylesheet()
        yield self.theme.subscribe(job.channels)
        yield self.theme.not_found()
        yield opml(self.site, job.channels)
        if job.robots:
            yield robots(self.site)

    def _sitemap(self, job: SitemapJob) -> Iterator[Artifact]:
        url = self.site.url
        yield sitemap(job.path, ((url + page_path(slug), updated) for slug, updated in job.pages))
        if job.index:
            yield sitemap_index(SITEMAP, (url + path for path in job.index))

    def _entries(self, items: tuple[Item, ...]) -> Iterator[Entry]:
        return filter(None, (_entry(item, self.site) for item in items))


@cache
def _theme(site: Site, overrides: tuple[tuple[str, str], ...]) -> Theme:
    return Theme(site, [form for form in FORMATS if form.advertised], dict(overrides))


# An article is usually rendered several times in a run: on a list, in a feed and in an archive.
@lru_cache(maxsize=256)
def _entry(item: Item, site: Site) -> Entry | None:
    stored = unpack(item.body)
    return None if stored is None else entry_of(stored.article, item.identity, site)


def entry_of(article: CleanArticle, identity: Identity, site: Site) -> Entry:
    """The entry of an article, with its body as HTML."""
    html = to_html(article, site.url + page_path(identity.slug), site.language)
    entry = to_entry(article, identity, site, html, to_text(article, html))
    # Names are plain text in every format; validators report markup in them.
    return replace(
        entry,
        author=None if entry.author is None else plain_title(entry.author) or entry.author,
        tags=tuple(plain_title(tag) or tag for tag in entry.tags),
    )
