"""Boilerplate rules: data that carries its own proof.

A rule is a table in a TOML file:

    [[rule]]
    id = "comment-form"
    why = "comment form below the article"
    where = "tail"                # anywhere | head | tail
    equals = ["Leave a Reply"]
    matches = ['Your email address will not be published\\..*']
    drops = ["Your email address will not be published. Required fields are marked *"]
    keeps = ["Leave a Reply to the ministry, he said"]

`equals` compares a whole line, letter case, white space and outer punctuation aside. `matches` are
regular expressions for a whole line, letter case aside. A rule for the head fires only where
nothing of the body is left above the line, one for the tail only where nothing is left below.
Each rule must take every line of `drops`, and no line of `keeps`: a rule that its own examples
disprove is an error. With `keep = true` the lines it takes are never dropped by any other rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, cast

from feedtool.errors import ConfigError
from feedtool.normalize import one_line

Where = Literal["anywhere", "head", "tail"]
_WHERE = ("anywhere", "head", "tail")
_FIELDS = ("id", "why", "where", "equals", "matches", "drops", "keeps", "keep")
_LISTS = ("equals", "matches", "drops", "keeps")
# Longer lines are prose. Boilerplate that long recurs, and is for the site profile to find.
LONGEST_LINE = 400  # characters
_OUTER = " \t.,:;!?…*#|•·»«›‹>→↑↓▲▼►-–—_~=+()[]{}\"'“”„‘’。：！？、"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `id` is unique among all that are loaded, `source` names its file."""

    id: str
    why: str
    where: Where
    equals: frozenset[str]
    matches: tuple[re.Pattern[str], ...]
    source: str
    keep: bool = False

    def takes(self, line: str) -> bool:
        """Whether the line, wherever it stands, is one this rule is about."""
        if len(line) > LONGEST_LINE:
            return False
        return fold(line) in self.equals or any(p.fullmatch(line.strip()) for p in self.matches)


def fold(line: str) -> str:
    """What `equals` compares: without letter case, runs of white space, outer punctuation.

    >>> fold("  » Back to  TOP ▲")
    'back to top'
    """
    return " ".join(line.split()).strip(_OUTER).casefold()


class RuleSet:
    """Rules made ready to be asked about many lines.

    Asking costs a dictionary look-up, and for short lines one regular expression a position: the
    rules themselves are tried only on a line that one of them takes.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._equal: dict[str, list[Rule]] = {}
        self._patterned: list[Rule] = []
        for rule in self.rules:
            for phrase in rule.equals:
                self._equal.setdefault(phrase, []).append(rule)
            if rule.matches:
                self._patterned.append(rule)
        patterns = [p.pattern for rule in self._patterned for p in rule.matches]
        # One alternation answers "none of them" far sooner than each in turn does.
        self._any = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
        self._known: dict[str, tuple[Rule, ...]] = {}

    def taking(self, line: str) -> tuple[Rule, ...]:
        """The rules that take `line`, in the order in which they were loaded."""
        if len(line) > LONGEST_LINE:
            return ()
        found = self._known.get(line)
        if found is None:
            if len(self._known) > 50_000:  # lines recur within a site; other lines must not pile up
                self._known.clear()
            found = self._known[line] = self._ask(line)
        return found

    def _ask(self, line: str) -> tuple[Rule, ...]:
        found = list(self._equal.get(fold(line), ()))
        stripped = line.strip()
        if self._any is not None and self._any.fullmatch(stripped):
            found += [
                rule
                for rule in self._patterned
                if rule not in found and any(p.fullmatch(stripped) for p in rule.matches)
            ]
        return tuple(found)


def load(text: str, source: str) -> tuple[Rule, ...]:
    """The rules in one TOML text, each put to the proof of its own examples.

    Raises `ConfigError` with the file, the rule and what is wrong with it.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: is not TOML: {error}") from None
    for name in tables:
        if name != "rule":
            raise ConfigError(f"{source}: knows only [[rule]] tables, not '{name}'")
    rows = tables.get("rule", [])
    if not isinstance(rows, list):
        raise ConfigError(f"{source}: write [[rule]] with two brackets, for a list of rules")
    rules = tuple(_rule(row, source, number) for number, row in enumerate(rows, 1))
    refuse_twins(rules)
    return rules


def refuse_twins(rules: Iterable[Rule]) -> None:
    """Raises `ConfigError` if two rules have one id: `explain` could not tell them apart."""
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
            close = get_close_matches(name, _FIELDS, 1)
            hint = f"did you mean '{close[0]}'?" if close else f"it has {', '.join(_FIELDS)}"
            raise ConfigError(f"{place}: does not know '{name}'; {hint}")
    for name in ("id", "why", "where"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise ConfigError(f'{place}: needs {name} = "..."')
    for name in _LISTS:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{place}: {name} should be a list of strings")
    if row["where"] not in _WHERE:
        raise ConfigError(f"{place}: where should be one of {', '.join(_WHERE)}")
    if not isinstance(row.get("keep", False), bool):
        raise ConfigError(f"{place}: keep should be true or false")
    rule = Rule(
        id=row["id"],
        why=row["why"],
        where=cast("Where", row["where"]),
        equals=frozenset(fold(one_line(phrase)) for phrase in row.get("equals", [])),
        matches=tuple(_pattern(p, place) for p in row.get("matches", [])),
        source=source,
        keep=row.get("keep", False),
    )
    _prove(rule, row, place)
    return rule


def _pattern(pattern: str, place: str) -> re.Pattern[str]:
    try:
        # In the brackets that it gets among others, so that it cannot fail there only.
        compiled = re.compile(f"(?:{pattern})", re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{place}: '{pattern}' is no regular expression: {error}") from None
    if compiled.groups:
        # Groups of one pattern would shift the numbers in all that follow it.
        raise ConfigError(f"{place}: '{pattern}' has a group; write (?:...) instead of (...)")
    if compiled.fullmatch(""):
        raise ConfigError(f"{place}: '{pattern}' takes every empty line; make it say more")
    return compiled


def _prove(rule: Rule, row: Mapping[str, Any], place: str) -> None:
    if "" in rule.equals or not (rule.equals or rule.matches):
        raise ConfigError(f"{place}: needs equals or matches, with letters in each phrase")
    drops, keeps = row.get("drops", []), row.get("keeps", [])
    if not drops or not keeps:
        raise ConfigError(f"{place}: needs drops and keeps, at least one example of each")
    for example in drops:
        if not rule.takes(one_line(example)):
            raise ConfigError(f"{place}: should take '{example}', and does not")
    for example in keeps:
        if rule.takes(one_line(example)):
            raise ConfigError(f"{place}: should leave '{example}', and does not")
