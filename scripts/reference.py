#!/usr/bin/env python3
"""Writes the pages of docs/reference/ that are made from the code; `./run goldens` runs it."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import click
import msgspec
from reference_messages import messages_page

from feedtool.cli import COMMANDS
from feedtool.cli.commands import root
from feedtool.config import tables

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
WIDTH = 80  # columns of help texts

CONFIGURATION = """\
# Configuration

The configuration of a site is the file `feedtool.toml`. Only `base-url` is required:

```toml
[site]
base-url = "https://example.org/"
```

Folders are relative to the file. The options `--articles`, `--output`, `--state` and `--base-url` override it;
with `--base-url`, feedtool works without a configuration file. Unknown names are errors, so a misspelled
setting is never ignored.

A pattern such as `posts/*` is matched against the path of a file below the input folder, case-sensitively. `*`
matches any characters, also slashes, `?` one character, and `[abc]` one of these. In `include` and `exclude`, a
pattern without a slash matches in every folder, and one that matches a folder matches everything in it.
"""

COMMAND_LINE = """\
# Commands

`feedtool -h` lists the commands, and `-h` after a command explains it, as here.
"""


def pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "configuration.md": _configuration(),
        "commands.md": _commands(),
        "messages.md": messages_page(),
    }


def _configuration() -> str:
    described = _descriptions(inspect.getsource(tables))
    parts = [CONFIGURATION]
    for name, table, is_list in _tables(tables.Tables, "", set()):
        heading = f"[[{name}]]" if is_list else f"[{name}]"
        about = inspect.cleandoc(table.__doc__ or "")
        more = "\nThere may be any number of these tables.\n" if is_list else ""
        rows = "\n".join(_rows(table, described[table.__name__]))
        parts.append(
            f"## `{heading}` {{#{name.replace('.', '-')}}}\n\n{about}\n{more}\n"
            f"| setting | default | |\n|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _tables(
    of: type[msgspec.Struct], prefix: str, seen: set[type[msgspec.Struct]]
) -> Iterator[tuple[str, type[msgspec.Struct], bool]]:
    """The tables in a table, with their names and whether there may be several; each kind once."""
    for field in msgspec.structs.fields(of):
        table = _table_in(field.type)
        if table is not None and table not in seen:
            seen.add(table)
            yield f"{prefix}{field.name}", table, get_origin(field.type) is tuple
            yield from _tables(table, f"{prefix}{field.name}.", seen)


def _table_in(kind: Any) -> type[msgspec.Struct] | None:
    """The table in a type such as `Table | None` or `tuple[Table, ...]`."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next(filter(None, map(_table_in, get_args(kind))), None)


def _descriptions(source: str) -> dict[str, dict[str, str]]:
    """For each class, the string below each of its fields."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            of = found.setdefault(node.name, {})
            for field, below in zip(node.body, node.body[1:], strict=False):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        of[name] = " ".join(text.split())
    return found


def _rows(table: type[msgspec.Struct], described: dict[str, str]) -> Iterator[str]:
    for field in msgspec.structs.fields(table):
        default = "" if field.default in (None, msgspec.NODEFAULT) else _toml(field.default)
        text = described.get(field.name, "As in `[feeds]`, for this feed.")
        choices = [_toml(choice) for choice in _choices(field.type) if choice]
        if not all(choice in text for choice in choices):
            text += f" One of {', '.join(map('`{}`'.format, choices))}."
        cells = (f"`{field.encode_name}`", default and f"`{default}`", text)
        yield f"| {' | '.join(cells)} |"


def _choices(kind: Any) -> Iterator[str]:
    """The strings that a setting may be."""
    for inner in get_args(kind):
        if isinstance(inner, str):
            yield inner
        else:
            yield from _choices(inner)


def _toml(value: object) -> str:
    """A default as it is written in feedtool.toml."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return f"{value:_}" if value >= 10_000 else str(value)
        case str():
            return f'"{value}"' if value else ""
        case tuple():
            return f"[{', '.join(map(_toml, value))}]" if value else ""
        case _:
            return ""


def _commands() -> str:
    context = click.Context(root, info_name="feedtool")
    parts = [COMMAND_LINE]
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        parts.extend(_help(command, name, context))
    return "\n".join(parts)


def _help(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    yield f"## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _help(found, inner, context)


def main() -> int:
    """Writes the pages; with `--check`, prints those that are out of date and returns 1."""
    made = pages()
    if "--check" not in sys.argv[1:]:
        for page, text in made.items():
            (FOLDER / page).write_text(text, "utf-8")
        return 0
    stale = [page for page, text in made.items() if (FOLDER / page).read_text("utf-8") != text]
    for page in stale:
        click.echo(f"docs/reference/{page} is out of date; run ./run goldens")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
