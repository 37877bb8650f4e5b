"""With which characters a line may begin that a pattern takes, so that few patterns are tried.

With some 600 patterns one alternation of all costs 40 µs a line, and one of those that may begin
like the line a tenth of that. Uses `re._parser`, which is private: where it is missing, or finds
a construct that is not known here, the pattern is tried on every line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

DIGIT = "0"  # stands for every decimal digit


def key(char: str) -> str:
    """What characters have in common that a pattern cannot tell apart, letter case aside.

    >>> key("Ä"), key("ı"), key("٣")
    ('ä', 'i', '0')
    """
    if char.isdecimal():
        return DIGIT
    return {"ı": "i", "ſ": "s"}.get(char) or char.casefold()[0]


def first_keys(pattern: str) -> frozenset[str] | None:
    r"""The keys of all characters that begin a match; None: any character may.

    >>> sorted(first_keys(r"(?:Tags?|\d{1,3}) comments") or ())
    ['0', 't']
    >>> first_keys(".{0,3}x") is None
    True
    """
    try:
        from re import _parser  # type: ignore[attr-defined]

        keys, nullable = _sequence(_parser.parse(pattern, re.IGNORECASE))
    except (ImportError, AttributeError, NotImplementedError, TypeError, ValueError):
        return None
    return None if nullable or not keys else frozenset(keys)


def _sequence(nodes: Iterable[tuple[Any, Any]]) -> tuple[set[str], bool]:
    keys: set[str] = set()
    for op, value in nodes:
        more, nullable = _node(str(op), value)
        keys |= more
        if not nullable:
            return keys, False
    return keys, True


def _node(op: str, value: Any) -> tuple[set[str], bool]:
    if op == "LITERAL":
        return {key(chr(value))}, False
    if op == "IN":
        return _members(value), False
    if op == "BRANCH":
        parts = [_sequence(branch) for branch in value[1]]
        return set().union(*(keys for keys, _ in parts)), any(empty for _, empty in parts)
    if op == "SUBPATTERN":
        return _sequence(value[3])
    if op in ("MAX_REPEAT", "MIN_REPEAT"):
        keys, nullable = _sequence(value[2])
        return keys, nullable or value[0] == 0
    if op in ("AT", "ASSERT", "ASSERT_NOT"):  # look, and take nothing
        return set(), True
    raise NotImplementedError(op)


def _members(items: Sequence[tuple[Any, Any]]) -> set[str]:
    keys: set[str] = set()
    for op, value in items:
        if str(op) == "LITERAL":
            keys.add(key(chr(value)))
        elif str(op) == "RANGE" and value[1] - value[0] < 300:
            keys |= {key(chr(n)) for n in range(value[0], value[1] + 1)}
        elif str(op) == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            keys.add(DIGIT)
        else:
            raise NotImplementedError(str(op))
    return keys
