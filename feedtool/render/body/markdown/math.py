"""Formulas between dollar signs, which are shown as they are written, as code.

A reader of a feed sees TeX, because nothing typesets it there. Prices are not formulas.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from feedtool.text.verbatim import MATH

_TEX = re.compile(r"[\\^_={}<>|+]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VARIABLE = re.compile(r"[A-Z][A-Z\d_]+\W*\Z")  # of a shell: $HOME/$PATH


def math_plugin(markdown: MarkdownIt) -> None:
    """Adds the rules for formulas."""
    markdown.inline.ruler.before("escape", "math_inline", _inline)
    markdown.add_render_rule("math_inline", _render_inline)
    markdown.add_render_rule(MATH, _render_block)


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    fence = "$$" if source.startswith("$$", start) else "$"
    begin = start + len(fence)
    end = source.find(fence, begin, state.posMax)
    while end > 0 and _is_escaped(source, end):
        end = source.find(fence, end + 1, state.posMax)
    if end < 0:
        return False
    after = source[end + len(fence) : end + len(fence) + 1]
    before = source[start - 1] if start else ""
    if not is_formula(source[begin:end], before, after, is_display=len(fence) == 2):
        return False
    if not silent:
        token = state.push("math_inline", "code", 0)
        token.content = source[start : end + len(fence)]
    state.pos = end + len(fence)
    return True


def _is_escaped(source: str, position: int) -> bool:
    before = position
    while source[before - 1] == "\\":
        before -= 1
    return (position - before) % 2 == 1


def is_formula(content: str, before: str, after: str, *, is_display: bool = False) -> bool:
    """Whether what is between two dollar signs is a formula, and not prose between two prices.

    >>> is_formula("x^2", " ", ","), is_formula("n", "", "t"), is_formula("5 and ", " ", "1")
    (True, True, False)
    >>> is_formula("5, or US", " ", " "), is_formula("HOME/", " ", "P")
    (False, False)
    """
    if not content.strip() or before.isalnum() or before in ("$", "\\"):
        return False
    if is_display:
        return "$" not in content
    if content != content.strip() or after.isdigit() or after == "$":
        return False
    if _VARIABLE.match(content):
        return False
    if _TEX.search(content):
        return not (content[0].isdigit() and after.isalpha())
    # Variables and numbers: `n`, `2n`, `a, b`, `f(x)`.
    return not _WORD.search(content) and (len(content) < 3 or not after.isalnum())


def _render_inline(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f'<code class="math">{html.escape(tokens[index].content, quote=False)}</code>'


def _render_block(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    content = html.escape(tokens[index].content.strip("\n"), quote=False)
    return f'<pre><code class="math">{content}</code></pre>\n'
