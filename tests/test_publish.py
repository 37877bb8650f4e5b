"""What a web server sees: whole files, times that move forward, and no change without news."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from feedtool.errors import PublishError
from feedtool.model import Artifact, FileStat, Mtime
from feedtool.pipeline.build import build
from feedtool.pipeline.output_folder import STAGING, OutputFolder
from feedtool.pipeline.ownership import Ownership
from feedtool.pipeline.publisher import DryRun, Output, Publisher
from feedtool.state.cache import Cache
from feedtool.state.cache.outputs import Written
from feedtool.state.commit_marker import CommitMarker
from feedtool.state.ledger import Ledger
from support.messages import says
from support.processes import environment, real_program
from support.sites import CONFIG, NOW, OF_THE_SITE, NewSite, SiteFolder
from support.texts import headline, story

pytestmark = pytest.mark.thorough

A, B = "The first of two texts", "The second one of them"


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    return site


def test_a_build_without_news_touches_nothing(published: SiteFolder) -> None:
    before = (published.looks(), published.output.stat().st_mtime_ns)
    for minutes in (5, 10, 60 * 24 * 400):
        report = published.build(NOW + 60 * minutes)
        assert report.written == report.deleted == ()
    assert (published.looks(), published.output.stat().st_mtime_ns) == before


def test_a_build_without_news_opens_no_article_and_no_page(published: SiteFolder) -> None:
    strace = real_program("strace")
    done = subprocess.run(
        [
            *(strace, "-f", "-o", "trace.txt", "-e", "trace=openat,open,creat,rename,unlink"),
            *(sys.executable, "-m", "feedtool", "build"),
        ],
        cwd=published.root,
        env=environment(NOW + 300),
        capture_output=True,
        text=True,
        check=False,
    )
    trace = (published.root / "trace.txt").read_text()
    if done.returncode != 0 and "openat" not in trace:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "ledger.sqlite" in trace  # it would show the open files
    assert not re.findall(r'.*articles/[^"]+".*', trace)
    assert not re.findall(r'.*["/]output(?:/[^"]*)?".*', trace)


def test_a_new_title_rewrites_the_page_and_the_documents_that_name_it(
    published: SiteFolder,
) -> None:
    before = published.looks()
    published.write("a.txt", story(A).replace(A, "The first one has a new title"))
    report = published.build(NOW + 60)
    after = published.looks()
    rewritten = {path for path in before if before[path] != after[path] and "." in path}
    assert rewritten == set(report.written)
    assert rewritten == {
        "articles/the-first-of-two-texts.html",
        "articles/the-second-one-of-them.html",  # its neighbour, which links to it
        "index.html",
        "rss.xml",
        "atom.xml",
        "feed.json",
        "sitemap.xml",
    }


def test_pages_come_first_and_feeds_last(published: SiteFolder) -> None:
    published.write("c.txt", story("A third text came"))
    written = published.build(NOW + 60).written
    assert written.index("articles/a-third-text-came.html") < written.index("index.html")
    assert set(written[-3:]) == {"rss.xml", "atom.xml", "feed.json"}


def test_a_changed_file_is_at_least_a_whole_second_newer(
    published: SiteFolder,
) -> None:
    for n in range(3):  # three builds within one second
        before = {path: look[2] // 10**9 for path, look in published.looks().items()}
        published.write("a.txt", story(A, edit=f"Edit number {n}."))
        written = published.build(NOW + n).written
        assert written
        for path in written:
            assert (published.output / path).stat().st_mtime_ns // 10**9 > before[path]


def test_a_time_in_the_future_still_moves_forward(published: SiteFolder) -> None:
    future = time.time_ns() // 10**9 + 10_000
    os.utime(published.output / "rss.xml", (future, future))
    published.write("a.txt", story(A, edit="Once more."))
    published.build(NOW + 60)
    assert (published.output / "rss.xml").stat().st_mtime == future + 1


def test_foreign_files_are_never_touched(site: SiteFolder) -> None:
    site.output.mkdir()
    others = {
        "robots.txt": "User-agent: *\n",
        ".htaccess": "Options -Indexes\n",
        "articles/by-hand.html": "<p>By hand</p>",
        "articles/image.png": "PNG",
        "pages/own.html": "own",
        "old/deep/file": "x",
    }
    for path, text in others.items():
        (site.output / path).parent.mkdir(parents=True, exist_ok=True)
        (site.output / path).write_text(text)
    looks = {path: look for path, look in site.looks().items() if path in others}
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    site.remove("a.txt")
    assert site.build(NOW + 60).deleted == ("articles/the-first-of-two-texts.html",)
    (site.state / "cache.sqlite").unlink()
    site.remove("b.txt")
    site.write("c.txt", story("The third of them all"))
    site.build(NOW + 120)
    assert {path: look for path, look in site.looks().items() if path in others} == looks
    assert {path: site.files()[path].decode() for path in others} == others


OBSTACLES = ("index.html", "rss.xml", "style.css", "articles/the-first-of-two-texts.html")


@pytest.mark.parametrize("path", OBSTACLES)
@pytest.mark.parametrize("knows", ["nothing", "the site"])
def test_a_file_of_somebody_else_stops_the_build_until_it_may_be_replaced(
    site: SiteFolder, path: str, knows: str
) -> None:
    if knows == "the site":
        site.write("b.txt", story(B))
        site.build()
        (site.state / "cache.sqlite").unlink()
    site.write("a.txt", story(A))
    site.write("c.txt", story("The third of them all"))
    for name in (path, "pages/1.html"):
        (site.output / name).parent.mkdir(parents=True, exist_ok=True)
        (site.output / name).write_text("made by hand")
    before = site.files()
    for _ in range(2):
        with pytest.raises(PublishError) as refused:
            site.build(NOW + 60)
        assert says(str(refused.value), f"output: … document: {path}; nothing … --overwrite … it")
        assert site.files() == before
    with pytest.raises(PublishError, match="--overwrite"):
        site.plan(NOW + 60)
    build(site.config, NOW + 60, overwrite=True)
    after = site.files()
    assert after[path] != b"made by hand"
    assert after["pages/1.html"] == b"made by hand"  # which is not in the way
    assert not site.build(NOW + 120).files_changed
    (site.state / "cache.sqlite").unlink()
    assert not site.build(NOW + 180).files_changed


def test_a_lost_cache_leaves_nothing_stale_and_keeps_the_files_of_others(site: SiteFolder) -> None:
    settings = "\n[pages]\nper-page = 2\nrobots = true\n[feeds]\nlimit = 2\n"
    site.configure(f'{CONFIG}{settings}[[feed]]\neach = "folder"\n')
    for n in range(8):
        site.write(f"world/{n}.txt", story(headline(n)))
    site.build()
    others = {
        path: f"by hand: {path}".encode()
        for path in ("pages/77.html", "archive/rss-77.xml", "feeds/world/own.html", "feeds/rss.xml")
    }
    for path, body in others.items():
        (site.output / path).write_bytes(body)
    (site.state / "cache.sqlite").unlink()
    site.configure(CONFIG)
    site.build(NOW + 60)
    left = site.files()
    pages = {path for path in left if path.startswith("articles/")}
    assert left.keys() == others.keys() | OF_THE_SITE | pages
    assert {path: left[path] for path in others} == others
    assert len(pages) == 8


def test_what_a_template_makes_is_recognized_without_a_cache(site: SiteFolder) -> None:
    (site.root / "templates").mkdir()
    for name in ("listing.html", "404.html", "style.css"):
        (site.root / "templates" / name).write_text("one {# #}")
    site.write("a.txt", story(A))
    site.build()
    (site.state / "cache.sqlite").unlink()
    for name in ("listing.html", "404.html", "style.css"):
        (site.root / "templates" / name).write_text("another")
    written = site.build(NOW + 60).written
    assert {"index.html", "404.html", "style.css"} <= set(written)


def test_a_compressed_file_of_somebody_else_is_not_replaced(site: SiteFolder) -> None:
    site.configure(CONFIG + '\n[output]\ncompress = ["gz"]\n')
    site.output.mkdir()
    (site.output / "index.html.gz").write_bytes(gzip.compress(b"by hand"))
    site.write("a.txt", story(A))
    with pytest.raises(PublishError, match=r"document: index\.html\.gz;"):
        site.build()
    build(site.config, NOW, overwrite=True)
    (site.state / "cache.sqlite").unlink()
    assert not site.build(NOW + 60).files_changed


def test_a_document_that_was_edited_by_hand_is_written_again(published: SiteFolder) -> None:
    made = published.files()
    for path in ("index.html", "style.css"):
        (published.output / path).write_text("made by hand")
    assert set(published.build(NOW + 60).written) == {"index.html", "style.css"}
    assert published.files() == made


def test_the_page_of_a_removed_article_is_deleted_even_without_a_cache(
    published: SiteFolder,
) -> None:
    (published.state / "cache.sqlite").unlink()
    published.remove("a.txt")
    assert published.build(NOW + 60).deleted == ("articles/the-first-of-two-texts.html",)
    assert not (published.output / "articles/the-first-of-two-texts.html").exists()


def test_written_files_are_readable_for_a_web_server_under_any_umask(
    site: SiteFolder, umask: Callable[[int], int]
) -> None:
    umask(0o077)
    for n in range(5):
        site.write(f"{n}.txt", story(headline(n)))
    site.configure((site.root / "feedtool.toml").read_text() + "\n[pages]\nper-page = 2\n")
    site.build()
    modes = {
        path.relative_to(site.output).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in site.output.rglob("*")
    }
    folders = {"articles", "pages"}
    assert {modes[path] for path in folders} == {0o755}
    assert {mode for path, mode in modes.items() if path not in folders} == {0o644}


def test_a_new_output_folder_is_readable_for_a_web_server_under_any_umask(
    site: SiteFolder, umask: Callable[[int], int]
) -> None:
    umask(0o077)
    site.write("a.txt", story(A))
    site.build()
    assert stat.S_IMODE(site.output.stat().st_mode) == 0o755


def test_the_staging_folder_is_removed(published: SiteFolder) -> None:
    assert not (published.output / STAGING).exists()


def test_remains_of_an_interrupted_build_are_removed(published: SiteFolder) -> None:
    staging = published.output / STAGING
    staging.mkdir()
    (staging / "0").write_text("half a file")
    published.write("a.txt", story(A, edit="More."))
    published.build(NOW + 60)
    assert not staging.exists()
    assert all("half a file" not in body.decode() for body in published.files().values())


STOP = """
import os, sys
from pathlib import Path
from feedtool import config
from feedtool.pipeline import build
from feedtool.pipeline.output_folder import OutputFolder

