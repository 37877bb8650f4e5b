"""Finds and replaces the addresses in the attributes of HTML tags.

It is not a parser: it knows tags and attributes, and neither elements nor text. A tag that is not
closed ends it, so that its work is linear.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from feedtool.text.lazy_regex import lazy_regex

_TAG = lazy_regex(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])")
_ATTRIBUTE = lazy_regex(
    r"[\s/]*([^\s\"'<>/=]+)"
    r"(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)
_END = lazy_regex(r"[\s/]*>")
_SEPARATORS, _CANDIDATE, _DESCRIPTOR = map(re.compile, (r"[\s,]*", r"\S+", r"[^,]*"))
_ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
LINK, PICTURE = "a", "img"

Replace = Callable[[str], str]


class Tag(msgspec.Struct, frozen=True):
    """A tag in an HTML text: its name, and its attributes with their values, decoded.

    `spans` says where the value of each attribute is, with its quotation marks. The tag is between
    `start` and `end`; its attributes end at `inner`.
    """

    name: str
    attributes: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]
    start: int
    inner: int
    end: int


def tags_in(text: str) -> Iterator[Tag]:
    """The start tags in an HTML text that may have addresses."""
    at = 0
    while (opening := _TAG.search(text, at)) is not None:
        at = opening.end()
        attributes: dict[str, str] = {}
        spans: dict[str, tuple[int, int]] = {}
        while (closing := _END.match(text, at)) is None:
            found = _ATTRIBUTE.match(text, at)
            if found is None:
                return
            at, name = found.end(), found[1].lower()
            group = found.lastindex or 1
            if name not in attributes:  # the first one counts (HTML, section 13.2.5.33)
                attributes[name] = html.unescape(found[group]) if group > 1 else ""
                quoted = group in (2, 3)
                if group > 1:
                    spans[name] = (found.start(group) - quoted, found.end(group) + quoted)
        yield Tag(
            name=opening[1].lower(),
            attributes=attributes,
            spans=spans,
            start=opening.start(),
            inner=closing.start(),
            end=closing.end(),
        )
        at = closing.end()


def addresses_of(tag: Tag) -> Iterator[str]:
    """The addresses in the attributes of a tag."""
    for name in _ADDRESSES.get(tag.name, ()):
        value = tag.attributes.get(name)
        if value and name == "srcset":
            yield from (value[start:end] for start, end in _candidates(value))
        elif value:
            yield value.strip()


def rewritten(
    text: str, replace: Replace, more: Callable[[Tag], Mapping[str, str]] = lambda tag: {}
) -> str:
    """The text with each address replaced, and with `more` attributes in each tag.

    >>> rewritten("<p><img src=a.png alt='A'></p>", lambda address: "/" + address)
    '<p><img src="/a.png" alt=\\'A\\'></p>'
    """
    pieces: list[str] = []
    done = 0
    for tag in tags_in(text):
        named = [n for n in _ADDRESSES.get(tag.name, ()) if n in tag.spans]
        for name in sorted(named, key=lambda name: tag.spans[name]):
            start, end = tag.spans[name]
            value = tag.attributes[name]
            new = _srcset(value, replace) if name == "srcset" else replace(value.strip())
            if new != value:
                pieces += (text[done:start], f'"{escaped(new)}"')
                done = end
        added = "".join(f' {name}="{escaped(value)}"' for name, value in more(tag).items())
        if added:
            pieces += (text[done : tag.inner], added)
            done = tag.inner
    return "".join((*pieces, text[done:]))


def escaped(value: str) -> str:
    """A text as the value of an attribute, or between tags."""
    return html.escape(value, quote=False).replace('"', "&quot;")


def _srcset(value: str, replace: Replace) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in _candidates(value):
        pieces += (value[done:start], replace(value[start:end]))
        done = end
    return "".join((*pieces, value[done:]))


def _candidates(value: str) -> Iterator[tuple[int, int]]:
    """Where the addresses in the value of a `srcset` are (HTML, section 4.8.4.2.2).

    >>> [("a.png 2x, b,c.png,d"[slice(*span)]) for span in _candidates("a.png 2x, b,c.png,d")]
    ['a.png', 'b,c.png,d']
    """
    at = 0
    while True:
        separators = _SEPARATORS.match(value, at)
        found = _CANDIDATE.match(value, separators.end()) if separators else None
        if found is None:
            return
        end = found.start() + len(found[0].rstrip(","))
        yield found.start(), end
        descriptor = _DESCRIPTOR.match(value, found.end()) if end == found.end() else None
        at = descriptor.end() if descriptor else found.end()
