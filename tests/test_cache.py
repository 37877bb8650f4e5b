"""The cache: correct while it exists, and deletable at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.model import FileStat, InputFile, Problem
from feedtool.state.cache import SCHEMA_VERSION, Cache
from feedtool.state.cache.last_build import LastBuild, Notice, decode, encode
from feedtool.state.cache.outputs import Written
from feedtool.state.cache.sources import Seen
from support.sites import NOW, SiteFolder
from support.texts import story

A, B = "The first of the texts", "Another one about rivers"


@pytest.fixture
def cache() -> Iterator[Cache]:
    with closing(Cache(None)) as opened:
        yield opened


def found(key: str, time: int = 1) -> InputFile:
    return InputFile(key, 10, time, 1)


keys = st.text(st.sampled_from("ab/.-é漢\U0001f600 "), min_size=1, max_size=3)


@given(st.dictionaries(keys, st.integers(0, 2)), st.dictionaries(keys, st.integers(0, 2)))
def test_a_scan_reports_the_differences_from_the_last_one(
    before: dict[str, int], after: dict[str, int]
) -> None:
    with closing(Cache(None)) as cache:
        for key, time in before.items():
            cache.sources.remember(Seen(found(key, time), None))
        cache.run.compare([found(key, after[key]) for key in sorted(after)], everything=False)
        changed = [c.found.key for c in cache.run.changed()]
        assert changed == sorted(key for key in after if before.get(key) != after[key])
        assert list(cache.run.missing()) == sorted(before.keys() - after.keys())
        assert cache.run.has_any() == bool(changed or before.keys() - after.keys())
        assert cache.run.count_came() == len(after.keys() - before.keys())


def test_everything_counts_as_changed_on_request(cache: Cache) -> None:
    cache.sources.remember(Seen(found("a"), None))
    cache.run.compare([found("a"), found("b")], everything=True)
    assert [(c.found.key, c.edited) for c in cache.run.changed()] == [("a", False), ("b", True)]


def test_a_file_with_a_problem_is_not_missing(cache: Cache) -> None:
    cache.sources.remember(Seen(found("a"), "guid"))
    problems = cache.run.compare([Problem("a", "is a link")], everything=False)
    assert [problem.key for problem in problems] == ["a"]
    assert not list(cache.run.missing())


def test_a_file_that_may_have_changed_unnoticed_is_read_again(cache: Cache) -> None:
    cache.sources.remember(Seen(found("a"), None, again=True))
    cache.run.compare([found("a")], everything=False)
    assert [c.edited for c in cache.run.changed()] == [True]


def test_a_held_back_article_is_returned_when_it_is_due(cache: Cache) -> None:
    cache.sources.remember(Seen(found("a"), None, due=100))
    for now, due in ((99, []), (100, ["a"]), (101, ["a"])):
        cache.run.compare([found("a")], everything=False)
        cache.run.add_due(now)
        assert [c.found.key for c in cache.run.changed()] == due


def test_outputs_are_recorded_and_forgotten(cache: Cache) -> None:
    made = Written(b"digest", FileStat(3, 4))
    cache.outputs.note("b.html", made)
    cache.outputs.note("a.html", Written(b"other", FileStat(1, 2)))
    assert cache.outputs.written("b.html") == made
    assert list(cache.outputs.paths()) == ["a.html", "b.html"]
    assert not cache.outputs.is_interrupted()
    cache.outputs.note("b.html", Written(None, FileStat(3, 4)))
    assert cache.outputs.is_interrupted()
    cache.outputs.schedule_deletion("b.html")
    cache.outputs.finish()
    assert cache.outputs.written("b.html") is None
    assert not cache.outputs.is_interrupted()


def test_changes_are_marked_before_a_run_and_recorded_after_it(cache: Cache) -> None:
    files, made = cache.outputs, Written(b"digest", FileStat(3, 4))
    for path in ("c", "a", "b"):
        files.stage(path, made)
    for path in ("y", "x", "z"):
        files.note(path, made)
        files.schedule_deletion(path)
    files.cancel_deletion("x")
    assert (list(files.staged()), list(files.deletions())) == (["c", "a", "b"], ["z", "y"])
    assert (files.count_staged(), files.count_deletions()) == (3, 2)
    assert [files.is_staged(path) for path in "ax"] == [True, False]
    assert [files.is_scheduled_for_deletion(path) for path in "axy"] == [False, False, True]
    files.mark_pending()
    assert (files.written("a"), files.written("x")) == (Written(None, FileStat(3, 4)), made)
    assert files.written("y") == Written(None, FileStat(0, 0))
    files.finish()
    assert list(files.paths()) == ["a", "b", "c", "x"]
    assert files.written("a") == made


@given(
    st.builds(
        LastBuild,
        cleaning=st.none() | st.text(),
        expires=st.none() | st.integers(-(2**40), 2**40),
        output_stats=st.dictionaries(
            st.text(), st.none() | st.builds(FileStat, st.integers(0, 2**40), st.integers(0, 2**62))
        ),
        untold=st.lists(st.builds(Notice, st.text(), st.text(), st.integers(0, 2**40))).map(tuple),
    )
)
def test_the_record_of_the_last_build_is_a_line_of_text(last_build: LastBuild) -> None:
    assert decode(encode(last_build)) == last_build
    assert "\n" not in encode(last_build)


@pytest.mark.parametrize(
    "text",
    [None, "", "nonsense", "[[1]]", "[1]", '{"untold": [["a", "b", "c"]]}', '{"expires": "soon"}'],
)
def test_an_invalid_record_of_the_last_build_is_empty(text: str | None) -> None:
    assert decode(text) == LastBuild()


def test_a_distrusted_cache_keeps_owned_files_and_pending_notices(
    tmp_path: Path,
) -> None:
    path, untold = tmp_path / "cache.sqlite", (Notice("https://h/", "https://e/a", 60),)
    with closing(Cache(path)) as cache:
        cache.remember(LastBuild("cleaning", {"rules": "0"}, expires=7, untold=untold))
        cache.sources.remember(Seen(found("a"), "guid"))
        cache.put_article("guid", b"text")
        cache.outputs.note("a.html", Written(b"digest", FileStat(3, 4)))
        cache.distrust()
        cache.commit()
    with closing(Cache(path)) as cache:
        assert cache.last_build == LastBuild(untold=untold)
        assert cache.outputs.written("a.html") == Written(None, FileStat(3, 4))
        assert cache.sources.guid_at("a") is cache.article("guid") is None


def test_problems_are_listed_until_they_are_solved(cache: Cache) -> None:
    cache.sources.remember(Seen(found("b"), None, Problem("b", "is empty")))
    cache.sources.remember(Seen(found("a"), "guid", Problem("a", "is a copy", left_out=False)))
    assert cache.sources.problems() == (
        Problem("a", "is a copy", left_out=False),
        Problem("b", "is empty"),
    )
    cache.sources.remember(Seen(found("b"), "guid"))
    cache.sources.forget("a")
    assert cache.sources.problems() == ()


def test_changes_to_a_snapshot_leave_the_file_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with closing(Cache(path)) as cache:
        cache.remember(LastBuild(device="1-one"))
        cache.commit()
    before = (path.read_bytes(), sorted(p.name for p in tmp_path.iterdir()))
    with closing(Cache.snapshot(path)) as copy:
        assert copy.last_build == LastBuild(device="1-one")
        copy.remember(LastBuild(device="1-another"))
        copy.commit()
    assert (path.read_bytes(), sorted(p.name for p in tmp_path.iterdir())) == before


def no_database(path: Path) -> None:
    path.write_bytes(b"no database " * 500)


def half_a_database(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])  # as after a file system crash


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 7}")


def none(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    "damage",
    [none, no_database, half_a_database, empty, another_version],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_cache_is_rebuilt_and_nothing_else_is(
    site: SiteFolder, damage: Callable[[Path], None]
) -> None:
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    before, looks = site.shown(), site.looks()
    damage(site.state / "cache.sqlite")
    planned, _ = site.plan(NOW + 60)
    report = site.build(NOW + 60)
    assert planned == report
    assert report.written == report.deleted == ()
    assert (site.shown(), site.looks()) == (before, looks)
    site.write("a.txt", story(A, edit="It was edited a little later."))
    assert site.build(NOW + 120).updated == 1
    assert site.shown()[B] == before[B]


@pytest.mark.thorough
@pytest.mark.parametrize("page", range(1, 40))
def test_a_zeroed_page_of_the_cache_is_found_and_reported(site: SiteFolder, page: int) -> None:
    for number in range(12):
        site.write(f"{number}.txt", story(f"Text number {number}"))
    site.build()
    before = site.shown()
    path = site.state / "cache.sqlite"
    data = bytearray(path.read_bytes())
    place = page * 4096 % len(data)
    data[place : place + 4096] = bytes(4096)
    path.write_bytes(data)
    site.write("b.txt", story(B))
    report = site.build(NOW + 60)
    shown = site.shown()
    assert shown.pop(B)
    assert shown == before
    assert not site.build(NOW + 120).problems
    assert all("discarded" in notice for notice in report.notices)


def test_a_changed_text_in_the_cache_is_found(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build()
    with closing(sqlite3.connect(site.state / "cache.sqlite")) as db, db:
        (body,) = db.execute("SELECT body FROM article").fetchone()
        db.execute("UPDATE article SET body = ?", (body[:-1] + bytes([body[-1] ^ 1]),))
    before = site.shown()[A]
    site.write("b.txt", story(B))
    (notice,) = site.build(NOW + 60).notices
    assert "the cache is damaged: an article differs; it was discarded" in notice
    assert site.shown()[A] == before


def test_a_second_write_within_the_same_second_is_detected(site: SiteFolder) -> None:
    """A file as new as the build may be written again without a change of its time."""
    import os

    path = site.write("a.txt", story(A, edit="One."))
    os.utime(path, (NOW, NOW))
    site.build()
    inode = path.stat().st_ino
    path.write_text(story(A, edit="Two."))
    os.utime(path, (NOW, NOW))
    assert path.stat().st_ino == inode
    site.build(NOW + 5)
    assert "Two." in site.shown()[A].content
