"""Finds the sub-heads among paragraphs, by their wording and by the prose around them.

An ambiguous line stays a paragraph: an enlarged caption or name is worse than a missed sub-head.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from feedtool.render.body.blocks import Block, Heading, Paragraph
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import ends_like_a_sentence, first_sentence, width

_PROSE = 60  # columns from which a line that ends a sentence counts as prose
_LONGEST = 80  # columns
# Credits, URLs, paths, and lines that continue.
_NEVER = lazy_regex(r"[:@|©/\\]|\bwww\.|[,;.،؛、，；。।]$", re.IGNORECASE)
_OPENERS = "\"'“„‚‘«‹»›「『《〈¿¡"
_NUMBERED = lazy_regex(r"\d{1,3}[.)] +")


def with_headings(found: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with the lines between two paragraphs of prose that are sub-heads as headings."""
    if found:
        yield found[0]
    for above, block, below in zip(found, found[1:], found[2:], strict=False):
        if (
            isinstance(block, Paragraph)
            and len(block.lines) == 1
            and _reads_like_a_heading(block.lines[0])
            and _is_prose(above)
            and _is_prose(below)
        ):
            yield Heading(block.lines[0])
        else:
            yield block
    if len(found) > 1:
        yield found[-1]


def _is_prose(block: Block) -> bool:
    if not isinstance(block, Paragraph) or len(block.lines) > 1:
        return False
    return width(block.lines[0]) >= _PROSE and ends_like_a_sentence(block.lines[0])


def _reads_like_a_heading(line: str) -> bool:
    """Whether the line is short and begins like a sentence, but is not one."""
    if len(line) > _LONGEST or width(line) > _LONGEST:
        return False
    if ends_like_a_sentence(line) or _NEVER.search(line.rstrip()):
        return False
    words = _NUMBERED.sub("", line.strip(), count=1).lstrip(_OPENERS)
    first = words[:1]
    if not (first.isalpha() or first.isdecimal()) or first.islower():
        return False
    letters = sum(unicodedata.category(character)[0] in "LM" for character in words)
    return letters > 1 and 2 * letters > len(words) and first_sentence(words) == words
