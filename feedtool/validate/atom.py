"""Parses and checks Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from feedtool.validate.dates import rfc_3339
from feedtool.validate.parsed import (
    Address,
    Date,
    Fault,
    Item,
    Parsed,
    ParsedFeed,
    Removal,
    not_a_feed,
)
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

_MARK = b"<feed"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
_ONE = ("id", "title", "updated")
_FEED_MOST_ONE = ("generator", "icon", "logo", "rights", "subtitle")
_ENTRY_MOST_ONE = ("content", "published", "rights", "source", "summary")
_SHARED = {"author", "category", "contributor", "link"}
_OF_FEED = {f"{ATOM}{name}" for name in (*_ONE, *_FEED_MOST_ONE, *_SHARED, "entry")}
_OF_ENTRY = {f"{ATOM}{name}" for name in (*_ONE, *_ENTRY_MOST_ONE, *_SHARED)}


def parse(body: bytes) -> Parsed:
    """The content of an Atom document, and its faults."""
    root = parsed(body)
    if isinstance(root, Fault):
        return not_a_feed(root)
    reason = _is_not(root)
    if reason is not None:
        return not_a_feed(Fault("", reason))
    found = _entries(root)
    faults = (*_faults(root, found), *late_mark(body, _MARK))
    return _feed(root, found), faults


def _is_not(root: etree._Element) -> str | None:
    """Why `root` is not the root of an Atom feed; None if it is."""
    if root.tag == f"{ATOM}feed":
        return None
    return f'its root is <{shown(root)}>; it has to be <feed xmlns="{ATOM[1:-1]}">'


def _entries(root: etree._Element) -> Entries:
    """The entries with their locations and child elements, collected once for all checks."""
    found = []
    for number, entry in enumerate(root.iterchildren(f"{ATOM}entry"), 1):
        parts = children(entry)
        name = first_text(parts, f"{ATOM}id") or "without id"
        found.append((f"entry {number} ({name})", entry, parts))
    return tuple(found)


def _faults(root: etree._Element, found: Entries) -> Iterator[Fault]:
    """The violations of RFC 4287 in a document with these entries."""
    feed = children(root)
    yield from _counts("", feed, _ONE, _FEED_MOST_ONE)
    yield from _unknown_elements("", feed, _OF_FEED)
    yield from _parts("", feed)
    yield from stray_text("", root)
    for where, element, entry in found:
        yield from stray_text(where, element)
        yield from _counts(where, entry, _ONE, _ENTRY_MOST_ONE)
        yield from _unknown_elements(where, entry, _OF_ENTRY)
        yield from _parts(where, entry)
        yield from _content(where, entry)
        if f"{ATOM}author" not in feed and not _has_author(entry):
            yield Fault(where, "has no author, and neither has the feed; one of them needs one")


def _feed(root: etree._Element, found: Entries) -> ParsedFeed:
    """The content of a document with these entries, valid or not."""
    feed = children(root)
    links = [(link.get("rel", "alternate"), link.get("href", "")) for link in _links(feed)]

    def those(rel: str) -> tuple[str, ...]:
        return tuple(href for name, href in links if name == rel)

    return ParsedFeed(
        title=first_text(feed, f"{ATOM}title"),
        updated=_date(feed, "updated"),
        items=tuple(_item(where, parts) for where, _, parts in found),
        home=next(iter(those("alternate")), None),
        itself=those("self"),
        hubs=those("hub"),
        older=those("prev-archive"),
        newer=those("next-archive"),
        current=those("current"),
        stylesheets=tuple(stylesheets(root)),
        addresses=tuple(feed_addresses(root, found, f"{ATOM}entry")),
        html=tuple((where, text) for where, _, parts in found for text in _html(parts)),
        removals=tuple(map(removal, feed.get(f"{TOMBSTONES}deleted-entry", []))),
        is_archive=f"{HISTORY}archive" in feed,
        is_complete=f"{HISTORY}complete" in feed,
    )


def removal(element: etree._Element) -> Removal:
    """The content of a tombstone (RFC 6721, section 3)."""
    when = element.get("when")
    return Removal(element.get("ref"), None if when is None else rfc_3339("when", when))


def link_faults(where: str, links: list[etree._Element]) -> Iterator[Fault]:
    """The faults of links (RFC 4287, section 4.2.7), in Atom and in RSS."""
    for link in links:
        if not link.get("href"):
            yield Fault(where, f"has a link without href (rel {link.get('rel')}); add one")
        kind = link.get("type")
        if kind is not None and not _MEDIA_TYPE.fullmatch(kind):
            yield Fault(where, f"has a link of type '{kind}', which is not a media type")
    kinds = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in links
        if link.get("rel", "alternate") == "alternate"
    )
    for (kind, language), count in kinds.items():
        if count > 1:
            which = f"type {kind or 'missing'}, language {language or 'missing'}"
            yield Fault(where, f"has {count} alternate links of one kind ({which}); keep one")


def _item(where: str, parts: Children) -> Item:
    links = _links(parts)
    title = parts.get(f"{ATOM}title", [None])[0]
    return Item(
        where=where,
        id=first_text(parts, f"{ATOM}id"),
        title=None if title is None or title.get("type", "text") != "text" else title.text,
        link=next((x.get("href") for x in links if x.get("rel", "alternate") == "alternate"), None),
        published=_date(parts, "published"),
        updated=_date(parts, "updated"),
        attached=tuple(
            Address(where, "link enclosure", x.get("href", ""))
            for x in links
            if x.get("rel") == "enclosure"
        ),
    )


def _html(parts: Children) -> Iterator[str]:
    for name in ("title", "summary", "content", "rights"):
        for element in parts.get(f"{ATOM}{name}", []):
            if element.get("type") == "html":
                yield element.text or ""


def _links(parts: Children) -> list[etree._Element]:
    return parts.get(f"{ATOM}link", [])


def _date(parts: Children, name: str) -> Date | None:
    elements = parts.get(f"{ATOM}{name}")
    return None if not elements else rfc_3339(name, elements[0].text or "")


def _has_author(entry: Children) -> bool:
    source = entry.get(f"{ATOM}source", [])
    return f"{ATOM}author" in entry or any(s.find(f"{ATOM}author") is not None for s in source)


def _counts(
    where: str, parts: Children, one: tuple[str, ...], most_one: tuple[str, ...]
) -> Iterator[Fault]:
    for name in one:
        count = len(parts.get(f"{ATOM}{name}", ()))
        if count != 1:
            yield Fault(where, f"has {count or 'no'} <{name}>; there has to be exactly one")
        elif name != "updated" and _is_blank(parts[f"{ATOM}{name}"][0]):
            yield Fault(where, f"has an empty <{name}>; readers need a value")
    for element in parts.get(f"{ATOM}id", ()):
        if text_of(element) not in (None, element.text):
            # Ids are compared character by character (section 4.2.6.1).
            yield Fault(where, "has spaces around its <id>; remove them")
    for name in most_one:
        count = len(parts.get(f"{ATOM}{name}", ()))
        if count > 1:
            yield Fault(where, f"has {count} <{name}>; at most one is allowed")


def _is_blank(element: etree._Element) -> bool:
    return not any(str(text).strip() for text in element.itertext())


def _unknown_elements(where: str, parts: Children, known: set[str]) -> Iterator[Fault]:
    for name, elements in parts.items():
        # Elements in other namespaces are extensions, which are allowed (section 6).
        if name not in known and (name.startswith(ATOM) or not name.startswith("{")):
            yield Fault(where, f"has <{shown(elements[0])}>, which Atom does not allow there")


def _parts(where: str, parts: Children) -> Iterator[Fault]:
    """The faults of links, persons, categories and texts, which feeds and entries share."""
    yield from link_faults(where, _links(parts))
    for name in ("author", "contributor"):
        for person in parts.get(f"{ATOM}{name}", []):
            if len(person.findall(f"{ATOM}name")) != 1 or not text_of(person.find(f"{ATOM}name")):
                yield Fault(where, f"has an {name} without exactly one name")
    for category in parts.get(f"{ATOM}category", []):
        if not category.get("term"):
            yield Fault(where, "has a category without a term; it needs one")
    for name in ("title", "subtitle", "summary", "rights"):
        for text in parts.get(f"{ATOM}{name}", []):
            if text.get("type", "text") not in ("text", "html", "xhtml"):
                yield Fault(where, f"has a {name} of type '{text.get('type')}'; write text or html")
            else:
                yield from _markup(where, name, text)


def _content(where: str, entry: Children) -> Iterator[Fault]:
    """The faults of content (section 4.1.3), or of what must replace it (section 4.1.2)."""
    contents = entry.get(f"{ATOM}content", [])
    is_linked = any(link.get("rel", "alternate") == "alternate" for link in _links(entry))
    if not contents and not is_linked:
        yield Fault(where, "has neither content nor an alternate link; it needs one of them")
    for content in contents:
        kind, source = content.get("type", "text"), content.get("src")
        if kind not in ("text", "html", "xhtml") and not _MEDIA_TYPE.fullmatch(kind):
            yield Fault(where, f"has content of type '{kind}'; write html")
        elif source is None:
            yield from _markup(where, "content", content)
        elif (content.text or "").strip() or len(content) or kind in ("html", "xhtml"):
            yield Fault(
                where, "has content with src; it has to be empty, and its type a media type"
            )
        elif f"{ATOM}summary" not in entry:
            yield Fault(where, "has external content (src) and no summary; it needs one")


def _markup(where: str, name: str, text: etree._Element) -> Iterator[Fault]:
    kind = text.get("type", "text")
    if kind == "xhtml":
        elements = list(text.iterchildren(etree.Element))
        if [element.tag for element in elements] != [f"{_XHTML}div"]:
            yield Fault(where, f"has a {name} of type xhtml that is not a single <div>")
    elif kind in ("text", "html") and len(text):
        yield Fault(where, f"has elements in its {name} of type {kind}; escape them")
