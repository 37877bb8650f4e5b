"""Finds the addresses in Markdown that may lead to files and other articles of its own site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from feedtool.text.addresses import is_reference
from feedtool.text.commonmark import parser
from feedtool.text.html_references import addresses_of, tags_in

HTML = frozenset({"html_block", "html_inline"})
# What a text without links and pictures lacks; most texts are not parsed for them.
_MAY_HAVE = re.compile(r"\]\(|\]\[|\]:|\[\[|<[A-Za-z]")


def references_in(source: str, host: str) -> tuple[str, ...]:
    """The addresses in Markdown that are relative or on `host`, each once, in order.

    >>> references_in("[a](b.md) ![c](d.png) [e](https://example.com/) [f](#g) [[H]]", "")
    ('b.md', 'd.png', 'unknown:H')
    """
    if not _MAY_HAVE.search(source):
        return ()
    found = _addresses(parser().parse(source))
    return tuple(dict.fromkeys(a for a in found if is_reference(a, host)))


def _addresses(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in HTML:
            for tag in tags_in(token.content):
                yield from addresses_of(tag)
        for name in ("href", "src"):
            value = token.attrs.get(name)
            if isinstance(value, str):
                yield value
        yield from _addresses(token.children or ())
