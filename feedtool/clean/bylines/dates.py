"""Parses lines that consist of dates, such as "Published 25 May 2026, 10:32".

Knows months, weekdays, labels, times and zones in many languages (`date_data`). Unclear dates are
not recognized: an ambiguous one (03/04/2026) is not guessed, and one among other words is part of a
sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

import msgspec

from feedtool.clean.bylines import date_data as words
from feedtool.text.lazy_regex import lazy_regex

Kind = Literal["published", "updated"]
Order = Literal["day-month", "month-day"]
"""What comes first in a date of digits such as 03/04/2026."""


class DateLine(msgspec.Struct, frozen=True):
    """When an article was published or updated; `moment` is naive if the line names no zone."""

    moment: datetime
    kind: Kind


class Mention(msgspec.Struct, frozen=True):
    """A date somewhere in a line. `start` and `end` are indexes in the folded line.

    `kind` is what the words before it say, if they say anything.
    """

    start: int
    end: int
    moment: datetime
    kind: Kind | None
    has_time: bool = False


def fold(text: str) -> str:
    """`text` in the form in which words are compared: no letter case or accents, digits 0-9.

    >>> fold("25. MÄRZ ٢٠٢٦")
    '25. marz 2026'
    """
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFD", text.replace("ı", "i").casefold())
    bare = unicodedata.normalize("NFC", re.sub("[\u0300-\u036f\u200e\u200f]", "", bare))
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in bare)


def folded(text: str) -> frozenset[str]:
    """The words of `text`, folded."""
    return frozenset(fold(text).split())


_MONTH = {
    fold(name): number
    for row in words.MONTHS.values()
    for number, names in enumerate(row.split(), 1)
    for name in names.split("|")
} | {fold(name): number for name, number in words.MONTH_PAIRS.items()}
_PUBLISHED, _UPDATED = folded(words.PUBLISHED), folded(words.UPDATED)
_ZONES = {fold(name): hours for name, hours in words.ZONES.items()}
AROUND = (
    _PUBLISHED
    | _UPDATED
    | folded(words.FILLERS)
    | folded(words.WEEKDAYS)
    | folded(words.DOUBTFUL_ZONES)
    | set(_ZONES)
)
_MONTHS = sorted(_MONTH, key=len, reverse=True)
_ASCII_MONTHS = frozenset(name for name in _MONTHS if name.isascii())
_RANK = {name: n for n, name in enumerate(_MONTHS)}
_LETTERS = re.compile("[a-z]+")
_DATES = (  # the first one wins if two match at the same position with the same length
    r"(?<!\d)(?P<y>\d{4}) ?[-/.年년] ?(?P<m>\d{1,2}) ?[-/.月월] ?(?P<d>\d{1,2})(?!\d) ?[日일.]?",
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|o|ª|-?го|-?е)?[.,]?"
    r"(?:[ /-]| de | of | di )?MONTH[.,/-]? ?"
    r"(?:de |del |of |von )?(?P<y>\d{4})(?!\d)",
    r"(?<![^\W\d_])MONTH\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?[.,]? (?P<y>\d{4})(?!\d)",
    r"(?<!\d)(?P<y>\d{4})\.? MONTH\.? (?P<d>\d{1,2})(?!\d)\.?",
    r"(?<!\d)(?P<d>\d{1,2})(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})(?!\d)",
    r"(?<!\d)(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?:,| nam)? (?P<y>\d{4})(?!\d)",
)
_TIME = re.compile(
    r"(?P<half>am|pm|오전|오후|上午|下午|午前|午後)? ?(?<![\d.])(?P<h>[01]?\d|2[0-4])"
    r"(?: ?[:.h時时点点점시] ?(?P<min>[0-5]\d)(?!\d)(?::(?P<s>[0-5]\d)(?:\.\d{1,6})?)?[分분]?"
    r"|(?= ?(?:uhr|[ap]\.?m\b|h\b)))"
    r"(?: ?(?P<half2>[ap]\.? ?m\b\.?|π\.?μ\.?|μ\.?μ\.?|ص|م|ق ظ|ب ظ)(?![^\W\d_]))?"
)
_OFFSET = lazy_regex(r"(?:utc|gmt)? ?(?P<sign>[+-])(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?(?!\d)")
_AFTERNOON = ("p", "오후", "下午", "午後", "μ", "م", "ب")


@lru_cache(maxsize=1 << 10)  # dates recur within a text, and in those of a site
def dates_in(line: str) -> tuple[DateLine, ...]:
    """All dates in `line` if it consists of dates, labels and fillers; else an empty tuple.

    >>> [date.kind for date in dates_in("Published May 25, 2026. Updated May 26, 2026")]
    ['published', 'updated']
    >>> dates_in("On 25 May 2026 the bridge fell.")
    ()
    """
    text = fold(line)
    text = _without_second_month(re.sub(r"(?<=\d)t(?=\d)", " ", text))
    found: list[DateLine] = []
    rest, kinds, place = "", [], 0
    while (hit := first_date(text, place)) is not None:
        match, day = hit
        before = text[place : match.start()]
        moment, place = _with_time(text, match.end(), day)
        if moment == day and (time := _TIME.search(before)) is not None:
            moment, end = _with_zone(before, time.end(), _at(day, time))
            before = before[: time.start()] + before[end:]
        kinds.append(kind_of(before))
        rest += f" {before} "
        found.append(DateLine(moment, kinds[-1] or "published"))
    rest += text[place:]
    if not found or not only_known(rest):
        return ()
    if len(found) == 1 and kinds[0] is None:
        found[0] = DateLine(found[0].moment, kind_of(rest) or "published")
    return tuple(found)


@lru_cache(maxsize=1 << 10)
def mentions(line: str, order: Order | None = None) -> tuple[Mention, ...]:
    """All clear dates in `line`, which may have other words.

    >>> [(date.kind, f"{date.moment:%d %b}") for date in mentions("Jane Doe, posted 3 May 2026")]
    [('published', '03 May')]
    >>> mentions("03/04/2026"), mentions("03/04/2026", "day-month")[0].moment.month
    ((), 4)
    """
    text = fold(line)
    text = _without_second_month(re.sub(r"(?<=\d)t(?=\d)", " ", text))
    found: list[Mention] = []
    place = 0
    while (hit := first_date(text, place, order)) is not None:
        match, day = hit
        before = text[max(place, match.start() - 60) : match.start()]
        moment, place = _with_time(text, match.end(), day)
        has_time = moment != day
        if not has_time and (time := _TIME.search(before[-24:])) is not None:
            moment, _ = _with_zone(before[-24:], time.end(), _at(day, time))
            has_time = True
        found.append(Mention(match.start(), place, moment, kind_of(before), has_time))
    return tuple(found)


def month_names() -> frozenset[str]:
    """The folded names of months in all languages."""
    return frozenset(_MONTH)


def first_date(
    text: str, start: int, order: Order | None = None
) -> tuple[re.Match[str], datetime] | None:
    """The match and the value of the first clear date in folded `text` from `start` on."""
    hits = [m for pattern in _dates(text) if (m := pattern.search(text, start)) is not None]
    for match in sorted(hits, key=lambda m: (m.start(), -m.end())):
        day = _day(match, order)
        if day is not None:
            return match, day
    return None


def _dates(text: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that can match dates in folded `text`."""
    return _of_months(_months_in(text))


