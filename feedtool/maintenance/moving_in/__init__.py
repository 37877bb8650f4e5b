"""Moves a site in from another tool: reads its folder, writes feedtool.toml, adopts its old feed.

`tools` has a module for each tool, which turns a list of files and the values of its configuration
into an `Understanding`; `values` reads those values, `writing` makes the configuration. Files are
read and written here only, and nothing of the source is run.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec

from feedtool import config
from feedtool.config import Config
from feedtool.errors import ConfigError
from feedtool.maintenance.adopt import Adoption, adopt
from feedtool.maintenance.moving_in import exports
from feedtool.maintenance.moving_in.tools import TOOLS, files_of, plain, recognize
from feedtool.maintenance.moving_in.understanding import Files, Listing, Setting, Understanding
from feedtool.maintenance.moving_in.values import ConfigFile, parse
from feedtool.maintenance.moving_in.writing import missing, toml_of
from feedtool.model import CleanArticle, InputFile
from feedtool.pipeline.file_filter import describe
from feedtool.pipeline.ingest import reader_of
from feedtool.pipeline.reading import filter_of, scan_articles
from feedtool.pipeline.redirects import former_paths

DEFAULT_URL = "http://127.0.0.1:8000/"
_MOST = 1_000_000  # bytes of a configuration file that are read
_NOT_LISTED = frozenset({"node_modules", ".git", "__pycache__", ".venv", "venv", "vendor"})
_FINISHED = ("_site", "public", "output", "build", "dist")  # folders with a finished site
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
    tool, evidence, understood = _understand(source)
    folder = _articles(source, target, understood)
    text = _text(f"Moved in from {tool} ({evidence})", understood, folder, target, base_url)
    home = target.absolute().parent
    try:
        settings = config.load_text(text, str(target), home)
    except ConfigError as error:
        raise ConfigError(
            f"{error}; or import into a folder beside the source: `feedtool import "
            f"{os.path.join('..', source.resolve().name)}` there"
        ) from None
    exists = target.exists()
    found = feeds or _old_feeds(source, understood)
    count, passed_over, example = _counted(settings, understood)
    can_adopt = bool(found) and not exists and not understood.converted
    return Survey(
        tool=tool,
        evidence=evidence,
        understood=understood,
        target=target,
        text=text,
        missing=tuple(missing(understood, _read(target))) if exists else None,
        folder=_relative(folder, home),
        articles=count,
        passed_over=passed_over,
        example=example,
        feeds=found,
        output=settings.output,
        has_address=base_url is not None or "base-url" in _names_of(understood),
        adoption=adopt(settings, found, now, replace_ids=False, dry_run=True)
        if can_adopt
        else None,
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


def _understand(source: Path) -> tuple[str, str, Understanding]:
    """The name of the tool, what shows it, and what is understood."""
    if source.is_file():
        # An export of WordPress may be larger than memory, and its head says all that is needed.
        is_json = source.suffix.lower() == ".json"
        found = exports.understand(source.name, _bytes(source, None if is_json else exports.HEAD))
        if found is None:
            raise ConfigError(
                f"{source}: is not an export of WordPress or Ghost; name the folder of the old "
                "site, or put the file into the input folder if it is a dump"
            )
        return found[0], source.name, found[1]
    if not source.is_dir():
        raise ConfigError(f"{source}: is not a folder or a file; name that of the old site")
    listing = Listing(source.resolve().name, tuple(_listed(source)))
    files = _configurations(source, listing)
    tool, evidence = recognize(listing, files)
    own = files_of(tool, files)
    understood = tool.understand(listing, own)
    if tool is plain.TOOL and (above := _configuration_above(source)):
        note = f"the folder above has {above}; import that folder to take over its settings"
        understood = msgspec.structs.replace(understood, left=(note,))
    unread = tuple(f"{source / file.path}: {file.problem}" for file in own if file.problem)
    return tool.name, evidence, msgspec.structs.replace(understood, left=unread + understood.left)


def _configuration_above(source: Path) -> str:
    """The configuration file of a tool in the folder above, which may have these texts."""
    names = {name for tool in TOOLS for name in tool.configs if "/" not in name}
    names -= {"package.json", "config.toml", "config.json", "conf.py"}  # of many other tools too
    above = source.resolve().parent
    return next((name for name in sorted(names) if (above / name).is_file()), "")


def _configurations(source: Path, listing: Listing) -> Files:
    """The configuration files of all tools, with their values."""
    names = dict.fromkeys(name for tool in TOOLS for name in tool.configs)
    return [_parsed(source, path) for path in listing.paths if path in names]


def _parsed(source: Path, path: str) -> ConfigFile:
    try:
        if not (source / path).is_file():
            return ConfigFile(path, problem="is not a regular file, and was not read")
        with open(source / path, "rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        return ConfigFile(path, problem=f"cannot be read: {error.strerror}")
    if len(data) > _MOST:
        return ConfigFile(path, problem=f"is larger than {_MOST:,} bytes, and was not read")
    return parse(path, data)


def _listed(source: Path) -> Iterator[str]:
    """The paths of the files in a folder, without links and what other programs keep there."""
    for folder, below, names in os.walk(source):
        place = Path(folder).relative_to(source)
        is_top = place == Path(".")
        below[:] = sorted(
            name
            for name in below
            if name not in _NOT_LISTED
            and (not name.startswith(".") or (is_top and name == ".obsidian"))
            and not (is_top and name in _FINISHED and not _has_sources(source / name))
        )
        for name in sorted(names):
            yield (place / name).as_posix()


def _has_sources(folder: Path) -> bool:
    """Whether a folder that may be a finished site is not one, because it has no first page."""
    return not (folder / "index.html").exists()


def _articles(source: Path, target: Path, understood: Understanding) -> Path:
    """The input folder of the new site."""
    if understood.converted:
        return target.absolute().parent / _ARTICLES
    folder = source.parent if source.is_file() else source
    return folder / understood.folder if understood.folder else folder


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


def _old_feeds(source: Path, understood: Understanding) -> tuple[Path, ...]:
    """The old feed, if the finished site is in the source."""
    if source.is_file():
        return ()
    for folder in _FINISHED:
        for name in understood.feeds:
            path = source / folder / name
            if path.is_file():
                return (path,)
    return ()


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


def _read(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path, most: int | None = None) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read() if most is None else file.read(most)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


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
