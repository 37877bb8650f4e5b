"""Messages, compared by what matters in them: place, value and the words of fact and way out."""

from __future__ import annotations

import re

_SEPARATOR = re.compile(r"^… | … ")


def says(message: str, wanted: str) -> bool:
    """Whether `message` has all fragments of `wanted`, which are separated by ` … `.

    The message begins with the first fragment, which is the place. The others are somewhere behind
    it, in any order. `wanted` that begins with `… ` names no place.
    """
    place, *facts = _SEPARATOR.split(wanted)
    rest = message.removeprefix(place)
    return message.startswith(place) and all(fact in rest for fact in facts)
