"""No pattern that ships, and none of a user's that is accepted, takes too long on any line."""

from __future__ import annotations

import re
import time
import tomllib
from collections import Counter
from math import inf
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from feedtool.clean.rules.cost import UnknownPattern, cost
from feedtool.clean.rules.files import MOST_STEPS, MOST_WAYS
from feedtool.clean.rules.matcher import LONGEST_LINE
from feedtool.pipeline.shipped_rules import shipped_rules
from support import automaton, automaton_ways

PATTERNS = sorted({(rule.id, pattern) for rule in shipped_rules() for pattern in rule.matches})
FAULTS = [
    pattern
    for file in sorted(Path(__file__).parent.glob("faults/rule-*/rules/own.toml"))
    for rule in tomllib.loads(file.read_text("utf-8"))["rule"]
    for pattern in rule.get("matches", ())
    if file.parts[-3] != "rule-no-regular-expression"
]
# Readings of a line that the automaton calls too many: each of `MOST_WAYS` may go through the line.
EXPLOSIVE = MOST_WAYS * LONGEST_LINE
EXPONENTIAL = [
    "(?:a+)+b",
    "(?:a*)*b",
    "(?:a|ab?)+c",
    r"(?:\w+\s?)*x",
    "(?:x+x+)+y",
    "(?:a|a)*b",
    "(?:a|b|ab)*c",
    "(?:(?:a{1,30}b?){1,30}c?)*d",
    r"(?:.*,){3,}x",
    "a(?=(?:b+)+c).*",
    r"(?:\w+ ?)+now",
    "(?:(?:(?:(?:a+)+)+)+)+b",
]
FINITE = [
    ("(?:a?){28}b", "a" * 28),
    ("a?" * 26 + "b", "a" * 26),
    (r"Home(?: ?[|-] ?[\w &-]{2,30}){1,12}", "Home" + " | ab-cd" * 12 + "!"),
    (".*a.*b.*c.*d.*e.*f", "a" * 70 + "b" * 70 + "c" * 70 + "d" * 70 + "e" * 70 + "g"),
    ("(?i:É|é|e)?" * 3 + ".{0,90}x.{0,90}y.{0,90}z.{0,90}w", "xyzx" * 100),
]
# Few enough ways, each of which goes through the line: 0.1 seconds and more for one line.
SLOW = [
    (r".*[a-z].*[a-z][a-z ]*\d", "a" * 400),
    (r"[a-z ]*[a-z]+(?:[a-z ]+)\d", "a" * 400),
    (r".*\b.*\b[\w ]*!", "a " * 200),
    (r".*\w{1,300}.*x", "x" + "a" * 399),
    (r".*a.{0,80}a[^0]*x", " " + "a" * 399),
]
USUAL = [
    "[a-z]+ [a-z]+ [a-z]+ [a-z]+ [a-z]+ [a-z]+",
    r"\w+@\w+(?:\.\w+)*",
    r"(?:\d{1,3}[.,])*\d{1,3}",
    "Share(?:[ ,|/]{1,3}(?:Facebook|Twitter|Telegram|X|Tumblr)){1,12}",
    "Posted (?:by|in) .{1,40}(?: on| at) .{1,40}",
    ".*never.*again.*",
    r"(?:\w+ ){3,40}(?:subscribe|sign up)\b.*",
    "a" * 400,
    "(?>a+)b",
    "a++b",
    r"(?<!x)Buy (?=now).{1,80}\b",
    "[^a]{2,60}(?:a|[^ab])",
    "(?:Pin|Pinterest|Print)(?:, (?:Pin|Pinterest|Print))*",
    r"(?:\w+(?: - |, |$))+",
]


def is_refused(pattern: str) -> bool:
    try:
        found = cost(pattern, LONGEST_LINE)
        return found.ways > MOST_WAYS or found.steps > MOST_STEPS
    except UnknownPattern:
        return True


def counted_ways(pattern: str, longest: int) -> int:
    return cost(pattern, longest).ways


def is_explosive(pattern: str) -> bool:
    """What the automaton says, which is exact about exponential growth."""
    return automaton_ways.ways(pattern, LONGEST_LINE) > EXPLOSIVE


@pytest.mark.parametrize("source", sorted({name.partition("/")[0] for name, _ in PATTERNS}))
def test_every_shipped_pattern_is_accepted(source: str) -> None:
    patterns = [pattern for name, pattern in PATTERNS if name.startswith(f"{source}/")]
    assert patterns
    assert [pattern for pattern in patterns if is_refused(pattern)] == []
    assert [pattern for pattern in patterns if is_explosive(pattern)] == []


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_exponential_patterns_are_refused(pattern: str) -> None:
    assert is_refused(pattern)
    assert automaton_ways.ways(pattern, LONGEST_LINE) == inf


@pytest.mark.parametrize(("pattern", "line"), FINITE)
def test_finite_patterns_with_very_many_ways_are_refused(pattern: str, line: str) -> None:
    assert is_refused(pattern)
    assert len(line) <= LONGEST_LINE


@pytest.mark.parametrize(("pattern", "line"), SLOW)
def test_patterns_that_take_long_on_one_line_are_refused(pattern: str, line: str) -> None:
    assert counted_ways(pattern, LONGEST_LINE) <= MOST_WAYS
    assert is_refused(pattern)
    assert len(line) <= LONGEST_LINE


@pytest.mark.parametrize("pattern", FAULTS)
def test_a_fault_is_refused_if_the_automaton_says_so(pattern: str) -> None:
    try:
        explosive = is_explosive(pattern)
    except automaton.UnknownPattern:
        explosive = True
    assert is_refused(pattern) or not explosive


