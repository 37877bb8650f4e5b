"""Rule files: boilerplate rules with examples that test them.

A rule is a table in a TOML file:

    [[rule]]
    id = "comment-form"
    why = "comment form below the article"
    where = "tail"                # anywhere | head | tail
    equals = ["Leave a Reply"]
    matches = ['Your email address will not be published\\..*']
    drops = ["Your email address will not be published. Required fields are marked *"]
    keeps = ["Leave a Reply to the ministry, he said"]

`equals` compares whole lines, without letter case, runs of white space, outer punctuation and a
number in parentheses at the end.
`matches` are regular expressions for whole lines, without letter case. A rule for the head applies
only above the body, one for the tail only below it. With `keep = true`, the lines that a rule
matches are never dropped.

With `also = "headline"`, a rule for anywhere matches the label of a link ("Read also:") and drops
it only together with the headline on the next line; its examples are such pairs of lines. With
`also = "above"` or "below", everything on that side of the line goes too.

It is an error if a rule fails to match a line of `drops`, if it matches a line of `keeps`, or if a
pattern takes too long on some lines (see `cost`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, cast

from feedtool.clean.rules.cost import UnknownPattern, cost
from feedtool.clean.rules.matcher import LONGEST_LINE, Also, Rule, Where, compiled, fold
from feedtool.errors import ConfigError
from feedtool.text.headlines import reads_like_a_headline
from feedtool.text.normalize import one_line
from feedtool.text.suggest import suggest

_WHERE = ("anywhere", "head", "tail")
_FIELDS = ("id", "why", "where", "equals", "matches", "drops", "keeps", "keep", "also")
_ALSO = ("nothing", "headline", "above", "below")
_LISTS = ("equals", "matches", "drops", "keeps")
MOST_WAYS = (LONGEST_LINE + 1) ** 2  # as many as two repeats without a bound have
MOST_STEPS = 400_000  # a few milliseconds
_LONGEST_ID = 100  # characters


def load(text: str, source: str) -> tuple[Rule, ...]:
    """Parses the rules in a TOML text and checks their form; `check_examples` tests them.

    Raises `ConfigError` with the file, the rule and the error.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: is not TOML: {error}") from None
    for name in tables:
        if name != "rule":
            raise ConfigError(f"{source}: '{name}' is not allowed; use [[rule]] tables only")
    rows = tables.get("rule", [])
    if not isinstance(rows, list):
        raise ConfigError(f"{source}: write [[rule]] with two brackets, for a list of rules")
    rules = tuple(_rule(row, source, number) for number, row in enumerate(rows, 1))
    refuse_duplicate_ids(rules)
    return rules


def refuse_duplicate_ids(rules: Iterable[Rule]) -> None:
    """Raises `ConfigError` if two rules have the same id, which `explain` prints."""
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise ConfigError(
                f"{rule.source}: rule {rule.id} is already in {seen[rule.id]}; give it another id"
            )
        seen[rule.id] = rule.source


def _rule(row: Mapping[str, Any], source: str, number: int) -> Rule:
    place = f"{source}: rule {row.get('id', number)}"
    for name in row:
        if name not in _FIELDS:
            close = suggest(name, _FIELDS)
            hint = f"did you mean '{close}'?" if close else f"use {', '.join(_FIELDS)}"
            raise ConfigError(f"{place}: '{name}' is not a key of rules; {hint}")
    for name in ("id", "why", "where"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            if name == "where":
                raise ConfigError(f'{place}: needs where = "head", "tail" or "anywhere"')
            raise ConfigError(f'{place}: needs {name} = "..."')
    for name in _LISTS:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{place}: {name} should be a list of strings")
    for name in ("id", "why"):
        if not row[name].isprintable():
            raise ConfigError(f"{place}: {name} has control characters; remove them")
    if len(row["id"]) > _LONGEST_ID:
        raise ConfigError(f"{place[:120]}…: id is longer than {_LONGEST_ID} characters; shorten it")
    if row["where"] not in _WHERE:
        raise ConfigError(f"{place}: where should be one of {', '.join(_WHERE)}")
    if row.get("also", "nothing") not in _ALSO:
        raise ConfigError(f"{place}: also should be one of {', '.join(_ALSO)}")
    if row.get("also", "nothing") != "nothing" and row["where"] != "anywhere":
        raise ConfigError(f'{place}: also needs where = "anywhere"')
    if not isinstance(row.get("keep", False), bool):
        raise ConfigError(f"{place}: keep should be true or false")
    rule = Rule(
        id=row["id"],
        why=row["why"],
        where=cast("Where", row["where"]),
        equals=frozenset(fold(one_line(phrase)) for phrase in row.get("equals", [])),
        matches=tuple(row.get("matches", [])),
        drops=tuple(row.get("drops", [])),
        keeps=tuple(row.get("keeps", [])),
        source=source,
        keep=row.get("keep", False),
        also=cast("Also", row.get("also", "nothing")),
    )
    if "" in rule.equals or not (rule.equals or rule.matches):
        raise ConfigError(f"{place}: needs equals or matches, with letters in each phrase")
    if not rule.drops or not rule.keeps:
        raise ConfigError(f"{place}: needs drops and keeps, at least one example of each")
    return rule


def check_examples(rules: Iterable[Rule]) -> None:
    """Checks the patterns of each rule, and the rule against its own examples.

    Raises `ConfigError` with the file, the rule and the pattern or example that is wrong.
    """
    for rule in rules:
        place = f"{rule.source}: rule {rule.id}"
        for pattern in rule.matches:
            _check_pattern(pattern, place)
        for example in rule.drops:
            if not _takes(rule, example):
                raise ConfigError(f"{place}: should take '{example}' of drops, but does not")
        for example in rule.keeps:
            if _takes(rule, example):
                raise ConfigError(f"{place}: should leave '{example}' of keeps, but takes it")


def _takes(rule: Rule, example: str) -> bool:
    if rule.also != "headline":
        return rule.takes(one_line(example))
    label, _, below = example.strip().partition("\n")
    return rule.takes(one_line(label)) and reads_like_a_headline(one_line(below))


def _check_pattern(pattern: str, place: str) -> None:
    try:
        expression = compiled(pattern)
    except re.error as error:
        raise ConfigError(f"{place}: '{pattern}' is not a regular expression: {error}") from None
    if expression.groups:
        raise ConfigError(f"{place}: '{pattern}' has a group; write (?:...) instead of (...)")
    if expression.fullmatch(""):
        raise ConfigError(f"{place}: '{pattern}' takes every empty line; require a character")
    try:
        found = cost(pattern, LONGEST_LINE)
    except UnknownPattern as error:
        raise ConfigError(f"{place}: '{pattern}' {error}") from None
    except (ImportError, AttributeError):
        return  # this Python has its parser in another module; the tests would fail
    if found.ways > MOST_WAYS:
        raise ConfigError(
            f"{place}: '{pattern}' may take years on some lines, because there are too many ways "
            "to match them; do not repeat something inside or beside another repeat that matches "
            "the same characters, or bound it, as in {1,40}"
        )
    if found.steps > MOST_STEPS:
        raise ConfigError(
            f"{place}: '{pattern}' may take {found.steps:,} steps on a line, more than "
            f"{MOST_STEPS:,}; bound its repeats, as in {{1,40}}, or have a word between them"
        )
