"""What is done with the tokens of a text before they are rendered, each in one pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

from feedtool.text.language import own_direction

_TEXT = frozenset({"text", "code_inline"})
_LANGUAGE = re.compile(r"[\w+#-]+")
_TASK = re.compile(r"\[([ xX])\](?=\s)")
_BOX = '<input type="checkbox" disabled{}>'
PAGE_ID = "content"
"""The id of the main element of a page."""


def set_ids(tokens: Sequence[Token]) -> None:
    """Gives each heading an id: the declared one, else its words as on GitHub."""
    taken = {PAGE_ID: 0}  # each id, with the last number that was added to it
    for token, text in pairwise(tokens):
        if token.type != "heading_open" or not text.children:
            continue
        name = _declared(text.children) or slug(_words(text.children))
        if not name:
            continue
        unique = name
        while unique in taken:
            taken[name] += 1
            unique = f"{name}-{taken[name]}"
        taken[unique] = 0
        token.attrs = {"id": unique, **token.attrs}


def _declared(children: Sequence[Token]) -> str:
    """The id in `{#id}` at the end of a heading, which the parser has taken off."""
    found = next((token.meta["id"] for token in children if token.meta.get("id")), "")
    if found and len(children) > 1 and children[-2].type == "text":
        children[-2].content = children[-2].content.rstrip()
    return str(found)


def _words(tokens: Sequence[Token]) -> str:
    return "".join(
        _words(token.children) if token.children else token.content
        for token in tokens
        if token.type in _TEXT or token.children
    )


def slug(words: str) -> str:
    """The words as an id: in lower case, without punctuation, with hyphens for spaces.

    >>> slug("What's new in 2.0?"), slug("Über die Brücke"), slug("नमस्ते")
    ('whats-new-in-20', 'über-die-brücke', 'नमस्ते')
    """
    kept = (
        "-" if letter in " -" else letter
        for letter in words.strip().lower()
        if letter in " -_" or unicodedata.category(letter)[0] in "LMN"
    )
    return "".join(kept)


def set_tasks(tokens: Sequence[Token]) -> None:
    """Makes boxes of `[ ]` and `[x]` at the beginning of items."""
    for item, text in zip(tokens, tokens[2:], strict=False):
        if item.type != "list_item_open" or text.type != "inline" or not text.children:
            continue
        first = text.children[0]
        found = _TASK.match(first.content) if first.type == "text" else None
        if found is not None:
            first.content = first.content[found.end() :]
            checked = " checked" if found[1] in "xX" else ""
            text.children.insert(0, Token("html_inline", "", 0, content=_BOX.format(checked)))
            item.attrs["class"] = "task"


def set_languages(tokens: Sequence[Token]) -> None:
    """Takes the language of code out of attributes in braces, as in `{.python .numbered}`."""
    for token in tokens:
        if token.type == "fence" and token.info.strip().startswith("{"):
            found = _LANGUAGE.search(token.info)
            token.info = "" if found is None else found[0]


def set_directions(tokens: Sequence[Token], direction: str) -> None:
    """Sets `dir` on blocks whose script runs against `direction`."""
    opening: Token | None = None
    for token in tokens:
        if token.nesting == 1 and not token.hidden:  # paragraphs of tight lists are hidden
            opening = token
        elif token.type == "inline" and opening is not None:
            text = "".join(t.content for t in token.children or () if t.type in _TEXT)
            own = own_direction(text, direction)
            if own is not None:
                opening.attrs["dir"] = own