@pytest.mark.parametrize("pattern", USUAL)
def test_what_people_write_is_accepted(pattern: str) -> None:
    assert not is_refused(pattern)


def test_what_cannot_be_bounded_is_said() -> None:
    for pattern, why in (
        ("(?:a?){100}b", "may be empty"),
        (r"(a)\1", "groupref"),
        (r"(?a)\w+", "the flag a"),
        (r"x(?a:\w)+", "the flag a"),
    ):
        with pytest.raises(UnknownPattern, match=why):
            cost(pattern, LONGEST_LINE)


# -- the bound is one: against counting and the automaton --------------------------------------


def readings(pattern: str, line: str) -> int:
    """In how many ways a pattern takes any beginning of the line, counted one by one."""
    return sum(_sequence(_parser.parse(pattern), 0, line).values())


def _sequence(nodes: Any, start: int, line: str) -> Counter[int]:
    found = Counter({start: 1})
    for op, value in nodes:
        after = Counter[int]()
        for end, count in found.items():
            for further, more in _node(str(op), value, end, line).items():
                after[further] += count * more
        found = after
    return found


def _node(op: str, value: Any, start: int, line: str) -> Counter[int]:
    if op in ("LITERAL", "IN", "ANY", "NOT_LITERAL"):
        text = {"LITERAL": lambda c: ord(c) == value, "ANY": lambda c: True}.get(op)
        if op == "IN":
            sets = [(str(name), item) for name, item in value]
            wanted = any(
                name == "LITERAL" and ord(line[start : start + 1] or "\0") == item
                for name, item in sets
            )
            return Counter({start + 1: 1} if start < len(line) and wanted else {})
        assert text is not None
        return Counter({start + 1: 1} if start < len(line) and text(line[start]) else {})
    if op == "BRANCH":
        return sum((_sequence(branch, start, line) for branch in value[1]), Counter())
    if op == "SUBPATTERN":
        return _sequence(value[3], start, line)
    least, most, nodes = value
    found, ends = Counter[int](), Counter({start: 1})
    for number in range(min(int(most), least + len(line)) + 1):
        if number >= least:
            found += ends
        after = Counter[int]()
        for end, count in ends.items():
            for further, more in _sequence(nodes, end, line).items():
                if further > end or number < least:
                    after[further] += count * more
                elif number < most:  # nothing is taken once, and not again
                    found[end] += count * more
        ends = after
    return found


def _group(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeated = st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}"]))
    return (
        repeated.map(lambda pair: f"(?:{pair[0]}){pair[1]}")
        | st.lists(inner, min_size=2, max_size=3).map("".join)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})")
    )


patterns = st.recursive(st.sampled_from(["a", "b", ".", "[ab]", "ab"]), _group, max_leaves=7)


@pytest.mark.thorough
@settings(max_examples=600)
@given(patterns, st.text("ab", max_size=7))
def test_a_line_is_never_read_in_more_ways_than_the_bound_says(pattern: str, line: str) -> None:
    count = readings(pattern, line)
    # Each end may be reached in so many ways.
    for bound in (counted_ways, automaton_ways.ways):
        try:
            most = bound(pattern, len(line))
        except (UnknownPattern, automaton.UnknownPattern):
            continue
        assert count <= most * (len(line) + 1)


@settings(max_examples=600)
@given(patterns)
def test_what_the_automaton_calls_exponential_is_refused(pattern: str) -> None:
    try:
        exponential = automaton_ways.ways(pattern, LONGEST_LINE) == inf
    except automaton.UnknownPattern:
        return
    event(f"exponential: {exponential}")
    assert is_refused(pattern) or not exponential


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "pattern"), PATTERNS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(PATTERNS)]
)
def test_no_line_made_of_a_patterns_own_words_takes_long(name: str, pattern: str) -> None:
    """Runs of each literal of the pattern, after its beginning, and a wrong end."""
    compiled = re.compile(f"(?:{pattern})", re.IGNORECASE)
    words = re.findall(r"[\w' ]{2,}", re.sub(r"\\.|\{[\d,]+\}|\?:|[?*+]", "|", pattern)) or ["a"]
    worst = 0.0
    for start in ("", *words[:3]):
        for word in (*words, *"aA0 .-,:|/#"):
            line = (start + (word * LONGEST_LINE))[: LONGEST_LINE - 1] + "\0"
            begun = time.process_time()
            compiled.fullmatch(line)
            worst = max(worst, time.process_time() - begun)
    assert worst < 0.5, name


WORDS = [f"{chr(97 + n % 26)}{n}word" for n in range(300)]


@pytest.mark.parametrize(
    "pattern",
    [
        f"(?:{'|'.join(WORDS)}) .*",
        f"(?:(?:{'|'.join(WORDS)}) )*x",
        f"(?:{'|'.join('[a-z0-9]' + word for word in WORDS)}) .*",
    ],
)
def test_three_hundred_alternatives_are_counted(pattern: str) -> None:
    assert not is_refused(pattern)


@pytest.mark.parametrize("between", ["{}.*", r"(?:\w+ {} ?)+"])
def test_alternatives_that_cannot_be_counted_in_time_are_refused(between: str) -> None:
    arms = "|".join(between.format(word) for word in (f".*{word}" for word in WORDS * 2))
    with pytest.raises(UnknownPattern, match=r"too many alternatives|followed"):
        cost(f"(?:(?:{arms}) )+x", LONGEST_LINE)
