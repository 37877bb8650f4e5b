"""Atom 1.0: what RFC 4287 demands, and what a document says."""

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
    """The content of an Atom document, and what is wrong with it."""
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
    """Why this is the root of no Atom feed at all; None: it is of one."""
    if root.tag == f"{ATOM}feed":
        return None
    return f'it begins with <{shown(root)}>; that has to be <feed xmlns="{ATOM[1:-1]}">'


def _entries(root: etree._Element) -> Entries:
    """The entries with their parts, once for all that looks at them."""
    found = []
    for number, entry in enumerate(root.iterchildren(f"{ATOM}entry"), 1):
        parts = children(entry)
        name = first_text(parts, f"{ATOM}id") or "without id"
        found.append((f"entry {number} ({name})", entry, parts))
    return tuple(found)


def _faults(root: etree._Element, found: Entries) -> Iterator[Fault]:
    """What RFC 4287 forbids in a document with these entries."""
    feed = children(root)
    yield from _counts("", feed, _ONE, _FEED_MOST_ONE)
    yield from _strangers("", feed, _OF_FEED)
    yield from _parts("", feed)
    yield from stray_text("", root)
    for place, element, entry in found:
        yield from stray_text(place, element)
        yield from _counts(place, entry, _ONE, _ENTRY_MOST_ONE)
        yield from _strangers(place, entry, _OF_ENTRY)
        yield from _parts(place, entry)
        yield from _content(place, entry)
        if f"{ATOM}author" not in feed and not _has_author(entry):
            yield Fault(place, "has no author, and the feed has none; either needs one")


def _feed(root: etree._Element, found: Entries) -> ParsedFeed:
    """What a document with these entries says, whether it is sound or not."""
    feed = children(root)
    links = [(link.get("rel", "alternate"), link.get("href", "")) for link in _links(feed)]

    def those(rel: str) -> tuple[str, ...]:
        return tuple(href for name, href in links if name == rel)

    return ParsedFeed(
        title=first_text(feed, f"{ATOM}title"),
        updated=_date(feed, "updated"),
        items=tuple(_item(place, parts) for place, _, parts in found),
        home=next(iter(those("alternate")), None),
        itself=those("self"),
        hubs=those("hub"),
        older=those("prev-archive"),
        newer=those("next-archive"),
        current=those("current"),
        stylesheets=tuple(stylesheets(root)),
        addresses=tuple(feed_addresses(root, found, f"{ATOM}entry")),
        html=tuple((place, text) for place, _, parts in found for text in _html(parts)),
        removals=tuple(map(removal, feed.get(f"{TOMBSTONES}deleted-entry", []))),
        is_archive=f"{HISTORY}archive" in feed,
        is_complete=f"{HISTORY}complete" in feed,
    )


def removal(element: etree._Element) -> Removal:
    """What a tombstone says (RFC 6721, section 3)."""
    when = element.get("when")
    return Removal(element.get("ref"), None if when is None else rfc_3339("when", when))


def link_faults(place: str, links: list[etree._Element]) -> Iterator[Fault]:
    """What is wrong with links (RFC 4287, section 4.2.7), also with those in RSS."""
    for link in links:
        if not link.get("href"):
            yield Fault(place, f"has a link without an address (rel {link.get('rel')})")
        kind = link.get("type")
        if kind is not None and not _MEDIA_TYPE.fullmatch(kind):
            yield Fault(place, f"has a link of type '{kind}', which is no media type")
    kinds = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in links
        if link.get("rel", "alternate") == "alternate"
    )
    for (kind, language), count in kinds.items():
        if count > 1:
            which = f"type {kind or 'unsaid'}, language {language or 'unsaid'}"
            yield Fault(place, f"has {count} alternate links of one sort ({which}); keep one")


