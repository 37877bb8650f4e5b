"""When an article was or will be published, by the date it declares.

A date without a zone is in the site's time zone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, tzinfo

from feedtool.model import CleanArticle
from feedtool.text.dates import parse_date

# A day begins this many seconds earlier in Kiribati (UTC+14) than in UTC.
EARLIEST_DAY = 14 * 3600
_DATED_NAME = re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})(?=[-_. ][^/]*$)")


def publication_date(article: CleanArticle, zone: tzinfo | None = None) -> datetime | None:
    """The date that the article declares, else the date at the start of its file name.

    `zone` is the site's time zone; None means UTC.
    """
    declared = _declared(article)
    return None if declared is None else in_zone(declared, zone)


def publish_at(article: CleanArticle, zone: tzinfo | None) -> int | None:
    """The Unix second from which an article may be published; None if it declares no date.

    If the site declares no zone, a date without a time begins when that day begins anywhere on
    earth. In the morning in Tokyo, midnight UTC of the same day is still in the future.
    """
    declared = _declared(article)
    if declared is None:
        return None
    is_day = declared.tzinfo is None and declared.time() == time.min
    return seconds(declared, zone) - (EARLIEST_DAY if zone is None and is_day else 0)


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """A declared date and time, converted to UTC."""
    if moment.tzinfo is not None:
        return moment
    try:
        return moment.replace(tzinfo=zone or UTC).astimezone(UTC)
    except OverflowError:  # the first or the last day that datetime can represent
        return moment.replace(tzinfo=UTC)


def seconds(moment: datetime, zone: tzinfo | None = None) -> int:
    """A declared date and time in Unix seconds."""
    return int(in_zone(moment, zone).timestamp())


def has_dated_name(key: str) -> bool:
    """Whether the file name begins with a date."""
    return _DATED_NAME.search(key) is not None


def _declared(article: CleanArticle) -> datetime | None:
    if article.meta.published is not None:
        return article.meta.published
    dated = _DATED_NAME.search(article.key)
    return parse_date(dated[1]) if dated else None
