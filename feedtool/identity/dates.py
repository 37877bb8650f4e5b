"""When an article was or will be published, by the date it declares.

A date without a zone is in the site's time zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, tzinfo

from feedtool.model import CleanArticle
from feedtool.text.dated_paths import date_in_path

# A day begins this many seconds earlier in Kiribati (UTC+14) than in UTC.
EARLIEST_DAY = 14 * 3600


def publication_date(article: CleanArticle, zone: tzinfo | None = None) -> datetime | None:
    """The date that the article declares, else the date in the name of its file or its folders.

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


def local_date(article: CleanArticle, zone: tzinfo | None) -> datetime | None:
    """The declared date as calendars show it: in `zone`, otherwise as it is written."""
    declared = _declared(article)
    if declared is None or declared.tzinfo is None or zone is None:
        return declared
    try:
        return declared.astimezone(zone)
    except OverflowError:  # the first or the last day that datetime can represent
        return declared


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


def date_in_text(article: CleanArticle) -> datetime | None:
    """The date line of a text that was found. In one that was written it may be about anything.

    If the text states only when it was last changed, that is the best that is known: the day on
    which feedtool saw it says nothing about the text.
    """
    return (article.dateline or article.updateline) if article.origin == "found" else None


def _declared(article: CleanArticle) -> datetime | None:
    if article.meta.published is not None:
        return article.meta.published
    dated, is_month = date_in_path(article.key)
    line = date_in_text(article)
    if dated is None or not is_month or line is None:
        return dated
    # A date line in the same month is the more exact one.
    return line if (line.year, line.month) == (dated.year, dated.month) else dated
