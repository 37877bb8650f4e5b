"""Parses the dates that front matter, file names and feeds declare.

A date counts only if it is understood to its last character: the first date that an article is
published with is permanent.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from feedtool.text.lazy_regex import lazy_regex

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
# Hours from UTC of the abbreviations that have one meaning in use. Others, such as IST (India,
# Ireland, Israel), are not guessed.
_ZONES = {
    name: hours
    for hours, names in {
        -8: "pst",
        -7: "pdt mst",
        -6: "mdt cst",
        -5: "cdt est",
        -4: "edt",
        0: "utc gmt ut z wet",
        1: "west bst cet",
        2: "cest eet",
        3: "eest msk",
        9: "jst",
    }.items()
    for name in names.split()
}
_WEEKDAY = r"(?:(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = (
    r"(?P<zone>z|[+-][\d:]{1,8}|[a-z][a-z/_]*(?:[+-][\d:]{1,5})?)"
    r"(?:\s+(?P<echo>[a-z]{3,5}))?(?:\s*\([\w\s.-]*\))?"
)
_REST = rf"(?:(?:\s*t\s*|,?\s+){_CLOCK}(?:\s*{_ZONE})?)?"
_FORMS = tuple(
    lazy_regex(form, re.ASCII | re.IGNORECASE)
    for form in (
        # 2026-1-13, 2026/01/13 3:05 PM
        rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_REST}",
        # RFC 5322, section 3.3, and RFC 850: Mon, 25 May 2026 10:00:00 +0200
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})[\s-]{_MONTH}[\s-](?P<year>\d{{4}}|\d\d){_REST}",
        # Mon May 25 2026 10:00:00 GMT+0300, May 25, 2026
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_REST}",
        # Mon May 25 10:00:00 EEST 2026, as `date` prints it
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?:{_ZONE}\s+)?(?P<year>\d{{4}})",
    )
)
_OFFSET = lazy_regex(r"([+-])(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?", re.ASCII)
_NAMED_OFFSET = lazy_regex(r"(?:utc|gmt)(?=[+-])", re.IGNORECASE)
_SPACE = lazy_regex(r"\s+")
# `datetime.fromisoformat` takes any character between date and time, so that in 2026-05-25-04 it
# reads an hour.
_ISO = lazy_regex(
    r"\d{4}-?(?:W\d\d(?:-?\d)?|\d\d-?\d\d)(?:[Tt ][\d:.,]+(?:[Zz]|[+-][\d:.]+)?)?", re.ASCII
)
_ZONE_SPACING = lazy_regex(r"\s+([+-]\d\d:?\d\d|Z)\Z")
_LEAP_SECOND = lazy_regex(r"(:\d\d):60(?!\d)")


class _UnknownZone(ValueError):
    """A zone that is not known, or has several meanings."""


def parse_date(value: str) -> datetime | None:
    """Parses an ISO 8601 or RFC 5322 date, or one with a month name, to whole seconds.

    A date without a time means midnight. A date with a zone is converted to UTC. One without stays
    naive: it is in the site's zone, which this module does not know. None if any part of it is not
    understood, its zone included.

    >>> parse_date("2026-05-25 10:00 EEST")
    datetime.datetime(2026, 5, 25, 7, 0, tzinfo=datetime.timezone.utc)
    >>> parse_date("25 May 2026, 3:05 PM")
    datetime.datetime(2026, 5, 25, 15, 5)
    >>> parse_date("03/04/2026") is None, parse_date("2026-05-25 10:00 IST") is None
    (True, True)
    """
    try:
        moment = _parse(value)
        if moment is None or moment.tzinfo is None:
            return None if moment is None else moment.replace(microsecond=0)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def unknown_zone(value: str) -> str | None:
    """The zone for which a date is not understood; None if something else is wrong with it.

    >>> unknown_zone("2026-05-25 10:00 IST")
    'IST'
    """
    try:
        _parse(value)
    except _UnknownZone as error:
        return str(error)
    except (ValueError, OverflowError):
        pass
    return None


def _parse(value: str) -> datetime | None:
    value = _SPACE.sub(" ", value.strip())
    # datetime has no leap seconds (RFC 3339, section 5.7); the second before is the nearest.
    value = _LEAP_SECOND.sub(r"\1:59", value)
    iso = _ZONE_SPACING.sub(r"\1", value)
    if _ISO.fullmatch(iso):
        try:
            return datetime.fromisoformat(iso)
        except ValueError:
            pass
    for form in _FORMS:
        found = form.fullmatch(value)
        if found is not None:
            return _moment(found)
    return None


def _moment(found: re.Match[str]) -> datetime:
    parts = found.groupdict()
    month = parts["month"].lower()
    zone, echo = parts["zone"], parts["echo"]
    moment = datetime(  # noqa: DTZ001  # in the site's zone, unless it names one
        _year(parts["year"], parts.get("weekday")),
        int(month) if month.isdecimal() else _MONTHS.get(month, 0),
        int(parts["day"]),
        _hour(parts["hour"], parts["minute"], parts["half"]),
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
    )
    if zone is None:
        return moment
    offset = _zone(zone)
    # Go prints the offset and then the abbreviation, which says the same: +0200 CEST.
    if echo is not None and (zone[0] not in "+-" or offset != _zone(echo)):
        raise _UnknownZone(f"{zone} {echo}")
    return moment.replace(tzinfo=offset)


def _year(year: str, weekday: str | None) -> int:
    """The year. Two digits are those of RFC 822, in which a weekday shows that they are a year."""
    number = int(year)
    if len(year) == 4:
        return number
    if weekday is None:
        raise ValueError("may be a day")
    return number + (2000 if number < 50 else 1900)  # RFC 5322, section 4.3


def _hour(hour: str | None, minute: str | None, half: str | None) -> int:
    number = int(hour or 0)
    if half is None:
        if hour is not None and minute is None:
            raise ValueError("a number alone is not a time")
        return number
    if not 1 <= number <= 12:
        raise ValueError("not an hour of half a day")
    return number % 12 + (12 if half.lower() == "p" else 0)


def _zone(name: str) -> tzinfo:
    hours = _ZONES.get(name.lower())
    if hours is not None:
        return timezone(timedelta(hours=hours))
    offset = _OFFSET.fullmatch(_NAMED_OFFSET.sub("", name))
    if offset is None:
        raise _UnknownZone(name)
    amount = timedelta(
        hours=int(offset[2]), minutes=int(offset[3] or 0), seconds=int(offset[4] or 0)
    )
    return timezone(-amount if offset[1] == "-" else amount)
