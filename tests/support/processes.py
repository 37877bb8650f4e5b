"""Runs feedtool and other programs as separate processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import feedtool
from support.sites import NOW

Run = Callable[..., subprocess.CompletedProcess[str]]


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
    """Runs `feedtool` like cron: as a separate process, without a terminal."""
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


def real_program(name: str) -> str:
    """The path of a program. Skips the test without it, or fails if FEEDTOOL_REQUIRE_REAL=1."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        reason = f"{name} is not installed"
        if os.environ.get("FEEDTOOL_REQUIRE_REAL") == "1":
            pytest.fail(f"{reason}, and FEEDTOOL_REQUIRE_REAL=1")
        pytest.skip(reason)
    return found
