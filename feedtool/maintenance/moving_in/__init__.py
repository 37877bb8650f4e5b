"""Moves a site in from another tool: reads its folder, writes feedtool.toml, adopts its old feed.

`sources` reads the files; `tools` has a module for each tool, which turns a list of files and the
values of its configuration into an `Understanding`; `values` parses those values, and `writing`
makes the configuration, which is written here. Nothing of the source is run.
"""

from __future__ import annotations

import os
import shlex
import uuid
from glob import escape
from pathlib import Path

import msgspec

from feedtool import config
from feedtool.config import Config
from feedtool.errors import ConfigError
from feedtool.maintenance.adopt import Adoption, adopt
from feedtool.maintenance.moving_in.sources import old_feeds, read, understand
from feedtool.maintenance.moving_in.understanding import Setting, Understanding
from feedtool.maintenance.moving_in.writing import missing, toml_of
from feedtool.model import CleanArticle, InputFile
from feedtool.pipeline.file_filter import describe
from feedtool.pipeline.ingest import reader_of
from feedtool.pipeline.reading import filter_of, scan_articles
from feedtool.pipeline.redirects import former_paths

DEFAULT_URL = "http://127.0.0.1:8000/"
_ARTICLES = "articles"  # where converted files are written
_SAMPLES = 50  # articles that are read to show an old address


class Survey(msgspec.Struct, frozen=True):
    """What an import understood of a source, and what it would write.

    `text` is the configuration file, for `target`; if that exists, `missing` has the lines that it
    does not have. `articles` are counted in `folder`, and `passed_over` describes the other files
    there. `example` is an old path and the key of its article, `feeds` the old feeds that were
    found, `output` the folder to be served. `has_address`: the address of the site is known.
    """

    tool: str
    evidence: str
    understood: Understanding
    target: Path
    text: str
    missing: tuple[str, ...] | None
    folder: str
    articles: int
    passed_over: str
    example: tuple[str, str] | None
    feeds: tuple[Path, ...]
    output: Path
    has_address: bool
    adoption: Adoption | None = None


def survey(
    source: Path, target: Path, now: int, feeds: tuple[Path, ...], base_url: str | None
) -> Survey:
    """What can be moved in from a folder or an export. Writes nothing.

    `target` is the configuration file to be written, `feeds` are saved feeds of the old site.
    Raises `ConfigError` if the source cannot be used.
    """
    tool, evidence, understood = understand(source)
    folder = _articles(source, target, understood)
    home = target.absolute().parent
    _refuse_around(folder, home, source)
    understood = _with_static(_alone(understood, source, folder, home), source, home)
    if base_url is not None:
        base_url = config.checked_base_url(base_url, "--base-url")
    text = _text(f"Moved in from {tool} ({evidence})", understood, folder, target, base_url)
    settings = config.load_text(text, str(target), home)
    exists = target.exists()
    found = feeds or old_feeds(source, understood)
    adoption = None
    if found and not exists and not understood.converted:
        try:
            adoption = adopt(settings, found, now, replace_ids=False, dry_run=True)
        except ConfigError as error:
            if feeds:
                raise
            # It was found and not named, so it does not stop the import.
            left = (*understood.left, str(error))
            understood, found = msgspec.structs.replace(understood, feeds=(), left=left), ()
    count, passed_over, example = _counted(settings, understood)
    existing = read(target).decode("utf-8", "replace") if exists else ""
    return Survey(
        tool=tool,
        evidence=evidence,
        understood=understood,
        target=target,
        text=text,
        missing=tuple(missing(understood, existing)) if exists else None,
        folder=_relative(folder, home),
        articles=count,
        passed_over=passed_over,
        example=example,
        feeds=found,
        output=settings.output,
        has_address=base_url is not None or "base-url" in _names_of(understood),
        adoption=adoption,
    )


def _refuse_around(folder: Path, home: Path, source: Path) -> None:
    """Raises `ConfigError` if the new site would be in its own input folder."""
    if folder.resolve() in (home.resolve(), *home.resolve().parents):
        path = shlex.quote(os.path.relpath(source.resolve(), home.parent / "mysite"))
        raise ConfigError(
            f"{folder}: has the texts, and the new site in it; start in another folder, such as "
            f"`mkdir ../mysite && cd ../mysite && feedtool import {path}`"
        )


