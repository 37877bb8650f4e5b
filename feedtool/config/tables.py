"""The tables of feedtool.toml, with their settings, types and defaults, and their parser.

The docstring of each setting is its description in docs/reference/configuration.md.

Errors name the setting and suggest close names for unknown ones.
"""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, Any, Literal, get_args

import msgspec

from feedtool.errors import ConfigError
from feedtool.file_names import STATE
from feedtool.model import Letters
from feedtool.model.feed_options import Contents, Order
from feedtool.model.podcast import ShowType
from feedtool.text.suggest import suggest

# Settings of earlier versions and their replacements: {"feeds.count": "feeds.limit"}.
REMOVED: dict[str, str] = {}
MINOR_EDITS = 3  # words; see docs/decisions/significant-change.md
Packing = Literal["gz", "br"]
Mode = Literal["auto", "careful", "strict", "off"]
DatesFrom = Literal["", "git", "mtime"]
Limit = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=525_600)]
Labels = Literal["tags", "categories", "topics", "keywords"]


class SiteTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The metadata and the address of the site."""

    id: str | None = None
    """Part of the permanent id of every article. `feedtool init` writes it; never change it."""
    base_url: str | None = None
    """Address at which the output folder is served. The only setting that is required."""
    title: str | None = None
    """Name of the site. Default: the host of `base-url`."""
    description: str | None = None
    """What the site is about, in a sentence. Default: the title."""
    author: str | None = None
    """Author of articles that name none. Default: the title."""
    language: str | None = None
    """Language of articles whose language is not clear, such as "en" or "pt-BR"."""
    timezone: str | None = None
    """Time zone of dates that name none, such as "Europe/Athens". Default: UTC."""


class InputTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where articles come from."""

    folder: str = "articles"
    """Folder of the articles. Sub-folders are read too."""
    include: tuple[str, ...] = ()
    """Patterns of files to read, such as "posts/**". Default: all texts."""
    exclude: tuple[str, ...] = ()
    """Patterns of files not to read, such as "templates"."""
    dates: DatesFrom = ""
    """Where articles that have no date get one from: "git" or "mtime". Default: first sight."""
    follow_links: bool = False
    """Reads linked folders and files too, also outside the folder, if they belong to your user."""
    max_bytes: Annotated[int, msgspec.Meta(ge=1)] = 10_000_000
    """Larger files, and larger articles in a dump, are not read."""
    settle: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 0
    """Seconds for which a file must be unchanged before it is read."""
    static: str = ""
    """Folder that is copied into the output folder as it is."""
    fields: dict[str, str] = {}
    """Names of the fields in dumps, such as `{title = "headline"}`."""


class OutputTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the site is written."""

    folder: str = "output"
    """Folder to be served."""
    compress: tuple[Packing, ...] = ()
    """Compressed copies to write of each file: "gz", and "br" with feedtool[br]."""


class StateTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the ledger and the cache are stored."""

    folder: str = STATE
    """Folder of the databases. Back up its ledger."""


class CleanTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How strictly lines are removed, and from which texts."""

    mode: Mode = "auto"
    """"auto" depends on the text; "off" leaves rules and by-lines only."""
    duplicates: Literal["keep", "merge"] = "keep"
    """"merge" makes nearly equal texts one article."""
    found: tuple[str, ...] = ()
    """Patterns of texts to clean, such as "scraped/**". Default: `.txt` files."""
    written: tuple[str, ...] = ()
    """Patterns of texts to publish as they are. Default: `.md` files."""


class FeedsTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What feeds contain, and which changes they announce.

    `[[feed]]` may have these settings too, for one feed, except `minor-edits`, `tombstone-days`,
    `hubs` and `tags`.
    """

    limit: Limit = 50
    """Minimum number of entries in a feed. Older entries are in its archives."""
    minor_edits: Annotated[int, msgspec.Meta(ge=0, le=1000)] = MINOR_EDITS
    """Up to this many changed words are a correction, of which readers are not notified."""
    tombstone_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 90
    """Days for which atom.xml lists a withdrawn article as deleted; 0 for none."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs to notify."""
    tags: tuple[Labels, ...] = get_args(Labels)
    """Fields of front matter whose values are tags."""
    content: Contents = "full"
    """How much of an article an entry has."""
    sort: Order = "published"
    """The date by which entries are sorted."""
    exclude_tags: tuple[str, ...] = ()
    """Articles with one of these tags are not in the feed."""
    exclude_folders: tuple[str, ...] = ()
    """Articles in one of these folders are not in the feed."""
    lead_image: bool = False
    """Shows the picture of an article above its text."""
    media_content: bool = False
    """Describes the picture with `media:content`, too."""
    footer: str = ""
    """Template for what is below the text of an entry; see docs/feeds.md."""
    category_scheme: str = ""
    """URI of the taxonomy of tags; `{group}` in it becomes the field of the tag."""
    image: str = ""
    """Picture of the feed: a path in the output folder, or a URL. So are `icon` and `logo`."""
    icon: str = ""
    """Small and square picture of the feed."""
    logo: str = ""
    """Picture of the feed in Atom, if it is not `image`."""
    copyright: str = ""
    """Licence or copyright of the feed."""
    ttl: Minutes = 0
    """Minutes that readers may wait before they ask again; 0 says nothing."""
    managing_editor: str = ""
    """Mail address, and name in parentheses, of who answers for the content."""
    web_master: str = ""
    """Mail address, and name in parentheses, of who answers for the technology."""


class PersonTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A person in every episode of a podcast."""

    name: str = ""
    """Name of the person."""
    role: str = "host"
    """One of the roles of the Podcast Taxonomy."""
    image: str = ""
    """Picture of the person."""
    href: str = ""
    """Page about the person."""


class PodcastTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What the feed of the site says as a podcast; see docs/podcasts.md.

    `[feed.podcast]` below a `[[feed]]` is about that feed.
    """

    author: str = ""
    """Who makes the show. Default: that of the site."""
    owner: str = ""
    """Who owns the show. Default: the author."""
    email: str = ""
    """Address of the owner, to which directories send a code."""
    image: str = ""
    """Cover: square, 1400 to 3000 pixels, JPEG or PNG."""
    categories: tuple[str, ...] = ()
    """Of Apple's list, as in "Arts: Books"."""
    explicit: bool = False
    """Whether the show is not for children."""
    type: ShowType = "episodic"
    """Order in which episodes are heard."""
    locked: bool | None = None
    """Whether another host may not import the feed. Default: says nothing."""
    guid: str = ""
    """Id of a show that has one from elsewhere. Default: made once, and kept in the ledger."""
    person: tuple[PersonTable, ...] = ()
    """People in every episode, as `[[podcast.person]]`."""


class FeedTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A feed of the articles of a folder, tag, author, language, ..., or whose path matches.

    If it has several of these conditions, all must hold. `each` instead creates a feed for every
    folder, tag, author, language, year or series. The settings from `limit` on are those of
    `[feeds]`, which apply where one is not given.
    """

    folder: str | None = None
    """Folder below the input folder, with its sub-folders."""
    tag: str | None = None
    """Tag of the articles."""
    author: str | None = None
    """Name of an author."""
    language: str | None = None
    """Language tag, such as "el"; also "en" for "en-GB"."""
    year: Annotated[int, msgspec.Meta(ge=1, le=9999)] | None = None
    """Year of the date of publication."""
    series: str | None = None
    """Name of a series."""
    match: str | None = None
    """Pattern of paths, such as "2026-*-report.txt"."""
    each: Literal["folder", "tag", "author", "language", "year", "series"] | None = None
    """Makes one feed for each value."""
    name: str | None = None
    """Part of the feed's address. Default: made from the value."""
    title: str | None = None
    """Default: the site's title and the value."""
    description: str | None = None
    """Default: made from the title."""
    limit: Limit | None = None
    content: Contents | None = None
    sort: Order | None = None
    exclude_tags: tuple[str, ...] | None = None
    exclude_folders: tuple[str, ...] | None = None
    lead_image: bool | None = None
    media_content: bool | None = None
    footer: str | None = None
    category_scheme: str | None = None
    image: str | None = None
    icon: str | None = None
    logo: str | None = None
    copyright: str | None = None
    ttl: Minutes | None = None
    managing_editor: str | None = None
    web_master: str | None = None
    podcast: PodcastTable | None = None
    """This feed as a podcast, as `[feed.podcast]`; see `[podcast]`."""


class RedirectTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where the pages of articles were on the site that they move in from."""

    former: tuple[str, ...] = msgspec.field(name="from", default=())
    """Forms of old addresses, such as `/:year/:month/:name/`."""
    match: str = "**"
    """Pattern of the paths of the articles. The first table that matches counts."""
    letters: Letters = "keep"
    """How names and titles are spelled in the old addresses."""


class PagesTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The pages of lists."""

    per_page: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    """Minimum number of articles on a page of the index."""
    robots: bool = False
    """Writes a robots.txt that names the sitemap."""
    search: bool = False
    """Adds a page to search all articles, and an index for it."""


class ThemeTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The look of pages. See also templates/."""

    accent: str = ""
    """Colour of links and buttons, such as "#9a3d0c"."""
    accent_dark: str = ""
    """The same on dark screens. Default: a lighter shade."""
    font: str = ""
    """Font of the text, such as "Inter, sans-serif"."""
    heading_font: str = ""
    """Font of headings."""
    width: str = ""
    """Width of the text, such as "40rem"."""
    logo: str = ""
    """Picture in the header: a file beside feedtool.toml, a path below the site, or a URL."""
    favicon: str = ""
    """Icon of the site in the browser; see `logo`."""
    touch_icon: str = ""
    """Icon of the site on the home screens of phones; see `logo`."""
    image: str = ""
    """Picture that is shown when somebody shares a page without one; see `logo`."""
    footer: str = ""
    """Text at the end of every page."""
    head: str = ""
    """HTML for the head of every page."""
    scripts: str = ""
    """HTML for the end of every page. Only the scripts in it may run."""
    allow: tuple[str, ...] = ()
    """Origins from which scripts may load data, fonts and frames."""


class RunTable(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How a build runs, and what runs after it."""

    jobs: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0
    """Number of worker processes; 0 for one per processor."""
    executor: str = ""
    """"dask" runs the work on a cluster; `module:name` names a factory of executors."""
    after: tuple[str, ...] = ()
    """Commands to run when the site has changed."""
    after_timeout: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 600
    """Seconds that each of them may take."""
    ping: str = ""
    """Address to request after each build that succeeds."""
    silence: tuple[str, ...] = ()
    """Codes of notices that are not reported."""


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of a feedtool.toml."""

    site: SiteTable = SiteTable()
    input: InputTable = InputTable()
    output: OutputTable = OutputTable()
    state: StateTable = StateTable()
    clean: CleanTable = CleanTable()
    feeds: FeedsTable = FeedsTable()
    podcast: PodcastTable | None = None
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


_TYPOGRAPHIC = "“”„‟‘’‚«»"


def parse(text: str, source: str) -> Tables:
    """The tables in `text`, with names and types checked. Raises `ConfigError`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: {_toml_fault(text, error)}") from None
    _refuse_unknown(tables, Tables, source, "")
    try:
        return msgspec.convert(tables, Tables)
    except msgspec.ValidationError as error:
        fact, _, setting = str(error).partition(" - at `$.")
        raise ConfigError(
            f"{source}: {setting.rstrip('`')}: is not valid: {_lower(fact)}"
        ) from None


def _toml_fault(text: str, error: tomllib.TOMLDecodeError) -> str:
    """What is wrong with the syntax; with a hint if a word processor wrote the quote."""
    fact = f"is not valid TOML: {error}"
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    if place is not None:
        line, column = (int(number) - 1 for number in place.groups())
        quote = text.split("\n")[line][column : column + 1]
        if quote and quote in _TYPOGRAPHIC:
            return f'{fact}; write straight quotes (") instead of {quote}'
    return fact


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _without_none(kind: Any) -> Any:
    """The type of a setting that may be missing."""
    return next((one for one in get_args(kind) if one is not type(None)), kind)


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
        inner = _without_none(fields[name].type)
        if isinstance(value, dict) and not heading and name in _LISTS:
            raise ConfigError(f"{source}: [{name}] has single brackets; {_LISTS[name][1]}")
        if isinstance(value, list) and not heading and name not in _LISTS:
            more = ", or [[feed]] to add a feed" if name == "feeds" else ""
            raise ConfigError(f"{source}: [[{name}]] has double brackets; write [{name}]{more}")
        if isinstance(value, list) and not heading and name in _LISTS:
            for number, table in enumerate(value, 1):
                if isinstance(table, dict):
                    _refuse_unknown(table, _LISTS[name][0], source, f"[[{name}]] {number}")
        if (
            isinstance(value, dict)
            and isinstance(inner, type)
            and issubclass(inner, msgspec.Struct)
        ):
            _refuse_unknown(value, inner, source, f"{heading} {name}" if heading else f"[{name}]")
