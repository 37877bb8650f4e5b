"""`feedtool ledger` and what it can do, and `feedtool rename`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli import say_error
from feedtool.cli.options import now, site_options, tell_problems, to_options
from feedtool.errors import EXIT_OK, LedgerError, PublishError
from feedtool.maintenance import ledger
from feedtool.model.paths import page_path
from feedtool.state.ledger.merge import Preference

_STANDARD = "-"


@click.group("ledger")
def ledger_command() -> None:
    """Look after the ledger, which has the permanent names of all articles."""


@ledger_command.command("export")
@click.argument("file", default=_STANDARD)
@site_options
def export_command(file: str, **options: Any) -> int:
    """Write the ledger as JSON Lines to FILE, or print it.

    One line an article: made to be committed to git, to be read, and to be merged by hand.
    """
    text = ledger.export(config.load(to_options(options)))
    if file == _STANDARD:
        click.echo(text, nl=False)
    else:
        _write(Path(file), text)
    return EXIT_OK


@ledger_command.command("import")
@click.argument("file")
@click.option(
    "--prefer",
    type=click.Choice(["ledger", "file"]),
    help="Which of the two is right about a title, a date of update or a place that differ.",
)
@site_options
def import_command(file: str, prefer: Preference | None, **options: Any) -> int:
    """Merge what `export` wrote into the ledger: all of FILE, or nothing.

    Articles that the ledger does not know are added. About one that it knows, both must agree:
    nothing takes the place of a GUID, a slug or a date of publication.
    """
    settings = config.load(to_options(options))
    merged, notices = ledger.import_ledger(settings, _read(file), file, prefer, now())
    for notice in notices:
        say_error(notice)
    tell_problems(merged.problems)
    if merged.problems:
        say_error("nothing was imported")
        return LedgerError.exit_code
    click.echo(f"{merged.added} added, {merged.changed} changed, {merged.same} known already")
    return EXIT_OK


@ledger_command.command("rebuild")
@site_options
def rebuild_command(**options: Any) -> int:
    """Make the ledger again from the output folder; the old file is kept.

    Names and dates of all articles that are on the site are in its pages. Of articles that left it
    only what atom.xml tells of their removal is known: import a copy of the ledger (see `export`)
    to have those as well.
    """
    settings = config.load(to_options(options))
    rebuilt = ledger.rebuild(settings, now())
    click.echo(f"made again from {rebuilt.articles} articles in {settings.output}")
    if rebuilt.kept is not None:
        click.echo(f"the old ledger is kept as {rebuilt.kept}")
    return EXIT_OK


@ledger_command.command("verify")
@site_options
def verify_command(**options: Any) -> int:
    """Look for damage, for what cannot be, and for what the output says otherwise.

    Says nothing and exits 0 if all is well, else 1.
    """
    problems = ledger.verify(config.load(to_options(options)))
    tell_problems(problems)
    if not problems and sys.stdout.isatty():
        click.echo("all is well")
    return LedgerError.exit_code if problems else EXIT_OK


@click.command("rename")
@click.argument("name", metavar="KEY-OR-SLUG")
@click.argument("slug", metavar="NEW-SLUG")
@site_options
def rename_command(name: str, slug: str, **options: Any) -> int:
    """Give the page of an article another address.

    KEY-OR-SLUG is the article's file below the input folder, or its slug. The GUID stays, so no
    reader shows the article again. The next build writes the page to its new place and sends
    visitors on from the old one, for ever.
    """
    settings = config.load(to_options(options))
    was, moved = ledger.rename(settings, name, slug, now())
    if was.slug == moved.slug:
        click.echo(f"{page_path(was.slug)} is its address already")
    else:
        click.echo(f"{page_path(was.slug)} -> {page_path(moved.slug)}, with the next build")
    return EXIT_OK


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == _STANDARD else Path(file).read_bytes()
        return data.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise PublishError(f"{file}: cannot be read: {reason}; nothing was imported") from None


def _write(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(text, "utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written: {error.strerror}") from None