def _item(place: str, parts: Children) -> Item:
    links = _links(parts)
    title = parts.get(f"{ATOM}title", [None])[0]
    return Item(
        place=place,
        id=first_text(parts, f"{ATOM}id"),
        title=None if title is None or title.get("type", "text") != "text" else title.text,
        link=next((x.get("href") for x in links if x.get("rel", "alternate") == "alternate"), None),
        published=_date(parts, "published"),
        updated=_date(parts, "updated"),
        attached=tuple(
            Address(place, "link enclosure", x.get("href", ""))
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
    place: str, parts: Children, one: tuple[str, ...], most_one: tuple[str, ...]
) -> Iterator[Fault]:
    for name in one:
        count = len(parts.get(f"{ATOM}{name}", ()))
        if count != 1:
            yield Fault(place, f"has {count or 'no'} <{name}>; there has to be exactly one")
        elif name != "updated" and _is_blank(parts[f"{ATOM}{name}"][0]):
            yield Fault(place, f"has an empty <{name}>; readers need it")
    for element in parts.get(f"{ATOM}id", ()):
        if text_of(element) not in (None, element.text):
            # Ids are compared character by character (section 4.2.6.1).
            yield Fault(place, "has space around its <id>; take it out")
    for name in most_one:
        count = len(parts.get(f"{ATOM}{name}", ()))
        if count > 1:
            yield Fault(place, f"has {count} <{name}>; there may be one")


def _is_blank(element: etree._Element) -> bool:
    return not any(str(text).strip() for text in element.itertext())


def _strangers(place: str, parts: Children, known: set[str]) -> Iterator[Fault]:
    for name, elements in parts.items():
        # What is in another namespace is an extension, and free (section 6).
        if name not in known and (name.startswith(ATOM) or not name.startswith("{")):
            yield Fault(place, f"has <{shown(elements[0])}>, which Atom does not know there")


def _parts(place: str, parts: Children) -> Iterator[Fault]:
    """Links, persons, categories and texts, which feed and entries have alike."""
    yield from link_faults(place, _links(parts))
    for name in ("author", "contributor"):
        for person in parts.get(f"{ATOM}{name}", []):
            if len(person.findall(f"{ATOM}name")) != 1 or not text_of(person.find(f"{ATOM}name")):
                yield Fault(place, f"has an {name} without exactly one name")
    for category in parts.get(f"{ATOM}category", []):
        if not category.get("term"):
            yield Fault(place, "has a category without a term")
    for name in ("title", "subtitle", "summary", "rights"):
        for text in parts.get(f"{ATOM}{name}", []):
            if text.get("type", "text") not in ("text", "html", "xhtml"):
                yield Fault(place, f"has a {name} of type '{text.get('type')}'; write text or html")
            else:
                yield from _markup(place, name, text)


def _content(place: str, entry: Children) -> Iterator[Fault]:
    """Section 4.1.3, and what an entry without content needs instead (4.1.2)."""
    contents = entry.get(f"{ATOM}content", [])
    is_linked = any(link.get("rel", "alternate") == "alternate" for link in _links(entry))
    if not contents and not is_linked:
        yield Fault(place, "has neither content nor an alternate link; it needs one of them")
    for content in contents:
        kind, source = content.get("type", "text"), content.get("src")
        if kind not in ("text", "html", "xhtml") and not _MEDIA_TYPE.fullmatch(kind):
            yield Fault(place, f"has content of type '{kind}'; write html")
        elif source is None:
            yield from _markup(place, "content", content)
        elif (content.text or "").strip() or len(content) or kind in ("html", "xhtml"):
            yield Fault(place, "has content with src that is not empty, or is no media type")
        elif f"{ATOM}summary" not in entry:
            yield Fault(place, "has content elsewhere (src) and no summary; it needs one")


def _markup(place: str, name: str, text: etree._Element) -> Iterator[Fault]:
    kind = text.get("type", "text")
    if kind == "xhtml":
        elements = list(text.iterchildren(etree.Element))
        if [element.tag for element in elements] != [f"{_XHTML}div"]:
            yield Fault(place, f"has a {name} of type xhtml that is not exactly one <div>")
    elif kind in ("text", "html") and len(text):
        yield Fault(place, f"has elements in its {name} of type {kind}; escape them")
