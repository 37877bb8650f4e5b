"""The command line: parses options, makes one call, prints a report.

Only this package prints and exits. A command is imported when it is run, so that cron jobs start
fast.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from feedtool.cli.terminal import printable
from feedtool.errors import FeedtoolError
from feedtool.pipeline.signals import Stopped, stop_when_asked
from feedtool.text.suggest import suggest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

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


class LazyGroup(click.Group):
    """A group that imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which a new user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, which is imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"feedtool.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names that begin like `incomplete`, from the table, and options."""
        from click.shell_completion import CompletionItem

        items = [
            CompletionItem(name, help=text)
            for name, (_, text) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return items + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolves a command as click does, with a suggestion for an unknown name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = suggest(args[0], COMMANDS)
            hint = f" Did you mean '{close}'?" if close else ""
            from feedtool.messages import with_codes

            ctx.fail(with_codes(f"No such command '{args[0]}'.{hint}"))
        return super().resolve_command(ctx, args)


def _print_versions(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    # Imported here: no other command needs it.
    from feedtool.cli.about import versions

    for line in versions():
        click.echo(line)
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_versions,
    help="Show the versions of feedtool and of what it uses, and exit.",
)
def root() -> None:
    """Publish a folder of article texts as RSS, Atom and readable pages.

    Put texts into articles/, run `feedtool build` from cron, and serve output/ as static files.
    """


def main() -> None:
    """Runs a command and exits.

    Exit status: 0 success; 1 nothing published; 2 invalid options; 3 some documents left out; 75
    another run is in progress.
    """
    stop_when_asked()
    try:
        sys.exit(root.main(prog_name="feedtool", standalone_mode=False) or 0)
    except FeedtoolError as error:
        print_error(str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
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
    from feedtool.messages import with_codes

    place, colon, fact = printable(with_codes(message)).partition(": ")
    line = f"{styled(place, fg=colour, bold=True)}{colon}{fact}" if colon else place
    click.echo(f"{_priority(4)}feedtool: {line}", err=True)


def styled(text: str, **style: Any) -> str:
    """`text` with colours, which `click.echo` removes again outside a terminal.

    Without them if the user does not want any (https://no-color.org/).
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return click.style(text, **style)


def log_to_journal(message: str) -> None:
    """Prints one line for the systemd journal, if standard error goes there."""
    if _priority(6):
        click.echo(f"{_priority(6)}feedtool: {printable(message)}", err=True)


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
