"""Tags within a text, of HTML and of templates: which belong together, and what they show.

The rules of `elements` and `templates` make a token of each tag. Here an end tag is matched with
its start tag: within one block of text, and for the tags of blocks also across paragraphs of the
same container. A tag without its other half stays text if words would be lost otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from markdown_it.token import Token

MARK = "mark"


class Mark(msgspec.Struct, frozen=True):
    """A tag: the key under which its two halves are matched, and the HTML for which it stands.

    `paired` is the HTML of a tag with another half, `alone` of one without; None means that the tag
    as it is written is shown as text. `within` are the keys of which one has to be open around it.
    `wraps` means that text directly inside is a paragraph.
    """

    key: str
    role: Literal["open", "close", "void"]
    paired: str
    alone: str | None = None
    is_block: bool = False
    within: frozenset[str] = frozenset()
    wraps: bool = False


def resolve(tokens: Sequence[Token]) -> bool:
    """Replaces the marks by HTML or text; whether there is any HTML."""
    if not any(child.type == MARK for token in tokens for child in token.children or ()):
        return False
    levels: dict[int, _Open] = {}
    matched: set[int] = set()
    for number, token in enumerate(tokens):
        if token.nesting < 0:
            for level in [level for level in levels if level > token.level + 1]:
                del levels[level]
        if token.type == "inline" and token.children:
            is_paragraph = tokens[number - 1].type == "paragraph_open"
            around = levels.setdefault(token.level, _Open()) if is_paragraph else _Open()
            _match(token.children, around, matched)
    found = False
    for number, token in enumerate(tokens):
        if token.type == "inline" and token.children:
            is_paragraph = tokens[number - 1].type == "paragraph_open"
            blocks = [_is_shown_block(child, matched) for child in token.children]
            found |= _replace(token.children, matched)
            if is_paragraph and any(blocks):
                _unwrap(tokens, number, blocks)
            elif is_paragraph:
                token.children = list(_trimmed(token.children))
                if not token.children:
                    tokens[number - 1].hidden = tokens[number + 1].hidden = True
    return found


class _Open:
    """The start tags that are open in a container, in order."""

    def __init__(self) -> None:
        self.marks: list[tuple[Mark, Token]] = []
        self.counts: dict[str, int] = {}

    def push(self, mark: Mark, token: Token) -> None:
        self.marks.append((mark, token))
        self.counts[mark.key] = self.counts.get(mark.key, 0) + 1

    def pop(self) -> tuple[Mark, Token]:
        mark, token = self.marks.pop()
        self.counts[mark.key] -= 1
        return mark, token

    def has(self, key: str) -> bool:
        return self.counts.get(key, 0) > 0

    def drop_inline(self, before: int) -> None:
        """Forgets the tags of inline elements, which end with their block of text at the latest."""
        recent = [self.pop() for _ in range(len(self.marks) - before)]
        for mark, token in reversed(recent):
            if mark.is_block:
                self.push(mark, token)


def _match(children: Sequence[Token], around: _Open, matched: set[int]) -> None:
    """Matches the tags in one block of text; adds the identities of those that are paired."""
    before = len(around.marks)
    for token in children:
        mark = token.meta.get(MARK) if token.type == MARK else None
        if not isinstance(mark, Mark):
            continue
        if mark.role == "void" and (not mark.within or any(map(around.has, mark.within))):
            matched.add(id(token))
        elif mark.role == "open" and (not mark.within or any(map(around.has, mark.within))):
            around.push(mark, token)
        elif mark.role == "close" and (not mark.key or around.has(mark.key)):
            _close(mark, token, around, matched)
        before = min(before, len(around.marks))
    around.drop_inline(before)


def _close(mark: Mark, token: Token, around: _Open, matched: set[int]) -> None:
    while around.marks:
        opening, opened = around.pop()
        # The end tag without a name, `{% end %}`, ends any tag of a template.
        if opening.key == mark.key or (not mark.key and opening.key.startswith("tag:")):
            matched |= {id(opened), id(token)}
            if not mark.key:
                token.meta[MARK] = msgspec.structs.replace(
                    mark, paired=opened.meta["end"], is_block=opening.is_block, wraps=opening.wraps
                )
            elif "end" in opened.meta:
                token.meta[MARK] = msgspec.structs.replace(mark, paired=opened.meta["end"])
            return


def _is_shown_block(token: Token, matched: set[int]) -> bool:
    mark = token.meta.get(MARK) if token.type == MARK else None
    if not isinstance(mark, Mark) or not mark.is_block:
        return False
    return bool(mark.paired if id(token) in matched else mark.alone)


def _replace(children: list[Token], matched: set[int]) -> bool:
    """Makes HTML or text of the marks in one block of text."""
    found = False
    kinds = [token.type for token in children]
    for number, token in enumerate(children):
        mark = token.meta.get(MARK) if token.type == MARK else None
        if not isinstance(mark, Mark):
            continue
        shown = mark.paired if id(token) in matched else mark.alone
        # A sentence about `<div>` has words on both sides of it.
        is_prose = kinds[max(0, number - 1) : number + 2] == ["text", MARK, "text"]
        if shown == "" and mark.is_block and is_prose and not mark.key.startswith("tag:"):
            shown = None
        if shown is None:
            token.type = "text"  # as it is written
        else:
            token.type, token.content = "html_inline", shown
            found |= bool(shown)
    return found


def _unwrap(tokens: Sequence[Token], number: int, blocks: Sequence[bool]) -> None:
    """Takes the paragraph off a block of text with the tags of blocks in it.

    Runs of text directly inside a call-out or a quotation stay paragraphs.
    """
    tokens[number - 1].hidden = tokens[number + 1].hidden = True
    token = tokens[number]
    children = token.children or []
    wraps = all(
        isinstance(mark := child.meta.get(MARK), Mark) and mark.wraps
        for child, is_block in zip(children, blocks, strict=True)
        if is_block
    )
    made: list[Token] = []
    run: list[Token] = []

    def flush() -> None:
        if wraps and any(child.content.strip() or child.type == "image" for child in run):
            made.extend((_html("<p>"), *_trimmed(run), _html("</p>")))
        else:
            made.extend(run)
        run.clear()

    for child, is_block in zip(children, blocks, strict=True):
        if is_block:
            flush()
            made.append(child)
        else:
            run.append(child)
    flush()
    made.append(_html("\n"))
    token.children = made


def _trimmed(run: Sequence[Token]) -> Sequence[Token]:
    """The tokens without breaks at the ends."""
    start, end = 0, len(run)
    while start < end and _is_nothing(run[start]):
        start += 1
    while end > start and _is_nothing(run[end - 1]):
        end -= 1
    return run[start:end]


def _is_nothing(token: Token) -> bool:
    return token.type == "softbreak" or (
        token.type in ("text", "html_inline") and not token.content.strip()
    )


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
