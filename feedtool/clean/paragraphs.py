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
_FEW_LINES = 3  # a block of so few lines shows no column of its own
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_LAST_WORD = re.compile(r"([^\W\d_]+)-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")


def of_plain_text(lines: Sequence[str]) -> tuple[str, ...]:
    r"""The paragraphs of plain text; an intended line break stays as "\n".

    >>> of_plain_text(["One.", "", "Two."])
    ('One.', 'Two.')
    """
    blocks = list(_blocks(lines))
    column = _wrap_column(blocks)
    compounds = _compounds(lines)
    paragraphs: list[str] = []
    for block in blocks:
        at = column or _own_column(block)
        paragraphs += _unwrapped(block, at, len(blocks), compounds) if at else _as_is(block)
    return tuple(paragraphs)


def wrapped(lines: Sequence[str]) -> list[range]:
    """The indexes of the lines of each paragraph that is wrapped over several lines.

    >>> list(map(list, wrapped(["aa " * 20 + "bb", "cc " * 20 + "dd", "ee.", "", "Ff."])))
    [[0, 1, 2]]
    """
    column = _wrap_column(list(_blocks(lines)))
    found: list[range] = []
    start = 0
    for block in _blocks(lines):
        while not lines[start].strip():
            start += 1
        at = column or _own_column(block)
        begun = 0
        for n in range(1, len(block) + 1):
            if not at or n == len(block) or not _is_wrap(block[n - 1], block[n], at):
                if at and n - begun > 1:
                    found.append(range(start + begun, start + n))
                begun = n
        start += len(block)
    return found


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


def _own_column(block: Sequence[str]) -> int:
    """The column at which a block was wrapped, in a text that was not; 0 if it was not.

    Verse begins its lines with capitals, or breaks them far from any column.
    """
    column = max(map(width, block))
    if len(block) <= _FEW_LINES or column not in _WRAP_COLUMNS:
        return 0
    breaks = [_is_wrap(a, b, column) for a, b in pairwise(block)]
    goes_on = sum(line.lstrip()[:1].islower() for line in block[1:])
    return column if sum(breaks) > 0.8 * len(breaks) and 3 * goes_on >= len(breaks) else 0


def _may_wrap(line: str) -> bool:
    return " " in line or any(map(is_cjk, line[:2]))


def _is_wrap(line: str, following: str, column: int) -> bool:
    if is_listed(following):
        return False
    start = following.split(None, 1)[0]
    if is_cjk(start[0]):
        return width(line) + 2 > column
    return width(line) + 1 + width(start) > column


def _compounds(lines: Sequence[str]) -> frozenset[str]:
    """The words with a hyphen within a line, without case."""
    if not any(line.endswith("-") for line in lines):
        return frozenset()
    return frozenset(word.casefold() for line in lines for word in _COMPOUND.findall(line))


def _unwrapped(
    block: Sequence[str], column: int, blocks: int, compounds: frozenset[str]
) -> list[str]:
    paragraphs = [block[0].strip()]
    for line, following in pairwise(block):
        if _is_wrap(line, following, column):
            paragraphs[-1] = _joined(paragraphs[-1], following.strip(), compounds)
        elif blocks > 1 and (is_listed(following) or following[0].isspace()):
            paragraphs[-1] += "\n" + following.rstrip()
        elif blocks > 1 and len(block) > 2 and width(line) <= _SHORT:
            paragraphs[-1] += "\n" + following.strip()
        else:
            paragraphs.append(following.strip())
    return paragraphs


def _joined(line: str, following: str, compounds: frozenset[str]) -> str:
    last, first = _LAST_WORD.search(line), _FIRST_WORD.match(following)
    if last and first and first[0].islower():
        # A word that is written with a hyphen elsewhere, or begins with a capital, keeps it.
        if f"{last[1]}-{first[0]}".casefold() in compounds or not last[1].islower():
            return line + following
        return line[:-1] + following
    if is_cjk(line[-1:] or " ") and is_cjk(following[0]):
        return line + following
    return f"{line} {following}"


def _as_is(block: Sequence[str]) -> list[str]:
    if len(block) > 1 and all(width(line) <= _SHORT for line in block):
        return ["\n".join([block[0].strip(), *(line.rstrip() for line in block[1:])])]
    return [line.strip() for line in block]
