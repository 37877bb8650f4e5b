"""The stages of a build, joined: what lies in the input folder becomes a site.

Only this module knows their order:

    survey       what changed
    take in      read and clean that, on an executor
    recognize    under which names it is published
    compose      the pages and documents that show it; those that differ are staged
    publish      names first, then pages, then feeds, then deletions
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from typing import TYPE_CHECKING

from feedtool import lock, packing, survey
from feedtool.cache import UNTOLD, Cache
from feedtool.config import Config
from feedtool.interruption import held_back
from feedtool.journal import Journal
from feedtool.ledger import Ledger
from feedtool.parallel import Workers
from feedtool.publish import Rehearsal
from feedtool.report import Meter, Report, Watcher
from feedtool.storage import OutputFolder

if TYPE_CHECKING:
    from feedtool.stages import Stages

LEDGER = "ledger.sqlite"
CACHE = "cache.sqlite"
JOURNAL = "publishing"


def build(
    config: Config,
    now: int,
    workers: Workers | None = None,
    allow_removals: bool = False,
    watch: Watcher | None = None,
    meter: Meter | None = None,
    wait: float = 0,
    list_files: bool = False,
) -> Report:
    """Brings the output folder up to date with the input folder; `now` in Unix seconds.

    Where another build is at work, waits for it for at most `wait` seconds. `list_files`: the
    report is to list all that was written and deleted. Raises a `FeedtoolError` if nothing could be
    published; the old site then stands.
    """
    with lock.hold(config.state, wait), ExitStack() as stack:
        journal = Journal(config.state / JOURNAL)
        ledger = stack.enter_context(closing(Ledger(config.state / LEDGER, now)))
        cache = stack.enter_context(closing(Cache(config.state / CACHE)))
        if journal.read() == ledger.generation():
            cache.doubt()  # it does not know all that the ledger does
        output = OutputFolder(config.output, config.compress)
        found = survey.look(config, ledger, cache, output, now, allow_removals)
        if not found.news:
            output.close()  # what a run left that broke off when all was done
            return _quiet(ledger, cache, found, _tell_hubs(config, cache, now))
        stages = _stages()(config, now, ledger, cache, output, found, watch, meter)
        stages.check()
        packing.require(config.compress, config.source)
        output.open()
        stack.callback(output.close)
        with _workers(config, _much(cache, ledger, found), workers) as chosen:
            stages.learn(chosen)
            stages.take_in(chosen)
            stages.remove(allow_removals)
            if stages.is_blank():
                stages.remember()
                return stages.report()
            stages.compose(chosen)
        output.settle()
        with held_back():
            journal.write(ledger.next_generation())
            stages.announce()
            journal.clear()
            output.swap_in(cache.artifacts.staged())
            stages.conclude()
        warnings = (*_told_lost(chosen), *_tell_hubs(config, cache, now))
        return stages.report(warnings, list_files)


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
        here = Workers()
        stages.learn(here)
        stages.take_in(here)
        stages.remove(allow_removals)
        if not stages.is_blank():
            stages.compose(here)
        return stages.report(list_files=True)


def _stages() -> type[Stages]:
    # Imported here: a run without news cleans and renders nothing, and need not pay for what does.
    from feedtool.stages import Stages

    return Stages


def _workers(
    config: Config, articles: int, workers: Workers | None
) -> AbstractContextManager[Workers]:
    # Imported here: a run without news has nothing to share out.
    from feedtool import executors

    return executors.workers(config, articles) if workers is None else nullcontext(workers)


def _told_lost(workers: Workers) -> tuple[str, ...]:
    """What to tell of workers that died."""
    told = (
        f"workers died, or were out of reach ({workers.why}): {workers.lost} batches of articles "
        "were worked on again here, and nothing is lost; was there memory enough?"
    )
    return (told,) if workers.lost else ()


def _much(cache: Cache, ledger: Ledger, found: survey.Survey) -> int:
    """How many articles there is something to do for."""
    return max(cache.work.count_changed(), ledger.count() if found.verify else 0)


def _tell_hubs(config: Config, cache: Cache, now: int) -> tuple[str, ...]:
    """Tells WebSub hubs of the feeds that changed, in this build or before; what went wrong.

    What could not be told is kept for the next build.
    """
    kept = cache.setting(UNTOLD)
    if not config.hubs or not kept:
        return ()
    # Imported here: most sites have no hub, and most runs nothing to tell.
    from feedtool import websub

    untold = websub.unpack(kept)
    failed = frozenset(notice.hub for notice in untold if notice.since < now)
    outcome = websub.deliver(websub.due(config.hubs, (), now, untold), known=failed)
    cache.note(UNTOLD, websub.pack(outcome.untold) if outcome.untold else "")
    cache.commit()
    return outcome.warnings


def _quiet(
    ledger: Ledger, cache: Cache, found: survey.Survey, warnings: tuple[str, ...] = ()
) -> Report:
    """The report of a build that had nothing to do."""
    return Report(
        articles=ledger.count(),
        problems=cache.sources.problems(),
        notices=(*found.notices, *warnings),
        unsettled=cache.work.count_unsettled(),
    )
