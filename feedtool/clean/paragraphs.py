"""Joins lines into paragraphs: separated by blank lines, one per line, or wrapped at a column.

The content of a line does not matter. All characters are kept, except line breaks and the spaces
around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from feedtool.text.sentences import is_cjk, is_listed, width

_SHORT = 60  # columns; shorter lines are broken on purpose (verse, addresses, lists)
_WRAP_COLUMNS = range(40, 131)  # where mail programs, editors and people wrap lines
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")


def of_plain_text(lines: Sequence[str]) -> tuple[str, ...]:
    r"""The paragraphs of plain text; an intended line break stays as "\n".

    >>> of_plain_text(["One.", "", "Two."])
    ('One.', 'Two.')
    """
    blocks = list(_blocks(lines))
    column = _wrap_column(blocks)
    paragraphs: list[str] = []
    for block in blocks:
        paragraphs += _unwrapped(block, column, len(blocks)) if column else _as_is(block)
    return tuple(paragraphs)


def of_markdown(lines: Sequence[str]) -> tuple[str, ...]:
    """The blocks of Markdown source; a fenced code block is one block (CommonMark 4.5)."""
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        if line or fence:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return tuple("\n".join(block).rstrip("\n") for block in blocks if any(block))


def _blocks(lines: Iterable[str]) -> Iterable[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _wrap_column(blocks: Sequence[Sequence[str]]) -> int:
    """The column at which the text was wrapped; 0 if it was not.

    A line break is a wrap if the first word of the next line would not have fitted. In a wrapped
    text that holds for nearly all breaks, in other texts for few.
    """
    # Lines without spaces, such as long addresses, exceed the column.
    columns = [width(line) for block in blocks for line in block if _may_wrap(line.strip())]
    column = max(columns, default=0)
    if column not in _WRAP_COLUMNS:
        return 0
    breaks = [_is_wrap(a, b, column) for block in blocks for a, b in pairwise(block)]
    return column if len(breaks) > 1 and sum(breaks) > 0.6 * len(breaks) else 0


def _may_wrap(line: str) -> bool:
    return " " in line or any(map(is_cjk, line[:2]))


def _is_wrap(line: str, following: str, column: int) -> bool:
    if is_listed(following):
        return False
    start = following.split(None, 1)[0]
    if is_cjk(start[0]):
        return width(line) + 2 > column
    return width(line) + 1 + width(start) > column


def _unwrapped(block: Sequence[str], column: int, blocks: int) -> list[str]:
    paragraphs = [block[0].strip()]
    for line, following in pairwise(block):
        if _is_wrap(line, following, column):
            paragraphs[-1] = _joined(paragraphs[-1], following.strip())
        elif blocks > 1 and (is_listed(following) or following[0].isspace()):
            paragraphs[-1] += "\n" + following.rstrip()
        elif blocks > 1 and len(block) > 2 and width(line) <= _SHORT:
            paragraphs[-1] += "\n" + following.strip()
        else:
            paragraphs.append(following.strip())
    return paragraphs


def _joined(line: str, following: str) -> str:
    if line[-1:] == "-" and line[-2:-1].isalpha() and following[:1].islower():
        return line + following  # the hyphen stays, as it may be part of the word
    if is_cjk(line[-1:] or " ") and is_cjk(following[0]):
        return line + following
    return f"{line} {following}"


def _as_is(block: Sequence[str]) -> list[str]:
    if len(block) > 1 and all(width(line) <= _SHORT for line in block):
        return ["\n".join([block[0].strip(), *(line.rstrip() for line in block[1:])])]
    return [line.strip() for line in block]
