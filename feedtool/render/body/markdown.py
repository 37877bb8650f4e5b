"""Renders Markdown as HTML. The only module that uses markdown-it-py."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import urljoin, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from feedtool.text.language import own_direction

# Allowed schemes of links. markdown-it-py rejects only schemes known to run scripts, and allows
# images in data: URLs, even as links.
_SCHEMES = frozenset({"", "http", "https", "mailto", "tel", "sms", "xmpp", "geo", "ftp"})
_TEXT = frozenset({"text", "code_inline"})


def from_markdown(source: str, url: str, direction: str) -> str:
    """CommonMark with tables and strikethrough as HTML; HTML in the source is escaped.

    Relative URLs are resolved against `url`. Links with schemes such as javascript: or data: are
    left as source text. A block whose script runs against `direction` gets a `dir` attribute.
    """
    parser = _parser()
    tokens = parser.parse(source)
    _make_absolute(tokens, url)
    _set_directions(tokens, direction)
    return str(parser.renderer.render(tokens, parser.options, {})).rstrip("\n")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable(
        ["table", "strikethrough"]
    )
    parser.validateLink = _is_harmless  # type: ignore[assignment]  # the documented way to set it
    return parser


def _is_harmless(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
        _ = parts.port  # raises ValueError if the port is not a number, which breaks readers
    except ValueError:
        return False
    return parts.scheme in _SCHEMES


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
