"""Renders Markdown as people write it: CommonMark, and what other programs made of it.

    dialect      source     -> parser, with the rules that the text needs
    elements     HTML tags  \\
    templates    tags       / marks, matched by `marks`
    footnotes, callouts, math, highlighted, addresses: one kind of thing each
    passes       tokens     -> tokens
    safety       HTML       -> balanced, harmless HTML
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from feedtool.render.body.markdown import passes
from feedtool.render.body.markdown.dialect import (
    ELEMENTS,
    FOOTNOTES,
    TEMPLATES,
    features_of,
    parser_for,
)
from feedtool.text.verbatim import HTML


def from_markdown(source: str, key: str, direction: str) -> str:
    """Markdown as HTML that is safe to embed.

    Addresses stay as they are written (see `destinations`), but links with schemes such as
    javascript: or data: are left as source text. `key` makes the ids of footnotes unique among the
    texts that a reader may show together. A block whose script runs against `direction` gets a
    `dir` attribute.
    """
    features = features_of(source)
    markdown = parser_for(features)
    env: dict[str, Any] = {}
    tokens = markdown.parse(source, env)
    has_html = False
    if features & {ELEMENTS, TEMPLATES}:
        has_html = _resolve_tags(tokens)
    _link_words(markdown, tokens, source)
    passes.set_languages(tokens)
    passes.set_ids(tokens)
    passes.set_tasks(tokens)
    passes.set_directions(tokens, direction)
    if FOOTNOTES in features:
        from feedtool.render.body.markdown.footnotes import collect

        tokens = collect(tokens, key)
    made = str(markdown.renderer.render(tokens, markdown.options, env))
    if has_html:
        # Imported here: few texts have HTML in them.
        from feedtool.render.body.markdown.safety import safe

        made = safe(made)
    return made.rstrip("\n")


def _resolve_tags(tokens: Sequence[Token]) -> bool:
    """Makes HTML or text of tags; whether there is any HTML."""
    from feedtool.render.body.markdown.elements import fragment
    from feedtool.render.body.markdown.marks import resolve

    found = resolve(tokens)
    for token in tokens:
        if token.type == HTML:
            content = fragment(token.content).strip()
            token.content = f"{content if content[:1] == '<' else f'<p>{content}</p>'}\n"
            found = True
    return found


def _link_words(markdown: MarkdownIt, tokens: Sequence[Token], source: str) -> None:
    if "www." not in source.lower():
        return
    from feedtool.render.body.markdown.addresses import link_words

    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = link_words(markdown, token.children)
