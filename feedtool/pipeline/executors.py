"""Who works on the batches of a build: this process, others on this machine, or a cluster.

`[run] executor` names what makes an executor, as `module:name`; without it processes are started
here, as many as `[run] jobs` says, if there is enough to do for them.
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
_ELSEWHERE = 16  # workers that an executor of the user's own is taken to have


@contextmanager
def workers(config: Config, articles: int) -> Iterator[Workers]:
    """The workers for a build that has something to do for so many articles.

    Raises `ConfigError` if the executor that is asked for cannot be had, `PublishError` if its
    workers would not do the same as this process.
    """
    count = config.jobs or len(os.sched_getaffinity(0))
    if articles < _WORTH_WORKERS or (count == 1 and config.executor is None):
        yield Workers()
        return
    if config.executor is not None:
        with elsewhere(config, config.executor) as chosen:
            yield chosen
        return
    # Imported here: most runs start no process.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: the databases that are open here must not be open there.
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        yield Workers(pool, count)


@contextmanager
def elsewhere(config: Config, name: str) -> Iterator[Workers]:
    """The workers of the user's own executor, with the errors of `workers`."""
    with _made(name, config.source) as executor:
        _require_same(executor, config)
        yield Workers(executor, config.jobs or _ELSEWHERE)


def _made(name: str, source: str) -> Executor:
    # Imported here, and above: a run without news asks for no executor.
    from concurrent.futures import Executor

    place = f"{source}: run.executor"
    try:
        made = _named(name)()
    except FeedtoolError as error:
        raise ConfigError(f"{place}: {error}") from None
    except Exception as error:  # noqa: BLE001  # whatever the user's own code raises
        raise ConfigError(
            f"{place}: {name} does not work: {type(error).__name__}: {error}; name a callable, as "
            "module:name, that returns a concurrent.futures.Executor"
        ) from None
    if not isinstance(made, Executor):
        raise ConfigError(
            f"{place}: {name} returned {made!r}, which is no concurrent.futures.Executor"
        )
    return made


def _named(name: str) -> Callable[[], Any]:
    from importlib import import_module

    module, _, attributes = _BUILT_IN.get(name, name).partition(":")
    found: Any = import_module(module)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    call: Callable[[], Any] = found
    return call


def _require_same(executor: Executor, config: Config) -> None:
    """Asks one worker whether it would do what this process does."""
    try:
        version, key = executor.submit(_look_around, config.articles).result()
    except Exception as error:  # noqa: BLE001  # whatever the user's own executor raises
        raise PublishError(
            f"{config.source}: run.executor: {config.executor} has no worker that answers: "
            f"{type(error).__name__}: {error}; start workers, or take the line out"
        ) from None
    if version != feedtool.__version__:
        raise PublishError(
            f"{config.source}: run.executor: its workers have feedtool {version}, and this is "
            f"{feedtool.__version__}; install the same there"
        )
    if key != _look_around(config.articles)[1]:
        raise PublishError(
            f"{config.articles}: is not there, or is another folder, for the workers of "
            f"{config.executor}; share it under the same path"
        )


def _look_around(articles: Path) -> tuple[str, tuple[str, ...]]:
    """The version of feedtool that a worker has, and some of what it sees in the input folder."""
    try:
        names = tuple(sorted(os.listdir(articles))[:100])
    except OSError:
        names = ()
    return feedtool.__version__, names
