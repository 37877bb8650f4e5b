"""A run from cron ends at once if nothing changed since one that found nothing to do.

And only then: whatever a build looks at, a change of it is found as it is without the record.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from random import Random

import pytest

from feedtool.cli.plain_build import requested
from feedtool.file_names import UNCHANGED
from feedtool.state import lock, status
from support.dumps import json_lines, row
from support.pictures import png
from support.processes import environment
from support.sites import CONFIG, NOW, OWN_RULE, SiteFolder
from support.texts import headline, story

pytestmark = pytest.mark.thorough

_SETTINGS = f"""{CONFIG}
[input]
static = "static"

[theme]
favicon = "icon.png"
"""


def run(*options: str, at: int = NOW) -> tuple[int, bool]:
    """Exit status of a run from cron in the current folder, and whether it ended at once."""
    os.environ["SOURCE_DATE_EPOCH"] = str(at)
    found = requested(["build", *options])
    assert found is not None
    build = pytest.MonkeyPatch()
    began: list[object] = []
    from feedtool.cli import building

    whole = building.run_build

    def noted(call: building.BuildCall, known: object = None) -> int:
        began.append(call)
        return whole(call, known)  # type: ignore[arg-type]

    build.setattr(building, "run_build", noted)
    with build.context():
        code = found.run()
    build.undo()
    return code, not began


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that runs ten seconds ahead, so that files are not taken for ones just written."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 10)
    monkeypatch.setattr(gc, "freeze", lambda: None)  # this process goes on
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")


@pytest.fixture
def quiet(site: SiteFolder, later: None, monkeypatch: pytest.MonkeyPatch) -> SiteFolder:
    """A site with something of everything, which was built, and found unchanged once."""
    site.configure(_SETTINGS)
    site.write("1.txt", story(headline(1)))
    site.write("a/2.md", f"# {story(headline(2))}\n\n![A picture](2.png)\n")
    site.write("a/2.png", png(4, 4))
    site.write("a/b/3.md", f"# {story(headline(3))}\n\n![Hidden](.kept/3.png) ![[some.png]]\n")
    site.write("a/b/.kept/3.png", png(5, 5))
    site.write("c/4.txt", story(headline(4)))
    site.write("c/5.txt", story(headline(5)))
    site.write("c/other.png", png(6, 6))
    site.write("d/news.jsonl", json_lines([row(10), row(11)]))
    for name in ("static", "templates", "pages"):
        (site.root / name).mkdir()
    (site.root / "static/robots.txt").write_text("User-agent: *\n")
    (site.root / "static/.well-known").mkdir()
    (site.root / "static/.well-known/security.txt").write_text("Contact: a@b.example\n")
    (site.root / "templates/style.css").write_text("p { margin: 0 }\n")
    (site.root / "pages/about.md").write_text("# About\n\nThis site.\n")
    (site.root / "icon.png").write_bytes(png(7, 7))
    site.rule(OWN_RULE.replace("own/ad", "own/other").replace("Buy", "Sell"), "first.toml")
    monkeypatch.chdir(site.root)
    assert run() == (0, False)
    assert run() == (0, False)
    assert run() == (0, True)
    return site


def restore_backup(site: SiteFolder) -> None:
    shutil.copy(site.state / "ledger.sqlite", site.root / "backup")
    os.replace(site.root / "backup", site.state / "ledger.sqlite")


def damage_cache(site: SiteFolder) -> None:
    path = site.state / "cache.sqlite"
    path.write_bytes(path.read_bytes()[:5000])


def forget_articles(site: SiteFolder) -> None:
    """Writes to the cache as no build does."""
    with closing(sqlite3.connect(site.state / "cache.sqlite")) as db:
        db.execute("DELETE FROM source WHERE key = '1.txt'")
        db.commit()


def keep_times(site: SiteFolder) -> None:
    """Changes an article without changing its size or time."""
    path = site.root / "pages/about.md"
    info = path.stat()
    path.write_text("# About\n\nThat site.\n")
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


def write(path: str, text: str | bytes) -> Callable[[SiteFolder], object]:
    """A change that writes a file below the folder of the site."""

    def change(site: SiteFolder) -> None:
        target = site.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    return change


def remove(path: str) -> Callable[[SiteFolder], object]:
    """A change that deletes a file or a folder."""

    def change(site: SiteFolder) -> None:
        target = site.root / path
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()

    return change


def move(old: str, new: str) -> Callable[[SiteFolder], object]:
    """A change that moves a file or a folder."""

    def change(site: SiteFolder) -> None:
        (site.root / new).parent.mkdir(parents=True, exist_ok=True)
        (site.root / old).rename(site.root / new)

    return change


# Whether the output folder differs afterwards, too.
CHANGES: dict[str, tuple[Callable[[SiteFolder], object], bool]] = {
    "an article added": (lambda s: s.write("c/6.txt", story(headline(6))), True),
    "an article in a new folder": (lambda s: s.write("e/f/6.txt", story(headline(6))), True),
    "an article in the topmost folder": (lambda s: s.write("6.txt", story(headline(6))), True),
    "an article edited": (lambda s: s.write("c/4.txt", story(headline(4), edit="More.")), True),
    "an article removed": (remove("articles/c/4.txt"), True),
    "an article moved": (move("articles/c/4.txt", "articles/a/4.txt"), False),
    "a folder renamed": (move("articles/a", "articles/z"), False),
    "a folder removed": (remove("articles/c"), True),
    "front matter beside an article": (write("articles/c/4.meta", "title: Other\n"), True),
    "a picture edited": (lambda s: s.write("a/2.png", png(9, 9)), True),
    "a picture removed": (remove("articles/a/2.png"), True),
    "a hidden picture edited": (lambda s: s.write("a/b/.kept/3.png", png(9, 9)), False),
    "a name that is looked for": (lambda s: s.write("c/some.png", png(8, 8)), True),
    "a file that is not an article": (lambda s: s.write("c/more.org", "* Org"), False),
    "a row appended": (
        lambda s: s.write("d/news.jsonl", json_lines([row(10), row(11), row(12)])),
        True,
    ),
    "a row removed": (lambda s: s.write("d/news.jsonl", json_lines([row(10)])), True),
    "a dump removed": (remove("articles/d/news.jsonl"), True),
    "a link to another folder": (
        lambda s: (s.articles / "c/link").symlink_to(s.articles / "a"),
        False,
    ),
    "a folder replaced by a link": (
        lambda s: [
            shutil.copytree(s.articles / "c", s.root / "elsewhere"),
            shutil.rmtree(s.articles / "c"),
            (s.articles / "c").symlink_to(s.root / "elsewhere"),
        ],
        False,  # its articles stay as they are
    ),
    "settings": (lambda s: s.configure(_SETTINGS.replace("Test site", "Another")), True),
    "a rule added": (lambda s: s.rule(OWN_RULE), False),
    "a rule removed": (remove("rules/first.toml"), False),
    "a template edited": (write("templates/style.css", "p { margin: 1em }\n"), True),
    "a template added": (write("templates/feed.css", "p { margin: 1em }\n"), True),
    "a page edited, times kept": (keep_times, True),
    "a page added": (write("pages/more.md", "# More\n\nText.\n"), True),
    "a theme picture edited": (write("icon.png", png(9, 9)), True),
    "a static file edited": (write("static/robots.txt", "User-agent: b\n"), True),
    "a static file added": (write("static/deep/er/x.txt", "x"), True),
    "a well-known file edited": (write("static/.well-known/security.txt", "Contact: c\n"), True),
    "a document deleted": (remove("output/rss.xml"), False),
    "a document changed": (write("output/index.html", "Hacked"), False),
    "a page deleted": (remove("output/articles"), False),
    "the output deleted": (remove("output"), False),
    "the ledger restored": (restore_backup, False),
    "the ledger deleted": (remove(".feedtool/ledger.sqlite"), True),
    "the cache deleted": (remove(".feedtool/cache.sqlite"), False),
    "the cache cut short": (damage_cache, False),
    "the cache changed": (forget_articles, False),
    "an interrupted commit": (write(".feedtool/publishing", "1"), False),
    "the status deleted": (remove(".feedtool/status.json"), False),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_and_nothing_else_is_left_to_do(quiet: SiteFolder, name: str) -> None:
    change, is_shown = CHANGES[name]
    before = quiet.files()
    change(quiet)
    assert run(at=NOW + 60)[1] is False
    after = quiet.files()
    assert (after != before) == is_shown
    known = status.read(quiet.state)[0]
    # A build that looks at everything finds nothing more, and reports the same.
    (quiet.state / UNCHANGED).unlink(missing_ok=True)
    assert quiet.build(NOW + 120).files_changed == 0
    assert run(at=NOW + 180) == (0, False)
    assert quiet.files() == after
    assert status.read(quiet.state)[0] == known


def test_many_changes_at_once_are_found(quiet: SiteFolder) -> None:
    """Files and folders are added, edited, removed and moved at random, again and again."""
    random = Random(1)  # the same changes each time
    folders = ["", "a/", "a/b/", "c/", "d/", "e/", "e/f/", "c/g/"]
    for number in range(20, 70):
        texts = sorted(quiet.articles.rglob("*.txt"))
        key = f"{random.choice(folders)}{number}.txt"
        match random.choice(["add", "add", "edit", "remove", "move", "move a folder"]):
            case "add":
                quiet.write(key, story(headline(number)))
            case "edit" if texts:
                with random.choice(texts).open("a") as file:
                    file.write(f"\nAnd it was said once more, for the time {number}.\n")
            case "remove" if len(texts) > 3:
                random.choice(texts).unlink()
            case "move" if texts:
                quiet.move(str(random.choice(texts).relative_to(quiet.articles)), key)
            case _:
                old, new = random.sample(folders[1:], 2)
                if (quiet.articles / old).exists() and not new.startswith(old):
                    quiet.move(old, f"{new}{number}")
        if number % 7:
            continue
        assert run("--quiet") == (0, False)
        (quiet.state / UNCHANGED).unlink(missing_ok=True)
        before = quiet.files()
        assert quiet.build(NOW + 60).files_changed == 0
        assert quiet.files() == before
        assert [run()[1] for _ in range(3)] == [False, True, True]


def test_the_record_is_made_again_after_a_change(quiet: SiteFolder) -> None:
    for number in (6, 7):
        quiet.write(f"c/{number}.txt", story(headline(number)))
        assert [run()[1] for _ in range(3)] == [False, False, True]


def test_only_folders_that_changed_are_compared(
    quiet: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feedtool.pipeline.input_folder import InputFolder

    listed = []
    whole = InputFolder._listed

    def noted(self: InputFolder, below: str, *others: object) -> object:
        listed.append(below)
        return whole(self, below, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(InputFolder, "_listed", noted)
    quiet.write("a/b/6.txt", story(headline(6)))
    quiet.write("c/new/7.txt", story(headline(7)))
    assert run() == (0, False)
    assert listed == ["a/b/", "c/", "c/new/"]


def test_a_run_without_changes_sets_the_time_of_the_last_run(quiet: SiteFolder) -> None:
    assert run(at=NOW + 300) == (0, True)
    assert status.read(quiet.state)[1] == NOW + 300


def test_options_and_terminals_get_a_whole_build(
    quiet: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert requested(["build", "-v"]) is None
    assert run("--quiet", "--config", "feedtool.toml") == (0, True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run() == (0, False)
    assert run("-q") == (0, True)


def test_another_run_is_noticed(quiet: SiteFolder) -> None:
    from feedtool.errors import Busy

    with lock.hold(quiet.state), pytest.raises(Busy):
        run()


def test_what_is_due_ends_a_record(quiet: SiteFolder) -> None:
    text = f"---\ndate: 2026-09-22T12:00:00Z\n---\n{story(headline(8))}"
    quiet.write("c/8.md", text)
    assert [run()[1] for _ in range(3)] == [False, False, True]
    due = 1_790_078_400
    assert run(at=due - 1) == (0, True)
    assert run(at=due) == (0, False)
    assert "articles" in quiet.shown()[headline(8)].link


def test_a_tombstone_that_expires_ends_a_record(quiet: SiteFolder) -> None:
    quiet.remove("1.txt")
    assert [run()[1] for _ in range(3)] == [False, False, True]
    day = 86_400
    assert run(at=NOW + 89 * day) == (0, True)
    assert run(at=NOW + 91 * day) == (0, False)


def test_a_run_before_the_one_on_record_is_a_whole_build(quiet: SiteFolder) -> None:
    assert run(at=NOW - 60) == (0, False)


def test_problems_that_persist_are_looked_at_by_each_run(quiet: SiteFolder) -> None:
    quiet.write("c/bad.md", "---\ntitle: [\n---\nText.\n")
    assert [run() for _ in range(3)] == [(3, False)] * 3


def test_links_and_other_state_folders_have_no_record(quiet: SiteFolder) -> None:
    (quiet.articles / "c/link.txt").symlink_to(quiet.articles / "1.txt")
    assert [run()[1] for _ in range(3)] == [False] * 3
    assert not (quiet.state / UNCHANGED).exists()
    (quiet.articles / "c/link.txt").unlink()
    quiet.configure(f'{_SETTINGS}\n[state]\nfolder = "state"\n')
    assert [run()[1] for _ in range(3)] == [False] * 3


def test_young_files_have_no_record(quiet: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(quiet.root)
    (quiet.root / "static/robots.txt").write_text("User-agent: c\n")
    assert [run()[1] for _ in range(3)] == [False] * 3
    assert not (quiet.state / UNCHANGED).exists()


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "of another version": lambda data: b"0" + data[1:],
    "of other bytes": lambda data: b"\xff" * len(data),
    "cut short": lambda data: data[: len(data) // 2],
    "one count differs": lambda data: data.replace(b"\0001 .png", b"\0007 .png"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_record_is_not_used(quiet: SiteFolder, damage: str) -> None:
    path = quiet.state / UNCHANGED
    before = path.read_bytes()
    path.write_bytes(DAMAGED[damage](before))
    assert path.read_bytes() != before
    assert run() == (0, False)
    assert run() == (0, True)


def test_it_imports_next_to_nothing(quiet: SiteFolder) -> None:
    script = (
        "import time; real = time.time; time.time = lambda: real() + 20;"
        "import atexit, json, sys; before = {*sys.modules}; sys.argv = ['feedtool', 'build'];"
        "atexit.register(lambda: print(json.dumps([*{*sys.modules} - before])));"
        "from feedtool.cli import main; main()"
    )
    for _ in range(2):  # the first may differ, as packages may be found elsewhere
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                script,
            ],
            env=environment(NOW),
            capture_output=True,
            text=True,
            check=True,
        )
    found = set(json.loads(done.stdout))
    assert {name for name in found if not name.startswith("feedtool")} <= {
        "__future__",
        "_blake2",
        "fcntl",
        "gc",
        "marshal",
    }
    assert found >= {"feedtool.unchanged.record"}
    assert len(found) < 20
