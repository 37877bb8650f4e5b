"""Groups problems by kind, so that a person can read a report about thousands of files.

A kind is a code; messages without one are of one kind if they differ in values only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from feedtool.messages import code
from feedtool.model import Problem
from feedtool.model.problem import split_notices

_FEW = 3  # problems of one kind that are printed one by one
_EXAMPLES = 3
_MOST_KINDS = 12  # in one report
# What differs between messages of one kind: quoted values, names of files, numbers, columns.
_SPECIFIC = re.compile(r"'[^'\n]*'|`[^`\n]*`|\([^()\n]*\)|\S*[\d/.]\S*")


class Line(msgspec.Struct, frozen=True):
    """A line of a report; `is_serious` if it is about what is left out, or failed."""

    text: str
    is_serious: bool = False


class Group(msgspec.Struct, frozen=True):
    """Problems of one kind; `messages` are those of the files at `keys`."""

    keys: tuple[str, ...]
    messages: tuple[str, ...]
    left_out: bool

    def lines(self) -> Iterator[str]:
        """The problems one by one if they are few, otherwise a line with examples."""
        if len(self.keys) <= _FEW:
            yield from map("{}: {}".format, self.keys, self.messages)
            return
        examples = ", ".join(self.keys[:_EXAMPLES])
        yield f"{len(self.keys)} files, such as {examples}: {self.messages[0]}"


def grouped(problems: Iterable[Problem]) -> tuple[Group, ...]:
    """The problems by kind: first those that leave files out, then the most frequent.

    >>> found = grouped(Problem(f"{n}.md", f"image: '{n}.x' is bad; fix it") for n in range(5))
    >>> list(found[0].lines())
    ["5 files, such as 0.md, 1.md, 2.md: image: '0.x' is bad; fix it"]
    """
    kinds: dict[tuple[bool, str], list[tuple[str, str]]] = {}
    for problem in problems:
        for message in split_notices(problem.message):
            kind = (problem.left_out, code(message) or _SPECIFIC.sub("", message))
            kinds.setdefault(kind, []).append((problem.key, message))
    groups = [
        Group(tuple(key for key, _ in found), tuple(text for _, text in found), left_out)
        for (left_out, _), found in kinds.items()
    ]
    return tuple(sorted(groups, key=lambda g: (not g.left_out, -len(g.keys))))


def summary(problems: Sequence[Problem], where: str) -> Iterator[Line]:
    """The lines about the problems; `where` says how to list all of them, if these do not."""
    groups = grouped(problems)
    if all(len(group.keys) <= _FEW for group in groups) and len(problems) <= _MOST_KINDS:
        yield from (Line(f"{p.key}: {p.message}", p.is_serious) for p in problems)
        return
    room = _MOST_KINDS
    hidden: list[Group] = []
    for group in groups:
        lines = list(group.lines())
        if len(lines) > room:
            hidden.append(group)
            continue
        room -= len(lines)
        yield from (Line(line, group.left_out) for line in lines)
    if hidden:
        count = sum(len(group.keys) for group in hidden)
        yield Line(f"{count} more problem{'s' * (count > 1)} of {len(hidden)} kinds; {where}")
    elif any(len(group.keys) > _FEW for group in groups):
        yield Line(f"{where[0].upper()}{where[1:]}")
