"""`feedtool watch` builds and serves every change, and survives errors."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from feedtool.cli import watch as watch_command
from feedtool.config import Options
from feedtool.preview.watch import LiveServer, changes, watched_folders, with_script
from feedtool.state.lock import hold
from support.messages import says
from support.processes import environment
from support.sites import CONFIG, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' https:; base-uri 'none'"
SECONDS = 20
Found = TypeVar("Found")


class Watching:
    """A running `feedtool watch`, with its output."""

    def __init__(self, root: Path) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "feedtool", "watch", "--port", "0"],
            cwd=root,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = int(re.search(r":(\d+)/", self.wait_for("http://127.0.0.1:"))[1])  # type: ignore[index]

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines += []
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, words: str, after: int = 0) -> str:
        """The first line with these words, after skipping a number of lines."""
        return until(lambda: [li for li in self.lines[after:] if words in li], self.lines)[0]

    def get(self, path: str) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request("GET", f"/news{path}")  # the path of the public address
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()


def until(found: Callable[[], Found], told: object = "waited in vain") -> Found:
    """The first true result of repeated calls; fails if there is none in time."""
    end = time.monotonic() + SECONDS
    while not (value := found()):
        assert time.monotonic() < end, told
        time.sleep(0.02)
    return value


@pytest.fixture
def filled(site: SiteFolder) -> SiteFolder:
    site.write("a.txt", story("The first of the texts"))
    return site


@pytest.fixture
def watching(filled: SiteFolder) -> Iterator[Watching]:
    made = Watching(filled.root)
    try:
        made.wait_for("files written")
        yield made
    finally:
        made.stop()


# -- the command -------------------------------------------------------------------------------


def test_a_site_is_built_at_once_and_shown(filled: SiteFolder, watching: Watching) -> None:
    status, headers, page = watching.get("/")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert "The first of the texts" in page
    here = f"http://127.0.0.1:{watching.port}/news/"
    assert f"<link>{here}</link>" in watching.get("/rss.xml")[2]
    assert b"<link>https://example.org/news/</link>" in filled.files()["rss.xml"]


def test_what_changes_is_built_and_shown(filled: SiteFolder, watching: Watching) -> None:
    said = len(watching.lines)
    filled.write("new/b.txt", story("Another text has come"))
    assert "files written" in watching.wait_for("files written", said)
    assert "Another text has come" in watching.get("/")[2]
    said = len(watching.lines)
    configuration = filled.root / "feedtool.toml"
    draft = configuration.with_suffix(".new")  # like editors: replaced by another file
    draft.write_text(CONFIG.replace("Test site", "Renamed site"))
    os.replace(draft, configuration)
    watching.wait_for("files written", said)
    assert "Renamed site" in watching.get("/")[2]
    said = len(watching.lines)
    first = story("The first of the texts").splitlines()[2]
    filled.rule(
        f'[[rule]]\nid = "own"\nwhy = "own"\nwhere = "anywhere"\nequals = ["{first}"]\n'
        f'drops = ["{first}"]\nkeeps = ["something else"]\n'
    )
    watching.wait_for("files written", said)
    assert first not in watching.get("/articles/the-first-of-the-texts.html")[2]


def test_what_is_wrong_is_told_in_a_line_and_watching_goes_on(
    filled: SiteFolder, watching: Watching
) -> None:
    for broken, said_of_it in (
        ("[site\n", "feedtool: feedtool.toml: is not valid TOML"),
        (CONFIG + "[outptu]\n", "feedtool: feedtool.toml: there is no table 'outptu'"),
        (CONFIG + '[input]\nfolder = "elsewhere"\n', "feedtool: "),
    ):
        said = len(watching.lines)
        filled.configure(broken)
        line = watching.wait_for(said_of_it, said)
        assert watching.lines[said:] == [line]
        assert watching.get("/")[0] == 200
    said = len(watching.lines)
    filled.configure(CONFIG)
    filled.write("b.txt", story("Another text has come"))
    watching.wait_for("files written", said)
    assert "Another text has come" in watching.get("/")[2]


def test_a_bug_does_not_end_it(
    filled: SiteFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("one\ntwo")

    session = watch_command.Session(Options(config=filled.root / "feedtool.toml"), 0)
    monkeypatch.setattr(watch_command.build, "build", fail)
    with session.show.running():
        session.build()
        monkeypatch.undo()
        session.build()
    found = capsys.readouterr()
    assert found.err == (
        "feedtool: the build failed because of a bug in feedtool (RuntimeError: one two); "
        "please report it [FT913]\n"
    )
    assert "files written" in found.out


def test_another_output_folder_is_shown_instead(filled: SiteFolder, watching: Watching) -> None:
    filled.configure(CONFIG + '[output]\nfolder = "other"\n')
    until(lambda: (filled.root / "other/index.html").exists())
    shutil.rmtree(filled.output)
    until(lambda: watching.get("/")[0] == 200)


def test_a_deleted_output_folder_is_built_again(filled: SiteFolder, watching: Watching) -> None:
    shutil.rmtree(filled.output)
    until(lambda: (filled.output / "index.html").exists())
    until(lambda: watching.get("/")[0] == 200)


def test_a_build_that_was_in_the_way_does_not_swallow_a_change(
    filled: SiteFolder, watching: Watching
) -> None:
    said = len(watching.lines)
    with hold(filled.state):
        filled.write("b.txt", story("Another text has come"))
        time.sleep(1)
        assert watching.lines[said:] == []
    watching.wait_for("files written", said)


def test_a_page_on_show_is_told_of_every_change(filled: SiteFolder, watching: Watching) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", watching.port, timeout=SECONDS)
    connection.request("GET", "/.feedtool/news")
    news = connection.getresponse()
    assert news.headers["Content-Type"] == "text/event-stream"
    seen = [news.readline()]
    assert seen[0].decode().strip().removeprefix("data: ") == shown_state(watching)
    for number in range(2):
        assert news.readline() == b"\n"
        filled.write("a.txt", story("The first of the texts", edit=f"Edit {number}."))
        seen.append(news.readline())
        assert seen[-1] != seen[-2]
        assert seen[-1].decode().strip().removeprefix("data: ") == shown_state(watching)
    connection.close()


def shown_state(watching: Watching) -> str:
    found = re.search(r'<script src="/.feedtool/reload.js\?state=([^"]+)">', watching.get("/")[2])
    assert found is not None
    return found[1]


def test_nothing_of_it_gets_into_a_file(filled: SiteFolder, watching: Watching) -> None:
    assert shown_state(watching)
    assert all(b".feedtool" not in body for body in filled.files().values())


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_though_a_page_is_open(
    watching: Watching, stop: signal.Signals
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", watching.port, timeout=SECONDS)
    connection.request("GET", "/.feedtool/news")
    assert connection.getresponse().readline().startswith(b"data: ")
    watching.process.send_signal(stop)
    assert watching.process.wait(SECONDS) == 0
    connection.close()
    assert not [line for line in watching.lines if "Traceback" in line]


def test_without_the_extra_it_says_what_to_install(filled: SiteFolder) -> None:
    script = "import sys; sys.modules['watchfiles'] = None; from feedtool.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "watch", "--port", "0"],
        cwd=filled.root,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert says(line, "feedtool: feedtool watch: … package watchfiles … install feedtool[watch]")


# -- what is watched ---------------------------------------------------------------------------


def test_every_place_that_a_site_is_made_of_is_seen_and_no_other(filled: SiteFolder) -> None:
    where = watched_folders(filled.config, filled.root / "feedtool.toml")
    found = changes(lambda: where)
    assert next(found) is True
    assert next(found) is False

    def is_seen(write: Callable[[], object]) -> bool:
        write()
        seen = any(next(found) for _ in range(4))
        while next(found):
            pass
        return seen

    root = filled.root
    assert is_seen(lambda: filled.write("b.txt", "words"))
    assert is_seen(lambda: filled.write("deep/er/c.txt", "words"))
    assert is_seen(lambda: filled.remove("b.txt"))
    assert is_seen(lambda: filled.rule("# a rule"))
    assert is_seen(lambda: filled.rule("# another"))
    assert is_seen((root / "templates").mkdir)
    assert is_seen(lambda: (root / "templates" / "base.html").write_text("<p>"))
    assert is_seen(lambda: filled.configure(CONFIG + "\n"))
    assert is_seen(lambda: shutil.rmtree(root / "templates"))
    assert is_seen(lambda: filled.articles.rename(root / "away"))
    assert is_seen(lambda: (root / "away").rename(filled.articles))
    assert is_seen(lambda: filled.write("d.txt", "words"))
    assert not is_seen(lambda: (root / "other.txt").write_text("words"))
    assert not is_seen(filled.build)
    assert is_seen(lambda: shutil.rmtree(filled.output))
    assert not is_seen(filled.build)
    found.close()  # type: ignore[attr-defined]


def test_state_that_lies_among_the_articles_does_not_set_off_builds(filled: SiteFolder) -> None:
    filled.configure(CONFIG + '[state]\nfolder = "articles/.state"\n')
    where = watched_folders(filled.config, filled.root / "feedtool.toml")
    found = changes(lambda: where)
    assert next(found) is True
    filled.build()
    assert [next(found) for _ in range(4)] == [False] * 4
    found.close()  # type: ignore[attr-defined]


# -- what is served ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "meta",
    [
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f'<META content="{POLICY}" HTTP-EQUIV=content-security-policy />',
        '<meta http-equiv="Content-Security-Policy" content="'
        + POLICY.replace("'", "&#39;")
        + '">',
        '<meta http-equiv="Content-Security-Policy"\n content="' + POLICY + '">',
        '<meta http-equiv="Content-Security-Policy">',
    ],
)
def test_a_page_with_a_policy_is_shown_without_it(meta: str) -> None:
    page = with_script(f"<head>{meta}</head><body>x</body>".encode(), "/s.js").decode()
    assert page == '<head></head><body>x<script src="/s.js"></script>\n</body>'


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"no tags",
        b"<body>\xff not UTF-8</body></html>",
        b'<meta name="description" content="default-src \'none\'"><body></BODY >',
        b'<meta name="x" content="content-security-policy"><body></body>',
        b"<p>http-equiv=content-security-policy</p><body></body>",
    ],
)
def test_nothing_else_of_a_page_is_changed(page: bytes) -> None:
    script = b'<script src="/s.js"></script>\n'
    assert with_script(page, "/s.js").count(script) == 1
    assert with_script(page, "/s.js").replace(script, b"") == page


def test_a_page_that_is_missing_loads_again_once_it_is_there(tmp_path: Path) -> None:
    show = LiveServer(tmp_path, 0)
    with show.running():
        connection = http.client.HTTPConnection("127.0.0.1", show.port, timeout=SECONDS)
        for body in (None, "<body>nothing here</body>"):
            if body is not None:
                (tmp_path / "404.html").write_text(body)
            connection.request("GET", "/a.html")
            answer = connection.getresponse()
            page = answer.read().decode()
            assert answer.status == 404
            assert f"reload.js?state={show.state}" in page
            assert body is None or "nothing here" in page
        connection.close()
