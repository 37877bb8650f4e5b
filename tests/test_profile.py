"""The site profile: recurring lines are boilerplate; sentences need more evidence."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.clean import site_profile
from feedtool.clean.site_profile import Traits
from feedtool.model import Meta
from feedtool.state.cache import Cache
from support.processes import run_feedtool
from support.sites import NOW, SiteFolder
from support.texts import headline, sentence, story

SLOGAN = "Grandmother knew it all along"  # neither a rule nor the classifier drops it
PARAGRAPH = f"{sentence('background', 20)} {sentence('background again', 20)}"


def numbered(number: int, tail: str = "", copy_of: int | None = None) -> str:
    body = story(headline(number if copy_of is None else copy_of))
    return f"{body}\n{tail}\n" if tail else body


def publish(site: SiteFolder, count: int, tail: str = "") -> None:
    for number in range(count):
        site.write(f"{number:03}.txt", numbered(number, tail))
    site.build()


def bodies(site: SiteFolder) -> str:
    return "\n".join(entry.content for entry in site.shown().values())


def test_a_line_in_every_article_is_boilerplate(site: SiteFolder) -> None:
    publish(site, 8, SLOGAN)
    assert SLOGAN not in bodies(site)


def test_with_few_articles_nothing_is_learned(site: SiteFolder) -> None:
    publish(site, site_profile.FEWEST - 1, PARAGRAPH)
    assert bodies(site).count(PARAGRAPH) == site_profile.FEWEST - 1


def test_a_paragraph_repeated_by_a_reporter_stays(site: SiteFolder) -> None:
    for number in range(12):
        site.write(f"{number:03}.txt", numbered(number, PARAGRAPH if number < 5 else ""))
    site.build()
    assert bodies(site).count(PARAGRAPH) == 5


def test_a_paragraph_in_nearly_every_article_is_dropped(site: SiteFolder) -> None:
    publish(site, 12, PARAGRAPH)
    assert PARAGRAPH not in bodies(site)


def test_a_newly_learned_line_is_removed_from_older_articles_without_an_update(
    site: SiteFolder,
) -> None:
    publish(site, 5)
    for number in (5, 6):
        site.write(f"{number:03}.txt", numbered(number, f"{SLOGAN}, she always said to us"))
    site.build(NOW + 60)
    before = site.shown()
    assert bodies(site).count(SLOGAN) == 2
    site.write("007.txt", numbered(7, f"{SLOGAN}, she always said to us"))
    report = site.build(NOW + 120)
    assert SLOGAN not in bodies(site)
    assert (report.new, report.updated) == (1, 0)
    after = site.shown()
    for title, was in before.items():
        now = after[title]
        assert (now.guid, now.published, now.updated) == (was.guid, was.published, was.updated)
    assert before[headline(6)].content != after[headline(6)].content


def test_a_line_that_is_no_longer_recurring_returns_without_an_update(site: SiteFolder) -> None:
    line = f"{SLOGAN}, she always said to us"
    publish(site, 8)
    for number in (8, 9, 10):
        site.write(f"{number:03}.txt", numbered(number, line))
    site.build(NOW + 60)
    assert SLOGAN not in bodies(site)
    site.remove("010.txt")
    report = site.build(NOW + 120)
    assert bodies(site).count(SLOGAN) == 2
    assert report.updated == 0


def test_what_is_taken_out_of_published_articles_is_reported(site: SiteFolder) -> None:
    line = f"{SLOGAN}, she always said to us"
    publish(site, 5)
    for number in (5, 6):
        site.write(f"{number:03}.txt", numbered(number, line))
    assert site.build(NOW + 60).taken_out == ()
    site.write("007.txt", numbered(7, line))
    said = site.build(NOW + 120).taken_out
    fact = f"the profile of the folder now drops '{line}' from 2 published articles"
    assert said == (f"{fact}; to keep it, write a rule with keep = true",)
    assert site.build(NOW + 180).taken_out == ()


def published_bodies(site: SiteFolder, parts: Callable[[int], list[str]]) -> list[str]:
    for number in range(12):
        site.write(f"{number:03}.txt", "\n".join([headline(number), *parts(number), ""]))
    site.build()
    return [entry.content for entry in site.shown().values()]


def prose(number: int, about: str) -> str:
    return f"{sentence(f'{about} {number}', 14)} {sentence(f'{about} again {number}', 9)}"


def test_the_headings_of_a_genre_stay(site: SiteFolder) -> None:
    end = "Nobody has answered the letter of the council so far."
    found = published_bodies(
        site,
        lambda n: [
            *(prose(n, "first"), "What the neighbours say", prose(n, "second")),
            *("How it ends", prose(n, "third"), end),
        ],
    )
    for kept in ("What the neighbours say", "How it ends", end):
        assert all(kept in body for body in found)


def test_what_is_below_the_last_sentence_goes_and_that_stays(site: SiteFolder) -> None:
    found = published_bodies(
        site,
        lambda n: [
            *(prose(n, "first"), prose(n, "second"), "So ends the day."),
            *("Papers of the old mill", "Letters to the miller"),
        ],
    )
    assert all("So ends the day." in body for body in found)
    assert not any("miller" in body or "old mill" in body for body in found)


def test_a_list_at_the_end_stays_with_its_heading(site: SiteFolder) -> None:
    found = published_bodies(
        site,
        lambda n: [prose(n, "first"), prose(n, "second"), "Left to do", "- Nothing", SLOGAN],
    )
    assert all("Left to do" in body and "Nothing" in body for body in found)
    assert not any(SLOGAN in body for body in found)


def test_lines_with_other_figures_are_other_lines(site: SiteFolder) -> None:
    found = published_bodies(
        site, lambda n: [prose(n, "first"), f"Final score: {n}-{n + 1}", f"Seats sold: {40 + n}"]
    )
    assert all("Final score" in body and "Seats sold" in body for body in found)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("12 Comments »", "0 comments"),
        ("3 min read", "0 min read"),
        ("Page 2 of 5", "page 0 of 0"),
        ("Kommentare (7)", "kommentare (0"),
        ("250 g flour", "250 g flour"),
        ("Serves 4", "serves 4"),
        ("3-1", "3-1"),
        ("12 May", "12 may"),
    ],
)
def test_only_counters_are_alike(line: str, mark: str) -> None:
    assert site_profile.mark(line) == mark


def test_copies_of_one_article_teach_nothing(site: SiteFolder) -> None:
    line = f"{SLOGAN}, she always said to us"
    publish(site, 8)
    for number in range(20, 24):
        # One agency story, scraped four times with different headlines.
        body = numbered(number, line, copy_of=20).partition("\n")[2]
        site.write(f"{number:03}.txt", headline(number) + "\n" + body)
    report = site.build(NOW + 60)
    assert bodies(site).count(SLOGAN) == 4
    named = [p.message for p in report.problems if "nearly the same" in p.message]
    assert len(named) == 3


def test_a_near_copy_that_is_read_again_is_still_named(site: SiteFolder) -> None:
    site.write("a.txt", numbered(1))
    site.write("b.txt", "Another headline for it all\n" + numbered(1).partition("\n")[2])
    for name in ("a.txt", "b.txt"):
        os.utime(site.articles / name, (NOW, NOW))  # so young that it is read again
    first, second = site.build(), site.build(NOW + 1)
    assert [p.key for p in first.problems if "nearly the same" in p.message] == ["b.txt"]
    assert second.problems == first.problems


def test_pages_with_the_same_notices_are_not_copies(site: SiteFolder) -> None:
    notices = [prose(0, f"notice number {n}") for n in range(9)]
    for number in range(8):
        site.write(f"{number}.txt", "\n".join([numbered(number), *notices, ""]))
    report = site.build()
    assert not [p.message for p in report.problems if "nearly the same" in p.message]
    assert not any(notice in bodies(site) for notice in notices)


MENU = "Politics Economy Culture Sport Weather Travel Science Archive Imprint Jobs".split()
PARTS = ("first", "second", "third", "fourth")


def teasers(number: int) -> list[str]:
    """The beginnings of two other articles with their headlines; no other page has them."""
    numbers = range(1000 + 2 * number, 1002 + 2 * number)
    return [line for n in numbers for line in (headline(n), prose(n, "teaser"))]


def pages(site: SiteFolder, *parts: list[str] | Callable[[int], list[str]]) -> list[str]:
    """The bodies of twelve pages of a menu, a headline, `parts`, and a footer."""
    for number in range(12):
        lines = [*MENU, headline(number)]
        for part in parts:
            lines += part(number) if callable(part) else part
        lines += [
            f"{more} {name.lower()}" for more in ("More", "All", "Our", "New") for name in MENU
        ]
        site.write(f"{number:03}.txt", "\n".join([*lines, ""]))
    site.build()
    return [entry.content for entry in site.shown().values()]


def passages(*parts: str) -> Callable[[int], list[str]]:
    return lambda number: [prose(number, part) for part in parts]


SERVICES = [f"Service {name.lower()}" for name in MENU]


def test_of_a_whole_page_only_the_article_stays(site: SiteFolder) -> None:
    found = "\n".join(pages(site, passages(*PARTS), SERVICES, teasers))
    for number in range(12):
        assert all(prose(number, part) in found for part in PARTS)
        assert not any(line in found for line in teasers(number))
    assert not any(line in found for line in SERVICES)


def test_an_article_goes_on_below_a_menu(site: SiteFolder) -> None:
    found = "\n".join(pages(site, passages("first", "second"), SERVICES, passages("third")))
    for number in range(12):
        assert all(prose(number, part) in found for part in PARTS[:3])


def test_what_recurs_beside_the_article_of_a_page_goes(site: SiteFolder) -> None:
    """Even a paragraph that too few articles have to be dropped from a text without menus."""

    def also(number: int) -> list[str]:
        return [PARAGRAPH, SLOGAN] if number < 5 else []

    found = "\n".join(pages(site, passages(*PARTS), also, SERVICES))
    assert PARAGRAPH not in found
    assert all(prose(number, part) in found for number in range(12) for part in PARTS)


def test_nearly_equal_texts_are_merged_on_request(site: SiteFolder) -> None:
    settings = (site.root / "feedtool.toml").read_text("utf-8")
    site.configure(f'{settings}\n[clean]\nduplicates = "merge"\n')
    site.write("a.txt", numbered(1))
    site.write("b.txt", "Another headline for it all\n" + numbered(1).partition("\n")[2])
    site.write("c.txt", numbered(2))
    report = site.build()
    assert report.articles == 2
    assert set(site.shown()) == {headline(1), headline(2)}


def test_each_folder_is_a_separate_site(site: SiteFolder) -> None:
    line = f"{SLOGAN}, she always said to us"
    for number in range(6):
        site.write(f"north/{number}.txt", numbered(number, line))
        site.write(f"south/{number}.txt", numbered(100 + number))
    site.write("south/7.txt", numbered(107, line))
    site.build()
    assert bodies(site).count(SLOGAN) == 1


def test_a_keep_rule_overrides_the_profile(site: SiteFolder) -> None:
    site.rule(
        f"""
        [[rule]]
        id = "own/slogan"
        why = "it is our motto"
        where = "anywhere"
        keep = true
        equals = ["{SLOGAN}"]
        drops = ["{SLOGAN}"]
        keeps = ["{SLOGAN}, he said"]
        """
    )
    publish(site, 8, SLOGAN)
    assert bodies(site).count(SLOGAN) == 8


def test_the_profile_can_be_shown(site: SiteFolder) -> None:
    publish(site, 8, SLOGAN)
    done = run_feedtool("profile", cwd=site.root)
    assert SLOGAN.casefold() in done.stdout
    assert "8 of 8" in done.stdout


def test_the_profile_says_how_many_published_articles_lose_a_line(site: SiteFolder) -> None:
    for number in range(12):
        box = [SLOGAN] if number < 9 else []
        inside = ["What the neighbours say"]
        lines = [headline(number), prose(number, "first"), *inside, prose(number, "second"), *box]
        site.write(f"{number:03}.txt", "\n".join([*lines, ""]))
    site.write("draft.txt", f"---\ndraft: true\n---\n{numbered(99, SLOGAN)}")
    site.build()
    done = run_feedtool("profile", "--json", cwd=site.root)
    shown = {line["mark"]: line for line in map(json.loads, done.stdout.splitlines())}
    slogan = shown[SLOGAN.casefold()]
    assert (slogan["site"], slogan["articles"], slogan["of"], slogan["level"]) == ("", 10, 13, 3)
    assert slogan["dropped"] == 9
    assert shown["what the neighbours say"]["dropped"] == 0
    assert "dropped in 9 " in run_feedtool("profile", cwd=site.root).stdout


def test_written_texts_are_not_counted(site: SiteFolder) -> None:
    for number in range(5):
        site.write(f"{number}.txt", numbered(number, SLOGAN))
    for number in range(5, 40):
        site.write(f"{number}.md", numbered(number))
    site.build()
    done = run_feedtool("profile", cwd=site.root)
    assert "5 of 5 " in done.stdout
    site.remove("7.md")
    site.write("8.md", numbered(80))
    site.build(NOW + 60)
    assert "5 of 5 " in run_feedtool("profile", cwd=site.root).stdout


def test_the_host_of_a_declared_address_is_the_site() -> None:
    assert site_profile.site_of("a/b.txt", Meta(url="https://example.org/x")) == "example.org"


@pytest.mark.parametrize(
    ("articles", "of", "level"),
    [
        (3, 4, 0),
        (2, 50, 0),
        (3, 5, 1),
        (4, 99, 1),
        (4, 100, 0),
        (5, 50, 2),
        (30, 9999, 2),
        (6, 12, 3),
    ],
)
def test_how_often_a_line_must_recur(articles: int, of: int, level: int) -> None:
    assert site_profile.level(articles, of) == level


MARKS = st.frozensets(st.sampled_from("abcdef"), min_size=1)
SKETCHES = st.frozensets(st.integers(0, 9), max_size=6)
OPENINGS = st.frozensets(st.integers(0, 3))
TEXTS = st.dictionaries(
    st.sampled_from([f"{n}.txt" for n in range(9)]),
    st.builds(Traits, st.sampled_from(["", "x", "2024"]), MARKS, SKETCHES, OPENINGS),
)


def learned(steps: list[Callable[[Cache], None]]) -> object:
    cache = Cache(None)
    for step in steps:
        step(cache)
    cache.line_counts.update_levels()
    found = cache.line_counts.profile()
    cache.close()
    return found


@pytest.mark.thorough
@given(texts=TEXTS, others=TEXTS, seed=st.randoms(use_true_random=False))
def test_the_profile_does_not_depend_on_the_order_of_changes(
    texts: dict[str, Traits], others: dict[str, Traits], seed: random.Random
) -> None:
    def adding(key: str, traits: Traits) -> Callable[[Cache], None]:
        return lambda cache: cache.line_counts.add(key, traits)

    def removing(key: str) -> Callable[[Cache], None]:
        return lambda cache: cache.line_counts.remove(key)

    straight = [adding(key, traits) for key, traits in texts.items()]
    shuffled = list(texts.items())
    seed.shuffle(shuffled)
    detour = [adding(key, traits) for key, traits in others.items()]
    detour += [removing(key) for key in others if key not in texts]
    detour += [adding(key, traits) for key, traits in shuffled]
    assert learned(straight) == learned(detour)
