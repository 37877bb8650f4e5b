"""The commands of `[run] after` run when the site has changed, and again until they succeed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from feedtool.errors import EXIT_CHANGED, EXIT_LEFT_OUT, EXIT_OK, ConfigError
from feedtool.pipeline.hooks import KEY, Hooks, run
from feedtool.state.cache.last_build import OutputChange
from support.folders import TESTS, tree
from support.messages import says
from support.processes import Run
from support.sites import CONFIG, NOW, NewSite, SiteFolder
from support.texts import story

A, B = "The first of the texts", "The second of the texts"
KEEP = "cat >> changes.jsonl && echo >> changes.jsonl"
FAIL = "test ! -e broken || { echo the host is down >&2; exit 23; }"


def hooked(new_site: NewSite, *commands: str, more: str = "") -> SiteFolder:
    site = new_site(f"{CONFIG}\n[run]\nafter = {json.dumps(commands)}\n{more}")
    site.write("a.txt", story(A))
    return site


def changes(site: SiteFolder) -> list[dict[str, Any]]:
    path = site.root / "changes.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_commands_get_the_changes_and_run_only_if_there_are_any(new_site: NewSite) -> None:
    site = hooked(new_site, KEEP)
    site.build()
    assert changes(site) == [{"changed": [], "deleted": [], "everything": True}]
    assert site.build(NOW + 60).files_changed == 0
    assert len(changes(site)) == 1
    site.write("b.txt", story(B))
    report = site.build(NOW + 120)
    assert len(changes(site)) == 2
    assert changes(site)[1] == {
        "changed": list(report.written),
        "deleted": [],
        "everything": False,
    }
    site.remove("b.txt")
    report = site.build(NOW + 180)
    assert changes(site)[2]["deleted"] == list(report.deleted)
    assert "articles/the-second-of-the-texts.html" in report.deleted


def test_commands_run_in_the_folder_of_the_configuration_with_the_paths(new_site: NewSite) -> None:
    said = 'echo "$FEEDTOOL_OUTPUT $FEEDTOOL_BASE_URL" > said'
    site = hooked(new_site, f"test -e feedtool.toml && {said}")
    site.build()
    assert (site.root / "said").read_text() == f"{site.output} https://example.org/news/\n"


def test_a_failure_is_a_problem_until_the_command_succeeds(
    new_site: NewSite, feedtool_in: Run
) -> None:
    site = hooked(new_site, FAIL, KEEP)
    site.build()
    (site.root / "broken").touch()
    site.write("b.txt", story(B))
    done = feedtool_in("build", cwd=site.root)
    assert done.returncode == EXIT_OK  # the site itself is published
    assert says(
        done.stderr.strip(),
        f"feedtool: {KEY}: command 1 (test) failed with status 23: the host is down; "
        "the next build runs it again",
    )
    assert B in site.shown()
    again = feedtool_in("build", "--quiet", cwd=site.root, now=NOW + 300)
    assert (again.returncode, again.stderr) == (EXIT_OK, "")  # it was reported already
    site.write("c.txt", story("The third of the texts"))
    site.build(NOW + 600)
    assert len(changes(site)) == 1  # the second command does not run after a failure
    (site.root / "broken").unlink()
    done = feedtool_in("build", cwd=site.root, now=NOW + 900)
    assert says(done.stderr.strip(), f"feedtool: {KEY}: resolved")
    (_, last) = changes(site)
    assert {
        "articles/the-second-of-the-texts.html",
        "articles/the-third-of-the-texts.html",
    } <= set(last["changed"])
    assert site.build(NOW + 1200).problems == ()
    assert len(changes(site)) == 2


def test_a_lost_cache_or_an_interruption_counts_as_a_change_of_everything(
    new_site: NewSite,
) -> None:
    site = hooked(new_site, FAIL, KEEP)
    site.build()
    (site.root / "broken").touch()
    site.write("b.txt", story(B))
    site.build(NOW + 60)
    (site.root / "broken").unlink()
    (site.state / "cache.sqlite").unlink()
    site.build(NOW + 120)
    assert changes(site)[-1]["everything"]


def test_a_plan_runs_nothing(new_site: NewSite) -> None:
    site = hooked(new_site, KEEP)
    site.plan()
    assert changes(site) == []


def hooks(folder: Path, *commands: str, seconds: float = 30) -> Hooks:
    return Hooks(commands, folder, seconds)


def test_a_command_that_takes_too_long_is_stopped_with_its_children(tmp_path: Path) -> None:
    command = "sleep 60 & echo $! > child; echo waiting; wait"
    started = time.monotonic()
    problem = run(hooks(tmp_path, command, seconds=1), OutputChange(("a",)))
    assert time.monotonic() - started < 20
    assert problem is not None
    assert "took more than 1 seconds and was stopped: waiting" in problem.message
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 5
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-program-at-all", "command 1 (no-such-program-at-all) failed with status 127: "),
        ("kill -9 $$", "command 1 (kill) was ended by signal 9; "),
        ("yes | head -c 3000000; printf '\\377\\n'; exit 1", "failed with status 1: \ufffd; "),
        ("exec 0<&-; exit 3", "command 1 (exec) failed with status 3; "),
    ],
)
def test_a_failure_names_the_command_and_its_last_line(
    tmp_path: Path, command: str, said: str
) -> None:
    problem = run(hooks(tmp_path, command), OutputChange(tuple(map(str, range(9999)))))
    assert problem is not None
    assert said in problem.message
    assert not problem.left_out


def test_a_missing_folder_is_a_failure(tmp_path: Path) -> None:
    problem = run(hooks(tmp_path / "nowhere", "true"), OutputChange(("a",)))
    assert problem is not None
    assert "cannot be started" in problem.message


@pytest.mark.parametrize("command", ["", " ", "a\0b"])
def test_an_empty_command_is_refused(new_site: NewSite, command: str) -> None:
    site = hooked(new_site, command)
    with pytest.raises(ConfigError, match=r"run\.after"):
        site.build()


def test_the_exit_status_shows_whether_something_changed(
    new_site: NewSite, feedtool_in: Run
) -> None:
    site = new_site()
    site.write("a.txt", story(A))
    site.write("empty.txt", b"")
    assert feedtool_in("build", "--exit-code-changed", cwd=site.root).returncode == EXIT_CHANGED
    assert feedtool_in("build", "--exit-code-changed", cwd=site.root).returncode == EXIT_LEFT_OUT


# -- health checks ---------------------------------------------------------------------------------


class Check(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def health_check(status: int) -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Check)
    server.asked, server.status = [], status
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def test_a_health_check_is_pinged_after_each_build(new_site: NewSite, feedtool_in: Run) -> None:
    with health_check(200) as server:
        url = f"http://127.0.0.1:{server.server_port}/secret"
        site = new_site(f'{CONFIG}\n[run]\nping = "{url}"\n')
        site.write("a.txt", story(A))
        for _ in range(2):
            done = feedtool_in("build", cwd=site.root)
            assert (done.returncode, done.stderr) == (EXIT_OK, "")
        assert server.asked == ["/secret"] * 2
        (site.root / "feedtool.toml").write_text("[site\n")
        assert feedtool_in("build", cwd=site.root).returncode == 2
        assert len(server.asked) == 2


def test_a_health_check_that_fails_is_reported_without_its_address(
    new_site: NewSite, feedtool_in: Run
) -> None:
    with health_check(404) as server:
        url = f"http://127.0.0.1:{server.server_port}/secret"
        site = new_site(f'{CONFIG}\n[run]\nping = "{url}"\n')
        site.write("a.txt", story(A))
        done = feedtool_in("build", cwd=site.root)
        assert done.returncode == EXIT_OK
        assert "[run] ping: the health check was not reached: HTTP Error 404" in done.stderr
        assert "secret" not in done.stderr
        assert feedtool_in("build", "--quiet", cwd=site.root).stderr == ""


# -- recipes ---------------------------------------------------------------------------------------


def recipe(name: str) -> list[str]:
    """The commands in a section of docs/hosting/upload.md."""
    page = (TESTS.parent / "docs" / "hosting" / "upload.md").read_text("utf-8")
    section = page.split(f"\n## {name}\n")[1]
    found = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert found is not None
    commands: list[str] = tomllib.loads(found[1])["run"]["after"]
    return commands


def test_the_site_is_copied_with_rsync(new_site: NewSite, tmp_path: Path) -> None:
    if not os.environ.get("FEEDTOOL_REQUIRE_REAL") and shutil.which("rsync") is None:
        pytest.skip("rsync is not installed")
    (command,) = recipe("rsync")
    site = hooked(new_site, command.replace("example.org:/var/www/news/", f"{tmp_path}/www/"))
    assert site.build().problems == ()
    site.write("b.txt", story(B))
    site.remove("a.txt")
    site.build(NOW + 60, allow_removals=True)
    assert tree(tmp_path / "www") == tree(site.output)


def test_the_site_is_pushed_with_git(new_site: NewSite, tmp_path: Path) -> None:
    if not os.environ.get("FEEDTOOL_REQUIRE_REAL") and shutil.which("git") is None:
        pytest.skip("git is not installed")
    site = hooked(new_site, *recipe("A branch that a host publishes"))
    git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "remote"))
    git("clone", "--quiet", str(tmp_path / "remote"), str(site.output))
    for name, value in {"push.default": "current", "user.name": "A", "user.email": "a@b"}.items():
        git("-C", str(site.output), "config", name, value)
    assert site.build().problems == ()
    assert site.build(NOW + 60).problems == ()
    site.write("b.txt", story(B))
    assert site.build(NOW + 120).problems == ()
    git("clone", "--quiet", str(tmp_path / "remote"), str(tmp_path / "copy"))
    assert (tmp_path / "copy/articles/the-second-of-the-texts.html").exists()
    log = git("-C", str(tmp_path / "copy"), "log", "--format=%s")
    assert log.splitlines() == ["Update the site"] * 2


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout
