"""What is reported to a site's owner, and when: at once, once a day, and when it is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from feedtool.errors import Busy
from feedtool.model import Problem
from feedtool.state import lock, status
from support.messages import says
from support.processes import environment, on_a_terminal
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

HOUR, DAY = 3600, 86_400
Build = Callable[..., subprocess.CompletedProcess[str]]
BAD = "bad.txt: is empty"


@pytest.fixture
def build(site: SiteFolder) -> Build:
    """Runs `feedtool build` at a time, as cron does."""

    def run(now: int, *options: str, quiet: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "feedtool", "build", *["--quiet"] * quiet, *options],
            cwd=site.root,
            env=environment() | {"SOURCE_DATE_EPOCH": str(now)},
            capture_output=True,
            text=True,
            check=False,
        )

    site.write("good.txt", story("A text that is in order"))
    return run


def asked(site: SiteFolder, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "feedtool", "status", *options],
        cwd=site.root,
        env=environment() | {"SOURCE_DATE_EPOCH": str(NOW + 10 * DAY)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_problem_is_reported_when_new_once_a_day_and_when_solved(
    site: SiteFolder, build: Build
) -> None:
    site.write("bad.txt", "")
    first = build(NOW)
    assert (first.returncode, first.stdout) == (3, "")
    assert BAD in first.stderr
    for minutes in (5, 10, 1435):
        again = build(NOW + 60 * minutes)
        assert (again.returncode, again.stdout, again.stderr) == (3, "", "")
    assert BAD in build(NOW + DAY).stderr
    assert build(NOW + DAY + HOUR).stderr == ""
    assert BAD in build(NOW + DAY + HOUR, "-v", quiet=False).stderr
    assert BAD in build(NOW + DAY + HOUR, "--json", quiet=False).stderr
    site.write("bad.txt", story("It is well again"))
    over = build(NOW + DAY + 2 * HOUR)
    assert over.returncode == 0
    assert "bad.txt: resolved (was: is empty" in over.stderr
    site.write("bad.txt", "")
    build(NOW + DAY + 2 * HOUR + 60)
    site.remove("bad.txt")
    assert "bad.txt: is gone (was: is empty" in build(NOW + DAY + 2 * HOUR + 120).stderr
    assert build(NOW + DAY + 3 * HOUR).stderr == ""


def test_a_problem_that_persists_is_a_line_unless_quiet(site: SiteFolder, build: Build) -> None:
    site.write("bad.txt", "")
    site.write("worse.txt", "")
    build(NOW)
    again = build(NOW + 300, quiet=False)
    assert (again.returncode, again.stdout) == (3, "")
    assert again.stderr == "feedtool: 2 problems as before; `feedtool status` lists them\n"
    site.articles.rename(site.root / "elsewhere")
    first = build(NOW + 600, quiet=False).stderr
    assert build(NOW + 900, quiet=False).stderr == first.replace("tool: ", "tool: as before: ", 1)
    assert build(NOW + 1200, "-v").returncode == 2  # one of the two


def test_articles_that_wait_are_counted_and_the_next_is_named(
    site: SiteFolder, build: Build
) -> None:
    site.configure(CONFIG + "[input]\nsettle = 30\n")
    for name, date in (("b.md", "2027-01-02T00:00Z"), ("a.md", "2027-03-01")):
        site.write(name, f"---\ndate: {date}\n---\n{story(f'A text for {name}')}")
    site.write("draft.md", f"---\ndraft: true\n---\n{story('A draft')}")
    os.utime(site.write("now.txt", story("A text of this minute")), (NOW, NOW))
    lines = [
        "2 articles are scheduled; next: b.md at 2027-01-02 00:00 UTC",
        "1 file is being written and left to a build after 14:13:50 UTC: now.txt",
    ]
    for done in (build(NOW + 1, "-v", quiet=False), build(NOW + 2, "-v", quiet=False), asked(site)):
        assert [line for line in done.stdout.splitlines() if line in lines] == lines
    assert json.loads(asked(site, "--json").stdout)["scheduled"] == {
        "count": 2,
        "next": "b.md",
        "at": "2027-01-02T00:00:00Z",
    }
    over = json.loads(build(NOW + 200 * DAY, "--json").stdout)
    assert (over["scheduled"], over["being_written"], over["new"]) == (None, None, 3)


def test_places_are_coloured_on_a_terminal_only(site: SiteFolder, build: Build) -> None:
    site.write("bad.txt", "")
    assert "\x1b" not in build(NOW).stderr + asked(site).stdout
    red = "\x1b[31m\x1b[1mbad.txt\x1b[0m: is empty"
    for more, is_red in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        _, screen = on_a_terminal(["status"], site.root, **more)
        assert (red in screen, "bad.txt" in screen) == (is_red, True)


def test_a_failure_is_reported_once_a_day_and_when_it_is_over(
    site: SiteFolder, build: Build
) -> None:
    build(NOW)
    site.articles.rename(site.root / "elsewhere")
    first = build(NOW + 60)
    assert first.returncode == 1
    assert str(site.articles) in first.stderr
    quiet = build(NOW + 120)
    assert (quiet.returncode, quiet.stderr) == (1, "")
    assert build(NOW + 60 + DAY).stderr == first.stderr
    (site.root / "elsewhere").rename(site.articles)
    over = build(NOW + 2 * DAY)
    assert over.returncode == 0
    assert "the last build: resolved" in over.stderr
    assert build(NOW + 2 * DAY + 60).stderr == ""


def test_a_broken_configuration_is_reported_once_a_day(site: SiteFolder, build: Build) -> None:
    build(NOW)
    site.configure("[site]\nbase-url = 3\n")
    assert build(NOW + 60).stderr
    assert (build(NOW + 120).returncode, build(NOW + 120).stderr) == (2, "")


def test_the_status_has_times_and_problems(site: SiteFolder, build: Build) -> None:
    assert asked(site).returncode == 1
    site.write("bad.txt", "")
    build(NOW)
    build(NOW + HOUR)
    shown = asked(site, "--json")
    assert shown.returncode == 3
    told = json.loads(shown.stdout)
    assert told["articles"] == 1
    assert told["last_change"] == "2026-09-21T14:13:20Z"
    assert told["last_run"] == told["last_success"] == "2026-09-21T15:13:20Z"
    (problem,) = told["problems"]
    assert problem["key"] == "bad.txt"
    assert problem["since"] == "2026-09-21T14:13:20Z"
    assert "bad.txt: is empty" in asked(site).stdout
    site.remove("bad.txt")
    build(NOW + 2 * HOUR)
    assert asked(site).returncode == 0
    assert asked(site, "--max-age", "60").returncode == 1
    site.articles.rename(site.root / "elsewhere")
    build(NOW + 3 * HOUR)
    failing = asked(site, "--json")
    assert failing.returncode == 1
    assert json.loads(failing.stdout)["last_success"] == "2026-09-21T16:13:20Z"
    assert json.loads(failing.stdout)["last_run"] == "2026-09-21T17:13:20Z"


def test_the_status_file_changes_only_when_its_content_does(site: SiteFolder, build: Build) -> None:
    build(NOW)
    path = site.state / "status.json"
    before, inode = path.read_bytes(), path.stat().st_ino
    build(NOW + HOUR)
    assert (path.read_bytes(), path.stat().st_ino) == (before, inode)
    assert path.stat().st_mtime == NOW + HOUR


def test_a_notice_is_reported_once() -> None:
    remark = Problem("a.txt", "is nearly the same as b.txt", left_out=False)
    after, news = status.succeeded(status.Status(), 2, [remark], 1, NOW)
    assert news.problems == (remark,)
    later, news = status.succeeded(after, 2, [remark], 0, NOW + 2 * DAY)
    assert news == status.News()
    assert status.succeeded(later, 2, [], 0, NOW + 3 * DAY)[1] == status.News()


def test_a_second_run_exits_at_once_or_waits_up_to_the_given_time(
    site: SiteFolder, build: Build
) -> None:
    with lock.hold(site.state):
        busy = build(NOW)
        assert busy.returncode == 75
        assert len(busy.stderr.splitlines()) == 1
        started = time.monotonic()
        with pytest.raises(Busy), lock.hold(site.state, wait=0.5):
            pass
        assert time.monotonic() - started >= 0.5
    assert build(NOW, "--wait", "5").returncode == 0


def test_lines_in_the_journal_have_a_level(site: SiteFolder) -> None:
    site.write("bad.txt", "")
    site.write("good.txt", story("A text that is in order"))
    with (site.root / "journal").open("w+b") as journal:
        info = os.fstat(journal.fileno())
        stream = {"JOURNAL_STREAM": f"{info.st_dev}:{info.st_ino}"}
        command = [sys.executable, "-m", "feedtool", "build"]
        subprocess.run(command, cwd=site.root, env=environment() | stream, stderr=journal)
        journal.seek(0)
        lines = journal.read().decode().splitlines()
    assert lines[0].startswith("<4>feedtool: bad.txt: is empty")
    assert lines[1].startswith("<6>feedtool: 1 article: 1 new; ")


def test_a_terminated_build_leaves_nothing_behind(site: SiteFolder, tmp_path: Path) -> None:
    for number in range(400):
        site.write(f"{number}.txt", story(f"Number {number} of very many texts"))
    with subprocess.Popen(
        [sys.executable, "-m", "feedtool", "build", "--jobs", "1"],
        cwd=site.root,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not (site.output / ".feedtool-staging").exists() and process.poll() is None:
            time.sleep(0.01)
        process.terminate()
        _, told = process.communicate()
    assert process.returncode == 143
    (line,) = told.splitlines()
    assert says(line, "feedtool: … terminated … signal … published")
    assert not site.files()
    assert site.build().articles == 400


def test_a_file_of_an_earlier_version_loads(tmp_path: Path) -> None:
    problem = '{"key": "bad.txt", "message": "is empty", "since": 5, "told": 7, "left_out": true}'
    (tmp_path / "status.json").write_text(f'{{"articles": 2, "problems": [{problem}]}}')
    found, _ = status.read(tmp_path)
    assert found.problems == (status.OpenProblem("bad.txt", "is empty", since=5, last_reported=7),)
    status.write(tmp_path, found, status.Status(), NOW)
    written = json.loads((tmp_path / "status.json").read_text())["problems"]
    assert written == [json.loads(problem) | {"is_failure": False, "codes": []}]
