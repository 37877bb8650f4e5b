"""Writes tables as Markdown, unless they only place their cells on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from feedtool.readers.html.block import Block, container
from feedtool.readers.html.elements import SKIPPED, Context, Element, name_of, number_in, text_of

BlocksOf = Callable[[Element, Context], list[Block]]

_WIDEST = 20  # columns that a cell may span
_MOST_COLUMNS = 100  # of a table; in Markdown every row has all of them
_PARTS = ("thead", "tbody", "tfoot", "tr", "form")
_BLOCKS = ("p", "ul", "ol", "blockquote", "pre", "hr", "form", *(f"h{n}" for n in range(1, 7)))


def table_of(node: Element, context: Context, blocks_of: BlocksOf) -> list[Block]:
    """The table, or the blocks in its cells, which `blocks_of` reads."""
    rows = list(_rows(node))
    cells = [[c for c in row if name_of(c) in ("td", "th")] for row in rows]
    code = [c for row in cells for c in row if list(c.iter("pre"))]
    if code and all(_is_gutter(c) for row in cells for c in row if c is not code[-1]):
        return blocks_of(code[-1], context)
    captions = list(node.iterchildren("caption"))
    if _has_text_outside(node):
        return blocks_of(node, context)
    above = [block for caption in captions for block in blocks_of(caption, context)]
    if _is_layout(node, cells):
        return above + [b for row in cells for cell in row for b in blocks_of(cell, context)]
    inner = [[blocks_of(cell, context) for cell in row] for row in cells]
    lines = [
        [text for cell, blocks in zip(*row, strict=True) for text in _spanning(cell, blocks)]
        for row in zip(cells, inner, strict=True)
    ]
    lines = [line for line in lines if any(line)]
    if not lines:
        return above
    columns = max(map(len, lines))
    lines = [line + [""] * (columns - len(line)) for line in lines]
    is_headed = _is_head(rows[0], cells[0])
    head = lines[0] if is_headed else [""] * columns
    shown = [head, ["---"] * columns, *(lines[1:] if is_headed else lines)]
    source = "\n".join(f"| {' | '.join(row)} |" for row in shown)
    flat = [block for row in inner for blocks in row for block in blocks]
    return [*above, container(source, flat, "table", context)]


def _rows(node: Element) -> Iterator[Element]:
    """The rows of a table, also in a form or the like within it, but not those in its cells."""
    for child in node:
        name = name_of(child)
        if name == "tr":
            yield child
        elif name not in ("table", "td", "th"):
            yield from _rows(child)


def _has_text_outside(node: Element) -> bool:
    """Whether some of the text of a table, or of a part of it, is in no cell."""
    is_row = name_of(node) == "tr"
    if node.text and node.text.strip():
        return True
    for child in node:
        name = name_of(child)
        if child.tail and child.tail.strip():
            return True
        if name in (("td", "th") if is_row else ("caption",)) or not name or name in SKIPPED:
            continue
        if _has_text_outside(child) if name in _PARTS else text_of(child).strip():
            return True
    return False


def _is_head(row: Element, cells: list[Element]) -> bool:
    parent = row.getparent()
    in_head = parent is not None and name_of(parent) == "thead"
    return in_head or (bool(cells) and all(name_of(cell) == "th" for cell in cells))


def _is_gutter(cell: Element) -> bool:
    """Whether a cell has nothing but line numbers."""
    return not re.sub(r"[\d\s]", "", text_of(cell))


def _is_layout(node: Element, cells: list[list[Element]]) -> bool:
    """Whether a table only places its cells on the page, as old pages do."""
    columns = max(map(len, cells), default=0)
    if node.get("role") in ("presentation", "none") or not 2 <= columns <= _MOST_COLUMNS:
        return True
    if any(list(cell.iter("table")) for row in cells for cell in row):
        return True
    if list(node.iter("th")):
        return False
    return any(len(list(cell.iter(*_BLOCKS))) > 1 for row in cells for cell in row)


def _spanning(cell: Element, blocks: list[Block]) -> list[str]:
    """A cell on one line, with empty ones for the other columns that it spans."""
    text = " ".join(re.sub(r"\\?\n\s*", " ", block.source) for block in blocks)
    span = min(number_in(cell, "colspan", 1), _WIDEST)
    return [text.replace("|", "\\|"), *[""] * (span - 1)]
