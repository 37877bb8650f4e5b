"""The words of a line in the form in which words are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WORDS = re.compile(r"\w+")
_LONG = 2000  # characters; the words of longer lines are not cached, because they take much memory
_SHORT = 140  # characters; shorter lines may recur in other texts of a site


def folded_words(line: str) -> Sequence[str]:
    """The words of `line` without letter case, in order; do not change them.

    Cached, because the words of a found text are compared with each other, and those of its
    paragraphs, which mostly are its lines, are hashed twice.

    >>> folded_words("It rains – again.")
    ['it', 'rains', 'again']
    """
    if len(line) < _SHORT:
        return _of_short(line)
    return _of_long(line) if len(line) <= _LONG else _found(line)


def _found(line: str) -> Sequence[str]:
    return _WORDS.findall(line.casefold())


_of_short = lru_cache(maxsize=1 << 12)(_found)
_of_long = lru_cache(maxsize=1 << 8)(_found)
