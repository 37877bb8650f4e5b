"""Subscribers do not notice if a system call fails, or the process is killed at it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.injected import (
    SCENARIOS,
    Outcome,
    Point,
    Record,
    Stage,
    go_through,
    sample,
    tell,
)
from support.processes import real_program

SAMPLE = 60


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in memory if possible, because a build spends most of its time on the disk."""
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else tmp_path
    with tempfile.TemporaryDirectory(dir=place) as folder:
        # Compiled modules are available to all builds, however this is run.
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", f"{folder}/compiled")
        yield Path(folder)


def stages_in(home: Path) -> list[Stage]:
    """Every scenario, prepared; skips if strace is not permitted."""
    strace = real_program("strace")
    done = subprocess.run(
        [strace, "-f", "-o", str(home / "try.txt"), "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    return [Stage(scenario, home / name) for name, scenario in SCENARIOS.items()]


def tried(
    home: Path, points: Callable[[list[Point]], list[Point]], record: Record | None = None
) -> list[Outcome]:
    """Tries the points that are not in the record, and shows progress on the terminal."""
    stages = stages_in(home)
    chosen = points([point for stage in stages for point in stage.points])
    done = {outcome.point: outcome for outcome in (record.outcomes() if record else ())}
    outcomes, started = [done[point] for point in chosen if point in done], time.monotonic()
    left = [point for point in chosen if point not in done]
    for outcome in go_through(stages, left, home / "points"):
        outcomes.append(outcome)
        if record:
            record.add(outcome)
        if outcome.faults or len(outcomes) % 200 == 0:
            seconds = time.monotonic() - started
            lines = (f"{outcome.point}", *outcome.faults) if outcome.faults else ()
            count = f"{len(outcomes)} of {len(chosen)}, {seconds:.0f} s"
            print(count, *lines, sep="\n  ", file=sys.stderr)
    for line in tell(outcomes):
        print(line)
    return outcomes


def test_a_sample_of_system_calls_can_fail_without_harm(home: Path) -> None:
    outcomes = tried(home, lambda points: sample(points, SAMPLE))
    assert len(outcomes) == SAMPLE
    assert [str(o) for o in outcomes if o.faults] == []


@pytest.mark.slow
def test_every_system_call_can_fail_without_harm(home: Path) -> None:
    """All points, or as many as FEEDTOOL_FAULTS says; goes on where the file of a run ended."""
    count, record = os.environ.get("FEEDTOOL_FAULTS"), os.environ.get("FEEDTOOL_FAULTS_RECORD")
    outcomes = tried(
        home,
        lambda points: sample(points, int(count) if count else None),
        Record(Path(record)) if record else None,
    )
    assert {outcome.ending for outcome in outcomes} >= {"killed", "reported", "done anyway"}
    assert [str(o) for o in outcomes if o.faults] == []
