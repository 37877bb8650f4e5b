"""The syntax tree of a regular expression, from Python's own parser."""

from __future__ import annotations

import re
from typing import Any


def parse(pattern: str) -> Any:
    """The nodes of a pattern, letter case aside: pairs of an operator and its arguments.

    `re._parser` is private. Raises `re.error` for what is not a pattern, and ImportError or
    AttributeError on a Python that has its parser elsewhere.
    """
    from re import _parser  # type: ignore[attr-defined]

    return _parser.parse(pattern, re.IGNORECASE)
