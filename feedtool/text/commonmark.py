"""Parses Markdown: the part of the dialect that decides what a block is.

It is CommonMark with tables, strikethrough and blocks that are not Markdown (`verbatim`). Other
HTML is text, except comments, which have tokens of their own and are not rendered. An unclosed
comment is text: nothing is hidden by mistake. `render.body.markdown` adds what only changes how a
block is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import msgspec
from markdown_it import MarkdownIt, helpers
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from feedtool.text.template_tags import UNKNOWN, match_address
from feedtool.text.verbatim import verbatim_plugin
from feedtool.text.wiki_links import wiki_link

# Allowed schemes of links. markdown-it-py rejects only schemes known to run scripts, and allows
# images in data: URLs, even as links.
_SCHEMES = frozenset({"", "http", "https", "mailto", "tel", "sms", "xmpp", "geo", "ftp"})
_OPEN, _CLOSE = "<!--", "-->"
_UNCLOSED = -1  # a key of the parser's cache, whose other keys are positions
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_CONTAINERS = _LISTS | {"blockquote_open"}
COMMENT, DEFINITIONS = "comment", "definitions"
HEADING, PARAGRAPH, RULE = "heading_open", "paragraph_open", "hr"


class Block(msgspec.Struct, frozen=True):
    """A top-level block of Markdown, with its exact source.

    `kind` is the type of its first token, or `DEFINITIONS` for link reference definitions. It has
    the lines from `start` to `end`, which is not included; `level` is that of a heading (1 to 6),
    `content` the inline source of a heading or a paragraph.
    """

    kind: str
    start: int
    end: int
    source: str
    level: int = 0
    content: str = ""


@cache
def parser() -> MarkdownIt:
    """The parser of text within blocks."""
    return new_parser()


def new_parser() -> MarkdownIt:
    """A parser of blocks and the text within, to which rules can be added."""
    made = _of_blocks().enable("strikethrough")
    made.inline.ruler.before("html_inline", COMMENT, _inline_comment)
    made.inline.ruler.before("link", "wiki_link", wiki_link)
    made.add_render_rule(COMMENT, _nothing)
    return made


@cache
def _block_parser() -> MarkdownIt:
    """A parser that leaves the text of blocks unparsed, which takes most of the time."""
    return _of_blocks().disable("inline")


def _of_blocks() -> MarkdownIt:
    made = MarkdownIt()
    made.block = _Blocks()
    made.helpers = _Helpers  # type: ignore[assignment]  # it stands for a module of functions
    made.configure("commonmark", {"html": False, "xhtmlOut": False}).enable("table")
    made.validateLink = is_harmless  # type: ignore[assignment]  # the documented way to set it
    # A comment ends the same blocks as other HTML does (CommonMark 4.6).
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    made.block.ruler.before("html_block", COMMENT, _block_comment, ends)
    verbatim_plugin(made)
    return made


class _Blocks(ParserBlock):
    """Lets no rule look at the lines below the container that is parsed, and loses no level.

    Paragraphs look for their end down to `lineMax`, other blocks down to the end of the container.
    If a rule sees a comment in one of the two only, each of many lines is parsed to the end.
    """

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        if state.level >= state.md.options.maxNesting:
            # Deeper levels are not parsed; without this they would be left out.
            _push_text(state, startLine, endLine)
            return
        outer, state.lineMax = state.lineMax, endLine
        super().tokenize(state, startLine, endLine)
        state.lineMax = outer


def _push_text(state: StateBlock, start: int, end: int) -> None:
    """Adds the lines of a container as one paragraph."""
    state.push(PARAGRAPH, "p", 1).map = [start, end]
    text = state.push("inline", "", 0)
    lines = state.getLines(start, end, state.blkIndent, keepLastLF=False)
    text.content = lines.strip()
    text.map, text.children = [start, end], []
    state.push("paragraph_close", "p", -1)
    state.line = end


class _Helpers:
    """The functions by which the parser reads the parts of a link."""

    parseLinkLabel = staticmethod(helpers.parseLinkLabel)  # noqa: N815
    parseLinkTitle = staticmethod(helpers.parseLinkTitle)  # noqa: N815

    @staticmethod
    def parseLinkDestination(source: str, start: int, end: int) -> Any:  # noqa: N802
        """The address at `start`, which may have template tags of other site generators."""
        tagged = match_address(source, start, end)
        if tagged is None:
            return helpers.parseLinkDestination(source, start, end)
        found = helpers.parseLinkDestination("<>", 0, 2)
        found.str, found.pos = tagged
        return found


def is_harmless(address: str) -> bool:
    """Whether a link may lead to the address, which nothing runs."""
    if address.startswith(UNKNOWN):
        return True
    try:
        parts = urlsplit(address.strip())
        _ = parts.port  # raises ValueError if the port is not a number, which breaks readers
    except ValueError:
        return False
    return parts.scheme in _SCHEMES


# -- blocks --------------------------------------------------------------------------------------


def blocks(source: str) -> tuple[tuple[Block, ...], Mapping[str, Any]]:
    """The blocks of a document in order, and its link reference definitions for `inline_text`.

    Joined with blank lines, their sources render like the document.
    """
    env: dict[str, Any] = {}
    tokens = _block_parser().parse(source, env)
    lines = source.split("\n")
    found: list[Block] = []
    end = 0
    for span in _spans(tokens, lines):
        found += _definitions(lines, end, span.start)
        found.append(span)
        end = max(span.end, end)
    found += _definitions(lines, end, len(lines))
    return tuple(found), env


def _spans(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Block]:
    """The blocks that have tokens; those that share a line, or cannot be separated, are one."""
    waiting: Block | None = None
    last: Token | None = None
    for number, token in enumerate(tokens):
        if token.level or token.nesting < 0 or token.map is None:
            continue
        block = _block(tokens, number, lines, token.map[0], token.map[1])
        if waiting is None or last is None:
            waiting = block
        elif block.start < waiting.end or _is_one_list(last, token):
            waiting = _joined(waiting, block, lines)
        else:
            yield waiting
            waiting = block
        last = token
    if waiting is not None:
        yield waiting


def _block(
    tokens: Sequence[Token], number: int, lines: Sequence[str], start: int, end: int
) -> Block:
    token = tokens[number]
    stop = end
    while stop > start + 1 and not lines[stop - 1].strip():
        stop -= 1
    if _ends_in_open_code(tokens, number, end):
        # What follows, if only blank lines, may be part of the code, so it is not separated.
        is_quoted = token.type == "blockquote_open"  # a blank line ends its code
        stop = stop if is_quoted and any(map(str.strip, lines[end:])) else len(lines)
    is_text = token.type in (HEADING, PARAGRAPH)
    return Block(
        kind=token.type,
        start=start,
        end=stop,
        source="\n".join(lines[start:stop]),
        level=int(token.tag[1]) if token.type == HEADING else 0,
        content=tokens[number + 1].content if is_text else "",
    )


def _joined(one: Block, other: Block, lines: Sequence[str]) -> Block:
    start, end = one.start, max(one.end, other.end)
    kind = other.kind if one.kind == COMMENT else one.kind
    source = "\n".join(lines[start:end])
    return Block(kind, start, end, source, other.level, other.content)


def _is_one_list(one: Token, other: Token) -> bool:
    """Whether only blank lines after an empty item separate two lists (CommonMark 5.2)."""
    return one.type in _LISTS and one.type == other.type and one.markup == other.markup


def _ends_in_open_code(tokens: Sequence[Token], number: int, end: int) -> bool:
    """Whether the block at `number` ends in fenced code without a closing fence."""
    token = tokens[number]
    if token.type == "fence":
        return not _is_closed(token)
    if token.type not in _CONTAINERS:
        return False
    for inner in tokens[number + 1 :]:
        if inner.level == 0:
            return False
        if inner.type == "fence" and inner.map is not None and inner.map[1] >= end:
            return not _is_closed(inner)
    return False


def _is_closed(fence: Token) -> bool:
    """Whether the code has a closing fence, and not only the end of the text."""
    start, end = fence.map or (0, 0)
    is_ended = not fence.content or fence.content.endswith("\n")
    return is_ended and end - start == fence.content.count("\n") + 2


def _definitions(lines: Sequence[str], start: int, end: int) -> Iterator[Block]:
    """The lines between two blocks, which have no tokens: link reference definitions."""
    first = None
    for number in range(start, end + 1):
        if number < end and lines[number].strip():
            first = number if first is None else first
        elif first is not None:
            source = "\n".join(lines[first:number])
            yield Block(DEFINITIONS, first, number, source)
            first = None


# -- text ----------------------------------------------------------------------------------------


class Piece(msgspec.Struct, frozen=True):
    """A part of inline text; `kind` is "text", "code" or "picture"."""

    kind: str
    text: str


def inline_pieces(content: str, env: Mapping[str, Any]) -> tuple[Piece, ...]:
    """What the inline source of a block shows, without marks, links and comments."""
    (token,) = parser().parseInline(content, dict(env))
    return tuple(_pieces(token.children or ()))


def _pieces(tokens: Iterable[Token]) -> Iterator[Piece]:
    for token in tokens:
        if token.type == "code_inline":
            yield Piece("code", token.content)
        elif token.type == "image":
            yield Piece("picture", "".join(piece.text for piece in _pieces(token.children or ())))
        elif token.type in ("softbreak", "hardbreak"):
            yield Piece("text", " ")
        elif token.type == "text":
            yield Piece("text", token.content)


# -- comments ------------------------------------------------------------------------------------


def _block_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment at the start of a line, up to the line where it is closed.

    A comment on one line with text after it is left to `_inline_comment`.
    """
    if state.is_code_block(start):
        return False
    line, text = start, _line(state, start)
    if not text.startswith(_OPEN):
        return False
    # Without this, many comments that are not closed would each be followed to the end.
    begin = state.bMarks[start] + state.tShift[start]
    if not begin < _next_close(state, begin) < state.eMarks[end - 1]:
        return False
    is_outside = False  # of the list item in which it begins
    while text.startswith(_OPEN):
        closed = _close_of(text, 0)
        while closed < 0:
            line += 1
            if line >= end:
                return False
            text = _line(state, line)
            # A comment may hide other items than the one that it begins in. But then another one
            # that begins before its end means that it has none.
            is_outside |= state.sCount[line] < state.blkIndent and not state.isEmpty(line)
            if is_outside and _OPEN in text:
                return False
            closed = text.find(_CLOSE)
            closed = closed + len(_CLOSE) if closed >= 0 else -1
        text = text[closed:].lstrip()
    if text.strip() and line == start:
        return False
    if silent:
        return True
    token = state.push(COMMENT, "", 0)
    token.map = [start, line + 1]
    state.line = line + 1
    if text.strip():
        # What follows on the last line is parsed as if the line began there.
        state.line = line
        state.bMarks[line] = state.eMarks[line] - len(text)
        state.tShift[line] = 0
        state.sCount[line] = state.blkIndent
    return True


