"""When: the dates that articles declare, and seconds for those that declare none.

A date without a zone is the site's own time. Every `updated` is a second that no other article
has, and a first one never lies in the future.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, tzinfo

from feedtool.ledger import Ledger
from feedtool.model import CleanArticle
from feedtool.readers.frontmatter import parse_date

# The date in Kiribati (UTC+14) begins this much earlier than in UTC.
EARLIEST_DAY = 14 * 3600
_DATED_NAME = re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})(?=[-_. ][^/]*$)")


def publication_date(article: CleanArticle, zone: tzinfo | None = None) -> datetime | None:
    """The date that the article declares, else the one its file name begins with.

    `zone` is that of the site; None: none is declared, and UTC it is.
    """
    declared = _declared(article)
    return None if declared is None else in_zone(declared, zone)


def due(article: CleanArticle, zone: tzinfo | None) -> int | None:
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


_REMEMBERED = 1 << 14  # seconds that are known to be taken


class Stamps:
    """Seconds that no article has, found without trying the same ones again and again."""

    def __init__(self, ledger: Ledger, now: int) -> None:
        self._ledger = ledger
        self._now = now
        self._later: dict[int, int] = {}  # taken -> the next that may be free
        self._earlier: dict[int, int] = {}

    def first(self, wanted: int) -> int:
        """The free second nearest to `wanted`: later if there is one up to now, else earlier."""
        start = min(wanted, self._now)
        found = self.from_(start)
        return found if found <= self._now else self.until(start)

    def from_(self, wanted: int) -> int:
        """The first free second from `wanted` on."""
        return self._search(self._later, wanted, 1)

    def until(self, wanted: int) -> int:
        """The last free second up to `wanted`."""
        return self._search(self._earlier, wanted, -1)

    def newest(self, count: int) -> Iterator[int]:
        """The last `count` free seconds up to now, in order."""
        free = []
        second = self._now
        for _ in range(count):
            second = self.until(second)
            free.append(second)
            second -= 1
        return reversed(free)

    def _search(self, known: dict[int, int], wanted: int, step: int) -> int:
        passed = []
        second = wanted
        while True:
            if second in known:
                passed.append(second)
                second = known[second]
            elif self._ledger.has_stamp(second):
                passed.append(second)
                second += step
            else:
                break
        if len(known) > _REMEMBERED:  # the ledger knows them all; this only saves asking it
            known.clear()
        for taken in passed[:_REMEMBERED]:
            known[taken] = second
        return second
