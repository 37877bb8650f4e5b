"""Dumps: what happens to their articles when rows come, go, change and move."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock

import pytest

from feedtool.errors import PublishError
from feedtool.pipeline import dump_files
from support.dumps import FORMATS, Row, json_lines, row
from support.messages import says
from support.processes import Run
from support.sites import CONFIG, NOW, NewSite, Shown, SiteFolder

pytestmark = pytest.mark.thorough

LATER = NOW + 3600
ALL = pytest.mark.parametrize("name", FORMATS)


def publish(site: SiteFolder, name: str, rows: Sequence[Row]) -> dict[str, Shown]:
    site.write(name, FORMATS[name](rows))
    site.build(allow_removals=True)
    return site.shown()


def permanent(shown: dict[str, Shown]) -> dict[str, tuple[str, str, Any]]:
    return {title: (s.guid, s.slug, s.published) for title, s in shown.items()}


@ALL
def test_each_row_is_an_article_and_a_second_build_changes_nothing(
    site: SiteFolder, name: str
) -> None:
    rows = [row(n) for n in range(3)]
    shown = publish(site, name, rows)
    assert shown.keys() == {r.title for r in rows}
    assert {s.published for s in shown.values()} == {r.date for r in rows}
    for r in rows:
        assert r.text.split(".")[0] in shown[r.title].content
    before = site.looks()
    report = site.build(LATER)
    assert (report.written, report.problems, site.looks()) == ((), (), before)
    assert not site.config.rules


Change = Callable[[list[Row]], list[Row]]
CHANGES: dict[str, Change] = {
    "reordered": lambda rows: rows[::-1],
    "another in front": lambda rows: [row(50), *rows],
    "another at the end": lambda rows: [*rows, row(50)],
    "one removed": lambda rows: rows[1:],
    "one removed at the end": lambda rows: rows[:-1],
    "one edited": lambda rows: [row(0, edit="And then it ended."), *rows[1:]],
    "the last one edited": lambda rows: [*rows[:-1], row(3, edit="And then it ended.")],
    "all of that": lambda rows: [row(50), *rows[:0:-1], row(51)],
}


@ALL
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_dump_changes_only_the_articles_that_differ(
    site: SiteFolder, name: str, change: str
) -> None:
    rows = [row(n) for n in range(4)]
    before = publish(site, name, rows)
    changed = CHANGES[change](rows)
    site.write(name, FORMATS[name](changed))
    site.build(LATER)
    after = site.shown()
    assert after.keys() == {r.title for r in changed}
    for r in changed:
        if r in rows:
            assert after[r.title] == before[r.title]
        elif r.title in before:
            was, now = before[r.title], after[r.title]
            assert (now.guid, now.slug, now.published) == (was.guid, was.slug, was.published)
            assert now.updated.timestamp() == LATER
            assert "then it ended" in now.content
    assert site.build(LATER + 60).written == ()


@ALL
def test_rows_without_an_id_are_recognized_by_their_words(site: SiteFolder, name: str) -> None:
    rows = [row(n, id="") for n in range(3)]
    before = publish(site, name, rows)
    edited = [row(2, id=""), row(0, edit="And then it ended.", id=""), row(7, id="")]
    site.write(name, FORMATS[name](edited))
    site.build(LATER)
    after = site.shown()
    assert after.keys() == {r.title for r in edited}
    assert after[rows[0].title].guid == before[rows[0].title].guid
    assert after[rows[2].title] == before[rows[2].title]


@ALL
@pytest.mark.parametrize("known", [True, False], ids=["with ids", "without ids"])
def test_a_renamed_dump_keeps_everything(site: SiteFolder, name: str, known: bool) -> None:
    before = publish(site, name, [row(n, id=None if known else "") for n in range(3)])
    site.move(name, f"old/a-{name}")
    report = site.build(LATER)
    assert (report.written, report.renamed) == ((), 3)
    assert site.shown() == before


@ALL
@pytest.mark.parametrize("lost", [".feedtool", ".feedtool/cache.sqlite"])
def test_a_lost_ledger_or_cache_changes_nothing(site: SiteFolder, name: str, lost: str) -> None:
    rows = [row(n) for n in range(3)]
    before = publish(site, name, rows)
    path = site.root / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    site.write(name, FORMATS[name]([*rows[::-1], row(9)]))
    site.build(LATER)
    after = site.shown()
    assert {title: s for title, s in after.items() if title in before} == before
    assert len(after) == 4


def test_files_become_rows_of_a_dump_and_rows_become_files(site: SiteFolder) -> None:
    rows = [row(n, id="") for n in range(3)]
    for r in rows:
        site.write(f"{r.title}.txt", f"{r.title}\n\n{r.text}\n")
    site.build()
    before = permanent(site.shown())
    for r in rows:
        site.remove(f"{r.title}.txt")
    site.write("news.jsonl", json_lines(rows))
    site.build(LATER)
    assert permanent(site.shown()) == before
    site.remove("news.jsonl")
    for r in rows:
        site.write(f"texts/{r.title}.txt", f"{r.title}\n\n{r.text}\n")
    site.build(LATER + 60)
    assert permanent(site.shown()) == before


# -- removal ---------------------------------------------------------------------------------------


@ALL
def test_many_missing_rows_may_be_an_accident(site: SiteFolder, name: str) -> None:
    publish(site, name, [row(n) for n in range(12)])
    site.write(name, FORMATS[name]([row(n) for n in range(3)]))
    with pytest.raises(PublishError) as error:
        site.build(LATER)
    assert says(str(error.value), "… 9 of 12 … --allow-removals")
    assert len(site.shown()) == 12
    site.build(LATER, allow_removals=True)
    assert len(site.shown()) == 3


@ALL
def test_a_missing_dump_may_be_an_accident(site: SiteFolder, name: str) -> None:
    publish(site, name, [row(n) for n in range(12)])
    site.write("a.txt", f"{row(20).title}\n\n{row(20).text}\n")
    site.remove(name)
    with pytest.raises(PublishError):
        site.build(LATER)
    site.build(LATER, allow_removals=True)
    assert site.shown().keys() == {row(20).title}


def test_a_row_that_comes_back_is_the_article_that_it_was(site: SiteFolder) -> None:
    rows = [row(n) for n in range(3)]
    before = publish(site, "news.jsonl", rows)
    site.write("news.jsonl", json_lines(rows[:2]))
    site.build(LATER)
    assert len(site.shown()) == 2
    site.write("news.jsonl", json_lines(rows))
    site.build(LATER + 60)
    assert permanent(site.shown()) == permanent(before)


# -- ids -------------------------------------------------------------------------------------------


def test_two_rows_with_one_id_are_both_published_as_two_files_are(site: SiteFolder) -> None:
    rows = [row(0, id="one"), row(1, id="one"), row(2)]
    before = publish(site, "news.jsonl", rows)
    assert len(before) == 3
    problems = site.build(LATER).problems
    assert [p.left_out for p in problems] == [False, False]
    assert all("id: 'one' is also that of news.jsonl#one" in p.message for p in problems)
    site.write("news.jsonl", json_lines([rows[1], rows[2], rows[0]]))
    site.build(LATER + 60)
    assert permanent(site.shown()) == permanent(before)


def test_the_same_row_twice_is_one_article_and_no_problem(site: SiteFolder) -> None:
    rows = [row(0), row(1, id=""), row(2)]
    assert len(publish(site, "news.jsonl", rows * 2)) == 3
    assert site.build(LATER).problems == ()


def test_rows_that_repeat_earlier_ones_are_counted_by_the_build_that_reads_them(
    site: SiteFolder,
) -> None:
    rows = [row(0), row(1, id=""), row(2)]
    path = site.write("news.jsonl", json_lines(rows))
    os.utime(path, (NOW, NOW))
    assert site.build(NOW).notices == ()
    nights = ([*rows, row(3)], [row(3)], [row(4)])
    expected = ("3 rows repeat", "1 row repeats", "")
    for night, (added, notice) in enumerate(zip(nights, expected, strict=True)):
        now = LATER + night * 86_400
        with path.open("ab") as file:
            file.write(json_lines(added))
        os.utime(path, (now, now))
        notices = site.build(now).notices
        whole = f"news.jsonl: {notice} an earlier row of the same id"
        assert notices == ((whole,) if notice else ())
        # What was written just now is read once more, but counted once.
        assert site.build(now + 5).notices == ()
    assert len(site.shown()) == 5


UNDATED: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "news.jsonl": lambda rows: b"".join(_undated(r) + b"\n" for r in rows),
    "news.json": lambda rows: b"[" + b",".join(map(_undated, rows)) + b"]",
    "news.csv": lambda rows: re.sub(rb",2026-[^\r]*", b",", FORMATS["news.csv"](rows)),
    "news.rss": lambda rows: re.sub(rb"<pubDate>.*?</pubDate>", b"", FORMATS["news.rss"](rows)),
}


def _undated(found: Row) -> bytes:
    return json.dumps({"id": found.id, "title": found.title, "text": found.text}).encode()


@pytest.mark.parametrize("name", UNDATED)
def test_rows_without_a_date_are_in_the_order_of_their_file(site: SiteFolder, name: str) -> None:
    site.write("a.txt", f"{row(20).title}\n\n{row(20).text}\n")
    site.write("z.txt", f"{row(21).title}\n\n{row(21).text}\n")
    rows = [row(n) for n in (3, 1, 2, 0)]
    site.write(name, UNDATED[name](rows))
    site.build(NOW)
    is_feed = name.endswith("rss")
    ordered = rows[::-1] if is_feed else rows
    expected = [row(20).title, *(r.title for r in ordered), row(21).title]
    assert oldest_first(site) == expected
    # The new rows of a feed are above the old ones, those of another file below.
    added = [row(6), row(5)]
    site.write(name, UNDATED[name]([*added, *rows] if is_feed else [*rows, *added]))
    site.build(LATER)
    new = added[::-1] if is_feed else added
    assert oldest_first(site) == [*expected, *(r.title for r in new)]


def oldest_first(site: SiteFolder) -> list[str]:
    shown = site.shown()
    return sorted(shown, key=lambda title: shown[title].published)


def test_ids_with_slashes_spaces_and_great_length_are_keys(site: SiteFolder) -> None:
    rows = [row(0, id="a/b c\td%é\ud800"), row(1, id="x" * 5000), row(2, id="../../etc")]
    site.write("in/news.jsonl", json_lines(rows))
    _, changes = site.plan()
    keys = sorted(change.key for change in changes)
    assert keys[0] == "in/news.jsonl#..%2F..%2Fetc"
    assert keys[1].startswith("in/news.jsonl#a%2Fb%20c%09d%25é")
    assert all(len(key) < 200 and key.count("/") == 1 for key in keys)


# -- broken and growing dumps ----------------------------------------------------------------------


def test_a_broken_line_costs_itself_and_is_named(site: SiteFolder) -> None:
    lines = json_lines([row(n) for n in range(3)]).splitlines(keepends=True)
    site.write("news.jsonl", b"".join([lines[0], b"{'no': json}\n", *lines[1:], b"[1, 2]\n"]))
    report = site.build()
    (problem,) = report.problems
    assert says(problem.message, "line 2: is not JSON … line 5: is not a JSON object")
    assert (report.new, problem.key, problem.left_out) == (3, "news.jsonl", True)
    assert site.build(LATER).written == ()
    site.write("news.jsonl", b"".join(lines))
    assert site.build(LATER + 60).problems == ()


def test_a_row_that_breaks_keeps_its_article_until_it_is_correct(site: SiteFolder) -> None:
    rows = [row(n) for n in range(3)]
    before = publish(site, "news.jsonl", rows)
    good = json_lines(rows)
    broken = good.replace(b'"text": ', b'"text" ', 1)
    site.write("news.jsonl", broken)
    (problem,) = site.build(LATER).problems
    assert problem.key.startswith("news.jsonl#https")
    assert says(problem.message, "line 1: is not JSON")
    assert site.shown() == before
    # Without an id nobody knows which row it is, so none is withdrawn.
    site.write("news.jsonl", b"{}}\n" + good.partition(b"\n")[2])
    problem, other = site.build(LATER + 60).problems
    assert (problem.key, other.key[:11]) == ("news.jsonl", "news.jsonl#")
    assert says(problem.message, "line 1: … no row of this file is withdrawn")
    assert site.shown() == before
    site.write("news.jsonl", good)
    assert site.build(LATER + 120).problems == ()
    assert site.shown() == before


def test_a_text_too_large_costs_itself(new_site: NewSite) -> None:
    site = new_site(f"{CONFIG}\n[input]\nmax-bytes = 3000\n")
    rows = [row(0), row(1, edit="word " * 2000), row(2)]
    for name in FORMATS:
        site.write(f"{name.replace('.', '-')}/{name}", FORMATS[name](rows))
    report = site.build()
    faulty = [p for p in report.problems if p.left_out]
    assert (report.new, len(faulty)) == (4, len(FORMATS))  # ids of mail are not the same
    assert all("3,000 bytes" in p.message for p in faulty)
    site.configure(f"{CONFIG}\n[input]\nmax-bytes = 30000\n")
    report = site.build(LATER)
    assert (report.new, report.articles) == (2, 6)
    assert not [p for p in report.problems if p.left_out]


@pytest.mark.parametrize("name", ["news.jsonl", "news.csv", "news.wet"])
def test_an_incomplete_last_row_waits(site: SiteFolder, name: str) -> None:
    rows = [row(n) for n in range(3)]
    whole = FORMATS[name](rows)
    path = site.write(name, whole[:-200])
    os.utime(path, (NOW - 10, NOW - 10))
    report = site.build()
    assert (report.new, report.unsettled, report.problems) == (2, 1, ())
    path.write_bytes(whole)
    os.utime(path, (NOW, NOW))
    report = site.build(NOW + 5)
    assert (report.new, report.unsettled, report.problems) == (1, 0, ())
    assert len(site.shown()) == 3


def test_a_last_row_that_stays_incomplete_is_a_problem(site: SiteFolder) -> None:
    path = site.write("news.jsonl", json_lines([row(n) for n in range(3)])[:-200])
    os.utime(path, (NOW - 10, NOW - 10))
    site.build()
    (problem,) = site.build(LATER).problems
    assert says(problem.message, "line 3: ends before the row does")


@pytest.mark.parametrize("name", ["news.json", "news.rss"])
def test_a_dump_that_is_being_written_waits_as_a_whole(site: SiteFolder, name: str) -> None:
    rows = [row(n) for n in range(3)]
    before = publish(site, name, rows)
    path = site.write(name, FORMATS[name](rows)[:-200])
    os.utime(path, (NOW + 10, NOW + 10))
    report = site.build(NOW + 15)
    assert (report.unsettled, report.problems, site.shown()) == (1, (), before)
    (problem,) = site.build(LATER).problems
    assert says(problem.message, "line … ends … early … no row of this file is withdrawn") or says(
        problem.message, "line … ends before the array does … no row of this file is withdrawn"
    )
    assert site.shown() == before


def test_settle_applies_to_the_dump(new_site: NewSite) -> None:
    site = new_site(f"{CONFIG}\n[input]\nsettle = 30\n")
    rows = [row(n) for n in range(3)]
    path = site.write("news.jsonl", json_lines(rows[:2]))
    site.build()
    path.write_bytes(json_lines(rows))
    os.utime(path, (NOW + 100, NOW + 100))
    report = site.build(NOW + 110)
    assert (report.new, report.unsettled) == (0, 1)
    assert site.build(NOW + 140).new == 1
    site.remove("news.jsonl")
    site.write("b.txt", f"{row(9).title}\n\n{row(9).text}\n")
    site.build(NOW + 200)
    assert len(site.shown()) == 4
    site.build(NOW + 240, allow_removals=True)
    assert len(site.shown()) == 1


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut": (lambda data: data[:-200], "ends too early; copy it once more"),
    "damaged": (
        lambda data: data[:-300] + b"x" * 50 + data[-250:],
        "is damaged: … copy it once more",
    ),
    "not packed": (lambda data: b"{}\n", "is damaged: incorrect header check; copy it"),
    "a bomb": (
        lambda data: data + gzip.compress(b" " * 20_000_000),
        "unpacks to more than 100 times its size; … `gunzip`",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("name", ["news.jsonl.gz", "news.json.gz", "news.xml.gz"])
def test_a_packed_dump_that_cannot_be_unpacked_keeps_its_articles(
    site: SiteFolder, name: str, fault: str
) -> None:
    rows = [row(n) for n in range(3)]
    before = publish(site, name, rows)
    damage, message = BROKEN[fault]
    path = site.write(name, damage(FORMATS[name]([*rows, row(3)])))
    os.utime(path, (NOW, NOW))
    (problem,) = site.build(LATER).problems
    assert (problem.key, problem.left_out) == (name, True)
    assert says(problem.message, message)
    assert site.shown() == before
    assert site.build(LATER + 60).problems == (problem,)
    os.utime(site.write(name, FORMATS[name]([*rows, row(3)])), (NOW + 9, NOW + 9))
    assert site.build(LATER + 120).problems == ()
    assert len(site.shown()) == 4


def test_a_packed_dump_that_is_being_written_waits(site: SiteFolder) -> None:
    whole = FORMATS["news.jsonl.gz"]([row(n) for n in range(3)])
    path = site.write("news.jsonl.gz", whole[:-100])
    site.write("a.txt", f"{row(9).title}\n\n{row(9).text}\n")
    os.utime(path, (NOW - 5, NOW - 5))
    report = site.build()
    assert (report.new, report.unsettled, report.problems) == (1, 1, ())
    path.write_bytes(whole)
    os.utime(path, (NOW, NOW))
    assert site.build(NOW + 5).new == 3


# -- in proportion ---------------------------------------------------------------------------------


def bytes_read(site: SiteFolder, now: int) -> int:
    """How many bytes of dumps a build reads to find their parts."""
    count = 0

    class Counting:
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __enter__(self) -> Counting:
            return self

        def __exit__(self, *error: object) -> None:
            self._stream.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._stream, name)

        def read(self, size: int = -1) -> bytes:
            return self._note(self._stream.read(size))

        def readline(self, size: int = -1) -> bytes:
            return self._note(self._stream.readline(size))

        def _note(self, data: bytes) -> bytes:
            nonlocal count
            count += len(data)
            return data

    open_dump_file = dump_files.open_dump_file

    def opened(*args: Any) -> Any:
        return Counting(open_dump_file(*args))

    with mock.patch.object(dump_files, "open_dump_file", opened):
        site.build(now)
    return count


@pytest.mark.parametrize("name", ["news.jsonl", "news.csv", "news.mbox"])
def test_an_append_reads_only_what_was_appended(site: SiteFolder, name: str) -> None:
    rows = [row(n, edit="word " * 20_000) for n in range(20)]
    whole = FORMATS[name](rows)
    site.write(name, whole)
    assert bytes_read(site, NOW) > len(whole)
    longer = FORMATS[name]([*rows, row(50)])
    assert longer.startswith(whole)
    path = site.articles / name
    with path.open("ab") as file:
        file.write(longer[len(whole) :])
    os.utime(path, (NOW - 60, NOW - 60))
    # The head, samples of the rest before and after, and the last part where it may have grown.
    most = 3 * (1 << 16) + 3 * 16 * 4096 + 2 * len(whole) // 20
    assert bytes_read(site, NOW + 5) < most < len(whole) // 2
    assert len(site.shown()) == 21
    assert bytes_read(site, NOW + 10) == 0


def test_a_change_before_an_append_is_seen(site: SiteFolder) -> None:
    rows = [row(n) for n in range(3)]
    publish(site, "news.jsonl", rows)
    changed = [row(0, edit="And then it ended."), *rows[1:], row(3)]
    site.write("news.jsonl", json_lines(changed))
    site.build(LATER)
    assert "then it ended" in site.shown()[rows[0].title].content


def test_an_append_does_not_hide_that_all_rows_are_to_be_read_again(site: SiteFolder) -> None:
    rows = [row(n) for n in range(3)]
    rows = [Row(r.id, r.title, f"{r.text}\n\nNobody says more.") for r in rows]
    publish(site, "news.jsonl", rows)
    with (site.articles / "news.jsonl").open("ab") as file:
        file.write(json_lines([row(3)]))
    site.rule(
        '[[rule]]\nid = "own/x"\nwhy = "x"\nwhere = "anywhere"\nequals = ["Nobody says more."]\n'
        'drops = ["Nobody says more."]\nkeeps = ["He says"]\n'
    )
    for r in rows:
        assert "Nobody says more." in site.shown()[r.title].content
    site.build(LATER)
    shown = site.shown()
    assert len(shown) == 4
    for r in rows:
        assert "Nobody says more." not in shown[r.title].content


REWRITES: dict[str, Change] = {
    "nothing": lambda rows: rows,
    "the new row edited": lambda rows: [*rows[:-1], row(9, edit="It began.")],
    "the new row removed": lambda rows: rows[:-1],
    "two rows in its place": lambda rows: [*rows[:-1], row(10), row(11)],
    "it moves down": lambda rows: [*rows[:-1], row(12), rows[-1]],
    "an old row edited": lambda rows: [rows[0], row(1, edit="It began."), *rows[2:]],
    "an old row removed": lambda rows: [rows[0], *rows[2:]],
}


@pytest.mark.parametrize("change", REWRITES)
@pytest.mark.parametrize("name", ["news.jsonl", "news.csv", "news.mbox", "news.wet"])
def test_what_was_appended_just_now_may_change_without_another_mtime(
    site: SiteFolder, name: str, change: str
) -> None:
    rows = [row(n) for n in range(5)]
    path = site.write(name, FORMATS[name](rows))
    os.utime(path, (NOW - 60, NOW - 60))
    site.build(NOW)
    rows = [*rows, row(9, edit="It ended.")]
    path.write_bytes(FORMATS[name](rows))
    os.utime(path, (LATER, LATER))
    site.build(LATER)
    before = site.shown()
    changed = REWRITES[change](rows)
    path.write_bytes(FORMATS[name](changed))
    os.utime(path, (LATER, LATER))
    site.build(LATER + 5)
    after = site.shown()
    assert after.keys() == {r.title for r in changed}
    for r in changed:
        assert ("It began." in after[r.title].content) == ("It began." in r.text)
        if r in rows:
            assert after[r.title] == before[r.title]
    assert site.build(LATER + 60).written == ()


def test_rows_that_arrive_in_each_second_are_each_read_twice(site: SiteFolder) -> None:
    rows = [row(n, edit="word " * 5_000) for n in range(20)]
    path = site.write("news.jsonl", json_lines(rows))
    for second in range(5):
        rows.append(row(50 + second, edit="word " * 5_000))
        path.write_bytes(json_lines(rows))
        os.utime(path, (NOW + second, NOW + second))
        read = bytes_read(site, NOW + second)
    assert len(site.shown()) == len(rows)
    # The head, to find rows and to read them, the samples, and two of the 25 rows.
    assert read < 2 * (1 << 16) + 2 * 17 * 4096 + len(json_lines(rows[-2:])) + 1000


def test_a_reordered_dump_is_noted_although_nothing_is_published(site: SiteFolder) -> None:
    rows = [row(n) for n in range(3)]
    publish(site, "news.jsonl", rows)
    site.write("news.jsonl", json_lines(rows[::-1]))
    assert site.build(LATER).written == ()
    assert bytes_read(site, LATER + 60) == 0
    site.rule(
        '[[rule]]\nid = "own/x"\nwhy = "x"\nwhere = "tail"\nequals = ["Nobody says"]\n'
        'drops = ["Nobody says"]\nkeeps = ["He says"]\n'
    )
    report = site.build(LATER + 120)
    assert (report.problems, report.unsettled, report.written) == ((), 0, ())


# -- which files are dumps -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("settings.json", '{"name": "x", "version": 2}'),
        ("colours.json", '[{"name": "blue", "text": "#00f"}]'),
        ("scores.csv", "player,score\nAnn,3\n"),
        ("sitemap.xml", "<urlset><url/></urlset>"),
        ("feed.xml", "---\nlayout: none\n---\n<rss><channel></channel></rss>"),
        ("mail.mbox", "no mailbox"),
        ("empty.json", ""),
        ("feed.rss", "<rss"),
    ],
)
def test_other_data_is_passed_over_and_counted(site: SiteFolder, name: str, content: str) -> None:
    site.write("a.txt", f"{row(0).title}\n\n{row(0).text}\n")
    site.write(name, content)
    ending = f".{name.rpartition('.')[2]}"
    for now in (NOW, LATER):
        report = site.build(now)
        assert (report.articles, report.problems) == (1, ())
        assert report.passed_over == {ending: 1}
    site.write(name, json.dumps([{"title": row(1).title, "text": row(1).text}]))
    report = site.build(LATER + 60)
    assert report.passed_over == ({} if ending == ".json" else {ending: 1})
    assert report.articles == (2 if ending == ".json" else 1)


def test_the_owner_names_the_fields(new_site: NewSite) -> None:
    site = new_site(f'{CONFIG}\n[input.fields]\ntitle = "kop"\ntext = "inhoud.tekst"\nid = "nr"\n')
    rows = [row(n) for n in range(2)]
    lines = [{"nr": n, "kop": r.title, "inhoud": {"tekst": r.text}} for n, r in enumerate(rows)]
    site.write("nieuws.json", json.dumps(lines))
    site.build()
    assert site.shown().keys() == {r.title for r in rows}
    assert [c.key for c in site.plan()[1]] == []
    site.configure(f"{CONFIG}\n")
    with pytest.raises(PublishError):  # of all rows at once
        site.build(LATER)
    assert len(site.shown()) == 2


# -- commands --------------------------------------------------------------------------------------


def test_commands_work_on_parts(site: SiteFolder, feedtool_in: Run) -> None:
    rows = [row(n) for n in range(2)]
    site.write("news.jsonl", json_lines(rows) + b'{"id": 3, "title": "No text"}\n')
    assert feedtool_in("build").returncode == 3
    for name in ("news.jsonl#https:%2F%2Frows.example%2F1", "news.jsonl#https://rows.example/1"):
        done = feedtool_in("explain", f"articles/{name}")
        assert (done.returncode, done.stderr) == (0, "")
        assert "found: a row of a JSON file" in done.stdout
        assert "in the ledger since it was first published" in done.stdout
    done = feedtool_in("clean", "articles/news.jsonl")
    assert done.returncode == 3
    assert "==> news.jsonl#https:%2F%2Frows.example%2F0 <==" in done.stdout
    assert says(done.stderr.strip(), "feedtool: news.jsonl#3: has no text")
    done = feedtool_in("clean", "--to", "cleaned", "articles")
    assert len(list((site.root / "cleaned").iterdir())) == 2
    assert says(feedtool_in("check").stderr.strip(), "feedtool: news.jsonl#3: has no text")
    assert "news.jsonl#3" in feedtool_in("status").stdout
    done = feedtool_in("explain", "articles/news.jsonl#nothing")
    assert says(done.stderr.strip(), "feedtool: news.jsonl#nothing: is not in news.jsonl")
    done = feedtool_in("explain", "articles/nothing.jsonl#1")
    assert done.returncode == 2
    done = feedtool_in("rename", "news.jsonl#https:%2F%2Frows.example%2F1", "another-slug")
    assert done.returncode == 0
    assert feedtool_in("build").returncode == 3
    assert site.shown()[rows[1].title].slug == "another-slug"
