"""Highlighted words: `==mark==`."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SIGN = "=="


def highlighted_plugin(markdown: MarkdownIt) -> None:
    """Adds the rule for highlighted words."""
    markdown.inline.ruler.before("emphasis", "highlighted", _highlighted)


def _highlighted(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if not source.startswith(_SIGN, start) or state.level >= state.md.options.maxNesting:
        return False
    begin = start + len(_SIGN)
    end = source.find(_SIGN, begin, state.posMax)
    after = end + len(_SIGN)
    # In `a==b` and `a == b` it compares.
    if (
        end <= begin
        or source[begin].isspace()
        or source[begin] == "="
        or source[end - 1].isspace()
        or source[start - 1 : start].isalnum()
        or source[start - 1 : start] == "="
        or source[after : after + 1].isalnum()
        or source[after : after + 1] == "="
        or "\n\n" in source[begin:end]
    ):
        return False
    if not silent:
        most = state.posMax
        state.pos, state.posMax = begin, end
        state.push("mark_open", "mark", 1).markup = _SIGN
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1).markup = _SIGN
        state.posMax = most
    state.pos = after
    return True
