"""Parses HTML into a tree, as browsers do, that is never nested too deeply to be walked."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from feedtool.readers.html.elements import Element, name_of
from feedtool.text.normalize import fix_forbidden

_DEEPEST = 100  # levels, each of which takes up to three calls when the tree is walked
_MOST_ATTRIBUTES = 200  # of an element; libxml2 needs the square of the time for more
_LONG_TAG = re.compile(r"<([A-Za-z][^\s<>/]{0,40}+)(\s[^<>]{20000,}+)>")
_ATTRIBUTE = re.compile(r"\s[^\s=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"']\S*))?")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
# Elements without an end tag that libxml2 does not know as such.
_VOID = ("bgsound", "embed", "keygen", "source", "track", "wbr")
_OF_HEAD = frozenset(
    "base basefont bgsound link meta noframes noscript script style template title".split()
)
_HAS_BODY = re.compile(r"</head|<body", re.IGNORECASE)
_has_deeper = etree.XPath(f"boolean({'/*' * (_DEEPEST + 1)})")


def with_few_attributes(html: str) -> str:
    """HTML in which no element has thousands of attributes, which only an attack has."""
    return _LONG_TAG.sub(_shortened, html)


def source_of(html: str, tree: Element) -> str:
    """`html`, or its `tree` written out if no tag says where its body begins."""
    return (
        html if _HAS_BODY.search(html) else etree.tostring(tree, encoding="unicode", method="html")
    )


def _shortened(tag: re.Match[str]) -> str:
    attributes = _ATTRIBUTE.findall(tag[2])
    if len(attributes) <= _MOST_ATTRIBUTES:
        return tag[0]
    return f"<{tag[1]}{''.join(attributes[:_MOST_ATTRIBUTES])}>"


def tree_of(html: str) -> Element | None:
    """The tree of an HTML document or of a piece of one; None if there is nothing in it.

    Elements that are nested more than 100 levels deep become siblings on the last level.
    """
    declaration = _DECLARATION.match(html)
    text = with_few_attributes(html[declaration.end() :] if declaration else html)
    source = fix_forbidden(text).encode("utf-8", "replace")
    if not source.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    tree = etree.fromstring(source, parser)
    is_cut = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    if is_cut or (tree is not None and _has_deeper(tree)):
        target: Any = _Shallow()
        tree = etree.fromstring(
            source, etree.HTMLParser(encoding="utf-8", huge_tree=True, target=target)
        )
    if tree is None:
        return None
    for node in list(tree.iter(*_VOID)):
        _empty(node)
    _end_head(tree)
    return tree


class _Shallow:
    """Builds a tree from the events of a parser, which does not limit their depth itself."""

    def __init__(self) -> None:
        self._builder: Any = etree.TreeBuilder()
        self._depth = 0
        self._last: str | None = None  # the element that is open on the last level

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begins an element."""
        self._depth += 1
        if self._depth >= _DEEPEST:
            self._close_last()
            self._last = name
        self._builder.start(name, attributes)

    def end(self, name: str) -> None:
        """Ends an element; one on the last level may have ended when the next one began."""
        if self._depth < _DEEPEST:
            self._builder.end(name)
        else:
            self._close_last()
        self._depth -= 1

    def data(self, text: str) -> None:
        """Adds text to the element that is open."""
        self._builder.data(text)

    def comment(self, text: str) -> None:
        """Adds a comment, which may have the address that a page was saved from."""
        self._builder.comment(text)

    def close(self) -> Element | None:
        """The tree; None if there is nothing in it."""
        self._close_last()
        try:
            tree: Element = self._builder.close()
        except AssertionError:  # without a single element
            return None
        return tree

    def _close_last(self) -> None:
        if self._last is not None:
            self._builder.end(self._last)
            self._last = None


def _end_head(tree: Element) -> None:
    """Moves what is not of a head out of it (HTML, section 13.2.6.4.4).

    Without a tag that ends the head, libxml2 leaves elements in it that are younger than HTML 4.
    """
    head = next(tree.iterchildren("head"), None)
    first = None if head is None else next((e for e in head if _is_shown(e)), None)
    if head is None or first is None:
        return
    moved = [first, *first.itersiblings()]
    body = next(tree.iterchildren("body"), None)
    if body is None:
        body = etree.SubElement(tree, "body")
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "") or None
    body.text = None
    for number, node in enumerate(moved):
        body.insert(number, node)


def _is_shown(node: Element) -> bool:
    return isinstance(node.tag, str) and name_of(node) not in _OF_HEAD


def _empty(node: Element) -> None:
    """Puts what is in an element below it, because the element has no end tag."""
    parent, children = node.getparent(), list(node)
    if parent is None or not (children or node.text):
        return
    below = parent.index(node) + 1
    tail, node.tail, node.text = node.tail, node.text, None
    for number, child in enumerate(children):
        parent.insert(below + number, child)
    last = children[-1] if children else node
    last.tail = (last.tail or "") + (tail or "") or None
