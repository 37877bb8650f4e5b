"""`feedtool build` and `feedtool plan`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from feedtool import config
from feedtool.cli import build_report, log_to_journal, print_error, print_notice
from feedtool.cli.options import (
    log_to_stderr,
    print_problems,
    print_summary,
    site_options,
    to_options,
)
from feedtool.cli.progress import Progress
from feedtool.cli.terminal import print_json, print_lines
from feedtool.cli.waiting import waiting_lines
from feedtool.clock import now
from feedtool.errors import EXIT_CHANGED, EXIT_LEFT_OUT, EXIT_OK, Busy, FeedtoolError
from feedtool.model import Problem
from feedtool.model.dumps import dump_of
from feedtool.pipeline import build
from feedtool.pipeline.file_filter import describe, is_news
from feedtool.pipeline.report import ArticleChange, Observers, Report
from feedtool.state import status
from feedtool.state.status import OpenProblem

_ALL_PROBLEMS = "all of them: `feedtool build -v`, or `feedtool status --json`"
_REMOVALS = click.option(
    "--allow-removals",
    is_flag=True,
    help="Publish even if many or all articles are missing from the input folder.",
)
_OVERWRITE = click.option(
    "--overwrite",
    is_flag=True,
    help="Replace files in the output folder that feedtool did not make, if they are in the way.",
)


@click.command("build")
@site_options
@click.option("--jobs", type=click.IntRange(0), help="Number of processes; 0: one per processor.")
@_REMOVALS
@_OVERWRITE
@click.option(
    "-v",
    "--verbose",
    count=True,
    help="Print what was done and why; -vv: also each article and file, on standard error.",
)
@click.option(
    "-q",
    "--quiet",
    is_flag=True,
    help="For cron: print only problems that are new, resolved, or a day older; never a summary.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a report as one JSON object.")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    default=0,
    metavar="SECONDS",
    help="Wait this long for another build to end.",
)
@click.option(
    "--exit-code-changed",
    is_flag=True,
    help=f"Exit with status {EXIT_CHANGED} if files of the site were written or deleted.",
)
def build_command(
    allow_removals: bool,
    overwrite: bool,
    verbose: int,
    quiet: bool,
    as_json: bool,
    wait: float,
    exit_code_changed: bool,
    **options: Any,
) -> int:
    """Bring the site up to date with the articles.

    Reads changed files in the input folder, removes boilerplate, and writes feeds and pages. If
    nothing changed, it writes and prints nothing. Ids and addresses of articles are permanent and
    stored in the state folder, so back it up.

    Problems are reported when they first appear, once a day while they persist, and when they are
    resolved. In between, a line says that they are as before; not with -q, which is for cron. On a
    terminal, with -v and with --json every build reports all of them.

    Exit status: 0 published, or nothing to do; 1 nothing published, the site is unchanged; 2
    invalid options or configuration; 3 published, but some documents were left out; 10 something
    changed, with --exit-code-changed; 75 another build is running.
    """
    started, moment = time.perf_counter(), now()
    if verbose > 1:
        log_to_stderr()
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other.")
    reports_all = not quiet and (bool(verbose) or as_json or sys.stderr.isatty())
    given = to_options(options)
    state = given.state or (given.config or Path(config.DEFAULT_NAME)).parent / config.DEFAULT_STATE
    try:
        settings = config.load(given)
        state = settings.state
        with Progress() as progress:
            report = build.build(
                settings,
                moment,
                allow_removals=allow_removals,
                observers=Observers(on_progress=progress.show),
                wait=wait,
                overwrite=overwrite,
            )
        if settings.ping is not None:
            report = _with_ping(report, settings.ping)
    except Busy:
        raise
    except FeedtoolError as error:
        if _record_failure(state, error, moment) or reports_all:
            raise
        if not quiet:
            print_error(f"as before: {error}")
        return error.exit_code
    seconds = time.perf_counter() - started
    news, is_passing_over = _record_success(state, report, moment)
    for notice in report.notices:
        print_notice(notice)
    if report.passed_over and (reports_all or is_passing_over):
        print_notice(describe(report.passed_over))
    if verbose:
        print_problems(report.problems)
    else:
        print_summary(report.problems if reports_all else news.problems, _ALL_PROBLEMS)
        if news.as_before and not (reports_all or quiet):
            count = f"{news.as_before} problem{'s' * (news.as_before > 1)}"
            print_error(f"{count} as before; `feedtool status` lists them")
    if news.resolved:
        print_summary(list(map(_closed(settings), news.resolved)), _ALL_PROBLEMS)
    if as_json:
        print_json(build_report.as_json(report, seconds))
    elif verbose or (sys.stdout.isatty() and not quiet):
        print_lines((*report.reasons, *report.taken_out))
        print_lines(waiting_lines(report.scheduled, report.being_written))
        if verbose and report.silenced:
            from feedtool.pipeline.silence import count_of

            print_lines([count_of(report.silenced)])
        print_lines(build_report.summary(report, settings, seconds))
    if report.files_changed:
        log_to_journal(build_report.summary(report, settings, seconds)[0])
    if exit_code_changed and report.files_changed:
        return EXIT_CHANGED
    return EXIT_LEFT_OUT if report.left_out else EXIT_OK


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


def _record_success(state: Path, report: Report, moment: int) -> tuple[status.News, bool]:
    """Updates the status after a build; what to report, and whether files are newly passed over."""
    before, _ = status.read(state)
    after, news = status.succeeded(
        before, report.articles, report.problems, report.files_changed, moment, report.passed_over
    )
    after = replace(after, scheduled=report.scheduled, being_written=report.being_written)
    status.write(state, after, before, moment)
    return news, is_news(after.passed_over, before.passed_over)


def _record_failure(state: Path, error: FeedtoolError, moment: int) -> bool:
    """Updates the status after a build that ended in an error; whether to report the error."""
    before, last_run = status.read(state)
    after, is_news = status.failed(before, str(error), last_run, moment)
    status.write(state, after, before, moment)
    return is_news


@click.command("plan")
@site_options
@_REMOVALS
@_OVERWRITE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def plan_command(allow_removals: bool, overwrite: bool, as_json: bool, **options: Any) -> int:
    """Show what a build would do, without doing it.

    Prints each article that is new, updated, renamed, moved, removed or waiting, with its GUID and
    the path of its page, then the files that would be written or deleted.
    """
    settings = config.load(to_options(options))
    changes: list[ArticleChange] = []
    report = build.plan(
        settings, now(), changes.append, allow_removals=allow_removals, overwrite=overwrite
    )
    changes = [change for change in changes if change.change]
    for notice in report.notices:
        print_notice(notice)
    print_summary(report.problems, _ALL_PROBLEMS)
    if report.passed_over:
        print_notice(describe(report.passed_over))
    if as_json:
        for change in changes:
            print_json(build_report.change_as_json(change))
        files = {
            "written": report.written,
            "deleted": report.deleted,
            "reasons": report.reasons,
            "taken_out": report.taken_out,
        }
        print_json(files)
    else:
        print_lines((*report.reasons, *report.taken_out))
        print_lines(chain.from_iterable(map(build_report.change_lines, changes)))
        for verb, paths in (("write", report.written), ("delete", report.deleted)):
            print_lines(f"{verb}  {settings.output.name}/{path}" for path in paths)
        if not (changes or report.written or report.deleted):
            click.echo("nothing to do")
    return EXIT_LEFT_OUT if report.left_out else EXIT_OK