def _months_in(text: str) -> tuple[str, ...]:
    """The month names in folded `text`, the longest first."""
    if text.isascii():  # here a name is a word
        found = _ASCII_MONTHS.intersection(_LETTERS.findall(text))
        return tuple(sorted(found, key=_RANK.__getitem__)) if found else ()
    return tuple([name for name in _MONTHS if name in text])


# Only for the names in the line: a pattern with the names of all languages takes 10 ms to compile, and
# tries them all at every word.
@lru_cache(maxsize=1 << 9)
def _of_months(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{'|'.join(map(re.escape, names))})(?![^\W\d_])"
    return tuple(
        re.compile(date.replace("MONTH", month)) for date in _DATES if names or "MONTH" not in date
    )


def _without_second_month(text: str) -> str:
    """Folded `text` with one name where a month has two: "mai / may" -> "mai"."""
    names = "|".join(map(re.escape, _months_in(text))) if "/" in text else ""
    return re.sub(rf"({names}) ?/ ?(?:{names})(?![^\W\d_])", r"\1", text) if names else text


def _day(match: re.Match[str], order: Order | None) -> datetime | None:
    parts = match.groupdict()
    year, day = int(parts["y"]), int(parts["d"])
    month = _MONTH[parts["month"]] if parts.get("month") else int(parts["m"])
    if parts.get("sep"):
        # With dots, the day comes first unless it cannot.
        is_open = parts["sep"] != "." and month <= 12 and day <= 12
        if is_open and day != month and order is None:
            return None
        if month > 12 or (is_open and order == "month-day"):
            day, month = month, day
    try:
        # `_with_zone` adds a zone if the line names one.
        return datetime(year, month, day) if 1800 <= year <= 2200 else None  # noqa: DTZ001
    except ValueError:
        return None


