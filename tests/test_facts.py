"""What finds title, author and dates of a found text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files

import pytest

from feedtool.clean import facts
from feedtool.clean.cleaner import clean
from feedtool.clean.facts import when, who, wording
from feedtool.clean.facts.names import names_in
from feedtool.clean.facts.page import Page
from feedtool.model import CleanArticle, Meta, RawDocument
from feedtool.pipeline.ingest import load_knowledge

MODEL = files("feedtool") / "data" / "facts.json"
BODY = (
    "The council of the town voted on Monday to keep the old bridge open for another year, after a "
    "debate that lasted until midnight and was heard on the radio.\n"
    "The bridge had been closed twice since the spring because stones fell into the river, and the "
    "ferry took the children to school.\n"
    "The mayor said that the money for a new bridge would not come from the town, and that he "
    "would write to the minister once more."
)
TITLE = "Council votes to keep the old bridge open"
MORE = (
    "In the spring an engineer from the capital had looked at the piers, and she found that two of "
    "them were older than the maps of the town said.\n"
    "The bakers and the teachers want a footpath first, because most of them live across the river "
    "and come home when the last ferry has gone.\n"
    "Several members said that they would vote against any plan that leaves the village without a "
    "road in winter, whatever it costs.\n"
    "Nobody spoke for the company that had built the dam, though its director sat in the third row "
    "until the lights went out."
)
LONG = f"{BODY}\n{MORE}\n" + "\n".join(
    f"On the {day} day of the week {who} told us what they remember of the flood and of the year "
    f"in which it came to {place}."
    for day, who, place in (
        ("first", "the farmers", "the mill"),
        ("second", "two fishermen", "the harbour"),
        ("third", "a nurse and her son", "the hospital"),
        ("fourth", "the oldest people", "the church"),
    )
)


def article(text: str, **meta: str) -> CleanArticle:
    return clean(RawDocument("a.txt", text, Meta(**meta)), load_knowledge((), "auto"))


def test_the_model_is_small_and_refuses_other_features() -> None:
    body = MODEL.read_bytes()
    assert len(body) < 300_000
    data = json.loads(body)
    data["levels"]["who"] = data["levels"]["who"][1:]
    with pytest.raises(ValueError, match="other features"):
        facts.Model.from_json(json.dumps(data))


def test_a_text_is_found_the_same_each_time() -> None:
    text = f"Home\nNews\n{TITLE}\nJane Miller\nMay 25, 2026\n{BODY}"
    page, model = Page(text.split("\n")), load_knowledge((), "auto").facts
    assert model is not None
    first, second = facts.find(page, model, "en"), facts.find(page, model, "en")
    assert first.title == second.title
    assert first.author == second.author
    assert first.published == second.published


def test_menu_headline_name_and_date() -> None:
    found = article(f"Home\nNews\n{TITLE}\nJane Miller\nMay 25, 2026\n{BODY}")
    assert found.title.text == TITLE
    assert found.author == "Jane Miller"
    assert found.dateline is not None
    assert f"{found.dateline:%Y-%m-%d}" == "2026-05-25"
    assert "\n".join(found.paragraphs) == BODY


def test_a_declared_title_stays() -> None:
    found = article(f"Home\n{TITLE}\nJane Miller\n{BODY}", title="Something else")
    assert (found.title.text, found.title.source) == ("Something else", "declared")


@pytest.mark.parametrize(("language", "month"), [("de", 4), ("fr", 4), ("en", None), (None, None)])
def test_day_and_month_are_read_by_the_language_only(
    language: str | None, month: int | None
) -> None:
    meta = {} if language is None else {"language": language}
    found = article(f"{TITLE}\nBy Jane Miller\n03/04/2026\n{BODY}", **meta)
    assert (found.dateline and found.dateline.month) == month


def test_an_update_is_not_the_date_of_publication() -> None:
    found = article(f"{TITLE}\nBy Jane Miller\nLast updated: May 25, 2026\n{BODY}")
    assert found.dateline is None
    assert found.updateline is not None


@pytest.mark.parametrize("line", ["3 hours ago", "2 days ago", "an hour ago"])
def test_how_long_ago_something_was_is_not_a_date(line: str) -> None:
    found = article(f"{TITLE}\nBy Jane Miller | {line}\n{BODY}")
    assert found.author == "Jane Miller"
    assert found.dateline is None


def test_the_name_of_the_site_comes_off_if_a_line_shows_it() -> None:
    found = article(f"Town News\n{TITLE} | Town News\nBy Jane Miller\n{BODY}")
    assert found.title.text == TITLE


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"Home > Town > {TITLE}", TITLE),
        (f"Startseite › Stadt › {TITLE}", TITLE),
        ("Home prices > incomes", "Home prices > incomes"),
        ("Home and away", "Home and away"),
        ("Home care > day care > hospital care", "Home care > day care > hospital care"),
        (f"2 comments on “{TITLE}”", TITLE),
        ("2 comments on the bridge", "2 comments on the bridge"),
    ],
)
def test_a_path_ends_with_the_headline(line: str, title: str) -> None:
    assert wording.wording(Page([line, *BODY.split("\n")]), 0) == title


def test_words_before_a_colon_stay_if_another_line_shows_them() -> None:
    line = "War of the bridges : the council votes for the oldest of them"
    assert wording.wording(Page(["War of the bridges", line, *BODY.split("\n")]), 1) == line


def test_of_a_path_and_the_headline_below_it_both_go() -> None:
    found = article(f"Home > Town > {TITLE}\n{TITLE}\nBy Jane Miller\n{BODY}")
    assert found.title.text == TITLE
    assert "\n".join(found.paragraphs) == BODY


@pytest.mark.parametrize(
    "below",
    [
        f"{TITLE}\nby Jane Miller, Town News\nMay 25, 2026",
        f"3 thoughts on “{TITLE}”\nJoe says: I saw it.",
        f"Home > Town > {TITLE}",
    ],
)
def test_a_line_below_the_text_may_repeat_its_headline(below: str) -> None:
    found = article(f"{LONG}\nShare\nPrint\n{below}")
    assert found.title.text == TITLE
    assert "\n".join(found.paragraphs).startswith(LONG)


@pytest.mark.parametrize(
    "below",
    [
        "A new ferry for the island\nby Jane Miller\nMay 25, 2026",
        f"{TITLE}\nby Jane Miller\nMay 25, 2026\n{TITLE} again\nby Jane Miller\nMay 25, 2026",
        "Home > Town > A new ferry for the island",
        f"Start with http:// or {TITLE}",
        f"{TITLE}\nRead more",
    ],
)
def test_teasers_below_the_text_are_not_its_headline(below: str) -> None:
    assert wording.repeated(Page(f"{LONG}\nShare\nPrint\n{below}".split("\n"))) is None


def test_features_do_not_depend_on_the_order_of_sets() -> None:
    code = (
        "from feedtool.clean.facts import headline, page; "
        "page = page.Page(['Red town old bridge', 'Bridge of the river', 'Town of the hill', "
        "'The old bridge', 'A red town'] * 2); "
        "print(headline.rows(page, headline.candidates(page)))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in (1, 2, 3, 4)
    }
    assert len(printed) == 1


def test_without_a_headline_the_title_is_of_the_first_sentence() -> None:
    found = article(BODY)
    assert found.title.source == "first sentence"
    assert "\n".join(found.paragraphs) == BODY


_TEASER, _TITLE = "Plan your sourdough week with our calendar", "The long way to a sourdough loaf"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("the-long-way-to-a-sourdough-loaf", _TITLE),
        ("2025-11-03_The_Long_Way_to_Sourdough_Loaf_5b98ca3a", _TITLE),
        ("page", _TEASER),
        ("sourdough-loaf", _TEASER),  # too few words
        ("the-long-way-to-a-sourdough-loaf-2", _TEASER),  # the second of a series?
        ("four-other-words-entirely", _TEASER),
    ],
)
def test_a_file_named_after_its_title_tells_which_line_is_the_title(name: str, title: str) -> None:
    text = f"{_TEASER}\n\n{_TITLE}\n{BODY}"
    document = RawDocument(f"bread/{name}.txt", text, Meta())
    found = clean(document, load_knowledge((), "auto"))
    assert found.title.text == title


def test_a_caption_below_a_headline_leaves_it_the_title() -> None:
    found = article("Two mayors meet on the bridge\n\nThe new bridge at noon (Photo: Town archive)")
    assert found.title.text == "Two mayors meet on the bridge"
    assert found.paragraphs == ("The new bridge at noon (Photo: Town archive)",)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "x", "—", "1\n2\n3", "By\nBy\nBy", "|" * 300, "a" * 9000]
)
def test_texts_without_anything_are_no_error(text: str) -> None:
    page, model = Page(text.split("\n")), load_knowledge((), "auto").facts
    assert model is not None
    assert facts.find(page, model, None).author is None


NAMES = [
    ("Posted on July 1, 2024 by jdoe", "jdoe"),
    ("January 20th, 2025 by JDO", "JDO"),
    ("By the Harbour Team 2–3 minutes", "the Harbour Team"),
    ("By A. J. Doe", "A. J. Doe"),
    ("By Jane Chu", "Jane Chu"),
    ("By Sam O'Doe", "Sam O'Doe"),
    ("Contributors: Jane Doe", "Jane Doe"),
    ("Author Posted by Harbourmaster on December 20, 2024", "Harbourmaster"),
    ("September 1st, 2023 By Jane Doe", "Jane Doe"),
    ("Authors: Jane Doe, Ann Roe, Tom Poe", "Jane Doe, Ann Roe, Tom Poe"),
    ("April Doe", "April Doe"),
    ("By Dan Doe", "Dan Doe"),
    ("Jane Chu & Yo-Yo Ma", "Jane Chu & Yo-Yo Ma"),
    ("Jane Doe, Mon 3 May 2026", "Jane Doe"),
    ("Read all articles by Jane Doe", "Jane Doe"),
    ("About Jane Doe", "Jane Doe"),
    ("About the author: Jane Doe builds ships", "Jane Doe"),
    ("About the author", None),
    ("April 3, 2026", None),
    ("By A new way to cross the river", None),
    ("Vice President of Harbours", None),
    ("Published on December 2nd, 2025 by and", None),
]


@pytest.mark.parametrize(("line", "name"), NAMES)
def test_names_in_by_lines_of_any_form(line: str, name: str | None) -> None:
    found = [item.name for item in names_in(line)]
    assert found == ([] if name is None else [name])


NOT_AUTHORS = [
    "Photo by Jane Miller",
    "Fact checked by\nJane Miller",
    "Reviewed by,\nJane Miller, CFP",
    "Jane Miller, Town News/Redux",
    "Jane Miller/AFP",
]


@pytest.mark.parametrize("lines", NOT_AUTHORS)
def test_who_checked_a_text_or_took_its_picture_is_not_its_author(lines: str) -> None:
    page = Page(f"{TITLE}\n{lines}\n{BODY}".split("\n"))
    assert who.candidates(page, 0) == []


def test_a_line_about_the_author_below_the_text_names_them() -> None:
    below = f"Jane Miller is a freelance writer. {BODY.splitlines()[0]}"
    page = Page(f"{TITLE}\n{BODY}\n{below}".split("\n"))
    assert [(item.name, item.label) for item in who.candidates(page, 0)] == [("Jane Miller", 5)]


def test_a_first_name_below_the_text_is_a_name_if_the_next_line_is_about_its_bearer() -> None:
    about = "Susan has written for the harbour news since 2018."
    for below, names in ((f"Susan\n{about}", ["Susan"]), ("Susan\nMore", []), (about, [])):
        page = Page(f"{TITLE}\n{BODY}\n{below}".split("\n"))
        assert [item.name for item in who.candidates(page, 0)] == names


def test_who_wrote_it_counts_far_from_headline_and_end() -> None:
    far = "\n".join(["Ferry", "Harbour", "Bridge"] * 15)
    page = Page(f"{TITLE}\n{BODY}\n{far}\nWritten by Susan Miller\nJane Doe".split("\n"))
    assert [item.name for item in who.candidates(page, 0)] == ["Susan Miller"]


@pytest.mark.parametrize("line", ["Susan Miller • May 25, 2026", "Susan Miller May 25, 2026"])
def test_a_name_and_a_date_are_no_headline(line: str) -> None:
    found = article(f"{line}\n{LONG}")
    assert found.title.source == "first sentence"
    assert found.author == "Susan Miller"


DAYS = [
    ("May 25, 20266:01 PM ET", ["2026-05-25"]),
    ("Mar 25, 20265 mins", ["2026-03-25"]),
    ("Town newsMAY 25, 2026Updated: MAY 28, 2026", ["2026-05-25"]),
    ("05.25.2026", ["2026-05-25"]),
    ("May. 25. 2026", ["2026-05-25"]),
    ("May 25, 2026", ["2026-05-25"]),
    ("May 28, 2026 May 25, 2026 by Jane Miller", ["2026-05-25"]),
    ("May 25, 2026\nMay 28, 2026", ["2026-05-25"]),
    ("Jane2026-05-28T13:00:39+00:00May 25th, 2026", ["2026-05-25"]),
    ("May 25, 2026 – May 28, 2026", []),
    ("Deadline: May 25, 2026", []),
    ("The new price goes into effect on May 25, 2026.", []),
    ("5/6/2026", []),
    ("05.06.2026", []),
    ("5/6/2026\nUpdated 5/28/2026", ["2026-05-06"]),
]


@pytest.mark.parametrize(("lines", "days"), DAYS)
def test_the_days_on_which_a_text_may_have_been_published(lines: str, days: list[str]) -> None:
    page = Page(f"{TITLE}\n{lines}\n{BODY}".split("\n"))
    found = when.candidates(page, "en")
    eligible = [date for date in found if when.is_eligible(page, date, found)]
    assert [f"{date.mention.moment:%Y-%m-%d}" for date in eligible] == days


@pytest.mark.parametrize("label", ["Next post", "You may also like...", "Related articles"])
def test_the_date_of_a_teaser_is_not_that_of_the_text(label: str) -> None:
    page = Page(f"{TITLE}\n{BODY}\nShare\n{label}\nMay 25, 2026".split("\n"))
    found = when.candidates(page, "en")
    assert not any(when.is_eligible(page, date, found) for date in found)
