"""Regular expressions that are compiled when they are first needed.

Compiling one takes up to 30 ms, and there are some two hundred of them: that was more than all the
rest of a run that has one new article. For those that most runs do not need.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Deferred:
    """Stands for a pattern; each method that is used becomes the compiled pattern's own."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        self.__dict__[name] = found  # from now on it is found there, and this is not asked
        return found


def lazy_regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but later.

    >>> found = lazy_regex("a+")
    >>> found.findall("caaar"), found.pattern
    (['aaa'], 'a+')
    """
    return cast("re.Pattern[str]", _Deferred(text, flags))
