"""When: the dates that articles declare, and seconds for those that declare none.

A date without a zone is the site's own time. Every `updated` is a second that no other article
has, and a first one never lies in the future.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, tzinfo

from feedtool.model import CleanArticle
from feedtool.text.dates import parse_date

# The date in Kiribati (UTC+14) begins this much earlier than in UTC.
EARLIEST_DAY = 14 * 3600
_DATED_NAME = re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})(?=[-_. ][^/]*$)")


def publication_date(article: CleanArticle, zone: tzinfo | None = None) -> datetime | None:
    """The date that the article declares, else the one its file name begins with.

    `zone` is that of the site; None: none is declared, and UTC it is.
    """
    declared = _declared(article)
    return None if declared is None else in_zone(declared, zone)


def publish_at(article: CleanArticle, zone: tzinfo | None) -> int | None:
    """From when on an article may be published; None: it does not say.

    A day, where the site declares no zone, is there once it is anywhere on earth: to who writes
    "today" in Tokyo in the morning, midnight in UTC is still to come.
    """
    declared = _declared(article)
    if declared is None:
        return None
    is_day = declared.tzinfo is None and declared.time() == time.min
    return seconds(declared, zone) - (EARLIEST_DAY if zone is None and is_day else 0)


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """A declared moment in UTC."""
    if moment.tzinfo is not None:
        return moment
    try:
        return moment.replace(tzinfo=zone or UTC).astimezone(UTC)
    except OverflowError:  # the first or the last day that there is
        return moment.replace(tzinfo=UTC)


def seconds(moment: datetime, zone: tzinfo | None = None) -> int:
    """A declared moment in Unix seconds."""
    return int(in_zone(moment, zone).timestamp())


def has_dated_name(key: str) -> bool:
    """Whether the name of the file begins with a date."""
    return _DATED_NAME.search(key) is not None


def _declared(article: CleanArticle) -> datetime | None:
    if article.meta.published is not None:
        return article.meta.published
    dated = _DATED_NAME.search(article.key)
    return parse_date(dated[1]) if dated else None
