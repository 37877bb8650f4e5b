"""Runs a build and prints what it reports; imports click only if there is something to print."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool import config
from feedtool.cli import build_report, log_to_journal, print_error, print_notice
from feedtool.cli.problems import log_to_stderr, print_problems, print_summary
from feedtool.cli.progress import Progress
from feedtool.cli.terminal import print_json, print_lines
from feedtool.cli.waiting import waiting_lines
from feedtool.clock import now
from feedtool.config import Options
from feedtool.errors import EXIT_CHANGED, EXIT_LEFT_OUT, EXIT_OK, Busy, FeedtoolError
from feedtool.model import Problem
from feedtool.model.dumps import dump_of
from feedtool.pipeline import build
from feedtool.pipeline.file_filter import describe, is_news
from feedtool.pipeline.report import Observers, Report
from feedtool.state import status
from feedtool.state.status import OpenProblem
from feedtool.unchanged import record
from feedtool.unchanged.record import Basis, Record

ALL_PROBLEMS = "all of them: `feedtool build -v`, or `feedtool status --json`"


class BuildCall(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `feedtool build`; those that select the site are `options`."""

    options: Options = Options()
    allow_removals: bool = False
    overwrite: bool = False
    verbose: int = 0
    quiet: bool = False
    as_json: bool = False
    wait: float = 0
    exit_code_changed: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it is what crontabs have, with at most --quiet and --config."""
        plain = BuildCall(options=Options(config=self.options.config), quiet=self.quiet)
        return self == plain


def run_build(call: BuildCall, known: Record | None = None) -> int:
    """Builds the site, prints what is new, and returns the exit status.

    `known` is the record of an earlier run that had nothing to do.
    """
    begun, started, moment = time.time(), time.perf_counter(), now()
    bases: list[Basis] = []
    if call.verbose > 1:
        log_to_stderr()
    reports_all = not call.quiet and (bool(call.verbose) or call.as_json or sys.stderr.isatty())
    given = call.options
    state = given.state or (given.config or Path(config.DEFAULT_NAME)).parent / config.DEFAULT_STATE
    try:
        settings = config.load(given)
        state = settings.state
        with Progress() as progress:
            report = build.build(
                settings,
                moment,
                allow_removals=call.allow_removals,
                observers=Observers(
                    on_progress=progress.show, on_due=_keep_loaded, on_idle=bases.append
                ),
                wait=call.wait,
                overwrite=call.overwrite,
                known=known,
            )
        if settings.ping is not None:
            report = _with_ping(report, settings.ping)
    except Busy:
        raise
    except FeedtoolError as error:
        if _record_failure(state, error, moment) or reports_all:
            raise
        if not call.quiet:
            print_error(f"as before: {error}")
        return error.exit_code
    seconds = time.perf_counter() - started
    news, is_passing_over, is_same = _record_success(state, report, moment)
    if is_same and call.is_plain and not any(problem.is_serious for problem in report.problems):
        _note(settings, report, bases, begun)
    for notice in report.notices:
        print_notice(notice)
    if report.passed_over and (reports_all or is_passing_over):
        print_notice(describe(report.passed_over))
    if call.verbose:
        print_problems(report.problems)
    else:
        print_summary(report.problems if reports_all else news.problems, ALL_PROBLEMS)
        if news.as_before and not (reports_all or call.quiet):
            count = f"{news.as_before} problem{'s' * (news.as_before > 1)}"
            print_error(f"{count} as before; `feedtool status` lists them")
    if news.resolved:
        print_summary(list(map(_closed(settings), news.resolved)), ALL_PROBLEMS)
    if call.as_json:
        print_json(build_report.as_json(report, seconds))
    elif call.verbose or (sys.stdout.isatty() and not call.quiet):
        print_lines((*report.reasons, *report.taken_out))
        print_lines(waiting_lines(report.scheduled, report.being_written))
        if call.verbose and report.silenced:
            from feedtool.pipeline.silence import count_of

            print_lines([count_of(report.silenced)])
        print_lines(build_report.summary(report, settings, seconds))
    if report.files_changed:
        log_to_journal(build_report.summary(report, settings, seconds)[0])
    if call.exit_code_changed and report.files_changed:
        return EXIT_CHANGED
    return EXIT_LEFT_OUT if report.left_out else EXIT_OK


def _keep_loaded() -> None:
    """Has the garbage collector pass over what was loaded, which stays until the process ends.

    To go through it again and again takes a tenth of a build with one new article.
    """
    gc.freeze()
    gc.enable()


def _closed(settings: config.Config) -> Callable[[OpenProblem], Problem]:
    """Says of a problem that it is resolved, or that the file with it is gone."""

    def closed(problem: OpenProblem) -> Problem:
        file = dump_of(problem.key) or problem.key
        folders = (settings.articles, settings.home)
        is_gone = problem.left_out and problem.key and not any((f / file).exists() for f in folders)
        fact = "is gone" if is_gone else "resolved"
        key = problem.key or "the last build"
        return Problem(key, f"{fact} (was: {problem.message})", left_out=False)

    return closed


def _with_ping(report: Report, url: str) -> Report:
    # Imported here: most sites have no health check.
    from feedtool.pipeline.ping import ping

    problem = ping(url)
    return report if problem is None else replace(report, problems=(*report.problems, problem))


def _record_success(state: Path, report: Report, moment: int) -> tuple[status.News, bool, bool]:
    """Updates the status after a build.

    Returns what to report, whether files are newly passed over, and whether nothing is new at all.
    """
    before, _ = status.read(state)
    after, news = status.succeeded(
        before, report.articles, report.problems, report.files_changed, moment, report.passed_over
    )
    after = replace(after, scheduled=report.scheduled, being_written=report.being_written)
    status.write(state, after, before, moment)
    return news, is_news(after.passed_over, before.passed_over), after == before


def _note(settings: config.Config, report: Report, bases: list[Basis], begun: float) -> None:
    """Records a build that had nothing to do or to say, so that the next one can end at once.

    That one looks for the record before it reads the configuration, so in the usual folder only.
    """
    is_found = settings.state == settings.home / config.DEFAULT_STATE
    if bases and is_found and not report.notices and settings.ping is None:
        record.note(str(settings.state), bases[-1], begun)


def _record_failure(state: Path, error: FeedtoolError, moment: int) -> bool:
    """Updates the status after a build that ended in an error; whether to report the error."""
    before, last_run = status.read(state)
    after, is_news = status.failed(before, str(error), last_run, moment)
    status.write(state, after, before, moment)
    return is_news
