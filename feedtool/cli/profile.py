"""`feedtool profile`."""

from __future__ import annotations

from typing import Any

import click
from msgspec.structs import asdict

from feedtool import config, state
from feedtool.cli.options import site_options, to_options
from feedtool.cli.terminal import print_json, print_lines
from feedtool.errors import EXIT_OK
from feedtool.pipeline.reading import articles_losing

_LEVELS = {1: "at the edges", 2: "anywhere", 3: "even if long"}  # where a recurring line is dropped


@click.command("profile")
@site_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def profile_command(as_json: bool, **options: Any) -> int:
    """Show which lines recur across the articles of each site.

    A site is the host of the declared addresses, otherwise the sub-folder, otherwise the whole
    folder. Lines are shown in lower case, without punctuation at the ends, and with 0 for counters.
    They are dropped in runs at the edges of a text, and elsewhere only if they also read like
    boilerplate; the last number says how many published articles lose the line. To keep a line,
    write a rule with `keep = true`. The profiles are those of the last build.
    """
    settings = config.load(to_options(options))
    with state.snapshot(settings.state) as copy:
        profile = copy.cache.line_counts.profile()
        losing = articles_losing(settings, profile, copy.cache.sources) if profile.sites else {}
    for site, lines in profile.sites.items():
        if not as_json:
            print_lines([f"{site or settings.articles}"])
        for line in sorted(lines.values(), key=lambda line: (-line.articles, line.mark)):
            if as_json:
                found = {"site": site, **asdict(line), "dropped": losing.get((site, line.mark), 0)}
                print_json(found)
            else:
                where = _LEVELS[line.level]
                dropped = f"dropped in {losing.get((site, line.mark), 0)}"
                shown = f"{line.articles:>6} of {line.of:<6}  {where:<15}  {dropped:<15}"
                print_lines([f"  {shown}  {line.mark}"])
    if not profile.sites and not as_json:
        click.echo("no line recurs often enough to count as boilerplate")
    return EXIT_OK
