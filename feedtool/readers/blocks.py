"""Parses the block of a front matter: YAML, TOML or JSON, all to the same names and values.

A value is a string as it is written (`date: 2026-05-25` is not a YAML timestamp, `title: No` is
not false), a list of values, or a mapping of names to values. Names are in lower case, with hyphens
for underscores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from feedtool.text.normalize import one_line

if TYPE_CHECKING:
    import yaml

Value = Any  # str | tuple[Value, ...] | Fields; mypy knows no better name for it
Fields = Mapping[str, Value]

_LONGEST_BLOCK = 65536  # characters
_DEEPEST = 4  # levels; no field that is read has more
_YAML_NULL = ("", "~", "null")


class BadFrontMatter(ValueError):
    """The block is front matter but has an error; the message says which and how to fix it."""


def from_yaml(block: str) -> Fields:
    """The names and values of a YAML block. Its first line is line 1 in messages."""
    # Imported here: most articles have no front matter.
    import yaml

    _check_length(block)
    try:
        node = yaml.compose(block, Loader=_loader())
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        # The last two: PyYAML does not check that an escape like "\UFFFFFFFF" is a character.
        raise BadFrontMatter(f"front matter is not YAML: {_where(error)}") from None
    if not isinstance(node, yaml.MappingNode):
        raise BadFrontMatter("front matter has no `name: value` lines; write some or remove it")
    return _yaml_fields(node, 0)


def from_toml(block: str) -> Fields:
    """The names and values of a TOML block; those of `[taxonomies]` count as its own."""
    import tomllib

    _check_length(block)
    try:
        found = tomllib.loads(block, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise BadFrontMatter(
            f"front matter is not TOML: {one_line(str(error))}; correct it, or use YAML between "
            "`---` lines"
        ) from None
    fields = _plain_fields(found.items(), 0)
    below = fields.get("taxonomies")
    return {**below, **fields} if isinstance(below, Mapping) else fields


def from_json(text: str) -> tuple[Fields, int]:
    """The names and values of the JSON object at the start of `text`, and where it ends."""
    import json

    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    try:
        found, end = decoder.raw_decode(text[: _LONGEST_BLOCK + 1])
    except (ValueError, RecursionError) as error:
        _check_length(text.partition("\n}")[0])
        raise BadFrontMatter(
            f"front matter is not JSON: {one_line(str(error))}; correct it, or use YAML between "
            "`---` lines"
        ) from None
    if not isinstance(found, dict):
        raise BadFrontMatter("front matter has no names and values; write some or remove it")
    return _plain_fields(found.items(), 0), end


def fields_of_pairs(pairs: Iterable[tuple[str, Any]]) -> Fields:
    """The names and values of an object that was parsed already."""
    return _plain_fields(pairs, 0)


def _check_length(block: str) -> None:
    if len(block) > _LONGEST_BLOCK:
        raise BadFrontMatter(f"front matter is longer than {_LONGEST_BLOCK} characters; shorten it")


def _fields(pairs: Iterable[tuple[str, Any]], convert: Callable[[Any], Value]) -> Fields:
    return {one_line(name).lower().replace("_", "-"): convert(value) for name, value in pairs}


def _plain_fields(pairs: Iterable[tuple[str, Any]], depth: int) -> Fields:
    return _fields(pairs, lambda value: _plain(value, depth + 1))


def _plain(value: Any, depth: int) -> Value:
    if isinstance(value, str):
        return one_line(value)
    if value is None or depth > _DEEPEST:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return tuple(_plain(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return _plain_fields(value.items(), depth)
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def _yaml_fields(node: yaml.MappingNode, depth: int) -> Fields:
    import yaml

    named = ((k.value, v) for k, v in node.value if isinstance(k, yaml.ScalarNode))
    return _fields(named, lambda value: _yaml(value, depth + 1))


def _yaml(node: yaml.Node, depth: int) -> Value:
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return "" if node.style is None and node.value in _YAML_NULL else one_line(node.value)
    if depth > _DEEPEST:
        return ""
    if isinstance(node, yaml.SequenceNode):
        return tuple(_yaml(item, depth + 1) for item in node.value)
    return _yaml_fields(node, depth) if isinstance(node, yaml.MappingNode) else ""


def _loader() -> type[yaml.BaseLoader]:
    import yaml

    class NoAliases(yaml.BaseLoader):
        """Refuses aliases, with which a few lines can expand to gigabytes."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.composer.ComposerError(
                    problem="aliases (*name) are not allowed",
                    problem_mark=self.get_event().start_mark,  # type: ignore[no-untyped-call]
                )
            return super().compose_node(parent, index)

    return NoAliases


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    fact = getattr(error, "problem", None) or "it is nested too deeply or has invalid characters"
    place = f"line {mark.line + 1}: " if mark is not None else ""  # YAML counts from 0
    if "'\\t'" in fact:
        return f"{place}{fact}; write spaces instead of tabs"
    return f"{place}{fact}; put quotes around values with `: `, `#` or `*` in them"
