"""Dates in complete builds: zones, the future, the distant past, and wrong clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from lxml import etree

from feedtool.maintenance.check import check
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

A, B = "The bridge is open", "Harbour freezes over"
TODAY = "2026-09-21"  # of NOW, 14:13:20 UTC
MIDNIGHT = int(datetime(2026, 9, 22, tzinfo=UTC).timestamp())
HOUR = 3600


def dated(date: str, title: str = A) -> str:
    return f"---\ndate: {date}\n---\n{story(title)}"


def in_zone(site: SiteFolder, zone: str) -> None:
    site.configure(CONFIG + f'timezone = "{zone}"\n')


@pytest.mark.parametrize(
    ("zone", "date", "meant"),
    [
        ("Europe/Berlin", "2026-07-01 10:00", "2026-07-01T08:00:00Z"),
        ("Europe/Berlin", "2026-01-01 10:00", "2026-01-01T09:00:00Z"),
        ("Europe/Berlin", "2026-07-01", "2026-06-30T22:00:00Z"),
        ("Asia/Tokyo", "2026-07-01", "2026-06-30T15:00:00Z"),
        ("America/New_York", "2026-07-01", "2026-07-01T04:00:00Z"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00Z"),  # an hour there was not
        ("Europe/Berlin", "2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z"),
        ("Europe/Berlin", "2026-07-01T10:00:00+05:30", "2026-07-01T04:30:00Z"),
        ("Europe/Berlin", "2026-06-30T23:59:60Z", "2026-06-30T23:59:59Z"),
        ("Europe/Berlin", "1 Jul 2026 10:00", "2026-07-01T08:00:00Z"),
        ("Europe/Berlin", "2026-07-01 3:05 PM", "2026-07-01T13:05:00Z"),
        ("Europe/Berlin", "2026-07-01 10:00 EEST", "2026-07-01T07:00:00Z"),
        ("UTC", "2026-07-01", "2026-07-01T00:00:00Z"),
    ],
)
def test_a_date_without_a_zone_is_in_the_zone_of_the_site(
    site: SiteFolder, zone: str, date: str, meant: str
) -> None:
    in_zone(site, zone)
    site.write("a.txt", dated(date))
    site.build()
    assert site.shown()[A].published == datetime.fromisoformat(meant)


def test_a_date_in_a_file_name_is_in_the_zone_of_the_site(site: SiteFolder) -> None:
    in_zone(site, "Asia/Tokyo")
    site.write("2026-07-01-a.txt", story(A))
    site.build()
    assert site.shown()[A].published == datetime(2026, 6, 30, 15, tzinfo=UTC)


def test_another_zone_changes_no_published_date(site: SiteFolder) -> None:
    site.write("a.txt", dated("2026-07-01 10:00"))
    site.build()
    before = site.shown()
    in_zone(site, "Asia/Tokyo")
    site.build(NOW + 60)
    assert site.shown() == before


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "Europe"])
def test_an_unknown_zone_is_refused(site: SiteFolder, zone: str) -> None:
    from feedtool.errors import ConfigError

    in_zone(site, zone)
    with pytest.raises(ConfigError, match=r"site\.timezone: .* use a name like Europe/Berlin"):
        site.build()


@pytest.mark.parametrize(
    ("zone", "before", "waits"),
    [
        (None, 13 * HOUR, False),  # in Auckland that day has begun
        (None, 15 * HOUR, True),
        ("UTC", 1, True),
        ("Asia/Tokyo", 8 * HOUR, False),
        ("Asia/Tokyo", 10 * HOUR, True),
        ("America/New_York", 0, True),
    ],
)
def test_a_day_begins_in_the_zone_of_the_site(
    site: SiteFolder, zone: str | None, before: int, waits: bool
) -> None:
    if zone is not None:
        in_zone(site, zone)
    site.write("a.txt", dated("2026-09-22"))
    site.write("b.txt", story(B))
    now = MIDNIGHT - before
    site.build(now)
    assert (A not in site.shown()) is waits
    if not waits:
        assert site.shown()[A].published <= datetime.fromtimestamp(now, UTC)


def test_an_article_with_a_future_day_is_published_when_it_is_due(site: SiteFolder) -> None:
    site.write("a.txt", dated("2026-09-23"))
    site.write("b.txt", story(B))
    site.build()
    due = MIDNIGHT + 10 * HOUR
    assert not site.build(due - 1).written
    assert site.build(due).new == 1
    stamp = site.shown()[A].published
    site.build(due + 86_400)
    assert site.shown()[A].published == stamp


def test_an_article_with_a_future_time_waits_for_it(site: SiteFolder) -> None:
    site.write("a.txt", dated("2026-09-21 20:00"))
    site.write("b.txt", story(B))
    site.build()
    assert A not in site.shown()
    site.build(MIDNIGHT - 4 * HOUR)
    assert site.shown()[A].published == datetime(2026, 9, 21, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["1969-07-20T20:17:00Z", "1582-10-04", "0999-12-31", "0001-01-01", "0476-09-04 10:00"]
)
@pytest.mark.parametrize("zone", [None, "Asia/Tokyo"])
def test_the_far_past_is_a_date_like_any_other(
    site: SiteFolder, date: str, zone: str | None
) -> None:
    if zone is not None:
        in_zone(site, zone)
    site.write("a.txt", dated(date))
    site.build()
    shown = site.shown()[A]
    assert shown.published.year in range(int(date[:4]) - 1, int(date[:4]) + 1)
    rss = etree.parse(site.output / "rss.xml").getroot()
    written = rss.findtext(".//item/pubDate") or ""
    assert written.split()[3] == f"{shown.published.year:04}"
    if shown.published.year > 99:  # Python reads smaller ones as years of this century
        assert parsedate_to_datetime(written) == shown.published
    assert check(site.config, NOW).problems == ()
    before = site.looks()
    (site.state / "ledger.sqlite").unlink()
    assert not site.build(NOW + 60).written
    assert site.looks() == before


def test_a_clock_that_went_back_changes_no_published_date(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build(NOW)
    before = site.shown()[A]
    site.write("b.txt", story(B))
    site.build(NOW - 86_400)
    shown = site.shown()
    assert shown[A] == before
    assert shown[B].published == datetime.fromtimestamp(NOW - 86_400, UTC)
    site.write("a.txt", story(A, edit="This was added while the clock was wrong."))
    site.build(NOW - 86_300)
    after = site.shown()[A]
    assert after.published == before.published
    assert after.updated > before.updated


def test_articles_with_the_same_declared_time_get_different_updated_times(
    site: SiteFolder,
) -> None:
    for n in range(40):
        site.write(f"{n:02}.txt", dated("2026-09-21 14:12:10Z", f"Text number {n} of forty"))
    site.build()
    shown = list(site.shown().values())
    assert {s.published for s in shown} == {datetime(2026, 9, 21, 14, 12, 10, tzinfo=UTC)}
    assert len({s.updated for s in shown}) == 40
    assert max(s.updated for s in shown) <= datetime.fromtimestamp(NOW, UTC)


def test_no_article_is_updated_before_it_is_published_or_in_the_future(site: SiteFolder) -> None:
    for n in range(40):
        site.write(f"{n:02}.txt", dated("2026-09-21 14:13:10Z", f"Text number {n} of forty"))
    site.build()
    for shown in site.shown().values():
        assert shown.published <= shown.updated <= datetime.fromtimestamp(NOW, UTC)


def test_published_never_changes(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = site.shown()[A].published
    for n, date in enumerate(("2020-01-01", "2026-09-21", "2031-01-01"), 1):
        site.write("a.txt", dated(date))
        site.build(NOW + n * 60)
        assert site.shown()[A].published == before
        site.move("a.txt", f"{date}-a.txt")
        site.build(NOW + n * 60 + 30)
        assert site.shown()[A].published == before
        site.move(f"{date}-a.txt", "a.txt")


def test_a_published_article_that_is_renamed_and_given_a_future_date_stays(
    site: SiteFolder,
) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = site.shown()
    site.remove("a.txt")
    site.write("2031-01-01-z.txt", story(A))
    site.build(NOW + 60)
    assert site.shown() == before
    for name in ("ledger.sqlite", "cache.sqlite"):
        (site.state / name).unlink()
    site.build(NOW + 120)
    assert site.shown() == before


def test_another_article_at_the_same_path_waits_for_its_date(site: SiteFolder) -> None:
    site.write("latest.txt", story(A, 8))
    site.write("b.txt", story(B))
    site.build()
    site.write(
        "latest.txt",
        dated("2031-01-01", "Nothing of this may be known").replace(
            story("Nothing of this may be known"), story("Nothing of this may be known", 8)
        ),
    )
    site.build(NOW + 60)
    assert set(site.shown()) == {B}


def test_feedparser_understands_every_date(site: SiteFolder) -> None:
    for n, date in enumerate((TODAY, "1969-07-20", "2000-02-29T23:59:60Z")):
        site.write(f"{n}.txt", dated(date, f"Text number {n} of three"))
    site.build()
    for name in ("rss.xml", "atom.xml"):
        seen = feedparser.parse(site.files()[name])
        assert not seen.bozo
        assert all(entry.published_parsed is not None for entry in seen.entries)


def test_a_text_that_states_only_its_last_change_is_dated_by_it_and_stays_so(
    site: SiteFolder,
) -> None:
    lines = story(A).split("\n")
    lines[1:1] = ["", "Last updated: May 25, 2026"]
    site.write("a.txt", "\n".join(lines))
    site.build()
    (before,) = site.shown().values()
    assert f"{before.published:%Y-%m-%d}" == "2026-05-25"
    site.write("a.txt", "\n".join(lines).replace("May 25", "June 3"))
    site.build(NOW + HOUR)
    (after,) = site.shown().values()
    assert after.published == before.published
