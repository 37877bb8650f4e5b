"""How a line may begin that a pattern takes, so that few patterns are tried, and few compiled.

With some 600 patterns one alternation of all costs 40 µs a line, and half a second to compile. Of
those that may begin with the first five characters of a line there is less than one, on average
(with the first two: nine), so that few are asked and most are never compiled. A pattern that may
begin in very many ways is looked up by fewer characters. One that cannot be parsed, or has a
construct that is not known here, is tried on every line that `needs` does not rule out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from feedtool.clean.rules.syntax import parse

DIGIT = "0"  # stands for every decimal digit
LENGTH = 5  # characters of an opening
_MOST = 2000  # openings of one pattern
_MOST_SHORTER = 200  # the same if it is looked up by fewer characters
_Open = frozenset[str]  # what may have been read so far, each shorter than an opening
_DIGITS = str.maketrans("123456789", DIGIT * 9)


class _Unknown(Exception):
    """It cannot be told how a pattern begins."""


class _TooMany(Exception):
    """A pattern has very many openings of this length."""


def key(char: str) -> str:
    """What characters have in common that a pattern cannot tell apart, letter case aside.

    >>> key("Ä"), key("ı"), key("٣")
    ('ä', 'i', '0')
    """
    if char.isdecimal():
        return DIGIT
    return {"ı": "i", "ſ": "s"}.get(char) or char.casefold()[0]


def opening(line: str) -> str:
    """The keys of the characters with which a line begins.

    >>> opening("Über uns"), opening("3"), opening("")
    ('über ', '0', '')
    """
    begin = line[:LENGTH]
    return begin.lower().translate(_DIGITS) if begin.isascii() else "".join(map(key, begin))


def openings(pattern: str) -> frozenset[str] | None:
    r"""The openings of all lines that a pattern takes; None: it may begin with anything.

    One that is shorter than `LENGTH` stands for all that begin with it.

    >>> sorted(openings(r"(?:Tags?|\d{1,2}) comments") or ())
    ['0 com', '00 co', 'tag c', 'tags ']
    >>> sorted(openings(r"a.b|c?de|f") or ())
    ['a', 'cde', 'de', 'f']
    >>> openings(".{0,3}x") is None
    True
    """
    try:
        parsed = parse(pattern)
    except (ImportError, AttributeError, ValueError):
        return None
    for length in range(LENGTH, 0, -1):
        try:
            whole, still_open = _Reader(length).sequence(parsed, frozenset({""}))
        except _TooMany:
            continue
        except (_Unknown, TypeError, ValueError):
            return None
        found = whole | still_open
        if len(found) <= (_MOST if length == LENGTH else _MOST_SHORTER):
            return None if "" in found else found
    return None


class _Reader:
    """Reads the nodes of a pattern, up to `length` characters of what they take."""

    def __init__(self, length: int) -> None:
        self._length = length

    def sequence(self, nodes: Iterable[tuple[Any, Any]], read: _Open) -> tuple[_Open, _Open]:
        """What may have been read after these nodes: openings that are known to be whole, or of
        which nothing more is known, and those to which the next node adds."""
        whole: frozenset[str] = frozenset()
        for op, value in nodes:
            if not read:
                break
            more, read = self._node(str(op), value, read)
            whole |= more
            if len(whole) + len(read) > _MOST:
                raise _TooMany
        return whole, read

    def _node(self, op: str, value: Any, read: _Open) -> tuple[_Open, _Open]:
        if op == "LITERAL":
            return self._added(read, {key(chr(value))})
        if op == "IN":
            members = _members(value)
            return (read, frozenset()) if members is None else self._added(read, members)
        if op in ("ANY", "NOT_LITERAL", "CATEGORY"):
            return read, frozenset()  # then anything
        if op == "BRANCH":
            parts = [self.sequence(branch, read) for branch in value[1]]
            return _union(whole for whole, _ in parts), _union(left for _, left in parts)
        if op == "SUBPATTERN":
            return self.sequence(value[3], read)
        if op in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = value
            whole: frozenset[str] = frozenset()
            left = read if least == 0 else frozenset()
            for turn in range(1, min(int(most), self._length + 1) + 1):
                more, read = self.sequence(inner, read)
                whole |= more
                if turn >= min(least, self._length + 1):
                    left |= read
            return whole, left
        if op in ("AT", "ASSERT", "ASSERT_NOT"):  # look, and take nothing
            return frozenset(), read
        raise _Unknown

    def _added(self, read: _Open, keys: Iterable[str]) -> tuple[_Open, _Open]:
        longer = frozenset(before + more for before in read for more in keys)
        whole = frozenset(one for one in longer if len(one) >= self._length)
        return whole, longer - whole


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _members(items: Sequence[tuple[Any, Any]]) -> set[str] | None:
    """The keys of the members of a set of characters; None: too many to tell."""
    keys: set[str] = set()
    for op, value in items:
        if str(op) == "LITERAL":
            keys.add(key(chr(value)))
        elif str(op) == "RANGE" and value[1] - value[0] < 300:
            keys |= {key(chr(n)) for n in range(value[0], value[1] + 1)}
        elif str(op) == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            keys.add(DIGIT)
        else:
            return None
    return keys
