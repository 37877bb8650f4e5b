"""What a plain text is made of: lists, quotations and paragraphs, in its order.

Told by how lines begin; `headings` finds the sub-heads. In doubt, a line is of a paragraph. No
word is lost: only the marks of items and of quoted lines are, which the blocks stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec
from msgspec.structs import replace

from feedtool.text.sentences import ends_like_a_sentence, first_sentence


class Paragraph(msgspec.Struct, frozen=True):
    """Lines that belong together; breaks between them mean something (verse, addresses)."""

    lines: tuple[str, ...]


class Heading(msgspec.Struct, frozen=True):
    """A sub-head: a paragraph in which `headings` has seen one."""

    text: str


class Item(msgspec.Struct, frozen=True):
    """An item of a list, and what is listed below it."""

    text: str
    below: tuple[Block, ...] = ()


class Listing(msgspec.Struct, frozen=True):
    """A list; `start` is the number of its first item, None: its items have bullets."""

    items: tuple[Item, ...]
    start: int | None = None


class Quotation(msgspec.Struct, frozen=True):
    """What somebody else said, quoted as in mail."""

    blocks: tuple[Block, ...]


Block = Paragraph | Heading | Listing | Quotation

_DEEPEST = 4  # lists in lists, quotations in quotations; what lies deeper is not taken apart

_DASHES = "-–—"
_ITEM = re.compile(
    # "+" and "–" before a figure are its sign.
    r"([ \t]*)(?:([-*]|[+–—](?!\s+\d))[ \t]+|([•●▪◦‣⁃∙■□◆◇▸►➤✓✔・])\s*|(\d{1,3})([.)])[ \t]+)(?=\S)"
)
_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_MAY_BE_MARKED = re.compile(r"^[ \t]*[-*+–—•●▪◦‣⁃∙■□◆◇▸►➤✓✔・>\d]", re.MULTILINE)
# Where speech begins with a dash, of which a list is told only by what it lacks: sentences.
_SPEECH = frozenset("bg bs ca cs da el es et fi fr gl hr hu it lt lv no nb nn pl pt ro ru".split())
_SPEECH |= frozenset("sk sl sq sr sv tr uk vi".split())


class _Line(msgspec.Struct, frozen=True):
    """A line that may be an item: `style` is its bullet or what follows its number.

    `opens`: a paragraph begins with it.
    """

    text: str
    opens: bool
    indent: int = 0
    style: str = ""
    number: int | None = None
    content: str = ""


def blocks(paragraphs: Sequence[str], language: str | None = None) -> tuple[Block, ...]:
    r"""The blocks of a text in `language`; a paragraph may hold line breaks.

    >>> blocks(["We need:\n- eggs\n- milk"], "en")[1]
    Listing(items=(Item(text='eggs', below=()), Item(text='milk', below=())), start=None)
    """
    found: list[Block] = []
    marked: list[_Line] = []
    for paragraph in paragraphs:
        if _MAY_BE_MARKED.search(paragraph):
            marked += _lines(paragraph)
            continue
        if marked:
            found += _of_lines(marked, language, 1)
            marked = []
        found.append(Paragraph(tuple(paragraph.split("\n"))))
    if marked:
        found += _of_lines(marked, language, 1)
    return tuple(found)


def _lines(paragraph: str) -> list[_Line]:
    lines = [_line(text, opens=not i) for i, text in enumerate(paragraph.split("\n"))]
    # The first line of a paragraph has lost its indent.
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


def _of_lines(lines: Sequence[_Line], language: str | None, depth: int) -> list[Block]:
    """The blocks of lines of which some may be items, or quoted."""
    found: list[Block | _Line] = []
    for kind, group in groupby(_with_kinds(lines), key=lambda pair: pair[0]):
        run = [line for _, line in group]
        if kind == "quoted" and depth <= _DEEPEST and _is_quotation(run):
            found.append(Quotation(tuple(_of_lines(_unquoted(run), language, depth + 1))))
        elif kind == "item":
            found += _listings(run, language, depth)
        else:
            found += run
    return _joined(found)


def _with_kinds(lines: Iterable[_Line]) -> Iterator[tuple[str, _Line]]:
    item: _Line | None = None  # the one that a line below it goes on, if that is indented
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
    """Blocks, and the lines between them as paragraphs."""
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
    """Lines that each stand alone need a sentence among them: `> Read more` is an arrow."""
    texts = [_QUOTED.sub("", line.text, count=1) for line in run]
    if not any(character.isalnum() for text in texts for character in text):
        return False
    return any(not line.opens for line in run[1:]) or any(map(ends_like_a_sentence, texts))


def _unquoted(run: Sequence[_Line]) -> list[_Line]:
    """The lines without their marks; a line without more than a mark is a blank one."""
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
    """The lists in a run of items, and the lines that are in none."""
    families = _families(run)
    made: list[Block | _Line] = []
    start = 0
    for end in range(1, len(families) + 1):
        if end < len(families) and _goes_on(families[end - 1][0], families[end][0]):
            continue
        members = families[start:end]
        heads = [family[0] for family in members]
        if len(heads) > 1 and not _is_speech(heads, language):
            items = tuple(_item(family, language, depth) for family in members)
            made.append(Listing(items, heads[0].number))
        else:
            for head, *below in members:
                made += [head, *_below(below, language, depth)]
        start = end
    return made


def _families(run: Sequence[_Line]) -> list[list[_Line]]:
    """Each item with the lines below it that lie deeper."""
    families: list[list[_Line]] = []
    for line in run:
        if families and (not line.style or line.indent > families[0][0].indent + 1):
            families[-1].append(line)
        else:
            families.append([line])
    return families


def _goes_on(item: _Line, following: _Line) -> bool:
    """Whether the next item is of the same list."""
    if item.number is None or following.number is None:
        return item.style == following.style and item.number is following.number
    return item.style == following.style and following.number == item.number + 1


def _is_speech(heads: Sequence[_Line], language: str | None) -> bool:
    """Whether the dashes open what people say; of a list, only the last item ends a sentence."""
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


def _item(family: Sequence[_Line], language: str | None, depth: int) -> Item:
    head, *below = family
    text = head.content
    while below and not below[0].style:
        text = f"{text} {below.pop(0).text.strip()}"
    return Item(text, tuple(_joined(_below(below, language, depth))))


def _below(lines: Sequence[_Line], language: str | None, depth: int) -> list[Block | _Line]:
    if depth < _DEEPEST and any(line.style for line in lines):
        return list(_of_lines(lines, language, depth + 1))
    return list(lines)
