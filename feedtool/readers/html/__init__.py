"""Turns HTML into Markdown: pages, and the pieces of HTML that other formats have in them.

Imported only if there is HTML to read. Of its modules only `content` needs the extra.
"""

from __future__ import annotations

from feedtool.readers.html.blocks import markdown_of_tree
from feedtool.readers.html.elements import Context
from feedtool.readers.html.tree import tree_of


def markdown_of(html: str, base: str = "") -> str:
    r"""A piece of HTML as Markdown source, complete, with nothing in it that could run.

    Relative addresses are resolved against `base`, if it is given.

    >>> markdown_of('<p>A <b>bold</b> <a href="/x">link</a>.<script>x()</script><p>More.')
    'A **bold** [link](/x).\n\nMore.'
    """
    tree = tree_of(html)
    return "" if tree is None else markdown_of_tree(tree, Context(base=base))
