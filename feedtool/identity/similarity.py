"""Recognizes renamed texts: matches texts that disappeared with texts that appeared.

Pure; it compares sketches and knows nothing of articles. docs/decisions/recognition.md gives the
measurements behind the thresholds; `benchmarks/recognition.py` repeats them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from feedtool.text.fingerprint import similarity

SURE = 0.4
DOUBTFUL = 0.1
OTHER = 0.02  # below this, two texts have nothing in common
_CLEAR = 0.1  # the lead that a doubtful match needs over its rivals
_DIGITS = 8  # hexadecimal digits of a hash in a sketch
_FEWEST = 6 * _DIGITS  # a shorter sketch has too few words for a sure match
_ENOUGH = 24 * _DIGITS  # a shorter sketch cannot show that texts have nothing in common
_COMMON = 50  # texts; a hash that more texts have is not evidence for any of them

Certainty = Literal["sure", "doubtful", "rival"]
"""How certain a match is. "rival" is not a match, only a notice that there might be one."""

NEVER: frozenset[Certainty] = frozenset()
ANY: frozenset[Certainty] = frozenset({"sure", "doubtful", "rival"})
IF_SURE: frozenset[Certainty] = frozenset({"sure"})
IF_TOLD: frozenset[Certainty] = frozenset({"doubtful", "rival"})


class Match(msgspec.Struct, frozen=True):
    """A text that appeared, and the text that disappeared which it is or may be."""

    came: str
    went: str
    likeness: float
    certainty: Certainty


def is_same_text(one: str, other: str) -> bool:
    """Whether two sketches surely belong to the same text.

    >>> from feedtool.text.fingerprint import sketch
    >>> text = "several soldiers returned yesterday evening after further negotiations succeeded"
    >>> is_same_text(sketch("", (text,)), sketch("", (text + " again",)))
    True
    """
    return not _is_short(one, other) and similarity(one, other) >= SURE


def is_unrelated(one: str, other: str) -> bool:
    """Whether two sketches surely belong to texts with nothing in common."""
    return min(len(one), len(other)) >= _ENOUGH and similarity(one, other) < OTHER


def match_pairs(
    came: Mapping[str, str],
    went: Mapping[str, str],
    allowed: Callable[[str, str], frozenset[Certainty]],
) -> tuple[Match, ...]:
    """Matches texts that appeared with texts that disappeared, one to one, the most similar first.

    `came` and `went` map names to sketches. `allowed` returns the certainties that a pair may
    have, by whatever else is known of the two. The cost is linear in the number of texts.
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
    """Whether another text fits about as well as `chosen` and is similar to it.

    Issues of a series are rivals. The halves of a split text are not: they fit equally well, but
    are not similar, and either may keep the name.
    """
    return any(
        other != chosen
        and other not in taken
        and fit > likeness - _CLEAR
        and similarity(sketches[other], sketches[chosen]) >= DOUBTFUL
        for fit, other in alike
    )


def _pairs(came: Mapping[str, str], went: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The pairs that share hashes which few other texts have."""
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
