"""Turns HTML into Markdown: pages, and the pieces of HTML that other formats have in them.

Imported only if there is HTML to read.
"""

from __future__ import annotations

import re

from lxml import etree

from feedtool.readers.html.blocks import markdown_of_tree
from feedtool.readers.html.elements import Context
from feedtool.text.normalize import fix_forbidden

_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")

# Elements without an end tag that libxml2 does not know as such.
_VOID = ("bgsound", "embed", "keygen", "source", "track", "wbr")


def markdown_of(html: str, base: str = "") -> str:
    r"""A piece of HTML as Markdown source, complete, with nothing in it that could run.

    Relative addresses are resolved against `base`, if it is given. Raises `RecursionError` if the
    HTML is nested thousands of levels deep.

    >>> markdown_of('<p>A <b>bold</b> <a href="/x">link</a>.<script>x()</script><p>More.')
    'A **bold** [link](/x).\n\nMore.'
    """
    tree = tree_of(html)
    return "" if tree is None else markdown_of_tree(tree, Context(base=base))


def tree_of(html: str) -> etree._Element | None:
    """The tree of an HTML document or of a piece of one; None if there is nothing in it."""
    source = fix_forbidden(_DECLARATION.sub("", html, count=1)).encode("utf-8", "replace")
    if not source.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    tree = etree.fromstring(source, parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise RecursionError
    for node in () if tree is None else list(tree.iter(*_VOID)):
        _empty(node)
    return tree


def _empty(node: etree._Element) -> None:
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
