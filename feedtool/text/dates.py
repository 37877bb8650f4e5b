"""Parses the dates that front matter and feeds declare."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DATE_SPACING = re.compile(r"\s+([+-]\d\d:?\d\d|Z)\Z")


def _mail_date(value: str) -> datetime:
    moment = parsedate_to_datetime(value)
    # "-0000" is UTC without information about the local zone (RFC 5322, section 3.3).
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def parse_date(value: str) -> datetime | None:
    """Parses an ISO 8601 or RFC 5322 date, to whole seconds; None if it is neither.

    A date without a time means midnight. A date with a zone is converted to UTC. One without stays
    naive: it is in the site's zone, which this module does not know.

    >>> parse_date("2026-05-25 10:00 +0200")
    datetime.datetime(2026, 5, 25, 8, 0, tzinfo=datetime.timezone.utc)
    >>> parse_date("03/04/2026") is None
    True
    """
    value = _DATE_SPACING.sub(r"\1", value.strip())
    # datetime has no leap seconds (RFC 3339, section 5.7); the second before is the nearest.
    value = re.sub(r"(:\d\d):60(?!\d)", r"\1:59", value)
    moment: datetime | None = None
    for parse in (datetime.fromisoformat, _mail_date):
        try:
            moment = parse(value)
            break
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    if moment is None:
        return None
    if moment.tzinfo is None:
        return moment.replace(microsecond=0)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return None
