"""Checks of the options of feeds, which `[feeds]` has for all of them and `[[feed]]` for one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from msgspec.structs import replace

from feedtool.config.checks import single_line
from feedtool.config.tables import FeedsTable, FeedTable, PodcastTable, Tables
from feedtool.errors import ConfigError
from feedtool.model import FeedOptions, Selection
from feedtool.text.lazy_regex import lazy_regex

_NAMES = tuple(
    name
    for name in FeedTable.__struct_fields__
    if name in FeedsTable.__struct_fields__ and name in FeedOptions.__struct_fields__
)
# RSS 2.0: an address, and the name of a person in brackets.
_MAIL = lazy_regex(r"[^\s@()<>,;]+@[^\s@()<>,;]+\.[^\s@()<>,;]+ \([^()]+\)")
_URL = lazy_regex(r"[a-z][a-z0-9+.-]*:[^\s\"'<>\\^`|]+", re.IGNORECASE)
_PICTURE = lazy_regex(r"[^\s\"'<>\\^`{|}]+")
_PICTURES = ("image", "icon", "logo")
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"  # RFC 3986, section 2.2


def options_of(
    site: FeedsTable,
    tables: Sequence[FeedTable],
    selections: Sequence[Selection],
    base_url: str,
    source: str,
) -> dict[str, FeedOptions]:
    """The options of each feed, by the key of its selection; that of the site has an empty key.

    Raises `ConfigError`.
    """
    found = {"": _options(site, None, base_url, f"{source}: feeds.")}
    for number, (table, selection) in enumerate(zip(tables, selections, strict=True), 1):
        found[selection.key] = _options(site, table, base_url, f"{source}: [[feed]] {number}: ")
    return found


def with_podcasts(
    options: Mapping[str, FeedOptions],
    tables: Tables,
    selections: Sequence[Selection],
    base_url: str,
    source: str,
) -> Mapping[str, FeedOptions]:
    """The options of feeds, with the podcasts that `[podcast]` and `[feed.podcast]` declare."""
    shows: dict[str, tuple[PodcastTable | None, str]] = {
        "": (tables.podcast, f"{source}: podcast.")
    }
    for number, (table, selection) in enumerate(zip(tables.feed, selections, strict=True), 1):
        shows[selection.key] = (table.podcast, f"{source}: [[feed]] {number}: podcast.")
    if not any(table for table, _ in shows.values()):
        return options
    # Imported here: most sites have no podcast.
    from feedtool.config.podcasts import podcast_of

    author = single_line(tables.site.author) or single_line(tables.site.title)

    def picture(address: str, place: str) -> str:
        return _picture(address, base_url, place)

    return {
        key: chosen
        if (show := shows[key][0]) is None
        else replace(chosen, podcast=podcast_of(show, author, shows[key][1], picture))
        for key, chosen in options.items()
    }


def _options(site: FeedsTable, table: FeedTable | None, base_url: str, where: str) -> FeedOptions:
    """The options of one feed; `where` is what messages have before the name of a setting."""
    own = {name: getattr(table, name, None) for name in _NAMES}
    values: dict[str, Any] = {
        name: getattr(site, name) if own[name] is None else own[name] for name in _NAMES
    }

    def place(name: str) -> str:
        return where + name.replace("_", "-")

    for name in _PICTURES:
        values[name] = _picture(values[name], base_url, place(name))
    for name in ("managing_editor", "web_master"):
        values[name] = _mail(values[name], place(name))
    values["category_scheme"] = _scheme(values["category_scheme"], place("category_scheme"))
    values["copyright"] = single_line(values["copyright"])
    values["exclude_tags"] = _folded(values["exclude_tags"])
    values["exclude_folders"] = tuple(name.strip("/ ") for name in values["exclude_folders"])
    footer_place = place("footer") if values["footer"] else ""
    return FeedOptions(**values, footer_place=footer_place)


def _picture(address: str, base_url: str, place: str) -> str:
    """The URL of a picture, which may be a path below the site."""
    if not address:
        return ""
    found = urljoin(base_url, quote(address, safe=_IN_ADDRESSES))
    if not _PICTURE.fullmatch(address) or urlsplit(found).scheme not in ("http", "https"):
        raise ConfigError(
            f"{place}: '{address}' is not an address; write the path of a file in the output "
            "folder, or one that begins with https://"
        )
    return found


def _mail(text: str, place: str) -> str:
    line = single_line(text)
    if line and not _MAIL.fullmatch(line):
        raise ConfigError(
            f"{place}: '{text}' is not a mail address with a name; write one like "
            '"jane@example.org (Jane Doe)"'
        )
    return line


def _scheme(text: str, place: str) -> str:
    if text and not _URL.fullmatch(text):
        raise ConfigError(
            f"{place}: '{text}' is not a URI; write one like https://example.org/{{group}}/"
        )
    return text


def _folded(tags: tuple[str, ...]) -> tuple[str, ...]:
    if not tags:
        return ()
    # Imported here: most sites do not exclude any.
    from feedtool.text.normalize import folded

    return tuple(map(folded, tags))
