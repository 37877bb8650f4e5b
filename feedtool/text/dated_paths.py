"""Dates in the names of files and folders."""

from __future__ import annotations

import re
from datetime import datetime

from feedtool.text.dates import parse_date

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


def has_dated_name(key: str) -> bool:
    """Whether the file name begins with a date."""
    return _DATED_NAME.search(key) is not None


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
