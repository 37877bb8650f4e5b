"""feedtool.toml, read into a frozen and complete `Config`.

Unknown names get a "did you mean", wrong values the place where they stand. Paths in the file are
relative to the file, paths on the command line to the folder it is run in.
"""

from __future__ import annotations

import re
import tomllib
import uuid
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

import msgspec

from feedtool.errors import ConfigError
from feedtool.identity import is_slug
from feedtool.model import Selection, SelectionKind, Site

DEFAULT_NAME = "feedtool.toml"
DEFAULT_STATE = ".feedtool"
# Settings of earlier versions, with what to write instead: {"feeds.count": "feeds.limit"}.
REMOVED: dict[str, str] = {}
MINOR_EDITS = 3  # words; why three: docs/decisions/significant-change.md
Packing = Literal["gz", "br"]
Mode = Literal["auto", "careful", "strict", "off"]
_KINDS: tuple[SelectionKind, ...] = get_args(SelectionKind)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely


class SiteTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What the site is called and where it will be found."""

    id: str | None = None
    base_url: str | None = None
    title: str | None = None
    description: str | None = None
    author: str | None = None
    language: str | None = None
    timezone: str | None = None


class InputTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where articles come from; a file of more than `max_bytes` is not read, and none that was
    written less than `settle` seconds ago.
    """

    folder: str = "articles"
    max_bytes: Annotated[int, msgspec.Meta(ge=1)] = 10_000_000
    settle: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 0


class OutputTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the site goes; `compress` names the forms that stand beside each file, packed."""

    folder: str = "output"
    compress: tuple[Packing, ...] = ()


class StateTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the ledger and the cache live."""

    folder: str = DEFAULT_STATE


class CleanTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How strictly lines are judged, and what becomes of nearly equal articles."""

    mode: Mode = "auto"
    duplicates: Literal["keep", "merge"] = "keep"


class FeedsTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How many of the newest articles a feed has, and what of an article's life it tells.

    Up to `minor_edits` changed words are a correction, of which subscribers are not told. An
    article that is gone is said to be for `tombstone_days` days; 0: not at all.
    """

    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    minor_edits: Annotated[int, msgspec.Meta(ge=0, le=1000)] = MINOR_EDITS
    tombstone_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 90
    hubs: tuple[str, ...] = ()


class FeedTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A feed of less than all articles: those of one folder, tag, author or language, or those
    whose file matches a pattern. `each` instead: one feed for every folder, tag and so on.
    """

    folder: str | None = None
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    match: str | None = None
    each: Literal["folder", "tag", "author", "language"] | None = None
    name: str | None = None
    title: str | None = None
    description: str | None = None


class PagesTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How many articles a page of a list has at least; whether robots.txt is to be written."""

    per_page: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    robots: bool = False


class RunTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How many processes clean articles; 0: one for each processor."""

    jobs: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole feedtool.toml."""

    site: SiteTable = SiteTable()
    input: InputTable = InputTable()
    output: OutputTable = OutputTable()
    state: StateTable = StateTable()
    clean: CleanTable = CleanTable()
    feeds: FeedsTable = FeedsTable()
    feed: tuple[FeedTable, ...] = ()
    pages: PagesTable = PagesTable()
    run: RunTable = RunTable()


@dataclass(frozen=True, slots=True)
class Config:
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


@dataclass(frozen=True, slots=True)
class Options:
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


