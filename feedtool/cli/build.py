"""`feedtool build` and `feedtool plan`."""

from __future__ import annotations

from itertools import chain
from typing import Any

import click

from feedtool import config
from feedtool.cli import build_report, print_notice
from feedtool.cli.building import ALL_PROBLEMS, BuildCall, run_build
from feedtool.cli.options import site_options, to_options
from feedtool.cli.problems import print_summary
from feedtool.cli.terminal import print_json, print_lines
from feedtool.clock import now
from feedtool.errors import EXIT_CHANGED, EXIT_LEFT_OUT, EXIT_OK
from feedtool.pipeline import build
from feedtool.pipeline.file_filter import describe
from feedtool.pipeline.report import ArticleChange

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
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other.")
    return run_build(
        BuildCall(
            options=to_options(options),
            allow_removals=allow_removals,
            overwrite=overwrite,
            verbose=verbose,
            quiet=quiet,
            as_json=as_json,
            wait=wait,
            exit_code_changed=exit_code_changed,
        )
    )


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
    print_summary(report.problems, ALL_PROBLEMS)
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
