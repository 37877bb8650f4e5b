"""The parser for a text, with rules only for what may be in it.

Most texts need few rules; each costs time at every character, and some need libraries.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec
from markdown_it import MarkdownIt

from feedtool.text.commonmark import new_parser
from feedtool.text.lazy_regex import lazy_regex


class _Feature(msgspec.Struct, frozen=True):
    """Rules, and a pattern without which a text does not need them."""

    name: str
    sign: str
    pattern: str
    add: Callable[[MarkdownIt], None]


def _elements(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.elements import elements_plugin

    elements_plugin(parser)


def _templates(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.templates import templates_plugin

    templates_plugin(parser)


def _footnotes(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.footnotes import footnotes

    footnotes(parser)


def _definitions(parser: MarkdownIt) -> None:
    from mdit_py_plugins.deflist import deflist_plugin

    deflist_plugin(parser)


def _quoted_callouts(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.callouts import quoted_plugin

    quoted_plugin(parser)


def _containers(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.callouts import container_rules

    container_rules(parser)


def _admonitions(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.callouts import admonition_rules

    admonition_rules(parser)


def _math(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.math import math_plugin

    math_plugin(parser)


def _highlighted(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.highlighted import mark_plugin

    mark_plugin(parser)


def _addresses(parser: MarkdownIt) -> None:
    from feedtool.render.body.markdown.addresses import addresses_plugin

    addresses_plugin(parser)


ELEMENTS, TEMPLATES, FOOTNOTES, QUOTED = "elements", "templates", "footnotes", "quoted call-outs"
_FEATURES = (
    _Feature(ELEMENTS, "<", r"</?[A-Za-z]", _elements),
    _Feature(TEMPLATES, "{", r"\{[{%:#.]", _templates),
    _Feature(FOOTNOTES, "[^", r"^[ \t>]*\[\^[^\s\]]+\]:", _footnotes),
    _Feature("definitions", ":", r"^[ \t>]*:[ \t]+\S", _definitions),
    _Feature(QUOTED, "[!", r"^[ \t]*>.*\[!", _quoted_callouts),
    _Feature("containers", ":::", r"^[ \t>]*:::", _containers),
    _Feature("admonitions", "", r"^[ \t>]*(?:!!!|\?\?\?\+?)[ \t]*\w", _admonitions),
    _Feature("math", "$", r"\$", _math),
    _Feature("highlighted", "==", r"==[^=\s]", _highlighted),
    _Feature("addresses", "://", "(?i:https?)://", _addresses),
)
_PATTERNS = {feature.name: lazy_regex(f"(?m){feature.pattern}") for feature in _FEATURES}


def features_of(source: str) -> frozenset[str]:
    """The names of the features that a text may need.

    >>> sorted(features_of("A <b>text</b> of $5, see https://example.org."))
    ['addresses', 'elements', 'math']
    """
    return frozenset(
        feature.name
        for feature in _FEATURES
        if feature.sign in source and _PATTERNS[feature.name].search(source)
    )


@cache
def parser_for(features: frozenset[str]) -> MarkdownIt:
    """A parser with the rules for these features."""
    made = new_parser()
    for feature in _FEATURES:
        if feature.name in features:
            feature.add(made)
    return made
