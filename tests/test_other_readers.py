"""Other programs may read the state, such as a nightly backup, and builds go on."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing

import pytest

from feedtool.errors import PublishError
from feedtool.state import CACHE, LEDGER, database
from support.messages import says
from support.processes import run_feedtool
from support.sites import SiteFolder
from support.texts import story


@pytest.mark.parametrize("name", [LEDGER, CACHE])
def test_a_build_waits_for_a_program_that_reads_the_state(site: SiteFolder, name: str) -> None:
    site.write("a.txt", story("First"))
    site.build()
    site.write("b.txt", story("Second"))
    with closing(sqlite3.connect(site.state / name, check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM sqlite_master").fetchall()
        timer = threading.Timer(0.5, reader.rollback)
        timer.start()
        site.build()
        timer.join()
    assert set(site.shown()) == {"First", "Second"}


def failure(site: SiteFolder) -> str:
    """The message of a build that fails; the exception, which has its connections, is dropped."""
    try:
        site.build()
    except PublishError as error:
        return str(error)
    pytest.fail("the build succeeded")


@pytest.mark.parametrize("name", [LEDGER, CACHE])
def test_a_program_that_never_ends_is_named_as_the_cause(
    site: SiteFolder, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    site.write("a.txt", story("First"))
    site.build()
    site.write("b.txt", story("Second"))
    before = site.looks()
    with closing(sqlite3.connect(site.state / name)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM sqlite_master").fetchall()
        message = failure(site)
    assert says(message, f"{site.state / name}: … another program … try again")
    if name == LEDGER:
        assert site.looks() == before
    site.build()
    assert set(site.shown()) == {"First", "Second"}


# -- the output folder -----------------------------------------------------------------------------

PIPES = ["index.html", "articles/first.html", "articles/other.html", "atom.xml", "_redirects"]
COMMANDS = [("build",), ("check",), ("check", "--output"), ("ledger", "verify"), ("status",)]


@pytest.mark.thorough
@pytest.mark.parametrize("path", PIPES)
def test_nothing_waits_for_a_pipe_in_the_output_folder(site: SiteFolder, path: str) -> None:
    site.write("a.txt", story("First"))
    site.build()
    (site.output / path).unlink(missing_ok=True)
    os.mkfifo(site.output / path)
    for command in COMMANDS:
        assert "Traceback" not in run_feedtool(*command, cwd=site.root).stderr
    (site.state / LEDGER).unlink()
    assert run_feedtool("build", cwd=site.root).returncode in (0, 1)
