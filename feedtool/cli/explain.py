"""`feedtool explain`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from feedtool import state
from feedtool.clean import cases
from feedtool.clean.roles import Role, roles
from feedtool.cli.chosen_texts import chosen_texts, paths_argument, settings_at
from feedtool.cli.options import config_option
from feedtool.cli.problems import print_problems
from feedtool.cli.terminal import print_lines
from feedtool.clock import now
from feedtool.config import Config
from feedtool.errors import EXIT_LEFT_OUT, EXIT_OK
from feedtool.identity import ids
from feedtool.identity.dates import date_in_text, in_zone, publication_date, publish_at
from feedtool.model import CleanArticle, Problem, Verdict, paths
from feedtool.pipeline.file_dates import file_date
from feedtool.pipeline.naming import declared_anchor, wanted_slug
from feedtool.state.ledger import Ledger, Record, moment


@click.command("explain")
@paths_argument
@config_option
@click.option("--case", "as_case", is_flag=True, help="Print a case file, to correct and keep.")
def explain_command(paths: tuple[Path, ...], config: Path | None, as_case: bool) -> int:
    """Explain why each line was kept or dropped.

    Also shows where the title, the dates, the GUID and the slug come from. The marks are: + kept,
    - dropped, = title, @ by-line, % date.
    """
    settings = settings_at(config)
    problems: list[Problem] = []
    for text in chosen_texts(paths, settings, alone=False):
        if isinstance(text.result, Problem):
            problems.append(text.result)
            continue
        if as_case:
            print_lines(cases.lines(text.result))
            continue
        print_lines([f"{text.path}", ""])
        print_lines(f"  {name:<10} {value}" for name, value in _facts(text.result, settings))
        click.echo()
        verdicts = text.result.verdicts
        print_lines(map(_verdict_line, verdicts, roles(verdicts)))
        click.echo()
    print_problems(problems)
    return EXIT_LEFT_OUT if problems else EXIT_OK


def _facts(article: CleanArticle, settings: Config | None) -> Iterator[tuple[str, str]]:
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
        record = _published(article, ledger)
        site_id = settings.site_id or ledger.site_id()
    if record is not None:
        yield from _published_facts(record, article)
        return
    yield "published", _would_be_published(article, settings)
    if site_id is None:
        site_id = ids.site_id_from_url(settings.base_url)
    anchor = declared_anchor(article)
    guid = ids.mint_guid(site_id, anchor or article.key)
    origin = f"the declared {anchor}" if anchor else f"its path, {article.key}"
    yield "guid", f"{guid}  (would be made from {origin})"
    wanted, origin = wanted_slug(article)
    slug = ids.mint_slug(wanted, guid, lambda slug: False)
    yield "slug", f"{slug}  (would be made from the {origin})"


def _published(article: CleanArticle, ledger: Ledger) -> Record | None:
    record = ledger.by_key(article.key)
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
    if article.meta.draft:
        return "not yet: it is a draft"
    zone = settings.zone
    until = publish_at(article, zone)
    if until is not None and until > now():
        return f"{_time(moment(until))}  (scheduled; {_origin_of_date(article)})"
    date = publication_date(article, zone)
    line = date_in_text(article)
    if date is None and line is not None:
        date = in_zone(line, zone)
    if date is None or date.timestamp() > now():
        of_file = file_date(settings.dates, settings.articles)(article.key)
        if of_file is not None and of_file <= now():
            return f"{_time(moment(of_file))}  (date of the file, [input] dates)"
        return f"{_time(moment(now()))}  (when it is first built)"
    return f"{_time(date)}  ({_origin_of_date(article)})"


def _origin_of_date(article: CleanArticle) -> str | None:
    if article.meta.published is not None:
        return "declared"
    if publication_date(article) is not None:
        return "in the file's path"
    if date_in_text(article) is None:
        return None
    return "in the text" if article.dateline else "in the text, when it was last changed"


def _time(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


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
