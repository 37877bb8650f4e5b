"""What the values of settings have to be, beyond their types; each fault says what to write."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from feedtool.config.tables import FeedTable
from feedtool.errors import ConfigError
from feedtool.identity.ids import is_slug
from feedtool.model import Selection, SelectionKind

_KINDS: tuple[SelectionKind, ...] = get_args(SelectionKind)
_PLACE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")  # in a module
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely


def selection(table: FeedTable, place: str) -> Selection:
    """What a `[[feed]]` table asks for; `place` is where it stands, for messages."""
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
    value = one_line(value).strip("/") if kind == "folder" else one_line(value)
    if not value:
        raise ConfigError(f"{place}: {kind} is empty; say which")
    if table.name is not None and not is_slug(table.name):
        raise ConfigError(
            f"{place}: name '{table.name}' is part of an address; use a-z, 0-9 and single hyphens"
        )
    return Selection(
        kind, value, table.name, one_line(table.title) or None, one_line(table.description) or None
    )


def refuse_twins(selections: Sequence[Selection], source: str) -> None:
    """Raises `ConfigError` if two tables ask for the same, or for the same address."""
    names = [s.name for s in selections if s.name is not None]
    asked = [(s.kind, s.value) for s in selections]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{source}: two [[feed]] tables have the name '{name}'")
    for kind, value in asked:
        if asked.count((kind, value)) > 1:
            what = f'each = "{kind}"' if value is None else f'{kind} = "{value}"'
            raise ConfigError(f"{source}: two [[feed]] tables say {what}; remove one")


def checked_executor(name: str, source: str) -> str | None:
    """The place of what makes an executor, as `module:name`; None: there is none."""
    if name and name != "dask" and not _PLACE.fullmatch(name):
        raise ConfigError(f"{source}: run.executor is '{name}'; write \"dask\", or module:name")
    return name or None


def checked_hub(url: str, source: str) -> str:
    """The address of a WebSub hub."""
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


def checked_zone(name: str, source: str) -> str:
    """The name of a time zone that is known here."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ConfigError(
            f"{source}: site.timezone: '{name}' is no time zone known here; write one like "
            "Europe/Berlin or UTC"
        ) from None
    return name


def one_line(text: str | None) -> str:
    """The text on one line; nothing for None."""
    return " ".join((text or "").split())


def checked_language(tag: str | None, source: str) -> str | None:
    """A language tag (RFC 5646), if there is one."""
    if tag is not None and not _LANGUAGE.fullmatch(tag):
        raise ConfigError(f"{source}: site.language: '{tag}' is no language tag; write one like en")
    return tag


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


def refuse_overlap(folders: Mapping[str, Path], source: str) -> None:
    """Raises `ConfigError` if one of input, output and state lies where it must not."""
    resolved = {name: path.resolve() for name, path in folders.items()}
    # State below output would be served to the world, and the output read as input.
    for inner, outer in (("input", "output"), ("output", "input"), ("state", "output")):
        if resolved[inner] == resolved[outer] or resolved[outer] in resolved[inner].parents:
            raise ConfigError(
                f"{source}: the {inner} folder {folders[inner]} lies in the {outer} folder; "
                "give each a folder of its own"
            )
