"""`feedtool clean`, `feedtool explain` and `feedtool profile`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import asdict, replace

from feedtool import config, state
from feedtool.clean import cases
from feedtool.clean.roles import Role, roles
from feedtool.cli.options import config_option, now, print_problems, site_options, to_options
from feedtool.config import Config, Options
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK, ConfigError
from feedtool.identity import ids
from feedtool.identity.dates import date_in_text, in_zone, publication_date
from feedtool.model import BeingWritten, CleanArticle, InputFile, Problem, Verdict, paths
from feedtool.model.dumps import dump_of, is_dump
from feedtool.pipeline.ingest import ArticleReader, load_knowledge, reader_of
from feedtool.pipeline.naming import declared_anchor
from feedtool.pipeline.reading import (
    Found,
    articles_losing,
    parts_in,
    read_articles,
    scan_articles,
    with_profiles,
)
from feedtool.readers import ending_of, is_article
from feedtool.readers.dumps import NO_ARTICLES
from feedtool.state.ledger import Ledger, Record

_LEVELS = {1: "at the edges", 2: "anywhere", 3: "even if long"}  # where a recurring line is dropped
_MAX_BYTES = 10_000_000  # per file, without a configuration


class TextPath(click.Path):
    """A file or a folder that exists, or an article in a dump, such as `news.jsonl#17`."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; slashes in the id of an article are escaped as in its key."""
        name = str(value)
        at = next((i for i, c in enumerate(name) if c == "#" and is_dump(name[:i])), None)
        if at is None or Path(name).exists():
            return super().convert(value, param, ctx)
        path = Path(str(super().convert(name[:at], param, ctx)))
        return path.with_name(f"{path.name}#{name[at + 1 :].replace('/', '%2F')}")


_PATHS = click.argument(
    "paths", nargs=-1, required=True, type=TextPath(exists=True, path_type=Path)
)


class Text(msgspec.Struct, frozen=True):
    """A file that was named, or is in a folder that was named; `key` is its path below that."""

    path: Path
    key: str
    result: CleanArticle | Problem


@click.command("clean")
@_PATHS
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
    for text in _texts(paths, _settings(config), alone):
        if isinstance(text.result, Problem):
            problems.append(text.result)
        elif to is not None:
            _write(text, text.result, to, written)
        elif as_json:
            click.echo(json.dumps(_as_json(text.result), ensure_ascii=False))
        else:
            head = f"==> {text.key} <==\n" if several else ""
            click.echo(f"{head}{_body(text.result)}")
    print_problems(problems)
    return EXIT_LEFT_OUT if problems else EXIT_OK


@click.command("explain")
@_PATHS
@config_option
@click.option("--case", "as_case", is_flag=True, help="Print a case file, to correct and keep.")
def explain_command(paths: tuple[Path, ...], config: Path | None, as_case: bool) -> int:
    """Explain why each line was kept or dropped.

    Also shows where the title, the dates, the GUID and the slug come from. The marks are: + kept,
    - dropped, = title, @ by-line, % date.
    """
    settings = _settings(config)
    problems: list[Problem] = []
    for text in _texts(paths, settings, alone=False):
        if isinstance(text.result, Problem):
            problems.append(text.result)
            continue
        if as_case:
            click.echo(cases.write(text.result), nl=False)
            continue
        click.echo(f"{text.path}\n")
        for name, value in _facts(text, text.result, settings):
            click.echo(f"  {name:<10} {value}")
        click.echo()
        verdicts = text.result.verdicts
        for verdict, role in zip(verdicts, roles(verdicts), strict=True):
            click.echo(_verdict_line(verdict, role))
        click.echo()
    print_problems(problems)
    return EXIT_LEFT_OUT if problems else EXIT_OK


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
            click.echo(f"{site or settings.articles}")
        for line in sorted(lines.values(), key=lambda line: (-line.articles, line.mark)):
            if as_json:
                found = {"site": site, **asdict(line), "dropped": losing.get((site, line.mark), 0)}
                click.echo(json.dumps(found, ensure_ascii=False))
            else:
                where = _LEVELS[line.level]
                dropped = f"dropped in {losing.get((site, line.mark), 0)}"
                click.echo(
                    f"  {line.articles:>6} of {line.of:<6}  {where:<15}  {dropped:<15}  {line.mark}"
                )
    if not profile.sites and not as_json:
        click.echo("no line recurs often enough to count as boilerplate")
    return EXIT_OK


def _settings(path: Path | None) -> Config | None:
    """The configuration, if there is one; these commands also work without."""
    if path is None and not Path(config.DEFAULT_NAME).exists():
        return None
    return config.load(Options(config=path))


def _texts(paths: tuple[Path, ...], settings: Config | None, alone: bool) -> Iterator[Text]:
    """The texts in files and folders, cleaned with the profiles of their folder unless `alone`."""
    reader = ArticleReader(Path(), _MAX_BYTES, ()) if settings is None else reader_of(settings)
    # An invalid rule ends the command before it prints anything.
    load_knowledge(reader.rules, reader.mode)
    for path in paths:
        root = path if path.is_dir() else path.parent
        files = scan_articles(root, dumps=reader.dumps) if path.is_dir() else _found(path, reader)
        here = replace(reader, root=root)
        if not alone:
            here = with_profiles(here, files, settings)
        for file, result in zip(files, read_articles(here, files), strict=True):
            if isinstance(result, BeingWritten):
                result = Problem(file.key, "is being written; try again")
            yield Text(root / file.key, file.key, result)


