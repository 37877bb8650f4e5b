"""Divides a written Markdown document into its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from feedtool.clean.parts import Kind, Part
from feedtool.text.commonmark import (
    COMMENT,
    DEFINITIONS,
    HEADING,
    PARAGRAPH,
    RULE,
    Block,
    Piece,
    blocks,
    inline_pieces,
)
from feedtool.text.markup import without_tags
from feedtool.text.normalize import one_line
from feedtool.text.verbatim import HIDDEN

_HIDDEN = (COMMENT, DEFINITIONS, RULE, HIDDEN)
_CODE = ("fence", "code_block")
# Marks of other programs that a title must not show: embeds, links by name, attributes.
_EMBED = re.compile(r"!\[\[[^\[\]]*\]\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")


def parts_of(source: str) -> tuple[Part, ...]:
    """The blocks of a document in order; joined with blank lines, they render like it."""
    found, definitions = blocks(source)
    return tuple(_part(block, definitions) for block in found)


def _part(block: Block, definitions: Mapping[str, object]) -> Part:
    start, end = block.start, block.end
    if block.kind not in (HEADING, PARAGRAPH):
        kind: Kind = "code" if block.kind in _CODE else "other"
        kind = "hidden" if block.kind in _HIDDEN else kind
        return Part(start, end, block.source, kind)
    pieces = inline_pieces(block.content, definitions)
    words = _words(pieces)
    has_picture = any(piece.kind == "picture" for piece in pieces)
    is_shown = has_picture or any(map(str.isalnum, words)) or bool(_EMBED.search(block.source))
    kind = "heading" if block.kind == HEADING else "text"
    kind = kind if is_shown else "hidden"
    return Part(start, end, block.source, kind, words, block.level, has_picture)


def _words(pieces: Iterable[Piece]) -> str:
    """What the pieces say, on one line; the description of a picture only if they say nothing."""
    said = "".join(
        piece.text if piece.kind == "code" else without_tags(piece.text)
        for piece in pieces
        if piece.kind != "picture"
    )
    said = _ATTRIBUTES.sub("", _WIKI_LINK.sub(r"\1", _EMBED.sub("", said)))
    return one_line(said)
