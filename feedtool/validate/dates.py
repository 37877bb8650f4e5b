"""Parses the dates of feeds, strictly: readers replace a malformed date by the current time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from feedtool.validate.parsed import Date

EXAMPLE_3339 = "2026-05-25T10:00:00Z"
EXAMPLE_822 = "Mon, 25 May 2026 10:00:00 +0000"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_RFC_822 = re.compile(
    rf"(?:({'|'.join(_DAYS)}), )?(\d\d?) ({'|'.join(_MONTHS)}) (\d{{4}}) "
    r"(\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)([0-5]\d)",
    re.ASCII,
)


def rfc_3339(name: str, text: str) -> Date:
    """Parses a date of Atom or JSON Feed (RFC 3339, section 5.6; RFC 4287, section 3.3).

    >>> rfc_3339("updated", "0900-05-25T10:00:00Z").moment.year
    900
    >>> rfc_3339("updated", "2026-05-25 10:00").moment is None
    True
    """
    moment = _internet(text) if _RFC_3339.fullmatch(text) else None
    return Date(name, text, moment, EXAMPLE_3339)


def rfc_822(name: str, text: str) -> Date:
    """Parses a date of RSS: RFC 822 with a four-digit year, a numeric zone and no wrong weekday.

    >>> rfc_822("pubDate", "Mon, 21 Sep 2026 14:13:20 +0000").moment.hour
    14
    >>> rfc_822("pubDate", "Tue, 21 Sep 2026 14:13:20 +0000").moment is None
    True
    """
    found = _RFC_822.fullmatch(text)
    return Date(name, text, None if found is None else _mail(found), EXAMPLE_822)


def _internet(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail(found: re.Match[str]) -> datetime | None:
    # Not email.utils, which reads the year 0050 as 2050 and repairs malformed dates.
    weekday, day, month, year, hour, minute, second, sign, ahead, more = found.groups()
    offset = timedelta(hours=int(ahead), minutes=int(more))
    try:
        zone = timezone(-offset if sign == "-" else offset) if offset else UTC
        month_number = _MONTHS.index(month) + 1
        moment = datetime(
            int(year), month_number, int(day), int(hour), int(minute), int(second or 0), tzinfo=zone
        )
    except ValueError:
        return None
    return moment if weekday in (None, _DAYS[moment.weekday()]) else None
