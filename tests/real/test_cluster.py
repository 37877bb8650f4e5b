"""A Dask cluster of real processes builds the same site, even if a worker is killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.processes import environment, run_feedtool
from support.sites import CONFIG, SiteFolder
from support.texts import headline, story

ARTICLES = 400
# A user's executor: the cluster, one worker of which is killed while it has work.
KILLING = """
import os
from feedtool.pipeline import dask as cluster

def dask():
    executor = cluster.executor()
    submit, submitted = executor.submit, []
    def kill(function, *args):
        submitted.append(function)
        if len(submitted) == 4:
            workers = executor._client.run(os.getpid)
            os.kill(next(iter(workers.values())), 9)
        return submit(function, *args)
    executor.submit = kill
    return executor
"""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a scheduler with two workers, each a process."""
    distributed = pytest.importorskip("distributed")
    # Workers import the version of feedtool under test.
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made.scheduler_address


@pytest.fixture
def serial(site: SiteFolder) -> dict[str, bytes]:
    """The site as one process builds it; it is removed from its folder afterwards."""
    for number in range(ARTICLES):
        site.write(f"{number:03}_2020-05-25.txt", story(headline(number)))
    site.configure(f"{CONFIG}\n[run]\njobs = 1\n")
    assert run_feedtool("build", cwd=site.root).returncode == 0
    files = site.files()
    assert len(files) > ARTICLES
    shutil.rmtree(site.output)
    shutil.rmtree(site.state)
    return files


@pytest.mark.parametrize("executor", ["dask", "killing:dask"])
def test_a_cluster_builds_the_same_site(
    site: SiteFolder, serial: dict[str, bytes], cluster: str, executor: str
) -> None:
    site.configure(f'{CONFIG}\n[run]\nexecutor = "{executor}"\n')
    (site.root / "killing.py").write_text(KILLING)
    paths = os.pathsep.join((str(site.root), environment()["PYTHONPATH"]))
    done = subprocess.run(
        [sys.executable, "-m", "feedtool", "build"],
        cwd=site.root,
        env=environment(DASK_SCHEDULER_ADDRESS=cluster) | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
    if executor == "dask":
        assert done.stderr == ""
    assert site.files() == serial


def test_a_cluster_that_is_not_named_or_unreachable_is_reported(
    site: SiteFolder, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    for number in range(300):
        site.write(f"{number:03}.txt", story(headline(number), paragraphs=1))
    site.configure(f'{CONFIG}\n[run]\nexecutor = "dask"\n')
    done = run_feedtool("build", cwd=site.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "feedtool.toml: run.executor: no cluster is configured; set DASK" in done.stderr
    nobody = {
        "DASK_SCHEDULER_ADDRESS": "tcp://127.0.0.1:9",
        "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s",
    }
    done = run_feedtool("build", cwd=site.root, **nobody)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "dask does not work: " in done.stderr
    assert site.files() == {}
