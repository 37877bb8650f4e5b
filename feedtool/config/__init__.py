"""Reads feedtool.toml into a frozen and complete `Config`.

Errors name the setting and suggest close names for unknown ones. Paths in the file are relative to
the file, paths on the command line to the current folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import msgspec

from feedtool.config.appearance import checked_appearance
from feedtool.config.checks import (
    checked_base_url,
    checked_commands,
    checked_executor,
    checked_fields,
    checked_hub,
    checked_language,
    checked_silence,
    checked_site_id,
    checked_url,
    checked_zone,
    former,
    refuse_duplicates,
    refuse_overlap,
    refuse_overlap_of_static,
    selection,
    single_line,
)
from feedtool.config.feeds import options_of, with_podcasts
from feedtool.config.tables import (
    MINOR_EDITS,
    DatesFrom,
    Labels,
    Mode,
    Packing,
    Tables,
    parse,
)
from feedtool.errors import ConfigError
from feedtool.file_names import CONFIG as DEFAULT_NAME
from feedtool.file_names import STATE as DEFAULT_STATE
from feedtool.model import FeedOptions, Former, Selection, Site
from feedtool.model.dumps import DumpSettings
from feedtool.readers.origin import Origins
from feedtool.render.pages.design import Appearance

__all__ = [
    "DEFAULT_NAME",
    "DEFAULT_STATE",
    "OWN_FOLDERS",
    "Config",
    "DatesFrom",
    "Labels",
    "Mode",
    "Options",
    "RuleText",
    "checked_base_url",
    "load",
    "load_text",
    "page_texts",
    "parse",
    "rule_texts",
    "template_texts",
]

OWN_FOLDERS = ("rules", "cases", "templates", "pages")  # of the owner, beside the file


class Config(msgspec.Struct, frozen=True):
    """Everything that a run depends on besides its input. Paths are absolute.

    `site_id` is None if the file does not declare one; it is then kept in the ledger. `rules` are
    the user's rule files. `source` is the name of the configuration file, for messages; `home` is
    the folder that paths in it are relative to. `feed_options` has those of the site's feed under
    an empty key, and others under the key of their selection.
    """

    source: str
    home: Path
    site_id: str | None
    base_url: str
    title: str
    description: str
    author: str
    language: str | None
    articles: Path
    output: Path
    state: Path
    max_bytes: int
    mode: Mode
    merge_duplicates: bool
    per_page: int
    jobs: int
    executor: str | None
    rules: tuple[Path, ...]
    cases: tuple[Path, ...]
    feed_options: Mapping[str, FeedOptions]
    timezone: str | None = None
    minor_edits: int = MINOR_EDITS
    tombstone_days: int = 90
    settle: int = 0
    hubs: tuple[str, ...] = ()
    selections: tuple[Selection, ...] = ()
    robots: bool = False
    search: bool = False
    compress: tuple[Packing, ...] = ()
    templates: tuple[Path, ...] = ()
    pages: tuple[Path, ...] = ()
    appearance: Appearance = Appearance()
    found: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    dates: DatesFrom = ""
    label_groups: tuple[Labels, ...] = get_args(Labels)
    fields: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    after_timeout: int = 600
    ping: str | None = None
    former: tuple[Former, ...] = ()
    static: Path | None = None
    follow_links: bool = False
    silence: frozenset[str] = frozenset()

    @property
    def limit(self) -> int:
        """The minimum number of entries in the feed of the site."""
        return self.feed_options[""].limit

    @property
    def has_podcasts(self) -> bool:
        """Whether any feed is a podcast."""
        return any(options.podcast is not None for options in self.feed_options.values())

    @property
    def origins(self) -> Origins:
        """What the owner says about which texts were written, and which were found."""
        return Origins(self.found, self.written, urlsplit(self.base_url).hostname or "")

    @property
    def dumps(self) -> DumpSettings:
        """What the reading of dumps depends on."""
        return DumpSettings(self.fields, self.max_bytes, self.follow_links)

    @property
    def zone(self) -> tzinfo | None:
        """The time zone for dates without one; None if the site does not declare a zone."""
        if self.timezone is None:
            return None
        # Imported here: most sites do not declare a zone.
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.timezone)

    def site(self, site_id: str) -> Site:
        """The metadata of the site, with its id."""
        return Site(
            site_id, self.title, self.base_url, self.description, self.author, self.language
        )


RuleText = tuple[str, str]  # name of a rule file, for messages, and its text


def rule_texts(config: Config) -> tuple[RuleText, ...]:
    """The contents of the user's rule files. Raises `ConfigError` if one cannot be read."""
    return tuple((f"rules/{path.name}", _read(path)) for path in config.rules)


def template_texts(config: Config) -> dict[str, str]:
    """The contents of the user's templates, by name. Raises `ConfigError` if one cannot be read."""
    return {path.name: _read(path) for path in config.templates}


def page_texts(config: Config) -> dict[str, str]:
    """The contents of the owner's pages, by name. Raises `ConfigError` if one cannot be read."""
    return {path.name: _read(path) for path in config.pages}


