"""`feedtool help`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from feedtool.cli import COMMANDS
from feedtool.cli.commands import root
from feedtool.errors import EXIT_OK, ConfigError
from feedtool.messages import catalogue
from feedtool.messages.message import KINDS, Message

_WIDTH = 80


def _topics(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    commands = [CompletionItem(name, help=text) for name, (_, text) in COMMANDS.items()]
    codes = [CompletionItem(code, help=entry.form) for code, entry in catalogue().items()]
    wanted = incomplete.lower()
    return [item for item in commands + codes if item.value.lower().startswith(wanted)]


@click.command("help")
@click.argument("topic", required=False, shell_complete=_topics)
@click.pass_context
def help_command(ctx: click.Context, topic: str | None) -> int:
    """Explain a message by its code, such as FT101, or a command by its name.

    Messages end with their codes, in brackets. Without TOPIC, lists the commands.
    """
    group = ctx.find_root()
    if topic is None:
        click.echo(root.get_help(group))
        return EXIT_OK
    command = root.get_command(group, topic)
    if command is not None:
        click.echo(command.get_help(click.Context(command, info_name=topic, parent=group)))
        return EXIT_OK
    entry = catalogue().get(topic.strip("[]").upper())
    if entry is None:
        raise ConfigError(
            f"'{topic}' is neither a command nor the code of a message, which is like FT101; "
            "`feedtool help` lists the commands"
        )
    click.echo("\n\n".join(_paragraphs(entry)))
    return EXIT_OK


def _paragraphs(entry: Message) -> Iterator[str]:
    yield f"{entry.code}: {KINDS[entry.kind]}"
    yield textwrap.indent(textwrap.fill(entry.form, _WIDTH - 4, break_long_words=False), "    ")
    yield textwrap.fill(entry.meaning, _WIDTH)
    if entry.remedy:
        yield textwrap.fill(entry.remedy, _WIDTH)
