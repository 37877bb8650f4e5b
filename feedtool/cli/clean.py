"""`feedtool clean`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from feedtool.clean.roles import roles
from feedtool.cli.chosen_texts import Text, chosen_texts, paths_argument, settings_at
from feedtool.cli.options import config_option
from feedtool.cli.problems import print_problems
from feedtool.cli.terminal import print_json, safe
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK, ConfigError
from feedtool.model import CleanArticle, Problem
from feedtool.model.dumps import dump_of, is_dump


@click.command("clean")
@paths_argument
@config_option
@click.option("--to", type=click.Path(path_type=Path), help="Write .txt files into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.option(
    "--alone", is_flag=True, help="Clean each text alone, without learning recurring lines."
)
def clean_command(
    paths: tuple[Path, ...], config: Path | None, to: Path | None, as_json: bool, alone: bool
) -> int:
    """Print articles without boilerplate.

    PATH is a text, such as a .txt or .md file, a dump, an article in a dump (news.jsonl#17), or a
    folder of any of these. Titles are not printed.
    """
    problems: list[Problem] = []
    written: dict[Path, Path] = {}
    several = len(paths) > 1 or paths[0].is_dir() or is_dump(paths[0].name)
    for text in chosen_texts(paths, settings_at(config), alone):
        if isinstance(text.result, Problem):
            problems.append(text.result)
        elif to is not None:
            _write(text, text.result, to, written)
        elif as_json:
            print_json(_as_json(text.name, text.result))
        else:
            head = f"==> {safe(text.name)} <==\n" if several else ""
            click.echo(f"{head}{_body(text.result)}")
    print_problems(problems)
    return EXIT_LEFT_OUT if problems else EXIT_OK


def _body(article: CleanArticle) -> str:
    return "\n\n".join(article.paragraphs)


def _write(text: Text, article: CleanArticle, to: Path, written: dict[Path, Path]) -> None:
    is_in_dump = dump_of(text.name) is not None
    target = to / (f"{text.name}.txt" if is_in_dump else Path(text.name).with_suffix(".txt"))
    if target in written:
        raise ConfigError(
            f"{text.path}: would be written to {target}, as {written[target]} was; use a different "
            "folder for each of them"
        )
    if target.exists() and target.samefile(text.path):
        raise ConfigError(f"{text.path}: --to would overwrite it; name another folder")
    written[target] = text.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_body(article) + "\n", "utf-8")
    except OSError as error:
        raise ConfigError(f"{target}: cannot be written: {error.strerror}") from None


def _as_json(name: str, article: CleanArticle) -> dict[str, Any]:
    found = list(zip(article.verdicts, roles(article.verdicts), strict=True))
    return {
        "key": name,
        "origin": article.origin,
        "title": article.title.text,
        "title_source": article.title.source,
        "paragraphs": list(article.paragraphs),
        "language": article.language,
        "dropped": [
            {
                "line": verdict.line.number,
                "text": verdict.line.text,
                "rule": verdict.rule,
                "why": verdict.why,
                "confidence": verdict.confidence,
                "role": role,
            }
            for verdict, role in found
            if verdict.rule is not None
        ],
        "roles": [
            {"line": verdict.line.number, "role": role}
            for verdict, role in found
            if role is not None
        ],
        "author": article.author,
        "authors": list(article.authors),
        "date": article.dateline and article.dateline.isoformat(),
        "updated": article.updateline and article.updateline.isoformat(),
        "kind": article.kind,
        "notice": article.notice,
    }