def _read(path: Path) -> str:
    if path.exists() and not path.is_file():  # reading a pipe would never end
        raise ConfigError(f"{path}: cannot be read: is not a regular file")
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise ConfigError(f"{path}: cannot be read: {reason}") from None


class Options(msgspec.Struct, frozen=True):
    """Values from the command line that override the file; None if not given."""

    config: Path | None = None
    articles: Path | None = None
    output: Path | None = None
    state: Path | None = None
    base_url: str | None = None
    jobs: int | None = None


def load(options: Options) -> Config:
    """The configuration of this run, from the file and the options. Raises `ConfigError`."""
    path = options.config or Path(DEFAULT_NAME)
    if options.config is None and not path.exists():
        if options.base_url is None:
            raise ConfigError(
                f"{DEFAULT_NAME}: not found in this folder; create it with `feedtool init`, pass "
                "another file with --config, or pass --base-url to run without one"
            )
        return _complete(Tables(), Path.cwd(), "command line", options)
    if not path.exists():
        raise ConfigError(f"{path}: does not exist; correct --config, or run `feedtool init` first")
    return _complete(parse(_read(path), str(path)), path.resolve().parent, str(path), options)


def load_text(text: str, source: str, home: Path) -> Config:
    """The configuration in `text`, the contents of a file in the folder `home`.

    The file does not have to exist yet. Raises `ConfigError`.
    """
    return _complete(parse(text, source), home.resolve(), source, Options())


def _complete(tables: Tables, home: Path, source: str, options: Options) -> Config:
    site = tables.site
    selections = tuple(
        selection(table, f"{source}: [[feed]] {number}")
        for number, table in enumerate(tables.feed, 1)
    )
    declared = options.base_url if options.base_url is not None else site.base_url
    if declared is None:
        raise ConfigError(
            f"{source}: [site] has no base-url; set it to the address of the published site"
        )
    base_url = checked_base_url(declared, "--base-url" if options.base_url else source)
    title = single_line(site.title) or urlsplit(base_url).hostname or base_url
    config = Config(
        source=source,
        home=home,
        site_id=None if site.id is None else checked_site_id(site.id, source),
        base_url=base_url,
        title=title,
        description=single_line(site.description) or title,
        author=single_line(site.author) or title,
        language=checked_language(site.language, source),
        articles=_path(home, tables.input.folder, options.articles),
        output=_path(home, tables.output.folder, options.output),
        state=_path(home, tables.state.folder, options.state),
        max_bytes=tables.input.max_bytes,
        mode=tables.clean.mode,
        merge_duplicates=tables.clean.duplicates == "merge",
        per_page=tables.pages.per_page,
        jobs=tables.run.jobs if options.jobs is None else options.jobs,
        executor=checked_executor(tables.run.executor, source),
        rules=_files_in(home / "rules", ".toml"),
        cases=_files_in(home / "cases", ".case"),
        timezone=None if site.timezone is None else checked_zone(site.timezone, source),
        minor_edits=tables.feeds.minor_edits,
        tombstone_days=tables.feeds.tombstone_days,
        settle=tables.input.settle,
        hubs=tuple(checked_hub(hub, source) for hub in tables.feeds.hubs),
        selections=selections,
        robots=tables.pages.robots,
        search=tables.pages.search,
        compress=tables.output.compress,
        templates=_files_in(home / "templates", ""),
        pages=_files_in(home / "pages", ".md"),
        appearance=checked_appearance(tables.theme, source),
        found=tables.clean.found,
        written=tables.clean.written,
        include=tables.input.include,
        exclude=tables.input.exclude,
        dates=tables.input.dates,
        label_groups=tables.feeds.tags,
        fields=checked_fields(tables.input.fields, source),
        after=checked_commands(tables.run.after, source),
        after_timeout=tables.run.after_timeout,
        ping=checked_url(tables.run.ping, "run.ping", source) if tables.run.ping else None,
        former=tuple(
            former(table, f"{source}: [[redirect]] {number}")
            for number, table in enumerate(tables.redirect, 1)
        ),
        static=_path(home, tables.input.static, None) if tables.input.static else None,
        follow_links=tables.input.follow_links,
        feed_options=with_podcasts(
            options_of(tables.feeds, tables.feed, selections, base_url, source),
            tables,
            selections,
            base_url,
            source,
        ),
        silence=checked_silence(tables.run.silence, source),
    )
    refuse_duplicates(config.selections, source)
    folders = {"input": config.articles, "output": config.output, "state": config.state}
    refuse_overlap(folders, source)
    if config.static is not None:
        refuse_overlap_of_static(config.static, folders, source)
    return config


def _files_in(folder: Path, ending: str) -> tuple[Path, ...]:
    """The files in a folder of the site that end so, without backup files of editors.

    Raises `ConfigError` if the folder exists and cannot be read: the site would be built without.
    """
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ConfigError(
            f"{folder}: cannot be read: {error.strerror}; make it a folder that this user may "
            "read, or remove it"
        ) from None
    wanted = (n for n in names if n.endswith(ending) and n[0] != "." and n[-1] != "~")
    return tuple(folder / n for n in wanted if "." in n or not (folder / n).is_dir())


def _path(home: Path, folder: str, option: Path | None) -> Path:
    return (home / folder if option is None else option).absolute()
