"""Compares messages by what matters in them: place, value, and key words of fact and remedy."""

from __future__ import annotations

import re

_SEPARATOR = re.compile(r"^… | … ")


def says(message: str, wanted: str) -> bool:
    """Whether `message` has all fragments of `wanted`, which are separated by ` … `.

    The message begins with the first fragment, which is the place. The others follow in any order.
    If `wanted` begins with `… `, it has no place.
    """
    place, *facts = _SEPARATOR.split(wanted)
    rest = message.removeprefix(place)
    return message.startswith(place) and all(fact in rest for fact in facts)
