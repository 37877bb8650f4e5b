"""The stages of a build, joined: what lies in the input folder becomes a site.

Only this module knows their order:

    survey       what changed
    take in      read and clean that, on an executor
    recognize    under which names it is published
    compose      the pages and documents that show it; those that differ are staged
    publish      names first, then pages, then feeds, then deletions
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from feedtool import state
from feedtool.config import Config
from feedtool.pipeline import compression
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.pipeline.plan import Plan, make_plan
from feedtool.pipeline.publisher import DryRun
from feedtool.pipeline.report import OnChange, OnProgress, Report
from feedtool.pipeline.signals import defer_signals
from feedtool.pipeline.workers import Workers
from feedtool.state import lock
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger

if TYPE_CHECKING:
    from feedtool.pipeline.steps import Build


def build(
    config: Config,
    now: int,
    workers: Workers | None = None,
    allow_removals: bool = False,
    watch: OnChange | None = None,
    meter: OnProgress | None = None,
    wait: float = 0,
    list_files: bool = False,
) -> Report:
    """Brings the output folder up to date with the input folder; `now` in Unix seconds.

    Where another build is at work, waits for it for at most `wait` seconds. `list_files`: the
    report is to list all that was written and deleted. Raises a `FeedtoolError` if nothing could be
    published; the old site then stands.
    """
    with lock.hold(config.state, wait), ExitStack() as stack:
        opened = stack.enter_context(state.open(config.state, now))
        ledger, cache = opened.ledger, opened.cache
        output = OutputFolder(config.output, config.compress)
        found = make_plan(config, ledger, cache, output, now, allow_removals)
        if not found.news:
            output.close()  # what a run left that broke off when all was done
            return _unchanged_report(ledger, cache, found, _notify_hubs(config, cache, now))
        stages = _stages()(config, now, ledger, cache, output, found, watch, meter)
        stages.check()
        compression.require(config.compress, config.source)
        output.open()
        stack.callback(output.close)
        with _workers(config, _article_count(cache, ledger, found), workers) as chosen:
            stages.learn(chosen)
            stages.take_in(chosen)
            stages.remove(allow_removals)
            if stages.is_blank():
                stages.remember()
                return stages.report()
            stages.compose(chosen)
        output.settle()
        with defer_signals():
            stages.announce()
            opened.commit()
            output.swap_in(cache.artifacts.staged())
            stages.conclude()
        warnings = (*_lost_worker_warnings(chosen), *_notify_hubs(config, cache, now))
        return stages.report(warnings, list_files)


def plan(config: Config, now: int, watch: OnChange, allow_removals: bool = False) -> Report:
    """What `build` would do, told to `watch` article by article. Writes nothing."""
    with state.snapshot(config.state) as copy:
        ledger, cache = copy.ledger, copy.cache
        target = DryRun(OutputFolder(config.output, config.compress))
        found = make_plan(config, ledger, cache, target, now, allow_removals)
        if not found.news:
            return _unchanged_report(ledger, cache, found)
        stages = _stages()(config, now, ledger, cache, target, found, watch)
        stages.check()
        compression.require(config.compress, config.source)
        here = Workers()
        stages.learn(here)
        stages.take_in(here)
        stages.remove(allow_removals)
        if not stages.is_blank():
            stages.compose(here)
        return stages.report(list_files=True)


def _stages() -> type[Build]:
    # Imported here: a run without news cleans and renders nothing, and need not pay for what does.
    from feedtool.pipeline.steps import Build

    return Build


def _workers(
    config: Config, articles: int, workers: Workers | None
) -> AbstractContextManager[Workers]:
    # Imported here: a run without news has nothing to share out.
    from feedtool.pipeline import executors

    return executors.workers(config, articles) if workers is None else nullcontext(workers)


def _lost_worker_warnings(workers: Workers) -> tuple[str, ...]:
    """What to tell of workers that died."""
    told = (
        f"workers died, or were out of reach ({workers.why}): {workers.lost} batches of articles "
        "were worked on again here, and nothing is lost; was there memory enough?"
    )
    return (told,) if workers.lost else ()


def _article_count(cache: Cache, ledger: Ledger, found: Plan) -> int:
    """How many articles there is something to do for."""
    return max(cache.work.count_changed(), ledger.count() if found.verify else 0)


def _notify_hubs(config: Config, cache: Cache, now: int) -> tuple[str, ...]:
    """Tells WebSub hubs of the feeds that changed, in this build or before; what went wrong.

    What could not be told is kept for the next build.
    """
    untold = cache.last_build.untold
    if not config.hubs or not untold:
        return ()
    # Imported here: most sites have no hub, and most runs nothing to tell.
    from feedtool.pipeline import websub

    failed = frozenset(notice.hub for notice in untold if notice.since < now)
    outcome = websub.deliver(websub.due(config.hubs, (), now, untold), known=failed)
    cache.remember(replace(cache.last_build, untold=outcome.untold))
    cache.commit()
    return outcome.warnings


def _unchanged_report(
    ledger: Ledger, cache: Cache, found: Plan, warnings: tuple[str, ...] = ()
) -> Report:
    """The report of a build that had nothing to do."""
    return Report(
        articles=ledger.count(),
        problems=cache.sources.problems(),
        notices=(*found.notices, *warnings),
        unsettled=cache.work.count_unsettled(),
    )
