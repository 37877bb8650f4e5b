"""Checks of settings beyond their types. Each error message says what to write instead."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args
from urllib.parse import quote, unquote, urlsplit

from feedtool.config.tables import FeedTable, RedirectTable
from feedtool.errors import ConfigError
from feedtool.identity.ids import is_slug
from feedtool.model import Condition, Former, Selection
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.suggest import suggest

# What a row of a dump can declare, as front matter does.
DUMP_FIELDS = (
    *("text", "title", "date", "url", "id", "author", "tags", "updated", "summary", "language"),
    *("image", "slug", "draft", "created", "source", "enclosure", "categories", "status"),
)
_KINDS: tuple[Condition, ...] = get_args(Condition)
_FACTORY = lazy_regex(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")  # module:name
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = lazy_regex(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_BAD_ESCAPE = lazy_regex("%(?![2-9A-Fa-f][0-9A-Fa-f]|7F)")  # no number, or a control character
_NOT_IN_BASE = " ?#\\<>\"'`^{|}"
_IN_PATH = "%:@!$&()*+,;=~-._"  # besides letters and digits (RFC 3986, section 3.3)
_LANGUAGE = lazy_regex(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely


def selection(table: FeedTable, where: str) -> Selection:
    """The selection that a `[[feed]]` table declares; `where` names the table in messages."""
    chosen = {kind: value for kind in _KINDS if (value := getattr(table, kind)) is not None}
    if not chosen and table.each is None:
        raise ConfigError(f"{where}: needs one of {', '.join(_KINDS)}, each")
    if table.each is not None:
        if chosen:
            raise ConfigError(
                f"{where}: each cannot be combined with {', '.join(chosen)}; remove one of them"
            )
        if table.name is not None or table.title is not None:
            raise ConfigError(
                f"{where}: each takes names and titles from the articles; remove name and title"
            )
        return Selection(table.each, None)
    conditions = tuple(_condition(kind, value, where) for kind, value in chosen.items())
    if table.name is not None and not is_slug(table.name):
        raise ConfigError(
            f"{where}: name '{table.name}' becomes part of a URL; use a-z, 0-9 and single hyphens"
        )
    about = (table.name, single_line(table.title) or None, single_line(table.description) or None)
    if len(conditions) == 1:
        ((kind, value),) = conditions
        return Selection(kind, value, *about)
    return Selection("several", _identified(conditions), *about, conditions)


def _condition(kind: Condition, value: str | int, where: str) -> tuple[Condition, str]:
    text = f"{value:04}" if isinstance(value, int) else value
    text = " ".join(text.split())  # compared with names that may have any character
    text = text.strip("/") if kind == "folder" else text
    if not text:
        raise ConfigError(f"{where}: {kind} is empty; set it, or remove the table")
    if kind == "language" and not _LANGUAGE.fullmatch(text):
        raise ConfigError(
            f"{where}: language '{text}' is not a language tag; use one like en or pt-BR"
        )
    return kind, text


def _identified(conditions: Sequence[tuple[Condition, str]]) -> str:
    """The value of a channel whose articles meet several conditions, in any order and spelling.

    >>> _identified([("tag", "Sea"), ("language", "EN")])
    'language=en&tag=sea'
    """
    # Imported here: most sites have no such feed.
    from urllib.parse import urlencode

    from feedtool.text.normalize import folded

    exact = ("folder", "match")
    pairs = [(kind, text if kind in exact else folded(text)) for kind, text in conditions]
    return urlencode(sorted(pairs))


def former(table: RedirectTable, where: str) -> Former:
    """What a `[[redirect]]` table declares; `where` names the table in messages."""
    # Imported here: most sites have no such table.
    from feedtool.identity.former import wrong_placeholder

    if not table.former:
        raise ConfigError(f'{where}: has no from; write one like from = ["/:year/:month/:name/"]')
    for form in table.former:
        wrong = wrong_placeholder(form)
        if wrong is not None:
            raise ConfigError(f"{where}: from: '{form}' {wrong}")
        if "://" in form or not form.strip("/"):
            raise ConfigError(
                f"{where}: from: '{form}' is not a path on the site; write one like /:year/:name/"
            )
    return Former(table.match, table.former, table.letters)


def refuse_duplicates(selections: Sequence[Selection], source: str) -> None:
    """Raises `ConfigError` if two `[[feed]]` tables select the same articles or share a name."""
    names = [s.name for s in selections if s.name is not None]
    selectors = [(s.kind, s.value) for s in selections]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{source}: two [[feed]] tables have the name '{name}'; rename one")
    for kind, value in selectors:
        if selectors.count((kind, value)) > 1:
            what = f'each = "{kind}"' if value is None else f'{kind} = "{value}"'
            what = "the same conditions" if kind == "several" else what
            raise ConfigError(f"{source}: two [[feed]] tables have {what}; remove one")


def checked_executor(name: str, source: str) -> str | None:
    """The setting, "dask" or the factory of an executor as `module:name`; None if it is empty."""
    if name and name != "dask" and not _FACTORY.fullmatch(name):
        raise ConfigError(f"{source}: run.executor is '{name}'; write \"dask\" or module:name")
    return name or None


def checked_fields(fields: Mapping[str, str], source: str) -> tuple[tuple[str, str], ...]:
    """The names of fields in dumps, by what they are read as, sorted."""
    for name, field in fields.items():
        if name not in DUMP_FIELDS:
            close = suggest(name, DUMP_FIELDS)
            hint = f"did you mean '{close}'?" if close else f"known are {', '.join(DUMP_FIELDS)}"
            raise ConfigError(f"{source}: [input.fields] has no '{name}'; {hint}")
        if not field.strip():
            raise ConfigError(
                f"{source}: [input.fields] {name} is empty; name a field, or remove the line"
            )
    return tuple(sorted((name, field.strip()) for name, field in fields.items()))


def checked_commands(commands: Sequence[str], source: str) -> tuple[str, ...]:
    """The commands of `[run] after`."""
    for command in commands:
        if not command.strip() or "\0" in command:
            raise ConfigError(
                f"{source}: run.after has an empty command; write a command line, or remove it"
            )
    return tuple(commands)


def checked_silence(codes: Sequence[str], source: str) -> frozenset[str]:
    """The codes of `[run] silence`."""
    if not codes:
        return frozenset()
    # Imported here: most sites silence nothing.
    from feedtool.messages import catalogue

    known = catalogue()
    for code in codes:
        if code not in known:
            close = suggest(code, known)
            hint = f"did you mean '{close}'?" if close else "write one like FT204"
            raise ConfigError(
                f"{source}: run.silence: '{code}' is not the code of a message; {hint}"
            )
        if known[code].kind != "notice":
            raise ConfigError(
                f"{source}: run.silence: {code} is not a notice, so it cannot be silenced; remove "
                "it, and correct what it reports"
            )
    return frozenset(codes)


def checked_url(url: str, name: str, source: str) -> str:
    """The value of setting `name`, which is the URL of a service (http or https)."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    is_url = parts.scheme in ("http", "https") and parts.hostname
    if not is_url or not url.strip().isprintable() or " " in url.strip():
        raise ConfigError(
            f"{source}: {name}: '{url}' is not a valid URL (expected something like "
            "https://hub.example.org/)"
        )
    return url.strip()


