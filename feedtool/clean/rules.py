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
disprove is an error, and so is a pattern that would take too long on some lines (see `costs`). With
`keep = true` the lines it takes are never dropped by any other rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal, cast

from feedtool.clean.automaton import UnknownPattern
from feedtool.clean.costs import ways
from feedtool.clean.firsts import first_keys, key
from feedtool.errors import ConfigError
from feedtool.normalize import one_line

Where = Literal["anywhere", "head", "tail"]
_WHERE = ("anywhere", "head", "tail")
_FIELDS = ("id", "why", "where", "equals", "matches", "drops", "keeps", "keep")
_LISTS = ("equals", "matches", "drops", "keeps")
# Longer lines are prose. Boilerplate that long recurs, and is for the site profile to find.
LONGEST_LINE = 400  # characters
_MOST_WAYS = 20_000_000  # of reading such a line: three times `.*`, which takes half a second
_OUTER = " \t.,:;!?…*#|•·»«›‹>→↑↓▲▼►-–—_~=+()[]{}\"'“”„‘’。：！？、"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `id` is unique among all that are loaded, `source` names its file."""

    id: str
    why: str
    where: Where
    equals: frozenset[str]
    matches: tuple[str, ...]
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    source: str
    keep: bool = False

    def takes(self, line: str) -> bool:
        """Whether the line, wherever it stands, is one this rule is about."""
        if len(line) > LONGEST_LINE:
            return False
        stripped = line.strip()
        return fold(line) in self.equals or any(
            _compiled(pattern).fullmatch(stripped) for pattern in self.matches
        )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # In the brackets that it gets among others, so that it cannot fail there only.
    return re.compile(f"(?:{pattern})", re.IGNORECASE)


def fold(line: str) -> str:
    """What `equals` compares: without letter case, runs of white space, outer punctuation.

    >>> fold("  » Back to  TOP ▲")
    'back to top'
    """
    return " ".join(line.split()).strip(_OUTER).casefold()


class RuleSet:
    """Rules made ready to be asked about many lines.

    Asking costs a dictionary look-up, and one regular expression of the patterns that may begin
    like the line; the rules themselves are tried only on a line that one of them takes.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._equal: dict[str, list[Rule]] = {}
        self._by_first: dict[str, list[tuple[str, Rule]]] = {}
        self._anywhere: list[tuple[str, Rule]] = []  # patterns that may begin with anything
        self._joined: dict[str, re.Pattern[str] | None] = {}
        self._known: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            for phrase in rule.equals:
                self._equal.setdefault(phrase, []).append(rule)
            for pattern in rule.matches:
                self._file(pattern, rule)

    def _file(self, pattern: str, rule: Rule) -> None:
        firsts = first_keys(pattern)
        if firsts is None:
            self._anywhere.append((pattern, rule))
        for first in firsts or ():
            self._by_first.setdefault(first, []).append((pattern, rule))

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
        stripped = line.strip()
        found = list(self._equal.get(fold(line), ()))
        first = key(stripped[0]) if stripped else ""
        if first not in self._joined:
            self._joined[first] = _alternation(pattern for pattern, _ in self._patterns(first))
        joined = self._joined[first]
        if joined is not None and joined.fullmatch(stripped):
            for pattern, rule in self._patterns(first):
                if rule not in found and _compiled(pattern).fullmatch(stripped):
                    found.append(rule)
        return tuple(found)

    def _patterns(self, first: str) -> Iterator[tuple[str, Rule]]:
        yield from self._by_first.get(first, ())
        yield from self._anywhere


def _alternation(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined, re.IGNORECASE) if joined else None


def load(text: str, source: str) -> tuple[Rule, ...]:
    """The rules in one TOML text, their form checked; `prove` puts them to the proof.

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
        matches=tuple(row.get("matches", [])),
        drops=tuple(row.get("drops", [])),
        keeps=tuple(row.get("keeps", [])),
        source=source,
        keep=row.get("keep", False),
    )
    if "" in rule.equals or not (rule.equals or rule.matches):
        raise ConfigError(f"{place}: needs equals or matches, with letters in each phrase")
    if not rule.drops or not rule.keeps:
        raise ConfigError(f"{place}: needs drops and keeps, at least one example of each")
    return rule


def prove(rules: Iterable[Rule]) -> None:
    """Puts each rule to the proof of its own examples.

    Raises `ConfigError` with the file, the rule, and what it does that it should not.
    """
    for rule in rules:
        place = f"{rule.source}: rule {rule.id}"
        for pattern in rule.matches:
            _check_pattern(pattern, place)
        for example in rule.drops:
            if not rule.takes(one_line(example)):
                raise ConfigError(f"{place}: should take '{example}', and does not")
        for example in rule.keeps:
            if rule.takes(one_line(example)):
                raise ConfigError(f"{place}: should leave '{example}', and does not")


def _check_pattern(pattern: str, place: str) -> None:
    try:
        compiled = _compiled(pattern)
    except re.error as error:
        raise ConfigError(f"{place}: '{pattern}' is no regular expression: {error}") from None
    if compiled.groups:
        # Groups of one pattern would shift the numbers in all that follow it.
        raise ConfigError(f"{place}: '{pattern}' has a group; write (?:...) instead of (...)")
    if compiled.fullmatch(""):
        raise ConfigError(f"{place}: '{pattern}' takes every empty line; make it say more")
    try:
        found = ways(pattern, LONGEST_LINE)
    except UnknownPattern as error:
        raise ConfigError(f"{place}: '{pattern}' {error}") from None
    except ImportError:
        return  # a Python that has its parser elsewhere; the tests would tell
    if found > _MOST_WAYS:
        raise ConfigError(
            f"{place}: '{pattern}' would take for ever on some lines, because it can take them "
            "apart in very many ways; let no repetition stand in or beside another that takes the "
            "same characters, or bound them, as in {1,40}"
        )
