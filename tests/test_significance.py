"""Which changes move `updated`, in complete builds and for single texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.identity.edits import changed_words, is_significant, snapshot
from support.articles import article
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import sentence, story

A = "The bridge is open"
LATER = datetime.fromtimestamp(NOW + 3600, UTC)
TEXT = story(A, 4)


def change(site: SiteFolder, text: str, now: int = NOW + 3600) -> bool:
    """Whether `updated` moved when a changed text was built; the new content must be shown."""
    (before,) = site.shown().values()
    site.write("a.txt", text)
    site.build(now)
    (after,) = site.shown().values()
    assert after.guid == before.guid
    assert after.published == before.published
    return after.updated != before.updated


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    site.write("a.txt", TEXT)
    site.build()
    return site


def words(text: str) -> list[str]:
    return text.split(" ")


def replaced(count: int, text: str = TEXT) -> str:
    """The text with `count` words of its body replaced, one in twelve."""
    found = words(text)
    for n in range(count):
        found[8 + 12 * n] = f"another{n}"
    return " ".join(found)


@pytest.mark.parametrize(
    "correct",
    [
        lambda text: replaced(1, text),
        lambda text: replaced(3, text),
        lambda text: text.replace("the ", "the very ", 1),
        lambda text: text.replace(A, "The brigde is open"),
        lambda text: text.replace(". ", '." ').upper(),
        lambda text: text.replace("\n\n", "\n\n\n") + "\nBack to top\n",
    ],
    ids=["one word", "three words", "one more word", "slip in title", "quotes and case", "button"],
)
def test_a_correction_is_shown_without_an_update(
    published: SiteFolder, correct: Callable[[str], str]
) -> None:
    assert not change(published, correct(TEXT))


def test_a_correction_reaches_page_and_feeds(published: SiteFolder) -> None:
    assert not change(published, replaced(2))
    for path in ("rss.xml", "atom.xml", "articles/the-bridge-is-open.html"):
        assert b"another1" in published.files()[path]


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: replaced(4, text),
        lambda text: text + "\nNobody expected that to happen.\n",
        lambda text: text.replace(A, "The bridge is closed"),
        lambda text: text.replace(A, "The bridge is open, 3 dead"),
        lambda text: text.rpartition("\n\n")[0] + "\n",
    ],
    ids=["four words", "a sentence", "another title", "a figure in the title", "a paragraph less"],
)
def test_a_significant_change_is_an_update(
    published: SiteFolder, edit: Callable[[str], str]
) -> None:
    assert change(published, edit(TEXT))


def test_a_changed_number_in_a_title_is_never_a_correction(site: SiteFolder) -> None:
    site.write("a.txt", TEXT.replace(A, "Storm: 3 dead"))
    site.build()
    assert change(site, TEXT.replace(A, "Storm: 5 dead"))


@pytest.mark.parametrize(("limit", "told"), [(0, True), (1, True), (2, False), (100, False)])
def test_the_limit_for_minor_edits_is_configurable(
    published: SiteFolder, limit: int, told: bool
) -> None:
    published.configure(f"{CONFIG}\n[feeds]\nminor-edits = {limit}\n")
    published.build(NOW + 60)
    assert change(published, replaced(2)) is told


def test_in_a_short_text_one_word_is_significant(site: SiteFolder) -> None:
    site.write("a.txt", "Lift\n\nThe lift on the north side works again today.\n")
    site.build()
    assert change(site, "Lift\n\nThe lift on the south side works again today.\n")


def test_small_corrections_add_up(published: SiteFolder) -> None:
    told = [change(published, replaced(n), NOW + 3600 * n) for n in range(1, 9)]
    assert told == [False, False, False, True, False, False, False, True]


def test_a_reverted_correction_does_not_count(published: SiteFolder) -> None:
    for n in range(1, 5):
        assert not change(published, replaced(2), NOW + 3600 * n)
        assert not change(published, TEXT, NOW + 3600 * n + 60)


@pytest.mark.parametrize("lost", ["cache.sqlite", "ledger.sqlite"])
def test_without_a_cache_an_uncertain_change_is_not_an_update(
    published: SiteFolder, lost: str
) -> None:
    (published.state / lost).unlink()
    assert not change(published, replaced(1))


def test_without_a_cache_a_clear_change_is_an_update(published: SiteFolder) -> None:
    (published.state / "cache.sqlite").unlink()
    assert change(published, TEXT + "\n" + "\n\n".join(sentence(n, 30) for n in range(4)))


def test_new_rules_with_a_correction_are_not_an_update(published: SiteFolder) -> None:
    published.rule(
        """
        [[rule]]
        id = "own/slogan"
        why = "slogan"
        where = "tail"
        equals = ["Subscribe to the harbour letter today"]
        drops = ["Subscribe to the harbour letter today"]
        keeps = ["Subscribe to the harbour letter today, he said"]
        """
    )
    assert not change(published, replaced(1) + "\nSubscribe to the harbour letter today\n")


def test_a_declared_updated_time_takes_precedence(site: SiteFolder) -> None:
    site.write("a.txt", f"---\ndate: 2026-05-05\n---\n{TEXT}")
    site.build()
    assert change(site, f"---\ndate: 2026-05-05\nupdated: 2026-05-07\n---\n{TEXT}")
    assert not change(site, f"---\ndate: 2026-05-05\nupdated: 2026-05-07\n---\n{replaced(9)}")


def test_a_newly_dropped_line_is_not_a_change() -> None:
    old, new = article(TEXT), article(TEXT + "\nRelated Articles\n\nLeave a Reply\n")
    assert not is_significant(snapshot(old), snapshot(new), 3)
    assert not is_significant(snapshot(new), snapshot(old), 3)


@given(st.lists(st.sampled_from("abcdefgh"), max_size=30), st.integers(0, 4), st.data())
def test_edits_count_at_most_the_words_they_change(
    before: list[str], count: int, data: st.DataObject
) -> None:
    after = list(before)
    for n in range(count):
        place = data.draw(st.integers(0, len(after)))
        after[place : place + data.draw(st.integers(0, 1))] = [f"new{n}"][
            : data.draw(st.integers(0, 1))
        ]
    assert changed_words(before, after) <= count
    assert changed_words(before, before) == 0


def test_a_long_text_is_compared_quickly() -> None:
    before = ["the", "of", "a", "word"] * 50_000
    assert changed_words(before, [*before[1:], "end"]) == 1
