"""`feedtool adopt`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli import say_error
from feedtool.cli.options import now, site_options, tell_problems, to_options
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK
from feedtool.maintenance import adopt
from feedtool.model.paths import page_path


@click.command("adopt")
@click.argument(
    "feeds", metavar="FEED...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Show what would be taken over, and write nothing.")
@click.option(
    "--replace",
    is_flag=True,
    help="Give articles their old ids even if they were published under new ones here.",
)
@site_options
def adopt_command(feeds: tuple[Path, ...], dry_run: bool, replace: bool, **options: Any) -> int:
    """Take over ids, addresses and dates from another publisher's feeds.

    FEED is a file of RSS 2.0, Atom or JSON Feed, as the old site served it. Articles in the input
    folder are matched with its entries by what they declare, by their titles, or by their words,
    and will be published under their old ids, so that whoever subscribed to the old feed sees
    nothing twice. Best done before the first build.

    Exit status: 0 all entries were taken over, or had been; 3 some could not, each named.
    """
    settings = config.load(to_options(options))
    done = adopt.adopt(settings, feeds, now(), replace_ids=replace, dry_run=dry_run)
    tell_problems(done.problems)
    for one in done.adopted:
        instead = f"  (instead of {one.was.guid})" if one.was is not None else ""
        click.echo(f"{one.match.article.key}: {one.match.entry.id}{instead}")
        click.echo(f"    by {one.match.by}; {page_path(one.record.slug)}")
    for match, fact in done.conflicts:
        say_error(f"{match.article.key}: {match.entry.id} was not taken over: {fact}")
    for entry, hint in done.unmatched:
        told = f"; {hint}" if hint else ""
        say_error(
            f"{entry.source}: no article found for '{entry.title or entry.url}', {entry.id}{told}"
        )
    for notice in done.notices:
        say_error(notice)
    would = "would be adopted" if dry_run else "adopted"
    click.echo(
        f"{len(done.adopted)} {would}, {len(done.known)} before, "
        f"{len(done.conflicts)} in conflict, {len(done.unmatched)} not matched"
    )
    return EXIT_LEFT_OUT if done.conflicts or done.unmatched else EXIT_OK
