"""A block of Markdown that was read from HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from feedtool.readers.html.elements import Context

Kind = Literal["text", "heading", "list", "table", "code", "quotation", "rule"]


class Block(NamedTuple):
    """A block of Markdown, and what it says, line by line.

    `linked` is the number of characters in links; `has_picture` and `is_apart` say whether it has a
    picture, and whether it is in an element that seldom has a part of the article in it.
    """

    source: str
    lines: tuple[str, ...] = ()
    kind: Kind = "text"
    linked: int = 0
    has_picture: bool = False
    is_apart: bool = False


def joined(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown source."""
    return "\n\n".join(block.source for block in blocks)


def container(source: str, inner: Sequence[Block], kind: Kind, context: Context) -> Block:
    """A block that contains others."""
    return Block(
        source,
        tuple(line for block in inner for line in block.lines),
        kind,
        sum(block.linked for block in inner),
        any(block.has_picture for block in inner),
        context.is_apart,
    )
