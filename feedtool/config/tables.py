"""The tables of feedtool.toml, with their settings, types and defaults, and their parser.

Errors name the setting and suggest close names for unknown ones.
"""

from __future__ import annotations

import tomllib
from typing import Annotated, Any, Literal, get_args

import msgspec

from feedtool.errors import ConfigError
from feedtool.model import Letters
from feedtool.text.suggest import suggest

DEFAULT_STATE = ".feedtool"
# Settings of earlier versions and their replacements: {"feeds.count": "feeds.limit"}.
REMOVED: dict[str, str] = {}
MINOR_EDITS = 3  # words; see docs/decisions/significant-change.md
Packing = Literal["gz", "br"]
Mode = Literal["auto", "careful", "strict", "off"]
DatesFrom = Literal["", "git", "mtime"]
Labels = Literal["tags", "categories", "topics", "keywords"]


class SiteTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The metadata and the address of the site."""

    id: str | None = None
    base_url: str | None = None
    title: str | None = None
    description: str | None = None
    author: str | None = None
    language: str | None = None
    timezone: str | None = None


class InputTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where articles come from.

    Files larger than `max_bytes` are not read, nor are files modified in the last `settle` seconds.
    `include` and `exclude` are patterns of paths. `dates` says where articles without a date get
    one from, before that of the first build. `static` is a folder that is copied into the output
    folder as it is; empty for none. `fields` maps names of front matter, and `text`, to
    the names of fields in the rows of dumps.
    """

    folder: str = "articles"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    dates: DatesFrom = ""
    max_bytes: Annotated[int, msgspec.Meta(ge=1)] = 10_000_000
    settle: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 0
    static: str = ""
    fields: dict[str, str] = {}


class OutputTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the site is written; `compress` lists the precompressed forms to write of each file."""

    folder: str = "output"
    compress: tuple[Packing, ...] = ()


class StateTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the ledger and the cache are stored."""

    folder: str = DEFAULT_STATE


class CleanTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How strictly lines are removed, and whether near-duplicate articles are merged.

    `found` and `written` are patterns of paths: of texts that were found somewhere, which are
    cleaned, and of texts that authors wrote, which are not.
    """

    mode: Mode = "auto"
    duplicates: Literal["keep", "merge"] = "keep"
    found: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


class FeedsTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How many articles a feed has, and which changes it announces.

    Subscribers are not notified of an edit of at most `minor_edits` words. A feed lists a removed
    article for `tombstone_days` days, or not at all if that is 0. `tags` names the fields whose
    values count for feeds by tag.
    """

    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    minor_edits: Annotated[int, msgspec.Meta(ge=0, le=1000)] = MINOR_EDITS
    tombstone_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 90
    hubs: tuple[str, ...] = ()
    tags: tuple[Labels, ...] = get_args(Labels)


class FeedTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A feed of the articles of one folder, tag, author, language, ..., or whose path matches.

    `each` instead creates a feed for every folder, tag, author, language, year or series.
    """

    folder: str | None = None
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    year: Annotated[int, msgspec.Meta(ge=1, le=9999)] | None = None
    series: str | None = None
    match: str | None = None
    each: Literal["folder", "tag", "author", "language", "year", "series"] | None = None
    name: str | None = None
    title: str | None = None
    description: str | None = None


class RedirectTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the pages of articles were on the site that they move in from.

    `former` has forms of addresses such as `/:year/:month/:name/`, for articles whose paths match
    `match`. `letters` says how names and titles are spelled in them.
    """

    former: tuple[str, ...] = msgspec.field(name="from", default=())
    match: str = "**"
    letters: Letters = "keep"


class PagesTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The minimum number of articles on a page of a list, and whether to write robots.txt."""

    per_page: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    robots: bool = False


class ThemeTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The look of pages: colours, fonts, pictures, and HTML to add to each.

    `logo`, `favicon`, `touch_icon` and `image` are URLs, or paths below the site. `head` and
    `scripts` are HTML; `allow` are origins that it may load data, fonts and frames from.
    """

    accent: str = ""
    accent_dark: str = ""
    font: str = ""
    heading_font: str = ""
    width: str = ""
    logo: str = ""
    favicon: str = ""
    touch_icon: str = ""
    image: str = ""
    footer: str = ""
    head: str = ""
    scripts: str = ""
    allow: tuple[str, ...] = ()


class RunTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The number of processes that clean articles, and what runs after a build.

    `jobs` is 0 for one process per processor. `executor` replaces them: "dask", or `module:name`
    of a factory of a `concurrent.futures.Executor`. The commands in `after` run when the output has
    changed, each for at most `after_timeout` seconds. `ping` is a URL that is requested after each
    build that succeeded.
    """

    jobs: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0
    executor: str = ""
    after: tuple[str, ...] = ()
    after_timeout: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 600
    ping: str = ""


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of a feedtool.toml."""

    site: SiteTable = SiteTable()
    input: InputTable = InputTable()
    output: OutputTable = OutputTable()
    state: StateTable = StateTable()
    clean: CleanTable = CleanTable()
    feeds: FeedsTable = FeedsTable()
    feed: tuple[FeedTable, ...] = ()
    redirect: tuple[RedirectTable, ...] = ()
    pages: PagesTable = PagesTable()
    theme: ThemeTable = ThemeTable()
    run: RunTable = RunTable()


# Tables in two brackets, and what to write instead of one.
_LISTS: dict[str, tuple[type[msgspec.Struct], str]] = {
    "feed": (
        FeedTable,
        "write [[feed]] with two brackets to add a feed, or [feeds] for the settings of all feeds",
    ),
    "redirect": (RedirectTable, "write [[redirect]] with two brackets"),
}


def parse(text: str, source: str) -> Tables:
    """The tables in `text`, with names and types checked. Raises `ConfigError`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: is not valid TOML: {error}") from None
    _refuse_unknown(tables, Tables, source, "")
    try:
        return msgspec.convert(tables, Tables)
    except msgspec.ValidationError as error:
        fact, _, setting = str(error).partition(" - at `$.")
        raise ConfigError(f"{source}: {setting.rstrip('`')}: {_lower(fact)}") from None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _refuse_unknown(
    tables: dict[str, Any], kind: type[msgspec.Struct], source: str, heading: str
) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, value in tables.items():
        setting = f"{heading.strip('[]')}.{name}" if heading else name
        if setting in REMOVED:
            raise ConfigError(f"{source}: {setting} was removed; use {REMOVED[setting]} instead")
        if name not in fields:
            close = suggest(name, fields)
            hint = f"did you mean '{close}'?" if close else f"known are {', '.join(fields)}"
            fact = f"{heading} has no setting" if heading else "there is no table"
            raise ConfigError(f"{source}: {fact} '{name}'; {hint}")
        inner = fields[name].type
        if isinstance(value, dict) and not heading and name in _LISTS:
            raise ConfigError(f"{source}: [{name}] has single brackets; {_LISTS[name][1]}")
        if isinstance(value, list) and not heading and name in _LISTS:
            for number, table in enumerate(value, 1):
                if isinstance(table, dict):
                    _refuse_unknown(table, _LISTS[name][0], source, f"[[{name}]] {number}")
        if (
            isinstance(value, dict)
            and isinstance(inner, type)
            and issubclass(inner, msgspec.Struct)
        ):
            _refuse_unknown(value, inner, source, f"[{name}]")
