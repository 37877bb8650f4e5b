"""Features of the lines that may be the headline of a text, as small integers.

Training imports this module, so that it cannot drift apart from what runs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, chain

from feedtool.clean.classifier.features import end_level
from feedtool.clean.facts.page import Page

_PLACE = ("to_body", "index", "share_of_page", "lines", "body_lines")
_SHAPE = (
    "size", "words", "end", "listed", "starts", "digits", "capitals", "all_caps", "separators",
    "colon", "marks", "scale", "labelled",
)  # fmt: skip
_KINSHIP = ("in_body", "in_opening", "in_first", "hits", "rarity")
_RANKS = ("size_rank", "body_rank", "opening_rank", "rarity_rank", "twin_rank")
_LIKENESS = ("twin", "twin_place", "copies_above", "copies_below", "contained", "holds")
_AROUND = (
    "size_before", "size_2_before", "size_after", "size_2_after", "end_before", "end_after",
    "capitals_before", "capitals_after", "prose_before", "prose_after", "to_prose",
    "longest_between", "sentences_between", "ruled_above", "ruled_below", "ruled",
)  # fmt: skip
_FACTS = ("when", "who", "to_when", "to_who", "from_when", "from_who")
_LAYOUT = ("gap_before", "gap_after", "indent", "indent_before", "indent_after")
FEATURES = (
    *_PLACE, *_SHAPE, *_KINSHIP, *_LIKENESS, *_AROUND, *_FACTS, *_LAYOUT, *_RANKS,
)  # fmt: skip
_RANKED = [FEATURES.index(name) for name in ("size", "in_body", "in_opening", "rarity", "twin")]
_LONGEST = 230  # letters
_LONGEST_SENTENCE = 130  # letters of a headline that ends like a sentence
_BEYOND = 40  # lines below the start of the body among which a headline may still be
_NEAR = 12  # of these, lines that may be sentences
_FAR = 15  # lines within which dates and by-lines count
_TWINS = 16  # lines that may share a word with another; a more frequent word tells nothing
_SEPARATORS = re.compile(r"\|| [-–—:>/] |[»›·•]|::")
_SEPARATOR_SIGNS = re.compile(r"[-|–—:>/»›·•]")  # a search for these takes a tenth of the time
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[©®™@#_=+\\\[\]{}<>~^*→←▼▲]")
_CREDIT = re.compile(
    r"\b(?:photo\w*|foto\w*|bild\w*|image\w*|picture|credit\w*|crédits?|créditos?|source|quelle|"
    r"illustration|zdj(?:ęcie)?|фото)\s*[:：©/]|©|\bgetty images\b",
    re.IGNORECASE,
)
_CREDIT_SIGNS = ":：©/"  # a credit has one of these, or the name
_PUBLISHED = re.compile(
    r"(?:published|posted|filed|(?:last )?updated|(?:artikel )?veröffentlicht|erstellt)"
    r"(?:\s*:| (?:in|on|by|under|at|am|von))\s*\w",
    re.IGNORECASE,
)
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


def is_credit(line: str) -> bool:
    """Whether the line says whose a picture is.

    >>> is_credit("The town library — Foto: Archive"), is_credit("A photo of the town")
    (True, False)
    """
    return (
        len(line) < _LONGEST
        and (any(sign in line for sign in _CREDIT_SIGNS) or "getty" in line.lower())
        and _CREDIT.search(line) is not None
    )


def is_about_publication(line: str) -> bool:
    """Whether the line says where or when the text was published.

    >>> is_about_publication("Published in Creativity, Graphic Design")
    True
    >>> is_about_publication("Published poets read in the park")
    False
    """
    return _PUBLISHED.match(line) is not None


def _goes_on(page: Page, k: int) -> bool:
    """Whether the line is the beginning of a wrapped sentence."""
    if k + 1 >= len(page.lines) or page.ends[k] or page.gap(k + 1) or page.sizes[k] < 45:
        return False
    below = page.lines[k + 1]
    return below[0].islower() and page.sizes[k + 1] > 45 and not below.startswith("by ")


def rows(page: Page, which: Sequence[int]) -> list[list[int]]:
    """The features of the lines in `which`, in the order of `FEATURES`."""
    return _Describer(page, which).rows()


class _Describer:
    """What the features of all candidates of a page share."""

    def __init__(self, page: Page, which: Sequence[int]) -> None:
        self.page = page
        self.which = which
        self._read_body()
        words = set(chain.from_iterable(page.words[k] for k in which))
        self.places = page.places({w for w in words if len(w) > 2 or not w.isascii()})
        self.when = {k for k in which if page.says_when(k)}
        self.who = {k for k in which if page.says_who(k)}
        self.when_at, self.who_at = sorted(self.when), sorted(self.who)
        last = which[-1] + 1 if which else 0
        self.levels = [end_level(page.lines[k]) for k in range(min(last + 2, len(page.lines)))]
        self.capitals = [_capitals(line[:_LONGEST]) for line in page.lines[: last + 2]]
        self.ruled = [0, *accumulate(k in page.ruled for k in range(len(page.lines)))]
        self.said = [0, *accumulate(page.ends)]

    def _read_body(self) -> None:
        page = self.page
        said = [page.words[k] for k in range(*page.body) if page.sizes[k] >= 60 and page.ends[k]]
        self.first = set(said[0]) if said else set[str]()
        self.opening = set(chain.from_iterable(said[:4]))
        self.body = Counter(chain.from_iterable(said))

    def rows(self) -> list[list[int]]:
        found = [
            [
                *self._place(k),
                *self._shape(k),
                *self._kinship(k),
                *self._likeness(k),
                *self._around(k),
                *self._facts(k),
                *self._layout(k),
            ]
            for k in self.which
        ]
        columns = [_ranks([row[n] for row in found]) for n in _RANKED]
        return [row + [column[n] for column in columns] for n, row in enumerate(found)]

    def _place(self, k: int) -> tuple[int, ...]:
        count, (start, end) = len(self.page.lines), self.page.body
        return (
            max(-80, min(60, k - start)),
            min(k, 250),
            100 * k // count,
            min(count, 400),
            min(end - start, 200),
        )

    def _shape(self, k: int) -> tuple[int, ...]:
        page, line = self.page, self.page.lines[k]
        return (
            page.sizes[k],
            min(40, len(page.words[k])),
            self.levels[k],
            int(page.is_listed(k)),
            _start(line),
            100 * len(_DIGIT.findall(line)) // len(line),
            self.capitals[k],
            int(line.isupper()),
            min(3, len(_SEPARATORS.findall(line))) if _SEPARATOR_SIGNS.search(line) else 0,
            int(": " in line),
            min(3, len(_MARKS.findall(line))),
            int(8 * page.scale),
            int(_LABEL.match(line) is not None),
        )

    def _kinship(self, k: int) -> tuple[int, ...]:
        page = self.page
        words = page.words[k]
        long = [w for w in words if len(w) > 3 and not w.isdigit()] if page.scale < 1.9 else words
        if not long:
            return (-1, -1, -1, 0, int(10 * page.rarity(words)))
        own = int(page.body[0] <= k < page.body[1] and page.ends[k] and page.sizes[k] >= 60)
        hits = sum([self.body[w] > own for w in long])
        return (
            100 * hits // len(long),
            100 * sum([w in self.opening for w in long]) // len(long),
            100 * sum([w in self.first for w in long]) // len(long),
            min(hits, 12),
            int(10 * page.rarity(long)),
        )

    def _likeness(self, k: int) -> tuple[int, ...]:
        """The most similar other line, and copies of this one."""
        page = self.page
        words = dict.fromkeys(page.words[k])  # not a set: of equals, the first one counts
        shared: dict[int, int] = {}
        for word in words:
            places = self.places.get(word, ())
            if len(places) <= _TWINS:
                for other in places:
                    shared[other] = shared.get(other, 0) + 1
        own = page.folded[k]
        best, place = 0, 0
        for other, count in shared.items():
            if 2 * count <= len(words) // 2 or other == k or page.folded[other] == own:
                continue
            likeness = 200 * count // (len(words) + page.distinct[other])
            if likeness > best:
                best, place = likeness, 1 if other < k else 2
        copies = page.copies[own]
        above = sum(other < k for other in copies)
        inside = page.inside(k) if len(own) >= 8 else 0
        return (
            best if len(words) > 1 else 0,
            place,
            min(3, above),
            min(3, len(copies) - above - 1),
            min(3, max(0, inside)),
            int(best > 60 and place > 0),
        )

    def _around(self, k: int) -> tuple[int, ...]:
        page, count = self.page, len(self.page.lines)
        sizes, below = page.sizes, page.prose_below(k)
        levels, after = self.levels, min(k + 7, count)
        return (
            sizes[k - 1] if k else -1,
            sizes[k - 2] if k > 1 else -1,
            sizes[k + 1] if k + 1 < count else -1,
            sizes[k + 2] if k + 2 < count else -1,
            levels[k - 1] if k else -1,
            levels[k + 1] if k + 1 < count else -1,
            self.capitals[k - 1] if k else -1,
            self.capitals[k + 1] if k + 1 < count else -1,
            page.prose_between(max(0, k - 6), k),
            page.prose_between(k + 1, after),
            below,
            max(sizes[k + 1 : k + below], default=0),
            self.said[min(k + below, count)] - self.said[k + 1] if below else 0,
            self.ruled[k] - self.ruled[max(0, k - 6)],
            self.ruled[after] - self.ruled[k + 1],
            int(k in page.ruled),
        )

    def _facts(self, k: int) -> tuple[int, ...]:
        return (
            int(k in self.when),
            int(k in self.who),
            _next(self.when_at, k),
            _next(self.who_at, k),
            _last(self.when_at, k),
            _last(self.who_at, k),
        )

    def _layout(self, k: int) -> tuple[int, ...]:
        page, count = self.page, len(self.page.lines)
        return (
            min(3, page.gap(k)),
            min(3, page.gap(k + 1)),
            min(40, page.indent(k)),
            min(40, page.indent(k - 1)) if k else -1,
            min(40, page.indent(k + 1)) if k + 1 < count else -1,
        )


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
    upper = lower = 0
    for word in line.split():
        if word[0].isupper():
            upper += 1
        elif word[0].islower():
            lower += 1
    return 100 * upper // (upper + lower) if upper + lower else -1


def _ranks(values: Sequence[int]) -> list[int]:
    """The rank of each value from the greatest on, at most 20."""
    order = sorted(set(values), reverse=True)
    rank = {value: min(n, 20) for n, value in enumerate(order)}
    return [rank[value] for value in values]
