"""What commands share: options, the clock, printing of problems, and waiting for Ctrl-C."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from feedtool.cli import print_error, print_notice
from feedtool.cli.terminal import printable
from feedtool.config import Options
from feedtool.model import Problem

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)

config_option = click.option(
    "--config", type=_FILE, help="Configuration file.  [default: feedtool.toml, if it exists]"
)
PORT = 8000
port_option = click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0: any free port.",
)
_SITE_OPTIONS = (
    config_option,
    click.option("--articles", type=_FILE, help="Folder of article texts."),
    click.option("--output", type=_FILE, help="Folder for the finished files, to be served."),
    click.option("--state", type=_FILE, help="Folder of the ledger, to be backed up."),
    click.option("--base-url", help="Address at which the output folder is served."),
)


def site_options(command: F) -> F:
    """Adds the options that select a site."""
    for option in reversed(_SITE_OPTIONS):
        command = option(command)
    return command


def check_options(command: F) -> F:
    """Adds the options of `feedtool check`: those of `site_options`, but with another --output.

    Its value is "" for the configured output folder.
    """
    site, articles, _, *others = _SITE_OPTIONS
    output = click.option(
        "--output",
        metavar="[PATH]",
        is_flag=False,
        flag_value="",
        help="Check only the published files; PATH: those in another folder.",
    )
    for option in reversed((site, articles, output, *others)):
        command = option(command)
    return command


def to_options(values: dict[str, Any]) -> Options:
    """The values of `site_options`, and of --jobs if the command has it."""
    return Options(**values)


def print_problems(problems: Iterable[Problem]) -> None:
    """Prints one line on standard error for each problem."""
    for problem in problems:
        _print(f"{problem.key}: {problem.message}", problem.is_serious)


def print_summary(problems: Sequence[Problem], where: str) -> None:
    """Prints the problems by kind on standard error; `where` says how to list all of them."""
    if not problems:
        return
    # Imported here: cron jobs rarely have problems.
    from feedtool.cli.grouping import summary

    for line in summary(problems, where):
        _print(line.text, line.is_serious)


def _print(line: str, is_serious: bool) -> None:
    (print_error if is_serious else print_notice)(line)


@contextmanager
def until_stopped() -> Iterator[None]:
    """Ends the `with` statement quietly at Ctrl-C or SIGTERM."""

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            click.echo()
    finally:
        signal.signal(signal.SIGTERM, before)


def log_to_stderr() -> None:
    """Prints log records on standard error, one line each."""
    # Imported here: cron jobs do not log, and the module is slow to import.
    import logging

    class OneLine(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return printable(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("%(message)s"))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
    for noisy in ("asyncio", "distributed", "charset_normalizer"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
