"""The work of a run, counted and not timed, does not grow with the site.

benchmarks/publish.py measures the time it takes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from support.dumps import json_lines, row
from support.folders import TESTS
from support.pictures import png
from support.processes import environment
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import headline, story

pytestmark = pytest.mark.thorough

COUNTED = TESTS / "support" / "counted.py"
SMALL, LARGE = 130, 390
_SETTINGS = f"{CONFIG}\n[feeds]\nlimit = 10\n\n[pages]\nper-page = 10\n\n[run]\njobs = 1\n"


def counts(site: SiteFolder, *options: str) -> dict[str, int]:
    """The counted operations of a build."""
    done = subprocess.run(
        [sys.executable, COUNTED, *options, "build"],
        cwd=site.root,
        env=environment(NOW + 3600),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stderr.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[int, SiteFolder]:
    """A small site and one three times as large, both built."""
    made = {}
    for size in (SMALL, LARGE):
        site = made[size] = SiteFolder(tmp_path_factory.mktemp(f"site{size}") / "site", _SETTINGS)
        for number in range(size):
            site.write(f"{number % 3}/{number:03}.txt", story(headline(number), paragraphs=2))
        site.build()
    return made


def test_a_first_build_shows_that_the_counters_work(site: SiteFolder) -> None:
    site.configure(_SETTINGS)
    for number in range(20):
        site.write(f"{number}.txt", story(headline(number)))
    found = counts(site)
    assert found["articles read"] == 40  # once for the site profile, once for cleaning
    assert found["output written"] == found["output renamed"] == len(site.files())
    assert found["statements"] > 20 * 10
    assert found["ledgers looked through"] == 1


def test_a_run_without_news_reads_nothing_and_writes_nothing(sites: dict[int, SiteFolder]) -> None:
    small, large = (counts(sites[size]) for size in (SMALL, LARGE))
    assert small == large
    assert large.keys() == {"articles listed", "statements"}
    assert large["articles listed"] == 4
    assert large["statements"] < 60


@pytest.mark.parametrize("news", ["added", "edited", "removed"])
def test_the_work_for_one_article_does_not_grow_with_the_site(
    sites: dict[int, SiteFolder], news: str
) -> None:
    found = []
    for size in (SMALL, LARGE):
        site = sites[size]
        if news == "added":
            site.write("2/new.txt", story("One more that was not here before"))
            os.utime(site.articles / "2/new.txt", (NOW + 60, NOW + 60))
        elif news == "edited":
            site.write("2/new.txt", story("One more that was not here before", edit="And more."))
            os.utime(site.articles / "2/new.txt", (NOW + 120, NOW + 120))
        else:
            site.remove("2/new.txt")
        found.append(counts(site))
    small, large = found
    for name in ("articles read", "articles listed", "output read", "output deleted"):
        assert small.get(name, 0) == large.get(name, 0)
    assert "ledgers looked through" not in large
    assert large.get("articles read", 0) == (0 if news == "removed" else 2)
    # Its page and its neighbours, the list and the feeds; one more for each that is full.
    assert large["output written"] == large["output renamed"] <= 16
    # In another site, documents become full at other articles.
    assert abs(large["statements"] - small["statements"]) < 100
    assert large["statements"] < 350


@pytest.fixture(scope="module")
def illustrated(tmp_path_factory: pytest.TempPathFactory) -> dict[int, SiteFolder]:
    """A small site and one three times as large, with a picture for each article, both built."""
    made = {}
    for size in (SMALL, LARGE):
        site = made[size] = SiteFolder(tmp_path_factory.mktemp(f"pics{size}") / "site", _SETTINGS)
        for number in range(size):
            folder = number % 3
            text = story(headline(number), paragraphs=2)
            more = f"![A picture]({number:03}.png) and [another](../0/000.md).\n"
            site.write(f"{folder}/{number:03}.md", f"# {text}\n{more}")
            site.write(f"{folder}/{number:03}.png", png(8, 8, number % 250) + bytes([number % 256]))
        site.build()
    return made


def test_a_run_without_news_reads_no_pictures(illustrated: dict[int, SiteFolder]) -> None:
    small, large = (counts(illustrated[size]) for size in (SMALL, LARGE))
    assert small == large
    assert large.keys() == {"articles listed", "statements"}
    assert large["articles listed"] == 4
    assert large["statements"] < 60


@pytest.mark.parametrize("news", ["edited", "renamed"])
def test_the_work_for_one_picture_does_not_grow_with_the_site(
    illustrated: dict[int, SiteFolder], news: str
) -> None:
    found = []
    for size in (SMALL, LARGE):
        site = illustrated[size]
        if news == "edited":
            site.write("1/004.png", png(9, 9, 4))
        else:
            site.move("1/004.png", "1/moved.png")
        found.append(counts(site))
    small, large = found
    assert large.get("files read", 0) == small.get("files read", 0) == (news == "edited")
    # Its page, below output/articles.
    assert large.get("articles read", 0) == small.get("articles read", 0) <= 1
    assert "ledgers looked through" not in large
    # The picture, its page, the list and the feeds.
    assert large["output written"] == small["output written"] <= 8
    assert abs(large["statements"] - small["statements"]) < 100
    assert large["statements"] < 300


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> dict[int, SiteFolder]:
    """A small site and one five times as large, with all articles in one file, both built."""
    made = {}
    for size in (SMALL, 5 * SMALL):
        site = made[size] = SiteFolder(tmp_path_factory.mktemp(f"dump{size}") / "site", _SETTINGS)
        os.utime(site.write("news.jsonl", json_lines([row(n) for n in range(size)])), (NOW, NOW))
        site.build(NOW + 60)
    return made


def test_a_run_without_news_does_not_go_through_the_rows_of_a_dump(
    dumps: dict[int, SiteFolder],
) -> None:
    small, large = (counts(site, "--steps") for site in dumps.values())
    assert small == large
    assert large.keys() == {"articles listed", "statements", "cache steps"}


@pytest.mark.parametrize("age", [0, 600], ids=["just now", "a while ago"])
def test_the_work_for_an_appended_row_does_not_grow_with_the_dump(
    dumps: dict[int, SiteFolder], age: int
) -> None:
    found, again = [], []
    for site in dumps.values():
        path = site.articles / "news.jsonl"
        with path.open("ab") as file:
            file.write(json_lines([row(7000 + age)]))
        os.utime(path, (NOW + 3600 - age,) * 2)
        found.append(counts(site, "--steps"))
        # What was written just now is compared once more, without going through the rows.
        again.append(counts(site, "--steps"))
    for small, large in (found, again):
        assert small.get("articles read", 0) == large.get("articles read", 0) <= 7
        assert abs(large["statements"] - small["statements"]) < 100
        assert large["cache steps"] < 1.2 * small["cache steps"]
    assert "output written" not in again[0]


def test_a_file_dated_in_the_future_is_read_once(site: SiteFolder) -> None:
    for name, ahead in (("now.txt", 0), ("soon.txt", 60), ("next-year.txt", 365 * 86_400)):
        site.write(name, story(headline(ahead)))
        os.utime(site.articles / name, (NOW + 3600 + ahead,) * 2)
    counts(site)
    # Files written within two seconds, or by a server whose clock is ahead, are checked again.
    assert counts(site)["articles read"] == 4
    for name in ("now.txt", "soon.txt"):
        os.utime(site.articles / name, (NOW, NOW))
    counts(site)
    assert "articles read" not in counts(site)
