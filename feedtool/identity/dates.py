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
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = rf"{_YEAR}(?P<sign>[-_.]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)"
# Other names with dates, the most certain first: 20151015_x, x_2004_02_04, 2018/08/04/x, 2018/08/x,
# 2018-08-04-x/index.
_DATED_PATHS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?:^|/){_DAY}(?=[-_. ][^/]*$)",
        rf"[-_. ]{_DAY}(?:\.[^./]*)?$",
        rf"(?:^|/){_YEAR}/(?P<month>\d\d)/(?P<day>\d\d)(?=[-_. /])",
        rf"(?:^|/){_DAY}(?=[-_. ][^/]*/|/)",
        rf"(?:^|/){_YEAR}[-/](?P<month>\d\d)/",
    )
)


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


def has_dated_name(key: str) -> bool:
    """Whether the file name begins with a date."""
    return _DATED_NAME.search(key) is not None


def date_in_text(article: CleanArticle) -> datetime | None:
    """The date line of a text that was found. In one that was written it may be about anything."""
    return article.dateline if article.origin == "found" else None


def _declared(article: CleanArticle) -> datetime | None:
    if article.meta.published is not None:
        return article.meta.published
    dated, is_month = date_in_path(article.key)
    line = date_in_text(article)
    if dated is None or not is_month or line is None:
        return dated
    # A date line in the same month is the more exact one.
    return line if (line.year, line.month) == (dated.year, dated.month) else dated


def date_in_path(key: str) -> tuple[datetime | None, bool]:
    """The date in the path of a file, and whether it is only that of a month.

    >>> [str(date_in_path(key)[0])[:10] for key in ("2013-05-09-x.md", "a/20151015_x.md",
    ...     "x_2004_02_04.txt", "2018/08/04/x.md", "2018/08/x.md", "2018-08-04-x/index.md")]
    ['2013-05-09', '2015-10-15', '2004-02-04', '2018-08-04', '2018-08-01', '2018-08-04']
    """
    leading = _DATED_NAME.search(key)
    if leading is not None:
        return parse_date(leading[1]), False
    for form in _DATED_PATHS:
        found = form.search(key)
        if found is None:
            continue
        parts = found.groupdict()
        day = parts.get("day")
        date = parse_date(f"{parts['year']}-{parts['month']}-{day or '01'}")
        if date is not None:
            return date, day is None
    return None, False
