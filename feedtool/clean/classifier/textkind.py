"""The kind of a text: nearly clean, partly cleaned, a whole page, or left alone.

Texts of a form that the classifier handles badly are left alone.
"""

from collections.abc import Collection, Sequence
from typing import Literal

from feedtool.clean.classifier.context import CHANCE, LEVELS, segment_of
from feedtool.clean.classifier.features import end_level

Kind = Literal["nearly-clean", "partial", "whole-page", "left-alone"]
Columns = Sequence[Sequence[int]]

_AT = {name: i for i, name in enumerate(LEVELS)}
# Letters; if less than this is left of a text, the classifier was probably wrong.
_LEAST_LEFT = 250


def is_all_prose(lines: Sequence[str], scale: float) -> bool:
    """Whether every line has 90 letters or more and ends like a sentence.

    A headline above them is allowed; a line too short for one may be a label.

    >>> is_all_prose(["Home", "News"], 1.0)
    False
    """
    below = lines[1:] if len(lines) > 3 and _is_headline(lines[0], scale) else lines
    return all(len(x) * scale >= 90 and 1 <= end_level(x.strip()) <= 3 for x in below)


def _is_headline(line: str, scale: float) -> bool:
    letters = len(line) * scale
    return 20 <= letters <= 120 and (scale > 1.9 or line.count(" ") >= 3) and "|" not in line


def kind_of(columns: Columns, sizes: Sequence[int], scores: Sequence[int]) -> tuple[Kind, str]:
    """The kind and the reason for it, from the features (`LEVELS`) and the final scores."""
    count = len(sizes)
    if sum(sizes) < _LEAST_LEFT:
        return "left-alone", "it is too short to classify"
    junk = sum(score > 0 for score in scores)
    clear = sum(score > 150 for score in scores)
    mass = sum(sizes)
    junk_mass = sum(m * CHANCE[s] for m, s in zip(sizes, scores, strict=True)) / mass
    # A page has a menu above the article and much clear boilerplate. Nine in ten whole pages have
    # both, and seven in a hundred articles with a few lines around them.
    start, _ = segment_of(scores, sizes)
    above = sum(score > 0 for score in scores[:start])
    if clear >= 16 and clear >= 0.55 * junk and above >= 5:
        return "whole-page", f"{junk} of {count} lines read like a page around an article"
    if not any(s < -100 and n >= 60 for s, n in zip(scores, sizes, strict=True)):
        return "left-alone", "no line reads like the text of an article"
    special = _special(columns, sizes)
    if special:
        return "left-alone", special
    if junk <= 16 and junk_mass < 0.2:
        return "nearly-clean", f"{count - junk} of {count} lines read like the article"
    return "partial", f"{junk} of {count} lines, {junk_mass:.0%} of the text, read like boilerplate"


def _special(columns: Columns, sizes: Sequence[int]) -> str | None:
    """Why the text is of a kind that consists of short lines; None if it is not."""
    count = len(sizes)
    if count < 6:
        return None
    long_share = sum(n for n in sizes if n >= 140) / sum(sizes)
    if long_share > 0.5:
        return None
    share = {
        "transcript": sum(c == 1 for c in columns[_AT["colon"]]),
        "table": sum(d >= 4 for d in columns[_AT["digits"]]),
        "list": sum(s == 7 for s in columns[_AT["start"]]),
        "code": sum(
            (m == 3 or e in (3, 7, 9)) and (i > 0 or m == 3)
            for m, e, i in zip(
                columns[_AT["marks"]], columns[_AT["end"]], columns[_AT["indent"]], strict=True
            )
        ),
        "recipe": sum(s == 3 and n < 60 for s, n in zip(columns[_AT["start"]], sizes, strict=True)),
        "verse": sum(
            f > 0 and 15 <= n < 70 and e in (0, 1, 2, 3, 6)
            for f, n, e in zip(
                columns[_AT["function_words"]], sizes, columns[_AT["end"]], strict=True
            )
        ),
    }
    least = {"transcript": 0.5, "table": 0.5, "list": 0.6, "code": 0.5, "recipe": 0.4, "verse": 0.7}
    for name, found in share.items():
        if found >= least[name] * count:
            return f"{name}: {found} of {count} lines look like one"
    return None


def takes_most(sizes: Sequence[int], taken: Collection[int], ruled: Collection[int]) -> bool:
    """Whether too little would be left to be the article."""
    if len(taken) == len(ruled):
        return False
    left = sum(size for k, size in enumerate(sizes) if k not in taken)
    whole = sum(size for k, size in enumerate(sizes) if k not in ruled)
    return (left < _LEAST_LEFT and left < 0.5 * whole) or left < 0.08 * whole