step = int(sys.argv[1])
calls = 0

def stopping(function):
    def stop(*arguments, **named):
        global calls
        calls += 1
        if calls > step:
            os._exit(9)  # as if the power went: no clean-up of any kind
        return function(*arguments, **named)
    return stop

os.replace, os.utime, os.fsync, Path.unlink = map(
    stopping, (os.replace, os.utime, os.fsync, Path.unlink)
)
build.build(config.load(config.Options(config=Path("feedtool.toml"))), int(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("more", "stride"),
    [("", 3), ('[output]\ncompress = ["gz"]\n', 7)],
    ids=["plain", "packed"],
)
def test_a_crash_at_any_instant_leaves_whole_files_and_the_next_build_repairs_the_rest(
    site: SiteFolder, new_site: NewSite, more: str, stride: int
) -> None:
    """The same change is built on one site after another, each stopped one system call later."""

    def changed(home: SiteFolder) -> None:
        home.write("a.txt", story(A, edit="An edit in the midst of it."))
        home.remove("b.txt")
        home.write("c.txt", story("The third of the texts"))

    site.configure(CONFIG + more)
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    old = site.files()
    changed(site)
    site.build(NOW + 60)
    new = site.files()
    allowed = {path: {old.get(path), new.get(path)} for path in old.keys() | new.keys()}
    stopped = 0
    for step in range(0, 40 * stride, stride):
        home = new_site(CONFIG + more)
        home.write("a.txt", story(A))
        home.write("b.txt", story(B))
        home.build()
        changed(home)
        done = subprocess.run(
            [sys.executable, "-c", STOP, str(step), str(NOW + 60)],
            cwd=home.root,
            env=environment(),
            check=False,
        )
        for path, body in home.files().items():
            assert path.startswith(STAGING) or body in allowed[path], (step, path)
        home.build(NOW + 60)
        assert home.files() == new, step
        stopped += done.returncode == 9
        if done.returncode == 0:
            break
    assert stopped > 3


def test_a_crash_between_ledger_and_cache_leaves_no_stale_feed(
    site: SiteFolder,
) -> None:
    """The ledger is from after the removal of a [[feed]] table, cache and output from before."""
    plain = (site.root / "feedtool.toml").read_text()
    site.configure(plain + '\n[feeds]\nlimit = 1\n[[feed]]\neach = "folder"\n')
    for number in range(4):
        site.write(f"world/{number}.txt", story(headline(number)))
    site.build()
    kept = site.root / "kept"
    shutil.copytree(site.output, kept / "output")
    shutil.copy2(site.state / "cache.sqlite", kept / "cache.sqlite")
    site.configure(plain)
    site.remove("world/1.txt")
    site.build(NOW + 60)
    new = site.files()
    assert not any(path.startswith("feeds/") for path in new)
    shutil.rmtree(site.output)
    shutil.copytree(kept / "output", site.output)
    shutil.copy2(kept / "cache.sqlite", site.state / "cache.sqlite")
    with closing(Ledger(site.state / "ledger.sqlite")) as ledger:
        CommitMarker(site.state / "publishing").write(ledger.generation())
    site.build(NOW + 60)
    assert site.files() == new
    assert not site.build(NOW + 120).written


# -- the output folder, and the dry run --------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    output = OutputFolder(tmp_path / "output")
    output.open()
    return output


def test_a_dry_run_answers_like_its_target_and_changes_nothing(folder: OutputFolder) -> None:
    (folder.root / "a.html").write_text("old")
    rehearsal: Output = DryRun(folder)
    assert rehearsal.stat("a.html") == folder.stat("a.html") != rehearsal.stat("b.html")
    assert rehearsal.read("a.html") == b"old"
    assert rehearsal.stage("a.html", b"new", Mtime()).size == 3
    assert rehearsal.delete(["a.html", "b.html"]) == 1
    assert (folder.root / "a.html").read_text() == "old"


def test_an_output_folder_returns_none_for_missing_files(folder: OutputFolder) -> None:
    assert folder.stat("x") is folder.read("x") is None
    assert folder.delete(["x"]) == 0


def test_a_staged_file_appears_only_when_it_is_swapped_in(folder: OutputFolder) -> None:
    stamp = folder.stage("deep/a.html", b"new", Mtime())
    folder.sync()
    assert folder.read("deep/a.html") is None
    folder.swap_in(["deep/a.html"])
    folder.close()
    assert folder.read("deep/a.html") == b"new"
    assert folder.stat("deep/a.html") == stamp


def test_the_time_of_a_file_depends_on_the_previous_one() -> None:
    second = 10**9
    assert Mtime().mtime_for(5 * second + 7) == 5 * second + 7
    assert Mtime(after=5 * second + 9).mtime_for(5 * second + 7) == 6 * second
    assert Mtime(after=4 * second + 9).mtime_for(5 * second + 7) == 5 * second + 7
    assert Mtime(after=90 * second).mtime_for(5 * second) == 91 * second
    assert Mtime(exactly=3 * second).mtime_for(5 * second) == 3 * second


def publisher_of(folder: OutputFolder, cache: Cache, *, verify: bool) -> Publisher:
    is_foreign = Ownership(folder, cache.outputs).is_foreign
    return Publisher(folder, cache.outputs, verify=verify, is_foreign=is_foreign)


def test_unchanged_bytes_are_not_staged(folder: OutputFolder) -> None:
    (folder.root / "a.html").write_text("same")
    cache = Cache(None)
    publisher = publisher_of(folder, cache, verify=False)
    publisher.write_if_changed(Artifact("a.html", b"same"))
    publisher.write_if_changed(Artifact("b.html", b"new"))
    assert list(cache.outputs.staged()) == ["b.html"]
    cache.close()


def test_writing_a_file_cancels_its_deletion(folder: OutputFolder) -> None:
    cache = Cache(None)
    cache.outputs.note("a.html", Written(b"digest", FileStat(1, 1)))
    publisher = publisher_of(folder, cache, verify=False)
    publisher.delete("a.html")
    publisher.delete("b.html")
    publisher.write_if_changed(Artifact("a.html", b"here again"))
    assert list(cache.outputs.deletions()) == ["b.html"]
    cache.close()


def test_a_dropped_top_level_document_causes_no_further_build(
    site: SiteFolder,
) -> None:
    site.configure(f"{CONFIG}\n[pages]\nrobots = true\n")
    for number in range(3):
        site.write(f"{number}.txt", story(headline(number)))
    site.build()
    site.configure(CONFIG)
    assert site.build(NOW + 60).deleted == ("robots.txt",)
    assert site.build(NOW + 120).files_changed == 0
    site.write("3.txt", story(headline(3)))
    assert "style.css" not in site.build(NOW + 180).written  # it was not even rendered
    (site.output / "style.css").write_text("/* somebody else's */")
    assert site.build(NOW + 240).written == ("style.css",)
    assert site.build(NOW + 300).files_changed == 0
