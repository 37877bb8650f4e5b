"""Ids survive what happens to files, in complete builds beyond `test_identity_table`."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from support.folders import tree
from support.processes import environment
from support.sites import CONFIG, NOW, SITE_ID, NewSite, Shown, SiteFolder
from support.texts import sentence, story

pytestmark = pytest.mark.thorough

A, B, C = "The bridge is open", "Harbour freezes over", "Markets moved again"
LATER = NOW + 3600
MONTH = 30 * 86_400


def long_story(headline: str, paragraphs: int = 12) -> str:
    return story(headline, paragraphs)


def edited(text: str, share: float, seed: str = "") -> str:
    """The text with a share of its sentences replaced, but not the headline."""
    head, _, body = text.partition("\n\n")
    sentences = body.replace("\n\n", " ¶ ").split(". ")
    dice = random.Random(f"{seed}{share}")
    for place in dice.sample(range(len(sentences)), max(1, round(share * len(sentences)))):
        mark = "¶ " if "¶" in sentences[place] else ""
        sentences[place] = mark + sentence((seed, place, share)).rstrip(".")
    return f"{head}\n\n" + ". ".join(sentences).replace(" ¶ ", "\n\n").replace("¶ ", "\n\n")


def body(seed: object) -> str:
    """A story without its headline."""
    return story(str(seed)).partition("\n\n")[2]


def by_guid(site: SiteFolder) -> dict[str, Shown]:
    return {shown.guid: shown for shown in site.shown().values()}


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    for key, title in (("a.txt", A), ("b.txt", B), ("world/c.txt", C)):
        site.write(key, long_story(title))
    site.build()
    return site


# -- a file at another path, with other words ---------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.2, 0.4])
@pytest.mark.parametrize("place", ["z.txt", "a.md", "world/a.txt"])
def test_a_renamed_and_edited_file_keeps_its_id(
    published: SiteFolder, share: float, place: str
) -> None:
    before = published.shown()
    published.remove("a.txt")
    published.write(place, edited(long_story(A), share))
    report = published.build(LATER)
    after = published.shown()
    assert after[A].guid == before[A].guid
    assert (after[A].slug, after[A].published) == (before[A].slug, before[A].published)
    assert after[A].updated == datetime.fromtimestamp(LATER, UTC)
    assert (report.new, report.removed, report.renamed) == (0, 0, 1)
    assert {after[B], after[C]} == {before[B], before[C]}


def test_two_edited_files_that_swapped_names_keep_their_ids(
    published: SiteFolder,
) -> None:
    before = published.shown()
    published.write("a.txt", edited(long_story(B), 0.1))
    published.write("b.txt", edited(long_story(A), 0.1))
    report = published.build(LATER)
    after = published.shown()
    assert {t: s.guid for t, s in after.items()} == {t: s.guid for t, s in before.items()}
    assert (report.new, report.removed) == (0, 0)


def test_edited_files_in_a_renamed_folder_keep_their_ids(site: SiteFolder) -> None:
    for n in range(8):
        site.write(f"old/{n}.txt", long_story(f"Text number {n} of eight"))
    site.build()
    before = {title: shown.guid for title, shown in site.shown().items()}
    (site.articles / "old").rename(site.articles / "new")
    for n in range(8):
        site.write(f"new/{n}.txt", edited(long_story(f"Text number {n} of eight"), 0.1))
    report = site.build(LATER)
    assert {title: shown.guid for title, shown in site.shown().items()} == before
    assert (report.new, report.removed) == (0, 0)


@pytest.mark.parametrize("first", ["1.txt", "2.txt"])
def test_the_larger_part_of_a_split_file_keeps_the_id(site: SiteFolder, first: str) -> None:
    text = long_story(A, 14)
    site.write("whole.txt", text)
    site.build()
    guid = site.shown()[A].guid
    head, *paragraphs = text.strip().split("\n\n")
    second = "2.txt" if first == "1.txt" else "1.txt"
    site.remove("whole.txt")
    site.write(first, "\n\n".join((head, *paragraphs[:9])) + "\n")
    site.write(second, "\n\n".join(("What came of it later", *paragraphs[9:])) + "\n")
    report = site.build(LATER)
    after = site.shown()
    assert after[A].guid == guid
    assert after["What came of it later"].guid != guid
    assert (report.new, report.removed) == (1, 0)


def test_the_part_that_stays_in_a_split_file_keeps_the_id(
    published: SiteFolder,
) -> None:
    before = published.shown()[A]
    head, *paragraphs = long_story(A).strip().split("\n\n")
    published.write("a.txt", "\n\n".join((head, *paragraphs[:8])) + "\n")
    published.write("a2.txt", "\n\n".join(("The second half of it", *paragraphs[8:])) + "\n")
    published.build(LATER)
    assert published.shown()[A].guid == before.guid
    assert len(by_guid(published)) == 4


def test_two_merged_files_continue_as_the_larger_one(published: SiteFolder) -> None:
    before = published.shown()
    one, two = story(A, 10), story(B, 4)
    published.write("a.txt", one)
    published.write("b.txt", two)
    published.build(NOW + 60)
    for key in ("a.txt", "b.txt"):
        published.remove(key)
    published.write("both.txt", one + "\n" + two.partition("\n\n")[2])
    report = published.build(LATER)
    after = published.shown()
    assert after[A].guid == before[A].guid
    assert B not in after
    assert (report.new, report.removed) == (0, 1)


def test_an_uncertain_match_is_reported(published: SiteFolder) -> None:
    before = published.shown()[A].guid
    published.remove("a.txt")
    published.write("z.txt", edited(long_story(A), 0.6))
    report = published.build(LATER)
    assert published.shown()[A].guid == before
    (problem,) = report.problems
    assert problem.key == "z.txt"
    assert not problem.left_out
    assert "was taken for a.txt" in problem.message


def series(day: int) -> str:
    """An issue of a series: mostly the same words as others, but a separate article."""
    common = [sentence(("series", n)) for n in range(12)]
    own = [sentence(("day", day, n)) for n in range(14)]
    return f"Weather for day {day}\n\n" + "\n\n".join(
        " ".join((a, b)) for a, b in zip(common, own, strict=False)
    )


def test_issues_of_a_series_are_not_confused(site: SiteFolder) -> None:
    site.write("w1.txt", series(1))
    site.write("w2.txt", series(2))
    site.build()
    before = set(by_guid(site))
    for key in ("w1.txt", "w2.txt"):
        site.remove(key)
    site.write("w3.txt", series(3))
    site.write("w4.txt", series(4))
    report = site.build(LATER, allow_removals=True)
    assert before.isdisjoint(by_guid(site))
    assert {p.key for p in report.problems} >= {"w3.txt", "w4.txt"}
    assert all("may be w" in p.message for p in report.problems)


def test_an_unmatched_file_can_declare_the_old_id(site: SiteFolder) -> None:
    for day in (1, 2):
        site.write(f"w{day}.txt", series(day))
    site.build()
    was = site.shown()["Weather for day 1"]
    for day in (1, 2):
        site.remove(f"w{day}.txt")
        site.write(f"w{day + 2}.txt", series(day + 2))
    report = site.build(LATER)
    message = next(p.message for p in report.problems if p.key == "w3.txt")
    asked = message.partition("`")[2].partition("`")[0]
    site.write("w3.txt", f"---\n{asked}\n---\n{series(3)}")
    site.build(LATER + 60)
    assert asked in ("id: w1.txt", "id: w2.txt")
    if asked == "id: w1.txt":
        assert site.shown()["Weather for day 3"].guid == was.guid
    assert len(by_guid(site)) == 2


def test_articles_of_two_hosts_are_never_matched(site: SiteFolder) -> None:
    site.write("a.txt", f"---\nurl: https://one.example/a\n---\n{long_story(A)}")
    site.build()
    before = set(by_guid(site))
    site.remove("a.txt")
    text = edited(long_story(A), 0.05)
    site.write("b.txt", f"---\nurl: https://two.example/a\n---\n{text}")
    site.build(LATER)
    assert before.isdisjoint(by_guid(site))


def test_a_file_with_an_entirely_different_text_is_a_new_article_and_reported(
    published: SiteFolder,
) -> None:
    before = published.shown()
    published.write("a.txt", long_story("Entirely different things happened"))
    report = published.build(LATER)
    after = published.shown()
    assert A not in after
    assert after["Entirely different things happened"].guid not in {s.guid for s in before.values()}
    assert (report.new, report.removed) == (1, 1)
    assert "has nothing in common" in report.problems[0].message


def test_each_article_of_a_rotating_file_gets_its_own_id(site: SiteFolder) -> None:
    seen: dict[str, str] = {}
    for day in range(6):
        title = f"News of day number {day}"
        if day:
            site.move("latest.txt", f"archive-{day}.txt")
        site.write("latest.txt", long_story(title))
        site.build(NOW + 3600 * day)
        now = {t: s.guid for t, s in site.shown().items()}
        assert all(now[t] == guid for t, guid in seen.items())
        seen = now
    assert len(set(seen.values())) == 6


def test_a_rotating_file_without_an_archive_is_new_every_time(site: SiteFolder) -> None:
    seen = set()
    for day in range(4):
        site.write("latest.txt", long_story(f"Report {sentence(day, 3)}"))
        site.build(NOW + 3600 * day)
        seen |= set(by_guid(site))
        assert len(by_guid(site)) == 1
    assert len(seen) == 4


# -- withdrawn, and back ----------------------------------------------------------------------


@pytest.mark.parametrize("place", ["a.txt", "back/again.txt"])
def test_a_similar_text_that_returns_after_a_month_keeps_its_id(
    published: SiteFolder, place: str
) -> None:
    before = published.shown()[A]
    published.remove("a.txt")
    published.build(NOW + 60)
    published.write(place, edited(long_story(A), 0.1))
    published.build(NOW + MONTH)
    after = published.shown()[A]
    assert (after.guid, after.slug, after.published) == (before.guid, before.slug, before.published)


@pytest.mark.parametrize("wait", [60, MONTH])
def test_another_text_at_the_path_of_a_withdrawn_article_is_a_new_article(
    published: SiteFolder, wait: int
) -> None:
    before = set(by_guid(published))
    published.remove("a.txt")
    published.build(NOW + 60)
    published.write("a.txt", long_story("Nothing of the kind"))
    published.build(NOW + 60 + wait)
    assert published.shown()["Nothing of the kind"].guid not in before


# -- another machine, another order, other libraries ----------------------------------------------


def test_another_machine_builds_the_same_site_from_the_same_files(
    published: SiteFolder, new_site: NewSite
) -> None:
    other = new_site()
    shutil.rmtree(other.articles)
    other.articles.mkdir()
    for path in sorted(published.articles.rglob("*.txt"), reverse=True):
        key = path.relative_to(published.articles).as_posix()
        os.utime(other.write(key, path.read_bytes()), (1, 1))
    other.build()
    assert other.files() == published.files()


def test_another_machine_continues_from_the_output(
    published: SiteFolder, new_site: NewSite
) -> None:
    published.move("a.txt", "moved.txt")
    published.write("b.txt", edited(long_story(B), 0.1))
    published.build(NOW + 60)
    other = new_site()
    shutil.rmtree(other.articles)
    shutil.copytree(published.articles, other.articles)
    shutil.copytree(published.output, other.output)
    assert not other.build(LATER).written
    assert other.files() == published.files()


def test_articles_of_one_day_have_the_same_order_however_they_arrived(new_site: NewSite) -> None:
    keys = [f"{n}.txt" for n in range(6)]
    files = []
    for order in (keys, keys[::-1]):
        site = new_site()
        for hour, key in enumerate(order):
            site.write(key, f"---\ndate: 2026-05-25\n---\n{story(f'Text number {key} of six')}")
            site.build(NOW + hour)
        files.append([shown.guid for shown in site.shown().values()])
    assert files[0] == files[1]


def test_a_lost_ledger_does_not_change_the_order_of_articles_of_one_day(site: SiteFolder) -> None:
    for n in (3, 1, 2, 0):
        site.write(f"{n}.txt", f"---\ndate: 2026-05-25\n---\n{story(f'Text number {n} of four')}")
        site.build(NOW + n)
    before = site.looks()
    (site.state / "ledger.sqlite").unlink()
    assert not site.build(LATER).written
    assert site.looks() == before


_SHUFFLED = """
import os, random, sys
scandir, seed = os.scandir, int(sys.argv[1])

class Shuffled(list):
    def __enter__(self): return self
    def __exit__(self, *_): pass

def shuffled(path="."):
    with scandir(path) as entries:
        found = Shuffled(entries)
    random.Random(seed).shuffle(found)
    return found

os.scandir = shuffled
from feedtool.cli import main
sys.argv = ["feedtool", "build", *sys.argv[2:]]
main()
"""


def test_directory_order_and_number_of_jobs_do_not_matter(new_site: NewSite) -> None:
    made = []
    for seed, jobs in ((1, 1), (2, 2), (3, 4)):
        site = new_site()
        for n in range(300):
            site.write(f"{n % 7}/{n}.txt", story(f"Text {n % 3} of several"))
        subprocess.run(
            [sys.executable, "-c", _SHUFFLED, str(seed), "--jobs", str(jobs)],
            cwd=site.root,
            env=environment(),
            check=True,
            timeout=120,
        )
        made.append(site.files())
    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize("library", ["slugify", "text_unidecode"])
def test_a_published_slug_stays_when_the_library_changes(
    published: SiteFolder, tmp_path: Path, library: str
) -> None:
    before = published.shown()
    stub = "def slugify(*a, **k): return 'other'\ndef unidecode(*a): return 'other'\n"
    (tmp_path / "stub").mkdir()
    (tmp_path / "stub" / f"{library}.py").write_text(stub)
    published.write("a.txt", edited(long_story(A), 0.2))
    published.move("b.txt", "moved.txt")
    path = f"{tmp_path / 'stub'}{os.pathsep}{environment()['PYTHONPATH']}"
    for lost in ((), ("cache.sqlite",), ("ledger.sqlite", "cache.sqlite")):
        for name in lost:
            (published.state / name).unlink()
        subprocess.run(
            [sys.executable, "-m", "feedtool", "build"],
            cwd=published.root,
            env=environment(LATER) | {"PYTHONPATH": path},
            check=True,
            timeout=60,
        )
        after = published.shown()
        assert {t: (s.guid, s.link, s.published) for t, s in after.items()} == {
            t: (s.guid, s.link, s.published) for t, s in before.items()
        }


def test_another_version_of_feedgen_changes_no_id(published: SiteFolder, tmp_path: Path) -> None:
    before = published.shown()
    stub = tmp_path / "stub"
    import feedgen

    shutil.copytree(Path(feedgen.__file__).parent, stub / "feedgen")
    feed = stub / "feedgen" / "feed.py"
    source = feed.read_text("utf-8")
    for old, new in (
        ("http://www.rssboard.org/rss-specification", "https://www.rssboard.org/rss-2-0-11"),
        ("= self.__atom_generator['value']", "= 'another generator'"),
    ):
        assert old in source
        source = source.replace(old, new)
    feed.write_text(source, "utf-8")
    files = published.files()
    (published.state / "cache.sqlite").unlink()
    subprocess.run(
        [sys.executable, "-m", "feedtool", "build"],
        cwd=published.root,
        env=environment(LATER) | {"PYTHONPATH": f"{stub}{os.pathsep}{environment()['PYTHONPATH']}"},
        check=True,
        timeout=60,
    )
    assert published.shown() == before
    now = published.files()
    assert {path for path in files if files[path] != now[path]} == {"rss.xml", "atom.xml"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Test site"', 'title = "Another name"'),
        ("https://example.org/news/", "http://example.org/news/"),
        ("https://example.org/news/", "https://news.example.net/"),
    ],
)
def test_title_and_address_of_the_site_change_no_id(
    published: SiteFolder, old: str, new: str
) -> None:
    before = published.shown()
    published.configure(CONFIG.replace(old, new))
    published.build(LATER)
    after = published.shown()
    assert {t: replace(s, link=before[t].link) for t, s in after.items()} == before
    assert SITE_ID in (published.output / "atom.xml").read_text("utf-8")


# -- collisions and hostile names -----------------------------------------------------------------


def test_titles_in_several_scripts_with_the_same_slug_get_different_slugs(
    site: SiteFolder,
) -> None:
    titles = ["Moskva", "Москва", "MOSKVA!", "¿Moskva?"]
    for n, title in enumerate(titles):
        site.write(f"{n}.txt", f"---\ntitle: '{title}'\n---\n{body(n)}")
    site.build()
    slugs = [shown.slug for shown in site.shown().values()]
    assert len(slugs) == len({slug.casefold() for slug in slugs}) == 4
    assert all(slug.startswith("moskva") for slug in slugs)


@pytest.mark.parametrize(
    "title",
    ["index", "CON", "nul", "com1", "LPT9", "..", ".", "/", "!!!", "😀😀", "-", "feed", "%2e%2e/x"],
)
def test_a_title_that_is_not_a_valid_file_name_gets_one(site: SiteFolder, title: str) -> None:
    site.write("a.txt", f"---\ntitle: '{title}'\n---\n{story('Body')}")
    site.build()
    (page,) = (site.output / "articles").iterdir()
    assert page.stem == page.stem.lower()
    assert page.stem not in {"index", "con", "nul", "com1", "lpt9", "", ".", "..", "feed"}
    assert not page.stem.startswith((".", "-"))


def test_titles_without_letters_get_slugs_independent_of_other_articles(
    new_site: NewSite,
) -> None:
    found = []
    for keys in (("a.txt", "b.txt"), ("b.txt",)):
        site = new_site()
        for key in keys:
            site.write(key, f"---\ntitle: '!!!'\n---\n{story(key)}")
        site.build()
        found.append({p.stem for p in (site.output / "articles").iterdir()})
    assert found[1] < found[0]


def test_no_two_pages_differ_only_in_case(site: SiteFolder) -> None:
    for n, title in enumerate(("Weather", "WEATHER", "weather", "Wëather")):
        site.write(f"{n}.txt", f"{title}\n\n{body(n)}")
    site.build()
    stems = [p.stem for p in (site.output / "articles").iterdir()]
    assert len(stems) == len({stem.casefold() for stem in stems}) == 4


@pytest.mark.parametrize(
    "key",
    [
        "n" * 251 + ".txt",
        "ü" * 125 + ".txt",
        "/".join(["d" * 200] * 12) + "/deep.txt",
        "-rf *.txt",
        "a\nb\t'\"<&>.txt",
        "con.txt",
        "%2e%2e%2fa.txt",
    ],
    ids=["long", "long-utf8", "deep", "option", "control", "device", "escaped"],
)
def test_any_file_name_is_a_valid_key(site: SiteFolder, key: str) -> None:
    site.write(key, story(A))
    report = site.build()
    assert (report.new, report.problems) == (1, ())
    before = site.shown()
    site.move(key, "plain.txt")
    assert not site.build(LATER).written
    assert site.shown() == before


def test_many_articles_with_one_title_take_linear_time(new_site: NewSite) -> None:
    steps = []
    for count in (200, 800):
        site = new_site()
        for n in range(count):
            date = "date: 2026-05-25\n" if n % 2 else ""
            site.write(f"{n}.txt", f"---\ntitle: One title\n{date}---\n{sentence(n, 40)}")
        taken = _steps(site.build)
        assert len(list((site.output / "articles").iterdir())) == count
        steps.append(taken)
    assert steps[1] < 6 * steps[0]


def _steps(work: Callable[[], object]) -> int:
    """The number of Python function calls, a measure that does not depend on the machine."""
    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_articles_that_arrive_in_two_batches_have_timestamps_in_key_order(site: SiteFolder) -> None:
    for lot in range(3):
        for n in range(30):
            site.write(f"{lot}-{n:02}.txt", story(f"Text number {n} of lot {lot}"))
        site.build(NOW + 5 * lot)
        shown = [s for t, s in site.shown().items() if t.endswith(f"lot {lot}")]
        numbers = [int(s.title.split()[2]) for s in shown]
        assert numbers == sorted(numbers, reverse=True)
    shown = list(site.shown().values())
    assert len({s.updated for s in shown}) == len(shown)
    assert max(s.updated for s in shown) <= datetime.fromtimestamp(NOW + 10, UTC)
    assert timedelta(seconds=1) <= shown[0].updated - shown[1].updated


def test_the_output_of_a_build_does_not_depend_on_where_it_is(new_site: NewSite) -> None:
    one, two = new_site(), new_site()
    for site in (one, two):
        site.write("a.txt", story(A))
        site.build()
    assert tree(one.output) == tree(two.output)
