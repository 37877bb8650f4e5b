"""Features that tell which of the names in a text is its author's, as small integers.

Training imports this module, so that it cannot drift apart from what runs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

from feedtool.clean.bylines import authors, date_data
from feedtool.clean.bylines.dates import fold, folded
from feedtool.clean.bylines.given_names import GIVEN_NAMES
from feedtool.clean.facts.credits import is_credit
from feedtool.clean.facts.labels import AUTHOR, OTHER, WRITTEN, label_of
from feedtool.clean.facts.names import Named, bearer_in, names_in
from feedtool.clean.facts.page import Page, words_of
from feedtool.text.lazy_regex import lazy_regex

_SAID = (
    "label", "label_above", "strict", "before", "rest", "rest_size", "size", "ends", "listed",
    "ruled", "is_date_here", "lone",
)  # fmt: skip
_NAME = ("tokens", "agency", "all_caps", "team", "initial", "lower", "menu", "given", "first_given")
_PLACE = (
    "from_title", "from_start", "from_end", "below_title", "index", "lines", "prose_above",
    "prose_below",
)  # fmt: skip
_AROUND = (
    "size_before", "size_after", "role_below", "date_above", "date_below", "minutes_near",
    "title_case_above", "title_case_below", "follow_below",
)  # fmt: skip
_ELSEWHERE = (
    "copies",
    "starting",
    "in_prose",
    "bios",
    "bio_below",
    "first_name_below",
    "in_title",
    "told_of",
)
_AMONG = ("number", "count", "same", "labelled", "labelled_before", "strict_before")
FEATURES = (*_SAID, *_NAME, *_PLACE, *_AROUND, *_ELSEWHERE, *_AMONG)
_LONGEST = 160  # characters
_LONGEST_SENTENCE = 90
_ABOVE, _BELOW = 25, 15  # lines around headline and start of the body that are searched
_INSIDE, _PAST = 10, 20  # lines around the end of the body that are searched
_SURE = (WRITTEN, AUTHOR)  # labels that name an author wherever they are
_FAR = 60  # lines below those in which only a line about the author counts
_TOP = 6  # lines of a text whose names count wherever its body is
_NOWHERE = 31
_AGENCY_PHOTO = lazy_regex(
    r"/ ?(?:AFP|AP|Reuters|Getty|Redux|EPA|dpa|imago|Shutterstock|Alamy|Keystone|Unsplash)\b", re.I
)
_LONGEST_DATE = 30  # characters after a name
_LONGEST_LABEL = 40  # characters of a label above a name
_BY = lazy_regex(r"\b(?:by|von|par|por|authors?|autor\w*)\b", re.IGNORECASE)
_HAS_DATE = lazy_regex(r"\b(?:19|20)\d\d\b|\bago\b|(?:19|20)\d\d年")  # in what follows a name
_MINUTES = lazy_regex(
    r"\b\d{1,3}\+?[ -]?min(?:ute)?s?\b|\bread(?:ing)? time\b|Lesezeit|\bmin read\b", re.IGNORECASE
)
_DIGIT_OR_READ = lazy_regex(r"\d|[Rr]ead|Lese")
_FOLLOW = lazy_regex(r"\W*(?:follow|share|about|more|read|see|view|contact|email|bio)\b", re.I)
_BIO = lazy_regex(
    r"\s*(?:\([^)]*\)\s*)?,?\s*(?:is|was|has|have|writes|covers|ist|arbeitet|schreibt|est|es|è|holds|"
    r"works|joined|loves|brings|studied|leads|serves|founded|began|currently|lives|spent)\b"
)
_TEAM = frozenset(
    "team staff editors editorial desk newsdesk redaktion admin contributor contributors writers "
    "agency news board office redaction redacción rédaction redazione".split()
)
_ROLES = folded(date_data.ROLES) | folded(date_data.JOBS)


def candidates(page: Page, title: int | None) -> list[Named]:
    """The names beside headline and body. `title` is the line of the headline, if it is known.

    Farther above and below, only by-lines and lines about their author count.
    """
    start, end = page.body
    first, last = (start, start) if title is None else (min(title, start), max(title, start))
    high, past = min(len(page.lines), last + _BELOW), min(len(page.lines), end + _PAST)
    near = {*range(max(0, first - _ABOVE), high), *range(max(high, end - _INSIDE), past)}
    found: list[Named] = []
    for k in range(min(len(page.lines), past + _FAR)):
        line = page.lines[k]
        if (page.prose[k] and len(line) > _LONGEST_SENTENCE) or len(line) > _LONGEST:
            if end - _INSIDE <= k < past and (item := bearer_in(line, k)) is not None:
                found.append(item)
        elif k in near or k < _TOP or _is_introduced(page, k):
            found += names_in(line, k) or _first_names(page, k)
        elif _BY.search(line):
            named = [item for item in names_in(line, k) if 0 < item.label < OTHER]
            found += [item for item in named if k < first or item.label in _SURE]
    return [item for item in found if _may_be_author(page, item, title)]


def is_signature(page: Page, k: int) -> bool:
    """Whether the line is a name and a date: "Jane Doe • May 3, 2026"."""
    return k in page.dated and any(
        item.start == 0
        and fold(words_of(item.name)[0]) in GIVEN_NAMES
        and len(item.rest) < _LONGEST_DATE
        and _rest_kind(item.rest) == 1
        for item in names_in(page.lines[k], k)
        if words_of(item.name)
    )


def _first_names(page: Page, k: int) -> list[Named]:
    """The first name that is all of line `k`, if the next line says what its bearer does."""
    name = page.lines[k]
    if " " in name or not _is_introduced(page, k):
        return []
    return [Named(k, name, 0, strict=False, start=0, rest="")]


def _is_introduced(page: Page, k: int) -> bool:
    """Whether line `k` is a name, and the next line says what its bearer does."""
    name, below = page.lines[k], page.lines[k + 1 : k + 2]
    return (
        bool(below)
        and below[0].startswith(f"{name} ")
        and fold(name.split(" ")[0]) in GIVEN_NAMES
        and _BIO.match(below[0][len(name) :]) is not None
    )


def _may_be_author(page: Page, item: Named, title: int | None) -> bool:
    if item.label == OTHER:
        return False  # the photographer's, or who checked the text
    if item.label or item.strict:
        return True
    above = page.lines[item.k - 1] if item.k else ""
    if len(above) < _LONGEST_LABEL and label_of(above.rstrip(" ,:")) == OTHER:
        return False
    line = page.lines[item.k]
    is_photo = is_credit(line) or _AGENCY_PHOTO.search(line) is not None
    return not is_photo and _may_be_bare(page, item, title)


def _may_be_bare(page: Page, item: Named, title: int | None) -> bool:
    """Whether a name without a label may be the author's: not the headline's, no greeting."""
    if not page.has_prose or item.k == title or page.lines[item.k][-1] in ",:;":
        return False
    return title is None or set(words_of(item.name)).isdisjoint(page.words[title])


def rows(
    page: Page, found: Sequence[Named], title: int | None, menu: Collection[str]
) -> list[list[int]]:
    """The features of each name, in the order of `FEATURES`. `menu` has words of menus."""
    describe = _Describer(page, found, title, menu)
    return [describe.row(n) for n in range(len(found))]


class _Describer:
    """What the features of all names in a page share."""

    def __init__(
        self, page: Page, found: Sequence[Named], title: int | None, menu: Collection[str]
    ) -> None:
        self.page, self.found, self.title, self.menu = page, found, title, menu
        self.headline = set(page.words[title]) if title is not None else set[str]()
        self.minutes: dict[int, bool] = {}
        self.names = [item.name.casefold() for item in found]
        self.labelled = [0, *accumulate(0 < item.label < OTHER for item in found)]
        self.strict = [0, *accumulate(item.strict for item in found)]

    def row(self, n: int) -> list[int]:
        item = self.found[n]
        words = [w for w in words_of(item.name) if w not in _SMALL] or [""]
        return [
            *self._said(item),
            *self._name(item, words),
            *self._place(item.k),
            *self._around(item.k),
            *self._elsewhere(item, words),
            *self._among(n),
        ]

    def _said(self, item: Named) -> tuple[int, ...]:
        page, k = self.page, item.k
        above = page.lines[k - 1] if k and not item.label else ""
        rest = _rest_kind(item.rest)
        return (
            item.label,
            label_of(above) if 0 < len(above) < 40 and above.count(" ") < 4 else 0,
            int(item.strict),
            min(60, item.start),
            rest,
            min(80, len(item.rest)),
            page.sizes[k],
            int(page.ends[k]),
            int(page.is_listed(k)),
            int(k in page.ruled),
            int(k in page.dated),
            int(rest == 0 and (item.start == 0 or item.label > 0)),
        )

    def _name(self, item: Named, words: Sequence[str]) -> tuple[int, ...]:
        count = len(words)
        return (
            len(item.name.split()),
            int(fold(item.name) in authors.AGENCIES),
            int(item.name.isupper()),
            int(any(w in _TEAM for w in words)),
            int(any(len(w) == 1 for w in words)),
            100 * sum(map(self.page.is_lower, words)) // count,
            100 * sum(w in self.menu for w in words) // count,
            100 * sum(fold(w) in GIVEN_NAMES for w in words) // count,
            int(fold(words[0]) in GIVEN_NAMES),
        )

    def _place(self, k: int) -> tuple[int, ...]:
        page, (start, end) = self.page, self.page.body
        return (
            _clip(k - self.title, 30) if self.title is not None else _NOWHERE,
            _clip(k - start, 40),
            _clip(k - end, 30),
            int(self.title is not None and k > self.title),
            min(k, 200),
            min(len(page.lines), 300),
            page.prose_between(max(0, k - 6), k),
            page.prose_between(k + 1, min(len(page.lines), k + 7)),
        )

    def _around(self, k: int) -> tuple[int, ...]:
        page, count = self.page, len(self.page.lines)
        above = page.lines[k - 1] if k else ""
        below = page.lines[k + 1] if k + 1 < count else ""
        near = range(max(0, k - 2), min(count, k + 4))
        return (
            page.sizes[k - 1] if k else -1,
            page.sizes[k + 1] if below else -1,
            int(0 < len(below) < 70 and not _ROLES.isdisjoint(page.words[k + 1])),
            int(k - 1 in page.dated) + 2 * int(k - 2 in page.dated),
            int(k + 1 in page.dated) + 2 * int(k + 2 in page.dated),
            int(any(map(self._has_minutes, near))),
            int(above.istitle()),
            int(below[:60].istitle()),
            int(_FOLLOW.match(below) is not None),
        )

    def _elsewhere(self, item: Named, words: Sequence[str]) -> tuple[int, ...]:
        page, k, name = self.page, item.k, item.name.casefold()
        starting = page.starting(name)
        bios = [j for j in starting if _BIO.match(page.lines[j][len(item.name) :][:60])]
        said = page.count(words[-1]) - len(starting)
        below = range(k + 1, min(len(page.lines), k + 7))
        called = {words[0], words[-1]}
        return (
            min(6, len(page.copies.get(page.folded[k], ()))),
            min(6, len(starting)),
            max(0, min(10, said)),
            min(3, len(bios)),
            _clip(bios[0] - k, 30) if bios else _NOWHERE,
            int(any(page.prose[j] and not called.isdisjoint(page.words[j][:12]) for j in below)),
            100 * sum(w in self.headline for w in words) // len(words),
            self._told_of(name, starting),
        )

    def _told_of(self, name: str, starting: Collection[int]) -> int:
        """In how many sentences of the body the full name is, not at the start; at most 3."""
        page, (start, end) = self.page, self.page.body
        said = page.holding(name).difference(starting)
        return min(3, sum(start <= k < end and page.prose[k] for k in said))

    def _among(self, n: int) -> tuple[int, ...]:
        found = self.found
        return (
            min(n, 20),
            min(30, len(found)),
            min(6, self.names.count(self.names[n])),
            min(5, self.labelled[-1]),
            min(5, self.labelled[n]),
            min(5, self.strict[n]),
        )

    def _has_minutes(self, k: int) -> bool:
        if k not in self.minutes:
            line = self.page.lines[k][:80]
            self.minutes[k] = _DIGIT_OR_READ.search(line) is not None and bool(
                _MINUTES.search(line)
            )
        return self.minutes[k]


_SMALL = date_data.PARTICLES | authors.AND


def _rest_kind(rest: str) -> int:
    """What follows a name: 0 nothing, 1 a date, 2 minutes, 3 "in", 4 a role, 5 a comma, 6 other."""
    if not rest.strip(" .,;:|•·-–—"):
        return 0
    if _HAS_DATE.search(rest[:60]):
        return 1
    if _MINUTES.search(rest):
        return 2
    if fold(rest.split()[0]) in ("in", "on", "for"):
        return 3
    if not _ROLES.isdisjoint(words_of(rest[:60])):
        return 4
    return 5 if rest[0] in ",(" else 6


def _clip(value: int, most: int) -> int:
    return max(-most, min(most, value))
