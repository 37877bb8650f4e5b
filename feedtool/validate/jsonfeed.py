"""Parses and checks JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from feedtool.validate.dates import rfc_3339
from feedtool.validate.parsed import Address, Date, Fault, Item, Parsed, ParsedFeed, not_a_feed
from feedtool.validate.xml import decoded, forbidden_in, wrong_bytes

VERSION = "https://jsonfeed.org/version/1.1"
_ADDRESSES = ("url", "external_url", "image", "banner_image", "icon", "favicon", "avatar")
_OF_FEED = ("home_page_url", "feed_url", "next_url")
_TEXTS = ("title", "summary", "content_html", "content_text", "language", *_ADDRESSES)
_DATES = ("date_published", "date_modified")

# A JSON document without any of these has no characters that XML forbids.
_SIGNS = (b"\\u", b"\\b", b"\\f", "\ufffe".encode(), "\uffff".encode())

_Fields = Mapping[str, Any]


def parse(body: bytes) -> Parsed:
    """The content of a JSON Feed document, and its faults."""
    root = _object(body)
    if isinstance(root, str):
        return not_a_feed(Fault("", root))
    return _feed(root), tuple(_faults(root, body))


def _object(body: bytes) -> dict[str, Any] | str:
    """The object in a JSON document, or why there is none."""
    text = decoded(body)
    if not isinstance(text, str):
        return wrong_bytes(text)
    try:
        root = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return f"it is not JSON: {error}"
    return root if isinstance(root, dict) else "it is not a JSON object"


def _faults(root: _Fields, body: bytes) -> Iterator[Fault]:
    """The violations of the specification in the document `body` with the object `root`."""
    if root.get("version") != VERSION:
        yield Fault("", f"has the version {root.get('version')!r}; it has to be {VERSION}")
    if not _is_text(root.get("title")):
        yield Fault("", "has no title; it needs one")
    yield from _texts("", root, (*_OF_FEED, "title", "description", "language", "icon", "favicon"))
    yield from _authors("", root)
    if "expired" in root and not isinstance(root["expired"], bool):
        yield Fault("", "has expired that is neither true nor false")
    for hub in _objects(root.get("hubs", [])):
        if not _is_text(hub.get("type")) or not _is_text(hub.get("url")):
            yield Fault("", "has a hub without type or url; it needs both")
    if not isinstance(root.get("items"), list):
        yield Fault("", "has no list of items; it needs one, which may be empty")
        return
    for number, item in enumerate(root["items"], 1):
        if isinstance(item, dict):
            yield from _item_faults(_place(number, item), item)
        else:
            yield Fault(f"item {number}", "is not an object")
    if not any(sign in body for sign in _SIGNS):
        return
    for text in _strings(root):
        found = forbidden_in(text)
        if found is not None:
            yield Fault("", f"has the text {text[:40]!a}: its {found}")


def _feed(root: _Fields) -> ParsedFeed:
    """The content of a document, valid or not."""
    items = _numbered(root)
    return ParsedFeed(
        title=_text(root, "title"),
        updated=None,
        items=tuple(_item(_place(number, item), item) for number, item in items),
        home=_text(root, "home_page_url"),
        itself=_one(root, "feed_url"),
        hubs=tuple(url for hub in _objects(root.get("hubs")) for url in _one(hub, "url")),
        older=_one(root, "next_url"),
        addresses=tuple(_addresses(root, items)),
        html=tuple(
            (_place(number, item), text)
            for number, item in items
            for text in _one(item, "content_html")
        ),
    )


def _place(number: int, item: _Fields) -> str:
    return f"item {number} ({_text(item, 'id') or 'without id'})"


def _numbered(root: _Fields) -> list[tuple[int, dict[str, Any]]]:
    items = root.get("items")
    if not isinstance(items, list):
        return []
    return [(number, item) for number, item in enumerate(items, 1) if isinstance(item, dict)]


def _item(where: str, item: _Fields) -> Item:
    files = [file for file in _objects(item.get("attachments")) if _text(file, "url")]
    return Item(
        where=where,
        id=_text(item, "id"),
        title=_text(item, "title"),
        link=_text(item, "url"),
        published=_date(item, "date_published"),
        updated=_date(item, "date_modified"),
        attached=(
            *(Address(where, "attachment", str(file["url"])) for file in files),
            *(Address(where, name, url) for name in ("image",) for url in _one(item, name)),
        ),
    )


def _addresses(root: _Fields, items: Sequence[tuple[int, _Fields]]) -> Iterator[Address]:
    holders = [("", root), *((_place(number, item), item) for number, item in items)]
    for where, holder in holders:
        inner = [*_objects(holder.get("authors")), *_objects(holder.get("attachments"))]
        for part in (holder, *inner, *_objects(holder.get("hubs"))):
            for name in (*_ADDRESSES, *(_OF_FEED if part is root else ())):
                if isinstance(part.get(name), str):
                    yield Address(where, name, part[name])


def _item_faults(where: str, item: _Fields) -> Iterator[Fault]:
    if not _is_text(item.get("id")):
        yield Fault(where, "has no id, or one that is not a string; it needs one")
    if not isinstance(item.get("content_html", item.get("content_text")), str):
        yield Fault(where, "has neither content_html nor content_text; it needs one of them")
    if "title" in item and not _is_text(item["title"]):
        yield Fault(where, "has an empty title; omit it or fill it in")
    yield from _texts(where, item, (*_TEXTS, *_DATES))
    yield from _authors(where, item)
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield Fault(where, "has tags that are not a list of strings")
    attachments = item.get("attachments", [])
    if not isinstance(attachments, list) or not all(
        isinstance(file, dict) and _is_text(file.get("url")) and _is_text(file.get("mime_type"))
        for file in attachments
    ):
        yield Fault(where, "has an attachment without url or mime_type; it needs both")


def _authors(where: str, holder: _Fields) -> Iterator[Fault]:
    authors = holder.get("authors", [])
    if not isinstance(authors, list) or not all(
        isinstance(author, dict) and any(map(author.get, ("name", "url", "avatar")))
        for author in authors
    ):
        yield Fault(where, "has an author without name, url and avatar; it needs one of them")


def _texts(where: str, holder: _Fields, names: Sequence[str]) -> Iterator[Fault]:
    for name in names:
        if name in holder and not isinstance(holder[name], str):
            yield Fault(where, f"has a {name} that is not a string")


def _date(item: _Fields, name: str) -> Date | None:
    text = _text(item, name)
    return None if text is None else rfc_3339(name, text)


def _text(holder: _Fields, name: str) -> str | None:
    value = holder.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _one(holder: _Fields, name: str) -> tuple[str, ...]:
    value = _text(holder, name)
    return () if value is None else (value,)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _objects(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _strings(value: object) -> Iterator[str]:
    """All strings in a JSON value, at any depth."""
    open_ = [value]
    while open_:
        part = open_.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            open_ += (*part, *part.values())
        elif isinstance(part, list):
            open_ += part
