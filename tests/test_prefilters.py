"""Cheap tests before costly ones: they rule out nothing that the costly one finds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.clean import layout, pages
from feedtool.clean.facts import credits, headline, names, page
from feedtool.clean.facts.page import Page
from feedtool.text.words import folded_words

# A pattern, and the test that a line must pass before the pattern is tried.
PREFILTERED: dict[str, tuple[re.Pattern[str], Callable[[str], object]]] = {
    "credit": (credits._CREDIT, credits.is_credit),
    "separators": (headline._SEPARATORS, headline._SEPARATOR_SIGNS.search),
    "parts with names": (names._SPLIT, names._SPLIT_SIGN.search),
    "operators": (layout._OPERATORS, layout._has_operators),
    "start of code": (re.compile(f"^{layout._AT_START.pattern}"), layout._has_operators),
    "end of code": (layout._AT_END, layout._has_operators),
    "page numbers": (
        re.compile(f"^(?:{pages._NUMBER.pattern})$", re.IGNORECASE),
        pages._DIGIT.search,
    ),
    "page numbers beside heads": (
        re.compile(f"^{pages._NUMBER_AT_AN_END.pattern}$"),
        pages._has_digit_at_an_end,
    ),
    "keywords": (re.compile(f"^{layout._KEYWORDS.pattern}"), layout._has_keywords),
    "prompts": (re.compile(f"^{layout._PROMPT.pattern}"), layout._has_prompt),
    "dates": (page._HAS_DATE, lambda line: page._YEAR.search(line) or "ago" in line),
}
WORDS = st.sampled_from(["a", "ab", "b-a", "Ab", "漢字文", "漢", "漢字", "-"])
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize("name", PREFILTERED)
@given(st.data())
def test_nothing_is_ruled_out_that_a_pattern_finds(name: str, data: st.DataObject) -> None:
    pattern, may_find = PREFILTERED[name]
    compiled = re.compile(pattern.pattern, pattern.flags)  # some are compiled on first use
    found = data.draw(st.from_regex(compiled, fullmatch=True))
    line = data.draw(st.sampled_from([found, f"On {found}"]))
    if "\n" not in line and len(line) < 200 and pattern.search(line):
        assert may_find(line)


@given(st.lists(st.sampled_from(["By", "by", "Jane", "May", "3", "2026", "é", "Updated", " "])))
def test_words_that_are_parted_are_glued(words: list[str]) -> None:
    line = "".join(words)
    assert names._UNGLUED.search(line) is None or names._GLUE.search(line)


@given(st.lists(LINES, min_size=1, max_size=8))
def test_a_line_is_as_often_within_others_as_a_search_finds(lines: list[str]) -> None:
    text = Page(lines)
    for k, line in enumerate(text.folded):
        others = sum(other.count(line) for other in text.folded if other != line)
        assert max(0, text.inside(k)) == others


@given(st.lists(LINES, min_size=1, max_size=8), WORDS)
def test_a_name_is_in_the_lines_that_have_it(lines: list[str], name: str) -> None:
    text, name = Page(lines), name.casefold()
    assert text.holding(name) == {k for k, line in enumerate(text.folded) if name in line}
    assert text.starting(name) == [k for k, line in enumerate(text.folded) if line.startswith(name)]


@given(st.lists(st.sampled_from(["", "", "Head", "one", "two."]), max_size=12))
def test_the_breaks_at_running_heads_are_those_of_the_whole_text(lines: list[str]) -> None:
    heads = [i for i, line in enumerate(lines) if line == "Head"]
    assert list(pages._gaps_at(lines, heads)) == list(pages._gaps(lines, heads, ()))


@given(st.text(), st.text())
def test_the_words_of_lines_are_those_of_their_text(one: str, other: str) -> None:
    words = re.findall(r"\w+", f"{one}\n{other}".casefold())
    assert [*folded_words(one), *folded_words(other)] == words
