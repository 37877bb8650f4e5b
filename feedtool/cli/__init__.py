"""The command line: parses options, makes one call, prints a report.

Only this package prints and exits. Everything is imported when it is needed, so that cron jobs
start fast.
"""

from __future__ import annotations

import os
import sys

from feedtool.errors import FeedtoolError, Stopped

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

PORT = 8000  # at which `feedtool serve` shows the site
# The module and the short help text of each command.
COMMANDS = {
    "init": ("starting", "Start a new site: write feedtool.toml and a first article."),
    "new": ("starting", "Make a file for a new article."),
    "build": ("build", "Bring the site up to date with the articles."),
    "plan": ("build", "Show what a build would do, without doing it."),
    "clean": ("clean", "Print articles without boilerplate."),
    "explain": ("explain", "Explain why each line was kept or dropped."),
    "profile": ("profile", "Show which lines recur across the articles of each site."),
    "status": ("status", "Show when the site was last built, and its open problems."),
    "check": ("site", "Look for problems, without writing anything."),
    "serve": ("serve", "Show the site on this machine, at an address that it prints."),
    "open": ("serve", "Show the site on this machine, and open it in the browser."),
    "watch": ("watch", "Build after every change, and show the site in a browser."),
    "import": ("moving_in", "Move a site in from another tool, such as Jekyll or Hugo."),
    "adopt": ("adopt", "Adopt ids, addresses and dates from another publisher's feeds."),
    "ledger": ("ledger", "Export, import, rebuild or verify the ledger of permanent names."),
    "rename": ("ledger", "Give the page of an article another address."),
    "upload": ("upload", "Upload the site to S3 or another object storage like it."),
    "help": ("help", "Explain a message by its code, such as FT101, or a command."),
    "completion": ("completion", "Make the Tab key complete commands in bash, zsh or fish."),
}


def main() -> None:
    """Runs a command and exits.

    Exit status: 0 success; 1 nothing published; 2 invalid options; 3 some documents left out; 75
    another run is in progress.
    """
    try:
        sys.exit(_run())
    except FeedtoolError as error:
        print_error(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print_error("interrupted; the published site is intact")
        sys.exit(130)
    except Stopped as stop:
        print_error("terminated by a signal; the published site is intact")
        sys.exit(128 + stop.signal)
    except MemoryError:
        print_error(
            "ran out of memory; the published site is intact. Lower [input] max-bytes or [run] jobs"
        )
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output closed the pipe; without this, Python complains on exit.
        sys.stdout = None
        sys.exit(0)


def _run() -> int:
    """The exit status of the command in `sys.argv`.

    Loading click and its declarations takes longer than all else of a build without news, so the
    call that is in crontabs does without.
    """
    # Imported here and below: one or the other.
    from feedtool.cli.plain_build import requested

    plain = requested(sys.argv[1:])
    if plain is not None:
        return plain.run()
    from feedtool.cli.commands import run
    from feedtool.pipeline.signals import stop_when_asked

    stop_when_asked()
    return run()


def print_error(message: str) -> None:
    """Prints one line on standard error, with its codes and unprintable characters escaped.

    On a terminal, what precedes the first colon, the place of the error, is red.
    """
    _print(message, "red")


def print_notice(message: str) -> None:
    """Prints one line as `print_error` does, about what does not keep anything off the site."""
    _print(message, "yellow")


def _print(message: str, colour: str) -> None:
    # Imported here: most runs print nothing.
    from feedtool.cli.terminal import printable
    from feedtool.messages import with_codes

    place, colon, fact = printable(with_codes(message)).partition(": ")
    line = f"{styled(place, fg=colour, bold=True)}{colon}{fact}" if colon else place
    _echo(f"{_priority(4)}feedtool: {line}")


def styled(text: str, **style: Any) -> str:
    """`text` with colours, which `click.echo` removes again outside a terminal.

    Without them if the user does not want any (https://no-color.org/).
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    # Imported here: a build without news prints nothing.
    import click

    return click.style(text, **style)


def log_to_journal(message: str) -> None:
    """Prints one line for the systemd journal, if standard error goes there."""
    if _priority(6):
        from feedtool.cli.terminal import printable

        _echo(f"{_priority(6)}feedtool: {printable(message)}")


def _echo(line: str) -> None:
    # Imported here: a build without news prints nothing.
    import click

    click.echo(line, err=True)


def _priority(level: int) -> str:
    """The prefix for the level of a line in the journal (sd-daemon(3)); "" outside the journal."""
    stream = os.environ.get("JOURNAL_STREAM")
    if stream is None:
        return ""
    try:
        info = os.fstat(2)
    except OSError:
        return ""
    # The variable is also set if standard error has been redirected since (systemd.exec(5)).
    return f"<{level}>" if stream == f"{info.st_dev}:{info.st_ino}" else ""
