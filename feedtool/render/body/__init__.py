"""Renders the body of an article as HTML that is safe to embed, and as plain text.

    blocks     paragraphs  -> lists, quotations, paragraphs
    headings   paragraphs  -> sub-heads
    markup     blocks      -> HTML
    links      text        -> escaped text with links
    markdown   source      -> HTML
    views      HTML        -> HTML for a page, HTML for a feed
    highlight  code        -> code with classes
    destinations  HTML     -> HTML with addresses that lead somewhere

It does not know the page or the feed around the body.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from feedtool.model import CleanArticle
from feedtool.model.references import Link
from feedtool.render.body.blocks import blocks
from feedtool.render.body.destinations import references_in, replaced
from feedtool.render.body.headings import with_headings
from feedtool.render.body.markup import markup
from feedtool.text.addresses import is_reference
from feedtool.text.language import direction
from feedtool.text.lazy_regex import lazy_regex

_TAG = lazy_regex(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_START = lazy_regex(r'\bstart="(\d+)"')
_MARKED = re.compile("<(?:h2|[uo]l|blockquote|pre)[ >]")
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i input ins kbd mark q rp rt ruby s samp small "
    "span strong sub sup time u var wbr".split()
)
_NOTES = lazy_regex(r'<div class="footnotes">.*\Z|<sup class="footnote-ref">.*?</sup>', re.DOTALL)
# What a text without links and pictures lacks; most texts are not parsed for them.
_MAY_REFER = lazy_regex(r"\]\(|\]\[|\]:|\[\[|\{[{%]|<[A-Za-z]")


def to_html(
    article: CleanArticle, url: str, language: str | None = None, links: Mapping[str, Link] = {}
) -> str:
    """The paragraphs as HTML; relative URLs are resolved against `url`, the article's page.

    `links` has what is known about destinations, with absolute addresses.
    `language` is the default for an article without one. Paragraphs whose script runs in the other
    direction get a `dir` attribute. Tags in the text are escaped.
    """
    language = article.language or language
    around = direction(language)
    if article.markup == "markdown":
        # Imported here: most articles are plain text.
        from feedtool.render.body.markdown import from_markdown

        made = from_markdown("\n\n".join(article.paragraphs), _key_of(url), around)
        return replaced(made, links, url)
    return markup(with_headings(blocks(article.paragraphs, language)), around)


def _key_of(url: str) -> str:
    """The name of an article's page, which no other article has."""
    return url.rpartition("/")[2].removesuffix(".html")


def references_of(article: CleanArticle, host: str) -> tuple[str, ...]:
    """The addresses in an article that may lead to files and articles of the site on `host`.

    They are in the form in which `to_html` looks them up.
    """
    meta = article.meta
    declared = (meta.image, None if meta.enclosure is None else meta.enclosure.url)
    found = {a: None for a in declared if a is not None and is_reference(a, host)}
    source = "\n\n".join(article.paragraphs)
    if article.markup == "markdown" and _MAY_REFER.search(source):
        from feedtool.render.body.markdown import from_markdown

        found |= dict.fromkeys(references_in(from_markdown(source, "", "ltr"), host))
    return tuple(found)


def to_text(article: CleanArticle, rendered: str) -> str:
    """The paragraphs without markup, for summaries; `rendered` is their HTML from `to_html`.

    So that it can be shown on one line, a dash follows a sub-head, and bullets or numbers mark the
    items of a list. Footnotes are left out.
    """
    if 'class="footnote' in rendered:
        rendered = _NOTES.sub("", rendered)
    if article.markup == "markdown" or _MARKED.search(rendered):
        return html.unescape("".join(_pieces(rendered)))
    return "\n".join(article.paragraphs)


def with_language(rendered: str, language: str | None) -> str:
    """`rendered` in a `div` with its language and direction, which feeds cannot express."""
    lang = f' lang="{html.escape(language)}"' if language else ""
    return f'<div{lang} dir="{direction(language)}">\n{rendered}\n</div>'


def _pieces(rendered: str) -> Iterator[str]:
    """The text between the tags, with dashes, bullets and numbers in place of some tags."""
    lists: list[int | None] = []  # for each open list, the next number, or None for bullets
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
