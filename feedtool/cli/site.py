"""`feedtool check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli import print_error
from feedtool.cli.options import check_options, to_options
from feedtool.cli.problems import print_problems, print_summary
from feedtool.clock import now
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK


@click.command("check")
@check_options
@click.option("-v", "--verbose", is_flag=True, help="List all problems, not only their kinds.")
def check_command(output: str | None, verbose: bool, **options: Any) -> int:
    """Look for problems, without writing anything.

    Reads the configuration, the rules, every article, the ledger and the output. Prints nothing and
    exits with 0 if there are no problems. With --output it checks only the feeds, pages and lists,
    as a strict validator does, and does not need the articles.
    """
    from feedtool.maintenance import check
    from feedtool.messages import code
    from feedtool.pipeline.file_filter import describe
    from feedtool.pipeline.silence import count_of, without_silenced

    settings = config.load(to_options({**options, "output": Path(output) if output else None}))
    find = check.check if output is None else check.check_output
    findings = find(settings, now())
    problems, silenced = without_silenced(findings.problems, settings.silence)
    if verbose:
        print_problems(problems)
    else:
        print_summary(problems, "all of them: `feedtool check -v`")
    passed_over = describe(findings.passed_over)
    if passed_over and code(passed_over) not in settings.silence:
        print_error(passed_over)
    if verbose and silenced:
        click.echo(count_of(silenced))
    if not problems and sys.stdout.isatty():
        click.echo("no problems found")
    return EXIT_LEFT_OUT if problems else EXIT_OK
