r"""Blocks of Markdown whose text is not Markdown: code in tags, HTML that is not prose, formulas.

    <pre> ... </pre>                            also script, style, svg
    {% highlight ruby %} ... {% endhighlight %}
    $$ ... $$

Each ends at its end mark, also below blank lines; without one it is text. They are parsed before a
text is divided into blocks, so that none is divided.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.shortcodes import tag_at

MATH = "math_block"
HTML = "html_block"
FENCE = "fence"
HIDDEN = "hidden_block"

_OPENING = lazy_regex(
    r"<(?P<html>pre|script|style|svg)(?=[\s>])"
    r"|\{%-?\s*(?P<liquid>highlight|codeblock|comment)\b|\{\{[<%]\s*(?P<hugo>highlight)\b"
    r"|(?P<math>\$\$)",
    re.IGNORECASE,
)
_OPENERS = "<{$"
_CODE = ("highlight", "codeblock")
_NOT_SHOWN = ("comment", "script", "style")


def verbatim_plugin(markdown: MarkdownIt) -> None:
    """Adds the rule for these blocks to a parser."""
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("fence", "verbatim", _verbatim, ends)
    markdown.add_render_rule(HIDDEN, _nothing)


def _verbatim(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    if state.src[begin : begin + 1] not in _OPENERS or state.is_code_block(start):
        return False
    opening = _OPENING.match(state.src, begin, state.eMarks[start])
    if opening is None:
        return False
    kind = (opening.lastgroup or "", (opening[opening.lastgroup or 0]).lower())
    # The first line of code in tags has the tag only.
    tag = tag_at(state.src, begin) if kind[0] in ("liquid", "hugo") else None
    if tag is None and kind[0] in ("liquid", "hugo"):
        return False
    if kind[1] in _CODE and tag is not None:
        if state.src[begin + len(tag.source) : state.eMarks[start]].strip():
            return False
        after = state.eMarks[start]
    else:
        after = opening.end() if tag is None else begin + len(tag.source)
    last = _last_line(state, start, end, kind, after)
    if last is None:
        return False
    if not silent:
        _push(state, start, last, kind[1] if tag is None else tag.name)
    return True


def _push(state: StateBlock, start: int, last: int, name: str) -> None:
    """Adds the token of the block from line `start` to `last`."""
    if name in _CODE:
        tag = tag_at(state.src, state.bMarks[start] + state.tShift[start])
        token = state.push(FENCE, "code", 0)
        token.info = "" if tag is None else tag.argument("lang", position=0)
        token.info = token.info.removeprefix("lang:")
        token.markup = "```"
        # The first and the last line are those of the tags.
        token.content = state.getLines(start + 1, last, state.blkIndent, keepLastLF=True)
    else:
        kind = MATH if name == "$$" else HIDDEN if name in _NOT_SHOWN else HTML
        token = state.push(kind, "", 0)
        token.content = state.getLines(start, last + 1, state.blkIndent, keepLastLF=True)
    token.map = [start, last + 1]
    state.line = last + 1


def _last_line(
    state: StateBlock, start: int, end: int, kind: tuple[str, str], after: int
) -> int | None:
    """The line with the end mark; None if there is none in this container."""
    ends = _ends(state, kind)
    index = bisect_left(ends, after)
    if index == len(ends) or ends[index] > state.eMarks[end - 1]:
        return None
    # Without this, each of many start marks would be followed to the end of the container.
    failed = state.env.setdefault("verbatim failures", {})
    if start < failed.get((kind, state.blkIndent), 0):
        return None
    line = _next_limit(state, start, end, kind, ends[index])
    if ends[index] <= state.eMarks[line]:
        below = state.src[ends[index] : state.eMarks[line]]
        above = state.src[state.bMarks[line] + state.tShift[line] : ends[index]]
        if _is_end(kind, above, below):
            return line
    failed[kind, state.blkIndent] = line
    return None


def _next_limit(
    state: StateBlock, start: int, end: int, kind: tuple[str, str], position: int
) -> int:
    """The first line that has the end mark at `position`, or that no such block may have."""
    for line in range(start, end):
        is_outside = state.sCount[line] < state.blkIndent and not state.isEmpty(line)
        if is_outside or (kind[0] == "math" and state.isEmpty(line)):
            return max(start, line - 1)
        if position < state.eMarks[line]:
            return line
    return end - 1


def _is_end(kind: tuple[str, str], above: str, below: str) -> bool:
    """Whether an end mark is where it may be, with what is on its line above it and from it on."""
    if kind[1] in _CODE and above.strip():
        return False
    if kind[1] in _CODE or kind[1] in _NOT_SHOWN:
        # What follows on the line would be lost.
        return _ALONE.match(below) is not None
    return kind[0] != "math" or below.strip() == "$$"


_ALONE = lazy_regex(r"(?:</\w+\s*>|\{%[^{}]*%\}|\{\{[<%][^{}]*[%>]\}\})\s*\Z")
_END = {
    "html": r"</{}\s*>",
    "liquid": r"\{{%-?\s*end{}\s*-?%\}}",
    "hugo": r"\{{\{{[<%]\s*/\s*{}\b",
    "math": r"\$\$",
}


def _ends(state: StateBlock, kind: tuple[str, str]) -> list[int]:
    """The positions of all end marks of this kind, which are looked for once."""
    known = state.env.setdefault("verbatim", {})
    if kind not in known:
        pattern = re.compile(_END[kind[0]].format(kind[1]), re.IGNORECASE)
        known[kind] = [found.start() for found in pattern.finditer(state.src)]
    found: list[int] = known[kind]
    return found


def _nothing(*_: object) -> str:
    return ""
