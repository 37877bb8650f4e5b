"""Renders batches of jobs into files, in this process or in a worker.

Everything that a document shows comes through here: the site, the jobs, and the entries made from
stored articles. So this is where characters that XML forbids are removed, and where a bug that one
article sets off is traced to that article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

import msgspec
from msgspec.structs import replace

from feedtool.bugs import Bug, attempt
from feedtool.model import (
    Artifact,
    CleanArticle,
    Entry,
    Identity,
    Site,
)
from feedtool.model.paths import SITEMAP, page_path
from feedtool.model.references import Link, unpack_links
from feedtool.model.stored import unpack
from feedtool.render.body import to_html, to_text
from feedtool.render.body.views import for_page
from feedtool.render.control import CONTROL
from feedtool.render.entries import pack, to_entry
from feedtool.render.entries import unpack as unpack_entry
from feedtool.render.feeds.contents import for_entry
from feedtool.render.feeds.formats import FORMATS, render_feed
from feedtool.render.feeds.opml import opml
from feedtool.render.jobs import (
    Failure,
    FeedJob,
    Item,
    Job,
    ListJob,
    PageJob,
    RedirectJob,
    RedirectListJob,
    Rendered,
    SearchJob,
    SiteJob,
    SitemapJob,
)
from feedtool.render.pages import redirects
from feedtool.render.pages.design import Design
from feedtool.render.pages.sitemap import robots, sitemap, sitemap_index
from feedtool.render.pages.theme import Theme
from feedtool.text.markup import plain_title
from feedtool.text.normalize import xml_safe

_PLAIN = Design()


class Renderer(msgspec.Struct, frozen=True):
    """Renders batches of jobs for a site; `overrides` are the user's templates, by name."""

    site: Site
    overrides: tuple[tuple[str, str], ...]
    design: Design = _PLAIN

    @classmethod
    def of(cls, site: Site, overrides: Mapping[str, str], design: Design = _PLAIN) -> Renderer:
        """A renderer for a site with these templates."""
        return cls(xml_safe(site), tuple(sorted(overrides.items())), xml_safe(design))

    def __call__(self, batch: Sequence[Job]) -> list[Rendered]:
        """The files of each job, or the articles because of which it failed."""
        return [self._rendered(job) for job in batch]

    def files(self, job: Job) -> tuple[Artifact, ...]:
        """The files of one job; none for a page whose text an incompatible version stored.

        Raises any exception that a bug causes.
        """
        return tuple(self._render(xml_safe(job)))

    def _rendered(self, job: Job) -> Rendered:
        done = attempt(self._done, job)
        if not isinstance(done, Bug):
            return done
        failures = self._failures(job, done)
        # If no article is the cause, the site is: this raises the exception.
        return Rendered(failures=failures) if failures else self._done(job)

    def _done(self, job: Job) -> Rendered:
        safe = xml_safe(job)
        entry = _entry(safe.item, self.site) if isinstance(safe, PageJob) else None
        return Rendered(tuple(self._render(safe)), entry=b"" if entry is None else pack(entry))

    def _failures(self, job: Job, bug: Bug) -> tuple[Failure, ...]:
        """The articles because of which a job fails; none if it fails with any article."""
        match job:
            case RedirectJob():
                control: Job = replace(job, old_path="control.html", title=job.slug)
                return () if self._fails(control) else (Failure(job.guid, bug),)
            case PageJob():
                control = replace(
                    job, item=CONTROL, newer=None, older=None, channels=(), series=None
                )
                return () if self._fails(control) else (Failure(job.item.identity.guid, bug),)
            case ListJob() | FeedJob() | SearchJob():
                if self._fails(replace(job, items=(CONTROL,))):
                    return ()
                tried = ((item, self._fails(replace(job, items=(item,)))) for item in job.items)
                return tuple(Failure(item.identity.guid, bug) for item, bug in tried if bug)
            case _:
                return ()

    def _fails(self, job: Job) -> Bug | None:
        """The bug that prevents rendering a job, if any."""
        done = attempt(self.files, job)
        return done if isinstance(done, Bug) else None

    @property
    def theme(self) -> Theme:
        """The theme that renders the site's pages."""
        return _theme(self.site, self.overrides, self.design)

    def _render(self, job: Job) -> Iterator[Artifact]:
        match job:
            case PageJob():
                for entry in self._entries((job.item,)):
                    body = for_page(entry.html, entry.url)
                    yield self.theme.article(job, replace(entry, html=body))
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
            case SearchJob():
                # Imported here: most sites have no search page.
                from feedtool.render.pages.search import part_of

                yield part_of(job, self.site.language, self.theme.dates)
            case FeedJob():
                entries = (for_entry(entry, job.feed) for entry in self._entries(job.items))
                yield from render_feed(job.feed, tuple(entries))
            case RedirectListJob():
                yield from redirects.lists(job.moves, self.site)

    def _site(self, job: SiteJob) -> Iterator[Artifact]:
        yield self.theme.stylesheet()
        yield self.theme.feed_stylesheet()
        yield self.theme.subscribe(job.channels)
        yield self.theme.not_found()
        if self.design.has_topics:
            yield self.theme.topics(job.channels)
        if self.design.has_search:
            yield self.theme.search()
            yield self.theme.search_script()
        yield from map(self.theme.own_page, self.design.pages)
        yield opml(self.site, job.channels)
        if job.robots:
            yield robots(self.site)

    def _sitemap(self, job: SitemapJob) -> Iterator[Artifact]:
        url = self.site.url
        articles = ((url + page_path(slug), updated) for slug, updated in job.pages)
        own = ((url + page.path, None) for page in self.design.pages if job.is_last)
        yield sitemap(job.path, chain(own, articles))
        if job.index:
            yield sitemap_index(SITEMAP, (url + path for path in job.index))

    def _entries(self, items: tuple[Item, ...]) -> Iterator[Entry]:
        return filter(None, (_entry(item, self.site) for item in items))


@cache
def _theme(site: Site, overrides: tuple[tuple[str, str], ...], design: Design) -> Theme:
    return Theme(site, [form for form in FORMATS if form.advertised], dict(overrides), design)


# An article is usually rendered several times in a run: on a list, in a feed and in an archive.
@lru_cache(maxsize=256)
def _entry(item: Item, site: Site) -> Entry | None:
    if item.entry:
        return unpack_entry(item.entry)
    stored = unpack(item.body)
    if stored is None:
        return None
    return entry_of(stored.article, item.identity, site, unpack_links(item.links))


def entry_of(
    article: CleanArticle, identity: Identity, site: Site, links: Sequence[Link] = ()
) -> Entry:
    """The entry of an article, with its body as HTML; `links` are relative to the site's URL."""
    known = {link.destination: _absolute(link, site) for link in links}
    html = to_html(article, site.url + page_path(identity.slug), site.language, known)
    entry = xml_safe(to_entry(article, identity, site, html, to_text(article, html), known))
    labels = [(group, _plain_name(name)) for group, name in entry.labels]
    return replace(
        entry,
        author=None if entry.author is None else _plain_name(entry.author) or None,
        authors=tuple(filter(None, map(_plain_name, entry.authors))),
        tags=tuple(filter(None, map(_plain_name, entry.tags))),
        labels=tuple((group, name) for group, name in labels if name),
    )


def _absolute(link: Link, site: Site) -> Link:
    return replace(link, address=site.url + link.address) if link.address else link


def _plain_name(name: str) -> str:
    """A name as plain text, as in every format: validators report markup in it."""
    return plain_title(name) or name.strip()