def parse(text: str, source: str) -> Tables:
    """The tables in the text of a configuration file, each name and type checked."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: is not TOML: {error}") from None
    _refuse_unknown(tables, Tables, source, "")
    try:
        return msgspec.convert(tables, Tables)
    except msgspec.ValidationError as error:
        fact, _, place = str(error).partition(" - at `$.")
        raise ConfigError(f"{source}: {place.rstrip('`')}: {_lower(fact)}") from None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _refuse_unknown(
    tables: dict[str, Any], kind: type[msgspec.Struct], source: str, place: str
) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, value in tables.items():
        was = f"{place.strip('[]')}.{name}" if place else name
        if was in REMOVED:
            raise ConfigError(f"{source}: {was} is gone; write {REMOVED[was]} instead")
        if name not in fields:
            from difflib import get_close_matches

            close = get_close_matches(name, fields, 1)
            hint = f"did you mean '{close[0]}'?" if close else f"it has {', '.join(fields)}"
            where = f"{place} does not know" if place else "there is no table"
            raise ConfigError(f"{source}: {where} '{name}'; {hint}")
        inner = fields[name].type
        if isinstance(value, dict) and name == "feed":
            raise ConfigError(
                f"{source}: write [[feed]] with two brackets, for a list of feeds; all feeds are "
                "set in [feeds]"
            )
        if isinstance(value, list) and name == "feed":
            for number, table in enumerate(value, 1):
                if isinstance(table, dict):
                    _refuse_unknown(table, FeedTable, source, f"[[{name}]] {number}")
        if (
            isinstance(value, dict)
            and isinstance(inner, type)
            and issubclass(inner, msgspec.Struct)
        ):
            _refuse_unknown(value, inner, source, f"[{name}]")


def _complete(tables: Tables, home: Path, source: str, options: Options) -> Config:
    site = tables.site
    declared = options.base_url if options.base_url is not None else site.base_url
    if declared is None:
        raise ConfigError(
            f"{source}: [site] needs base-url, the address at which the site will be found"
        )
    base_url = checked_base_url(declared, "--base-url" if options.base_url else source)
    if site.language is not None and not _LANGUAGE.fullmatch(site.language):
        raise ConfigError(
            f"{source}: site.language: '{site.language}' is no language tag; write one like en"
        )
    title = _line(site.title) or urlsplit(base_url).hostname or base_url
    config = Config(
        source=source,
        site_id=None if site.id is None else checked_site_id(site.id, source),
        base_url=base_url,
        title=title,
        description=_line(site.description) or title,
        author=_line(site.author) or title,
        language=site.language,
        articles=_path(home, tables.input.folder, options.articles),
        output=_path(home, tables.output.folder, options.output),
        state=_path(home, tables.state.folder, options.state),
        max_bytes=tables.input.max_bytes,
        mode=tables.clean.mode,
        merge_duplicates=tables.clean.duplicates == "merge",
        limit=tables.feeds.limit,
        per_page=tables.pages.per_page,
        jobs=tables.run.jobs if options.jobs is None else options.jobs,
        rules=tuple(sorted((home / "rules").glob("*.toml"))),
        cases=tuple(sorted((home / "cases").glob("*.case"))),
        timezone=None if site.timezone is None else _checked_zone(site.timezone, source),
        minor_edits=tables.feeds.minor_edits,
        tombstone_days=tables.feeds.tombstone_days,
        settle=tables.input.settle,
        hubs=tuple(_checked_hub(hub, source) for hub in tables.feeds.hubs),
        selections=tuple(
            _selection(table, f"{source}: [[feed]] {number}")
            for number, table in enumerate(tables.feed, 1)
        ),
        robots=tables.pages.robots,
        compress=tables.output.compress,
        templates=tuple(sorted(p for p in (home / "templates").glob("[!.]*[!~]") if p.is_file())),
    )
    _refuse_twin_feeds(config)
    _refuse_overlap(config)
    return config


def _selection(table: FeedTable, place: str) -> Selection:
    chosen = {kind: value for kind in _KINDS if (value := getattr(table, kind)) is not None}
    if len(chosen) + (table.each is not None) != 1:
        raise ConfigError(f"{place}: needs exactly one of {', '.join(_KINDS)} or each")
    if table.each is not None:
        if table.name is not None or table.title is not None:
            raise ConfigError(
                f"{place}: with each, the articles give names and titles; remove name and title"
            )
        return Selection(table.each, None)
    ((kind, value),) = chosen.items()
    value = _line(value).strip("/") if kind == "folder" else _line(value)
    if not value:
        raise ConfigError(f"{place}: {kind} is empty; say which")
    if table.name is not None and not is_slug(table.name):
        raise ConfigError(
            f"{place}: name '{table.name}' is part of an address; use a-z, 0-9 and single hyphens"
        )
    return Selection(
        kind, value, table.name, _line(table.title) or None, _line(table.description) or None
    )


def _refuse_twin_feeds(config: Config) -> None:
    names = [s.name for s in config.selections if s.name is not None]
    asked = [(s.kind, s.value) for s in config.selections]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{config.source}: two [[feed]] tables have the name '{name}'")
    for kind, value in asked:
        if asked.count((kind, value)) > 1:
            what = f'each = "{kind}"' if value is None else f'{kind} = "{value}"'
            raise ConfigError(f"{config.source}: two [[feed]] tables say {what}; remove one")


def _checked_hub(url: str, source: str) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url.strip():
        raise ConfigError(
            f"{source}: feeds.hubs: '{url}' is no web address; write one like "
            "https://hub.example.org/"
        )
    return url.strip()


def _checked_zone(name: str, source: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ConfigError(
            f"{source}: site.timezone: '{name}' is no time zone known here; write one like "
            "Europe/Berlin or UTC"
        ) from None
    return name


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _path(home: Path, folder: str, option: Path | None) -> Path:
    return (home / folder if option is None else option).absolute()


def checked_base_url(url: str, source: str) -> str:
    """The address of the site's folder: http or https, no query, a slash at its end."""
    try:
        parts = urlsplit(url.strip())
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_sound = urlsplit(""), False
    sound = parts.scheme in ("http", "https") and parts.hostname and port_is_sound
    if not sound or parts.query or parts.fragment or any(c.isspace() for c in url.strip()):
        raise ConfigError(
            f"{source}: base-url '{url}' is no address of a site; "
            "write one like https://example.org/news/"
        )
    return url.strip().rstrip("/") + "/"


def checked_site_id(text: str, source: str) -> str:
    """A site id: a UUID in its usual form, in lower case."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise ConfigError(
            f"{source}: site.id: '{text}' is no UUID; `feedtool init` in an empty folder makes one"
        ) from None


def _refuse_overlap(config: Config) -> None:
    folders = {"input": config.articles, "output": config.output, "state": config.state}
    resolved = {name: path.resolve() for name, path in folders.items()}
    # State below output would be served to the world, and the output read as input.
    for inner, outer in (("input", "output"), ("output", "input"), ("state", "output")):
        if resolved[inner] == resolved[outer] or resolved[outer] in resolved[inner].parents:
            raise ConfigError(
                f"{config.source}: the {inner} folder {folders[inner]} lies in the {outer} folder; "
                "give each a folder of its own"
            )
