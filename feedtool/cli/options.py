"""What commands share: options, and waiting for Ctrl-C."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from feedtool.cli import PORT
from feedtool.config import Options

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)

config_option = click.option(
    "--config", type=_FILE, help="Configuration file.  [default: feedtool.toml, if it exists]"
)
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
