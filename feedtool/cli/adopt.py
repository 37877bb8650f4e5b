"""`feedtool adopt`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli import print_error
from feedtool.cli.options import site_options, to_options
from feedtool.cli.problems import print_problems
from feedtool.cli.terminal import print_lines
from feedtool.clock import now
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK
from feedtool.maintenance import adopt
from feedtool.model.paths import page_path


@click.command("adopt")
@click.argument(
    "feeds", metavar="FEED...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Show what would be adopted, and write nothing.")
@click.option(
    "--replace",
    is_flag=True,
    help="Give articles their old ids even if feedtool has published them under new ones.",
)
@site_options
def adopt_command(feeds: tuple[Path, ...], dry_run: bool, replace: bool, **options: Any) -> int:
    """Adopt ids, addresses and dates from another publisher's feeds.

    FEED is a file of RSS 2.0, Atom or JSON Feed, as the old site served it. Its entries are matched
    with the articles in the input folder by declared ids and addresses, by titles, or by words. The
    articles will be published under their old ids, so that subscribers of the old feed see nothing
    twice. It is best to do this before the first build.

    Exit status: 0 all entries are adopted; 3 some could not be, and each of them is named.
    """
    settings = config.load(to_options(options))
    done = adopt.adopt(settings, feeds, now(), replace_ids=replace, dry_run=dry_run)
    print_problems(done.problems)
    for one in done.adopted:
        instead = f"  (instead of {one.was.guid})" if one.was is not None else ""
        print_lines(
            [
                f"{one.match.article.key}: {one.match.entry.id}{instead}",
                f"    by {one.match.by}; {page_path(one.record.slug)}",
            ]
        )
    for match, fact in done.conflicts:
        print_error(f"{match.article.key}: {match.entry.id} was not adopted: {fact}")
    for entry, hint in done.unmatched:
        name = entry.title or entry.url
        suffix = f"; {hint}" if hint else ""
        print_error(f"{entry.source}: no article found for '{name}', {entry.id}{suffix}")
    for notice in done.notices:
        print_error(notice)
    would = "would be adopted" if dry_run else "adopted"
    click.echo(
        f"{len(done.adopted)} {would}, {len(done.known)} adopted before, "
        f"{len(done.conflicts)} in conflict, {len(done.unmatched)} not matched"
    )
    return EXIT_LEFT_OUT if done.conflicts or done.unmatched else EXIT_OK
