"""What every line has that a pattern takes: a length, and one of a few characters.

For patterns that may begin with anything, which are asked about every line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from feedtool.clean.rules.syntax import parse

_MOST = 4  # characters of which one is needed; to look for more takes as long as the pattern
_NONE: frozenset[str] = frozenset()


class Needs(msgspec.Struct, frozen=True):
    """The least and the most characters of a line, and those of which it has one; empty: unknown.

    The characters are without letter case, so that they are themselves in a line.
    """

    least: int
    most: int
    signs: str

    def fit(self, length: int) -> bool:
        """Whether a pattern with these needs may take lines of this length."""
        return self.least <= length <= self.most

    def are_met(self, line: str) -> bool:
        """Whether a pattern with these needs, which fit the length of the line, may take it.

        >>> Needs(3, 9, "/@").are_met("ann@home"), Needs(3, 9, "/@").are_met("Ann")
        (True, False)
        """
        return not self.signs or any(sign in line for sign in self.signs)


def needs_of(pattern: str) -> Needs:
    r"""The needs of a pattern.

    >>> needs_of(r".{3,40}[:/] ?(?:AFP|AP)")
    Needs(least=6, most=45, signs='/:')
    """
    try:
        parsed = parse(pattern)
        least, most = parsed.getwidth()
        return Needs(int(least), int(most), "".join(sorted(_signs(parsed))))
    except (ImportError, AttributeError, TypeError, ValueError):
        return Needs(0, 1 << 62, "")


def _signs(nodes: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """The fewest characters of which what these nodes take has one."""
    found = (_signs_of(str(op), value) for op, value in nodes)
    return min((signs for signs in found if 0 < len(signs) <= _MOST), key=len, default=_NONE)


def _signs_of(op: str, value: Any) -> frozenset[str]:
    if op == "LITERAL":
        return _caseless([chr(value)])
    if op == "IN" and all(str(member) == "LITERAL" for member, _ in value):
        return _caseless([chr(code) for _, code in value])
    if op == "BRANCH":
        parts = [_signs(branch) for branch in value[1]]
        return _NONE.union(*parts) if all(parts) else _NONE
    if op == "SUBPATTERN":
        return _signs(value[3])
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
        return _signs(value[2])
    return _NONE


def _caseless(characters: list[str]) -> frozenset[str]:
    """The characters, if none of them is a space or has another letter case."""
    if any(c.lower() != c.upper() or c.isspace() for c in characters):
        return _NONE
    return frozenset(characters)