def checked_hub(url: str, source: str) -> str:
    """The URL of a WebSub hub, which feeds name to everybody."""
    checked = checked_url(url, "feeds.hubs", source)
    if "@" in urlsplit(checked).netloc:
        raise ConfigError(
            f"{source}: feeds.hubs: the URL of the hub {urlsplit(checked).hostname} has a user "
            "name or password, which feeds would publish; remove it"
        )
    return checked


def checked_zone(name: str, source: str) -> str:
    """The name of a time zone, checked against this machine's database."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ConfigError(
            f"{source}: site.timezone: '{name}' is not a time zone known on this machine; use a "
            "name like Europe/Berlin or UTC"
        ) from None
    return name


def single_line(text: str | None) -> str:
    """`text` on one line, without characters that XML forbids; the empty string for None."""
    line = " ".join((text or "").split())
    if line.isprintable():
        return line
    # Imported here: nearly every setting is printable.
    from feedtool.text.normalize import xml_safe

    return " ".join(xml_safe(line).split())


def checked_language(tag: str | None, source: str) -> str | None:
    """A language tag (RFC 5646), or None."""
    if tag is not None and not _LANGUAGE.fullmatch(tag):
        raise ConfigError(
            f"{source}: site.language: '{tag}' is not a language tag; use one like en or pt-BR"
        )
    return tag


def checked_base_url(url: str, source: str) -> str:
    """The URL of the site: http or https, without a query, with a trailing slash.

    The host is in lower case and in ASCII (RFC 3490), and so is the path (percent-encoded UTF-8),
    because the same URL has to begin every address in every format.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_valid = urlsplit(""), False
    if "@" in parts.netloc:
        raise ConfigError(
            f"{source}: base-url has a user name or password, which would be published; remove "
            "everything between '//' and '@'"
        )
    host = _ascii_host(parts.hostname or "")
    valid = parts.scheme in ("http", "https") and host and port_is_valid
    if not valid or any(c in url for c in _NOT_IN_BASE) or not url.isprintable():
        raise ConfigError(
            f"{source}: base-url '{url}' is not the address of a site (expected something like "
            "https://example.org/news/, without spaces, '?' or '#')"
        )
    folders = parts.path.rstrip("/").split("/")[1:]
    if any(unquote(f) in ("", ".", "..") or _BAD_ESCAPE.search(f) for f in folders):
        raise ConfigError(
            f"{source}: base-url '{url}' has '//', '.', '..' or a stray '%' in its path, which "
            "browsers change; write the address as they show it"
        )
    port = "" if parts.port is None else f":{parts.port}"
    path = "".join(f"/{quote(folder, _IN_PATH)}" for folder in folders)
    return f"{parts.scheme}://{host}{port}{path}/"


def _ascii_host(host: str) -> str | None:
    """A host as it is looked up; None if it is not the name or address of a host."""
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
    return host if _HOST.fullmatch(host) else None


def checked_site_id(text: str, source: str) -> str:
    """A site id: a UUID in canonical form, in lower case."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise ConfigError(
            f"{source}: site.id: '{text}' is not a UUID; run `feedtool init` in an empty folder to "
            "get one"
        ) from None


def refuse_overlap(folders: Mapping[str, Path], source: str) -> None:
    """Raises `ConfigError` if the input, output and state folders overlap."""
    resolved = {name: path.resolve() for name, path in folders.items()}
    # State below output would be served to the public. Output below input would be read as input.
    for inner, outer in (("input", "output"), ("output", "input"), ("state", "output")):
        if resolved[inner] == resolved[outer] or resolved[outer] in resolved[inner].parents:
            raise ConfigError(
                f"{source}: the {inner} folder {folders[inner]} is in the {outer} folder; "
                "give each a folder of its own"
            )


def refuse_overlap_of_static(static: Path, folders: Mapping[str, Path], source: str) -> None:
    """Raises `ConfigError` if the folder that is copied as it is overlaps with another folder."""
    mine = static.resolve()
    for name, path in folders.items():
        other = path.resolve()
        if mine == other or other in mine.parents or mine in other.parents:
            raise ConfigError(
                f"{source}: the folder input.static {static} and the {name} folder {path} overlap; "
                "give each a folder of its own"
            )
