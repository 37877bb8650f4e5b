"""A bound on how long a pattern may take on the worst of lines.

Python's `re` tries one way of reading a line after the other, and some patterns have more ways than
there is time: `(?:a+)+b` has 2^n on n letters. The bound follows the structure of the pattern:

- a choice that the next characters decide (to repeat once more, to take this branch) is one way;
- the ways of parts in a row are multiplied, those of branches that may begin alike are added;
- a repeat has as many ways as rounds after which it can end, and for each round those of its body.
  What comes after it may begin at each place, or, like a word, only at every fifth.

Each way goes through the characters that the next part looks at, which makes the steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from feedtool.clean.rules.syntax import parse

# What a text may begin with: a set of characters for each place, as bits of an alphabet.
_Heads = frozenset[tuple[int, ...]]
_ANYTHING: _Heads = frozenset({()})
_LOOKAHEAD = 8  # characters
_MOST_HEADS = 60
_MOST_VISITED = 20_000  # nodes; a second
_MOST_COMPARED = 300_000  # pairs of arms; a few seconds
_VERY_MANY = 10**12  # a bound that is not exceeded, so that numbers stay small
# One of each kind of character that patterns tell apart, besides those they name.
_KINDS = "0٣aZéж中_ \t\xa0.-\u200b"
_CLASSES = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}


class UnknownPattern(ValueError):
    """The ways of a pattern cannot be bounded; the text says why, and what to change."""


class Cost(NamedTuple):
    """Bounds for the worst of lines: the ways of reading it, and the steps that all of them take.

    A step is a look at a character.
    """

    ways: int
    steps: int


def cost(pattern: str, longest: int) -> Cost:
    r"""What a pattern costs on lines of up to `longest` characters, letter case aside.

    Neither number is over 10**12. Raises `UnknownPattern`, or `re.error`.

    >>> cost(r"Posted in .{1,40}", 400)
    Cost(ways=1, steps=50)
    >>> cost(r"Posted in .{1,40} by .*", 400)  # " by" may begin at every third place
    Cost(ways=14, steps=120)
    >>> cost("(?:a+)+b", 400).ways
    1000000000000
    """
    parsed = parse(pattern)
    _refuse_ascii(parsed.state.flags)
    alphabet = {*_KINDS, *(chr(code) for code in _codes(parsed) if 0 <= code <= 0x10FFFF)}
    cases = {case for char in alphabet for case in (char.lower(), char.upper())}
    counter = _Counter("".join(sorted(c for c in alphabet | cases if len(c) == 1)), longest)
    return counter.sequence(parsed, frozenset({(counter.end,)}))[0]


def _refuse_ascii(flags: int) -> None:
    if flags & re.ASCII:
        raise UnknownPattern("has the flag a; leave it out")


def _codes(tree: Any) -> Iterator[int]:
    """All numbers in a tree and those beside them; among them are all its characters."""
    if isinstance(tree, int):
        yield from (tree - 1, tree, tree + 1)
    elif tree is not None:
        for part in tree:
            yield from _codes(part)


_ONE = Cost(1, 1)
_ONE_CHARACTER = ("LITERAL", "NOT_LITERAL", "ANY", "IN")


class _Counter:
    """Counts ways of parts of a pattern, from what may come after them."""

    def __init__(self, alphabet: str, longest: int) -> None:
        self._alphabet = alphabet
        self._longest = longest
        self._known: dict[str, int] = {}
        self._visited = self._compared = 0
        self.end = 1 << len(alphabet)  # of the line

    def sequence(self, nodes: Any, after: _Heads) -> tuple[Cost, _Heads]:
        """The cost of `nodes`, and what they, with what comes after them, may begin with."""
        ways, steps = 1, 0
        for op, value in reversed(list(nodes)):
            cost, after = self._node(str(op), value, after)
            ways *= cost.ways
            steps = cost.steps + cost.ways * steps
        return _limited(ways, steps), after

    def _node(self, op: str, value: Any, after: _Heads) -> tuple[Cost, _Heads]:
        self._visited += 1
        if self._visited > _MOST_VISITED:
            raise UnknownPattern("has repeats inside repeats that cannot be followed; nest fewer")
        if op in _ONE_CHARACTER:
            characters = self._characters(op, value)
            return _ONE, _shortened((characters, *head) for head in after)
        if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._repeat(value[0], int(value[1]), value[2], after)
        if op == "BRANCH":
            arms = [self.sequence(arm, after) for arm in value[1]]
            return self._most_alike(arms), _shortened(head for _, heads in arms for head in heads)
        if op == "SUBPATTERN":
            _refuse_ascii(value[1])
            return self.sequence(value[3], after)
        if op == "ATOMIC_GROUP":
            return self.sequence(value, after)
        if op in ("ASSERT", "ASSERT_NOT"):
            # What is ahead is looked at once, in one way or another.
            return _limited(1, self.sequence(value[1], _ANYTHING)[0].steps), after
        if op == "AT":
            is_end = str(value) in ("AT_END", "AT_END_STRING")
            return _ONE, frozenset({(self.end,)}) if is_end else after
        raise UnknownPattern(f"has something whose cost is not known ({op.lower()}); leave it out")

    def _most_alike(self, arms: list[tuple[Cost, _Heads]]) -> Cost:
        """The cost of those arms of a branch that one text may begin with, as much as can be."""
        first = [(cost, heads, _first_of(heads)) for cost, heads in arms]
        ways = steps = 0
        for _, heads, begin in first:
            # Most arms begin with other characters, which this shows at once.
            others = [(cost, other) for cost, other, start in first if begin & start]
            self._compared += len(others)
            if self._compared > _MOST_COMPARED:
                raise UnknownPattern(
                    "has too many alternatives that may begin alike; make several patterns of it"
                )
            alike = [cost for cost, other in others if _alike(heads, other)]
            ways = max(ways, sum(cost.ways for cost in alike))
            # Those that begin alike only for a few characters are left after as many.
            few = _LOOKAHEAD * (len(others) - len(alike))
            steps = max(steps, sum(cost.steps for cost in alike) + few)
        return _limited(ways, steps + len(arms))

    def _repeat(self, least: int, most: int, body: Any, after: _Heads) -> tuple[Cost, _Heads]:
        if most > 1 and body.getwidth()[0] == 0:
            raise UnknownPattern(
                "repeats something that may be empty; put * or ? on one of the two"
            )
        most = min(most, max(self._longest, 1))
        again = _ANYTHING if most > _LOOKAHEAD else frozenset()
        cost, heads = self.sequence(body, again | after)
        for _ in range(min(most - 1, _LOOKAHEAD)):
            if heads == again:
                break
            again = heads
            cost, heads = self.sequence(body, again | after)
        exits = most - least + 1 if _alike(heads, after) else 1
        width = body.getwidth()[0]
        if body.getwidth() == (1, 1):
            exits = (exits - 1) // _distance(after) + 1
        ways = cost.ways**most * max(exits, 1)
        rounds = min(most, self._longest // max(width, 1) + 1)
        steps = rounds * cost.steps * cost.ways ** (rounds - 1)
        if str(body[0][0]) == "ANY" and most >= self._longest and after == {(self.end,)}:
            steps = 1  # the rest of the line is taken, whatever it is
        return _limited(ways, steps), _shortened(heads | after if least == 0 else heads)

    def _characters(self, op: str, value: Any) -> int:
        """The characters that a node takes, letter case aside or not."""
        if op == "ANY":
            return self.end - 1
        items = value if op == "IN" else [(op.removeprefix("NOT_"), value)]
        inside = "".join(_written(str(kind), item) for kind, item in items)
        written = f"[{'^' * (op == 'NOT_LITERAL')}{inside}]"
        if written not in self._known:
            exact, either = re.compile(written), re.compile(written, re.IGNORECASE)
            hits = {*exact.findall(self._alphabet), *either.findall(self._alphabet)}
            bits = (1 << n for n, char in enumerate(self._alphabet) if char in hits)
            self._known[written] = sum(bits)
        return self._known[written]


def _written(kind: str, item: Any) -> str:
    """A member of a set of characters, as it is written in a pattern."""
    if kind == "NEGATE":
        return "^"
    if kind == "LITERAL":
        return re.escape(chr(item))
    if kind == "RANGE":
        return f"{re.escape(chr(item[0]))}-{re.escape(chr(item[1]))}"
    name = str(item).removeprefix("CATEGORY_")
    letter = _CLASSES[name.removeprefix("NOT_")]
    return "\\" + (letter.upper() if name.startswith("NOT_") else letter)


def _limited(ways: int, steps: int) -> Cost:
    return Cost(min(ways, _VERY_MANY), min(steps, _VERY_MANY))


def _distance(heads: _Heads) -> int:
    """The fewest characters between two places at which a text may have these beginnings."""
    first = _first_of(heads)
    for distance in range(1, _LOOKAHEAD):
        tails = [head[distance:] for head in heads]
        may_begin = [tail for tail in tails if not tail or tail[0] & first]
        if any(_overlap(tail, head) for tail in may_begin for head in heads):
            return distance
    return _LOOKAHEAD


def _overlap(head: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(one & another for one, another in zip(head, other, strict=False))


def _first_of(heads: _Heads) -> int:
    """All characters that a text with one of these beginnings may begin with."""
    first = 0
    for head in heads:
        first |= head[0] if head else -1
    return first


def _alike(some: _Heads, others: _Heads) -> bool:
    """Whether one text may begin with both."""
    if not some or not others:
        return False
    if () in some or () in others:
        return True
    return any(
        one & other and _alike(rest, other_rest)
        for one, rest in _by_first(some)
        for other, other_rest in _by_first(others)
    )


@lru_cache(4096)
def _by_first(heads: _Heads) -> tuple[tuple[int, _Heads], ...]:
    """The beginnings by their first place, without it."""
    found: dict[int, set[tuple[int, ...]]] = {}
    for head in heads:
        found.setdefault(head[0], set()).add(head[1:])
    return tuple((first, frozenset(rest)) for first, rest in found.items())


def _shortened(heads: Iterable[tuple[int, ...]]) -> _Heads:
    """The same beginnings, so short that there are not too many of them."""
    length = _LOOKAHEAD
    found = {head[:length] for head in heads}
    while len(found) > _MOST_HEADS and length > 1:
        # Those that differ in the last place only become one, which takes what any of them takes.
        length -= 1
        merged: dict[tuple[int, ...], int] = {}
        for head in found:
            if len(head) > length:
                merged[head[:length]] = merged.get(head[:length], 0) | head[length]
        ends = {head for head in found if len(head) <= length}
        found = ends | {(*begin, last) for begin, last in merged.items()}
        if len(found) > _MOST_HEADS:
            found = {head[:length] for head in found}
    return frozenset(found)
