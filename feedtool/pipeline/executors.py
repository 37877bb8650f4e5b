"""The workers of a build: this process, other processes on this machine, or a cluster.

`[run] executor` names a callable that returns an executor, as `module:name`. Without it, as many
processes as `[run] jobs` says are started, if there is enough work for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import feedtool
from feedtool.config import Config
from feedtool.errors import ConfigError, FeedtoolError, PublishError
from feedtool.pipeline.workers import Workers

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

_WORTH_WORKERS = 256  # articles; for fewer, starting processes takes longer than the work
_BUILT_IN = {"dask": "feedtool.pipeline.dask:executor"}
_ASSUMED_WORKERS = 16  # that a configured executor has, if `[run] jobs` does not say


@contextmanager
def workers(config: Config, articles: int) -> Iterator[Workers]:
    """The workers for a build that has to process this number of articles.

    Raises `ConfigError` if the configured executor cannot be created, `PublishError` if its workers
    have another feedtool or another input folder.
    """
    count = config.jobs or len(os.sched_getaffinity(0))
    if articles < _WORTH_WORKERS or (count == 1 and config.executor is None):
        yield Workers()
        return
    if config.executor is not None:
        with configured_workers(config, config.executor) as chosen:
            yield chosen
        return
    # Imported here: most runs do not start a process.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: child processes must not inherit the open databases.
    context = get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_end_with_parent) as pool:
        yield Workers(pool, count)


def _end_with_parent() -> None:
    """Makes a worker end when its parent does, also if that is killed."""
    from multiprocessing import parent_process
    from threading import Thread

    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


@contextmanager
def configured_workers(config: Config, name: str) -> Iterator[Workers]:
    """The workers of the executor called `name`. Raises the errors of `workers`."""
    with _create_executor(name, config.source) as executor:
        _require_same(executor, config)
        yield Workers(executor, config.jobs or _ASSUMED_WORKERS)


def _create_executor(name: str, source: str) -> Executor:
    # Imported here: a run without news needs no executor.
    from concurrent.futures import Executor

    setting = f"{source}: run.executor"
    try:
        executor = _load(name)()
    except FeedtoolError as error:
        raise ConfigError(f"{setting}: {error}") from None
    except Exception as error:  # noqa: BLE001  # the user's code may raise anything
        raise ConfigError(
            f"{setting}: {name} does not work: {type(error).__name__}: {error}; name a callable, "
            "as module:name, that returns a concurrent.futures.Executor"
        ) from None
    if not isinstance(executor, Executor):
        raise ConfigError(
            f"{setting}: {name} returned {executor!r}; it must return a concurrent.futures.Executor"
        )
    return executor


def _load(name: str) -> Callable[[], Any]:
    from importlib import import_module

    module, _, attributes = _BUILT_IN.get(name, name).partition(":")
    found: Any = import_module(module)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    call: Callable[[], Any] = found
    return call


def _require_same(executor: Executor, config: Config) -> None:
    """Checks with one worker that it has the same feedtool and the same input folder."""
    try:
        version, names = executor.submit(_probe, config.articles).result()
    except Exception as error:  # noqa: BLE001  # the user's executor may raise anything
        raise PublishError(
            f"{config.source}: run.executor: no worker of {config.executor} responds: "
            f"{type(error).__name__}: {error}; start workers, or remove the line"
        ) from None
    if version != feedtool.__version__:
        raise PublishError(
            f"{config.source}: run.executor: the workers have feedtool {version}, but this is "
            f"{feedtool.__version__}; install the same version there"
        )
    if names != _probe(config.articles)[1]:
        raise PublishError(
            f"{config.articles}: is missing, or a different folder, on the workers of "
            f"{config.executor}; share it under the same path"
        )


def _probe(articles: Path) -> tuple[str, tuple[str, ...]]:
    """The version of feedtool in this process, and the first names in the input folder."""
    try:
        names = tuple(sorted(os.listdir(articles))[:100])
    except OSError:
        names = ()
    return feedtool.__version__, names
