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
    return tree
