"""Renders Atom 1.0 (RFC 4287), with tombstones (RFC 6721)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedtool.model import Entry, Feed, FeedOptions, Tombstone, paths
from feedtool.render.feeds import links
from feedtool.render.feeds.feedgen_document import Document, Element, w3c_date
from feedtool.render.feeds.media import picture
from feedtool.text.lazy_regex import lazy_regex

_NAME_AND_ADDRESS = lazy_regex(r"([^<>]*[^<>\s])\s*<([^<>@\s]+@[^<>@\s]+\.[^<>@\s]+)>")


def atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The document as Atom."""
    document = Document(feed, paths.ATOM)
    document.add(_of_feed(feed))
    for entry in entries:
        item = document.add_entry(entry, _of_entry(entry, feed.options))
        item.published(entry.identity.published)
        item.summary(entry.summary)
        for author in entry.authors:
            item.author(**_person(author))
    return document.atom()


def _person(author: str) -> dict[str, str]:
    """The elements of a person; a name such as `Jane Doe <jane@a.example>` has an address.

    >>> _person("Jane Doe <jane@a.example>"), _person("Jane Doe")
    ({'name': 'Jane Doe', 'email': 'jane@a.example'}, {'name': 'Jane Doe'})
    """
    found = _NAME_AND_ADDRESS.fullmatch(author)
    return {"name": author} if found is None else {"name": found[1], "email": found[2]}


def _of_feed(feed: Feed) -> Iterator[Element]:
    for link in links.links(feed, paths.ATOM):
        yield Element("link", attributes={"href": link.href, "rel": link.rel})
    extent = links.extent(feed)
    if extent is not None:
        yield Element(f"fh:{extent}")
    options = feed.options
    for name, value in (
        ("icon", options.icon),
        ("logo", options.logo or options.image),
        ("rights", options.copyright),
    ):
        if value:
            yield Element(name, value)
    yield from map(_deleted, feed.tombstones)


def _of_entry(entry: Entry, options: FeedOptions) -> Iterator[Element]:
    if entry.enclosure is not None:
        media = entry.enclosure
        attributes = {"href": media.url, "rel": "enclosure", "type": media.type}
        if media.length:
            attributes["length"] = str(media.length)
        yield Element("link", attributes=attributes)
    yield from _via(entry)
    if entry.source is not None and entry.source.url is None:
        yield Element("dc:source", entry.source.title)
    if entry.created is not None:
        yield Element("dcterms:created", w3c_date(entry.created))
    yield from picture(entry, options)


def _via(entry: Entry) -> Iterator[Element]:
    """Links to the sources of the article (RFC 4287, section 4.2.7.2).

    Not atom:source, which is the metadata of the feed that the entry was copied from and requires
    an id and a date (section 4.2.11).
    """
    names: dict[str, str | None] = {}
    if entry.original is not None:
        names[entry.original] = None
    if entry.source is not None and entry.source.url is not None:
        names[entry.source.url] = entry.source.title
    for address, name in names.items():
        title = {} if name is None else {"title": name}
        yield Element("link", attributes={"href": address, "rel": "via", **title})


def _deleted(tombstone: Tombstone) -> Element:
    """The `at:deleted-entry` of a tombstone (RFC 6721, section 3).

    It has attributes only, because feedparser would read a link in it as a link of the feed.
    Foreign attributes are allowed (RFC 6721, section 3; RFC 4287, section 6).
    """
    return Element(
        "at:deleted-entry",
        attributes={
            "ref": tombstone.guid,
            "when": tombstone.gone.isoformat(),
            "feedtool:published": tombstone.published.isoformat(),
            "feedtool:fingerprint": tombstone.fingerprint,
        },
    )
