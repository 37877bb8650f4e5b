"""Reads the configuration files of other tools: YAML, TOML, JSON, Python and JavaScript.

Nothing is run. What a program computes is not known; `Computed` says where it does.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from feedtool.text.normalize import one_line

Values = Mapping[str, Any]


class Unreadable(ValueError):
    """The file is not in its format; the message says where and why."""


class Computed(msgspec.Struct, frozen=True):
    """A value that only running the file would give; `line` is where."""

    line: int


class ConfigFile(msgspec.Struct, frozen=True):
    """A configuration file with its values, which are empty if `problem` says why."""

    path: str
    values: dict[str, Any] = {}
    problem: str = ""


class Stated(msgspec.Struct, frozen=True):
    """A value and where it is, such as `title in _config.yml`."""

    value: Any
    where: str


def parse(path: str, data: bytes) -> ConfigFile:
    """The values in a configuration file, as its ending says."""
    try:
        text = data.decode("utf-8-sig")
        values = _PARSERS[path.rpartition(".")[2].lower()](text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return ConfigFile(path, problem=f"line {line} is not UTF-8; save the file as UTF-8")
    except RecursionError:
        return ConfigFile(path, problem="is nested too deeply, and was not read")
    except Unreadable as error:
        return ConfigFile(path, problem=f"{one_line(str(error))}; correct it, and import again")
    if not isinstance(values, dict):
        return ConfigFile(path, problem="has no names with values, and was not read")
    return ConfigFile(path, values)


def _yaml(text: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Takes values with a tag, such as `!ENV`, for missing ones."""

    Loader.add_constructor(None, lambda loader, node: Computed(node.start_mark.line + 1))
    try:
        return yaml.load(text, Loader) or {}  # noqa: S506  # a safe loader
    except (yaml.YAMLError, ValueError, OverflowError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark is not None else ""
        fact = getattr(error, "problem", None) or str(error)
        raise Unreadable(f"{line}is not YAML: {fact}") from None


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"is not TOML: {error}") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Unreadable(f"is not JSON: {error}") from None


def _python(text: str) -> Any:
    from feedtool.maintenance.moving_in.values.python import assigned

    return assigned(text)


def _javascript(text: str) -> Any:
    from feedtool.maintenance.moving_in.values.javascript import properties

    return properties(text)


def _front_matter(text: str) -> Any:
    """The title and the summary of a text, such as the one of the first page."""
    from feedtool.readers.front_matter import BadFrontMatter, split

    try:
        meta = split(text)[1].meta
    except BadFrontMatter as error:
        raise Unreadable(str(error)) from None
    return {"title": meta.title, "description": meta.summary}


_PARSERS: dict[str, Callable[[str], Any]] = {
    "yml": _yaml,
    "yaml": _yaml,
    "toml": _toml,
    "json": _json,
    "py": _python,
    "md": _front_matter,
    **dict.fromkeys(("js", "cjs", "mjs", "ts"), _javascript),
}


def find(files: Sequence[ConfigFile], *names: str) -> Stated | None:
    """The value of the first of `names` that the last file has; `a.b` is `b` in the table `a`.

    Upper and lower case are the same. An empty value does not count.
    """
    for name in names:
        for file in reversed(files):
            value = _inner(file.values, name.lower().split("."))
            if value not in (None, "", [], {}, ()):
                return Stated(value, f"{name} in {file.path}")
    return None


def value_of(files: Sequence[ConfigFile], *names: str) -> Any:
    """The value that `find` finds, without its place; None if it finds none."""
    stated = find(files, *names)
    return None if stated is None else stated.value


def _inner(values: Any, names: Sequence[str]) -> Any:
    for name in names:
        if not isinstance(values, Mapping):
            return None
        values = next((v for key, v in values.items() if str(key).lower() == name), None)
    return values


def texts(value: Any) -> tuple[str, ...]:
    """The strings in a string or a list of strings."""
    found = value if isinstance(value, list | tuple) else (value,)
    return tuple(item for item in found if isinstance(item, str) and item)


def tables(value: Any) -> Iterator[Values]:
    """The tables in a list of tables."""
    for item in value if isinstance(value, list | tuple) else ():
        if isinstance(item, Mapping):
            yield item
