"""`feedtool status`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from feedtool import config
from feedtool.cli import styled
from feedtool.cli.grouping import summary
from feedtool.cli.options import site_options, to_options
from feedtool.cli.terminal import print_json, safe
from feedtool.cli.waiting import waiting_as_json, waiting_lines
from feedtool.clock import now
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK, PublishError
from feedtool.messages import codes, with_codes
from feedtool.model import Problem
from feedtool.pipeline.file_filter import describe
from feedtool.state import status
from feedtool.state.status import OpenProblem, Status

_FEW = 12  # problems that are listed one by one


@click.command("status")
@site_options
@click.option(
    "--max-age",
    type=click.IntRange(1),
    metavar="MINUTES",
    help="Exit with 1 if the last successful run is longer ago.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("-v", "--verbose", is_flag=True, help="List all problems, not only their kinds.")
def status_command(max_age: int | None, as_json: bool, verbose: bool, **options: Any) -> int:
    """Show when the site was last built, and its open problems.

    It is meant for people and for monitoring. `status.json` in the state folder has the same data,
    except that the time of the last run is the modification time of the file.

    Exit status: 0 success; 1 the last run failed, or is too long ago; 3 some documents are left
    out.
    """
    settings = config.load(to_options(options))
    found, last_run = status.read(settings.state)
    if last_run is None and settings.state.exists() and not os.access(settings.state, os.X_OK):
        raise PublishError(f"{settings.state}: cannot be read: Permission denied")
    if last_run is None:
        raise PublishError(f"{settings.state}: the site was never built; run `feedtool build`")
    success = last_run if found.failure is None else found.last_success
    if as_json:
        print_json(_as_json(found, last_run, success))
    else:
        for line in _lines(found, last_run, success, verbose):
            click.echo(with_codes(line))
    is_late = max_age is not None and (success is None or now() - success > 60 * max_age)
    if found.failure is not None or is_late:
        return PublishError.exit_code
    return EXIT_LEFT_OUT if any(p.left_out for p in found.problems) else EXIT_OK


def _as_json(found: Status, last_run: int, success: int | None) -> dict[str, object]:
    def shown(problem: OpenProblem) -> dict[str, object]:
        return {
            "key": problem.key or None,
            "message": problem.message,
            "codes": codes(problem.message),
            "since": _time(problem.since),
            "left_out": problem.left_out,
        }

    return {
        "last_run": _time(last_run),
        "last_success": _time(success),
        "last_change": _time(found.last_change),
        "articles": found.articles,
        "failure": None if found.failure is None else shown(found.failure),
        "problems": [shown(problem) for problem in found.problems],
        "passed_over": found.passed_over,
        "scheduled": waiting_as_json(found.scheduled),
        "being_written": waiting_as_json(found.being_written),
    }


def _lines(found: Status, last_run: int, success: int | None, verbose: bool) -> list[str]:
    """The lines to print, with colours, and with nothing else that a terminal would act on."""
    lines = [
        f"last run      {_time(last_run)}",
        f"last success  {_time(success) or 'never'}",
        f"last change   {_time(found.last_change) or 'never'}",
        f"articles      {found.articles}",
    ]
    lines += map(safe, waiting_lines(found.scheduled, found.being_written))
    if found.failure is not None:
        since = styled(f"failing since {_time(found.failure.since)}", fg="red", bold=True)
        lines.append(f"{since}: {safe(found.failure.message)}")
    if found.passed_over:
        lines.append(safe(describe(found.passed_over)))
    return lines + _problem_lines(found.problems, verbose)


def _problem_lines(problems: Sequence[OpenProblem], verbose: bool) -> list[str]:
    if verbose or len(problems) <= _FEW:
        return [_problem_line(problem) for problem in problems]
    shown = [Problem(p.key, p.message, p.left_out, p.is_failure) for p in problems]
    lines = summary(shown, "all of them: `feedtool status -v`, or --json")
    return [safe(line.text) for line in lines]


def _problem_line(problem: OpenProblem) -> str:
    colour = "red" if problem.is_serious else "yellow"
    key = styled(safe(problem.key), fg=colour, bold=True)
    return f"since {_time(problem.since)}  {key}: {safe(problem.message)}"


def _time(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
