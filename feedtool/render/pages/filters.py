"""What templates call, and how they write values into HTML; without jinja2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from feedtool.render.pages.metadata import iso
from feedtool.render.pages.translations import lang
from feedtool.text.language import direction


def unix(moment: datetime) -> int:
    """`moment` in Unix seconds."""
    return int(moment.timestamp())


def joined(root: str, address: str) -> str:
    """An address as it leads from a page; `root` leads to the output folder.

    >>> joined("../", "logo.svg"), joined("../", "https://example.org/logo.svg")
    ('../logo.svg', 'https://example.org/logo.svg')
    """
    return address if urlsplit(address).scheme or address.startswith("/") else root + address


def size(length: int) -> str:
    """A size in bytes, in kB or MB.

    >>> size(999), size(61_234), size(12_300_000)
    ('1 kB', '61 kB', '12 MB')
    """
    megabytes = round(length / 1_000_000)
    return f"{megabytes} MB" if megabytes else f"{max(1, round(length / 1000))} kB"


# The filters that jinja2 does not have, and the function that all templates may call.
FILTERS: dict[str, Callable[..., Any]] = {
    "iso": iso,
    "unix": unix,
    "direction": direction,
    "size": size,
    "joined": joined,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {"lang": lang}


# -- for compiled templates, the same as in jinja2 -------------------------------------------------


class Safe(str):
    """Text that is HTML already."""

    __slots__ = ()

    def __html__(self) -> str:
        """The HTML, by a name that jinja2 and markupsafe know."""
        return str(self)


def shown(value: object) -> str:
    """A value as a template writes it into HTML: escaped, unless it is HTML already.

    >>> shown("<a> & 'b'"), shown(Safe("<br>")), shown(3)
    ('&lt;a&gt; &amp; &#39;b&#39;', '<br>', '3')
    """
    if type(value) is not str:
        if hasattr(value, "__html__"):
            return str(value.__html__())
        value = str(value)
    escaped = value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return escaped.replace("'", "&#39;").replace('"', "&#34;")


def joined_with(values: Iterable[object], separator: str) -> str:
    """The values with a separator between them; they are escaped if the separator is HTML.

    >>> joined_with(["a", "<"], Safe("<wbr>")), joined_with(["a", "<"], " ")
    ('a<wbr>&lt;', 'a <')
    """
    if hasattr(separator, "__html__"):
        return Safe(separator.join(map(shown, values)))
    return separator.join(map(str, values))


def grouped_by(values: Iterable[Any], key: Callable[[Any], Any]) -> list[tuple[Any, list[Any]]]:
    """The values by a key that is not text, sorted by it.

    >>> grouped_by([3, 1, 2], lambda number: number % 2)
    [(0, [2]), (1, [3, 1])]
    """
    return [(found, [*some]) for found, some in groupby(sorted(values, key=key), key)]


def reverse(values: list[Any]) -> Iterator[Any]:
    """The values, the last one first."""
    return iter(values[::-1])
