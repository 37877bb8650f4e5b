"""Joins lines into paragraphs: separated by blank lines, one per line, or wrapped at a column.

The content of a line does not matter. All characters are kept, except line breaks and the spaces
around them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

import msgspec

from feedtool.clean.hyphens import Hyphens
from feedtool.clean.layout import (
    INDENT,
    indentation,
    is_preformatted,
    is_table,
    quoted_runs,
    unquoted,
)
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import ends_like_a_sentence, is_cjk, is_listed
from feedtool.text.sentences import width as letters_width

Kind = Literal["wrapped", "quoted", "preformatted"]
_Block = tuple[str, ...]

_SHORT = 60  # columns; shorter lines are broken on purpose (verse, addresses, lists)
_WRAP_COLUMNS = range(40, 131)  # where mail programs, editors and people wrap lines
_FEW_LINES = 3  # a block of so few lines shows no column of its own
_NARROW = range(28, 40)  # columns of newspapers and small pages
_RAGGED = 50  # columns of the widest line of a paragraph that was broken by hand
_OUTLIERS = 20  # lines of which one may be wider than the column
_MOST = 0.6  # share of the breaks of a wrapped text that are wraps
_HALF = 0.5
_TAB = 4
_SIGN = re.compile(r"\s*[<>=≤≥±×+] ?\d")
_CJK_MARK = lazy_regex(r"[\u3000-\u303f]")
_NO_START = frozenset("、。，．」』）】〉》！？：；")
_NOTE = lazy_regex(r"\s*\[\d{1,3}\] (\S*://|[^\W\d_])")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")


def of_plain_text(lines: Sequence[str]) -> tuple[str, ...]:
    r"""The paragraphs of plain text; an intended line break stays as "\n".

    A paragraph that begins with white space is preformatted: code, or a table. The lines of a
    quotation begin with ">".

    >>> of_plain_text(["One.", "", "Two."])
    ('One.', 'Two.')
    >>> of_plain_text(["On Monday:", "> One.", "> > Two."])
    ('On Monday:', '> One.\n> > Two.')
    """
    blocks = list(_blocks(lines))
    return tuple(_paragraphs(_Text(blocks), blocks))


def _paragraphs(text: _Text, blocks: Iterable[_Block]) -> list[str]:
    paragraphs: list[str] = []
    for block in blocks:
        if _is_plain_line(block):
            paragraphs.append(block[0].strip())
            continue
        for kind, run in text.runs(block):
            if kind == "preformatted":
                _add_preformatted(paragraphs, run)
            elif kind == "quoted":
                inner = _paragraphs(text.within(), list(_blocks(map(unquoted, run))))
                paragraphs.append("\n>\n".join(map(_quoted, inner)))
            else:
                paragraphs += text.unwrapped(run)
    return paragraphs


def units(lines: Sequence[str]) -> list[tuple[Kind, list[int]]]:
    """The indexes of the lines of each paragraph over several lines, and of what is preformatted.

    >>> units(["aa " * 20 + "bb", "cc " * 20 + "dd", "ee.", "", "Ff."])
    [('wrapped', [0, 1, 2])]
    """
    return _units(_Text(list(_blocks(lines))), lines)


def _units(text: _Text, lines: Sequence[str]) -> list[tuple[Kind, list[int]]]:
    found: list[tuple[Kind, list[int]]] = []
    at = [i for i, line in enumerate(lines) if line.strip()]
    start = 0
    for block in _blocks(lines):
        if _is_plain_line(block):
            start += 1
            continue
        for kind, run in text.runs(block):
            own = at[start : start + len(run)]
            start += len(run)
            if kind == "preformatted":
                found.append((kind, own))
            elif kind == "quoted":
                inner = _units(text.within(), list(map(unquoted, run)))
                found += [(k, [own[i] for i in part]) for k, part in inner]
            else:
                found += [("wrapped", [own[i] for i in part]) for part in text.wraps(run)]
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


def width(text: str) -> int:
    """Width of the text in columns; CJK characters and their punctuation take two.

    >>> width("abc"), width("「漢字」")
    (3, 8)
    """
    return len(text) if text.isascii() else _wide_width(text)


@lru_cache(maxsize=1 << 10)  # a line is measured about ten times
def _wide_width(text: str) -> int:
    return letters_width(text) + len(_CJK_MARK.findall(text))


def _blocks(lines: Iterable[str]) -> Iterable[_Block]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield tuple(block)
            block = []
    if block:
        yield tuple(block)


def _is_plain_line(block: _Block) -> bool:
    """Whether the block is a single line, neither indented nor quoted, as most of a page are."""
    return len(block) == 1 and not block[0][0].isspace() and block[0][0] != ">"


def _margin(blocks: Sequence[_Block]) -> int:
    """The indentation that most of the text has."""
    if not any(line[0].isspace() for block in blocks for line in block):
        return 0
    sizes: Counter[int] = Counter()
    for block in blocks:
        for line in block:
            sizes[indentation(line)] += len(line)
    return sizes.most_common(1)[0][0] if sizes else 0


def _add_preformatted(paragraphs: list[str], run: Sequence[str]) -> None:
    """Adds code or a table; blank lines within code do not end it."""
    shown = [line.expandtabs(_TAB) if not line.strip("\t").count("\t") else line for line in run]
    made = "\n".join(INDENT + line for line in _dedented(shown))
    before = paragraphs[-1] if paragraphs else ""
    goes_on = before.startswith(INDENT) and not is_table(run) and not is_table(before.split("\n"))
    if goes_on:
        paragraphs[-1] += f"\n\n{made}"
    else:
        paragraphs.append(made)


def _dedented(lines: Sequence[str]) -> list[str]:
    least = _least_indent(lines)
    return [line[least:].rstrip() for line in lines]


def _least_indent(lines: Sequence[str]) -> int:
    return min(len(line) - len(line.lstrip()) for line in lines)


def _quoted(paragraph: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in paragraph.split("\n"))


class _Text:
    """What is known of a text for unwrapping its blocks."""

    def __init__(self, blocks: Sequence[_Block], around: int = 0) -> None:
        self._blocks = blocks
        self._margin = _margin(blocks)
        plain = [b for b in blocks if _is_plain_line(b) or not is_preformatted(b, self._margin)]
        self._column = _wrap_column(plain) or (around if _fits(around, plain) else 0)
        self._widest = max((_raggedness(block) for block in plain), default=0)
        self._within: _Text | None = None

    @cached_property
    def _hyphens(self) -> Hyphens:
        return Hyphens(line for block in self._blocks for line in block)

    def runs(self, block: _Block) -> Iterable[tuple[Kind, list[str]]]:
        """The parts of a block, in order."""
        if is_preformatted(block, self._margin):
            yield "preformatted", list(block)
            return
        for quoted, run in quoted_runs(block):
            yield "quoted" if quoted else "wrapped", run

    def within(self) -> _Text:
        """What is known of the text that is quoted in this one."""
        if self._within is None:
            runs = [r for block in self._blocks for kind, r in self.runs(block) if kind == "quoted"]
            blocks = [block for run in runs for block in _blocks(map(unquoted, run))]
            self._within = _Text(blocks, self._column)
        return self._within

    def _wrap(self, block: Sequence[str]) -> _Wrap:
        if self._column and (len(block) <= _FEW_LINES or _explains(self._column, block)):
            return _Wrap(self._column)
        own = _own_column(block)
        if own:
            return _Wrap(own)
        if self._widest and _is_ragged(block, self._widest):
            return _Wrap(self._column, ragged=True)
        return _Wrap(self._column)

    def wraps(self, block: Sequence[str]) -> Iterable[range]:
        """The lines of each paragraph of the block that has several."""
        wrap = self._wrap(block)
        begun = 0
        for n in range(1, len(block) + 1):
            if n == len(block) or not wrap.joins(block[n - 1], block[n]):
                if n - begun > 1:
                    yield range(begun, n)
                begun = n

    def unwrapped(self, block: Sequence[str]) -> list[str]:
        """The paragraphs of the block."""
        if len(block) == 1:
            return [block[0].strip()]
        wrap = self._wrap(block)
        joins = [wrap.joins(a, b) for a, b in pairwise(block)]
        if not any(joins) and not wrap.column:
            return _as_is(block)
        paragraphs = [block[0].strip()]
        several = len(self._blocks) > 1
        least = _least_indent(block)
        for is_joined, (line, following) in zip(joins, pairwise(block), strict=True):
            if is_joined:
                paragraphs[-1] = self._hyphens.joined(paragraphs[-1], following.strip())
            elif several and (is_listed(following) or following[0].isspace()):
                paragraphs[-1] += "\n" + following[least:].rstrip()
            elif several and len(block) > 2 and width(line) <= _SHORT:
                paragraphs[-1] += "\n" + following.strip()
            else:
                paragraphs.append(following.strip())
        return paragraphs


class _Wrap(msgspec.Struct, frozen=True):
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


def _goes_on_below(line: str, following: str) -> bool:
    """Whether the sentence of a line goes on in the next, wherever it was wrapped."""
    last = line.rstrip()[-1]
    if not last.isalpha() and last not in ",-–—":
        return False
    # A long line that goes on with a small letter, or any with a sign before a number.
    if following.lstrip()[:1].islower() and width(line) > _SHORT:
        return True
    return _SIGN.match(following) is not None


def _wrap_column(blocks: Sequence[_Block]) -> int:
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


def _fits(column: int, blocks: Sequence[_Block]) -> bool:
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


def _raggedness(block: Sequence[str]) -> int:
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


def _as_is(block: Sequence[str]) -> list[str]:
    if len(block) > 1 and all(width(line) <= _SHORT for line in block):
        least = _least_indent(block)
        return ["\n".join([block[0].strip(), *(line[least:].rstrip() for line in block[1:])])]
    return [line.strip() for line in block]
