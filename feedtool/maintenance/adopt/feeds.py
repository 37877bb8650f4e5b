"""Parses feeds of another publisher: RSS 2.0, Atom and JSON Feed, from bytes to entries.

It reads nothing but the bytes: no external entities, no schema, no network.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import msgspec
from lxml import etree

from feedtool.errors import ConfigError
from feedtool.text.dates import parse_date
from feedtool.text.normalize import one_line
from feedtool.validate.addresses import is_permalink

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DATE = "{http://purl.org/dc/elements/1.1/}date"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_ORIGINAL_LINK = "{http://rssnamespace.org/feedburner/ext/1.0}origLink"
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_NOT_ALLOWED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # in an id in XML
_JSON_FEED = "https://jsonfeed.org/version/"


class ImportedEntry(msgspec.Struct, frozen=True):
    """An entry of the feed `source`; `text` is without markup.

    If `permalink`, the id was published as an address (RSS 2.0, isPermaLink).
    """

    source: str
    id: str
    permalink: bool
    url: str | None
    title: str
    text: str
    published: datetime | None
    updated: datetime | None


class ImportedFeed(msgspec.Struct, frozen=True):
    """A feed: its own id if it has one, its entries, and how many more have no usable id."""

    source: str
    id: str | None
    entries: tuple[ImportedEntry, ...]
    without_id: int


def parse(data: bytes, source: str) -> ImportedFeed:
    """The feed in the file `source`. Raises `ConfigError` if it is not one of these formats."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _feed(source, *_from_json(data, source))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ConfigError(
            f"{source}: is not well-formed XML: {error}; save the old feed once more"
        ) from None
    if root.tag == "rss":
        return _feed(source, None, _rss(root))
    if root.tag == f"{_ATOM}feed":
        return _feed(source, _text(root, f"{_ATOM}id"), _atom(root))
    raise ConfigError(
        f"{source}: is neither RSS 2.0 nor Atom nor JSON Feed; save the feed itself, not a page"
    )


_Fields = dict[str, Any]


def _feed(source: str, feed_id: str | None, entries: Iterator[_Fields]) -> ImportedFeed:
    found, without_id = [], 0
    for fields in entries:
        entry_id = (fields.pop("id") or "").strip()
        if entry_id and not _NOT_ALLOWED.search(entry_id):
            found.append(ImportedEntry(source=source, id=entry_id, **fields))
        else:
            without_id += 1
    return ImportedFeed(source, feed_id, tuple(found), without_id)


def _rss(root: etree._Element) -> Iterator[_Fields]:
    for item in root.iter("item"):
        guid = item.find("guid")
        link = _text(item, _ORIGINAL_LINK) or _text(item, "link")
        named = None if guid is None else (guid.text or "").strip()
        # Most publishers whose guids are not addresses leave the attribute out, which means "true".
        declared = guid is None or guid.get("isPermaLink", "true").strip().lower() == "true"
        is_address = declared and is_permalink(named or link or "")
        if link is None and is_address:
            link = named
        body = _text(item, _CONTENT) or _text(item, "description") or ""
        yield {
            # Without a guid, readers use the link.
            "id": named or link,
            "permalink": is_address,
            "url": link,
            "title": without_markup(_text(item, "title") or ""),
            "text": without_markup(body),
            "published": _date(_text(item, "pubDate") or _text(item, _DATE)),
            "updated": _date(_text(item, f"{_ATOM}updated") or _text(item, _MODIFIED)),
        }


def _atom(root: etree._Element) -> Iterator[_Fields]:
    home = next(_links(root), "")
    for entry in root.iter(f"{_ATOM}entry"):
        link = next(_links(entry), None)
        body = _construct(entry, "content") or _construct(entry, "summary")
        yield {
            "id": _text(entry, f"{_ATOM}id") or link,
            "permalink": False,
            "url": None if link is None else urljoin(home, link),
            "title": _construct(entry, "title"),
            "text": body,
            "published": _date(_text(entry, f"{_ATOM}published")),
            "updated": _date(_text(entry, f"{_ATOM}updated")),
        }


def _links(element: etree._Element) -> Iterator[str]:
    for link in element.findall(f"{_ATOM}link"):
        href = link.get("href")
        if href and link.get("rel", "alternate") == "alternate":
            yield href.strip()


def _construct(entry: etree._Element, name: str) -> str:
    """A text construct (RFC 4287, section 3.1) without markup."""
    element = entry.find(f"{_ATOM}{name}")
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml":
        return one_line(" ".join(str(text) for text in element.itertext()))
    text = element.text or ""
    return without_markup(text) if "html" in kind else one_line(text)


def _from_json(data: bytes, source: str) -> tuple[str | None, Iterator[_Fields]]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{source}: is not JSON: {error}; save the old feed once more") from None
    items = feed.get("items")
    if not str(feed.get("version", "")).startswith(_JSON_FEED) or not isinstance(items, list):
        raise ConfigError(f"{source}: is not a JSON Feed; it must have `version` and `items`")
    return None, (_json_item(item) for item in items if isinstance(item, dict))


def _json_item(item: dict[str, Any]) -> _Fields:
    def text(name: str) -> str:
        value = item.get(name)
        # Version 1 of the format requires that numbers are read as strings.
        return str(value) if isinstance(value, (str, int, float)) else ""

    url = text("url")
    body = text("content_text") or without_markup(text("content_html")) or text("summary")
    return {
        "id": text("id") or url,
        "permalink": False,
        "url": url if url and not _NOT_ALLOWED.search(url) else None,
        "title": one_line(text("title")),
        "text": one_line(body),
        "published": _date(text("date_published")),
        "updated": _date(text("date_modified")),
    }


def without_markup(source: str) -> str:
    """The text of a piece of HTML, on one line.

    >>> without_markup("<p>Fish &amp; <b>chips</b></p><p>Peas</p>")
    'Fish & chips Peas'
    """
    return one_line(html.unescape(_TAG.sub(" ", _HIDDEN.sub(" ", source))))


def _text(element: etree._Element, name: str) -> str | None:
    return (element.findtext(name) or "").strip() or None


def _date(value: str | None) -> datetime | None:
    return parse_date(value) if value else None
