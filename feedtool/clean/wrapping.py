"""Finds out where the lines of a plain text were wrapped, and which line breaks are intended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import ends_like_a_sentence, is_cjk, is_listed
from feedtool.text.sentences import width as letters_width

SHORT = 60  # columns; shorter lines are broken on purpose (verse, addresses, lists)
_WRAP_COLUMNS = range(40, 131)  # where mail programs, editors and people wrap lines
_FEW_LINES = 3  # a block of so few lines shows no column of its own
_NARROW = range(28, 40)  # columns of newspapers and small pages
_RAGGED = 50  # columns of the widest line of a paragraph that was broken by hand
_OUTLIERS = 20  # lines of which one may be wider than the column
_MOST = 0.6  # share of the breaks of a wrapped text that are wraps
_HALF = 0.5
_SIGN = re.compile(r"\s*[<>=≤≥±×+] ?\d")
_CJK_MARK = lazy_regex(r"[\u3000-\u303f]")
_NO_START = frozenset("、。，．」』）】〉》！？：；")
_NOTE = lazy_regex(r"\s*\[\d{1,3}\] (\S*://|[^\W\d_])")


def width(text: str) -> int:
    """Width of the text in columns; CJK characters and their punctuation take two.

    >>> width("abc"), width("「漢字」")
    (3, 8)
    """
    return len(text) if text.isascii() else _wide_width(text)


@lru_cache(maxsize=1 << 10)  # a line is measured about ten times
def _wide_width(text: str) -> int:
    return letters_width(text) + len(_CJK_MARK.findall(text))


class Wrap(msgspec.Struct, frozen=True):
    """How a block was wrapped: at a column, 0 if not at all, or at no fixed one."""

    column: int
    ragged: bool = False

    def joins(self, line: str, following: str) -> bool:
        """Whether the two lines are of one paragraph."""
        if not (
            self.ragged
            or (self.column and _is_full(line, following, self.column))
            or _goes_on_below(line, following)
        ):
            return False
        return not _begins(following) and not _is_list_of_addresses(line, following)


def wrap_of(block: Sequence[str], column: int, widest: int) -> Wrap:
    """How a block was wrapped, in a text with this `wrap_column` and greatest `raggedness`."""
    if column and (len(block) <= _FEW_LINES or _explains(column, block)):
        return Wrap(column)
    own = _own_column(block)
    if own:
        return Wrap(own)
    return Wrap(column, ragged=widest > 0 and _is_ragged(block, widest))


def _goes_on_below(line: str, following: str) -> bool:
    """Whether the sentence of a line goes on in the next, wherever it was wrapped."""
    last = line.rstrip()[-1]
    if not last.isalpha() and last not in ",-–—":
        return False
    # A long line that goes on with a small letter, or any with a sign before a number.
    if following.lstrip()[:1].islower() and width(line) > SHORT:
        return True
    return _SIGN.match(following) is not None


def wrap_column(blocks: Sequence[Sequence[str]]) -> int:
    """The column at which the text was wrapped; 0 if it was not.

    A line break is a wrap if the first word of the next line would not have fitted. In a wrapped
    text that holds for nearly all breaks, in other texts for few.
    """
    breaks = [pair for block in blocks for pair in pairwise(block)]
    if len(breaks) < 2:
        return 0
    columns = sorted(width(x) for block in blocks for x in block if _may_wrap(x.strip()))
    if not columns:
        return 0
    # A heading or a table may be a little wider than the text.
    outliers = len(columns) // _OUTLIERS
    for column in dict.fromkeys((columns[-1], columns[-1 - outliers])):
        if column in _WRAP_COLUMNS or (column in _NARROW and _goes_on(breaks) > _HALF):
            wraps = sum(_is_wrap(a, b, column) for a, b in breaks)
            if wraps > _MOST * len(breaks):
                return column
    return 0


def fits(column: int, blocks: Sequence[Sequence[str]]) -> bool:
    """Whether a text was wrapped at the column of the text around it, as far as it shows."""
    breaks = [pair for block in blocks for pair in pairwise(block)]
    return column > 0 and bool(breaks) and all(_is_wrap(a, b, column) for a, b in breaks)


def _explains(column: int, block: Sequence[str]) -> bool:
    """Whether most breaks of a block are wraps at the column."""
    return 2 * sum(_is_wrap(a, b, column) for a, b in pairwise(block)) >= len(block) - 1


def _own_column(block: Sequence[str]) -> int:
    """The column at which a block was wrapped, in a text that was not; 0 if it was not.

    Verse begins its lines with capitals, or breaks them far from any column.
    """
    if len(block) <= _FEW_LINES:
        return 0
    column = max(map(width, block))
    if column not in _WRAP_COLUMNS:
        return 0
    breaks = list(pairwise(block))
    wraps = sum(_is_wrap(a, b, column) for a, b in breaks)
    return column if wraps > 0.8 * len(breaks) and 3 * _goes_on(breaks) >= 1 else 0


def raggedness(block: Sequence[str]) -> int:
    """The widest line of a block that was broken by hand, or at no fixed column; else 0."""
    if len(block) <= _FEW_LINES or not ends_like_a_sentence(block[-1]):
        return 0
    widest = max(map(width, block))
    return widest if widest >= _RAGGED and _is_ragged(block, widest) else 0


def _is_ragged(block: Sequence[str], widest: int) -> bool:
    """Whether the block is one paragraph, with lines of similar length that continue in the next.

    `widest` is the width of the widest line of such a block in this text.
    """
    if len(block) < 2 or widest > _WRAP_COLUMNS[-1] or any(map(is_listed, block)):
        return False
    widths = [width(line.strip()) for line in block]
    breaks = list(pairwise(block))
    ended = sum(ends_like_a_sentence(line) for line in block[:-1])
    return (
        max(widths) <= widest
        and min(widths[:-1]) >= _HALF * widest
        and _goes_on(breaks) >= _HALF
        and 2 * ended <= len(breaks)
    )


def _goes_on(breaks: Sequence[tuple[str, str]]) -> float:
    """The share of breaks after which the next line begins with a small letter."""
    return sum(b.lstrip()[:1].islower() for _, b in breaks) / len(breaks)


def _may_wrap(line: str) -> bool:
    """Whether a line over the column would have been wrapped.

    A long address is not, and neither is the mark of a list or of a note before it.
    """
    words = line.split(None, 2)
    if len(words) > 1:
        return len(words) > 2 or "://" not in words[1]
    return any(map(is_cjk, line[:2]))


def _begins(line: str) -> bool:
    """Whether the line begins an item of a list, or a numbered note."""
    note = _NOTE.match(line) if line.lstrip()[:1] == "[" else None
    return is_listed(line) or (note is not None and not (len(note[1]) == 1 and note[1].islower()))


def _is_list_of_addresses(line: str, following: str) -> bool:
    return _is_address(following) and (line.rstrip()[-1:] == ":" or _is_address(line))


def _is_address(line: str) -> bool:
    return "://" in line and len(line.split()) == 1


def _is_wrap(line: str, following: str, column: int) -> bool:
    return _is_full(line, following, column) and not _begins(following)


def _is_full(line: str, following: str, column: int) -> bool:
    """Whether the first word of the next line would not have fitted on the line."""
    start = following.split(None, 1)[0]
    if is_cjk(start[0]):
        # A closing bracket or a full stop does not begin a line, and takes a character with it.
        return width(line) + (4 if following[1:2] in _NO_START else 2) > column
    return width(line) + 1 + width(start) > column
