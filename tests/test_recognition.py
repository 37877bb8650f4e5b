"""Recognition of articles when several criteria disagree."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from feedtool.identity.ids import mint_guid
from support.messages import says
from support.sites import NOW, OF_THE_SITE, SITE_ID, NewSite, SiteFolder
from support.texts import headline, story

A, B, C = "The first of the texts", "Another one about rivers", "One more on violins"


def guids(site: SiteFolder) -> dict[str, str]:
    return {title: shown.guid for title, shown in site.shown().items()}


def test_two_files_that_swap_names_keep_their_articles(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    before = site.shown()
    site.move("a.txt", "tmp.txt")
    site.move("b.txt", "a.txt")
    site.move("tmp.txt", "b.txt")
    report = site.build(NOW + 60)
    assert site.shown() == before
    assert (report.new, report.updated, report.removed) == (0, 0, 0)


def test_files_that_move_up_by_one_keep_their_articles(site: SiteFolder) -> None:
    for key, title in (("1.txt", A), ("2.txt", B), ("3.txt", C)):
        site.write(key, story(title))
    site.build()
    before = site.shown()
    for old, new in (("3.txt", "4.txt"), ("2.txt", "3.txt"), ("1.txt", "2.txt")):
        site.move(old, new)
    site.write("1.txt", story("A new one at the top"))
    report = site.build(NOW + 60)
    after = site.shown()
    new = after.pop("A new one at the top")
    assert after == before
    assert new.guid not in {shown.guid for shown in after.values()}
    assert (report.new, report.removed) == (1, 0)


def test_a_new_article_at_the_path_of_a_moved_one_gets_its_own_id(
    site: SiteFolder,
) -> None:
    site.write("latest.txt", story(A))
    site.build()
    first = site.shown()[A]
    site.move("latest.txt", "archive/a.txt")
    site.write("latest.txt", story(B))
    site.build(NOW + 60)
    assert site.shown()[A] == first
    assert site.shown()[B].guid != first.guid
    site.move("latest.txt", "archive/b.txt")
    site.write("latest.txt", story(C))
    second = site.shown()[B]
    site.build(NOW + 120)
    assert site.shown()[A] == first
    assert site.shown()[B] == second
    assert len(set(guids(site).values())) == 3


def test_a_declared_id_takes_precedence_over_path_and_words(site: SiteFolder) -> None:
    site.write("a.txt", f"---\nid: one\n---\n{story(A)}")
    site.write("b.txt", f"---\nid: two\n---\n{story(B)}")
    site.build()
    before = guids(site)
    site.write("b.txt", f"---\nid: one\n---\n{story('Rewritten from end to end')}")
    site.write("a.txt", f"---\nid: two\n---\n{story(C)}")
    site.build(NOW + 60)
    assert guids(site) == {"Rewritten from end to end": before[A], C: before[B]}


def test_a_declared_address_identifies_an_article_too(site: SiteFolder) -> None:
    site.write("a.txt", f"---\nurl: https://example.org/1\n---\n{story(A)}")
    site.build()
    before = guids(site)[A]
    site.remove("a.txt")
    site.write("far/away.txt", f"---\nurl: https://example.org/1\n---\n{story(B)}")
    site.build(NOW + 60)
    assert guids(site) == {B: before}


def with_id(name: str, title: str, more: str = "") -> str:
    return f"---\nid: {name}\n---\n{story(title)}{more}"


def problems(site: SiteFolder, now: int = NOW) -> dict[str, str]:
    """The problems of a build that leaves nothing out and withdraws nothing."""
    report = site.build(now)
    assert report.removed == 0
    assert not report.left_out
    return {problem.key: problem.message for problem in report.problems}


@pytest.mark.parametrize("owner", ["a.txt", "b.txt"])
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("is_first", [True, False])
def test_two_files_with_one_id_are_two_articles_and_both_are_named(
    site: SiteFolder, owner: str, together: bool, is_first: bool
) -> None:
    if not is_first:
        site.write("z.txt", story("Published before"))
        site.build(NOW - 60)
    site.write(owner, with_id("one", A))
    if together:
        owner = "a.txt"
        site.write("a.txt", with_id("one", A))
    else:
        site.build()
    other = "b.txt" if owner == "a.txt" else "a.txt"
    site.write(other, with_id("one", B))
    named = problems(site, NOW + 60)
    assert says(named.pop(owner), f"id: … 'one' … {other} … id of its own")
    assert says(named.pop(other), f"id: … 'one' … {owner} … id of its own")
    assert not named
    assert guids(site)[A] == mint_guid(SITE_ID, "one")
    assert guids(site)[B] == mint_guid(SITE_ID, other)


def test_an_edit_of_a_file_with_a_shared_id_withdraws_no_article(site: SiteFolder) -> None:
    site.write("a.txt", with_id("one", A))
    site.write("b.txt", with_id("one", B))
    site.build()
    before = guids(site)
    looks = site.looks()
    assert set(problems(site, NOW + 60)) == {"a.txt", "b.txt"}
    assert site.looks() == looks
    for hour, (key, title) in enumerate([("a.txt", A), ("b.txt", B), ("a.txt", A)], 1):
        site.write(key, with_id("one", title, f"\n\nIt was edited {hour} times since."))
        assert set(problems(site, NOW + 3600 * hour)) == {"a.txt", "b.txt"}
        assert guids(site) == before
    for key, title in (("a.txt", A), ("b.txt", B)):
        site.write(key, with_id("one", title, "\n\nBoth were edited at once."))
    assert set(problems(site, NOW + 20_000)) == {"a.txt", "b.txt"}
    site.move("a.txt", "y.txt")
    site.move("b.txt", "x.txt")
    assert set(problems(site, NOW + 30_000)) == {"x.txt", "y.txt"}
    assert guids(site) == before
    # The first key is that of the other file, and the words of the owner changed.
    site.move("x.txt", "1.txt")
    site.remove("y.txt")
    site.write("2.txt", with_id("one", A, "\n\nIt moved and was edited."))
    assert set(problems(site, NOW + 40_000)) == {"1.txt", "2.txt"}
    assert guids(site) == before


@pytest.mark.parametrize(
    "end", ["another id", "no id", "owner gone", "owner a draft", "other gone"]
)
def test_a_shared_id_ends_without_a_new_name(site: SiteFolder, end: str) -> None:
    site.write("a.txt", with_id("one", A))
    site.write("b.txt", with_id("one", B))
    site.build()
    before = guids(site)
    if end == "another id":
        site.write("b.txt", with_id("two", B))
    elif end == "no id":
        site.write("b.txt", story(B))
    elif end == "owner gone":
        site.remove("a.txt")
    elif end == "owner a draft":
        site.write("a.txt", f"---\nid: one\ndraft: true\n---\n{story(A)}")
    else:
        site.remove("b.txt")
    for minute in (1, 2):
        assert not site.build(NOW + 60 * minute).problems
        here = guids(site)
        assert here == {title: before[title] for title in here}
    shown = {"owner gone": {B}, "owner a draft": {B}, "other gone": {A}}
    assert set(here) == shown.get(end, {A, B})


@pytest.mark.parametrize("owner_left_before", [True, False])
def test_an_edited_article_does_not_take_the_shared_id_of_one_that_left(
    site: SiteFolder, owner_left_before: bool
) -> None:
    site.write("a.txt", with_id("one", A))
    site.write("b.txt", with_id("one", B))
    site.build()
    before = guids(site)
    site.remove("a.txt")
    if owner_left_before:
        site.build(NOW + 60)
    site.remove("b.txt")
    site.write("c.txt", with_id("one", B, "\n\nIt moved and was edited."))
    site.build(NOW + 120, allow_removals=True)
    assert guids(site) == {B: before[B]}


def test_a_shared_address_is_no_shared_article(site: SiteFolder) -> None:
    for key, title in (("a.txt", A), ("b.txt", B)):
        site.write(key, f"---\nurl: https://example.org/1\n---\n{story(title)}")
    named = problems(site)
    assert says(named["b.txt"], "url: … 'https://example.org/1' … a.txt … `id:`")
    assert len(set(guids(site).values())) == 2


def test_a_shared_id_outlasts_the_cache(site: SiteFolder) -> None:
    site.write("a.txt", with_id("one", A))
    site.write("b.txt", with_id("one", B))
    site.build()
    before = site.shown()
    (site.state / "cache.sqlite").unlink()
    assert set(problems(site, NOW + 60)) == {"a.txt", "b.txt"}
    assert site.shown() == before


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("is_first", [True, False])
def test_the_same_words_under_two_ids_are_two_articles(
    site: SiteFolder, together: bool, is_first: bool
) -> None:
    if not is_first:
        site.write("z.txt", story("Published before"))
        site.build(NOW - 60)
    site.write("a.txt", with_id("one", A))
    if not together:
        site.build()
    site.write("b.txt", with_id("two", A))
    problems(site, NOW + 60)
    site.write("c.txt", with_id("one", A))
    named = problems(site, NOW + 120)
    assert says(named["c.txt"], "is the same article as a.txt")
    entries = json.loads((site.output / "feed.json").read_text("utf-8"))["items"]
    assert {entry["id"] for entry in entries if entry["title"] == A} == {
        mint_guid(SITE_ID, "one"),
        mint_guid(SITE_ID, "two"),
    }


def test_an_article_that_declares_an_id_later_keeps_its_guid(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = site.shown()
    site.write("a.txt", f"---\nid: at-last\n---\n{story(A)}")
    site.build(NOW + 60)
    assert site.shown() == before


@pytest.mark.parametrize("order", list(itertools.permutations((A, B, C)))[:3])
def test_a_guid_does_not_depend_on_other_articles(
    order: tuple[str, ...], new_site: NewSite
) -> None:
    together = new_site()
    for title in (A, B, C):
        together.write(f"{title[:3].strip()}.txt", story(title))
    together.build()
    one_by_one = new_site()
    for hour, title in enumerate(order):
        one_by_one.write(f"{title[:3].strip()}.txt", story(title))
        one_by_one.build(NOW + 3600 * hour)
    assert guids(one_by_one) == guids(together)


def test_articles_with_the_same_title_get_slugs_that_do_not_depend_on_their_order(
    new_site: NewSite,
) -> None:
    slugs = []
    for keys in (("a.txt", "b.txt"), ("b.txt", "a.txt")):
        site = new_site()
        for hour, key in enumerate(keys):
            body = story(key).partition("\n\n")[2]
            site.write(key, f"---\ntitle: Weather report\n---\n{body}")
            site.build(NOW + 3600 * hour)
        pages = {p.stem for p in (site.output / "articles").iterdir()}
        assert "weather-report" in pages
        (suffixed,) = pages - {"weather-report"}
        assert len(suffixed) == len("weather-report-") + 8
        slugs.append(suffixed)
    # The suffix comes from the article's own GUID, so the two sites yield the two possible slugs.
    assert len(set(slugs)) == 2


def test_articles_first_seen_together_are_a_second_apart_in_key_order(
    site: SiteFolder,
) -> None:
    titles = [headline(n) for n in range(11)]
    for n, title in enumerate(titles):
        site.write(f"{n:02}.txt", story(title))
    site.build()
    shown = site.shown()
    stamps = [shown[title].published for title in titles]
    assert stamps[-1] == datetime.fromtimestamp(NOW, UTC)
    assert {b - a for a, b in itertools.pairwise(stamps)} == {timedelta(seconds=1)}
    assert [entry.updated for entry in shown.values()] == stamps[::-1]


def test_no_two_articles_have_the_same_timestamp_even_if_the_clock_stops(site: SiteFolder) -> None:
    for n in range(6):
        site.write(f"{n}.txt", story(headline(n)))
        site.build(NOW)
    assert len({entry.updated for entry in site.shown().values()}) == 6


def test_a_declared_date_takes_precedence_over_the_file_name(site: SiteFolder) -> None:
    site.write("2026-01-02-a.txt", f"---\ndate: 2025-03-04\n---\n{story(A)}")
    site.write("2026-01-02-b.txt", story(B))
    site.write("2026-13-45-c.txt", story(C))
    site.build()
    shown = site.shown()
    assert shown[A].published == datetime(2025, 3, 4, tzinfo=UTC)
    assert shown[B].published == datetime(2026, 1, 2, tzinfo=UTC)
    assert shown[C].published == datetime.fromtimestamp(NOW, UTC)


def test_the_modification_time_is_not_used_as_a_date(site: SiteFolder) -> None:
    site.write("a.txt", story(A))  # its mtime is a day before NOW
    site.build()
    assert site.shown()[A].published == datetime.fromtimestamp(NOW, UTC)


def test_the_first_publication_date_stays_when_another_is_declared(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = site.shown()
    site.write("a.txt", f"---\ndate: 2020-01-01\n---\n{story(A)}")
    site.build(NOW + 60)
    assert site.shown() == before


def test_updated_is_never_before_published_nor_in_the_future(site: SiteFolder) -> None:
    site.write("a.txt", f"---\ndate: 2026-05-05\nupdated: 2026-01-01\n---\n{story(A)}")
    site.write("b.txt", f"---\ndate: 2026-05-06\nupdated: 2036-01-01\n---\n{story(B)}")
    site.build()
    shown = site.shown()
    assert shown[A].updated == shown[A].published == datetime(2026, 5, 5, tzinfo=UTC)
    assert shown[B].updated == datetime.fromtimestamp(NOW, UTC)


def test_a_declared_update_time_is_used(site: SiteFolder) -> None:
    site.write("a.txt", f"---\ndate: 2026-05-05\nupdated: 2026-05-07\n---\n{story(A)}")
    site.build()
    assert site.shown()[A].updated == datetime(2026, 5, 7, tzinfo=UTC)


def test_an_edit_of_punctuation_and_space_is_not_an_update(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = site.shown()[A]
    site.write("a.txt", story(A).replace(". ", " ...  "))
    report = site.build(NOW + 60)
    assert report.updated == 0
    assert site.shown()[A].updated == before.updated


def test_a_declared_slug_is_used_and_kept_when_it_is_removed(
    site: SiteFolder,
) -> None:
    site.write("a.txt", f"---\nslug: My own Slug!\n---\n{story(A)}")
    site.build()
    assert site.shown()[A].slug == "my-own-slug"
    site.write("a.txt", story(A))
    site.build(NOW + 60)
    assert site.shown()[A].slug == "my-own-slug"


@pytest.mark.parametrize("slug", ["../../etc/passwd", "a/b/c", "..", "%2e%2e", ".htaccess", "con"])
def test_a_declared_slug_never_leads_out_of_its_folder(site: SiteFolder, slug: str) -> None:
    site.write("a.txt", f"---\nslug: '{slug}'\n---\n{story(A)}")
    site.build()
    (page,) = (site.output / "articles").iterdir()
    assert page.stem == site.shown()[A].slug
    assert not page.stem.startswith(".")
    assert set(site.files()) == {f"articles/{page.name}", *OF_THE_SITE}


def test_a_published_article_that_breaks_stays_unchanged(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    before = site.shown()
    site.write("a.txt", b"\0\0\0")
    report = site.build(NOW + 60)
    assert report.left_out
    assert site.shown() == before
    site.write("a.txt", story(A))
    report = site.build(NOW + 120)
    assert not report.problems
    assert site.shown() == before
