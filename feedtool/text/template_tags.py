"""Addresses with template tags of other site generators: Liquid of Jekyll, shortcodes of Hugo.

In CommonMark such an address, with spaces in it, is not one. The brackets of the link would be
shown, and after a definition those of all others below.
"""

from __future__ import annotations

from urllib.parse import quote

from feedtool.text.lazy_regex import lazy_regex

UNKNOWN = "unknown:"
"""Stands for an address that only the other site generator knows. Followed by the name of a text or
a file, it is the address of what has that name."""

_TAG = r"\{\{[^{}]{1,200}\}\}|\{%[^{}]{1,200}%\}"  # lines are often wrapped inside a tag
_ADDRESS = lazy_regex(rf"(?:{_TAG})(?:[^\s()<>{{}}]|{_TAG})*")
_ROOT = lazy_regex(r"\{\{\s*site\.(?:url|baseurl|github\.url)\s*\}\}")
_QUOTED = lazy_regex(
    r"\{\{-?\s*([\"'])([^\"'{}]*)\1\s*(?:\|\s*(?:relative_url|absolute_url|relURL|absURL)\s*)?-?\}\}"
)

_NAMED = lazy_regex(
    r"(?:\{%-?\s*(?:post_url|link)\s+(?P<liquid>[^\s%{}]+)\s*-?%\}"
    r"|\{\{[<%]\s*(?:rel)?ref\s+(?:path=)?[\"`'](?P<hugo>[^\"`'{}]+)[\"`'][^{}]*[>%]\}\})"
    r"(?P<fragment>\#[^\s{}]*)?"
)


def match_address(source: str, start: int, end: int) -> tuple[str, int] | None:
    """The address that begins with a template tag at `start`, and where it ends.

    None if there is none. One that begins with a host stays as it is, because a reader may be able
    to use it.

    >>> match_address("[a]({{ site.url }}/b 'c')", 4, 25)
    ('/b', 20)
    >>> match_address("{% post_url 2026-05-01-a %}", 0, 27), match_address("/b{c}", 0, 5)
    (('unknown:2026-05-01-a', 27), None)
    >>> match_address('{{< relref "b.md#part" >}}', 0, 26), match_address("{{ page.url }}", 0, 14)
    (('unknown:b.md#part', 26), ('unknown:', 14))
    >>> match_address("{{ site.url\\n}}/b", 0, 16)
    ('/b', 16)
    """
    found = _ADDRESS.match(source, start, end)
    if found is None:
        return None
    return _resolved(found[0]), found.end()


def _resolved(address: str) -> str:
    """The address below the root of the site, or that of a text by its name."""
    address = _QUOTED.sub(r"\2", _ROOT.sub("", address)) or "/"
    named = _NAMED.fullmatch(address)
    if named is not None:
        return by_name((named["liquid"] or named["hugo"]) + (named["fragment"] or ""))
    return UNKNOWN if "{" in address else address


def by_name(name: str) -> str:
    """The address of the text or file with a name, which may have a `#` and the part of it.

    >>> by_name("On the wall#Part")
    'unknown:On%20the%20wall#Part'
    """
    return UNKNOWN + quote(name.strip(), safe="/#")
