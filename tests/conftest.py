"""Fixtures for all tests, built from tests/support/."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from support.processes import Run, run_feedtool
from support.sites import CONFIG, NOW, NewSite, SiteFolder

# Configurations of other tools, which nothing must run.
collect_ignore_glob = ["moving-in/*"]

# The same examples on every machine, so that a failing test fails for everyone.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """An empty site."""
    return SiteFolder(tmp_path / "site")


@pytest.fixture
def new_site(tmp_path: Path) -> NewSite:
    """Creates as many sites as a test needs."""
    made: list[SiteFolder] = []

    def make(configuration: str = CONFIG) -> SiteFolder:
        made.append(SiteFolder(tmp_path / f"site-{len(made)}", configuration))
        return made[-1]

    return make


@pytest.fixture
def feedtool_in(site: SiteFolder) -> Run:
    """Runs `feedtool` in the folder of `site`."""

    def run(
        *arguments: str | Path, cwd: Path = site.root, now: int | None = NOW, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return run_feedtool(*arguments, cwd=cwd, now=now, **more)

    return run


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Sets the umask for one test."""
    before = os.umask(0o022)
    os.umask(before)
    yield os.umask
    os.umask(before)
