"""A text as the finders see it: lines that are not blank, their words, and where the body is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from math import log

from feedtool.clean.bylines import authors
from feedtool.clean.classifier.context import best_segment
from feedtool.clean.classifier.features import script_scale
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import ends_like_a_sentence, is_listed
from feedtool.text.words import folded_words

_GLUED = lazy_regex(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_STOPLESS = lazy_regex("[\u0e00-\u0eff\u1780-\u17ff]")
_UNSTOPPED = 110  # letters of a sentence in a script without full stops
_PROSE = 80  # letters; a sentence this long surely belongs to a body
_BYLINE = 110  # characters
_SHORT = 260  # letters
_FAR = 20
LONGEST_DATED = 220  # characters; dates in longer lines do not count
_YEAR = re.compile(r"\d{4}")
_HAS_DATE = lazy_regex(r"\b(?:19|20)\d\d\b|\bago\b|(?:19|20)\d\d年")


def _is_unstopped(line: str) -> bool:
    """Whether the line is of a script whose sentences end without a mark."""
    return not line.isascii() and _STOPLESS.search(line) is not None


def words_of(text: str) -> Sequence[str]:
    """The words of `text`, folded; pairs of characters in scripts without spaces.

    >>> words_of("It rains"), words_of("漢字文")
    (['it', 'rains'], ['漢字', '字文'])
    """
    found = folded_words(text)
    if text.isascii() or not _GLUED.search(text):
        return found
    split: list[str] = []
    for word in found:
        if len(word) > 2 and _GLUED.search(word):
            split += [word[k : k + 2] for k in range(len(word) - 1)]
        else:
            split.append(word)
    return split


class Page:
    """The lines of a text that are not blank, from 0 on; `at` has their indexes in the text.

    `body` is the half-open range of lines that read most like an article. `ruled` has the lines
    that a rule drops.
    """

    def __init__(
        self,
        lines: Sequence[str],
        ruled: Collection[int] = (),
        likely: Sequence[float] | None = None,
    ) -> None:
        self.at = [i for i, line in enumerate(lines) if line and not line.isspace()]
        self.full = [lines[i] for i in self.at]
        self.lines = [line.strip() for line in self.full]
        self.ruled = {k for k, i in enumerate(self.at) if i in ruled} if ruled else set[int]()
        self.text = "\n".join(self.lines)
        self.scale = script_scale(self.text)
        self.sizes = [min(int(len(line) * self.scale), 1000) for line in self.lines]
        self.ends = [
            ends_like_a_sentence(line) or (size >= _UNSTOPPED and _is_unstopped(line))
            for line, size in zip(self.lines, self.sizes, strict=True)
        ]
        self.prose = [
            end and size >= _PROSE for end, size in zip(self.ends, self.sizes, strict=True)
        ]
        self.words = [words_of(line) for line in self.lines]
        self.body = best_segment(self._values(likely))
        if self.body[1] == 0:
            self.body = (0, len(self.lines))
        self.has_prose = any(self.prose)
        self._prose_at = [k for k, is_prose in enumerate(self.prose) if is_prose]

    def _values(self, likely: Sequence[float] | None) -> list[float]:
        """How much each line counts for or against being in the body."""
        if likely is not None:
            return [
                (likely[i] - 0.5) * (min(300, size) + 40)
                for i, size in zip(self.at, self.sizes, strict=True)
            ]
        return [
            float(min(size, 400)) if is_prose else size / 2.0 if end and size >= 40 else -45.0
            for size, end, is_prose in zip(self.sizes, self.ends, self.prose, strict=True)
        ]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word is in the text."""
        return Counter(chain.from_iterable(self.words))

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The words of the body's sentences."""
        said = (self.words[k] for k in range(*self.body) if self.ends[k])
        return frozenset(chain.from_iterable(said))

    @cached_property
    def folded(self) -> list[str]:
        """The lines without letter case."""
        return [line.casefold() for line in self.lines]

    @cached_property
    def copies(self) -> dict[str, list[int]]:
        """Where each line is, by its folded form."""
        found: dict[str, list[int]] = defaultdict(list)
        for k, line in enumerate(self.folded):
            found[line].append(k)
        return found

    def places(self, wanted: set[str]) -> dict[str, list[int]]:
        """The lines that have a wanted word, in order, of those that are not long."""
        found: dict[str, list[int]] = defaultdict(list)
        for k, words in enumerate(self.words):
            if self.sizes[k] <= _SHORT:
                for word in wanted.intersection(words):
                    found[word].append(k)
        return found

    @cached_property
    def distinct(self) -> list[int]:
        """How many different words each line has."""
        return [len(set(words)) for words in self.words]

    @cached_property
    def _total(self) -> float:
        return log(sum(map(len, self.words)) or 1)

    @cached_property
    def _logs(self) -> dict[str, float]:
        return {word: log(count) for word, count in self.counts.items()}

    def rarity(self, words: Sequence[str]) -> float:
        """The mean information in words of the text, in nats."""
        return self._total - sum(map(self._logs.__getitem__, words)) / len(words)

    @cached_property
    def _folded_text(self) -> str:
        return "".join([f"\n{line}" for line in self.folded])

    def count(self, folded: str) -> int:
        """How often folded words are in the text."""
        return self._folded_text.count(folded)

    def inside(self, k: int) -> int:
        """How often line `k` is within others."""
        copies = len(self.copies[self.folded[k]])
        # Its words but the first and the last are words of such a line too. In most lines one of
        # them is nowhere else, which spares a search of the whole text.
        inner = self.words[k][1:-1]
        if inner and min(map(self.counts.__getitem__, inner)) <= copies:
            return 0
        return self.count(self.folded[k]) - copies

    def is_lower(self, word: str) -> bool:
        """Whether the folded word is in a line, not as its first, as it is."""
        return word in self._spaced

    @cached_property
    def _spaced(self) -> frozenset[str]:
        """What is between two spaces in the text."""
        return frozenset(self.text.split(" ")[1:-1])

    @cached_property
    def _begins(self) -> list[int]:
        """Where each line begins in the folded text, the line end before it included."""
        return [0, *accumulate(len(line) + 1 for line in self.folded)]

    def starting(self, folded: str) -> list[int]:
        """The lines that begin with folded words."""
        return [bisect_left(self._begins, place) for place in self._found("\n" + folded)]

    def holding(self, folded: str) -> set[int]:
        """The lines that have folded words."""
        return {bisect_right(self._begins, place) - 1 for place in self._found(folded)}

    def _found(self, words: str) -> Iterator[int]:
        """Where the words are in the folded text."""
        place = self._folded_text.find(words)
        while place >= 0:
            yield place
            place = self._folded_text.find(words, place + 1)

    @cached_property
    def with_year(self) -> frozenset[int]:
        """The lines, of those that are not long, with four digits in a row, as a year has."""
        return frozenset(
            k
            for k, line in enumerate(self.lines)
            if len(line) <= LONGEST_DATED and _YEAR.search(line)
        )

    @cached_property
    def dated(self) -> frozenset[int]:
        """The short lines that have a year, or say how long ago something was."""
        return frozenset(
            k
            for k, line in enumerate(self.lines)
            if len(line) < 120
            and (k in self.with_year or "ago" in line)
            and _HAS_DATE.search(line) is not None
        )

    def gap(self, k: int) -> int:
        """How many blank lines are above line `k`, or at the end of the text."""
        if k == len(self.at):
            return 0
        return self.at[k] - (self.at[k - 1] if k else -1) - 1

    def indent(self, k: int) -> int:
        """The indent of the line in characters."""
        line = self.full[k]
        return len(line) - len(line.lstrip())

    def says_who(self, k: int) -> bool:
        """Whether the line is a clear by-line."""
        line = self.lines[k]
        return len(line) <= _BYLINE and authors.find_author(line) is not None

    def says_when(self, k: int) -> bool:
        """Whether the line consists of dates."""
        return k in self.with_year and bool(authors.find_dates(self.lines[k]))

    def is_listed(self, k: int) -> bool:
        """Whether the line begins like a list item."""
        return is_listed(self.lines[k])

    def prose_below(self, k: int) -> int:
        """How many lines below line `k` the next prose is; at most `_FAR`."""
        n = bisect_left(self._prose_at, k + 1)
        return min(self._prose_at[n] - k, _FAR) if n < len(self._prose_at) else _FAR

    def prose_between(self, start: int, end: int) -> int:
        """How many of the lines from `start` to before `end` are prose."""
        return bisect_left(self._prose_at, end) - bisect_left(self._prose_at, start)
