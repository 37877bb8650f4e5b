"""The result does not depend on who processes the batches, nor on failures of workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from feedtool.pipeline.workers import BATCH, Workers
from support.messages import says
from support.processes import environment, run_feedtool
from support.sites import CONFIG, SiteFolder
from support.texts import headline, story

pytestmark = pytest.mark.thorough

FOREIGN = '''
"""Executors as a user may write them."""
import os
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import feedtool

class Nobody(Executor):
    def submit(self, function, /, *args, **named):
        raise OSError("no route to host")

class Elsewhere(ThreadPoolExecutor):
    """Whose workers see another folder, or have another version."""
    def submit(self, function, /, *args, **named):
        if args and isinstance(args[0], Path):
            return super().submit(lambda: self.seen(*function(*args)))
        return super().submit(function, *args, **named)
    def seen(self, version, names):
        return version, names[1:]

class Older(Elsewhere):
    def seen(self, version, names):
        return "0.0.1", names

class Dying(ProcessPoolExecutor):
    """A pool, one worker of which is killed after a while."""
    submitted = 0
    def __init__(self):
        super().__init__(2, mp_context=get_context("spawn"))
    def submit(self, function, /, *args, **named):
        self.submitted += 1
        if self.submitted == 5:
            os.kill(next(iter(self._processes)), 9)
        return super().submit(function, *args, **named)

def nothing():
    return None

def broken():
    raise ZeroDivisionError("a mistake")
'''


def doubled(batch: list[int]) -> list[int]:
    return [2 * number for number in batch]


def fragile(batch: list[int]) -> list[int]:
    """Kills the process that runs it, unless that is the one that submitted it."""
    if 100 in batch and os.environ.get("FEEDTOOL_MAIN") != str(os.getpid()):
        os._exit(1)
    return doubled(batch)


class Unreachable(Executor):
    """Accepts a few batches, and then never responds."""

    def __init__(self) -> None:
        self.taken = 0

    def submit(self, function: Any, /, *args: Any, **named: Any) -> Future[Any]:
        self.taken += 1
        if self.taken > 3:
            raise ConnectionError
        future = Future[Any]()
        if self.taken == 2:
            future.cancel()
        else:
            future.set_result(function(*args, **named))
        return future


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1, 1000])
def test_results_come_in_the_order_of_the_input(count: int) -> None:
    with ThreadPoolExecutor(3) as pool:
        for workers in (Workers(), Workers(pool, 3)):
            assert list(workers.map(doubled, range(count))) == [(n, 2 * n) for n in range(count)]
            assert workers.lost == 0


def test_only_a_few_batches_are_in_flight() -> None:
    asked = 0

    def numbers() -> Iterator[int]:
        nonlocal asked
        for number in range(100_000):
            asked = number
            yield number

    with ThreadPoolExecutor(2) as pool:
        results = Workers(pool, 2).map(doubled, numbers())
        assert next(results) == (0, 0)
        assert asked < 10 * BATCH
        results.close()  # type: ignore[attr-defined]


def test_the_work_of_a_dead_worker_is_done_locally(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDTOOL_MAIN", str(os.getpid()))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        workers = Workers(pool, 2)
        assert list(workers.map(fragile, range(1000))) == [(n, 2 * n) for n in range(1000)]
    assert (workers.lost > 0, workers.why) == (True, "BrokenProcessPool")


def test_work_that_no_worker_accepts_is_done_locally() -> None:
    workers = Workers(Unreachable(), 2)
    assert list(workers.map(doubled, range(1000))) == [(n, 2 * n) for n in range(1000)]
    assert workers.lost == -(-1000 // BATCH) - 2  # of three accepted ones, one was cancelled


def test_an_exception_in_the_work_itself_is_not_hidden() -> None:
    def wrong(batch: list[int]) -> list[int]:
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        list(Workers(pool).map(wrong, range(3)))


# -- the setting ----------------------------------------------------------------------------------


@pytest.fixture
def many(site: SiteFolder) -> SiteFolder:
    """Enough articles to use workers."""
    for number in range(320):
        site.write(f"{number:03}.txt", story(headline(number), paragraphs=1))
    (site.root / "foreign.py").write_text(FOREIGN)
    return site


def built_with(many: SiteFolder, executor: str, command: str = "build") -> tuple[int, str, str]:
    """The exit status and the output."""
    many.configure(f'{CONFIG}\n[run]\njobs = 2\nexecutor = "{executor}"\n')
    paths = os.pathsep.join((str(many.root), *sys.path))
    done = run_feedtool(*command.split(), cwd=many.root, PYTHONPATH=paths)
    return done.returncode, done.stdout, done.stderr


def test_any_executor_builds_the_same_site(many: SiteFolder, tmp_path: Path) -> None:
    many.configure(f"{CONFIG}\n[run]\njobs = 1\n")
    assert run_feedtool("build", cwd=many.root).returncode == 0
    serial = many.files()
    for executor, lost in (
        ("concurrent.futures:ThreadPoolExecutor", False),
        ("foreign:Dying", True),
    ):
        for name in ("output", ".feedtool"):
            (many.root / name).rename(tmp_path / f"{name}-before-{executor}")
        code, printed, said = built_with(many, executor, "build --json")
        assert (code, many.files() == serial) == (0, True)
        notices = json.loads(printed)["notices"]
        assert sum("because workers died" in n for n in notices) == lost
        assert ("because workers died" in said) == lost


@pytest.mark.parametrize(
    ("executor", "code", "told"),
    [
        ("nowhere:made", 2, "… nowhere:made … ModuleNotFoundError: No module named"),
        ("foreign:missing", 2, "… foreign:missing … AttributeError: module 'foreign'"),
        ("foreign:broken", 2, "… foreign:broken … ZeroDivisionError: a mistake; name a"),
        ("foreign:nothing", 2, "… foreign:nothing … None … concurrent.futures."),
        ("foreign:Nobody", 1, "… foreign:Nobody … worker … OSError: no route to"),
        ("foreign:Older", 1, "… workers … feedtool 0.0.1"),
        ("foreign:Elsewhere", 1, "… folder … workers … foreign:"),
    ],
)
@pytest.mark.parametrize("command", ["build", "check"])
def test_an_unusable_executor_is_reported_before_anything_is_written(
    many: SiteFolder, executor: str, code: int, told: str, command: str
) -> None:
    status, printed, said = built_with(many, executor, command)
    assert (status, printed, said.count("\n")) == (code, "", 1)
    assert says(said, told)
    assert many.files() == {}
    # For a few articles no workers are needed.
    for path in sorted(many.articles.iterdir())[3:]:
        path.unlink()
    if command == "build":
        status, printed, said = built_with(many, executor)
        assert (status, printed) == (0, "")
        assert said.startswith("feedtool: the last build: resolved")


def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    program = """
import os, signal, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from feedtool.pipeline.executors import _end_with_parent
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    script = tmp_path / "killed.py"
    script.write_text(program, "utf-8")
    # It returns when nobody has its standard output open any more, so not before the worker ended.
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        check=False,
        env=environment(),
        timeout=60,
    )
    assert int(done.stdout)
