"""Which text is which, after a change: texts that went and texts that came, matched by their words.

Pure; it knows sketches and no articles. What the thresholds rest on is told, with the numbers, in
docs/decisions/recognition.md; `benchmarks/recognition.py` measures them again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from feedtool.text.fingerprint import similarity

SURE = 0.4
DOUBTFUL = 0.1
OTHER = 0.02  # below, two texts have nothing in common
_CLEAR = 0.1  # by which a doubtful match must be better than one with a rival
_DIGITS = 8  # of a hash in a sketch
_FEWEST = 6 * _DIGITS  # a shorter sketch is of too few words to be sure
_ENOUGH = 24 * _DIGITS  # to say that two texts have nothing in common
_COMMON = 50  # texts; words that more of them have are no sign of any

Certainty = Literal["sure", "doubtful", "rival"]
"""Of a match. A rival is none: it is only told that there might be one."""

NEVER: frozenset[Certainty] = frozenset()
ANY: frozenset[Certainty] = frozenset({"sure", "doubtful", "rival"})
IF_SURE: frozenset[Certainty] = frozenset({"sure"})
IF_TOLD: frozenset[Certainty] = frozenset({"doubtful", "rival"})


class Match(msgspec.Struct, frozen=True):
    """A text that came and the one that went which it is, or may be."""

    came: str
    went: str
    likeness: float
    certainty: Certainty


def is_same_text(one: str, other: str) -> bool:
    """Whether two sketches are surely of one text.

    >>> from feedtool.text.fingerprint import sketch
    >>> text = "several soldiers returned yesterday evening after further negotiations succeeded"
    >>> is_same_text(sketch("", (text,)), sketch("", (text + " again",)))
    True
    """
    return not _is_short(one, other) and similarity(one, other) >= SURE


def is_unrelated(one: str, other: str) -> bool:
    """Whether two sketches are surely of texts with nothing in common."""
    return min(len(one), len(other)) >= _ENOUGH and similarity(one, other) < OTHER


def match_pairs(
    came: Mapping[str, str],
    went: Mapping[str, str],
    allowed: Callable[[str, str], frozenset[Certainty]],
) -> tuple[Match, ...]:
    """Pairs of texts that came and that went, one to one, the most alike first.

    `came` and `went` are sketches by name. `allowed` says of a pair what it may be, with all else
    that is known of the two. The cost is in proportion to their number.
    """
    pairs = sorted(
        (-likeness, one, other)
        for one, other in _pairs(came, went)
        if (likeness := similarity(came[one], went[other])) >= DOUBTFUL
    )
    alike: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for likeness, one, other in pairs:
        alike[f"> {one}"].append((-likeness, other))
        alike[f"< {other}"].append((-likeness, one))
    taken_came: set[str] = set()
    taken_went: set[str] = set()
    found = []
    for negative, one, other in pairs:
        if one in taken_came or other in taken_went:
            continue
        likeness, may_be = -negative, allowed(one, other)
        certainty: Certainty = "rival"
        if likeness >= SURE and "sure" in may_be and not _is_short(came[one], went[other]):
            certainty = "sure"
        elif "doubtful" in may_be and not (
            _has_rival(alike[f"> {one}"], likeness, other, went, taken_went)
            or _has_rival(alike[f"< {other}"], likeness, one, came, taken_came)
        ):
            certainty = "doubtful"
        if certainty in may_be:
            found.append(Match(one, other, likeness, certainty))
        if certainty != "rival":
            taken_came.add(one)
            taken_went.add(other)
    return tuple(found)


def _is_short(one: str, other: str) -> bool:
    return min(len(one), len(other)) < _FEWEST


def _has_rival(
    alike: Iterable[tuple[float, str]],
    likeness: float,
    chosen: str,
    sketches: Mapping[str, str],
    taken: set[str],
) -> bool:
    """Whether another text fits about as well as the one chosen, and resembles that.

    The halves of a text that was split fit as well as each other, and are no rivals: whichever
    gets the name, it is the name of a part of it. Issues of a series are.
    """
    return any(
        other != chosen
        and other not in taken
        and fit > likeness - _CLEAR
        and similarity(sketches[other], sketches[chosen]) >= DOUBTFUL
        for fit, other in alike
    )


def _pairs(came: Mapping[str, str], went: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The pairs that have a hash in common, which few others have."""
    having: dict[str, list[str]] = defaultdict(list)
    for name, sketch in went.items():
        for h in _hashes(sketch):
            having[h].append(name)
    for name, sketch in came.items():
        shared = Counter[str]()
        for h in _hashes(sketch):
            if len(having.get(h, ())) <= _COMMON:
                shared.update(having.get(h, ()))
        for other, count in shared.items():
            if count > 1:
                yield name, other


def _hashes(sketch: str) -> Iterable[str]:
    return (sketch[i : i + _DIGITS] for i in range(0, len(sketch), _DIGITS))
