"""Runs feedtool and other programs as separate processes."""

from __future__ import annotations

import atexit
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

import feedtool
from support.commands import Commands
from support.sites import NOW

Run = Callable[..., subprocess.CompletedProcess[str]]
_OF_PYTHON = ("PYTHON", "LANG", "LC_")  # what Python reads when it starts


def environment(now: int | None = NOW, **more: str) -> dict[str, str]:
    """The environment of a process that runs the version of feedtool under test."""
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    kept["PYTHONPATH"] = str(Path(feedtool.__file__).parent.parent)
    if now is not None:
        kept["SOURCE_DATE_EPOCH"] = str(now)
    return kept | more


def run_feedtool(
    *arguments: str | Path, cwd: Path, now: int | None = NOW, **more: str
) -> subprocess.CompletedProcess[str]:
    """Runs `feedtool` like cron: as a separate process, without a terminal.

    If nothing in its environment is for Python itself, the process does not start it.
    """
    if not any(name.startswith(_OF_PYTHON) for name in more):
        words = [*map(str, arguments)]
        return _commands().run(words, cwd, environment(now, **more), seconds=60)
    return subprocess.run(
        [sys.executable, "-m", "feedtool", *map(str, arguments)],
        cwd=cwd,
        env=environment(now, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@cache
def _commands() -> Commands:
    commands = Commands()
    atexit.register(commands.close)
    return commands


def on_a_terminal(
    arguments: Sequence[str], cwd: Path, typed: str = "", seconds: float = 30, **more: str
) -> tuple[int, str]:
    """Exit status and screen of a command run on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "feedtool", *arguments],
        cwd=cwd,
        env=environment(**{"TERM": "xterm", "NO_COLOR": ""} | more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    screen, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                read = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not read:
                break
            screen += read
    os.close(ours)
    code = process.wait(timeout=seconds)
    return code, screen.decode().replace("\r\n", "\n")


def real_program(name: str) -> str:
    """The path of a program. Skips the test without it, or fails if FEEDTOOL_REQUIRE_REAL=1."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        reason = f"{name} is not installed"
        if os.environ.get("FEEDTOOL_REQUIRE_REAL") == "1":
            pytest.fail(f"{reason}, and FEEDTOOL_REQUIRE_REAL=1")
        pytest.skip(reason)
    return found
