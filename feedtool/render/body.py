"""The body of an article as HTML that is safe to embed, and as text without marks."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feedtool.clean.language import direction
from feedtool.model import CleanArticle

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TAGS = re.compile(r"<[^>]+>")


def to_html(article: CleanArticle, url: str) -> str:
    """The paragraphs as HTML; relative addresses are resolved against `url`, the article's page.

    Nothing of the article's text is taken for a tag.
    """
    if article.markup == "markdown":
        return _from_markdown("\n\n".join(article.paragraphs), url)
    return "\n".join(map(_paragraph, article.paragraphs))


def to_text(article: CleanArticle, rendered: str) -> str:
    """The paragraphs without marks, for summaries; `rendered` is what `to_html` made of them."""
    if article.markup == "markdown":
        return html.unescape(_TAGS.sub(" ", rendered))
    return "\n".join(article.paragraphs)


def framed(rendered: str, language: str | None) -> str:
    """`rendered` in an element that says its language and direction: feeds cannot say them."""
    lang = f' lang="{html.escape(language)}"' if language else ""
    return f'<div{lang} dir="{direction(language)}">\n{rendered}\n</div>'


def _paragraph(text: str) -> str:
    lines = html.escape(text, quote=False).split("\n")
    return f"<p>{'<br>'.join(lines)}</p>"


def _from_markdown(source: str, url: str) -> str:
    tokens = _markdown().parse(source)
    _make_absolute(tokens, url)
    parser = _markdown()
    return str(parser.renderer.render(tokens, parser.options, {})).rstrip("\n")


@cache
def _markdown() -> MarkdownIt:
    # Imported here: most articles are plain text.
    from markdown_it import MarkdownIt

    # CommonMark and tables; HTML in the source is shown as text, and addresses that run
    # something (javascript:, data:) stay text too.
    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable(
        ["table", "strikethrough"]
    )


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
