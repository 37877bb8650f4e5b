"""RSS 2.0 and Atom 1.0, written with feedgen, which nothing else in feedtool knows.

Every date is set, because feedgen's defaults are the present; the home page is the last link,
because feedgen makes the last one the channel's; entries are appended, because its default is
quadratic.
"""

from __future__ import annotations

import html

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedtool.feeds import document_path
from feedtool.model import Entry, Feed, Tombstone

GENERATOR = "feedtool"  # without a version: an upgrade alone must not change a feed's bytes


def rss(feed: Feed) -> bytes:
    """RSS 2.0 with full text in `content:encoded`, as the RSS Best Practices Profile has it."""
    path = document_path(feed.channel, "rss.xml", feed.archive)
    writer = _writer(feed, path)
    writer.load_extension("dc", atom=False, rss=True)
    if any(entry.identity.published.year < 1000 for entry in feed.entries):
        writer.register_extension("years", _LongYears, _LongYears, atom=False, rss=True)
    for entry in feed.entries:
        item = _item(writer, entry)
        item.guid(entry.identity.guid, permalink=entry.identity.permalink)
        # A description is HTML to its readers: what is no mark-up has to be escaped as text of it.
        item.description(html.escape(entry.summary, quote=False), isSummary=True)
        if entry.author is not None:
            # RSS's own author needs an e-mail address.
            item.dc.dc_creator(entry.author)
    return bytes(writer.rss_str(pretty=True))


def atom(feed: Feed) -> bytes:
    """Atom 1.0 (RFC 4287) with full text."""
    path = document_path(feed.channel, "atom.xml", feed.archive)
    writer = _writer(feed, path)
    for entry in feed.entries:
        item = _item(writer, entry)
        item.summary(entry.summary)
        if entry.author is not None:
            item.author(name=entry.author)
    if feed.tombstones:
        writer.register_extension("at", _DeletedEntries, atom=True, rss=False)
        writer.at.tombstones = feed.tombstones
    return bytes(writer.atom_str(pretty=True))


class _LongYears(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Years of four digits, which RSS wants and feedgen's dates before 1000 lack."""

    def extend_rss(self, element: etree._Element) -> None:
        for name in ("pubDate", "lastBuildDate", "channel/lastBuildDate"):
            date = element.find(name)
            if date is not None and date.text is not None:
                day, number, month, year, rest = date.text.split(" ", 4)
                date.text = " ".join((day, number, month, year.rjust(4, "0"), rest))


class _DeletedEntries(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """`at:deleted-entry` beside the entries (RFC 6721, section 3)."""

    _NAMESPACE = "http://purl.org/atompub/tombstones/1.0"
    _OURS = "urn:uuid:5b1d3f6e-1f0a-4f5c-9d0b-6a1f0f7c2e84"  # made up for this, and only a name
    tombstones: tuple[Tombstone, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return {"at": self._NAMESPACE, "feedtool": self._OURS}

    def extend_atom(self, feed: etree._Element) -> None:
        for tombstone in self.tombstones:
            # Attributes only: a link in here would be taken for the feed's own by feedparser.
            element = etree.SubElement(feed, f"{{{self._NAMESPACE}}}deleted-entry")
            element.set("ref", tombstone.guid)
            element.set("when", tombstone.gone.isoformat())
            # Foreign attributes are allowed (RFC 6721, section 3; RFC 4287, section 6).
            element.set(f"{{{self._OURS}}}published", tombstone.published.isoformat())
            element.set(f"{{{self._OURS}}}fingerprint", tombstone.fingerprint)


def _writer(feed: Feed, path: str) -> FeedGenerator:
    site = feed.site
    writer = FeedGenerator()
    writer.id(feed.channel.id)
    writer.title(feed.channel.title)
    writer.description(feed.channel.description)
    writer.author(name=site.author)
    writer.updated(feed.updated)
    writer.lastBuildDate(feed.updated)
    writer.generator(GENERATOR)
    if site.language is not None:
        writer.language(site.language)
    writer.link(href=site.url + path, rel="self")
    writer.link(href=site.url + feed.channel.folder, rel="alternate")
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