def _with_time(text: str, end: int, day: datetime) -> tuple[datetime, int]:
    """`day` with the time of day that follows it in `text`, and the index where that ends."""
    for place in range(end, min(len(text), end + 25)):
        time = _TIME.match(text, place)
        if time is None:
            if text[place].isdigit():
                break
            continue
        if not only_known(text[end:place]) or kind_of(text[end:place]):
            break
        return _with_zone(text, time.end(), _at(day, time))
    return day, end


def _at(day: datetime, time: re.Match[str]) -> datetime:
    hour, half = int(time["h"]), (time["half2"] or time["half"] or "")
    if half.startswith(_AFTERNOON) and hour < 12:
        hour += 12
    elif half and not half.startswith(_AFTERNOON) and hour == 12:
        hour = 0
    return day + timedelta(hours=hour, minutes=int(time["min"] or 0), seconds=int(time["s"] or 0))


def _with_zone(text: str, end: int, moment: datetime) -> tuple[datetime, int]:
    rest = re.compile(r"[ (,]{0,3}").match(text, end)
    place = rest.end() if rest else end
    offset = _OFFSET.match(text, place)
    if offset is not None:
        minutes = int(offset["h"]) * 60 + int(offset["m"] or 0)
        if minutes <= 14 * 60:
            zone = timezone(timedelta(minutes=-minutes if offset["sign"] == "-" else minutes))
            return moment.replace(tzinfo=zone), offset.end()
    name = re.compile(r"[^\W\d_]+").match(text, place)
    if name is not None and name.group() in _ZONES:
        zone = timezone(timedelta(hours=_ZONES[name.group()]))
        return moment.replace(tzinfo=zone), name.end()
    return moment, end


def kind_of(text: str) -> Kind | None:
    """The kind of date that the last label in `text` denotes, if there is one."""
    for word in reversed(re.findall(r"[^\W\d_]+", text)):
        if word in _UPDATED:
            return "updated"
        if word in _PUBLISHED:
            return "published"
    return None


def only_known(text: str) -> bool:
    """Whether folded `text` has only words that occur around dates, and no digit."""
    return not re.search(r"\d", text) and all(
        word in AROUND or (len(word) == 1 and ord(word) < 0x250) for word in words_of(text)
    )


def words_of(text: str) -> Iterator[str]:
    """The words of `text`."""
    return (m.group() for m in re.finditer(r"[^\W\d_]+(?:[\u200c][^\W\d_]+)*", text))


def without_dates(text: str) -> str:
    """Folded `text` with every date and time of day replaced by a space."""
    for pattern in (*_dates(text), _TIME):
        text = pattern.sub(" ", text)
    return text
