"""`feedtool init` and `feedtool check`."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli import print_error
from feedtool.cli.options import (
    PORT,
    check_options,
    print_problems,
    print_summary,
    to_options,
)
from feedtool.clock import now
from feedtool.config import DEFAULT_NAME, Options
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK, ConfigError, PublishError
from feedtool.text.normalize import one_line

_TEMPLATE = """\
[site]
# Part of the permanent ids of all articles. Never change it, even if the address changes.
id = {id}
title = {title}
# The address at which the output folder is served; `feedtool serve` uses {default}
base-url = {base_url}
{language}{author}
[input]
folder = "articles"

# Markdown (.md) is published as it was written. From plain text (.txt), boilerplate is removed,
# unless a pattern like "notes/**" in `written` matches its path; `found` is for scraped Markdown.
[clean]
written = []
found = []

[output]
folder = "output"
"""


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--title", help="Name of the site.")
@click.option("--base-url", help="Address at which the output folder is served.")
@click.option("--language", help="Language of most articles, for example en or pt-BR.")
@click.option("--author", help="Who publishes the site, if it is not the site's title.")
@click.option("--cron", is_flag=True, help="Print a crontab line that builds the site.")
@click.option("--systemd", is_flag=True, help="Print systemd units that build the site.")
def init_command(folder: Path, cron: bool, systemd: bool, **declared: str | None) -> int:
    """Start a new site in DIR: write feedtool.toml and create articles/.

    On a terminal, asks for values that are not given as options. Never overwrites anything: for an
    existing site, --cron and --systemd only print their text.
    """
    target = folder / DEFAULT_NAME
    if not target.exists():
        message = _start(folder, **declared)
        # On standard error, so that the text for cron or systemd can be redirected to a file.
        click.echo(message, err=cron or systemd)
    elif not (cron or systemd):
        raise ConfigError(f"{target}: already exists; edit it, or start in another folder")
    if cron or systemd:
        from feedtool.cli import scheduling

        site = scheduling.installation(config.load(Options(config=target)), target)
        texts = [scheduling.crontab(site)] if cron else []
        texts += [scheduling.service(site), scheduling.timer(site)] if systemd else []
        click.echo("\n".join(texts), nl=False)
    return EXIT_OK


def _start(
    folder: Path,
    title: str | None,
    base_url: str | None,
    language: str | None,
    author: str | None,
) -> str:
    """Writes the configuration of a new site; returns a message for the user."""
    target = folder / DEFAULT_NAME
    default = f"http://127.0.0.1:{PORT}/"
    if sys.stdin.isatty() and sys.stdout.isatty():
        title = title or click.prompt("Name of the site", default=folder.resolve().name)
        base_url = base_url or click.prompt("Its address", default=default)
        language = language or click.prompt("Its language", default="en")
    base_url = config.checked_base_url(base_url or default, "--base-url")
    text = _TEMPLATE.format(
        id=_quoted(str(uuid.uuid4())),
        title=_quoted(title or folder.resolve().name or "Articles"),
        base_url=_quoted(base_url),
        default=default,
        language=f"language = {_quoted(language)}\n" if language else "",
        author=f"author = {_quoted(author)}\n" if author else "",
    )
    config.load_text(text, str(target), folder)
    try:
        (folder / "articles").mkdir(parents=True, exist_ok=True)
        with open(target, "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise PublishError(f"{target}: cannot be written: {error.strerror}") from None
    return (
        f"Wrote {target}. Put .txt or .md files into {folder / 'articles'}, then run:\n"
        "    feedtool build"
    )


def _quoted(text: str) -> str:
    # Without control characters, which `one_line` removes, a JSON string is a TOML string.
    return json.dumps(one_line(text), ensure_ascii=False)


@click.command("check")
@check_options
@click.option("-v", "--verbose", is_flag=True, help="List all problems, not only their kinds.")
def check_command(output: str | None, verbose: bool, **options: Any) -> int:
    """Look for problems, without writing anything.

    Reads the configuration, the rules, every article, the ledger and the output. Prints nothing and
    exits with 0 if there are no problems. With --output it checks only the feeds, pages and lists,
    as a strict validator does, and does not need the articles.
    """
    from feedtool.maintenance import check

    settings = config.load(to_options({**options, "output": Path(output) if output else None}))
    find = check.check if output is None else check.check_output
    problems = find(settings, now())
    if verbose:
        print_problems(problems)
    else:
        print_summary(problems, "all of them: `feedtool check -v`")
    passed_over = check.passed_over(settings) if output is None else ""
    if passed_over:
        print_error(passed_over)
    if not problems and sys.stdout.isatty():
        click.echo("no problems found")
    return EXIT_LEFT_OUT if problems else EXIT_OK
