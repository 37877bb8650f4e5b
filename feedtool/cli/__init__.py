"""The command line: options in, one call, a report out. Only here does feedtool print and exit.

Each command is loaded when it is called, so that a run from cron starts fast.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from feedtool import __version__
from feedtool.errors import FeedtoolError
from feedtool.pipeline.signals import Stopped, stop_when_asked
from feedtool.text.suggest import suggest

# name: where it is, and what it says of itself in the list of commands
COMMANDS = {
    "init": ("site", "Start a new site: write feedtool.toml and make articles/."),
    "build": ("build", "Bring the site up to date with the articles."),
    "plan": ("build", "Show what a build would do, and do nothing."),
    "clean": ("texts", "Print articles without the boilerplate around them."),
    "explain": ("texts", "Tell for every line why it was kept or dropped."),
    "profile": ("texts", "Show which lines recur across the articles of each site."),
    "status": ("status", "Tell when the site was last built, and what is wrong with it."),
    "check": ("site", "Look for what is wrong, without writing anything."),
    "serve": ("site", "Show the site in a browser on this machine."),
    "watch": ("watch", "Build at every change, and show the site in a browser."),
    "adopt": ("adopt", "Take over ids, addresses and dates from another publisher's feeds."),
    "ledger": ("ledger", "Export, import, rebuild or verify the permanent names."),
    "rename": ("ledger", "Give the page of an article another address."),
}


class LazyGroup(click.Group):
    """Knows its commands by name, and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"feedtool.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above: help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a hint at the command that was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = suggest(args[0], COMMANDS)
            hint = f" Did you mean '{close}'?" if close else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedtool")
def root() -> None:
    """Publish a folder of article texts as RSS, Atom and readable pages.

    Put texts into articles/, run `feedtool build` from cron, and serve output/ as static files.
    """


def main() -> None:
    """Runs a command and exits: 0 done, 1 nothing published, 2 wrong options, 3 some documents
    left out, 75 another run is at work.
    """
    stop_when_asked()
    try:
        sys.exit(root.main(prog_name="feedtool", standalone_mode=False) or 0)
    except FeedtoolError as error:
        say_error(str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say_error("stopped; what was published before still stands")
        sys.exit(130)
    except Stopped as stop:
        say_error("was asked to end; what was published before still stands")
        sys.exit(128 + stop.signal)
    except BrokenPipeError:
        # Whoever read our output has had enough of it; without this Python complains on exit.
        sys.stdout = None
        sys.exit(0)


def say_error(message: str) -> None:
    """One line on standard error, whatever characters the names in it have."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
    click.echo(f"{_priority(4)}feedtool: {shown}", err=True)


def say_to_journal(message: str) -> None:
    """One line of what was done, where systemd's journal keeps what is printed."""
    if _priority(6):
        click.echo(f"{_priority(6)}feedtool: {message}", err=True)


def _priority(level: int) -> str:
    """The prefix that gives a line its level in the journal (sd-daemon(3)); empty elsewhere."""
    stream = os.environ.get("JOURNAL_STREAM")
    if stream is None:
        return ""
    try:
        info = os.fstat(2)
    except OSError:
        return ""
    # Standard error may have been sent elsewhere since (systemd.exec(5)).
    return f"<{level}>" if stream == f"{info.st_dev}:{info.st_ino}" else ""