def apply(made: Survey, now: int) -> Adoption | None:
    """Writes the configuration and the converted files, and adopts the old feeds.

    Never overwrites a file. Raises `ConfigError` if the configuration exists.
    """
    home = made.target.absolute().parent
    if made.missing is not None:
        raise ConfigError(
            f"{made.target}: exists, and is not overwritten; add what it does not have by hand, "
            "and adopt the old feed with `feedtool adopt`"
        )
    for name, data in made.understood.converted:
        _write(home / _ARTICLES / name, data)
    _write(made.target, made.text.encode())
    if not made.feeds:
        return None
    settings = config.load_text(made.text, str(made.target), home)
    return adopt(settings, made.feeds, now, replace_ids=False, dry_run=False)


def _articles(source: Path, target: Path, understood: Understanding) -> Path:
    """The input folder of the new site."""
    if understood.converted:
        return target.absolute().parent / _ARTICLES
    folder = source.parent if source.is_file() else source
    return folder / understood.folder if understood.folder else folder


def _alone(understood: Understanding, source: Path, folder: Path, home: Path) -> Understanding:
    """With a pattern for an export outside the new site, whose folder may have other files."""
    is_read = source.is_file() and not understood.converted
    if not is_read or home.resolve() in folder.resolve().parents:
        return understood
    setting = Setting("input", "include", (escape(source.name),), "the export alone")
    return msgspec.structs.replace(understood, settings=(*understood.settings, setting))


def _with_static(understood: Understanding, source: Path, home: Path) -> Understanding:
    """With the folder that the old site served at its root as a setting, which takes one folder."""
    served = next((static for static in understood.static if not static.path), None)
    if served is None:
        return understood
    folder = _relative(source / served.folder, home)
    setting = Setting("input", "static", folder, "which the old site served at its root")
    return msgspec.structs.replace(
        understood,
        settings=(*understood.settings, setting),
        static=tuple(static for static in understood.static if static is not served),
    )


def _text(
    head: str, understood: Understanding, folder: Path, target: Path, base_url: str | None
) -> str:
    home = target.absolute().parent
    settings = [Setting("input", "folder", _relative(folder, home), "")]
    if base_url is not None:
        kept = tuple(s for s in understood.settings if s.name != "base-url")
        understood = msgspec.structs.replace(understood, settings=kept)
        settings.insert(0, Setting("site", "base-url", base_url, "--base-url"))
    elif "base-url" not in _names_of(understood):
        why = "not found; set this to the address at which the output folder will be served"
        settings.insert(0, Setting("site", "base-url", DEFAULT_URL, why))
    settings.append(Setting("output", "folder", _output(home), ""))
    return toml_of(understood, settings, head, str(uuid.uuid4()))


def _names_of(understood: Understanding) -> tuple[str, ...]:
    """The names of the settings of the site that were found."""
    return tuple(setting.name for setting in understood.settings if setting.table == "site")


def _relative(folder: Path, home: Path) -> str:
    """A folder as a setting: relative if it is in the folder of the site, or beside it."""
    path = Path(os.path.relpath(folder.resolve(), home.resolve())).as_posix()
    return path if not path.startswith("../../") else folder.resolve().as_posix()


def _output(home: Path) -> str:
    """A name for the output folder that is not taken by the finished site of another tool."""
    names = ("output", "site", "feedtool-output")
    return next((name for name in names if not (home / name).exists()), names[-1])


def _counted(
    settings: Config, understood: Understanding
) -> tuple[int, str, tuple[str, str] | None]:
    """The number of articles, the other files in words, and an example of an old address."""
    if understood.converted:
        return sum(data.count(b"\n") for _, data in understood.converted), "", None
    chosen = filter_of(settings)
    found = scan_articles(settings.articles, chosen, settings.dumps)
    files = [file for file in found if isinstance(file, InputFile)]
    return len(files), describe(chosen.passed_over), _example(settings, files)


def _example(settings: Config, files: list[InputFile]) -> tuple[str, str] | None:
    reader = reader_of(settings)
    for file in files[:_SAMPLES]:
        article = reader.article(file)
        path = next(
            former_paths(article, settings) if isinstance(article, CleanArticle) else iter(()), None
        )
        if path is not None:
            return f"/{path}", file.key
    return None


def _write(path: Path, data: bytes) -> None:
    """Writes a new file. Raises `ConfigError` if it exists or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)
    except FileExistsError:
        raise ConfigError(f"{path}: exists, and is not overwritten; move it away") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
