"""Parses feeds of another publisher: RSS, Atom and JSON Feed, from bytes to entries.

Of RSS there are 2.0, 0.9x and 1.0 (RDF); of Atom 1.0 and 0.3. Namespaces are not compared, because
publishers of old leave them out or declare others.
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
from msgspec.structs import replace

from feedtool.errors import ConfigError
from feedtool.maintenance.adopt import xml
from feedtool.text.dates import parse_date
from feedtool.text.normalize import one_line
from feedtool.validate.addresses import is_permalink

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DATE = "{http://purl.org/dc/elements/1.1/}date"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ORIGINAL_LINK = "{http://rssnamespace.org/feedburner/ext/1.0}origLink"
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
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
    """A feed: its own id if it has one, its entries, and how many more have no usable id.

    `fault` is the first error in its XML, None if that is well-formed.
    """

    source: str
    id: str | None
    entries: tuple[ImportedEntry, ...]
    without_id: int
    fault: str | None = None


def parse(data: bytes, source: str) -> ImportedFeed:
    """The feed in the file `source`. Raises `ConfigError` if it is not one of these formats."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _feed(source, *_from_json(data, source))
    root, fault = xml.parse(data, source)
    namespace, name = _name_of(root)
    if name in ("rss", "rdf"):
        return replace(_feed(source, None, _rss(root)), fault=fault)
    if name in ("feed", "entry"):
        feed_id = _text(root, f"{namespace}id") if name == "feed" else None
        return replace(_feed(source, feed_id, _atom(root, namespace)), fault=fault)
    raise ConfigError(
        f"{source}: is neither RSS nor Atom nor JSON Feed; save the feed itself, not a page"
    )


def _name_of(element: etree._Element) -> tuple[str, str]:
    """The namespace of an element in braces, or "", and its name in lower case."""
    tag = str(element.tag)
    namespace, brace, name = tag.rpartition("}")
    return namespace + brace, name.lower()


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
    for item in root.iter("{*}item"):
        own, _ = _name_of(item)
        guid = item.find(f"{own}guid")
        # Without a guid, readers use the identifier of RDF, or the link.
        address = item.get(_ABOUT) or _text(item, f"{own}link")
        named = None if guid is None else (guid.text or "").strip()
        # Most publishers whose guids are not addresses leave the attribute out, which means "true".
        declared = guid is None or guid.get("isPermaLink", "true").strip().lower() == "true"
        is_address = declared and is_permalink(named or address or "")
        link = _text(item, _ORIGINAL_LINK) or _text(item, f"{own}link")
        if link is None and is_address:
            link = named or address
        body = _text(item, _CONTENT) or _text(item, f"{own}description") or ""
        yield {
            "id": named or address,
            "permalink": is_address,
            "url": link,
            "title": without_markup(_text(item, f"{own}title") or ""),
            "text": without_markup(body),
            "published": _date(_text(item, f"{own}pubDate") or _text(item, _DATE)),
            "updated": _date(_text(item, f"{_ATOM}updated") or _text(item, _MODIFIED)),
        }


def _atom(root: etree._Element, own: str) -> Iterator[_Fields]:
    home = next(_links(root, own), "")
    for entry in root.iter(f"{own}entry"):
        link = next(_links(entry, own), None)
        body = _construct(entry, f"{own}content") or _construct(entry, f"{own}summary")
        # Atom 0.3 has other names for the dates.
        published = _text(entry, f"{own}published") or _text(entry, f"{own}issued")
        updated = _text(entry, f"{own}updated") or _text(entry, f"{own}modified")
        yield {
            "id": _text(entry, f"{own}id") or link,
            "permalink": False,
            "url": None if link is None else _joined(home, link),
            "title": _construct(entry, f"{own}title"),
            "text": body,
            "published": _date(published),
            "updated": _date(updated),
        }


def _joined(base: str, link: str) -> str:
    """The address that a link leads to; the link itself if it cannot be one."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _links(element: etree._Element, own: str) -> Iterator[str]:
    for link in element.findall(f"{own}link"):
        href = link.get("href")
        if href and link.get("rel", "alternate") == "alternate":
            yield href.strip()


def _construct(entry: etree._Element, name: str) -> str:
    """A text construct (RFC 4287, section 3.1) without markup."""
    element = entry.find(name)
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml" or element.get("mode") == "xml":
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
