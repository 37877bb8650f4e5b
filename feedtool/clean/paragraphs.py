"""Joins lines into paragraphs: separated by blank lines, one per line, or wrapped at a column.

The content of a line does not matter. All characters are kept, except line breaks and the spaces
around them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal

from feedtool.clean.hyphens import Hyphens
from feedtool.clean.layout import (
    INDENT,
    indentation,
    is_preformatted,
    is_table,
    quoted_runs,
    unquoted,
)
from feedtool.clean.wrapping import SHORT, fits, raggedness, width, wrap_column, wrap_of
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import is_listed

Kind = Literal["wrapped", "quoted", "preformatted"]
_Block = tuple[str, ...]

_TAB = 4
_FENCE = lazy_regex(r"\s{0,3}(```+|~~~+)")


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
        self._column = wrap_column(plain) or (around if fits(around, plain) else 0)
        self._widest = max((raggedness(block) for block in plain), default=0)
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

    def wraps(self, block: Sequence[str]) -> Iterable[range]:
        """The lines of each paragraph of the block that has several."""
        wrap = wrap_of(block, self._column, self._widest)
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
        wrap = wrap_of(block, self._column, self._widest)
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
            elif several and len(block) > 2 and width(line) <= SHORT:
                paragraphs[-1] += "\n" + following.strip()
            else:
                paragraphs.append(following.strip())
        return paragraphs


def _as_is(block: Sequence[str]) -> list[str]:
    if len(block) > 1 and all(width(line) <= SHORT for line in block):
        least = _least_indent(block)
        return ["\n".join([block[0].strip(), *(line[least:].rstrip() for line in block[1:])])]
    return [line.strip() for line in block]
