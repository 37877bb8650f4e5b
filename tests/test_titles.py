"""A title is declared, or the headline, or a clause of the first sentence."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.articles import article

PROSE = (
    "The city opened a new bridge across the river on Tuesday after three years of work, and many "
    "of the people who live nearby came to walk over it for the first time.\n\n"
    "The engineer who planned it said that the bridge carries trains as well as cars, and that it "
    "had cost a little less than the council had been told it would.\n"
)
HEADLINES = [
    "A new bridge was opened across the river",
    "72 dead as army tries to free troops",
    "“It is over”: captain leaves the sea",
    "Why did the bridge cost so much?",
    "Bridge! At last!",
    "Talks go on in the U.S.",
    "Jusqu’à quarante bateaux attendus dans le port",
    "C++ and C#: a comparison",
    "1984",
]


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_is_the_title_and_not_in_the_body(headline: str) -> None:
    found = article(f"{headline}\n\n{PROSE}")
    assert (found.title.text, found.title.source) == (headline, "headline")
    assert "\n\n".join(found.paragraphs) + "\n" == PROSE


@pytest.mark.parametrize("label", ["Latest developments", "BREAKING NEWS", "World"])
def test_a_section_label_is_not_a_headline(label: str) -> None:
    found = article(f"{label}\n\n{HEADLINES[0]}\n\n{PROSE}")
    assert found.title.text == HEADLINES[0]
    assert label not in "".join(found.paragraphs)


def test_a_declared_title_takes_precedence_over_a_headline() -> None:
    found = article(f"---\ntitle: Declared\n---\n{HEADLINES[0]}\n\n{PROSE}")
    assert (found.title.text, found.title.source) == ("Declared", "declared")
    assert found.paragraphs[0] == HEADLINES[0]


@pytest.mark.parametrize("again", [HEADLINES[0], HEADLINES[0].upper(), f"# {HEADLINES[0]}"])
def test_a_declared_title_is_not_repeated_in_the_body(again: str) -> None:
    key = "a.md" if again.startswith("#") else "a.txt"
    found = article(f"---\ntitle: {HEADLINES[0]}\n---\n{again}\n\n{PROSE}", key)
    assert found.title.text == HEADLINES[0]
    assert "\n\n".join(found.paragraphs) + "\n" == PROSE


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The council met on Monday. It voted against it.", "The council met on Monday"),
        (
            "Mr. Smith went to the U.S. in May. He stayed there.",
            "Mr. Smith went to the U.S. in May",
        ),
        ("Is it over? Nobody knew that evening.", "Is it over?"),
        ("これは最初の文です。次の文もあります。", "これは最初の文です"),
        (
            PROSE,
            "The city opened a new bridge across the river on Tuesday after three years of work…",
        ),
    ],
)
def test_without_a_headline_the_title_comes_from_the_first_sentence(text: str, title: str) -> None:
    found = article(text)
    assert (found.title.text, found.title.source) == (title, "first sentence")
    assert "".join(found.paragraphs).startswith(text[:20])


def test_a_first_sentence_over_two_lines_is_one() -> None:
    first = "The council met on Monday to talk of the bridge across the river and of the market"
    wrapped = textwrap.fill(f"{first}. {PROSE.partition(chr(10))[0]}", 64)
    assert article(wrapped).title.text == first


@pytest.mark.parametrize(
    ("headline", "prose"),
    [
        (
            "市で新しい橋が開通",
            (
                "市は今日、三年の工事を経て川に架かる新しい橋を開通させ、多くの住民が式典に訪れた。\n\n"
                "技術者は、橋は車と列車の両方を支えると述べた。"
            ),
        ),
        (
            "افتتاح جسر جديد فوق النهر",
            (
                "افتتحت المدينة اليوم جسرا جديدا فوق النهر بعد ثلاث سنوات من العمل.\n\n"
                "وقال المهندس إن الجسر يتحمل حركة السيارات والقطارات معا."
            ),
        ),
    ],
)
def test_a_headline_in_any_script_is_the_title(headline: str, prose: str) -> None:
    found = article(f"{headline}\n\n{prose}\n")
    assert (found.title.text, found.title.source) == (headline, "headline")
    assert "\n\n".join(found.paragraphs) == prose


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# The *new* bridge", "The new bridge"),
        ("## [The bridge](https://example.org/) &amp; the river ##", "The bridge & the river"),
        ("The `new` bridge\n================", "The new bridge"),
        ("The __new__ bridge\n---", "The new bridge"),
        ("# Why Vec<T> beats 2 < 3", "Why Vec<T> beats 2 < 3"),
        ("# snake_case_names stay", "snake_case_names stay"),
    ],
)
def test_a_markdown_heading_is_the_title_without_its_marks(heading: str, title: str) -> None:
    found = article(f"{heading}\n\n{PROSE}", "a.md")
    assert (found.title.text, found.title.source) == (title, "headline")
    assert "\n\n".join(found.paragraphs) + "\n" == PROSE


def test_a_text_of_one_line_is_its_own_title_and_its_body() -> None:
    found = article("Only one line")
    assert found.title.text == "Only one line"
    assert found.paragraphs == ("Only one line",)


def test_an_overlong_title_is_cut_between_words() -> None:
    found = article(f"---\ntitle: {'very ' * 200}long\n---\n{PROSE}")
    assert len(found.title.text) <= 300
    assert found.title.text.endswith("very…")


def test_a_headline_without_a_body_is_not_lost() -> None:
    found = article("# Only a heading\n", "a.md")
    assert found.title.text == "Only a heading"
    assert found.paragraphs


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf")), min_size=1))
def test_any_text_has_a_title_of_one_line(text: str) -> None:
    from feedtool.model import Problem
    from support.articles import read_article

    found = read_article(text.encode())
    if isinstance(found, Problem):
        assert not text.strip() or not found.message.startswith("is empty")
        return
    title = found.title.text
    assert title
    assert title == " ".join(title.split())
    assert len(title) <= 301
    assert found.paragraphs
