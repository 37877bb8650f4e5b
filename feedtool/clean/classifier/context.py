"""Features of a line's position in its text and of the lines around it, as small integers.

Computed from the scores of the lines on their own. Training imports this module too.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, chain, compress, pairwise
from math import exp

from feedtool.clean.classifier.features import LOCAL

# The features and their numbers of levels, in the order of `place`.
PLACE = {
    "own": 16, "from_top": 10, "from_end": 10, "lines": 6, "prose_share": 8, "short_share": 8,
    "before": 12, "after": 12, "around_2": 12, "around_5": 12, "around_12": 12,
    "segment": 12, "article_above": 10, "blanks": 9, "copies": 3,
    "since_prose": 8, "until_prose": 8, "gap": 12, "length_before": 6, "length_after": 6,
    "worst_since": 12, "pattern_before": 8, "pattern_after": 8, "words_before": 14,
    "kinship": 8, "kin_before": 8,
}  # fmt: skip
LEVELS = {**LOCAL, **PLACE}
# Features of the last round, in the order of `second_look`. How clean the whole text is follows
# from the scores of its lines in their context.
SECOND = {
    "own": 16, "junk": 12, "junk_lines": 10, "before": 12, "after": 12, "around_2": 12,
    "around_5": 12,
}  # fmt: skip
_PATTERN_COLUMN = list(LOCAL).index("pattern")
_WORDS_COLUMN = list(LOCAL).index("words")


_PLACE_EDGES = (1, 2, 3, 4, 6, 9, 16, 31, 61)
_PLACE_LEVEL = [bisect_right(_PLACE_EDGES, n) for n in range(62)]
_DISTANCE_LEVEL = [bisect_right((2, 3, 4, 6, 10, 20, 22), d) for d in range(23)]
# A distance greater than the number of lines in any text.
_NEVER = 1_000_000_000
_NEXT_LENGTH_EDGES = (20, 40, 80, 140, 260)
# The probability of boilerplate, indexed by scores of -1000 to 1000: see `_SCORE_LEVEL`.
CHANCE = [round(1 / (1 + exp(-s / 100)), 3) for s in [*range(1001), *range(-1000, 0)]]
_JUNK_EDGES = (0.005, 0.01, 0.02, 0.04, 0.07, 0.11, 0.17, 0.25, 0.35, 0.5, 0.7)
_NO_STEMS: frozenset[str] = frozenset()
_KINSHIP_EDGES = (0.01, 0.12, 0.22, 0.34, 0.5, 0.7)
_SCORE_EDGES = (-350, -250, -175, -100, -40, 20, 80, 140, 210, 280, 360)
# Indexed by scores of -1000 to 1000: a negative index counts from the end of the list.
_SCORE_LEVEL = [bisect_right(_SCORE_EDGES, s) for s in [*range(1001), *range(-1000, 0)]]
_OWN_EDGES = (-400, -320, -260, -200, -150, -100, -50, 0, 50, 100, 150, 200, 260, 320, 400)
_OWN_LEVEL = [bisect_right(_OWN_EDGES, s) for s in [*range(1001), *range(-1000, 0)]]


def gaps_of(at: Sequence[int], count: int) -> list[int]:
    """Counts blank lines before each index of `at` (ascending, below `count`) and at the end."""
    return [b - a - 1 for a, b in zip([-1, *at], [*at, count], strict=True)]


def _around(total: list[int], scores: Sequence[int], reach: int) -> list[int]:
    """The level of the mean score of the lines within `reach`, not counting the line itself."""
    count = len(scores)
    padded = [0] * reach + total + total[-1:] * reach
    others = [2 * reach] * count
    for i in range(min(reach, count)):
        others[i] -= reach - i
        others[-1 - i] -= reach - i
    return [
        _SCORE_LEVEL[(high - low - score) // (n or 1)]
        for low, high, score, n in zip(
            padded, padded[2 * reach + 1 :], scores, others, strict=False
        )
    ]


def best_segment(values: Sequence[float]) -> tuple[int, int]:
    """The half-open range with the greatest sum (Bentley, Programming Pearls, column 8)."""
    best, start, end = 0.0, 0, 0
    here, begin = 0.0, 0
    for i, value in enumerate(values):
        here += value
        if here <= 0:
            here, begin = 0.0, i + 1
        elif here > best:
            best, start, end = here, begin, i + 1
    return start, end


def segment_of(scores: Sequence[int], sizes: Sequence[int]) -> tuple[int, int]:
    """The run of lines that reads most like an article, as a half-open range."""
    return best_segment(
        [
            (-score if score > -300 else 300) * ((min(300, size)) + 40)
            if score < 300
            else -300 * ((min(300, size)) + 40)
            for score, size in zip(scores, sizes, strict=True)
        ]
    )


def place(
    lines: Sequence[str],
    gaps: Sequence[int],
    columns: Sequence[Sequence[int]],
    sizes: Sequence[int],
    scores: Sequence[int],
    scale: float,
) -> list[list[int]]:
    """The columns of `PLACE`.

    `lines` are the non-blank lines, at least one. `gaps` is from `gaps_of`, `columns` and `sizes`
    are from `describe_all`. `scores` are those of the lines on their own, in hundredths of a logit,
    -1000 to 1000.
    """
    count = len(lines)
    total = [0, *accumulate(scores)]
    mass = sum(sizes)
    prose = [score < -150 and size > 90 for score, size in zip(scores, sizes, strict=True)]
    prose_mass = [size if is_prose else 0 for size, is_prose in zip(sizes, prose, strict=True)]
    since, until, worst_since = _from_prose(prose, scores)
    score_level = [_SCORE_LEVEL[s] for s in scores]
    length_level = [bisect_right(_NEXT_LENGTH_EDGES, s) for s in sizes]
    kin = _kinship(lines, scores, prose, scale)
    pattern, words = columns[_PATTERN_COLUMN], columns[_WORDS_COLUMN]
    copies = Counter(lines)
    few = [min(2, g) for g in gaps]
    ranks = _PLACE_LEVEL[:count] if count <= 62 else _PLACE_LEVEL + [9] * (count - 62)
    return [
        [_OWN_LEVEL[s] for s in scores],
        ranks,
        ranks[::-1],
        [bisect_right((10, 20, 40, 80, 160), count)] * count,
        [int(7.999 * sum(prose_mass) / mass)] * count,
        [int(7.999 * sum(size < 60 for size in sizes) / count)] * count,
        [11, *score_level[:-1]],
        [*score_level[1:], 11],
        _around(total, scores, 2),
        _around(total, scores, 5),
        _around(total, scores, 12),
        _segment_levels(*segment_of(scores, sizes), count),
        _article_above(prose_mass),
        [3 * a + b for a, b in pairwise(few)],
        [n - 1 if n < 3 else 2 for n in map(copies.__getitem__, lines)],
        [_DISTANCE_LEVEL[d if d < 21 else 21 if d < _NEVER else 22] for d in since],
        [_DISTANCE_LEVEL[d if d < 21 else 21 if d < _NEVER else 22] for d in until],
        _gap_levels(total, since, until),
        [0, *length_level[:-1]],
        [*length_level[1:], 0],
        worst_since,
        [0, *pattern[:-1]],
        [*pattern[1:], 0],
        [6, *words[:-1]],
        kin,
        [0, *kin[:-1]],
    ]


def _from_prose(
    prose: Sequence[bool], scores: Sequence[int]
) -> tuple[list[int], list[int], list[int]]:
    """For each line, the distances to the prose before and after it, and the worst level since.

    A distance of `_NEVER` or more means that there is none.
    """
    count = len(prose)
    since, until, worst_since = [], [0] * count, []
    last, worst = -_NEVER, -1000
    for i, is_prose in enumerate(prose):
        since.append(i - last)
        worst_since.append(_SCORE_LEVEL[worst])
        if is_prose:
            last, worst = i, -1000
        elif scores[i] > worst:
            worst = scores[i]
    last = count + _NEVER
    for i in range(count - 1, -1, -1):
        until[i] = last - i
        if prose[i]:
            last = i
    return since, until, worst_since


def _gap_levels(total: Sequence[int], since: Sequence[int], until: Sequence[int]) -> list[int]:
    """The level of the mean score between the prose before a line and the prose after it."""
    count = len(since)
    gap = []
    for i, (back, ahead) in enumerate(zip(since, until, strict=True)):
        low = i - back + 1 if back < _NEVER else 0
        high = i + ahead if ahead < _NEVER else count
        gap.append(_SCORE_LEVEL[(total[high] - total[low]) // (high - low)])
    return gap


def _article_above(prose_mass: Sequence[int]) -> list[int]:
    """How much of the text's prose is above each line: 0 none, 9 all of it."""
    above = list(accumulate(prose_mass))
    whole = above[-1]
    if not whole:
        return [0] * len(above)
    return [
        0 if not over else 9 if over == whole else 1 + 8 * over // whole
        for over in (a - m for a, m in zip(above, prose_mass, strict=True))
    ]


