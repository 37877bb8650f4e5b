"""What happens to an article's id, slug and dates, event by event: the identity table."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from support.messages import says
from support.sites import CONFIG, NOW, NewSite, Shown, SiteFolder
from support.texts import story

LATER = NOW + 3600
AT_LATER = datetime.fromtimestamp(LATER, UTC)
BRIDGE, HARBOUR, MARKET = "The bridge is open", "The harbour froze", "The market moved"


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    """A site with three articles, built at `NOW`."""
    site.write("bridge.txt", story(BRIDGE))
    site.write("harbour.txt", story(HARBOUR))
    site.write("world/market.txt", story(MARKET))
    report = site.build()
    assert (report.articles, report.new) == (3, 3)
    return site


@dataclass(frozen=True)
class Event:
    """The effect of a build an hour later: the persistent state before and after it."""

    before: dict[str, Shown]
    after: dict[str, Shown]
    written: frozenset[str]
    deleted: frozenset[str]


def an_hour_later(
    site: SiteFolder, change: Callable[[], object], now: int = LATER, allow_removals: bool = False
) -> Event:
    before = site.shown()
    change()
    report = site.build(now, allow_removals)
    return Event(before, site.shown(), frozenset(report.written), frozenset(report.deleted))


DOCUMENTS = {"index.html", "rss.xml", "atom.xml", "feed.json", "sitemap.xml"}
PAGE = "articles/the-bridge-is-open.html"
NEIGHBOUR = "articles/the-harbour-froze.html"  # which links to it
STYLES = {"style.css", "feed.css"}


def test_a_rebuild_changes_nothing(published: SiteFolder) -> None:
    event = an_hour_later(published, lambda: None)
    assert event.after == event.before
    assert not event.written


def test_an_edited_text_keeps_its_id_and_is_updated_now(published: SiteFolder) -> None:
    edited = story(BRIDGE, edit="It was closed again on the same evening.")
    event = an_hour_later(published, lambda: published.write("bridge.txt", edited))
    was, now = event.before[BRIDGE], event.after[BRIDGE]
    assert now == replace(was, updated=AT_LATER, content=now.content)
    assert "closed again" in now.content
    assert event.written == {PAGE, *DOCUMENTS} - {
        "index.html"
    }  # which shows the beginning of the text


def test_a_new_title_keeps_guid_slug_and_date(published: SiteFolder) -> None:
    retitled = story(BRIDGE).replace(BRIDGE, "The bridge is closed")
    event = an_hour_later(published, lambda: published.write("bridge.txt", retitled))
    was, now = event.before[BRIDGE], event.after["The bridge is closed"]
    assert (now.guid, now.slug, now.published) == (was.guid, was.slug, was.published)
    assert now.updated == AT_LATER
    assert event.written == {PAGE, NEIGHBOUR, *DOCUMENTS}


@pytest.mark.parametrize(
    "around",
    [
        lambda text: f"Breaking news\n\n{text}",
        lambda text: f"{text}\nRelated Articles\n\nLeave a Reply\n",
        lambda text: f"{text}\n\n\nBack to top\n",
        lambda text: text.replace("\n", "\r\n"),
        lambda text: f"\ufeff{text}",
    ],
    ids=["section label", "comment form", "button", "line ends", "byte order mark"],
)
def test_boilerplate_around_an_article_does_not_update_it(
    published: SiteFolder, around: Callable[[str], str]
) -> None:
    event = an_hour_later(published, lambda: published.write("bridge.txt", around(story(BRIDGE))))
    assert event.after == event.before
    assert not event.written


def test_new_rules_change_the_text_but_no_date(published: SiteFolder) -> None:
    slogan = "Subscribe to the harbour letter today"
    published.write("harbour.txt", f"{story(HARBOUR)}\n{slogan}\n")
    published.build(NOW + 60)
    assert slogan in published.shown()[HARBOUR].content
    rule = f"""
        [[rule]]
        id = "own/slogan"
        why = "slogan"
        where = "tail"
        equals = ["{slogan}"]
        drops = ["{slogan}"]
        keeps = ["{slogan}, he said"]
    """
    event = an_hour_later(published, lambda: published.rule(rule))
    was, now = event.before[HARBOUR], event.after[HARBOUR]
    assert slogan not in now.content
    assert now == replace(was, content=now.content)
    assert event.after[BRIDGE] == event.before[BRIDGE]
    # The list shows the beginning of the text, and the sitemap when it was updated.
    assert event.written == {NEIGHBOUR, *DOCUMENTS} - {"index.html", "sitemap.xml"}


def test_a_rule_that_changes_no_text_changes_no_file(published: SiteFolder) -> None:
    rule = """
        [[rule]]
        id = "own/unheard-of"
        why = "nothing says this"
        where = "anywhere"
        equals = ["Nobody says this"]
        drops = ["Nobody says this"]
        keeps = ["Somebody says this"]
    """
    before = published.looks()
    event = an_hour_later(published, lambda: published.rule(rule))
    assert event.after == event.before
    assert not event.written
    assert published.looks() == before


@pytest.mark.parametrize("place", ["a-bridge.txt", "zz.txt", "world/bridge.txt", "bridge.md"])
def test_a_renamed_or_moved_file_keeps_everything(published: SiteFolder, place: str) -> None:
    event = an_hour_later(published, lambda: published.move("bridge.txt", place))
    assert event.after == event.before
    assert not event.written


def test_a_file_renamed_twice_keeps_everything(published: SiteFolder) -> None:
    before = published.shown()
    published.move("bridge.txt", "b1.txt")
    published.build(NOW + 60)
    published.move("b1.txt", "b2.txt")
    published.build(NOW + 120)
    assert published.shown() == before


def test_a_renamed_folder_keeps_everything(published: SiteFolder) -> None:
    event = an_hour_later(
        published, lambda: (published.articles / "world").rename(published.articles / "abroad")
    )
    assert event.after == event.before
    assert not event.written


def test_a_file_edited_after_a_rename_keeps_its_id(published: SiteFolder) -> None:
    before = published.shown()[BRIDGE]
    published.move("bridge.txt", "crossing.txt")
    published.build(NOW + 60)
    published.write("crossing.txt", story(BRIDGE, edit="The mayor came, too."))
    published.build(LATER)
    now = published.shown()[BRIDGE]
    assert now == replace(before, updated=AT_LATER, content=now.content)


def test_a_file_renamed_and_slightly_edited_at_once_keeps_its_id(
    published: SiteFolder,
) -> None:
    def change() -> None:
        published.remove("bridge.txt")
        published.write("crossing.txt", story(BRIDGE, edit="The mayor came, too."))

    event = an_hour_later(published, change)
    assert event.after[BRIDGE].guid == event.before[BRIDGE].guid


def test_a_removed_article_leaves_the_site(published: SiteFolder) -> None:
    event = an_hour_later(published, lambda: published.remove("bridge.txt"))
    assert set(event.after) == {HARBOUR, MARKET}
    assert event.deleted == {PAGE}
    assert not (published.output / PAGE).exists()
    assert event.written == {NEIGHBOUR, *DOCUMENTS}


def test_an_article_that_returns_has_its_old_id_and_dates(published: SiteFolder) -> None:
    before = published.shown()
    published.remove("bridge.txt")
    published.build(NOW + 60)
    event = an_hour_later(published, lambda: published.write("bridge.txt", story(BRIDGE)))
    assert event.after == before
    assert event.written == {PAGE, NEIGHBOUR, *DOCUMENTS}


def test_an_article_that_returns_at_another_path_has_its_old_id(published: SiteFolder) -> None:
    before = published.shown()
    published.remove("bridge.txt")
    published.build(NOW + 60)
    published.write("again/crossing.txt", story(BRIDGE))
    published.build(LATER)
    assert published.shown() == before


def test_the_id_of_a_withdrawn_article_is_never_reused(published: SiteFolder) -> None:
    gone = published.shown()[BRIDGE]
    published.remove("bridge.txt")
    published.build(NOW + 60)
    published.write(
        "other.txt", story("Another text entirely").replace("Another text entirely", BRIDGE)
    )
    published.build(LATER)
    now = published.shown()[BRIDGE]
    assert now.guid != gone.guid
    assert now.slug != gone.slug
    assert now.slug.startswith(f"{gone.slug}-")


def test_a_new_base_url_changes_addresses_but_no_id(published: SiteFolder) -> None:
    moved = CONFIG.replace("https://example.org/news/", "https://news.example.net/")
    event = an_hour_later(published, lambda: published.configure(moved))
    for title, was in event.before.items():
        link = was.link.replace("https://example.org/news/", "https://news.example.net/")
        assert event.after[title] == replace(was, link=link)
    assert event.written == {path for path in published.files() if path not in STYLES}


def test_a_new_base_url_keeps_the_ids_of_a_site_without_a_site_id(new_site: NewSite) -> None:
    without_id = "\n".join(line for line in CONFIG.splitlines() if not line.startswith("id ="))
    site = new_site(without_id)
    site.write("bridge.txt", story(BRIDGE))
    site.build()
    before = site.shown()[BRIDGE]
    site.configure(without_id.replace("example.org", "example.net"))
    site.build(LATER)
    assert site.shown()[BRIDGE].guid == before.guid
    site.write("harbour.txt", story(HARBOUR))
    site.build(LATER + 60)
    first, second = site.shown()[HARBOUR], site.shown()[BRIDGE]
    assert second.guid == before.guid
    assert first.guid != second.guid


LOSSES = {
    "ledger": ("ledger.sqlite",),
    "cache": ("cache.sqlite",),
    "both": ("ledger.sqlite", "cache.sqlite"),
}


@pytest.mark.parametrize("lost", list(LOSSES))
def test_lost_state_is_rebuilt_and_nothing_is_written(published: SiteFolder, lost: str) -> None:
    # The site has a history: an edit, a rename, a title that no longer matches the slug.
    published.write("harbour.txt", story(HARBOUR).replace(HARBOUR, "The harbour thawed"))
    published.move("bridge.txt", "crossing.txt")
    published.build(NOW + 60)
    before = published.looks()

    def lose() -> None:
        for name in LOSSES[lost]:
            (published.state / name).unlink()

    event = an_hour_later(published, lose)
    assert event.after == event.before
    assert not event.written
    assert not event.deleted
    assert published.looks() == before


@pytest.mark.parametrize("lost", list(LOSSES))
def test_after_a_loss_edits_are_detected_again(published: SiteFolder, lost: str) -> None:
    for name in LOSSES[lost]:
        (published.state / name).unlink()
    published.build(NOW + 60)
    before = published.shown()[BRIDGE]
    published.write("bridge.txt", story(BRIDGE, edit="It rained all night long."))
    report = published.build(LATER)
    now = published.shown()[BRIDGE]
    assert (report.updated, report.new) == (1, 0)
    assert now == replace(before, updated=AT_LATER, content=now.content)


def test_a_lost_ledger_is_reported(published: SiteFolder) -> None:
    (published.state / "ledger.sqlite").unlink()
    notices = published.build(LATER).notices
    assert len(notices) == 1
    assert "had no ledger; rebuilt it from 3 articles" in notices[0]


def test_an_article_removed_while_the_ledger_was_lost_is_removed(published: SiteFolder) -> None:
    (published.state / "ledger.sqlite").unlink()
    event = an_hour_later(published, lambda: published.remove("bridge.txt"))
    assert set(event.after) == {HARBOUR, MARKET}
    assert event.after[MARKET] == event.before[MARKET]
    assert event.deleted == {PAGE}


def test_a_lost_output_is_rebuilt_byte_for_byte(published: SiteFolder) -> None:
    files = published.files()
    times = {path: (published.output / path).stat().st_mtime_ns for path in files}
    shutil.rmtree(published.output)
    published.build(LATER)
    assert published.files() == files
    # The same bytes with the same time, so no subscriber downloads them again.
    assert {p: (published.output / p).stat().st_mtime_ns for p in files} == times


@pytest.mark.parametrize(
    "lost", [PAGE, "rss.xml", "index.html", "sitemap.xml", "404.html", *sorted(STYLES)]
)
def test_a_lost_output_file_is_written_again(published: SiteFolder, lost: str) -> None:
    files = published.files()
    (published.output / lost).unlink()
    assert published.build(LATER).written == (lost,)
    assert published.files() == files


@pytest.mark.parametrize("damaged", [PAGE, "atom.xml", "index.html"])
def test_a_damaged_output_file_is_repaired(published: SiteFolder, damaged: str) -> None:
    files = published.files()
    (published.output / damaged).unlink()
    (published.output / damaged).write_text("half a fi")
    assert published.build(LATER).written == (damaged,)
    assert published.files() == files


def test_a_copy_of_an_article_is_published_once_and_reported(published: SiteFolder) -> None:
    event = an_hour_later(published, lambda: published.write("a-copy.txt", story(BRIDGE)))
    assert event.after == event.before
    assert not event.written
    told = published.build(LATER + 60).problems
    assert [(p.key, p.left_out) for p in told] == [("a-copy.txt", False)]
    assert says(told[0].message, "… same … bridge.txt")


def test_copies_seen_together_are_published_once_under_the_first_key(site: SiteFolder) -> None:
    for key in ("b.txt", "a.txt", "c.txt"):
        site.write(key, story(BRIDGE))
    report = site.build()
    assert report.articles == 1
    assert [problem.key for problem in report.problems] == ["b.txt", "c.txt"]


def test_an_article_continues_in_its_copy_when_the_original_is_deleted(
    published: SiteFolder,
) -> None:
    published.write("z-copy.txt", story(BRIDGE))
    published.build(NOW + 60)
    event = an_hour_later(published, lambda: published.remove("bridge.txt"))
    assert event.after == event.before
    assert not event.deleted
    published.write("z-copy.txt", story(BRIDGE, edit="It snowed."))
    published.build(LATER + 60)
    assert published.shown()[BRIDGE].guid == event.before[BRIDGE].guid


def test_an_edited_copy_becomes_a_separate_article(published: SiteFolder) -> None:
    published.write("z-copy.txt", story(BRIDGE))
    published.build(NOW + 60)
    before = published.shown()
    published.write("z-copy.txt", story("The bridge at night").replace("\n", "\n", 1))
    published.build(LATER)
    after = published.shown()
    assert after[BRIDGE] == before[BRIDGE]
    assert after["The bridge at night"].guid not in {shown.guid for shown in before.values()}


def test_a_future_article_is_held_back_until_its_date(published: SiteFolder) -> None:
    due = datetime.fromtimestamp(NOW + 7200, UTC)
    text = f"---\ndate: {due.isoformat()}\n---\n{story('The future')}"
    event = an_hour_later(published, lambda: published.write("future.txt", text))
    assert event.after == event.before
    assert not published.build(NOW + 7199).written
    report = published.build(NOW + 7200)
    assert report.new == 1
    assert published.shown()["The future"].published == due


def test_a_published_article_with_a_new_future_date_stays_unchanged(published: SiteFolder) -> None:
    text = f"---\ndate: 2031-01-01\n---\n{story(BRIDGE)}"
    event = an_hour_later(published, lambda: published.write("bridge.txt", text))
    assert event.after == event.before


def test_a_draft_is_not_published(published: SiteFolder) -> None:
    text = f"---\ndraft: true\n---\n{story('The draft')}"
    event = an_hour_later(published, lambda: published.write("draft.txt", text))
    assert event.after == event.before
    assert all("The draft" not in body.decode() for body in published.files().values())
    published.write("draft.txt", text.replace("true", "false"))
    published.build(LATER + 60)
    assert published.shown()["The draft"].published == datetime.fromtimestamp(LATER + 60, UTC)


def test_an_article_that_becomes_a_draft_leaves_and_returns_unchanged(
    published: SiteFolder,
) -> None:
    text = f"---\ndraft: yes\n---\n{story(BRIDGE)}"
    event = an_hour_later(published, lambda: published.write("bridge.txt", text))
    assert set(event.after) == {HARBOUR, MARKET}
    assert event.deleted == {PAGE}
    published.write("bridge.txt", story(BRIDGE))
    published.build(LATER + 60)
    assert published.shown() == event.before
