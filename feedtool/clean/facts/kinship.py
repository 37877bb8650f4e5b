"""What the words of a line have in common with the body and with other lines, as small integers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from feedtool.clean.facts.page import Page

KINSHIP = ("in_body", "in_opening", "in_first", "hits", "rarity")
LIKENESS = ("twin", "twin_place", "copies_above", "copies_below", "contained", "holds")
_TWINS = 16  # lines that may share a word with another; a more frequent word tells nothing


class Kinship:
    """How many of the words of a line the body has, and how rare they are."""

    def __init__(self, page: Page) -> None:
        self._page = page
        said = [page.words[k] for k in range(*page.body) if page.sizes[k] >= 60 and page.ends[k]]
        counts = Counter(chain.from_iterable(said))
        self._first = frozenset(said[0] if said else ())
        self._opening = frozenset(chain.from_iterable(said[:4]))
        self._body = frozenset(counts)
        self._twice = frozenset(word for word, count in counts.items() if count > 1)

    def rows(self, which: Iterable[int]) -> list[tuple[int, ...]]:
        """A row of features for each line in `which`."""
        return list(map(self._row, which))

    def _row(self, k: int) -> tuple[int, ...]:
        page = self._page
        words = page.words[k]
        long = [w for w in words if len(w) > 3 and not w.isdigit()] if page.scale < 1.9 else words
        if not long:
            return (-1, -1, -1, 0, int(10 * page.rarity(words)))
        is_own = page.body[0] <= k < page.body[1] and page.ends[k] and page.sizes[k] >= 60
        hits = sum(map((self._twice if is_own else self._body).__contains__, long))
        return (
            100 * hits // len(long),
            100 * sum(map(self._opening.__contains__, long)) // len(long),
            100 * sum(map(self._first.__contains__, long)) // len(long),
            min(hits, 12),
            int(10 * page.rarity(long)),
        )


class Likeness:
    """The most similar other line, and copies of a line."""

    def __init__(self, page: Page, which: Iterable[int]) -> None:
        self._page = page
        counts = page.counts
        words = set(chain.from_iterable(page.words[k] for k in which))
        places = page.places(
            {w for w in words if counts[w] > 1 and (len(w) > 2 or not w.isascii())}
        )
        self._places = {w: at for w, at in places.items() if 1 < len(at) <= _TWINS}

    def rows(self, which: Iterable[int]) -> list[tuple[int, ...]]:
        """A row of features for each line in `which`."""
        return list(map(self._row, which))

    def _row(self, k: int) -> tuple[int, ...]:
        page = self._page
        words = dict.fromkeys(page.words[k])  # not a set: of equals, the first one counts
        own = page.folded[k]
        best, place = 0, 0
        least = len(words) // 2
        for other, count in self._shared(words).items():
            if 2 * count <= least or other == k or page.folded[other] == own:
                continue
            likeness = 200 * count // (len(words) + page.distinct[other])
            if likeness > best:
                best, place = likeness, 1 if other < k else 2
        copies = page.copies[own]
        above = bisect_left(copies, k)
        inside = page.inside(k) if len(own) >= 8 else 0
        return (
            best if len(words) > 1 else 0,
            place,
            min(3, above),
            min(3, len(copies) - above - 1),
            min(3, max(0, inside)),
            int(best > 60 and place > 0),
        )

    def _shared(self, words: Iterable[str]) -> Mapping[int, int]:
        """How many of the words each line has, of those with one."""
        places = [self._places[word] for word in words if word in self._places]
        return Counter(chain.from_iterable(places)) if places else {}