def second_look(scores: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """The columns of `SECOND`, from the scores of lines in their context, -999 to 999."""
    count = len(scores)
    mass = sum(sizes)
    junk = sum(size * CHANCE[score] for size, score in zip(sizes, scores, strict=True)) / mass
    junk_lines = sum(score > 0 for score in scores)
    total = [0, *accumulate(scores)]
    levels = [_SCORE_LEVEL[score] for score in scores]
    return [
        [_OWN_LEVEL[score] for score in scores],
        [bisect_right(_JUNK_EDGES, junk)] * count,
        [bisect_right((1, 2, 3, 5, 8, 12, 20, 35, 70), junk_lines)] * count,
        [11, *levels[:-1]],
        [*levels[1:], 11],
        _around(total, scores, 2),
        _around(total, scores, 5),
    ]


def _stems(line: str, scale: float) -> frozenset[str]:
    """A rough measure of what a line is about: the beginnings of its longer words.

    Where words are not separated by spaces (`scale` over 1.9), pairs of characters.
    """
    shown = line[:160].lower()
    if scale > 1.9:
        return frozenset([shown[i : i + 2] for i in range(min(len(shown) - 1, 80))])
    return frozenset([word[:6] for word in shown.split() if len(word) > 4])


def _kinship(
    lines: Sequence[str], scores: Sequence[int], prose: Sequence[bool], scale: float
) -> list[int]:
    """The share of a line's stems that occur in other prose of the text: 1 none, 7 nearly all.

    0 for lines without long words and for lines with clear scores.
    """
    stems = [
        _stems(line, scale) if is_prose or -250 < score < 250 else _NO_STEMS
        for line, score, is_prose in zip(lines, scores, prose, strict=True)
    ]
    spread = Counter(chain.from_iterable(compress(stems, prose)))
    known = set(spread)
    shared = {stem for stem, count in spread.items() if count > 1}
    return [
        1 + bisect_right(_KINSHIP_EDGES, len(found & (shared if is_prose else known)) / len(found))
        if found
        else 0
        for found, is_prose in zip(stems, prose, strict=True)
    ]


def _segment_levels(start: int, end: int, count: int) -> list[int]:
    """The position of each line relative to the segment: 0-3 above it, 4-7 in it, 8-11 below it."""
    above = [0 if d > 12 else 1 if d > 4 else 2 if d > 1 else 3 for d in range(start, 0, -1)]
    inside = [5 if d < 3 else 6 for d in range(end - start)]
    if inside:
        inside[-1] = 7
        inside[0] = 4
    below = [8 if d < 1 else 9 if d < 4 else 10 if d < 12 else 11 for d in range(count - end)]
    return above + inside + below
