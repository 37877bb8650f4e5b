"""RSS 2.0 and Atom 1.0, written with feedgen, which nothing else in feedtool knows.

Every date is set, because feedgen's defaults are the present; the home page is the last link,
because feedgen makes the last one the channel's; entries are appended, because its default is
quadratic.
"""

from __future__ import annotations

import html
import uuid

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feedtool.model import Artifact, Entry, Feed

GENERATOR = "feedtool"  # without a version: an upgrade alone must not change a feed's bytes


def rss(feed: Feed) -> Artifact:
    """RSS 2.0 with full text in `content:encoded`, as the RSS Best Practices Profile has it."""
    path = "rss.xml"
    writer = _writer(feed, path)
    writer.load_extension("dc", atom=False, rss=True)
    for entry in feed.entries:
        item = _item(writer, entry)
        item.guid(entry.identity.guid, permalink=False)
        # A description is HTML to its readers: what is no mark-up has to be escaped as text of it.
        item.description(html.escape(entry.summary, quote=False), isSummary=True)
        if entry.author is not None:
            # RSS's own author needs an e-mail address.
            item.dc.dc_creator(entry.author)
    return Artifact(path, writer.rss_str(pretty=True))


def atom(feed: Feed) -> Artifact:
    """Atom 1.0 (RFC 4287) with full text."""
    path = "atom.xml"
    writer = _writer(feed, path)
    for entry in feed.entries:
        item = _item(writer, entry)
        item.summary(entry.summary)
        if entry.author is not None:
            item.author(name=entry.author)
    return Artifact(path, writer.atom_str(pretty=True))


def _writer(feed: Feed, path: str) -> FeedGenerator:
    site = feed.site
    writer = FeedGenerator()
    writer.id(uuid.UUID(site.id).urn)
    writer.title(feed.title)
    writer.description(site.description)
    writer.author(name=site.author)
    writer.updated(feed.updated)
    writer.lastBuildDate(feed.updated)
    writer.generator(GENERATOR)
    if site.language is not None:
        writer.language(site.language)
    writer.link(href=site.url + path, rel="self")
    writer.link(href=site.url, rel="alternate")
    return writer


def _item(writer: FeedGenerator, entry: Entry) -> FeedEntry:
    item = writer.add_entry(order="append")
    item.id(entry.identity.guid)
    item.title(entry.title)
    item.link(href=entry.url, rel="alternate")
    item.published(entry.identity.published)
    item.updated(entry.identity.updated)
    item.content(entry.html, type="html")
    for tag in entry.tags:
        item.category(term=tag)
    return item
