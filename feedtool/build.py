"""The stages of a build, joined: what lies in the input folder becomes a site.

Only this module knows their order:

    survey       what changed
    take in      read and clean that, on an executor
    recognize    under which names it is published
    compose      the pages and documents that show it; those that differ are staged
    publish      names first, then pages, then feeds, then deletions
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from feedtool import lock, packing, survey
from feedtool.cache import Cache
from feedtool.config import Config
from feedtool.ledger import Ledger
from feedtool.parallel import BATCH, worker_count
from feedtool.publish import Rehearsal
from feedtool.report import Report, Watcher
from feedtool.storage import OutputFolder

if TYPE_CHECKING:
    from feedtool.stages import Stages

LEDGER = "ledger.sqlite"
CACHE = "cache.sqlite"
_WORTH_WORKERS = 4 * BATCH  # files; for fewer, starting processes takes longer than the work


def build(
    config: Config,
    now: int,
    executor: Executor | None = None,
    allow_removals: bool = False,
    watch: Watcher | None = None,
) -> Report:
    """Brings the output folder up to date with the input folder; `now` in Unix seconds.

    Raises a `FeedtoolError` if nothing could be published; the old site then stands.
    """
    with lock.hold(config.state), ExitStack() as stack:
        ledger = stack.enter_context(closing(Ledger(config.state / LEDGER, now)))
        cache = stack.enter_context(closing(Cache(config.state / CACHE)))
        output = OutputFolder(config.output, config.compress)
        found = survey.look(config, ledger, cache, output, now, allow_removals)
        if not found.news:
            return _quiet(ledger, cache, found)
        stages = _stages()(config, now, ledger, cache, output, found, watch)
        stages.check()
        packing.require(config.compress, config.source)
        output.open()
        stack.callback(output.close)
        with _workers(config, cache.count_changed(), executor) as (chosen, workers):
            stages.learn(chosen, workers)
            stages.take_in(chosen, workers)
        stages.remove(allow_removals)
        if stages.is_blank():
            stages.remember()
            return stages.report()
        stages.compose()
        output.settle()
        stages.announce()
        output.swap_in()
        stages.conclude()
        return stages.report()


def plan(config: Config, now: int, watch: Watcher, allow_removals: bool = False) -> Report:
    """What `build` would do, told to `watch` article by article. Writes nothing."""
    with ExitStack() as stack:
        ledger = stack.enter_context(closing(Ledger.snapshot(config.state / LEDGER)))
        cache = stack.enter_context(closing(Cache.snapshot(config.state / CACHE)))
        target = Rehearsal(OutputFolder(config.output, config.compress))
        found = survey.look(config, ledger, cache, target, now, allow_removals)
        if not found.news:
            return _quiet(ledger, cache, found)
        stages = _stages()(config, now, ledger, cache, target, found, watch)
        stages.check()
        packing.require(config.compress, config.source)
        stages.learn(None, 1)
        stages.take_in(None, 1)
        stages.remove(allow_removals)
        if not stages.is_blank():
            stages.compose()
        return stages.report()


def _stages() -> type[Stages]:
    # Imported here: a run without news cleans and renders nothing, and need not pay for what does.
    from feedtool.stages import Stages

    return Stages


def _quiet(ledger: Ledger, cache: Cache, found: survey.Survey) -> Report:
    """The report of a build that had nothing to do."""
    return Report(articles=ledger.count(), problems=cache.problems(), notices=found.notices)


@contextmanager
def _workers(
    config: Config, files: int, executor: Executor | None
) -> Iterator[tuple[Executor | None, int]]:
    workers = worker_count(config.jobs)
    if executor is not None or workers == 1 or files < _WORTH_WORKERS:
        yield executor, workers
        return
    # Imported here: a run without news starts no process.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: the databases that are open here must not be open there.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool, workers
