"""Leads the links of a site to its preview instead of to its public address.

Only addresses that something follows are replaced: attributes of elements, addresses in feeds and
lists, and in style sheets. Texts stay as they are, also if they quote the public address, and so do
ids. What has no such address stays the same, byte for byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from lxml import etree

_KINDS = {
    "text/html": "html",
    "application/xml": "xml",
    "text/x-opml+xml": "xml",
    "application/feed+json": "json",
    "text/css": "css",
}
# A start tag; the values of attributes may have angle brackets in them.
_TAG = r"<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
# A script with its content, or another start tag.
_PIECE = re.compile(rf"(<script\b[^>]*>)(.*?)(?=</script)|{_TAG}", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<=\s)([\w:.-]+)(\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+)")
_DATA = "application/ld+json"
_LISTS = {"srcset", "imagesrcset"}  # attributes with several addresses
# Elements of feeds and sitemaps whose text is an address, or HTML. Not `id` and `guid`: an entry is
# the same wherever it is shown.
_ADDRESSES = frozenset("link url loc uri icon logo docs comments".split())
_HTML = frozenset("content encoded description summary".split())
_FIELDS = frozenset("image icon favicon banner_image avatar".split())  # of JSON Feed, besides *url


def is_rewritten(kind: str) -> bool:
    """Whether files of this media type have addresses that are replaced.

    >>> is_rewritten("text/html; charset=utf-8"), is_rewritten("image/png")
    (True, False)
    """
    return kind.partition(";")[0] in _KINDS


def rewritten(kind: str, body: bytes, public: str, here: str) -> bytes:
    """A file with the addresses below `public` replaced by those below `here`.

    A file that is not what its media type says, such as malformed XML, stays the same.
    """
    addresses = _Addresses(public, here)
    if public == here or not addresses.may_be_in(body):
        return body
    return _REWRITERS[_KINDS[kind.partition(";")[0]]](body, addresses)


class _Addresses:
    """Finds addresses below the public address of a site, with any scheme."""

    def __init__(self, public: str, here: str) -> None:
        parts = urlsplit(public)
        self._host = parts.netloc
        path = parts.path.rstrip("/")
        spelled = "|".join(re.escape(form) for form in dict.fromkeys((path, html.escape(path))))
        # The host in any case, as browsers take it.
        below = rf"(?:(?i:https?:)?//(?i:{re.escape(parts.netloc)}))(?:{spelled})"
        self._whole = re.compile(rf"(\s*){below}(?=[/?#][^\s]*\s*$|\s*$)")
        self._listed = re.compile(rf"(^|[\s,]){below}(?=[/?#\s,]|$)")
        self._refresh = re.compile(rf"(\d\s*[;,]\s*(?i:url)\s*=\s*['\"]?){below}(?=[/?#'\"]|$)")
        self._style = re.compile(rf"((?i:url)\(\s*[\"']?|@import\s+[\"']){below}(?=[/?#\"')])")
        self._string = re.compile(rf'(")(?:{below})(?=(?:[/?#][^"\s]*)?")')
        self._here = here.rstrip("/")

    def may_be_in(self, body: bytes) -> bool:
        """Whether `body` has the host of the public address anywhere."""
        return self._host.lower().encode() in body.lower()

    def _replaced(self, pattern: re.Pattern[str], text: str) -> str:
        return pattern.sub(lambda found: found[1] + self._here, text)

    def in_value(self, name: str, value: str) -> str:
        """The value of the attribute `name` with its addresses replaced."""
        if name in _LISTS:
            return self._replaced(self._listed, value)
        if name == "style":
            return self._replaced(self._style, value)
        if name == "content" and self._refresh.match(value):
            return self._replaced(self._refresh, value)
        return self.alone(value)

    def alone(self, text: str) -> str:
        """The address, if the text is nothing but an address."""
        found = self._whole.match(text)
        return text if found is None else f"{found[1]}{self._here}{text[found.end() :]}"

    def in_style(self, text: str) -> str:
        """A style sheet with its addresses replaced."""
        return self._replaced(self._style, text)

    def in_json(self, text: str) -> str:
        """JSON with all strings replaced that are addresses."""
        return self._replaced(self._string, text)


def _html(text: str, addresses: _Addresses) -> str:
    def attribute(found: re.Match[str]) -> str:
        name, equals, value = found.groups()
        quote = value[0] if value[0] in "\"'" else ""
        inner = value.removeprefix(quote).removesuffix(quote)
        return f"{name}{equals}{quote}{addresses.in_value(name.lower(), inner)}{quote}"

    def piece(found: re.Match[str]) -> str:
        if found[1] is None:
            return _ATTRIBUTE.sub(attribute, found[0])
        # Another script stays the same: the policy of the page allows it by its digest.
        script = addresses.in_json(found[2]) if _DATA in found[1] else found[2]
        return _ATTRIBUTE.sub(attribute, found[1]) + script

    return _PIECE.sub(piece, text)


def _page(body: bytes, addresses: _Addresses) -> bytes:
    text = body.decode("utf-8", "surrogateescape")
    return _html(text, addresses).encode("utf-8", "surrogateescape")


def _style_sheet(body: bytes, addresses: _Addresses) -> bytes:
    text = body.decode("utf-8", "surrogateescape")
    return addresses.in_style(text).encode("utf-8", "surrogateescape")


def _xml(body: bytes, addresses: _Addresses) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return body
    for element in root.iter(etree.Element):
        for name, value in element.items():
            local = etree.QName(name).localname
            element.set(name, addresses.in_value(local, str(value)))
        if not element.text:
            continue
        local = etree.QName(element).localname
        if local in _ADDRESSES:
            element.text = addresses.alone(element.text)
        elif local in _HTML:
            element.text = _html(element.text, addresses)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _json(body: bytes, addresses: _Addresses) -> bytes:
    try:
        feed = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body
    return msgspec.json.format(msgspec.json.encode(_fields(feed, "", addresses)), indent=2) + b"\n"


def _fields(value: Any, name: str, addresses: _Addresses) -> Any:
    if isinstance(value, dict):
        return {key: _fields(field, key, addresses) for key, field in value.items()}
    if isinstance(value, list):
        return [_fields(item, name, addresses) for item in value]
    if not isinstance(value, str):
        return value
    if name == "content_html":
        return _html(value, addresses)
    return addresses.alone(value) if name.endswith("url") or name in _FIELDS else value


_REWRITERS: dict[str, Callable[[bytes, _Addresses], bytes]] = {
    "html": _page,
    "xml": _xml,
    "json": _json,
    "css": _style_sheet,
}
