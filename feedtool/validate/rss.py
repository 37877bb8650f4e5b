"""Parses and checks RSS 2.0, by its specification and the RSS Best Practices Profile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from feedtool.validate import atom
from feedtool.validate.addresses import is_permalink
from feedtool.validate.dates import rfc_822, rfc_3339
from feedtool.validate.parsed import Address, Date, Fault, Item, Parsed, ParsedFeed, not_a_feed
from feedtool.validate.xml import (
    ATOM,
    HISTORY,
    TOMBSTONES,
    Children,
    Entries,
    children,
    feed_addresses,
    first_text,
    late_mark,
    parsed,
    shown,
    stray_text,
    stylesheets,
    text_of,
)

_MARK = b"<rss"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_LINK = f"{ATOM}link"
_MAIL = re.compile(r"[^\s@]+@[^\s@]+( \(.+\))?")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
_TITLE = re.compile(rb"<title>([^<]*)</title>")
_NAMED = re.compile(rb"&(?:amp|lt);")
_ONE = ("title", "link", "description")
_OF_CHANNEL = {
    *_ONE, "category", "cloud", "copyright", "docs", "generator", "image", "item", "language",
    "lastBuildDate", "managingEditor", "pubDate", "rating", "skipDays", "skipHours", "textInput",
    "ttl", "webMaster",
}  # fmt: skip
_MANY = {"category", "item"}
_OF_ITEM = {
    "author", "category", "comments", "description", "enclosure", "guid", "link", "pubDate",
    "source", "title", _CONTENT,
}  # fmt: skip


def parse(body: bytes) -> Parsed:
    """The content of an RSS document, and its faults."""
    root = parsed(body)
    if isinstance(root, Fault):
        return not_a_feed(root)
    reason = _is_not(root)
    if reason is not None:
        return not_a_feed(Fault("", reason))
    found = _entries(root)
    faults = (*_faults(root, found), *_spelling(body), *late_mark(body, _MARK))
    return _feed(root, found), faults


def _is_not(root: etree._Element) -> str | None:
    """Why `root` is not the root of an RSS feed; None if it is."""
    if root.tag != "rss":
        return f'its root is <{shown(root)}>; it has to be <rss version="2.0">'
    count = len(root.findall("channel"))
    return None if count == 1 else f"it has {count or 'no'} <channel>; there has to be exactly one"


def _entries(root: etree._Element) -> Entries:
    """The items with their locations and child elements, collected once for all checks."""
    found = []
    for number, item in enumerate(root.iterfind("channel/item"), 1):
        parts = children(item)
        found.append(
            (f"item {number} ({first_text(parts, 'guid') or 'without guid'})", item, parts)
        )
    return tuple(found)


def _faults(root: etree._Element, found: Entries) -> Iterator[Fault]:
    """The violations of the specification in a document with these items."""
    if root.get("version") != "2.0":
        yield Fault("", f"has the RSS version {root.get('version')}; it has to be 2.0")
    channel = children(root.findall("channel")[0])
    yield from _channel(channel)
    yield from stray_text("", root.findall("channel")[0])
    for where, item, parts in found:
        yield from stray_text(where, item)
        yield from _item_faults(where, item, parts)


def _spelling(body: bytes) -> Iterator[Fault]:
    """Titles that readers show in different ways, since some parse them as HTML (the Profile)."""
    for title in _TITLE.findall(body):
        if _NAMED.search(title):
            shown = title.decode("utf-8", "replace")
            fact = f"has the title '{shown}'; write &#x26; and &#x3C; in it for & and <"
            yield Fault("", fact, blocks_publishing=False)


def _feed(root: etree._Element, found: Entries) -> ParsedFeed:
    """The content of a document with these items, valid or not."""
    (holder,) = root.findall("channel")
    channel = children(holder)
    links = [
        (link.get("rel", "alternate"), link.get("href", "")) for link in channel.get(_LINK, [])
    ]

    def those(rel: str) -> tuple[str, ...]:
        return tuple(href for name, href in links if name == rel)

    return ParsedFeed(
        title=first_text(channel, "title"),
        updated=_date(channel, "lastBuildDate"),
        items=tuple(_item(where, parts) for where, _, parts in found),
        home=first_text(channel, "link"),
        itself=those("self"),
        hubs=those("hub"),
        older=those("prev-archive"),
        newer=those("next-archive"),
        current=those("current"),
        stylesheets=tuple(stylesheets(root)),
        addresses=tuple(feed_addresses(holder, found, "item")),
        html=tuple(
            (where, element.text or "")
            for where, _, parts in found
            for name in ("description", _CONTENT)
            for element in parts.get(name, ())
        ),
        removals=tuple(map(atom.removal, channel.get(f"{TOMBSTONES}deleted-entry", []))),
        is_archive=f"{HISTORY}archive" in channel,
        is_complete=f"{HISTORY}complete" in channel,
        dates_updates=False,
    )


def _item(where: str, parts: Children) -> Item:
    return Item(
        where=where,
        id=first_text(parts, "guid"),
        title=parts["title"][0].text if "title" in parts else None,
        link=first_text(parts, "link"),
        published=_date(parts, "pubDate"),
        updated=_atom_date(parts),
        attached=tuple(
            Address(where, "enclosure", enclosure.get("url", ""))
            for enclosure in parts.get("enclosure", [])
        ),
    )


def _date(parts: Children, name: str) -> Date | None:
    elements = parts.get(name)
    return None if not elements else rfc_822(name, elements[0].text or "")


def _atom_date(parts: Children) -> Date | None:
    """When an item last changed, of which RSS has no element of its own."""
    text = first_text(parts, f"{ATOM}updated")
    return None if text is None else rfc_3339("atom:updated", text)


def _channel(channel: Children) -> Iterator[Fault]:
    for name in _ONE:
        count = len(channel.get(name, ()))
        if count != 1:
            yield Fault("", f"has {count or 'no'} <{name}>; a channel has exactly one")
        elif text_of(channel[name][0]) is None:
            yield Fault("", f"has an empty <{name}>; fill it in")
    yield from _unknown_elements("", channel, _OF_CHANNEL)
    yield from _twice("", channel, _OF_CHANNEL - _MANY - set(_ONE))
    yield from atom.link_faults("", channel.get(_LINK, []))
    if "pubDate" in channel:
        date = _date(channel, "pubDate")
        if date is not None and date.moment is None:
            fact = f"pubDate '{date.text}' is not a valid date (expected something like "
            yield Fault("", f"{fact}{date.example})")
    link, own = first_text(channel, "link"), channel.get(_LINK, [])
    if link is not None and link in [x.get("href") for x in own if x.get("rel") == "self"]:
        yield Fault("", f"has its own URL, {link}, as its link; it has to be the site's page")


def _item_faults(where: str, item: etree._Element, parts: Children) -> Iterator[Fault]:
    if first_text(parts, "title") is None and first_text(parts, "description") is None:
        yield Fault(where, "has neither title nor description; it needs one of them")
    elif "title" in parts and first_text(parts, "title") is None:
        yield Fault(where, "has an empty title; omit it or fill it in")
    yield from _unknown_elements(where, parts, _OF_ITEM)
    yield from _twice(where, parts, _OF_ITEM - _MANY - {"guid"})
    yield from atom.link_faults(where, parts.get(_LINK, []))
    yield from _guid(where, parts.get("guid", []))
    if "pubDate" not in parts:
        yield Fault(where, "has no pubDate; readers would show the current time")
    names = [child.tag for child in item.iterchildren(etree.Element)]
    if (
        _CONTENT in names
        and "description" in names
        and names.index(_CONTENT) < names.index("description")
    ):
        yield Fault(
            where, "has content:encoded before description; swap them, as some readers use the last"
        )
    for author in parts.get("author", []):
        if not _MAIL.fullmatch((author.text or "").strip()):
            yield Fault(where, "has an author without a mail address; put names in dc:creator")
    for enclosure in parts.get("enclosure", []):
        yield from _enclosure(where, enclosure)
    for source in parts.get("source", []):
        if not source.get("url"):
            yield Fault(where, "has a source without url; it needs one")


def _guid(where: str, guids: list[etree._Element]) -> Iterator[Fault]:
    if len(guids) != 1 or text_of(guids[0]) is None:
        yield Fault(where, "needs exactly one guid, which must not be empty")
        return
    permalink, guid = guids[0].get("isPermaLink", "true"), text_of(guids[0]) or ""
    if guids[0].text != guid:
        yield Fault(where, "has spaces around its guid; remove them")
    if permalink not in ("true", "false"):
        yield Fault(where, f'has a guid with isPermaLink="{permalink}"; write true or false')
    elif permalink == "true" and not is_permalink(guid):
        yield Fault(where, 'has a guid that is not an http URL; set isPermaLink="false"')


def _enclosure(where: str, enclosure: etree._Element) -> Iterator[Fault]:
    for name in ("url", "length", "type"):
        if not enclosure.get(name):
            yield Fault(where, f"has an enclosure without {name}; it needs url, length and type")
    length, kind = enclosure.get("length"), enclosure.get("type")
    if length and not (length.isascii() and length.isdigit()):
        yield Fault(where, f"has an enclosure of length '{length}'; write a number of bytes")
    if kind and not _MEDIA_TYPE.fullmatch(kind):
        yield Fault(where, f"has an enclosure of type '{kind}', which is not a media type")


def _unknown_elements(where: str, parts: Children, known: set[str]) -> Iterator[Fault]:
    for name in parts:
        if not name.startswith("{") and name not in known:
            yield Fault(where, f"has <{name}>, which RSS does not allow there")


def _twice(where: str, parts: Children, names: set[str]) -> Iterator[Fault]:
    for name in sorted(names):
        if len(parts.get(name, ())) > 1:
            yield Fault(
                where, f"has {len(parts[name])} <{shown(parts[name][0])}>; at most one is allowed"
            )
