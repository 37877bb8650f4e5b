"""A build, step by step. Only this module knows the order of the steps:

plan         find out what changed since the last build, and the causes for further work
profiles     learn from the changed articles which lines recur across their site
articles     read, clean and recognize articles, and decide their ids, slugs and dates
removals     unpublish the articles that no file holds any more
references   resolve what articles refer to, and stage the files that belong to them
documents    render the documents that the changes affect, and stage those that differ
commit       make ids permanent, before anyone sees them
publish      move files into place: pages, then lists, then feeds; then delete files
announce     run the commands of the owner, and notify WebSub hubs

If some documents set off a bug, nothing was committed, and all of it is done again without them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from feedtool import state
from feedtool.config import Config
from feedtool.errors import CacheDamaged, FeedtoolError
from feedtool.model import InputFile
from feedtool.pipeline import compression
from feedtool.pipeline.announcing import Pending, notify_hubs, prepare
from feedtool.pipeline.changed_folders import since
from feedtool.pipeline.failures import Failures, StartOver, in_passes
from feedtool.pipeline.file_filter import without
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.pipeline.plan import Plan, is_output_changed, make_plan
from feedtool.pipeline.publisher import DryRun, Output
from feedtool.pipeline.report import ArticleChange, Observers, OnChange, OnIdle, Report
from feedtool.pipeline.signals import defer_signals
from feedtool.pipeline.sources import note_problem
from feedtool.pipeline.workers import Workers
from feedtool.state import State, lock
from feedtool.unchanged.record import Record

if TYPE_CHECKING:
    from feedtool.pipeline.steps import Build

_NO_OBSERVERS = Observers()
_NO_BUGS = (FeedtoolError, OSError, MemoryError)
T = TypeVar("T")


def build(
    config: Config,
    now: int,
    workers: Workers | None = None,
    allow_removals: bool = False,
    observers: Observers = _NO_OBSERVERS,
    wait: float = 0,
    list_files: bool = False,
    overwrite: bool = False,
    known: Record | None = None,
) -> Report:
    """Brings the output folder up to date with the input folder; `now` is in Unix seconds.

    Waits at most `wait` seconds for another build to end. With `list_files` the report lists all
    files that were written and deleted. With `overwrite`, documents replace files in their way that
    no build made. `known` is the record of an earlier run that had nothing to do. Raises a
    `FeedtoolError` if nothing could be published; the published site is unchanged then.
    """

    def publish(failures: Failures) -> tuple[Report, Pending]:
        with ExitStack() as stack:
            folders = None if known is None else since(known, config)
            opened = stack.enter_context(state.open(config.state, now))
            output = OutputFolder(config.output, config.compress)
            notices = recover(opened, config)
            plan = make_plan(config, opened, output, now, allow_removals, folders)
            notices += plan.notices
            _note_input(config, opened, plan)
            if not plan.is_due:
                if plan.indexed and not plan.must_wait:
                    opened.cache.commit()
                output.close()  # a run interrupted at its very end leaves the staging folder
                report = _unchanged_report(config, opened, plan, notices)
                pending = prepare(config, opened)
                if observers.on_idle is not None and not report.unsettled:
                    _note_basis(observers.on_idle, config, opened, plan)
                return report, pending
            steps = _steps(config, opened, plan, output, observers, failures, overwrite)
            observers.on_due()
            steps.prepare()
            compression.require(config.compress, config.source)
            output.open()
            stack.callback(output.close)
            with _workers(config, _article_count(opened, plan), workers) as chosen:
                steps.articles.update_profiles(chosen)
                steps.articles.process(chosen)
                steps.articles.unpublish_missing(allow_removals)
                if steps.is_blank:
                    steps.note_blank()
                    return steps.report(notices), Pending()
                steps.render_documents(chosen)
            output.sync()
            with defer_signals():
                steps.commit()
                output.swap_in(opened.cache.outputs.staged())
                steps.finish()
            report = steps.report(notices + _lost_worker_warnings(chosen), list_files)
            return report, prepare(config, opened)

    with lock.hold(config.state, wait):
        try:
            report, pending = in_passes(partial(_from_sound_cache, config, publish))
        except CacheDamaged as error:
            state.forget_cache(config.state)
            report, pending = in_passes(publish)
            notice = f"{error}; it was discarded, and every article was read again"
            report = replace(report, notices=(*report.notices, notice))
    warnings = notify_hubs(config, pending.notices, now)
    problems = () if pending.problem is None else (pending.problem,)
    complete = replace(
        report,
        notices=(*report.notices, *warnings),
        problems=(*report.problems, *problems),
    )
    return _silenced(complete, config)


def _from_sound_cache(config: Config, work: Callable[[Failures], T], failures: Failures) -> T:
    """The result of `work`. Raises `CacheDamaged` if it fails and damage may be the reason."""
    try:
        return work(failures)
    except Exception as error:
        if isinstance(error, StartOver) or not isinstance(error, _NO_BUGS):
            state.require_sound_cache(config.state)
        raise


def plan(
    config: Config,
    now: int,
    on_change: OnChange,
    allow_removals: bool = False,
    overwrite: bool = False,
) -> Report:
    """The report of what `build` would do; `on_change` gets each article. Writes nothing."""
    changes: list[ArticleChange] = []

    def preview(failures: Failures) -> Report:
        changes.clear()
        with state.snapshot(config.state) as copy:
            output = DryRun(OutputFolder(config.output, config.compress))
            notices = recover(copy, config)
            made = make_plan(config, copy, output, now, allow_removals)
            notices += made.notices
            _note_input(config, copy, made)
            if not made.is_due:
                return _unchanged_report(config, copy, made, notices)
            observers = Observers(changes.append)
            steps = _steps(config, copy, made, output, observers, failures, overwrite)
            steps.prepare()
            compression.require(config.compress, config.source)
            here = Workers()
            steps.articles.update_profiles(here)
            steps.articles.process(here)
            steps.articles.unpublish_missing(allow_removals)
            if not steps.is_blank:
                steps.render_documents(here)
            return steps.report(notices, list_files=True)

    report = in_passes(partial(_from_sound_cache, config, preview))
    for change in changes:
        on_change(change)
    return _silenced(report, config)


def _steps(
    config: Config,
    opened: State,
    plan: Plan,
    output: Output,
    observers: Observers,
    failures: Failures,
    overwrite: bool,
) -> Build:
    # Imported here: a run without news neither cleans nor renders.
    from feedtool.pipeline.context import Context
    from feedtool.pipeline.steps import Build

    return Build(Context(config, opened, plan, output, observers, failures, overwrite))


def _silenced(report: Report, config: Config) -> Report:
    if not config.silence:
        return report
    # Imported here: most sites silence nothing.
    from feedtool.pipeline.silence import silenced

    return silenced(report, config.silence)


def recover(opened: State, config: Config) -> tuple[str, ...]:
    """Completes a lost or older ledger from the output folder; a notice if it lacked anything."""
    output = OutputFolder(config.output)
    articles = opened.recover(config.output, is_output_changed(opened, output))
    if not articles:
        return ()
    count = f"{articles} article{'s' * (articles > 1)}"
    if opened.was_recovered:
        fact = f"had no ledger; rebuilt it from {count} in {config.output}"
    else:
        fact = (
            f"the ledger was older than {config.output}; completed it with the names and dates of "
            f"{count} published since"
        )
    return (f"{config.state}: {fact}",)


def _note_input(config: Config, opened: State, plan: Plan) -> None:
    """Records which files have a problem, and which are newly missing."""
    for problem in plan.problems:
        note_problem(opened, InputFile(problem.key, -1, 0, 0), problem)
    if config.settle and opened.cache.run.note_missing(plan.now + config.settle):
        opened.cache.commit()


def _workers(
    config: Config, articles: int, workers: Workers | None
) -> AbstractContextManager[Workers]:
    # Imported here: a run without news needs no workers.
    from feedtool.pipeline import executors

    return executors.workers(config, articles) if workers is None else nullcontext(workers)


def _lost_worker_warnings(workers: Workers) -> tuple[str, ...]:
    warning = (
        f"{workers.lost} batches were retried locally because workers died or became unreachable "
        f"({workers.why}). Nothing was lost; check that workers have enough memory"
    )
    return (warning,) if workers.lost else ()


def _article_count(opened: State, plan: Plan) -> int:
    """How many articles the build has to process."""
    total = opened.ledger.count() if plan.check_output else 0
    return max(opened.cache.run.count_changed(), total)


def _note_basis(on_idle: OnIdle, config: Config, opened: State, plan: Plan) -> None:
    # Imported here: only builds from cron ask for it.
    from feedtool.pipeline.basis import basis_of

    found = basis_of(config, opened, plan)
    if found is not None:
        on_idle(found)


def _unchanged_report(
    config: Config, opened: State, plan: Plan, notices: tuple[str, ...]
) -> Report:
    """The report of a build that had nothing to do."""
    unsettled = opened.cache.run.count_unsettled()
    return Report(
        articles=opened.ledger.count(),
        problems=opened.cache.sources.problems(),
        notices=notices,
        unsettled=unsettled,
        passed_over=without(plan.passed_over, opened.cache.references.published_by_ending()),
        unresolved=opened.cache.references.unresolved(),
        scheduled=opened.cache.sources.scheduled(),
        being_written=opened.cache.run.being_written(config.settle) if unsettled else None,
    )
