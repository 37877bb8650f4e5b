"""The command line as click sees it: all commands, their help, and errors in their options."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from feedtool.cli import COMMANDS
from feedtool.text.suggest import suggest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


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


def run() -> int:
    """Runs the command that the arguments of this process name; its exit status.

    Exits if they are invalid, or if the user interrupts a prompt.
    """
    try:
        return root.main(prog_name="feedtool", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        raise KeyboardInterrupt from None
