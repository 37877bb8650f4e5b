"""The parser for a text, with rules only for what may be in it.

Most texts need few rules; each costs time at every character, and some need libraries.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

import msgspec
from markdown_it import MarkdownIt

from feedtool.text.commonmark import new_parser
from feedtool.text.lazy_regex import lazy_regex


class _Feature(msgspec.Struct, frozen=True):
    """Rules: the function that adds them to a parser, in its module, which is imported on demand.

    A text without the string `sign` and the pattern does not need them.
    """

    name: str
    sign: str
    pattern: str
    module: str
    function: str

    def add(self, parser: MarkdownIt) -> None:
        getattr(import_module(self.module), self.function)(parser)


_HERE = "feedtool.render.body.markdown"
ELEMENTS, TEMPLATES, FOOTNOTES = "elements", "templates", "footnotes"
_FEATURES = (
    _Feature(ELEMENTS, "<", r"</?[A-Za-z]", f"{_HERE}.elements", "elements_plugin"),
    _Feature(TEMPLATES, "{", r"\{[{%:#.]", f"{_HERE}.templates", "templates_plugin"),
    _Feature(FOOTNOTES, "[^", r"^[ \t>]*\[\^[^\s\]]+\]:", f"{_HERE}.footnotes", "footnotes_plugin"),
    _Feature("definitions", ":", r"^[ \t>]*:[ \t]+\S", "mdit_py_plugins.deflist", "deflist_plugin"),
    _Feature("quoted call-outs", "[!", r"^[ \t]*>.*\[!", f"{_HERE}.callouts", "quoted_plugin"),
    _Feature("containers", ":::", r"^[ \t>]*:::", f"{_HERE}.callouts", "containers_plugin"),
    _Feature(
        "admonitions",
        "",
        r"^[ \t>]*(?:!!!|\?\?\?\+?)[ \t]*\w",
        f"{_HERE}.callouts",
        "admonitions_plugin",
    ),
    _Feature("math", "$", r"\$", f"{_HERE}.math", "math_plugin"),
    _Feature("highlighted", "==", r"==[^=\s]", f"{_HERE}.highlighted", "highlighted_plugin"),
    _Feature("addresses", "://", "(?i:https?)://", f"{_HERE}.addresses", "addresses_plugin"),
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
