"""A phrase that begins many texts of a site is the title of none; published titles stay."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from feedtool.clean.openings import FEWEST
from feedtool.clean.titles import clause
from support.sites import NOW, SiteFolder
from support.texts import sentence

HELLO = "Welcome to another issue of Quay Weekly!"
HOURS = [NOW + 3600 * n for n in range(9)]


def issue(number: int, first: str = HELLO) -> str:
    said = [sentence(f"{number} {n}") for n in range(4)]
    return f"{first}\nThis is a weekly summary of what goes on. {said[0]}\n\n{said[1]} {said[2]}\n"


def cues(number: int) -> str:
    said = ["Hello and welcome to the podcast.", sentence(f"{number} a"), sentence(f"{number} b")]
    times = [f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n{line}\n" for n, line in enumerate(said)]
    return "WEBVTT\n\n" + "\n".join(times)


def after(number: int) -> str:
    """The first sentence of an issue that no other issue has, as a title."""
    return clause(sentence(f"{number} 0"))


SERIES: dict[str, tuple[Mapping[str, str], list[str]]] = {
    "a number in the name": (
        {f"{year}/issue-{n}.md": issue(n) for year, n in ((2018, 7), (2018, 8), (2019, 9))},
        ["Issue 7", "Issue 8", "Issue 9"],
    ),
    "a number in a folder": (
        {f"letters/issues/{n}.md": issue(n) for n in (7, 8, 9)},
        ["Issue 7", "Issue 8", "Issue 9"],
    ),
    "a number in the folder of a year": (
        {f"newsletter/2024/{n:03}.md": issue(n) for n in (7, 8, 9)},
        ["Newsletter 007", "Newsletter 008", "Newsletter 009"],
    ),
    "a number without a folder": (
        {f"{n}.md": issue(n) for n in (7, 8, 9)},
        [f"{HELLO} (7)", f"{HELLO} (8)", f"{HELLO} (9)"],
    ),
    "a date": (
        {f"digest/2024-01-0{n}.md": issue(n) for n in (7, 8, 9)},
        ["Digest 2024-01-07", "Digest 2024-01-08", "Digest 2024-01-09"],
    ),
    "a date and words of the text": (
        {f"2024-01-0{n}-{name}.md": issue(n) for n, name in ((7, "ice"), (8, "storm"), (9, "sun"))},
        ["Ice", "Storm", "Sun"],
    ),
    "a date and words that all names have": (
        {f"2024-01-0{n}-quay-weekly.md": issue(n) for n in (7, 8, 9)},
        ["Quay weekly 2024-01-07", "Quay weekly 2024-01-08", "Quay weekly 2024-01-09"],
    ),
    "names made by a program": (
        {f"{n}f86d081884c.md": issue(n, f"{HELLO} {sentence(f'{n} 0')}") for n in (7, 8, 9)},
        [after(7), after(8), after(9)],
    ),
    "the name of a speaker": (
        {f"talk-{n}.md": f"**Jane Doe:**\n\n{issue(n)}" for n in (7, 8, 9)},
        ["Talk 7", "Talk 8", "Talk 9"],
    ),
    "transcripts": (
        {f"episode-{n}.vtt": cues(n) for n in (7, 8, 9)},
        ["Episode 7", "Episode 8", "Episode 9"],
    ),
    "a heading": (
        {f"issue-{n}.md": f"# Quay Weekly\n\n{issue(n)}" for n in (7, 8, 9)},
        ["Quay Weekly: Issue 7", "Quay Weekly: Issue 8", "Quay Weekly: Issue 9"],
    ),
    "a heading and dates": (
        {f"2024-01-0{n}-quay-weekly.md": f"# Quay Weekly\n\n{issue(n)}" for n in (7, 8, 9)},
        ["Quay Weekly 2024-01-07", "Quay Weekly 2024-01-08", "Quay Weekly 2024-01-09"],
    ),
    "found texts, whose names say little": (
        {f"{n:05}.txt": issue(n, f"{HELLO} {sentence(f'{n} 0')}") for n in (7, 8, 9)},
        [after(7), after(8), after(9)],
    ),
    "a declared title": (
        {f"issue-{n}.md": f"---\ntitle: Quay Weekly\n---\n{issue(n)}" for n in (7, 8, 9)},
        ["Quay Weekly"] * 3,
    ),
    "two texts": (
        {f"issue-{n}.md": issue(n) for n in (7, 8)},
        [HELLO, HELLO],
    ),
    "other folders": (
        {f"{folder}/issue-7.md": issue(n) for n, folder in enumerate("abc")},
        [HELLO, HELLO, HELLO],
    ),
}


def entries(site: SiteFolder) -> dict[str, dict[str, str]]:
    """What subscribers see, by GUID."""
    feed = json.loads((site.output / "feed.json").read_text("utf-8"))
    return {entry["id"]: entry for entry in feed["items"]}


def titles(site: SiteFolder) -> list[str]:
    return sorted(entry["title"] for entry in entries(site).values())


@pytest.mark.parametrize(("texts", "expected"), SERIES.values(), ids=SERIES.keys())
def test_texts_that_begin_alike_are_told_apart(
    site: SiteFolder, texts: Mapping[str, str], expected: list[str]
) -> None:
    for key, text in texts.items():
        site.write(key, text)
    site.build()
    assert titles(site) == sorted(expected)


def arriving_one_by_one(site: SiteFolder) -> list[str]:
    """Builds a site after each of five issues; the titles that they must keep from then on."""
    for n in range(5):
        site.write(f"issue-{n}.md", issue(n))
        site.build(HOURS[n])
    return sorted([HELLO] * (FEWEST - 1) + [f"Issue {n}" for n in range(FEWEST - 1, 5)])


def test_published_titles_and_addresses_stay_when_more_texts_come(site: SiteFolder) -> None:
    expected = arriving_one_by_one(site)
    assert titles(site) == expected
    before = entries(site)
    site.write("issue-5.md", issue(5))
    report = site.build(HOURS[5])
    assert (report.new, report.updated) == (1, 0)
    assert {guid: entry for guid, entry in entries(site).items() if guid in before} == before


def test_published_titles_stay_when_the_cache_is_lost_or_a_text_is_edited(
    site: SiteFolder,
) -> None:
    expected = arriving_one_by_one(site)
    (site.state / "cache.sqlite").unlink()
    site.build(HOURS[6])
    assert titles(site) == expected
    site.write("issue-0.md", issue(0) + "\n" + sentence("an addition") + "\n")
    site.build(HOURS[7])
    assert titles(site) == expected


def test_published_titles_stay_when_texts_that_begin_alike_go(site: SiteFolder) -> None:
    arriving_one_by_one(site)
    for n in (0, 1, 2):
        (site.articles / f"issue-{n}.md").unlink()
    site.write("issue-4.md", issue(4) + "\n" + sentence("an addition") + "\n")
    site.build(HOURS[6], allow_removals=True)
    assert titles(site) == ["Issue 3", "Issue 4"]


def test_a_published_title_stays_when_the_first_sentence_is_rewritten(site: SiteFolder) -> None:
    expected = arriving_one_by_one(site)
    site.write("issue-4.md", issue(4, "This is the last issue of the year!"))
    site.build(HOURS[6])
    assert titles(site) == expected


def test_a_heading_is_the_title_at_any_time(site: SiteFolder) -> None:
    arriving_one_by_one(site)
    site.write("issue-4.md", f"# The last issue\n\n{issue(4)}")
    site.build(HOURS[6])
    assert "The last issue" in titles(site)
