"""Renders blocks as HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable

from feedtool.render.body.blocks import (
    Block,
    Heading,
    Item,
    Listing,
    Paragraph,
    Preformatted,
    Quotation,
)
from feedtool.render.body.links import linked
from feedtool.text.language import own_direction


def markup(blocks: Iterable[Block], direction: str) -> str:
    """The blocks as HTML; a block whose script runs against `direction` gets a `dir` attribute."""
    return "\n".join([_element(block, direction) for block in blocks])


def _element(block: Block, direction: str) -> str:
    if isinstance(block, Paragraph):
        text = "\n".join(block.lines)
        lines = linked(text).replace("\n", "<br>\n")
        return f"<p{_dir(text, direction)}>{lines}</p>"
    if isinstance(block, Heading):
        return f"<h2{_dir(block.text, direction)}>{linked(block.text)}</h2>"
    if isinstance(block, Preformatted):
        return f"<pre{_dir(block.text, direction)}>{html.escape(block.text, quote=False)}</pre>"
    if isinstance(block, Quotation):
        return f"<blockquote>\n{markup(block.blocks, direction)}\n</blockquote>"
    return _listing(block, direction)


def _listing(listing: Listing, direction: str) -> str:
    name, start = ("ul", "") if listing.start is None else ("ol", f' start="{listing.start}"')
    if listing.start == 1:
        start = ""
    own = own_direction("\n".join(item.text for item in listing.items), direction)
    attribute = "" if own is None else f' dir="{own}"'
    items = "\n".join(_item(item, own or direction) for item in listing.items)
    return f"<{name}{start}{attribute}>\n{items}\n</{name}>"


def _item(item: Item, direction: str) -> str:
    below = f"\n{markup(item.below, direction)}\n" if item.below else ""
    return f"<li>{linked(item.text)}{below}</li>"


def _dir(text: str, direction: str) -> str:
    own = own_direction(text, direction)
    return "" if own is None else f' dir="{own}"'
