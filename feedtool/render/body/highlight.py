"""Highlights code for pages: the kinds of words as classes, which the style sheet colours."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

_MOST = 50_000  # characters of code; more takes seconds
_LONGEST = 2_000  # characters of a line; some patterns need quadratic time on longer ones
# From the special to the general.
_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Token.Comment, "hl-c"),
    (Token.Keyword, "hl-k"),
    (Token.Operator.Word, "hl-k"),
    (Token.Name.Tag, "hl-k"),
    (Token.Literal.String, "hl-s"),
    (Token.Literal.Number, "hl-n"),
    (Token.Name.Function, "hl-f"),
    (Token.Name.Class, "hl-f"),
    (Token.Name.Decorator, "hl-f"),
    (Token.Name.Attribute, "hl-a"),
    (Token.Name.Builtin, "hl-a"),
    (Token.Generic.Deleted, "hl-d"),
    (Token.Generic.Inserted, "hl-i"),
    (Token.Generic.Heading, "hl-f"),
    (Token.Generic.Subheading, "hl-f"),
    (Token.Generic.Prompt, "hl-c"),
)


def highlighted(code: str, language: str) -> str:
    """Escaped code with a `span` for each word of a kind; unchanged if the language is unknown.

    >>> highlighted("x = &quot;a&quot;", "python"), highlighted("&lt;", "klingon")
    ('x = <span class="hl-s">"a"</span>', '&lt;')
    """
    lexer = _lexer(html.unescape(language).strip("{}.").lower())
    text = html.unescape(code)
    if lexer is None or len(text) > _MOST or max(map(len, text.split("\n"))) > _LONGEST:
        return code
    found = list(lexer.get_tokens(text))
    if "".join(value for _, value in found) != text:
        return code  # a lexer that changes the text
    return "".join(_spans(found))


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _spans(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[str]:
    for name, run in groupby(tokens, key=lambda token: _class_of(token[0])):
        text = html.escape("".join(value for _, value in run), quote=False)
        yield f'<span class="{name}">{text}</span>' if name else text


def _class_of(kind: _TokenType) -> str:
    return next((name for parent, name in _CLASSES if kind in parent), "")
