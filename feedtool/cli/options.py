"""What several commands share: options, the clock, how problems are told, and how to be stopped."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from feedtool.cli import say_error
from feedtool.config import Options
from feedtool.errors import ConfigError
from feedtool.model import Problem

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)

config_option = click.option(
    "--config", type=_FILE, help="Configuration file.  [default: feedtool.toml, if it is there]"
)
PORT = 8000
port_option = click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0: any that is free.",
)
_SITE_OPTIONS = (
    config_option,
    click.option("--articles", type=_FILE, help="Folder of article texts."),
    click.option("--output", type=_FILE, help="Folder that is served; files go there."),
    click.option("--state", type=_FILE, help="Folder of the ledger, to be backed up."),
    click.option("--base-url", help="Address at which the output folder will be found."),
)


def site_options(command: F) -> F:
    """The options that say which site is meant."""
    for option in reversed(_SITE_OPTIONS):
        command = option(command)
    return command


def looking_options(command: F) -> F:
    """The same for `feedtool check`, where --output says what is looked at; "": as configured."""
    site, articles, _, *others = _SITE_OPTIONS
    output = click.option(
        "--output",
        metavar="[PATH]",
        is_flag=False,
        flag_value="",
        help="Look at the published files only; PATH: at those in another folder.",
    )
    for option in reversed((site, articles, output, *others)):
        command = option(command)
    return command


def to_options(values: dict[str, Any]) -> Options:
    """The values of `site_options`, and of --jobs where a command has it."""
    return Options(**values)


def now() -> int:
    """Unix seconds: SOURCE_DATE_EPOCH if it is set, else the clock. Read nowhere else."""
    declared = os.environ.get("SOURCE_DATE_EPOCH")
    if declared is None:
        return int(time.time())
    try:
        return int(declared)
    except ValueError:
        raise ConfigError(
            f"SOURCE_DATE_EPOCH: '{declared}' is no number of seconds; set it to one or unset it"
        ) from None


def tell_problems(problems: Iterable[Problem]) -> None:
    """One line on standard error for each."""
    for problem in problems:
        say_error(f"{problem.key}: {problem.message}")


@contextmanager
def until_stopped() -> Iterator[None]:
    """Goes on until Ctrl-C or SIGTERM, which both are the right end of it."""

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            click.echo()
    finally:
        signal.signal(signal.SIGTERM, before)


def log_to_stderr() -> None:
    """Prints what is logged, a line each."""
    # Imported here: cron asks for no log, and the module takes its time.
    import logging

    logging.basicConfig(format="%(message)s", level=logging.DEBUG, stream=sys.stderr)
    for noisy in ("asyncio", "distributed", "charset_normalizer"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
