"""The last gate for text with HTML in it: nh3 balances the elements and keeps the allowed ones."""

from __future__ import annotations

import re
from functools import cache

import nh3

from feedtool.render.body.markdown.element_data import ATTRIBUTES
from feedtool.render.body.markdown.passes import PAGE_ID
from feedtool.text.template_tags import UNKNOWN

_ADDED = {
    "a": {"class", "id"},
    "blockquote": {"class"},
    "code": {"class"},
    "details": {"class"},
    "div": {"class"},
    "input": {"type", "checked", "disabled"},
    "li": {"class", "id"},
    "p": {"class"},
    "sup": {"class"},
    "td": {"style"},
    "th": {"style"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "xmpp", "geo", "ftp"} | {UNKNOWN[:-1]}
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_ID = re.compile(r'(<[a-z][a-z0-9]*\b[^<>]*?) id="([^"]*)"')
_UNNAMED = re.compile(r"(<details[^<>]*>)(?!\s*<summary)")


@cache
def _cleaner() -> nh3.Cleaner:
    attributes = {
        name: {*ATTRIBUTES.get(name, ()), *_ADDED.get(name, ())} for name in {*ATTRIBUTES, *_ADDED}
    }
    return nh3.Cleaner(
        tags=set(attributes),
        attributes={**attributes, "*": {"dir", "title"}},
        url_schemes=_SCHEMES,
        link_rel=None,
        filter_style_properties={"text-align"},
    )


def safe(made: str) -> str:
    """The HTML with balanced, harmless elements only.

    >>> safe("<p>a <b>c</p><svg onload=x>d")
    '<p>a <b>c</b></p><b>d</b>'
    """
    clean = _with_unique_ids(_cleaner().clean(made).replace("&nbsp;", "\xa0"))
    # An end tag of a paragraph that a block had already ended makes an empty one.
    return _UNNAMED.sub(r"\1<summary>…</summary>", _EMPTY.sub("", clean))


def _with_unique_ids(made: str) -> str:
    """The HTML without ids that the page or an element above has."""
    taken = {PAGE_ID}

    def once(found: re.Match[str]) -> str:
        if found[2] in taken:
            return found[1]
        taken.add(found[2])
        return found[0]

    return _ID.sub(once, made) if ' id="' in made else made
