"""The texts that are named on the command line, cleaned as a build would clean them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from feedtool import config
from feedtool.config import Config, Options
from feedtool.model import BeingWritten, CleanArticle, InputFile, Problem
from feedtool.model.dumps import dump_of, is_dump
from feedtool.model.files import storable
from feedtool.pipeline.ingest import ArticleReader, load_knowledge, reader_of
from feedtool.pipeline.reading import (
    Found,
    filter_of,
    parts_in,
    read_articles,
    scan_articles,
    with_profiles,
)
from feedtool.readers import ending_of, is_article
from feedtool.readers.dumps import NO_ARTICLES

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


paths_argument = click.argument(
    "paths", nargs=-1, required=True, type=TextPath(exists=True, path_type=Path)
)


class Text(msgspec.Struct, frozen=True):
    """A text at `path`; `name` is its path below the folder that was named, or its file name."""

    path: Path
    name: str
    result: CleanArticle | Problem


def settings_at(path: Path | None) -> Config | None:
    """The configuration, if there is one; commands for texts also work without."""
    if path is None and not Path(config.DEFAULT_NAME).exists():
        return None
    return config.load(Options(config=path))


def chosen_texts(paths: tuple[Path, ...], settings: Config | None, alone: bool) -> Iterator[Text]:
    """The texts in files and folders, in order.

    Texts of the input folder have the key and the profiles that they have in a build. Other texts
    are cleaned with the profiles of the folder that was named. Nothing has profiles if `alone`.
    """
    reader = ArticleReader(Path(), _MAX_BYTES, ()) if settings is None else reader_of(settings)
    # An invalid rule ends the command before it prints anything.
    load_knowledge(reader.rules, reader.mode)
    for path in paths:
        named = path if path.is_dir() else path.parent
        root = _root_of(named, settings)
        here = replace(reader, root=root)
        files = _files_at(path, root, here, settings)
        below = _below(named, root)
        if not alone:
            here = with_profiles(here, files, settings)
        for file, result in zip(files, read_articles(here, files), strict=True):
            if isinstance(result, BeingWritten):
                result = Problem(file.key, "is being written; try again")
            name = file.key.removeprefix(below)
            yield Text(named / name, name, result)


def _root_of(folder: Path, settings: Config | None) -> Path:
    """The folder that keys are relative to: the input folder if `folder` is in it."""
    if settings is not None and folder.resolve().is_relative_to(settings.articles.resolve()):
        return settings.articles
    return folder


def _below(folder: Path, root: Path) -> str:
    """What the keys of files in `folder` begin with."""
    relative = folder.resolve().relative_to(root.resolve()).as_posix()
    return "" if relative == "." else f"{relative}/"


def _files_at(
    path: Path, root: Path, reader: ArticleReader, settings: Config | None
) -> list[Found]:
    if not path.is_dir():
        return _named(path, root, reader)
    is_site = settings is not None and root == settings.articles
    wanted = filter_of(settings) if settings is not None and is_site else None
    below = _below(path, root)
    found = scan_articles(root, wanted, reader.dumps)
    return [file for file in found if file.key.startswith(below)]


def _named(path: Path, root: Path, reader: ArticleReader) -> list[Found]:
    """The article in a file, or the articles in a dump."""
    dump = dump_of(path.name) if not path.exists() else None
    file = path.with_name(dump or path.name)
    key = _below(path.parent, root) + path.name
    if not is_dump(file.name):
        if ending_of(path.name) and not is_article(path.name):
            return [Problem(key, "is not named like an article; rename it to end in .txt or .md")]
        return [_listed(path, key)]
    found = parts_in(root, _listed(file, dump_of(key) or key), reader.dumps)
    if found is None:
        return [Problem(key, NO_ARTICLES)]
    if dump is None:
        return found
    known = [part for part in found if part.key == key]
    return known or [Problem(key, f"is not in {file.name}; `feedtool clean` lists what is")]


def _listed(path: Path, key: str) -> InputFile:
    info = path.stat()
    return InputFile(key, info.st_size, storable(info.st_mtime_ns), storable(info.st_ino))