def _next_close(state: StateBlock, begin: int) -> int:
    """Where the next end of a comment is, from `begin` on; the length of the text if there is none.

    The last answer is kept, so that many comments do not each search the rest of the text.
    """
    since, found = state.env.get(_CLOSE, (0, -1))
    if not since <= begin <= found:
        found = state.src.find(_CLOSE, begin)
        found = found if found >= 0 else len(state.src)
        state.env[_CLOSE] = (begin, found)
    return int(found)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _inline_comment(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_OPEN, state.pos):
        return False
    if state.pos >= state.cache.get(_UNCLOSED, len(state.src)):
        return False
    end = _close_of(state.src, state.pos)
    if end < 0:
        # No comment from here on is closed, and need not search the rest of the text.
        state.cache[_UNCLOSED] = state.pos
    if end < 0 or end > state.posMax:
        return False
    if not silent:
        state.push(COMMENT, "", 0)
    state.pos = end
    return True


def _close_of(text: str, start: int) -> int:
    """Where the comment at `start` ends; -1 if it is not closed (CommonMark 6.6)."""
    for short in ("<!-->", "<!--->"):
        if text.startswith(short, start):
            return start + len(short)
    found = text.find(_CLOSE, start + len(_OPEN))
    return found + len(_CLOSE) if found >= 0 else -1


def _nothing(*_: object) -> str:
    return ""
