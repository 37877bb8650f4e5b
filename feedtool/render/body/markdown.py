"""Renders Markdown as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from markdown_it.token import Token

from feedtool.text.commonmark import parser
from feedtool.text.language import own_direction
from feedtool.text.template_tags import UNKNOWN

_TEXT = frozenset({"text", "code_inline"})


def from_markdown(source: str, url: str, direction: str) -> str:
    """CommonMark with tables and strikethrough as HTML, with other HTML than comments escaped.

    Relative URLs are resolved against `url`. Links with schemes such as javascript: or data: are
    left as source text, those to addresses with template tags that only another site generator can
    fill in become text. A block whose script runs against `direction` gets a `dir` attribute.
    """
    markdown = parser()
    tokens = markdown.parse(source)
    _drop_unknown(tokens)
    _make_absolute(tokens, url)
    _set_directions(tokens, direction)
    return str(markdown.renderer.render(tokens, markdown.options, {})).rstrip("\n")


def _drop_unknown(tokens: Sequence[Token]) -> None:
    """Makes text of links and pictures whose address only another site generator knows."""
    is_dropped = False
    for token in tokens:
        if token.type == "link_open":
            is_dropped = token.attrs.get("href") == UNKNOWN
        if token.type in ("link_open", "link_close"):
            token.hidden = is_dropped
        elif token.type == "image" and token.attrs.get("src") == UNKNOWN:
            token.type = "text"
        _drop_unknown(token.children or ())


def _make_absolute(tokens: Sequence[Token], url: str) -> None:
    for token in tokens:
        for name in ("href", "src"):
            value = token.attrs.get(name)
            if isinstance(value, str):
                token.attrs[name] = urljoin(url, value)
        _make_absolute(token.children or (), url)


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
