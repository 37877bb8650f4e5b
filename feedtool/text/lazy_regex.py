"""Regular expressions compiled on first use, for patterns that most runs do not need.

Compiling one takes up to 30 ms, and there are about two hundred: together they took longer than
everything else in a run with one new article.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Deferred:
    """A lazy proxy of a pattern; fetches each attribute from the compiled one, once."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        self.__dict__[name] = found  # `__getattr__` is not called for it again
        return found


def lazy_regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """Like `re.compile`, but compiles on first use.

    >>> found = lazy_regex("a+")
    >>> found.findall("caaar"), found.pattern
    (['aaa'], 'a+')
    """
    return cast("re.Pattern[str]", _Deferred(text, flags))
