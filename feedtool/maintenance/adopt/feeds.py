"""Feeds of another publisher, read: RSS 2.0, Atom and JSON Feed, from bytes to entries.

Nothing outside the bytes is looked at: no external entity, no schema, no network.
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

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DATE = "{http://purl.org/dc/elements/1.1/}date"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_ORIGINAL_LINK = "{http://rssnamespace.org/feedburner/ext/1.0}origLink"
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # in XML, or on one line
_JSON_FEED = "https://jsonfeed.org/version/"


class ImportedEntry(msgspec.Struct, frozen=True):
    """An entry as its publisher had it; `text` without marks, `source` the feed it stands in.

    `permalink`: the id was published as an address (RSS 2.0, isPermaLink).
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
    """A feed: its own id if it has one, its entries, and how many have no id to take over."""

    source: str
    id: str | None
    entries: tuple[ImportedEntry, ...]
    nameless: int


def parse(data: bytes, source: str) -> ImportedFeed:
    """The feed in a file called `source`. Raises `ConfigError` if it is none that is known."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _feed(source, *_from_json(data, source))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ConfigError(f"{source}: is not well-formed: {error}; mend it") from None
    if root.tag == "rss":
        return _feed(source, None, _rss(root))
    if root.tag == f"{_ATOM}feed":
        return _feed(source, _text(root, f"{_ATOM}id"), _atom(root))
    raise ConfigError(
        f"{source}: is neither RSS 2.0 nor Atom nor JSON Feed; save the old feed itself, not a page"
    )


_Fields = dict[str, Any]


def _feed(source: str, feed_id: str | None, entries: Iterator[_Fields]) -> ImportedFeed:
    found, nameless = [], 0
    for fields in entries:
        name = (fields.pop("id") or "").strip()
        if name and not _UNSPEAKABLE.search(name):
            found.append(ImportedEntry(source=source, id=name, **fields))
        else:
            nameless += 1
    return ImportedFeed(source, feed_id, tuple(found), nameless)


def _rss(root: etree._Element) -> Iterator[_Fields]:
    for item in root.iter("item"):
        guid = item.find("guid")
        link = _text(item, _ORIGINAL_LINK) or _text(item, "link")
        named = None if guid is None else (guid.text or "").strip()
        is_permalink = guid is None or guid.get("isPermaLink", "true").strip().lower() == "true"
        if link is None and named and is_permalink and named.startswith(("http://", "https://")):
            link = named
        body = _text(item, _CONTENT) or _text(item, "description") or ""
        yield {
            # A reader that finds no guid takes the link for one.
            "id": named or link,
            "permalink": is_permalink if named else True,
            "url": link,
            "title": without_marks(_text(item, "title") or ""),
            "text": without_marks(body),
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
    """A text construct (RFC 4287, section 3.1) without its marks."""
    element = entry.find(f"{_ATOM}{name}")
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml":
        return one_line(" ".join(str(text) for text in element.itertext()))
    text = element.text or ""
    return without_marks(text) if "html" in kind else one_line(text)


def _from_json(data: bytes, source: str) -> tuple[str | None, Iterator[_Fields]]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{source}: is not JSON: {error}; mend it") from None
    items = feed.get("items")
    if not str(feed.get("version", "")).startswith(_JSON_FEED) or not isinstance(items, list):
        raise ConfigError(f"{source}: is no JSON Feed; it has to have `version` and `items`")
    return None, (_json_item(item) for item in items if isinstance(item, dict))


def _json_item(item: dict[str, Any]) -> _Fields:
    def text(name: str) -> str:
        value = item.get(name)
        # Version 1 of the format wants numbers taken for strings.
        return str(value) if isinstance(value, (str, int, float)) else ""

    body = text("content_text") or without_marks(text("content_html")) or text("summary")
    return {
        "id": text("id") or text("url"),
        "permalink": False,
        "url": text("url") or None,
        "title": one_line(text("title")),
        "text": one_line(body),
        "published": _date(text("date_published")),
        "updated": _date(text("date_modified")),
    }


def without_marks(source: str) -> str:
    """The text of a piece of HTML, on one line.

    >>> without_marks("<p>Fish &amp; <b>chips</b></p><p>Peas</p>")
    'Fish & chips Peas'
    """
    return one_line(html.unescape(_TAG.sub(" ", _HIDDEN.sub(" ", source))))


def _text(element: etree._Element, name: str) -> str | None:
    return (element.findtext(name) or "").strip() or None


def _date(value: str | None) -> datetime | None:
    return parse_date(value) if value else None
