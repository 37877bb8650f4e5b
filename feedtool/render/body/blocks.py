"""Splits plain text into lists, quotations, preformatted text and paragraphs.

Blocks are recognized by how lines begin; `headings` finds the sub-heads. An ambiguous line belongs
to a paragraph. Only the markers of items and of quoted lines are removed, never a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import dedent

import msgspec
from msgspec.structs import replace

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import ends_like_a_sentence, first_sentence, width


class Paragraph(msgspec.Struct, frozen=True):
    """Lines that belong together; the breaks between them are significant (verse, addresses)."""

    lines: tuple[str, ...]


class Heading(msgspec.Struct, frozen=True):
    """A sub-head: underlined, or found by `headings`."""

    text: str


class Item(msgspec.Struct, frozen=True):
    """An item of a list, with the blocks nested in it."""

    text: str
    below: tuple[Block, ...] = ()


class Listing(msgspec.Struct, frozen=True):
    """A list; `start` is the number of its first item, or None if the items have bullets."""

    items: tuple[Item, ...]
    start: int | None = None


class Preformatted(msgspec.Struct, frozen=True):
    """Code or a table of plain text; all its spaces are significant."""

    text: str


class Quotation(msgspec.Struct, frozen=True):
    """Text quoted with `>`, as in mail."""

    blocks: tuple[Block, ...]


Block = Paragraph | Heading | Listing | Preformatted | Quotation

_DEEPEST = 4  # levels of nested lists and quotations; deeper ones are left as text

_DASHES = "-–—"
_ITEM = lazy_regex(
    # "+" and "–" before a number are its sign.
    r"([ \t]*)(?:([-*]|[+–—](?!\s+\d))[ \t]+|([•●▪◦‣⁃∙■□◆◇▸►➤✓✔・])\s*|(\d{1,3})([.)])[ \t]+)(?=\S)"
)
_QUOTED = lazy_regex(r"[ \t]*>[ \t]?")
# A line of words, not of columns, with a line of hyphens or equals signs below it.
_UNDERLINED = lazy_regex(r"((?!>)\S(?:(?!  |\t).)*)\n(-{3,}|={3,})[ \t]*(?:\n|\Z)")
_LONGEST_TITLE = 80  # columns
_NEARLY = 2  # columns by which an underline is longer or shorter
_MAY_BE_MARKED = re.compile(r"^[ \t]*[-*+–—•●▪◦‣⁃∙■□◆◇▸►➤✓✔・>\d]", re.MULTILINE)
# Languages in which speech begins with a dash. Only full sentences tell it apart from a list.
_SPEECH = frozenset("bg bs ca cs da el es et fi fr gl hr hu it lt lv no nb nn pl pt ro ru".split())
_SPEECH |= frozenset("sk sl sq sr sv tr uk vi".split())


class _Line(msgspec.Struct, frozen=True):
    """A line that may be an item: `style` is its bullet, or the character after its number.

    `opens` is set for the first line of a paragraph.
    """

    text: str
    opens: bool
    indent: int = 0
    style: str = ""
    number: int | None = None
    content: str = ""


def blocks(paragraphs: Sequence[str], language: str | None = None) -> tuple[Block, ...]:
    r"""The blocks of a text in `language`; a paragraph may contain line breaks.

    One that begins with white space is preformatted.

    >>> blocks(["We need:\n- eggs\n- milk"], "en")[1]
    Listing(items=(Item(text='eggs', below=()), Item(text='milk', below=())), start=None)
    """
    found: list[Block] = []
    marked: list[_Line] = []
    for paragraph in _without_underlined(paragraphs):
        if isinstance(paragraph, Heading):
            if marked:
                found += _blocks_of(marked, language, 1)
                marked = []
            found.append(paragraph)
            continue
        if paragraph[:1].isspace() and paragraph.strip():
            if marked:
                found += _blocks_of(marked, language, 1)
                marked = []
            found.append(Preformatted(dedent(paragraph)))
            continue
        # In a paragraph without breaks, only its beginning may be marked.
        if (_MAY_BE_MARKED.search if "\n" in paragraph else _MAY_BE_MARKED.match)(paragraph):
            marked += _lines(paragraph)
            continue
        if marked:
            found += _blocks_of(marked, language, 1)
            marked = []
        found.append(Paragraph(tuple(paragraph.split("\n"))))
    if marked:
        found += _blocks_of(marked, language, 1)
    return tuple(found)


def _without_underlined(paragraphs: Iterable[str]) -> Iterator[str | Heading]:
    """The paragraphs, with the first lines of those that are underlined as headings."""
    for paragraph in paragraphs:
        # Hardly any paragraph has an underline, and the pattern reads the whole first line.
        may_have = "\n---" in paragraph or "\n===" in paragraph
        match = _UNDERLINED.match(paragraph) if may_have else None
        if match is None or not _is_title(match[1], len(match[2])):
            yield paragraph
            continue
        yield Heading(match[1].strip())
        rest = paragraph[match.end() :]
        if rest.strip():
            yield rest


def _is_title(line: str, underline: int) -> bool:
    """Whether a line with an underline of so many columns is a heading, and the line not a rule."""
    columns = width(line)
    if not any(map(str.isalnum, line)) or columns > _LONGEST_TITLE:
        return False
    if abs(underline - columns) <= _NEARLY:
        return True
    return columns <= 2 * underline <= 4 * columns and not ends_like_a_sentence(line)


def _lines(paragraph: str) -> list[_Line]:
    lines = [_line(text, opens=not i) for i, text in enumerate(paragraph.split("\n"))]
    # The first line of a paragraph has lost its indentation.
    others = min((line.indent for line in lines[1:] if line.style), default=0)
    if lines[0].style and not lines[0].indent and others:
        lines[0] = replace(lines[0], indent=others)
    return lines


def _line(text: str, *, opens: bool) -> _Line:
    match = _ITEM.match(text)
    content = text[match.end() :] if match else ""
    if match is None or not any(map(str.isalnum, content)):
        return _Line(text, opens, _columns(text))
    space, bullet, sign, number, after = match.groups()
    if number is not None and (not number.isascii() or str(int(number)) != number):
        return _Line(text, opens, _columns(text))
    style = bullet or sign or after
    return _Line(text, opens, _columns(space), style, int(number) if number else None, content)


def _columns(text: str) -> int:
    text = text.expandtabs(4)
    return len(text) - len(text.lstrip())


def _blocks_of(lines: Sequence[_Line], language: str | None, depth: int) -> list[Block]:
    """The blocks of lines some of which may be items or quoted."""
    found: list[Block | _Line] = []
    for kind, group in groupby(_with_kinds(lines), key=lambda pair: pair[0]):
        run = [line for _, line in group]
        if kind == "quoted" and depth <= _DEEPEST and _is_quotation(run):
            found.append(Quotation(tuple(_blocks_of(_unquoted(run), language, depth + 1))))
        elif kind == "item":
            found += _listings(run, language, depth)
        else:
            found += run
    return _joined(found)


def _with_kinds(lines: Iterable[_Line]) -> Iterator[tuple[str, _Line]]:
    item: _Line | None = None  # the item that an indented line below continues
    for line in lines:
        if _QUOTED.match(line.text):
            item = None
            yield "quoted", line
        elif line.style:
            item = line
            yield "item", line
        elif item is not None and not line.opens and line.indent > item.indent:
            yield "item", line
        else:
            item = None
            yield "plain", line


def _joined(found: Iterable[Block | _Line]) -> list[Block]:
    """The blocks, with the lines between them joined to paragraphs."""
    made: list[Block] = []
    open_: list[str] = []
    for part in found:
        if open_ and not (isinstance(part, _Line) and not part.opens):
            made.append(Paragraph(tuple(open_)))
            open_ = []
        if isinstance(part, _Line):
            open_.append(part.text)
        else:
            made.append(part)
    if open_:
        made.append(Paragraph(tuple(open_)))
    return made


# -- quotations ----------------------------------------------------------------------------------


def _is_quotation(run: Sequence[_Line]) -> bool:
    """Whether the lines are a quotation.

    A run of one-line paragraphs needs a sentence: in `> Read more`, the mark is an arrow.
    """
    texts = [_QUOTED.sub("", line.text, count=1) for line in run]
    if not any(character.isalnum() for text in texts for character in text):
        return False
    return any(not line.opens for line in run[1:]) or any(map(ends_like_a_sentence, texts))


def _unquoted(run: Sequence[_Line]) -> list[_Line]:
    """The lines without their marks; a line with only a mark counts as blank."""
    made: list[_Line] = []
    after_blank = True
    for line in run:
        text = _QUOTED.sub("", line.text, count=1)
        if text.strip():
            made.append(_line(text, opens=line.opens or after_blank))
        after_blank = not text.strip()
    return made


# -- lists ---------------------------------------------------------------------------------------


def _listings(run: Sequence[_Line], language: str | None, depth: int) -> list[Block | _Line]:
    """The lists in a run of items, and the lines that are not in a list."""
    groups = _item_groups(run)
    made: list[Block | _Line] = []
    start = 0
    for end in range(1, len(groups) + 1):
        if end < len(groups) and _continues(groups[end - 1][0], groups[end][0]):
            continue
        members = groups[start:end]
        heads = [group[0] for group in members]
        if len(heads) > 1 and not _is_speech(heads, language):
            items = tuple(_item(group, language, depth) for group in members)
            made.append(Listing(items, heads[0].number))
        else:
            for head, *below in members:
                made += [head, *_below(below, language, depth)]
        start = end
    return made


def _item_groups(run: Sequence[_Line]) -> list[list[_Line]]:
    """Each item with the more deeply indented lines below it."""
    groups: list[list[_Line]] = []
    for line in run:
        if groups and (not line.style or line.indent > groups[0][0].indent + 1):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(item: _Line, following: _Line) -> bool:
    """Whether the next item belongs to the same list."""
    if item.number is None or following.number is None:
        return item.style == following.style and item.number is following.number
    return item.style == following.style and following.number == item.number + 1


def _is_speech(heads: Sequence[_Line], language: str | None) -> bool:
    """Whether the dashes open direct speech; in a list, only the last item may end a sentence."""
    style = heads[0].style
    if style not in _DASHES:
        return False
    if style == "-" and language is not None and language.split("-")[0].lower() not in _SPEECH:
        return False
    *others, last = (head.content.strip() for head in heads)
    return first_sentence(last) != last or any(
        ends_like_a_sentence(text) or text.endswith(":") or first_sentence(text) != text
        for text in others
    )


def _item(group: Sequence[_Line], language: str | None, depth: int) -> Item:
    head, *below = group
    text = head.content
    while below and not below[0].style:
        text = f"{text} {below.pop(0).text.strip()}"
    return Item(text, tuple(_joined(_below(below, language, depth))))


def _below(lines: Sequence[_Line], language: str | None, depth: int) -> list[Block | _Line]:
    if depth < _DEEPEST and any(line.style for line in lines):
        return list(_blocks_of(lines, language, depth + 1))
    return list(lines)
