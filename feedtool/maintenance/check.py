"""Finds problems with the rules, the input, the ledger and the output, without writing anything."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool import state, validate
from feedtool.clean import cases
from feedtool.clean.cleaner import clean
from feedtool.clean.verdicts import Knowledge
from feedtool.config import Config
from feedtool.errors import FeedtoolError
from feedtool.maintenance.podcasts import podcast_problems
from feedtool.model import CleanArticle, Meta, Problem, RawDocument
from feedtool.model.paths import INDEX
from feedtool.pipeline import build as builder
from feedtool.pipeline import executors
from feedtool.pipeline.ignored_fields import IgnoredFields
from feedtool.pipeline.ingest import ArticleReader, load_knowledge, reader_of
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.pipeline.reading import filter_of, read_articles, scan_articles, site_articles
from feedtool.pipeline.shipped_rules import check_shipped_rules
from feedtool.pipeline.workers import Workers
from feedtool.render.feeds.formats import parsers
from feedtool.state.ledger import moment
from feedtool.validate.folder import list_problems, packed_problems, page_problems

WAY_OUT = "build again; if that does not help, delete cache.sqlite and build once more"


class Findings(msgspec.Struct, frozen=True):
    """What was found; `passed_over` counts the files that are not part of the site, by ending."""

    problems: tuple[Problem, ...]
    passed_over: Mapping[str, int] = {}


def check(config: Config, now: int) -> Findings:
    """All problems that can be found; `now` is in Unix seconds.

    Raises a `FeedtoolError` if the rules are invalid or the site cannot be read.
    """
    reader = reader_of(config)
    knowledge = load_knowledge(reader.rules, reader.mode)
    check_shipped_rules()
    with state.snapshot(config.state) as copy:
        damage = copy.ledger.damage()
    found = [Problem(str(config.state / state.LEDGER), message) for message in damage]
    found += _cases(config, knowledge)
    found += _input(config, reader)
    unresolved, passed_over = _next_build(config, now)
    found += unresolved
    found += _output(config, moment(now))
    return Findings(tuple(found), passed_over)


def check_output(config: Config, now: int) -> Findings:
    """The problems with the published files alone; `now` is in Unix seconds."""
    if not _documents(_files(config.output)):
        nothing = Problem(str(config.output), "contains no feeds; run `feedtool build` first")
        return Findings((nothing,))
    return Findings(tuple(_output(config, moment(now))))


def _cases(config: Config, knowledge: Knowledge) -> Iterator[Problem]:
    """The problems with the user's cases, which are texts with the result that they must have."""
    for path in config.cases:
        name = f"cases/{path.name}"
        try:
            case = cases.parse(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            yield Problem(name, str(error))
            continue
        article = clean(RawDocument(name, case.text, Meta()), knowledge)
        for difference in cases.differences(case, article):
            yield Problem(name, f"{difference}; you can correct it with a rule in rules/")


def _input(config: Config, reader: ArticleReader) -> Iterator[Problem]:
    files = site_articles(config)
    ignored = IgnoredFields()
    with _workers(config) as workers:
        for result in read_articles(reader, files, workers):
            if isinstance(result, Problem):
                yield result
            elif isinstance(result, CleanArticle):
                ignored.add(result.key, result.ignored)
                if result.notice is not None:
                    yield Problem(result.key, result.notice, left_out=False)
    yield from ignored.misspelled()


def _next_build(config: Config, now: int) -> tuple[tuple[Problem, ...], Mapping[str, int]]:
    """What articles refer to and is missing, and what is passed over, in the next build."""
    try:
        # What is silenced is counted with the other notices.
        all_of_it = replace(config, silence=frozenset())
        report = builder.plan(all_of_it, now, lambda change: None, allow_removals=True)
    except FeedtoolError:
        # What prevents a build is reported above, or by the build.
        chosen = filter_of(config)
        scan_articles(config.articles, chosen, config.dumps)
        return (), chosen.passed_over
    return report.unresolved, report.passed_over


def _workers(config: Config) -> AbstractContextManager[Workers]:
    name = config.executor
    return nullcontext(Workers()) if name is None else executors.configured_workers(config, name)


def _output(config: Config, now: datetime) -> Iterator[Problem]:
    """The problems with feeds, pages, lists and compressed files, and the links between them."""
    folder = OutputFolder(config.output)
    files = _files(config.output)
    documents = _documents(files)
    if not documents:
        return  # nothing was built yet
    url = config.base_url
    homes = [path for path in files if path.rpartition("/")[2] == INDEX]

    def exists(path: str) -> bool:
        try:
            return (config.output / path).is_file()
        except (OSError, ValueError):  # not a possible file name
            return False

    for problem in (
        *validate.site_problems(documents, parsers(), folder.read, exists, url, now),
        *page_problems(homes, folder.read, exists, url),
        *list_problems(files, folder.read, exists, url),
        *packed_problems(files, folder.read),
    ):
        way_out = f"; {WAY_OUT}" if problem.left_out else ""
        yield Problem(str(config.output / problem.key), problem.message + way_out)
    yield from podcast_problems(config, files, folder.read)


def _documents(files: Sequence[str]) -> tuple[str, ...]:
    """The feed documents that exist, and those that are required because others exist."""
    names = tuple(parsers())
    located = {path: validate.location_of(path, names) for path in files}
    folders = sorted({location.folder for location in located.values() if location is not None})
    subscribed = [folder + name for folder in folders for name in names]
    feeds = [path for path, location in located.items() if location is not None]
    return tuple(dict.fromkeys((*subscribed, *feeds)))


def _files(root: Path) -> tuple[str, ...]:
    """Every file of the output folder, except hidden folders such as that for staging."""
    found = []
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        found += [Path(folder, name).relative_to(root).as_posix() for name in sorted(names)]
    return tuple(found)
