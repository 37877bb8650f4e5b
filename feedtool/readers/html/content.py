"""Finds the main content among the blocks of a page, with trafilatura, which is an extra.

trafilatura says which text is the article; the blocks that have this text are kept as the page has
them, with links, tables, code and pictures. Where it is not sure, all blocks but those in menus and
the like stay, and the cleaner decides about them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from feedtool.readers.html.block import Block
from feedtool.readers.html.tree import with_few_attributes
from feedtool.text.sentences import ends_like_a_sentence

_LONG = 25  # letters of a line that can be recognized within others
_SHARE = 0.5  # of the lines of a block, for the block to be kept
# Longer pages are books or tables, and take trafilatura the square of their lines.
_LONGEST = 1_000_000  # letters
_MOST_LINES = 3_000
_LEAST = 250  # letters of an article
_FAR_LESS = 0.5  # of the prose of a page
_OTHER = 0.6  # of what trafilatura found; the rest is in no block, such as in hidden ones
_PROSE = 60  # letters of a paragraph of prose
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|$)", re.IGNORECASE)


class Content(NamedTuple):
    """The blocks of the article, and whether trafilatura found them."""

    blocks: tuple[Block, ...]
    is_sure: bool


def main_content(html: str, blocks: Sequence[Block]) -> Content:
    """The blocks of the article. Raises `ModuleNotFoundError` without trafilatura."""
    text = "" if _is_huge(blocks) else _extracted(html)
    lines = {_letters(line) for line in text.split("\n")} - {""}
    whole = _letters(text)
    chosen = [_is_in(block, lines, whole) for block in blocks]
    found = sum(_size(block) for block, is_in in zip(blocks, chosen, strict=True) if is_in)
    prose = sum(map(_size, filter(_is_prose, blocks)))
    is_other = not found or found < _OTHER * len(whole)
    if is_other or (found < _LEAST and found < prose) or found < _FAR_LESS * prose:
        return Content(_around(blocks), is_sure=False)
    return Content(tuple(_filled(blocks, chosen)), is_sure=True)


def _is_huge(blocks: Sequence[Block]) -> bool:
    lines = sum(len(block.lines) for block in blocks)
    return lines > _MOST_LINES or sum(map(_size, blocks)) > _LONGEST


def _extracted(html: str) -> str:
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        source = with_few_attributes(html)
        return extract(source, include_comments=False, with_metadata=False) or ""
    except Exception:  # noqa: BLE001  # whatever fails in there, the page has its text
        return ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _size(block: Block) -> int:
    return sum(len(_letters(line)) for line in block.lines)


def _is_in(block: Block, lines: set[str], whole: str) -> bool:
    """Whether the article has at least half of the lines of a block."""
    own = [letters for line in block.lines if (letters := _letters(line))]
    if not own:
        return False
    found = sum(len(x) for x in own if x in lines or (len(x) >= _LONG and x in whole))
    return found >= _SHARE * sum(map(len, own))


def _is_prose(block: Block) -> bool:
    size = _size(block)
    return (
        block.kind in ("text", "quotation")
        and not block.is_apart
        and size >= _PROSE
        and block.linked < size / 2
        and any(map(ends_like_a_sentence, map(str.strip, block.lines)))
    )


def _filled(blocks: Sequence[Block], chosen: Sequence[bool]) -> list[Block]:
    """The chosen blocks, prose right above the first, and what belongs to an article between."""
    first = above = chosen.index(True)
    last = len(chosen) - 1 - chosen[::-1].index(True)
    while above and _is_prose(blocks[above - 1]):
        above -= 1
    return [
        block
        for number, (block, is_in) in enumerate(zip(blocks, chosen, strict=True))
        if is_in or above <= number < first or (first < number < last and _belongs(block))
    ]


def _belongs(block: Block) -> bool:
    """Whether a block within an article is a part of it that has no text of its own."""
    if block.is_apart:
        return False
    if block.has_picture and not block.lines:
        return not block.source.startswith("[") or bool(_PICTURE.search(block.source[-80:]))
    return block.kind in ("code", "table")


def _around(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """All blocks but those in menus and the like; all if nothing else is there."""
    rest = tuple(block for block in blocks if not block.is_apart)
    return rest if sum(map(_size, rest)) else tuple(blocks)
