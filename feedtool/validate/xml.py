"""Parses XML safely, and reads elements, texts and URLs from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from feedtool.validate.parsed import Address, Fault

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"  # RFC 5005
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"  # RFC 6721
Entries = Sequence[tuple[str, etree._Element, "Children"]]  # locations, elements, their children
Children = dict[str, list[etree._Element]]  # child elements by name, in order
BOM = b"\xef\xbb\xbf"
# What may precede the root. Possessive, because backtracking could take exponential time.
_PROLOG = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")
_START = 512  # bytes that programs inspect to detect the type of a document
_LONGEST = 10_000_000  # bytes of text that libxml2 accepts unless huge_tree is set
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PSEUDO = re.compile(r"""(\w+)\s*=\s*["']([^"']*)["']""")
_ATTRIBUTES = ("href", "src", "url", "uri", "resource")
_ELEMENTS = {"link", "url", "docs", "comments", *(f"{ATOM}{n}" for n in ("icon", "logo", "uri"))}


def parsed(body: bytes) -> etree._Element | Fault:
    """The root of an XML document, or the fault that prevents parsing.

    A document with a DOCTYPE is rejected, because its entities can expand without limit.
    """
    text = decoded(body)
    if not isinstance(text, str):
        return Fault("", wrong_bytes(text))
    body = body.removeprefix(BOM)
    declared = _ENCODING.match(body)
    if declared is not None and declared[1].lower() != b"utf-8":
        shown = declared[1].decode()
        return Fault(
            "", f"it declares the encoding {shown}; use UTF-8, which every reader supports"
        )
    prolog = _PROLOG.match(body)
    if prolog is not None and body.startswith(b"<!DOCTYPE", prolog.end()):
        return Fault("", "it has a DOCTYPE, which readers reject; remove it")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        code = error.code  # type: ignore[attr-defined]  # lxml-stubs do not know it
        if len(body) > _LONGEST and code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            # An author can cause this with an extremely long article.
            fact = f"it has a text of more than {_LONGEST:,} bytes, which many readers reject"
            return Fault("", f"{fact}; split that article", blocks_publishing=False)
        return Fault("", f"it is not well-formed: {forbidden_in(text) or error.msg}")


def late_mark(body: bytes, mark: bytes) -> Iterator[Fault]:
    """A fault if `mark`, the start of the root element, is not near the start of the document."""
    if mark not in body[:_START]:
        fact = f"has its root element after the first {_START} bytes; move it up for type detection"
        yield Fault("", fact)


def decoded(body: bytes) -> str | UnicodeDecodeError:
    """The text of a document, or why it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error


def wrong_bytes(error: UnicodeDecodeError) -> str:
    """A message with the first line of a document that is not UTF-8."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return f"it is not UTF-8: line {line} has the byte 0x{error.object[error.start]:02X}"


def forbidden_in(text: str) -> str | None:
    """A message about the first character of a text that XML 1.0 forbids (section 2.2), or None."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    return f"line {line} has U+{ord(found[0]):04X}, which XML forbids"


def children(element: etree._Element) -> Children:
    """The child elements of an element, by name."""
    found: Children = {}
    for child in element.iterchildren(etree.Element):
        found.setdefault(str(child.tag), []).append(child)
    return found


def text_of(element: etree._Element | None) -> str | None:
    """The stripped text of an element; None if it is empty or the element is None."""
    return None if element is None else (element.text or "").strip() or None


def stray_text(where: str, element: etree._Element) -> Iterator[Fault]:
    """A fault if an element that should have only child elements also has text."""
    for text in (element.text, *(child.tail for child in element)):
        if text and text.strip():
            yield Fault(where, f"has the text '{text.strip()[:40]}' between its elements")
            return


def first_text(found: Children, name: str) -> str | None:
    """The stripped text of the first element with this name; None if it is missing or empty."""
    return text_of(found[name][0]) if name in found else None


def addresses(element: etree._Element, where: str) -> Iterator[Address]:
    """The URLs in an element and its descendants, in attributes and in elements such as <link>.

    Elements of XHTML texts are included.
    """
    for part in element.iter(etree.Element):
        for name in _ATTRIBUTES:
            value = part.get(name)
            if value is not None:
                yield Address(where, f"{shown(part)} {name}", value)
        if part.tag in _ELEMENTS and part.text is not None:
            yield Address(where, shown(part), part.text.strip())


def feed_addresses(parent: etree._Element, found: Entries, name: str) -> Iterator[Address]:
    """The URLs in a feed, first those outside its entries, which are the elements `name`."""
    for child in parent.iterchildren(etree.Element):
        if child.tag != name:
            yield from addresses(child, "")
    for where, entry, _ in found:
        yield from addresses(entry, where)


def shown(element: etree._Element) -> str:
    """The name of an element as written in the document.

    >>> shown(etree.fromstring('<a:b xmlns:a="urn:x"/>'))
    'a:b'
    """
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def stylesheets(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The type and the URL in each `xml-stylesheet` instruction before the root."""
    for node in root.itersiblings(preceding=True):
        if isinstance(node, etree._ProcessingInstruction) and node.target == "xml-stylesheet":
            pairs = dict(_PSEUDO.findall(node.text or ""))
            yield pairs.get("type", ""), pairs.get("href", "")
