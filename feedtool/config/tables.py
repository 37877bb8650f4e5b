"""The tables of feedtool.toml with their settings, types and defaults, and how a text becomes them.

Unknown names get a "did you mean", wrong types the place where they stand.
"""

from __future__ import annotations

import tomllib
from typing import Annotated, Any, Literal

import msgspec

from feedtool.errors import ConfigError
from feedtool.text.suggest import suggest

DEFAULT_STATE = ".feedtool"
# Settings of earlier versions, with what to write instead: {"feeds.count": "feeds.limit"}.
REMOVED: dict[str, str] = {}
MINOR_EDITS = 3  # words; why three: docs/decisions/significant-change.md
Packing = Literal["gz", "br"]
Mode = Literal["auto", "careful", "strict", "off"]


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
    """How many processes clean articles; 0: one for each processor.

    `executor` instead: "dask", or `module:name` of what makes a `concurrent.futures.Executor`.
    """

    jobs: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0
    executor: str = ""


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
            close = suggest(name, fields)
            hint = f"did you mean '{close}'?" if close else f"it has {', '.join(fields)}"
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
