"""The body of an article as HTML that is safe to embed, and as text without marks.

    blocks     paragraphs  -> lists, quotations, paragraphs
    headings   paragraphs  -> sub-heads
    markup     blocks      -> HTML
    links      text        -> escaped, its addresses as links
    markdown   source      -> HTML

None of it knows what stands around the body: the page, the feed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from feedtool.model import CleanArticle
from feedtool.render.body.blocks import blocks
from feedtool.render.body.headings import with_headings
from feedtool.render.body.markup import markup
from feedtool.text.language import direction

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_START = re.compile(r'\bstart="(\d+)"')
_MARKED = re.compile("<(?:h2|[uo]l|blockquote)[ >]")
_INLINE = frozenset({"a", "code", "em", "s", "strong"})


def to_html(article: CleanArticle, url: str, language: str | None = None) -> str:
    """The paragraphs as HTML; relative addresses are resolved against `url`, the article's page.

    `language` is that of the element around it, for an article that has none. A paragraph whose
    script runs the other way says so. Nothing of the article's text is taken for a tag.
    """
    language = article.language or language
    around = direction(language)
    if article.markup == "markdown":
        # Imported here: most articles are plain text.
        from feedtool.render.body.markdown import from_markdown

        return from_markdown("\n\n".join(article.paragraphs), url, around)
    return markup(with_headings(blocks(article.paragraphs, language)), around)


def to_text(article: CleanArticle, rendered: str) -> str:
    """The paragraphs without marks, for summaries; `rendered` is what `to_html` made of them.

    On one line, a sub-head is set off by a dash, the items of a list by bullets or their numbers.
    """
    if article.markup == "markdown" or _MARKED.search(rendered):
        return html.unescape("".join(_pieces(rendered)))
    return "\n".join(article.paragraphs)


def with_language(rendered: str, language: str | None) -> str:
    """`rendered` in an element that says its language and direction: feeds cannot say them."""
    lang = f' lang="{html.escape(language)}"' if language else ""
    return f'<div{lang} dir="{direction(language)}">\n{rendered}\n</div>'


def _pieces(rendered: str) -> Iterator[str]:
    """The text between the tags, with signs in the place of those that mean something."""
    lists: list[int | None] = []  # the number of the next item, or None, of each open list
    end = 0
    for tag in _TAG.finditer(rendered):
        yield rendered[end : tag.start()]
        end = tag.end()
        closes, name, attributes = tag.groups()
        if name in ("ul", "ol"):
            yield "\n"
            if closes:
                lists.pop()
            else:
                start = _START.search(attributes)
                lists.append(int(start[1]) if start else 1 if name == "ol" else None)
        elif name == "li" and not closes and lists:
            number = lists[-1]
            yield "• " if number is None else f"{number}. "
            if number is not None:
                lists[-1] = number + 1
        elif closes and name[0] == "h" and name[1:].isdigit():
            yield " —\n"
        elif name not in _INLINE:
            yield "\n"
    yield rendered[end:]
