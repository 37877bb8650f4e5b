"""A pattern as an automaton, in which each of its ways of reading a line is a path.

Its states are the pattern's places for a character (Glushkov 1961). Small repetitions are written
out, others count as unbounded ones, assertions as nothing: both only add ways. Does not know what
the ways are counted for.

Uses the private `re._parser`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

# One of each kind of character that patterns tell apart, besides those that stand in them.
_KINDS = "0٣aZéж中_ \t\n.-\u200b"
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_MOST_EMPTY = 60  # ways of a part to be empty
_MANY, _FEW = 150, 4  # states, and times, of a repetition that is written out
_MOST_ENDS = 10_000  # of a part, each counted as often as there are ways to it


class UnknownPattern(ValueError):
    """The pattern has something in it whose ways cannot be counted; the text says what."""


class Part(msgspec.Struct):
    """A piece of a pattern: where it may begin and end, and in how many ways it may be empty."""

    first: list[int]
    last: list[int]
    empty: int


class Automaton(msgspec.Struct):
    """`follows[p]` are the states that may come after p, twice if they can in two ways.

    `takes[p]` are the characters that state p takes, a bit for each of the alphabet's. `room[p]` is
    how often it can be left where it alone is repeated.
    """

    alphabet: str
    longest: int
    takes: list[int] = msgspec.field(default_factory=list)
    room: list[int] = msgspec.field(default_factory=list)
    follows: list[list[int]] = msgspec.field(default_factory=list)
    asserted: list[Automaton] = msgspec.field(default_factory=list)  # what is read besides

    def place(self, characters: int) -> Part:
        """A new state."""
        self.takes.append(characters)
        self.room.append(self.longest + 1)
        self.follows.append([])
        number = len(self.takes) - 1
        return Part([number], [number], empty=0)

    def link(self, sources: Iterable[int], targets: Iterable[int]) -> None:
        """Lets each of the targets come after each of the sources."""
        ends = list(targets)
        for source in sources:
            self.follows[source] += ends


def automaton_of(pattern: str, longest: int) -> Automaton:
    """The automaton of a pattern for lines of up to `longest` characters, letter case aside.

    Raises `UnknownPattern`, or `re.error`.
    """
    from re import _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(pattern, re.IGNORECASE)
    automaton = Automaton("".join(sorted(_alphabet(parsed))), longest)
    _between_ends(automaton, parsed)
    return automaton


def _between_ends(automaton: Automaton, nodes: Iterable[tuple[Any, Any]]) -> None:
    """A whole pattern, from a state that takes nothing to one that takes the end of a line."""
    start = automaton.place(0)
    whole = _sequence(automaton, nodes)
    end = automaton.place(1 << len(automaton.alphabet))
    automaton.link(start.last, whole.first + end.first * whole.empty)
    automaton.link(whole.last, end.first)


def _alphabet(nodes: Iterable[tuple[Any, Any]]) -> set[str]:
    """A character of every set that can be made of those in the pattern."""
    numbers = {min(max(number, 0), 0x10FFFF) for number in _numbers(nodes)}
    cases = set[str]().union(*(_cases(chr(number)) for number in numbers))
    return {case for case in cases if len(case) == 1} | set(_KINDS)


def _numbers(value: Any) -> Iterator[int]:
    """The characters that stand in a pattern, and those just inside and outside of its ranges."""
    if isinstance(value, tuple) and len(value) == 2:
        op, inner = value
        if str(op) in ("LITERAL", "NOT_LITERAL"):
            yield inner
            return
        if str(op) == "RANGE":
            yield from (inner[0] - 1, *inner, inner[1] + 1)
            return
    if not isinstance(value, str | int) and value is not None:
        for part in value:
            yield from _numbers(part)


def _sequence(automaton: Automaton, nodes: Iterable[tuple[Any, Any]]) -> Part:
    whole = Part([], [], empty=1)
    for op, value in nodes:
        part = _node(automaton, str(op), value)
        automaton.link(whole.last, part.first)
        whole = _checked(
            whole.first + part.first * whole.empty,
            whole.last * part.empty + part.last,
            whole.empty * part.empty,
        )
    return whole


def _checked(first: list[int], last: list[int], empty: int) -> Part:
    if empty > _MOST_EMPTY or max(len(first), len(last)) > _MOST_ENDS:
        raise UnknownPattern("can be empty in very many ways; take out a ? or a *")
    return Part(first, last, empty)


def _node(automaton: Automaton, op: str, value: Any) -> Part:
    if op in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
        takes = _member(op, value)
        bits = (1 << n for n, c in enumerate(automaton.alphabet) if takes(c))
        return automaton.place(sum(bits))
    if op == "BRANCH":
        parts = [_sequence(automaton, branch) for branch in value[1]]
        return Part(
            [state for part in parts for state in part.first],
            [state for part in parts for state in part.last],
            sum(part.empty for part in parts),
        )
    if op == "SUBPATTERN":
        return _sequence(automaton, value[3])
    if op == "ATOMIC_GROUP":
        return _sequence(automaton, value)
    if op in _REPEATS:
        return _repeat(automaton, *value)
    if op in ("ASSERT", "ASSERT_NOT"):
        inner = Automaton(automaton.alphabet, automaton.longest)
        _between_ends(inner, value[1])
        automaton.asserted.append(inner)
        return Part([], [], empty=1)
    if op == "AT":
        return Part([], [], empty=1)
    raise UnknownPattern(f"has something whose cost is not known ({op.lower()})")


def _repeat(automaton: Automaton, least: int, most: Any, nodes: Any) -> Part:
    before = len(automaton.takes)
    part = _sequence(automaton, nodes)
    size = len(automaton.takes) - before
    if int(most) == 0:
        return Part([], [], empty=1)
    if int(most) == 1:
        return Part(part.first, part.last, part.empty + (least == 0))
    # Each round takes a character, but for those that have to be, and one at the end.
    rounds = max(automaton.longest, 2) + (least + 1 if part.empty else 0)
    most = min(int(most), rounds)
    if part.empty and least > 1 and size * most > _MANY:
        raise UnknownPattern("repeats something that may be empty; put * or ? on one of the two")
    if size * most <= _MANY and (size > 1 or most <= _FEW or part.empty or len(part.last) > 1):
        # Written out, which is exact.
        copies = [part, *(_sequence(automaton, nodes) for _ in range(most - 1))]
        return _joined(automaton, copies, least)
    automaton.link(part.last, part.first)
    if size == 1:  # and so one character each time
        automaton.room[before] = most - min(least, most) + 1
    # A round that takes nothing may be the one that has to be, and come once more at the end.
    once = 1 + part.empty
    if least == 0:
        return _checked(part.first, part.last * once, once)
    return _checked(part.first * once, part.last * once, part.empty * once)


def _joined(automaton: Automaton, copies: list[Part], least: int) -> Part:
    """One copy after the other; after the first `least` it may end."""
    first: list[int] = []
    ends: list[int] = []
    last: list[int] = []
    empty, was_empty = int(least == 0), 1
    for number, part in enumerate(copies, 1):
        automaton.link(ends, part.first)
        first += part.first * was_empty
        ends = ends * part.empty + part.last
        was_empty *= part.empty
        if number >= least:
            last += ends
            empty += was_empty
        _checked(first, last + ends, max(empty, was_empty))
    return Part(first, last, empty)


def _member(op: str, value: Any) -> Callable[[str], bool]:
    """Whether a character, or its other case, is one that a node takes."""
    if op == "ANY":
        return lambda char: char != "\n"
    if op == "LITERAL":
        cases = _cases(chr(value))
        return lambda char: not cases.isdisjoint(_cases(char))
    if op == "NOT_LITERAL":
        return lambda char: ord(char) != value
    inverted = str(value[0][0]) == "NEGATE"
    tests = [_item(str(name), item) for name, item in value[inverted:]]

    def takes(char: str) -> bool:
        hits = [any(test(c) for test in tests) for c in _cases(char) if len(c) == 1]
        # Where the cases differ it may be either: one way more than there is does no harm.
        return not all(hits) if inverted else any(hits)

    return takes


def _item(op: str, value: Any) -> Callable[[str], bool]:
    if op == "LITERAL":
        return lambda char: ord(char) == value
    if op == "RANGE":
        return lambda char: value[0] <= ord(char) <= value[1]
    if op == "CATEGORY":
        letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}.get(str(value).rpartition("_")[2])
        if letter is not None:
            sign = letter.upper() if "_NOT_" in str(value) else letter
            return lambda char: re.match(rf"\{sign}", char) is not None
    raise UnknownPattern(f"has something whose cost is not known ({op.lower()})")


def _cases(char: str) -> set[str]:
    return {char, char.lower(), char.upper(), char.casefold()}
