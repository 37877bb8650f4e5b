"""Features of the lines that may be the headline of a text, as small integers.

Training imports this module, so that it cannot drift apart from what runs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from feedtool.clean.classifier.features import end_level
from feedtool.clean.facts.kinship import KINSHIP, LIKENESS, Kinship, Likeness
from feedtool.clean.facts.page import Page
from feedtool.text.lazy_regex import lazy_regex

_PLACE = ("to_body", "index", "share_of_page", "lines", "body_lines")
_SHAPE = (
    "size", "words", "end", "listed", "starts", "digits", "capitals", "all_caps", "separators",
    "colon", "marks", "scale", "labelled",
)  # fmt: skip
_RANKS = ("size_rank", "body_rank", "opening_rank", "rarity_rank", "twin_rank")
_AROUND = (
    "size_before", "size_2_before", "size_after", "size_2_after", "end_before", "end_after",
    "capitals_before", "capitals_after", "prose_before", "prose_after", "to_prose",
    "longest_between", "sentences_between", "ruled_above", "ruled_below", "ruled",
)  # fmt: skip
_FACTS = ("when", "who", "to_when", "to_who", "from_when", "from_who")
_LAYOUT = ("gap_before", "gap_after", "indent", "indent_before", "indent_after")
FEATURES = (
    *_PLACE, *_SHAPE, *KINSHIP, *LIKENESS, *_AROUND, *_FACTS, *_LAYOUT, *_RANKS,
)  # fmt: skip
_RANKED = [FEATURES.index(name) for name in ("size", "in_body", "in_opening", "rarity", "twin")]
_LONGEST = 230  # letters
_LONGEST_SENTENCE = 130  # letters of a headline that ends like a sentence
_BEYOND = 40  # lines below the start of the body among which a headline may still be
_NEAR = 12  # of these, lines that may be sentences
_FAR = 15  # lines within which dates and by-lines count
_SEPARATORS = lazy_regex(r"\|| [-–—:>/] |[»›·•]|::")
_SEPARATOR_SIGNS = re.compile(r"[-|–—:>/»›·•]")  # a search for these takes a tenth of the time
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[©®™@#_=+\\\[\]{}<>~^*→←▼▲]")
_LABEL = re.compile(r"[^:：]{2,25}[:：] ?")


def candidates(page: Page) -> list[int]:
    """The lines that may be the headline, from the top to some way into the body."""
    start, end = page.body
    last = min(len(page.lines), max(start + _NEAR, min(end, start + _BEYOND)))
    found = []
    for k in range(last):
        size = page.sizes[k]
        if not 4 <= size <= _LONGEST or not page.words[k]:
            continue
        if (page.prose[k] and size > _LONGEST_SENTENCE) or _goes_on(page, k):
            continue
        if k >= start + _NEAR and (page.ends[k] or size < 16):
            continue
        found.append(k)
    return found


def _goes_on(page: Page, k: int) -> bool:
    """Whether the line is the beginning of a wrapped sentence."""
    if k + 1 >= len(page.lines) or page.ends[k] or page.gap(k + 1) or page.sizes[k] < 45:
        return False
    below = page.lines[k + 1]
    return below[0].islower() and page.sizes[k + 1] > 45 and not below.startswith("by ")


def rows(page: Page, which: Sequence[int]) -> list[list[int]]:
    """The features of the lines in `which`, which ascend, in the order of `FEATURES`."""
    if not which:
        return []
    shapes = {k: _shape_of(page.lines[k]) for k in which}
    columns = [
        *_place(page, which),
        *_shape(page, which, shapes),
        *zip(*Kinship(page).rows(which), strict=True),
        *zip(*Likeness(page, which).rows(which), strict=True),
        *_around(page, which, shapes),
        *_facts(page, which),
        *_layout(page, which),
    ]
    columns += [_ranks(columns[n]) for n in _RANKED]
    return list(map(list, zip(*columns, strict=True)))


def _place(page: Page, which: Sequence[int]) -> list[Sequence[int]]:
    count, (start, end) = len(page.lines), page.body
    return [
        [max(-80, min(60, k - start)) for k in which],
        [min(k, 250) for k in which],
        [100 * k // count for k in which],
        [min(count, 400)] * len(which),
        [min(end - start, 200)] * len(which),
    ]


class _Shape(NamedTuple):
    """What a line looks like, wherever it is."""

    end: int
    starts: int
    digits: int
    capitals: int  # see `_capitals`
    all_caps: int
    separators: int
    colon: int
    marks: int
    labelled: int


@lru_cache(maxsize=1 << 12)  # lines recur in the texts of a site
def _shape_of(line: str) -> _Shape:
    return _Shape(
        end_level(line),
        _start(line),
        100 * len(_DIGIT.findall(line)) // len(line),
        _capitals(line),
        int(line.isupper()),
        min(3, len(_SEPARATORS.findall(line))) if _SEPARATOR_SIGNS.search(line) else 0,
        int(": " in line),
        min(3, len(_MARKS.findall(line))),
        int(_LABEL.match(line) is not None),
    )


def _shape(page: Page, which: Sequence[int], shapes: Mapping[int, _Shape]) -> list[Sequence[int]]:
    ends, *others, labelled = zip(*[shapes[k] for k in which], strict=True)
    return [
        [page.sizes[k] for k in which],
        [min(40, len(page.words[k])) for k in which],
        ends,
        [int(page.is_listed(k)) for k in which],
        *others,
        [int(8 * page.scale)] * len(which),
        labelled,
    ]


def _around(page: Page, which: Sequence[int], shapes: Mapping[int, _Shape]) -> list[Sequence[int]]:
    count = len(page.lines)
    sizes = [*page.sizes, -1, -1]  # the last one is before the first, too
    beside = {k: _beside(page, k, shapes) for k in {n for k in which for n in (k - 1, k + 1)}}
    ruled = [0, *accumulate(k in page.ruled for k in range(count))]
    said = [0, *accumulate(page.ends)]
    below = [page.prose_below(k) for k in which]
    near = [(max(0, k - 6), min(k + 7, count)) for k in which]
    return [
        [sizes[k - 1] for k in which],
        [sizes[k - 2] for k in which],
        [sizes[k + 1] for k in which],
        [sizes[k + 2] for k in which],
        [beside[k - 1][0] for k in which],
        [beside[k + 1][0] for k in which],
        [beside[k - 1][1] for k in which],
        [beside[k + 1][1] for k in which],
        [page.prose_between(low, k) for k, (low, _) in zip(which, near, strict=True)],
        [page.prose_between(k + 1, high) for k, (_, high) in zip(which, near, strict=True)],
        below,
        [
            max(page.sizes[k + 1 : k + down], default=0)
            for k, down in zip(which, below, strict=True)
        ],
        [
            said[min(k + down, count)] - said[k + 1] if down else 0
            for k, down in zip(which, below, strict=True)
        ],
        [ruled[k] - ruled[low] for k, (low, _) in zip(which, near, strict=True)],
        [ruled[high] - ruled[k + 1] for k, (_, high) in zip(which, near, strict=True)],
        [int(k in page.ruled) for k in which],
    ]


def _beside(page: Page, k: int, shapes: Mapping[int, _Shape]) -> tuple[int, int]:
    """How line `k` ends, and its share of capitals; -1 and -1 beyond either end of the text."""
    if not 0 <= k < len(page.lines):
        return -1, -1
    if (shape := shapes.get(k)) is not None:
        return shape.end, shape.capitals
    return end_level(page.lines[k]), _capitals(page.lines[k][:_LONGEST])


def _facts(page: Page, which: Sequence[int]) -> list[Sequence[int]]:
    when = [k for k in which if page.says_when(k)]
    who = [k for k in which if page.says_who(k)]
    are_when, are_who = frozenset(when), frozenset(who)
    return [
        [int(k in are_when) for k in which],
        [int(k in are_who) for k in which],
        [_next(when, k) for k in which],
        [_next(who, k) for k in which],
        [_last(when, k) for k in which],
        [_last(who, k) for k in which],
    ]


def _layout(page: Page, which: Sequence[int]) -> list[Sequence[int]]:
    gaps = [min(3, page.gap(k)) for k in range(which[-1] + 2)]
    indents = [-1, *[min(40, page.indent(k)) for k in range(min(which[-1] + 2, len(page.at)))], -1]
    return [
        [gaps[k] for k in which],
        [gaps[k + 1] for k in which],
        [indents[k + 1] for k in which],
        [indents[k] for k in which],
        [indents[k + 2] for k in which],
    ]


def _next(places: Sequence[int], k: int) -> int:
    """How many lines below `k` the next of `places` is, which ascend; at most `_FAR`."""
    n = bisect_right(places, k)
    return min(places[n] - k, _FAR) if n < len(places) else _FAR


def _last(places: Sequence[int], k: int) -> int:
    """How many lines above `k` the last of `places` is, which ascend; at most `_FAR`."""
    n = bisect_left(places, k)
    return min(k - places[n - 1], _FAR) if n else _FAR


def _start(line: str) -> int:
    first = line[0]
    if first.isupper():
        return 1
    if first.islower():
        return 0
    return 2 if first.isalpha() else 3 if first.isdecimal() else 4


def _capitals(line: str) -> int:
    """Of the words that begin with a letter with case, how many in a hundred have a capital."""
    firsts = [word[0] for word in line.split()]
    upper, lower = sum(map(str.isupper, firsts)), sum(map(str.islower, firsts))
    return 100 * upper // (upper + lower) if upper + lower else -1


def _ranks(values: Sequence[int]) -> list[int]:
    """The rank of each value from the greatest on, at most 20."""
    order = sorted(set(values), reverse=True)
    rank = {value: min(n, 20) for n, value in enumerate(order)}
    return [rank[value] for value in values]
