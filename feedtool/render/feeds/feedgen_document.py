"""The common parts of RSS 2.0 and Atom 1.0. The only module that uses feedgen.

Every date is set, because feedgen defaults to the current time. The home page is the last link,
because feedgen uses the last one as the channel's. Entries are appended, because the default,
prepending, is quadratic. Elements that feedgen does not support or drops (the relation of an
entry's link) are added to its tree just before it is serialized.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedtool.model import Entry, Feed
from feedtool.model.paths import FEED_STYLESHEET, feed_path
from feedtool.render.feeds import links
from feedtool.render.marks import GENERATOR

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "feedtool": "urn:uuid:5b1d3f6e-1f0a-4f5c-9d0b-6a1f0f7c2e84",  # random; only a name
}
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ATOM = "http://www.w3.org/2005/Atom"  # declared by feedgen
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Element(msgspec.Struct, frozen=True):
    """An element to add to feedgen's tree; names may have the prefix `atom` or a namespace's."""

    name: str
    text: str | None = None
    attributes: Mapping[str, str] = msgspec.field(default_factory=dict)
    children: tuple[Element, ...] = ()


class Document:
    """Builds a feed document; `file` is the file name of its format."""

    def __init__(self, feed: Feed, file: str) -> None:
        writer = FeedGenerator()
        writer.id(feed.channel.id)
        writer.title(feed.channel.title)
        writer.description(feed.channel.description)
        writer.author(name=feed.site.author)
        writer.updated(feed.updated)
        writer.lastBuildDate(feed.updated)
        writer.generator(GENERATOR)
        if feed.site.language is not None:
            writer.language(feed.site.language)
        writer.link(href=links.own(feed, file), rel="self")
        writer.link(href=links.home(feed), rel="alternate")
        writer.register_extension("more", _FeedExtension, _EntryExtension)
        writer.more.updated = feed.updated
        writer.more.stylesheet = (
            "../" * feed_path(feed.channel, file, feed.archive).count("/") + FEED_STYLESHEET
        )
        self._writer = writer
        self._language = feed.site.language
        self._options = feed.options

    def declare(self, *prefixes: str) -> None:
        """Declares namespaces, whether the document uses them or not."""
        self._writer.more.prefixes.update(prefixes)

    def add(self, elements: Iterable[Element]) -> None:
        """Adds elements to the feed itself."""
        self._writer.more.elements += elements
        self._declare_for(self._writer.more)

    def add_entry(self, entry: Entry, elements: Iterable[Element]) -> Any:
        """Adds an entry and its elements.

        Returns feedgen's entry, for fields that only one format has.
        """
        item = self._writer.add_entry(order="append")
        item.id(entry.identity.guid)
        item.title(entry.title)
        item.link(href=entry.url, rel="alternate")
        item.updated(entry.identity.updated)
        if self._options.content != "summary":
            item.content(entry.html, type="html")
        for group, tag in entry.labels:
            item.category(term=tag, **_scheme(self._options.category_scheme, group, tag))
        item.more.elements += elements
        if entry.language != self._language:
            item.more.language = entry.language
        self._declare_for(item.more)
        return item

    def _declare_for(self, more: _EntryExtension) -> None:
        names = [name for e in more.elements for name in _names(e)]
        self.declare(*(prefix for prefix, colon, _ in (n.partition(":") for n in names) if colon))

    def rss(self) -> bytes:
        """The document as RSS 2.0."""
        return bytes(self._writer.rss_str(pretty=True))

    def atom(self) -> bytes:
        """The document as Atom 1.0."""
        return bytes(self._writer.atom_str(pretty=True))


def w3c_date(moment: datetime) -> str:
    """`moment` in RFC 3339 form, or only the day if it has no zone (W3CDTF requires one).

    >>> w3c_date(datetime(1926, 5, 25, 12))
    '1926-05-25'
    """
    return moment.isoformat() if moment.tzinfo is not None else moment.date().isoformat()


def rss_date(moment: datetime) -> str:
    """`moment`, which has a zone, in RFC 5322 form; `email.utils` is slow to import.

    >>> from datetime import UTC
    >>> rss_date(datetime(926, 5, 25, 12, tzinfo=UTC))
    'Sat, 25 May 0926 12:00:00 +0000'
    """
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    clock = f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    return f"{day}, {moment.day:02} {month} {moment.year:04} {clock} {moment:%z}"


def _names(element: Element) -> Iterator[str]:
    """The names of an element, its attributes and its children."""
    yield element.name
    yield from element.attributes
    for child in element.children:
        yield from _names(child)


def _scheme(scheme: str, group: str, tag: str) -> dict[str, str]:
    """The taxonomy and the readable name of a tag (RFC 4287, section 4.2.2)."""
    return {"scheme": scheme.replace("{group}", group), "label": tag} if scheme else {}


class _EntryExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Adds elements and the language to an entry's tree."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.language: str | None = None

    def extend_rss(self, item: etree._Element) -> None:
        self._add_to(item)

    def extend_atom(self, entry: etree._Element) -> None:
        if self.language is not None:
            entry.set(_XML_LANG, self.language)
        self._add_to(entry)

    def _add_to(self, parent: etree._Element) -> None:
        for element in self.elements:
            _append(parent, element)


class _FeedExtension(_EntryExtension):
    """Adds elements to a feed's tree, and the style sheet instruction before it."""

    stylesheet: str
    updated: datetime

    def __init__(self) -> None:
        super().__init__()
        self.prefixes: set[str] = set()

    def extend_ns(self) -> dict[str, str]:
        return {prefix: name for prefix, name in NAMESPACES.items() if prefix in self.prefixes}

    def extend_rss(self, root: etree._Element) -> None:
        (channel,) = root
        (built,) = channel.findall("lastBuildDate")
        # feedgen's date depends on the platform in years before 1000.
        built.text = rss_date(self.updated)
        self._add_to(channel)
        self._style(root)

    def extend_atom(self, root: etree._Element) -> None:
        self._add_to(root)
        self._style(root)

    def _style(self, root: etree._Element) -> None:
        # In the prolog (Associating Style Sheets with XML documents 1.0, section 3).
        style = f'type="text/css" href="{self.stylesheet}"'
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", style))


def _append(parent: etree._Element, element: Element) -> None:
    made = etree.SubElement(parent, _expanded(element.name))
    made.text = element.text
    for name, value in element.attributes.items():
        made.set(_expanded(name), value)
    for child in element.children:
        _append(made, child)


def _expanded(name: str) -> str:
    """`name` in lxml's notation. Without a prefix it gets no namespace; feedgen adds Atom's."""
    prefix, colon, local = name.partition(":")
    if not colon:
        return name
    return f"{{{_ATOM if prefix == 'atom' else NAMESPACES[prefix]}}}{local}"
