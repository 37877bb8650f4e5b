"""`feedtool ledger` with its subcommands, and `feedtool rename`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli import print_error
from feedtool.cli.options import site_options, to_options
from feedtool.cli.problems import print_problems
from feedtool.cli.terminal import print_lines, safe_json
from feedtool.clock import now
from feedtool.errors import EXIT_OK, LedgerError, PublishError
from feedtool.maintenance import ledger
from feedtool.model.paths import page_path
from feedtool.state.ledger.merge import Preference

_STANDARD = "-"  # standard input or output


@click.group("ledger")
def ledger_command() -> None:
    """Export, import, rebuild or verify the ledger, which has the permanent names of articles."""


@ledger_command.command("export")
@click.argument("file", default=_STANDARD)
@site_options
def export_command(file: str, **options: Any) -> int:
    """Write the ledger as JSON Lines to FILE, or print it.

    There is one line for each article. You can commit the file to git, read it, and merge it by
    hand.
    """
    text = safe_json(ledger.export(config.load(to_options(options))))
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
    help="Which of the two is right if a title, a date of update or a file name differs.",
)
@site_options
def import_command(file: str, prefer: Preference | None, **options: Any) -> int:
    """Merge FILE, which `export` wrote, into the ledger: all of it or nothing.

    Articles that are not in the ledger are added. About the others both must agree: an import never
    replaces a GUID, a slug or a date of publication.
    """
    settings = config.load(to_options(options))
    merged, notices = ledger.import_ledger(settings, _read(file), file, prefer, now())
    for notice in notices:
        print_error(notice)
    print_problems(merged.problems)
    if merged.problems:
        print_error("nothing was imported")
        return LedgerError.exit_code
    click.echo(f"{merged.added} added, {merged.changed} changed, {merged.same} unchanged")
    return EXIT_OK


@ledger_command.command("rebuild")
@site_options
def rebuild_command(**options: Any) -> int:
    """Rebuild the ledger from the output folder; the old file is kept.

    The pages contain names and dates of all articles on the site. Articles that left the site are
    recovered only as far as atom.xml reports their removal; to recover all of them, import an
    exported ledger (see `export`).
    """
    settings = config.load(to_options(options))
    rebuilt = ledger.rebuild(settings, now())
    print_lines([f"rebuilt from {rebuilt.articles} articles in {settings.output}"])
    if rebuilt.kept is not None:
        print_lines([f"the old ledger is kept as {rebuilt.kept}"])
    return EXIT_OK


@ledger_command.command("verify")
@site_options
def verify_command(**options: Any) -> int:
    """Look for damage, contradictions, and differences between the ledger and the output.

    Prints nothing and exits with 0 if there are no problems, otherwise with 1.
    """
    problems = ledger.verify(config.load(to_options(options)))
    print_problems(problems)
    if not problems and sys.stdout.isatty():
        click.echo("no problems found")
    return LedgerError.exit_code if problems else EXIT_OK


@click.command("rename")
@click.argument("name", metavar="KEY-OR-SLUG")
@click.argument("slug", metavar="NEW-SLUG")
@site_options
def rename_command(name: str, slug: str, **options: Any) -> int:
    """Give the page of an article another address.

    KEY-OR-SLUG is the article's file below the input folder, or its slug. The GUID stays the same,
    so feed readers do not show the article again. The next build writes the page at its new address
    and redirects the old one permanently.
    """
    settings = config.load(to_options(options))
    was, moved = ledger.rename(settings, name, slug, now())
    if was.slug == moved.slug:
        click.echo(f"the page is already at {page_path(was.slug)}")
    else:
        print_lines([f"{page_path(was.slug)} -> {page_path(moved.slug)}, with the next build"])
    return EXIT_OK


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == _STANDARD else Path(file).read_bytes()
        return data.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise PublishError(f"{file}: cannot be read: {reason}; nothing was imported") from None


def _write(path: Path, text: str) -> None:
    """Writes a file completely or not at all."""
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(text, "utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written: {error.strerror}") from None
