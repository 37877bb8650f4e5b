"""What is wrong with the rules, the input, the ledger or the output, without writing anything."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from feedtool import state, validate
from feedtool.clean import cases
from feedtool.clean.cleaner import clean
from feedtool.clean.rules.files import check_examples
from feedtool.clean.verdicts import Knowledge
from feedtool.config import Config, rule_texts
from feedtool.model import CleanArticle, InputFile, Meta, Problem, RawDocument
from feedtool.model.paths import INDEX
from feedtool.pipeline import executors
from feedtool.pipeline.ingest import ArticleReader, load_knowledge
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.pipeline.shipped_rules import shipped_rules
from feedtool.pipeline.workers import Workers
from feedtool.readers import is_article
from feedtool.render.feeds.formats import parsers
from feedtool.state.cache.run import ToRead
from feedtool.state.ledger import moment
from feedtool.validate.folder import list_problems, packed_problems, page_problems

WAY_OUT = "build again, and if that does not mend it, once more without cache.sqlite"


def check(config: Config, now: int) -> tuple[Problem, ...]:
    """All problems that can be found; `now` in Unix seconds.

    Raises a `FeedtoolError` where it cannot even look.
    """
    rules = rule_texts(config)
    known = load_knowledge(rules, config.mode)
    check_examples(shipped_rules())
    with state.snapshot(config.state) as copy:
        damage = copy.ledger.damage()
    found = [Problem(str(config.state / state.LEDGER), message) for message in damage]
    found += _cases(config, known)
    found += _input(config, ArticleReader(config.articles, config.max_bytes, rules, config.mode))
    found += _output(config, moment(now))
    return tuple(found)


def check_output(config: Config, now: int) -> tuple[Problem, ...]:
    """The problems of what was published, whatever it was made from; `now` in Unix seconds."""
    if not _documents(_files(config.output)):
        return (Problem(str(config.output), "has no feeds in it; run `feedtool build` first"),)
    return tuple(_output(config, moment(now)))


def _cases(config: Config, known: Knowledge) -> Iterator[Problem]:
    """The user's own cases: texts that were once cleaned wrongly."""
    for path in config.cases:
        name = f"cases/{path.name}"
        try:
            case = cases.parse(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            yield Problem(name, str(error))
            continue
        article = clean(RawDocument(name, case.text, Meta()), known)
        for difference in cases.differences(case, article):
            yield Problem(name, f"{difference}; a rule of your own in rules/ can mend it")


def _input(config: Config, intake: ArticleReader) -> Iterator[Problem]:
    files = []
    for found in InputFolder(config.articles).scan(is_article):
        if isinstance(found, InputFile):
            files.append(ToRead(found, edited=True))
        else:
            yield found
    name = config.executor
    with (
        nullcontext(Workers())
        if name is None
        else executors.configured_workers(config, name) as workers
    ):
        for _, result in workers.map(intake, files):
            if isinstance(result, Problem):
                yield result
            elif isinstance(result, CleanArticle) and result.notice is not None:
                yield Problem(result.key, result.notice, left_out=False)


def _output(config: Config, now: datetime) -> Iterator[Problem]:
    """What is wrong with the feeds, with what stands beside them, and with the links between."""
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
        except (OSError, ValueError):  # no file can be called that
            return False

    for problem in (
        *validate.site_problems(documents, parsers(), folder.read, exists, url, now),
        *page_problems(homes, folder.read, exists, url),
        *list_problems(files, folder.read, exists, url),
        *packed_problems(files, folder.read),
    ):
        way_out = f"; {WAY_OUT}" if problem.left_out else ""
        yield Problem(str(config.output / problem.key), problem.message + way_out)


def _documents(files: Sequence[str]) -> tuple[str, ...]:
    """The feed documents that are there, and those that have to be because others are."""
    names = tuple(parsers())
    located = {path: validate.location_of(path, names) for path in files}
    folders = sorted({location.folder for location in located.values() if location is not None})
    subscribed = [folder + name for folder in folders for name in names]
    feeds = [path for path, location in located.items() if location is not None]
    return tuple(dict.fromkeys((*subscribed, *feeds)))


def _files(root: Path) -> tuple[str, ...]:
    """Every file of the output folder, without what a build is just staging there."""
    found = []
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        found += [Path(folder, name).relative_to(root).as_posix() for name in sorted(names)]
    return tuple(found)
