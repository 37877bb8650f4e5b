"""The text of the feedtool.toml of a site that moves in."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence

from feedtool.maintenance.moving_in.understanding import Redirect, Setting, Understanding
from feedtool.text.normalize import one_line

_ID = (
    "# Part of the permanent ids of all articles. Never change it, even if the address changes.",
)
_TABLES = ("site", "input", "clean", "feeds", "output")


def toml_of(understood: Understanding, settings: Sequence[Setting], head: str, site_id: str) -> str:
    """The settings and redirects as a configuration file with a comment for each.

    `settings` are those of the site and the folders, besides those of `understood`.
    """
    every = (*settings, *understood.settings)
    lines = [f"# {one_line(head)}"]
    for table in _TABLES:
        chosen = [setting for setting in every if setting.table == table]
        if chosen:
            lines += ["", f"[{table}]"]
            lines += [*_ID, f"id = {_toml(site_id)}"] if table == "site" else []
            lines += map(line_of, chosen)
    for redirect in understood.redirects:
        lines += ["", *_redirect(redirect)]
    return "".join(f"{line}\n" for line in lines)


def line_of(setting: Setting) -> str:
    """A setting with its comment.

    >>> line_of(Setting("site", "title", "A", "title in _config.yml"))
    'title = "A"  # title in _config.yml'
    """
    why = f"  # {one_line(setting.why)}" if setting.why else ""
    return f"{setting.name} = {_toml(setting.value)}{why}"


def missing(understood: Understanding, existing: str) -> Iterator[str]:
    """What a configuration file that exists does not have, as lines.

    A file that is not valid TOML has nothing.
    """
    try:
        tables = tomllib.loads(existing)
    except tomllib.TOMLDecodeError:
        tables = {}
    for setting in understood.settings:
        table = tables.get(setting.table)
        if not isinstance(table, dict) or setting.name not in table:
            yield f"[{setting.table}] {line_of(setting)}"
    for redirect in understood.redirects if "redirect" not in tables else ():
        yield " ".join(_redirect(redirect))


def _redirect(redirect: Redirect) -> list[str]:
    return [
        f"[[redirect]]  # {one_line(redirect.why)}",
        *([f"match = {_toml(redirect.match)}"] if redirect.match != "**" else []),
        f"from = {_toml(redirect.forms)}",
        f"letters = {_toml(redirect.letters)}",
    ]


def _toml(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # Without control characters, which `one_line` removes, a JSON string is a TOML string.
    return json.dumps(one_line(value), ensure_ascii=False)
