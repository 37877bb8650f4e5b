"""`feedtool init`, `feedtool check` and `feedtool serve`."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli.options import (
    PORT,
    config_option,
    looking_options,
    now,
    port_option,
    tell_problems,
    to_options,
    until_stopped,
)
from feedtool.config import DEFAULT_NAME, Options
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK, ConfigError, PublishError
from feedtool.text.normalize import one_line

_TEMPLATE = """\
[site]
# Part of every article's permanent name. Never change it, not even when the address changes.
id = {id}
title = {title}
# Where the output folder will be found; {default} is what `feedtool serve` shows.
base-url = {base_url}
{language}{author}
[input]
folder = "articles"

[output]
folder = "output"
"""


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--title", help="Name of the site.")
@click.option("--base-url", help="Address at which the output folder will be found.")
@click.option("--language", help="Language of most articles, like en or pt-BR.")
@click.option("--author", help="Who publishes the site, if not the site's own name.")
@click.option("--cron", is_flag=True, help="Print the line that has cron build the site.")
@click.option("--systemd", is_flag=True, help="Print the units that have systemd build the site.")
def init_command(folder: Path, cron: bool, systemd: bool, **declared: str | None) -> int:
    """Start a new site in DIR: write feedtool.toml and make articles/.

    Asks on a terminal for what is not given as an option. Never writes over anything: for a site
    that is there already, --cron and --systemd print what they are to print, and that is all.
    """
    target = folder / DEFAULT_NAME
    if not target.exists():
        message = _start(folder, **declared)
        # What is printed for cron or systemd can be sent to a file.
        click.echo(message, err=cron or systemd)
    elif not (cron or systemd):
        raise ConfigError(f"{target}: is there already; edit it, or start in another folder")
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
    """Writes a configuration; what there is to say of that."""
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
        f"{target} is written. Put .txt or .md files into {folder / 'articles'}, then run:\n"
        "    feedtool build"
    )


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, once what JSON leaves unescaped is normalized away.
    return json.dumps(one_line(text), ensure_ascii=False)


@click.command("check")
@looking_options
def check_command(output: str | None, **options: Any) -> int:
    """Look for what is wrong, without writing anything.

    Reads the configuration, the rules, every article, the ledger and the output. Says nothing and
    exits 0 if all is well. With --output it looks at the feeds, pages and lists alone, as a strict
    validator does, and needs no articles.
    """
    from feedtool.maintenance import check

    settings = config.load(to_options({**options, "output": Path(output) if output else None}))
    look = check.check if output is None else check.check_output
    problems = look(settings, now())
    tell_problems(problems)
    if not problems and sys.stdout.isatty():
        click.echo("all is well")
    return EXIT_LEFT_OUT if problems else EXIT_OK


@click.command("serve")
@config_option
@click.option("--output", type=click.Path(path_type=Path), help="Folder to show.")
@port_option
def serve_command(config: Path | None, output: Path | None, port: int) -> int:
    """Show the site in a browser on this machine.

    Serves the output folder on 127.0.0.1, for looking at it; end it with Ctrl-C. For the world,
    use a web server.
    """
    from feedtool.preview.server import server

    folder = output or _output_of(config)
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is no folder; run `feedtool build` first")
    with server(folder, port) as listening:
        click.echo(f"http://127.0.0.1:{listening.server_address[1]}/  (Ctrl-C ends it)")
        with until_stopped():
            listening.serve_forever()
    return EXIT_OK


def _output_of(path: Path | None) -> Path:
    if path is None and not Path(DEFAULT_NAME).exists():
        return Path("output")
    return config.load(Options(config=path)).output
