"""The dates in a text, and features that tell when the text was published, as small integers.

Training imports this module, so that it cannot drift apart from what runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from feedtool.clean.bylines import date_data, dates
from feedtool.clean.bylines.dates import Mention, Order
from feedtool.clean.facts.page import Page
from feedtool.text.lazy_regex import lazy_regex

FEATURES = (
    "kind", "kind_above", "alone", "size", "before", "after", "in_line", "has_time", "midnight",
    "from_title", "from_start", "from_end", "prose", "listed", "who_here", "who_above", "who_below",
    "number", "count", "copies", "age_rank", "years_older", "years_newer", "copyright", "ruled",
    "size_before", "size_after", "dates_near", "dates_above", "end", "month_named", "title_known",
    "comma_words", "capitals", "updated_near", "published_near", "index", "below_title",
    "weekday", "led_by", "others_here",
)  # fmt: skip
# Parts of a page put together without a space: "HealthMarch 3, 2026", "March 3, 20265 min read".
_GLUED = lazy_regex(
    r"(?<=[^\W\d_A-Z])(?=[A-Z](?:[a-z]{2,8}|[A-Z]{2,8})\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
    r"|(?<= (?:19|20)\d\d)(?=\d{1,2}(?::\d\d(?!\d)| ?min))"
)
# One or two digits, as many again and a year. Written from the first sign on, which is rare in a
# text, the search takes a fifth of the time.
_DIGITS_ONLY = re.compile(r"([/-])(?<=\d[/-])(?<!\d{3}[/-])\d{1,2}\1\d{4}(?!\d)")
_SLASHES = lazy_regex(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{4}(?![\d/])")
_RANGE = lazy_regex(r"\W*[-–—]\W*|\W*(?:to|until|bis|till|al|au|–)\W*")
_WEEKDAYS = dates.folded(date_data.WEEKDAYS)
# Words before the end or the beginning of something; and before the day of an event.
_UNTIL = frozenset(
    "until till through before by since from starting bis ab seit jusqu jusqu'au depuis hasta "
    "desde até fino al dal tot vanaf do od до с від".split()
)
_ON = frozenset("on am le il el em no op den på i в w".split())
_LEAD = 15  # characters of a sentence before a date
_LEAD_TO_OTHERS = 40  # characters of a line that heads links to other articles
_OTHERS = lazy_regex(
    r"\b(?:no comments|(?:next|previous|prev|recent|related|latest|more|other) "
    r"(?:post|article|stor|new|read)\w*|you (?:may|might|ll|will)|read (?:next|more|also)|"
    r"explore|keine kommentare|weitere (?:artikel|beiträge)|ähnliche)\b",
    re.IGNORECASE,
)
_LONGEST_PAIR = 100  # characters of a line with two dates
# In English, dates with full stops are written either way round.
_OPEN = lazy_regex(r"(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|1[0-2])\.\d{4}")
# What happened on a day that is not the one of publication.
_EVENT = lazy_regex(
    r"\b(?:releases?|released|release date|born|died|deadline|due|expires?|valid|when|premieres?|"
    r"available|opens|starts|begins|ends|event)\W*$",
    re.IGNORECASE,
)
_COPYRIGHT = lazy_regex(r"©|\([cC]\)|[Cc]opyright|[Rr]ights|Impressum")
# Languages in which the day comes first in a date of digits. In English either may.
_DAY_FIRST = frozenset(
    "de fr es it pt nl pl ru uk tr el ar he da no nb nn fi cs sk ro id vi hr sr sl bg ca gl et lv "
    "is mk bs sq ka az kk be".split()
)


class Dated(msgspec.Struct, frozen=True):
    """A date in line `k` of a page."""

    k: int
    mention: Mention


def is_update(page: Page, date: Dated, found: Sequence[Dated]) -> bool:
    """Whether the text was changed on that date, one of those `found`: words before it say so.

    Of two dates side by side without any words, the later one is that of the last change.
    """
    if date.mention.kind is not None:
        return date.mention.kind == "updated"
    if date.mention.start < 3 and date.k > 0 and _label(page, date.k - 1) == _KINDS["updated"]:
        return True
    return any(_is_changed_version(page, other, date) for other in found)


def _is_changed_version(page: Page, first: Dated, last: Dated) -> bool:
    """Whether `last` is the day of the last change of what was published on `first`."""
    if first.mention.moment.date() >= last.mention.moment.date() or first.mention.kind is not None:
        return False
    if first.k == last.k:
        line = page.lines[first.k]
        between = _between(line, first.mention, last.mention)
        return len(line) <= _LONGEST_PAIR and not between.strip(" |")
    are_beside = abs(first.k - last.k) == 1
    return are_beside and all(_is_alone(page, date) for date in (first, last))


def _is_alone(page: Page, date: Dated) -> bool:
    line = page.lines[date.k]
    return len(line) < _LONGEST_PAIR and not (
        line[: date.mention.start].strip(" |") or line[date.mention.end :].strip(" |")
    )


def is_eligible(page: Page, date: Dated, found: Sequence[Dated]) -> bool:
    """Whether the text may have been published on that date, one of those `found`.

    A line with two dates and no label has a range of dates.
    """
    line = page.lines[date.k]
    if is_update(page, date, found) or "://" in line or "=" in line:
        return False
    if date.mention.kind is None and not _may_be_unlabelled(page, date):
        return False
    return date.mention.kind is not None or not any(
        other.k == date.k
        and other.mention.kind is None
        and other.mention.moment.date() != date.mention.moment.date()
        and _RANGE.fullmatch(_between(line, date.mention, other.mention))
        for other in found
    )


def is_of_event(page: Page, date: Dated) -> bool:
    """Whether words before the date may say that something else than the text appeared then."""
    return _EVENT.search(page.lines[date.k][: date.mention.start]) is not None


def _may_be_unlabelled(page: Page, date: Dated) -> bool:
    """Whether a date without a label may be that of publication.

    It is not if a sentence leads up to it, or the name of an event, or if it is a teaser's.
    """
    k, line = date.k, page.lines[date.k]
    if (page.ends[k] and date.mention.start > _LEAD) or is_of_event(page, date):
        return False
    if k < page.body[1]:
        return True
    near = (line[date.mention.end :], *page.lines[max(0, k - 2) : k])
    return not any(len(text) < _LEAD_TO_OTHERS and _OTHERS.search(text) for text in near)


def _between(line: str, one: Mention, other: Mention) -> str:
    first, second = sorted((one, other), key=lambda mention: mention.start)
    return line[first.end : second.start]


def order_of(language: str | None) -> Order | None:
    """What comes first in a date of digits in this language; None if either may."""
    return "day-month" if language is not None and language in _DAY_FIRST else None


def _order_in(page: Page) -> Order | None:
    """What comes first in the dates of digits of the text, if one of them can only be one way."""
    found = [
        (int(match[1]), int(match[2]))
        for k in sorted(page.with_year)
        for match in _SLASHES.finditer(page.lines[k])
    ]
    is_day_first = any(12 < one <= 31 and other <= 12 for one, other in found)
    is_month_first = any(one <= 12 < other <= 31 for one, other in found)
    if is_day_first == is_month_first:
        return None
    return "day-month" if is_day_first else "month-day"


def needs_language(page: Page) -> bool:
    """Whether the text has a date in which day and month may be either way round."""
    return _DIGITS_ONLY.search(page.text) is not None


def candidates(page: Page, language: str | None) -> list[Dated]:
    """All dates in lines that are not long."""
    order = order_of(language) or _order_in(page)
    is_open = order is None and language == "en"
    return [
        Dated(k, mention)
        for k, line in enumerate(page.lines)
        if k in page.with_year
        for mention in dates.mentions(_GLUED.sub(" ", line), order)
        if not (is_open and _OPEN.fullmatch(line[mention.start : mention.end]))
    ]


def rows(page: Page, found: Sequence[Dated], title: int | None) -> list[list[int]]:
    """The features of each date, in the order of `FEATURES`; `title` is the headline's line."""
    lines = sorted({date.k for date in found})
    days = [date.mention.moment.date() for date in found]
    years = [day.year for day in days]
    newest, oldest = max(years, default=0), min(years, default=0)
    ranks = {day: n for n, day in enumerate(sorted(set(days), reverse=True))}
    count = len(page.lines)
    table = []
    for n, date in enumerate(found):
        k, mention = date.k, date.mention
        line = page.lines[k]
        here = [other.mention for other in found if other.k == k]
        start, end = page.body
        kind_above = _label(page, k - 1) if k else 0
        rest = line[: mention.start] + line[mention.end :]
        table.append(
            [
                _KINDS[mention.kind],
                kind_above,
                int(bool(dates.dates_in(line))) if len(line) < 100 else 0,
                page.sizes[k],
                min(60, mention.start),
                min(100, max(0, len(line) - mention.end)),
                len(here),
                int(mention.has_time),
                int(mention.moment.hour == 0),
                _clip(k - title, 30) if title is not None else 31,
                _clip(k - start, 60),
                _clip(k - end, 40),
                int(page.prose[k]),
                int(page.is_listed(k)),
                int(page.says_who(k)),
                int(k > 0 and page.says_who(k - 1)),
                int(k + 1 < count and page.says_who(k + 1)),
                min(n, 20),
                min(len(found), 30),
                min(5, days.count(days[n])),
                min(20, ranks[days[n]]),
                min(20, newest - years[n]),
                min(20, years[n] - oldest),
                int(_COPYRIGHT.search(line) is not None),
                int(k in page.ruled),
                page.sizes[k - 1] if k else -1,
                page.sizes[k + 1] if k + 1 < count else -1,
                sum(0 < abs(other - k) <= 6 for other in lines),
                min(10, sum(other < k for other in lines)),
                int(page.ends[k]),
                int(re.search(r"[^\W\d_]", line[mention.start : mention.end]) is not None),
                int(title is not None),
                len(rest.split()),
                sum(word[0].isupper() for word in rest.split()),
                int(any(_KINDS[o.kind] == 2 for o in here) or kind_above == 2),
                int(any(_KINDS[o.kind] == 1 for o in here) or kind_above == 1),
                min(k, 200),
                int(title is not None and k > title),
                int(not _WEEKDAYS.isdisjoint(map(_bare, rest.split()[:12]))),
                _led_by(line[: mention.start]),
                _others(mention, here),
            ]
        )
    return table


_KINDS = {None: 0, "published": 1, "updated": 2}


def _label(page: Page, k: int) -> int:
    """The kind of date that line `k` announces if it is a label: 0 none, 1 published, 2 updated."""
    line = page.lines[k]
    if len(line) > 30 or k in page.with_year:
        return 0
    return _KINDS[dates.kind_of(dates.fold(line))]


def _bare(word: str) -> str:
    return dates.fold(word).strip(".,;:|()")


def _led_by(before: str) -> int:
    """What the word before a date says: 0 nothing, 1 until or since, 2 on that day."""
    word = _bare(before.rpartition(" ")[2] or before.rstrip().rpartition(" ")[2])
    return 1 if word in _UNTIL else 2 if word in _ON else 0


def _others(mention: Mention, here: Sequence[Mention]) -> int:
    """The other dates in the line: 0 none, 1 older ones, 2 newer ones, 3 both."""
    day = mention.moment.date()
    older = any(other.moment.date() < day for other in here)
    return int(older) + 2 * int(any(other.moment.date() > day for other in here))


def _clip(value: int, most: int) -> int:
    return max(-most, min(most, value))
