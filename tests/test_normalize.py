"""Normalization yields well-formed lines from any input."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from feedtool.text.normalize import FIXERS, normalize, normalize_shown, one_line

# Any text, with more of the troublesome characters than by chance.
TROUBLE = (
    "\0\x01\x08\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f \x7f\x80\x85\x9f\xa0\xad\u0300\u0301\u034f\u061c"
    "\u115f\u180e\u2007\u2028\u2029\u200b\u200c\u200d\u200e\u200f\u202e\u202f\u2060\u2066\u3000"
    "\ufdd0\ufdef\ufeff\ufffd\ufffe\uffff\ud800\udfff\U0001f468\U0001fffe\U0010ffff"
)
any_text = st.text(st.one_of(st.sampled_from(TROUBLE), st.characters(codec=None)))
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@given(any_text)
@example("e\u00ad\u0301")  # a soft hyphen between a letter and its accent
@example("e\ufeff\u0301\r")
@example("\r\x00\n")
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0334\u1dce\U0001d165", "\u0651\u0302"])
def test_very_many_accents_take_no_time(marks: str) -> None:
    fixed = normalize("e" + marks * 100_000 + " and more")
    assert len(fixed) < 50
    assert fixed.endswith(" and more")
    assert normalize(fixed) == fixed


def test_runs_of_signs_and_all_accents_of_a_language_stay() -> None:
    text = "✻✻✻✻ " * 20 + "✻" * 50 + "e\u0301\u0323" + "שָׁלוֹם" + "క్ష్మి" * 20
    assert normalize(text) == unicodedata.normalize("NFC", text)


@given(any_text)
def test_characters_forbidden_by_xml_are_removed(text: str) -> None:
    fixed = normalize(text)
    assert not FORBIDDEN.search(fixed)
    element = etree.Element("p")
    element.text = fixed
    assert etree.fromstring(etree.tostring(element)).text == (fixed or None)


@given(any_text)
@example("a\u00a0b\n-\u00a0c\n\u202f\u00a0d")
def test_shown_text_differs_in_no_break_spaces_only(text: str) -> None:
    shown = normalize_shown(text)
    assert re.sub("[\u00a0\u2007\u202f]", " ", shown) == normalize(text)
    assert normalize_shown(shown) == shown


@given(any_text)
def test_lines_are_composed_and_have_no_space_at_their_ends(text: str) -> None:
    fixed = normalize(text)
    assert unicodedata.is_normalized("NFC", fixed)
    assert all(line == line.rstrip() for line in fixed.split("\n"))
    assert fixed.splitlines() == fixed.removesuffix("\n").split("\n") or fixed in ("", "\n")


@given(any_text)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    def letters(of: str) -> str:
        kept = (c for c in unicodedata.normalize("NFC", of) if c.isalnum())
        return "".join(kept)

    # Characters between a letter and its accent are removed, so compare without either.
    bare = re.sub("[\u00ad\u180e\u200b\u2060-\u2064\ufeff\x00-\x1f\x7f-\x9f]", "", text)
    bare = re.sub("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", bare)
    assert letters(normalize(text)) == letters(bare)


@pytest.mark.parametrize("name", list(FIXERS))
@given(text=any_text)
def test_a_fixer_applied_twice_changes_nothing(name: str, text: str) -> None:
    fix = FIXERS[name]
    assert fix(fix(text)) == fix(text)


@given(any_text)
def test_one_line_returns_a_single_line(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1
    assert "  " not in line


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("a\r\nb\rc\nd\u2028e\u2029f\x85g\fh\vi", "a\nb\nc\nd\ne\nf\ng\nh\ni"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("cafe\u0301", "café"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("\u2126", "Ω"),
        ("10\u00a0000 and 5\u202f%", "10 000 and 5 %"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("null\0 bell\a escape\x1b delete\x7f", "null bell escape delete"),
        ("end   \t\nnext\u3000\nlast ", "end\nnext\nlast"),
    ],
)
def test_typical_damage_is_fixed(text: str, fixed: str) -> None:
    assert normalize(text) == fixed


@pytest.mark.parametrize(
    "text",
    [
        "میخ\u200cواهم",  # Persian needs its zero-width non-joiner
        "क्\u200dष",  # Hindi its joiner
        "👩\u200d👩\u200d👧",
        "\u200fעברית\u200f (HTML)",  # marks of direction
        "  indented\n\tby a tab",
        "“quotes” — dashes… ½ ﬁ",  # no compatibility forms
        "a\n\n\n\nb",
        "ｆｕｌｌ　ｗｉｄｔｈ",
        "\ufffd",  # what was lost elsewhere stays visible
    ],
)
def test_correct_text_stays_unchanged(text: str) -> None:
    assert normalize(text) == text
