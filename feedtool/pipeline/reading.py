"""Reads and cleans articles outside of a build, with the site profiles that a build would use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from feedtool import state
from feedtool.clean.site_profile import Profile, mark, site_of
from feedtool.config import Config
from feedtool.model import BeingWritten, CleanArticle, InputFile, Problem
from feedtool.model.article import PROFILE
from feedtool.model.dumps import DumpSettings, is_dump
from feedtool.pipeline.file_filter import FileFilter
from feedtool.pipeline.ingest import ArticleReader, learn_profiles, reader_of
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.recordings import companions_in
from feedtool.pipeline.workers import Workers
from feedtool.readers import ending_of
from feedtool.state.cache import Cache
from feedtool.state.cache.run import ToRead
from feedtool.state.cache.sources import Sources

Found = InputFile | Problem
_DEFAULTS = DumpSettings()


def scan_articles(
    folder: Path, wanted: FileFilter | None = None, dumps: DumpSettings = _DEFAULTS
) -> list[Found]:
    """The articles in a folder and its sub-folders, and in the dumps there, sorted by key.

    `wanted` may choose fewer files. Raises `PublishError` if a folder cannot be listed.
    """
    chosen = FileFilter() if wanted is None else wanted
    found: list[Found] = []
    for file in InputFolder(folder, follow_links=dumps.follow_links).scan(chosen):
        if isinstance(file, Problem) or not is_dump(file.key):
            found.append(file)
            continue
        parts = parts_in(folder, file, dumps)
        if parts is None:
            chosen.no_dumps[ending_of(file.key)] += 1
        found += parts or ()
    return found


def parts_in(folder: Path, file: InputFile, dumps: DumpSettings) -> list[Found] | None:
    """The articles in a dump, and the problems with it; None if it is not a dump."""
    # Imported here: most folders have no dumps.
    from feedtool.pipeline.dump_index import parts_of

    return parts_of(folder, file, dumps)


def filter_of(config: Config) -> FileFilter:
    """Which files of a site's input folder are articles."""
    with state.snapshot(config.state) as copy:
        published = {r.key for r in copy.ledger.published()}
    beside = companions_in(config)
    return FileFilter(config.include, config.exclude, published.__contains__, beside)


def site_articles(config: Config) -> list[Found]:
    """The articles in a site's input folder, sorted by key."""
    return scan_articles(config.articles, filter_of(config), config.dumps)


def with_profiles(
    reader: ArticleReader, files: Sequence[Found], config: Config | None
) -> ArticleReader:
    """The reader with the site profiles of its folder.

    Those of the input folder are the ones that builds have learned, or that the first one would
    learn. Those of another folder are learned from `files`.
    """
    if config is not None and reader.root.resolve() == config.articles.resolve():
        with state.snapshot(config.state) as copy:
            known = copy.cache.line_counts.profile()
        if known.sites or known.openings:
            return replace(reader, profile=known)
        files = site_articles(config)
    with closing(Cache(None)) as cache:
        learn_profiles(cache.line_counts, reader, _to_read(files), Workers())
        cache.line_counts.update_levels()
        return replace(reader, profile=cache.line_counts.profile())


def read_articles(
    reader: ArticleReader, files: Sequence[Found], workers: Workers | None = None
) -> Iterator[CleanArticle | Problem | BeingWritten]:
    """The article in each of the files, in order, or the reason why there is none."""
    chosen = Workers() if workers is None else workers
    results = chosen.map(reader, _to_read(files))
    for found in files:
        yield found if isinstance(found, Problem) else next(results)[1]


def articles_losing(
    config: Config, profile: Profile, sources: Sources
) -> Mapping[tuple[str, str], int]:
    """How many published articles lose each line of the profile, by site and mark.

    Reads all articles, because verdicts are not stored.
    """
    losing = Counter[tuple[str, str]]()
    reader = replace(reader_of(config), profile=profile)
    for article in read_articles(reader, site_articles(config)):
        if isinstance(article, CleanArticle) and sources.guid_at(article.key) is not None:
            site = site_of(article.key, article.meta)
            gone = {mark(v.line.text) for v in article.verdicts if v.rule == PROFILE}
            losing.update((site, line) for line in gone)
    return losing


def _to_read(files: Sequence[Found]) -> list[ToRead]:
    return [ToRead(found, edited=True) for found in files if isinstance(found, InputFile)]
