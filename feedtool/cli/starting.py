"""`feedtool init` and `feedtool new`."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
import uuid
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from feedtool import config
from feedtool.cli import PORT
from feedtool.cli.options import site_options, to_options
from feedtool.clock import now
from feedtool.config import DEFAULT_NAME, Options
from feedtool.errors import EXIT_OK, ConfigError, PublishError
from feedtool.identity.ids import slugify
from feedtool.text.normalize import one_line

_TEMPLATE = """\
[site]
# Part of the permanent ids of all articles. Never change it, even if the address changes.
id = {id}
title = {title}
# The address at which the output folder is served; `feedtool serve` uses {default}
base-url = {base_url}
language = {language}
{author}
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


# Patterns of gitignore(5); the names are those of the state folder.
_GITIGNORE = """\
# What feedtool can make again. Not the ledger: it has the permanent ids and addresses of all
# articles, so keep it with them, as it is or as the text that `feedtool ledger export` writes.
/output/
/.feedtool/*
!/.feedtool/ledger.sqlite
"""

_EXAMPLE = """\
---
title: A first article
date: {date}
---

This is `articles/first-article.md`. Change it, or delete it once there is another article.

An article is a file in `articles/` with some text. What is between the lines `---` is optional.
`feedtool new "A title"` makes another one, `feedtool build` publishes what is new or was changed,
and `feedtool open` shows the site in the browser.
"""

_DRAFT = """\
---
title: {title}
date: {date}
{draft}---

"""


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--title", help="Name of the site.")
@click.option("--base-url", help="Address at which the output folder is served.")
@click.option("--language", help="Language of most articles, for example en or pt-BR.")
@click.option("--author", help="Who publishes the site, if it is not the site's title.")
@click.option("--no-example", is_flag=True, help="Do not write a first article.")
@click.option("--cron", is_flag=True, help="Print a crontab line that builds the site.")
@click.option("--systemd", is_flag=True, help="Print systemd units that build the site.")
def init_command(
    folder: Path, no_example: bool, cron: bool, systemd: bool, **declared: str | None
) -> int:
    """Start a new site in DIR: write feedtool.toml, .gitignore, and a first article in articles/.

    On a terminal, asks for values that are not given as options. Never overwrites anything: for an
    existing site, --cron and --systemd only print their text.
    """
    target = folder / DEFAULT_NAME
    is_default = (
        click.get_current_context().get_parameter_source("folder") is ParameterSource.DEFAULT
    )
    # Somebody in a wrong folder does not expect files in it.
    if (cron or systemd) and is_default and not target.exists():
        raise ConfigError(
            f"{target}: not found in this folder; go to the folder of your site, or name it, as in "
            "`feedtool init mysite --cron`"
        )
    if not target.exists():
        message = _start(folder, not no_example, **declared)
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
    with_example: bool,
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
        language = language or click.prompt("Its language", default=_own_language())
    base_url = config.checked_base_url(base_url or default, "--base-url")
    text = _TEMPLATE.format(
        id=_quoted(str(uuid.uuid4())),
        title=_quoted(title or folder.resolve().name or "Articles"),
        base_url=_quoted(base_url),
        default=default,
        language=_quoted(language or _own_language()),
        author=f"author = {_quoted(author)}\n" if author else "",
    )
    config.load_text(text, str(target), folder)
    articles = folder / "articles"
    try:
        articles.mkdir(parents=True, exist_ok=True)
        _write_new(target, text)
        written = [DEFAULT_NAME]
        if not (folder / ".gitignore").exists():
            _write_new(folder / ".gitignore", _GITIGNORE)
            written.append(".gitignore")
        if with_example and not any(articles.iterdir()):
            _write_new(articles / "first-article.md", _EXAMPLE.format(date=_now(None)))
            written.append("articles/first-article.md")
    except OSError as error:
        raise PublishError(f"{error.filename}: cannot be written: {error.strerror}") from None
    return (
        f"Wrote {_listed(folder, written)}. Put .txt or .md files into {articles}, then run:\n"
        f"    {'' if folder == Path() else f'cd {shlex.quote(str(folder))} && '}feedtool build"
    )


def _listed(folder: Path, names: list[str]) -> str:
    *others, last = (str(folder / name) for name in names)
    return f"{', '.join(others)} and {last}" if others else last


@click.command("new")
@click.argument("title")
@site_options
@click.option(
    "--draft/--no-draft",
    default=True,
    show_default=True,
    help="Whether the article is a draft, which is not published.",
)
def new_command(title: str, draft: bool, **options: Any) -> int:
    """Make a file for an article called TITLE, and print its path.

    It has the title and the date, and waits for the text. It is a draft, so that no build takes it
    up before it is written: delete the line `draft: true` to publish it. Never overwrites a file.
    """
    settings = config.load(to_options(options))
    title = one_line(title)
    path = settings.articles / f"{slugify(title) or 'article'}.md"
    note = "draft: true  # delete this line to publish the article\n"
    try:
        settings.articles.mkdir(parents=True, exist_ok=True)
        _write_new(
            path,
            _DRAFT.format(
                title=_quoted(title), date=_now(settings.zone), draft=note if draft else ""
            ),
        )
    except FileExistsError:
        raise ConfigError(f"{path}: already exists; edit it, or choose another title") from None
    except OSError as error:
        raise PublishError(f"{path}: cannot be written: {error.strerror}") from None
    click.echo(str(path))
    return EXIT_OK


def _write_new(path: Path, text: str) -> None:
    """Writes a file. Raises `FileExistsError` if there is one."""
    with open(path, "x", encoding="utf-8") as file:
        file.write(text)


def _now(zone: tzinfo | None) -> str:
    """The time in a time zone, by default that of this machine."""
    return datetime.fromtimestamp(now(), UTC).astimezone(zone).isoformat()


def _own_language() -> str:
    """The language of this user's environment (locale(7)), or English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        found = re.match(r"([a-z]{2,3})(?:_|\.|$)", os.environ.get(name, ""))
        if found is not None:
            return found[1]
    return "en"


def _quoted(text: str) -> str:
    # Without control characters, which `one_line` removes, a JSON string is a TOML string.
    return json.dumps(one_line(text), ensure_ascii=False)