def _found(path: Path, reader: ArticleReader) -> list[Found]:
    """The article in a file, or the articles in a dump."""
    dump = dump_of(path.name) if not path.exists() else None
    file = path.with_name(dump or path.name)
    if not is_dump(file.name):
        if ending_of(path.name) and not is_article(path.name):
            return [
                Problem(path.name, "is not named like an article; rename it to end in .txt or .md")
            ]
        return [_listed(path)]
    found = parts_in(path.parent, _listed(file), reader.dumps)
    if found is None:
        return [Problem(file.name, NO_ARTICLES)]
    if dump is None:
        return found
    known = [part for part in found if part.key == path.name]
    return known or [Problem(path.name, f"is not in {file.name}; `feedtool clean` lists what is")]


def _listed(path: Path) -> InputFile:
    info = path.stat()
    return InputFile(path.name, info.st_size, info.st_mtime_ns, info.st_ino)


def _body(article: CleanArticle) -> str:
    return "\n\n".join(article.paragraphs)


def _write(text: Text, article: CleanArticle, to: Path, written: dict[Path, Path]) -> None:
    is_in_dump = dump_of(text.key) is not None
    target = to / (f"{text.key}.txt" if is_in_dump else Path(text.key).with_suffix(".txt"))
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


def _as_json(article: CleanArticle) -> dict[str, Any]:
    found = list(zip(article.verdicts, roles(article.verdicts), strict=True))
    return {
        "key": article.key,
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
        "date": article.dateline and article.dateline.isoformat(),
        "kind": article.kind,
        "notice": article.notice,
    }


def _facts(text: Text, article: CleanArticle, settings: Config | None) -> Iterator[tuple[str, str]]:
    yield "origin", f"{article.origin}: {article.origin_why}"
    yield "title", f"{article.title.text}  ({article.title.source})"
    source = "declared" if article.meta.language else "detected"
    yield "language", f"{article.language}  ({source})" if article.language else "unknown"
    if article.author:
        source = "declared" if article.meta.author else "in the by-line"
        yield "author", f"{article.author}  ({source})"
    if article.kind:
        yield "kind", article.kind
    if article.notice:
        yield "notice", article.notice
    if settings is None:
        yield "guid", "unknown without a configuration; pass --config"
        return
    with state.snapshot(settings.state) as copy:
        ledger = copy.ledger
        key = _key_in_site(text, settings)
        record = _published(article, key, ledger)
        site_id = settings.site_id or ledger.site_id()
    if record is not None:
        yield from _published_facts(record, article)
        return
    yield "published", _would_be_published(article, settings)
    if site_id is None:
        site_id = ids.site_id_from_url(settings.base_url)
    anchor = declared_anchor(article)
    guid = ids.mint_guid(site_id, anchor or key)
    origin = f"the declared {anchor}" if anchor else f"its path, {key}"
    yield "guid", f"{guid}  (would be made from {origin})"
    slug = ids.mint_slug(article.meta.slug or article.title.text, guid, lambda slug: False)
    yield (
        "slug",
        f"{slug}  (would be made from the {'declared slug' if article.meta.slug else 'title'})",
    )


def _published(article: CleanArticle, key: str, ledger: Ledger) -> Record | None:
    record = ledger.by_key(key)
    if record is None or record.fingerprint != article.fingerprint:
        same_words = ledger.by_fingerprint(article.fingerprint)
        record = same_words[0] if same_words else record
    return record


def _published_facts(record: Record, article: CleanArticle) -> Iterator[tuple[str, str]]:
    shown = record.identity
    source = "in the ledger since it was first published"
    yield "published", f"{_time(shown.published)}  ({_origin_of_date(article) or source})"
    yield "updated", f"{_time(shown.updated)}  (when its words last changed)"
    yield "guid", f"{shown.guid}  ({source})"
    yield "slug", f"{shown.slug}  ({source}; its page is {paths.page_path(shown.slug)})"
    if record.fingerprint != article.fingerprint:
        yield "words", "differ from the published ones; the next build updates the page"


def _would_be_published(article: CleanArticle, settings: Config) -> str:
    zone = settings.zone
    date = publication_date(article, zone)
    line = date_in_text(article)
    if date is None and line is not None:
        date = in_zone(line, zone)
    if date is None or date.timestamp() > now():
        return f"{_time(datetime.fromtimestamp(now(), UTC))}  (when it is first built)"
    return f"{_time(date)}  ({_origin_of_date(article)})"


def _origin_of_date(article: CleanArticle) -> str | None:
    if article.meta.published is not None:
        return "declared"
    if publication_date(article) is not None:
        return "in the file's path"
    return "in the text" if date_in_text(article) is not None else None


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _key_in_site(text: Text, settings: Config) -> str:
    try:
        return text.path.resolve().relative_to(settings.articles.resolve()).as_posix()
    except ValueError:
        return text.key


def _verdict_line(verdict: Verdict, role: Role | None) -> str:
    line = verdict.line
    if not line.text:
        return f"{line.number:>5}"
    if verdict.rule is None:
        shown = "" if role in (None, "body") else f"   [{role}]"
        return f"{line.number:>5} + {line.text}{shown}"
    mark = cases.mark_of(verdict)
    name, shown = ("", "") if mark in "=@%" else (f"{verdict.rule}: ", f" [{role}]")
    sure = "" if verdict.confidence is None else f" ({verdict.confidence:.0%} sure)"
    return f"{line.number:>5} {mark} {line.text}   <- {name}{verdict.why}{sure}{shown}"
