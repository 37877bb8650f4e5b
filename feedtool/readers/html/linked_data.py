"""Reads the JSON-LD of a page (schema.org), and the names and texts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from feedtool.readers.html.elements import Element
from feedtool.text.normalize import one_line

Data = Mapping[str, Any]

_ARTICLES = re.compile(r"(?:\w*Article|BlogPosting|Report|Posting|Recipe|Review)")
_NOT_NAMES = frozenset({"admin", "administrator", "redaktion", "redaction", "editor", "webmaster"})
_LONGEST_NAME = 120  # characters, of several authors together
_DEEPEST = 4  # levels of lists and graphs


def is_article(item: Data) -> bool:
    """Whether an item is an article of some kind."""
    return _ARTICLES.fullmatch(type_of(item)) is not None


def linked_data(tree: Element) -> Iterator[Data]:
    """The items of JSON-LD in the page, also those of graphs."""
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        source = (script.text or "").strip().removeprefix("<![CDATA[").removesuffix("]]>")
        source = re.sub(r"[\x00-\x1f]", " ", source).rstrip("; ")
        try:
            data = msgspec.json.decode(source)
        except (msgspec.DecodeError, RecursionError):
            continue
        yield from _items(data, 0)


def _items(data: Any, depth: int) -> Iterator[Data]:
    if isinstance(data, list) and depth < _DEEPEST:
        for item in data:
            yield from _items(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph"), depth + 1)
        if not is_article(data):
            yield from _items(data.get("mainEntity"), depth + 1)


def type_of(item: Data) -> str:
    """The type of an item, without the address of its vocabulary."""
    found = item.get("@type")
    if isinstance(found, list):
        found = next((name for name in found if isinstance(name, str)), "")
    return found.rpartition("/")[2] if isinstance(found, str) else ""


def text_in(value: Any) -> str:
    """The first text in a value, on one line; empty if it has none."""
    if isinstance(value, list):
        value = value[0] if value else ""
    # Some sites escape the values of JSON-LD as if they were HTML.
    return one_line(_unescaped(value)) if isinstance(value, str) else ""


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)


def is_name(text: str) -> bool:
    """Whether a text can be the name of an author."""
    text = text.strip()
    return (
        1 < len(text) <= _LONGEST_NAME
        and "://" not in text
        and "@" not in text
        and "{" not in text
        and text.casefold() not in _NOT_NAMES
        and any(map(str.isalpha, text))
    )


def people(value: Any) -> Iterator[str]:
    """The names in a value: texts, items with a name, or a list of them."""
    if isinstance(value, list):
        for item in value:
            yield from people(item)
    elif isinstance(value, dict):
        yield from people(value.get("name"))
    elif isinstance(value, str) and is_name(text_in(value)):
        yield text_in(value)
