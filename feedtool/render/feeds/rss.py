"""Renders RSS 2.0, following the RSS Best Practices Profile."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from feedtool.model import Entry, Feed, paths
from feedtool.render.feeds import links, podcast
from feedtool.render.feeds.feedgen_document import Document, Element, rss_date, w3c_date
from feedtool.render.feeds.media import picture
from feedtool.validate.addresses import is_permalink

# Elements that the Profile defines as plain text. Their content is escaped, without CDATA.
_PLAIN = re.compile(rb"<(title|category|source|itunes:author)( [^<>]*)?>[^<]*</\1>")
_DESCRIPTION = re.compile(rb"<description>[^<]*</description>")  # of the channel
_REFERENCES = ((b"&amp;", b"&#x26;"), (b"&lt;", b"&#x3C;"), (b"]]&gt;", b"]]&#x3E;"))


def rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The document as RSS; text is in `content:encoded`, its summary in `description`."""
    document = Document(feed, paths.RSS)
    document.declare("dc")
    document.add(_of_feed(feed))
    for entry in entries:
        item = document.add_entry(entry, _of_entry(entry, feed))
        guid = entry.identity.guid
        # Earlier versions adopted ids that are not addresses as permalinks.
        item.guid(guid, permalink=entry.identity.permalink and is_permalink(guid))
        # Readers parse a description as HTML, so plain text has to be escaped for HTML.
        item.description(html.escape(entry.summary, quote=False), isSummary=True)
        if entry.enclosure is not None:
            media = entry.enclosure
            # An unknown length is 0 (RSS Best Practices Profile, enclosure).
            item.enclosure(media.url, str(media.length), media.type)
        if entry.source is not None and entry.source.url is not None:
            item.source(url=entry.source.url, title=entry.source.title)
    channel, item, rest = document.rss().partition(b"<item>")
    channel = _DESCRIPTION.sub(_with_hexadecimal_references, channel, count=1)
    return _PLAIN.sub(_with_hexadecimal_references, channel + item + rest)


def _of_feed(feed: Feed) -> Iterator[Element]:
    for link in links.links(feed, paths.RSS):
        yield Element("atom:link", attributes={"href": link.href, "rel": link.rel})
    extent = links.extent(feed)
    if extent is not None:
        yield Element(f"fh:{extent}")
    options = feed.options
    if options.podcast is not None:
        yield from podcast.of_channel(options.podcast)
    if options.image:
        title, home = Element("title", feed.channel.title), Element("link", links.home(feed))
        yield Element("image", children=(Element("url", options.image), title, home))
    for name, value in (
        ("copyright", options.copyright),
        ("managingEditor", options.managing_editor),
        ("webMaster", options.web_master),
        ("ttl", str(options.ttl or "")),
    ):
        if value:
            yield Element(name, value)


def _of_entry(entry: Entry, feed: Feed) -> Iterator[Element]:
    # feedgen's dates depend on the platform in years before 1000, and set the process's locale.
    yield Element("pubDate", rss_date(entry.identity.published))
    if feed.options.sort == "updated":
        # RSS has no date of change, by which the items are sorted.
        yield Element("atom:updated", w3c_date(entry.identity.updated))
    for name in entry.authors:
        # RSS's own author needs an e-mail address.
        yield Element("dc:creator", name)
    if entry.language is not None and entry.language != feed.site.language:
        yield Element("dc:language", entry.language)
    if entry.source is not None and entry.source.url is None:
        # RSS's own source needs an address.
        yield Element("dc:source", entry.source.title)
    if entry.created is not None:
        # Not dc:date, which readers prefer over pubDate.
        yield Element("dcterms:created", w3c_date(entry.created))
    yield from picture(entry, feed.options)
    if feed.options.podcast is not None:
        yield from podcast.of_entry(entry, feed)


def _with_hexadecimal_references(element: re.Match[bytes]) -> bytes:
    """The element with references that survive in readers that parse titles as HTML."""
    start, slash, end = element[0].rpartition(b"</")
    name, bracket, text = start.partition(b">")
    for named, hexadecimal in _REFERENCES:
        text = text.replace(named, hexadecimal)
    return name + bracket + text.replace(b"&gt;", b">") + slash + end
