"""Renders Markdown as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from feedtool.render.body.destinations import NO_LINKS, Links, replace_destinations
from feedtool.text.commonmark import parser
from feedtool.text.language import own_direction

_TEXT = frozenset({"text", "code_inline"})


def from_markdown(source: str, url: str, direction: str, links: Links = NO_LINKS) -> str:
    """CommonMark with tables and strikethrough as HTML, with other HTML than comments escaped.

    Destinations are replaced by those in `links`, or resolved against `url`. Links with schemes
    such as javascript: or data: are left as source text, those to addresses with template tags that
    only another site generator can fill in become text. A block whose script runs against
    `direction` gets a `dir` attribute.
    """
    markdown = parser()
    tokens = markdown.parse(source)
    replace_destinations(tokens, links, url)
    _set_directions(tokens, direction)
    return str(markdown.renderer.render(tokens, markdown.options, {})).rstrip("\n")


def _set_directions(tokens: Sequence[Token], direction: str) -> None:
    opening: Token | None = None
    for token in tokens:
        if token.nesting == 1 and not token.hidden:  # paragraphs of tight lists are hidden
            opening = token
        elif token.type == "inline" and opening is not None:
            text = "".join(t.content for t in token.children or () if t.type in _TEXT)
            own = own_direction(text, direction)
            if own is not None:
                opening.attrs["dir"] = own
