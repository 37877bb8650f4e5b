"""feedtool.toml, read into a frozen and complete `Config`.

Unknown names get a "did you mean", wrong values the place where they stand. Paths in the file are
relative to the file, paths on the command line to the folder it is run in.
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from feedtool.config.checks import (
    checked_base_url,
    checked_executor,
    checked_hub,
    checked_language,
    checked_site_id,
    checked_zone,
    one_line,
    refuse_overlap,
    refuse_twins,
    selection,
)
from feedtool.config.tables import DEFAULT_STATE, MINOR_EDITS, Mode, Packing, Tables, parse
from feedtool.errors import ConfigError
from feedtool.model import Selection, Site

__all__ = [
    "DEFAULT_NAME",
    "DEFAULT_STATE",
    "Config",
    "Mode",
    "Options",
    "RuleText",
    "checked_base_url",
    "load",
    "load_text",
    "parse",
    "rule_texts",
    "template_texts",
]

DEFAULT_NAME = "feedtool.toml"


class Config(msgspec.Struct, frozen=True):
    """All that a run depends on besides its input. Paths are absolute.

    `site_id` None: none is declared; the ledger has it, or will. `rules` are the user's own rule
    files. `source` names the file the configuration came from, for messages.
    """

    source: str
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
    limit: int
    per_page: int
    jobs: int
    executor: str | None
    rules: tuple[Path, ...]
    cases: tuple[Path, ...]
    timezone: str | None = None
    minor_edits: int = MINOR_EDITS
    tombstone_days: int = 90
    settle: int = 0
    hubs: tuple[str, ...] = ()
    selections: tuple[Selection, ...] = ()
    robots: bool = False
    compress: tuple[Packing, ...] = ()
    templates: tuple[Path, ...] = ()

    @property
    def zone(self) -> tzinfo | None:
        """The zone of dates that declare none; None: the site declares none either."""
        # Imported here, and below: most sites declare none.
        from zoneinfo import ZoneInfo

        return None if self.timezone is None else ZoneInfo(self.timezone)

    def site(self, site_id: str) -> Site:
        """The site as its documents show it."""
        return Site(
            site_id, self.title, self.base_url, self.description, self.author, self.language
        )


RuleText = tuple[str, str]  # the name of a rule file, for messages, and its text


def rule_texts(config: Config) -> tuple[RuleText, ...]:
    """The user's own rule files, read. Raises `ConfigError` if one cannot be."""
    return tuple((f"rules/{path.name}", _read(path)) for path in config.rules)


def template_texts(config: Config) -> dict[str, str]:
    """The user's own templates by name, read. Raises `ConfigError` if one cannot be."""
    return {path.name: _read(path) for path in config.templates}


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise ConfigError(f"{path}: cannot be read: {reason}") from None


class Options(msgspec.Struct, frozen=True):
    """What the command line says instead of the file; None: nothing."""

    config: Path | None = None
    articles: Path | None = None
    output: Path | None = None
    state: Path | None = None
    base_url: str | None = None
    jobs: int | None = None


def load(options: Options) -> Config:
    """The configuration of this run. Raises `ConfigError`; reads one file and writes none."""
    path = options.config or Path(DEFAULT_NAME)
    if options.config is None and not path.exists():
        if options.base_url is None:
            raise ConfigError(
                f"{DEFAULT_NAME}: is not in this folder; make one with `feedtool init`, name one "
                "with --config, or give --base-url to do without"
            )
        return _complete(Tables(), Path.cwd(), "command line", options)
    return _complete(parse(_read(path), str(path)), path.resolve().parent, str(path), options)


def load_text(text: str, source: str, home: Path) -> Config:
    """The configuration in the text of a file that lies, or will lie, in the folder `home`."""
    return _complete(parse(text, source), home.resolve(), source, Options())


def _complete(tables: Tables, home: Path, source: str, options: Options) -> Config:
    site = tables.site
    declared = options.base_url if options.base_url is not None else site.base_url
    if declared is None:
        raise ConfigError(
            f"{source}: [site] needs base-url, the address at which the site will be found"
        )
    base_url = checked_base_url(declared, "--base-url" if options.base_url else source)
    title = one_line(site.title) or urlsplit(base_url).hostname or base_url
    config = Config(
        source=source,
        site_id=None if site.id is None else checked_site_id(site.id, source),
        base_url=base_url,
        title=title,
        description=one_line(site.description) or title,
        author=one_line(site.author) or title,
        language=checked_language(site.language, source),
        articles=_path(home, tables.input.folder, options.articles),
        output=_path(home, tables.output.folder, options.output),
        state=_path(home, tables.state.folder, options.state),
        max_bytes=tables.input.max_bytes,
        mode=tables.clean.mode,
        merge_duplicates=tables.clean.duplicates == "merge",
        limit=tables.feeds.limit,
        per_page=tables.pages.per_page,
        jobs=tables.run.jobs if options.jobs is None else options.jobs,
        executor=checked_executor(tables.run.executor, source),
        rules=tuple(sorted((home / "rules").glob("*.toml"))),
        cases=tuple(sorted((home / "cases").glob("*.case"))),
        timezone=None if site.timezone is None else checked_zone(site.timezone, source),
        minor_edits=tables.feeds.minor_edits,
        tombstone_days=tables.feeds.tombstone_days,
        settle=tables.input.settle,
        hubs=tuple(checked_hub(hub, source) for hub in tables.feeds.hubs),
        selections=tuple(
            selection(table, f"{source}: [[feed]] {number}")
            for number, table in enumerate(tables.feed, 1)
        ),
        robots=tables.pages.robots,
        compress=tables.output.compress,
        templates=tuple(sorted(p for p in (home / "templates").glob("[!.]*[!~]") if p.is_file())),
    )
    refuse_twins(config.selections, source)
    folders = {"input": config.articles, "output": config.output, "state": config.state}
    refuse_overlap(folders, source)
    return config


def _path(home: Path, folder: str, option: Path | None) -> Path:
    return (home / folder if option is None else option).absolute()
