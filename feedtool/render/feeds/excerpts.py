"""Cuts the rendered text of an article down to its beginning, for feeds with `content = "excerpt"`.

It works on the HTML that `render.body` makes, which is well-formed.
"""

from __future__ import annotations

import html
import re

from feedtool.text.lazy_regex import lazy_regex

_ENOUGH = 400  # characters, after which no other paragraph begins
_MOST = 1200  # characters in the first paragraph, of which only the beginning is shown otherwise
_TAG = lazy_regex(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_WITHOUT_END = frozenset("area br col embed hr img input link source track wbr".split())
_HEADINGS = ("<h1", "<h2", "<h3", "<h4", "<h5", "<h6")
_NOTES = lazy_regex(r'<sup class="footnote-ref">.*?</sup>', re.DOTALL)


def excerpt(rendered: str, summary: str) -> str:
    """The first blocks of an article's HTML; its summary if the first one is long.

    >>> excerpt("<p>One.</p>\\n<h2>A head</h2>", "One.")
    '<p>One.</p>'
    """
    chosen: list[str] = []
    length = 0
    for block in _blocks(_NOTES.sub("", rendered)):
        if length >= _ENOUGH:
            break
        found = _length(block)
        if length + found > _MOST:
            break
        chosen.append(block)
        length += found
    while chosen and chosen[-1].lstrip().startswith(_HEADINGS):
        chosen.pop()
    made = "".join(chosen).strip()
    return made or f"<p>{html.escape(summary, quote=False)}</p>"


def _blocks(rendered: str) -> list[str]:
    """The pieces of HTML that are not inside another element, in order."""
    found, depth, start = [], 0, 0
    for tag in _TAG.finditer(rendered):
        closes, name, _ = tag.groups()
        if name in _WITHOUT_END:
            continue
        depth += -1 if closes else 1
        if closes and depth <= 0:
            found.append(rendered[start : tag.end()])
            start, depth = tag.end(), 0
    rest = rendered[start:]
    return [*found, rest] if depth == 0 and rest.strip() else found


def _length(block: str) -> int:
    return len(html.unescape(_TAG.sub("", block)).strip())
