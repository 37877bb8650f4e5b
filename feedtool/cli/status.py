"""`feedtool status`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from feedtool import config
from feedtool.cli.grouping import summary
from feedtool.cli.options import site_options, to_options
from feedtool.cli.terminal import print_json, print_lines
from feedtool.clock import now
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK, PublishError
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
    if last_run is None:
        raise PublishError(f"{settings.state}: the site was never built; run `feedtool build`")
    success = last_run if found.failure is None else found.last_success
    if as_json:
        print_json(_as_json(found, last_run, success))
    else:
        print_lines(_lines(found, last_run, success, verbose))
    is_late = max_age is not None and (success is None or now() - success > 60 * max_age)
    if found.failure is not None or is_late:
        return PublishError.exit_code
    return EXIT_LEFT_OUT if any(p.left_out for p in found.problems) else EXIT_OK


def _as_json(found: Status, last_run: int, success: int | None) -> dict[str, object]:
    def shown(problem: OpenProblem) -> dict[str, object]:
        return {
            "key": problem.key or None,
            "message": problem.message,
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
    }


def _lines(found: Status, last_run: int, success: int | None, verbose: bool) -> list[str]:
    lines = [
        f"last run      {_time(last_run)}",
        f"last success  {_time(success) or 'never'}",
        f"last change   {_time(found.last_change) or 'never'}",
        f"articles      {found.articles}",
    ]
    if found.failure is not None:
        lines.append(f"failing since {_time(found.failure.since)}: {found.failure.message}")
    if found.passed_over:
        lines.append(describe(found.passed_over))
    return lines + _problem_lines(found.problems, verbose)


def _problem_lines(problems: Sequence[OpenProblem], verbose: bool) -> list[str]:
    since = {p.key: _time(p.since) for p in problems}
    lines = [f"since {since[p.key]}  {p.key}: {p.message}" for p in problems]
    if verbose or len(lines) <= _FEW:
        return lines
    shown = [Problem(p.key, p.message, p.left_out) for p in problems]
    return list(summary(shown, "all of them: `feedtool status -v`, or --json"))


def _time(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
