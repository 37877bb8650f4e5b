"""From lines to paragraphs, however the lines were broken."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.clean.paragraphs import of_plain_text
from feedtool.render.body import to_html
from support.articles import article
from support.folders import TESTS

FIRST = (
    "The city opened a new bridge across the river on Tuesday after three years of work, and many "
    "of the people who live nearby came to walk over it for the first time."
)
SECOND = (
    "The engineer who planned it said that the bridge carries trains as well as cars, and that it "
    "had cost a little less than the council had been told it would when the work began."
)
THIRD = (
    "A boat had to wait below it for most of the morning, because nobody had thought of telling "
    "the captain that the ceremony would take so long."
)
HEAD = "A new bridge was opened across the river"
CUT = "---8<---\n"
CASES = sorted((TESTS / "unwrapping").glob("*.case"))


def body(text: str, key: str = "a.txt") -> tuple[str, ...]:
    return article(f"---\ntitle: {HEAD}\n---\n{text}", key).paragraphs


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n\n", "\n", "\r\n", "\n \t \n", "\r\r", "\u2029"])
def test_paragraphs_may_be_separated_by_blank_lines_or_single_lines(gap: str) -> None:
    assert body(gap.join((FIRST, SECOND, THIRD))) == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize("columns", [50, 60, 72, 78, 100])
def test_wrapped_lines_are_joined(columns: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(text, columns) for text in (FIRST, SECOND, THIRD))
    assert body(wrapped) == (FIRST, SECOND, THIRD)


def test_wrapped_lines_with_indented_first_lines_are_paragraphs() -> None:
    wrapped = "\n\n".join(
        textwrap.fill(text, 70, initial_indent="   ") for text in (FIRST, SECOND, THIRD)
    )
    assert body(wrapped) == (FIRST, SECOND, THIRD)


def test_a_hyphen_at_a_line_end_keeps_its_word_together() -> None:
    text = f"{FIRST}\n\nIt was a well-\nknown place."
    assert "well-" in "".join(body(text))
    assert "well- known" not in "".join(body(textwrap.fill(FIRST + " " + SECOND, 60)))


def test_a_word_divided_at_a_line_end_is_joined() -> None:
    text = "\n".join(
        [
            "The committee of the harbour asked for more infor-",
            "mation about the bridge, and said about its long-",
            "term costs, and a long-term plan was promised by",
            "the engineers of the town for this year.",
        ]
    )
    (joined,) = body(f"{text}\n")
    assert "more information about" in joined
    assert "its long-term costs" in joined


def test_one_wrapped_block_in_a_text_of_long_lines_is_joined() -> None:
    block = textwrap.fill(f"{FIRST} {FIRST}", 60)
    assert body(f"{SECOND * 3}\n\n{block}\n\n{THIRD * 3}")[1] == f"{FIRST} {FIRST}"


def test_meaningful_line_breaks_stay() -> None:
    verse = "The boat went out at break of day\nThe boat came home at night\nAnd nobody could say"
    assert body(f"{FIRST}\n\n{verse}\n\n{SECOND}") == (FIRST, verse, SECOND)


def test_a_list_stays_a_list() -> None:
    items = "- bread and butter\n- a bag of apples\n- two bottles of milk"
    assert body(f"{FIRST}\n\n{items}\n\n{SECOND}") == (FIRST, items, SECOND)


def test_japanese_lines_are_joined_without_spaces() -> None:
    text = (
        "市は今日、三年の工事を経て川に架かる新しい橋を開通させ、多くの住民が式典に訪れて祝った。"
    )
    lines = [text[start : start + 20] for start in range(0, len(text), 20)]
    more = (
        "技術者は橋が車と列車の両方を支えると述べ、費用は市が予想していたよりも少なかったと語った。"
    )
    others = [more[start : start + 20] for start in range(0, len(more), 20)]
    made = body("\n".join(lines) + "\n\n" + "\n".join(others))
    assert made == (text, more)


def test_indented_code_is_one_paragraph_with_its_blank_lines() -> None:
    code = "\n\n".join(["    a = f(x);", "    b = g(a);", "    c = h(b);", "    print(c);"])
    assert of_plain_text(f"{FIRST}\n\n{code}\n\n{SECOND}".split("\n")) == (FIRST, code, SECOND)


def test_a_fenced_block_of_code_is_one_paragraph_with_its_blank_lines() -> None:
    code = "```\nfirst line\n\n    second\n```"
    assert body(f"{FIRST}\n\n{code}\n\n{SECOND}\n", "a.md") == (FIRST, code, SECOND)


def test_markdown_is_the_same_document_again() -> None:
    source = f"{FIRST}\n\n## Heading\n\n> {SECOND}\n\n1. one\n2. two\n\n{THIRD}"
    assert "\n\n".join(body(source, "a.md")) == source


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_found_text_becomes_the_expected_html(path: Path) -> None:
    """A case: a line that describes it, a text (`^L` is a form feed), and the HTML of its body."""
    head, _, wanted = path.read_text("utf-8").partition(CUT)
    about, _, text = head.partition("\n")
    assert about.startswith("# ")
    assert to_html(article(text.replace("^L", "\f")), "https://example.org/a") + "\n" == wanted


def test_there_are_cases_of_each_kind() -> None:
    kinds = "code hyphens letter mail pages ragged table verse".split()
    assert set(kinds) <= {path.stem.split("-")[1] for path in CASES}


words = st.lists(
    st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=1, max_size=9),
    min_size=1,
    max_size=12,
)


@given(st.lists(words, min_size=1, max_size=6), st.sampled_from(["\n", "\n\n"]))
def test_no_word_is_lost_or_added(lines: list[list[str]], gap: str) -> None:
    text = gap.join(" ".join(line) for line in lines)
    found = article(text)
    kept = [line.line.text for line in found.verdicts if line.rule is None]
    assert " ".join(found.paragraphs).split() == " ".join(kept).split()
    assert " ".join(v.line.text for v in found.verdicts).split() == article_words(text)


def article_words(text: str) -> list[str]:
    import unicodedata

    return unicodedata.normalize("NFC", text).split()
