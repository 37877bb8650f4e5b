"""Markdown source as HTML. One module knows markdown-it-py."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.token import Token


def from_markdown(source: str, url: str) -> str:
    """CommonMark with tables and strikethrough as HTML; HTML in the source is shown as text.

    Relative addresses are resolved against `url`. Addresses that run something (javascript:,
    data:) make no link: their source stays as text.
    """
    parser = _parser()
    tokens = parser.parse(source)
    _make_absolute(tokens, url)
    return str(parser.renderer.render(tokens, parser.options, {})).rstrip("\n")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _make_absolute(tokens: Sequence[Token], url: str) -> None:
    for token in tokens:
        for name in ("href", "src"):
            value = token.attrs.get(name)
            if isinstance(value, str):
                token.attrs[name] = _joined(url, value)
        _make_absolute(token.children or (), url)


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address)
    except ValueError:
        return address
