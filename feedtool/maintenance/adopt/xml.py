"""Parses the XML of feeds as feed readers do: also if it is not well-formed.

It reads nothing but the bytes: no external entities, no schema, no network.
"""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from feedtool.errors import ConfigError

_DECLARATION = re.compile(r"<\?xml\b[^>]*>")
_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A section in which ampersands need no reference, or an ampersand that begins none.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#\d+;|#[xX][0-9a-fA-F]+;|(?:amp|lt|gt|quot|apos);)", re.DOTALL
)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]*;)")
_XML_NAMES = frozenset((b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"))


def parse(data: bytes, source: str) -> tuple[etree._Element, str | None]:
    """The root of a document, and what is wrong with it if it is not well-formed.

    Raises `ConfigError` if no root can be made out, or if the document ends before its root does.
    """
    data = _NAMED.sub(_numbered, data)
    try:
        return etree.fromstring(data, _parser(recover=False)), None
    except (etree.XMLSyntaxError, ValueError) as error:
        root, fault = _recovered(_decoded(data)), getattr(error, "msg", None) or str(error)
    if root is None:
        raise ConfigError(f"{source}: is not well-formed XML: {fault}; save the old feed once more")
    return root, fault


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=recover)


def _recovered(text: str) -> etree._Element | None:
    """The root of a document with errors; None if it has none, or not its end."""
    text = text.lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    text = _AMPERSAND.sub(lambda found: found[0] if len(found[0]) > 1 else "&amp;", text)
    data = _NOT_ALLOWED.sub("", text).encode()
    try:
        root: etree._Element | None = etree.fromstring(data, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or not isinstance(root.tag, str):
        return None
    name = etree.QName(root).localname
    end = f"</{root.prefix}:{name}" if root.prefix else f"</{name}"
    return root if end in text else None


def _decoded(data: bytes) -> str:
    """The text of a document, in Windows-1252 if it is not in the encoding that it declares."""
    declared = _ENCODING.search(data[:1000])
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    name = "utf-16" if marked else declared[1].decode("ascii") if declared else "utf-8"
    for encoding in (name, "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def _numbered(found: re.Match[bytes]) -> bytes:
    """A reference to a character that HTML names, and XML does not know, by its number."""
    name = found[1]
    characters = None if name in _XML_NAMES else html5.get(name.decode("ascii"))
    if characters is None:
        return found[0]
    return b"".join(f"&#{ord(character)};".encode() for character in characters)
