"""`feedtool import`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from feedtool.cli.terminal import print_lines
from feedtool.clock import now
from feedtool.config import DEFAULT_NAME
from feedtool.errors import EXIT_OK
from feedtool.maintenance import moving_in
from feedtool.maintenance.adopt import Adoption
from feedtool.maintenance.moving_in import Survey

_FILE = click.Path(path_type=Path)
_MOST = 8  # things that were not understood, which are printed without -v


@click.command("import")
@click.argument("source", type=_FILE)
@click.option("--apply", "is_real", is_flag=True, help="Write what was only shown without it.")
@click.option("--feed", "feeds", multiple=True, type=_FILE, help="Saved feed of the old site.")
@click.option("--base-url", help="Address of the new site, if it is not that of the old one.")
@click.option(
    "--config",
    "target",
    type=_FILE,
    default=DEFAULT_NAME,
    show_default=True,
    help="Configuration file to write.",
)
@click.option("-v", "--verbose", is_flag=True, help="Print the configuration file, and all notes.")
def import_command(
    source: Path,
    is_real: bool,
    feeds: tuple[Path, ...],
    base_url: str | None,
    target: Path,
    verbose: bool,
) -> int:
    """Move a site in from another tool.

    SOURCE is the folder of a site made with Jekyll, Hugo, Zola, Pelican, Nikola, Hexo, Eleventy or
    Docusaurus, an Obsidian vault, any folder of texts, or an export of WordPress or Ghost. Its
    configuration is read, and nothing in it is run.

    Prints what was understood, and writes nothing without --apply. With it, writes feedtool.toml,
    which reads the texts where they are and redirects their old addresses, and adopts the ids of
    the old feed if that is in the folder of the finished site, or is named with --feed. Never
    overwrites a file.
    """
    moment = now()
    made = moving_in.survey(source, target, moment, feeds, base_url)
    adoption = moving_in.apply(made, moment) if is_real and made.missing is None else None
    print_lines(_lines(source, made, adoption or made.adoption, verbose=verbose))
    if verbose:
        print_lines(["", *made.text.split("\n")])
    print_lines(_next(made, is_real=is_real))
    return EXIT_OK


def _lines(
    source: Path, made: Survey, adoption: Adoption | None, *, verbose: bool
) -> Iterator[str]:
    """What was understood, and what was not."""
    understood = made.understood
    yield f"{source}: {made.tool} ({made.evidence})"
    others = f" ({made.passed_over})" if made.passed_over else ""
    yield f"  articles: {made.articles} in {made.folder}{others}"
    for setting in understood.settings:
        shown = setting.value if isinstance(setting.value, str) else ", ".join(setting.value)
        yield f"  {setting.name}: {shown}  ({setting.why})"
    if understood.redirects or made.example is not None:
        yield f"  old addresses: {_old_addresses(made)}"
    if made.feeds:
        yield f"  old feed: {', '.join(map(str, made.feeds))}{_adopted(adoption)}"
    left = [*understood.left]
    for static in understood.static:
        folder = shlex.quote(f"{source / static.folder}{'' if static.path else '/.'}")
        command = f"cp -r {folder} {made.output.name}/"
        left.append(f"{static.folder}/: pictures and other files; `{command}` after the build")
    if not made.has_address:
        left.append("base-url: not found; set it in feedtool.toml, or pass --base-url")
    if not made.feeds and made.understood.feeds:
        left.append("the old feed is not here; save it, and name it with --feed, to keep its ids")
    for line in left if verbose else left[:_MOST]:
        yield f"  not taken over: {line}"
    if len(left) > _MOST and not verbose:
        yield f"  not taken over: {len(left) - _MOST} more; see -v"


def _old_addresses(made: Survey) -> str:
    forms = [form for redirect in made.understood.redirects for form in redirect.forms]
    shown = ", ".join(forms) if forms else "as the articles name them"
    return shown if made.example is None else f"{shown}; {made.example[1]} was {made.example[0]}"


def _adopted(adoption: Adoption | None) -> str:
    if adoption is None:
        return ""
    adopted, unmatched = len(adoption.adopted), len(adoption.unmatched)
    return (
        f": ids of {adopted} article{'s' * (adopted != 1)}, {unmatched} "
        f"{'entries' if unmatched != 1 else 'entry'} without an article, "
        f"{len(adoption.conflicts)} in conflict"
    )


def _next(made: Survey, *, is_real: bool) -> Iterator[str]:
    """What to do next."""
    if made.missing is not None:
        yield f"{made.target} exists and is never overwritten. It does not have:"
        yield from (f"  {line}" for line in made.missing or ("(nothing is missing)",))
        if made.feeds:
            yield f"To adopt the old feed: `feedtool adopt {shlex.join(map(str, made.feeds))}`"
        return
    if is_real:
        yield f"Wrote {made.target}. Next: read it, then `feedtool build -v` and `feedtool serve`"
        return
    yield f"Nothing was written. Next: the same command with --apply, which writes {made.target}"
