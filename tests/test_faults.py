"""Each folder of tests/faults is a site with one fault, named after it.

`expected.txt` has the exit status, then the required fragments of each line of standard error, in
the form that `says` in tests/support/messages.py reads; SITE is the folder. `command.txt`, which is
optional, has the arguments instead of `build`. The tests below create what git cannot store.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from support.folders import TESTS, folders
from support.messages import says
from support.processes import run_feedtool
from support.sites import NOW, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

FAULTS = TESTS / "faults"
CODE = re.compile(r" \[FT\d{3,4}\]$")


@pytest.mark.parametrize("fault", folders("faults"))
def test_a_fault_has_its_exit_status_and_message(fault: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(FAULTS / fault, home)
    code, *expected = (home / "expected.txt").read_text("utf-8").splitlines()
    command = home / "command.txt"
    arguments = shlex.split(command.read_text("utf-8")) if command.exists() else ["build"]
    before = site_files(home)
    done = run_feedtool(*arguments, cwd=home)
    said = done.stderr.replace(str(home.resolve()), "SITE").splitlines()
    assert (done.returncode, len(said)) == (int(code), len(expected)), said
    for line, wanted in zip(said, expected, strict=True):
        assert says(line, wanted)
        assert CODE.search(line), line
    assert done.stdout == ""
    if done.returncode in (0, 3):
        # The others are published, and with exit code 3 only they are.
        pages = [page.name for page in (home / "output" / "articles").iterdir()]
        assert "a-text-without-fault.html" in pages
        articles = [path for path in (home / "articles").rglob("*") if path.is_file()]
        assert len(pages) == (len(articles) if done.returncode == 0 else 1)
    else:
        assert site_files(home) == before


def site_files(home: Path) -> set[str]:
    """The files in a site's folder, except its state."""
    paths = (path.relative_to(home) for path in home.rglob("*"))
    return {str(path) for path in paths if ".feedtool" not in path.parts}


def left_out(site: SiteFolder) -> list[str]:
    """The report of `feedtool build` on what is left out, with one good article present."""
    site.write("fine.txt", story("A text without fault"))
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 3, done.stderr
    assert list(site.shown()) == ["A text without fault"]
    return done.stderr.splitlines()


@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"\xff\xfe.md", b"sub/\x80.txt"])
def test_a_name_that_is_not_utf8_is_reported_and_the_rest_published(
    site: SiteFolder, name: bytes
) -> None:
    path = os.path.join(os.fsencode(site.articles), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(path, "w") as file:
            file.write(story("Under an odd name"))
    except OSError:
        pytest.skip("this file system refuses names that are not UTF-8")
    shown = name.decode("utf-8", "backslashreplace")
    (line,) = left_out(site)
    assert says(line, f"feedtool: {shown}: … name … UTF-8 … rename")


def test_a_problem_is_reported_at_every_build_until_it_is_solved(site: SiteFolder) -> None:
    site.write("cafz.txt", story("A text without fault"))
    site.write("empty.txt", b"")
    odd = os.path.join(os.fsencode(site.articles), b"caf\xe9.txt")
    try:
        with open(odd, "w") as file:
            file.write(story("Under an odd name"))
    except OSError:
        pytest.skip("this file system refuses names that are not UTF-8")
    told = [[p.key for p in site.build(NOW + 60 * n).problems] for n in range(3)]
    assert told == [["caf\\xe9.txt", "empty.txt"]] * 3
    os.unlink(odd)
    site.remove("empty.txt")
    assert not site.build(NOW + 300).problems


def test_a_link_that_leaves_the_folder_is_not_followed(site: SiteFolder) -> None:
    outside = site.root / "secret.txt"
    outside.write_text(story("A secret"))
    (site.articles / "link.txt").symlink_to(outside)
    (line,) = left_out(site)
    assert says(line, "feedtool: link.txt: … link … input folder … copy")


def test_a_dangling_link_is_reported(site: SiteFolder) -> None:
    (site.articles / "link.txt").symlink_to("nowhere.txt")
    (line,) = left_out(site)
    assert says(line, "feedtool: link.txt: … link")


def test_a_link_to_a_folder_is_not_followed(site: SiteFolder) -> None:
    outside = site.root / "elsewhere"
    outside.mkdir()
    (outside / "secret.txt").write_text(story("A secret"))
    (site.articles / "linked").symlink_to(outside)
    (site.articles / "round").symlink_to(site.articles)
    site.write("fine.txt", story("A text without fault"))
    assert run_feedtool("build", cwd=site.root).returncode == 0
    assert list(site.shown()) == ["A text without fault"]


def test_a_folder_that_was_replaced_by_a_link_is_named_once(site: SiteFolder) -> None:
    site.write("world/a.txt", story("A text from abroad"))
    site.write("fine.txt", story("A text without fault"))
    site.build()
    (site.articles / "world").rename(site.root / "elsewhere")
    (site.articles / "world").symlink_to(site.root / "elsewhere")
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert says(line, "feedtool: world: … link to a folder … not read … move … exclude")
    assert set(site.shown()) == {"A text from abroad", "A text without fault"}
    again = run_feedtool("build", cwd=site.root)
    assert (again.returncode, again.stderr) == (0, "")


def test_a_link_within_the_folder_is_followed(site: SiteFolder) -> None:
    site.write("attic/.hidden-original", story("Linked from within"))
    (site.articles / "link.txt").symlink_to("attic/.hidden-original")
    assert run_feedtool("build", cwd=site.root).returncode == 0
    assert list(site.shown()) == ["Linked from within"]


def test_a_pipe_does_not_stop_the_build(site: SiteFolder) -> None:
    os.mkfifo(site.articles / "pipe.txt")
    (line,) = left_out(site)
    assert says(line, "feedtool: pipe.txt: … file … move … input folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_reported_and_the_rest_published(site: SiteFolder) -> None:
    site.write("locked.txt", story("Behind a lock")).chmod(0)
    (line,) = left_out(site)
    assert says(line, "feedtool: locked.txt: … read … Permission denied")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_an_unreadable_folder_empties_no_feed(site: SiteFolder) -> None:
    site.write("sub/a.txt", story("In a folder"))
    site.build()
    (site.articles / "sub").chmod(0)
    try:
        done = run_feedtool("build", cwd=site.root)
    finally:
        (site.articles / "sub").chmod(0o755)
    assert done.returncode == 1
    assert says(done.stderr, "feedtool: … listed … Permission denied")
    assert list(site.shown()) == ["In a folder"]


def test_an_emptied_input_folder_keeps_the_site(site: SiteFolder) -> None:
    site.write("a.txt", story("All there is"))
    site.build()
    before = site.looks()
    site.remove("a.txt")
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 1
    assert says(done.stderr, f"feedtool: {site.articles}: … empty …  1  … --allow-removals")
    assert site.looks() == before


def test_a_folder_that_is_not_mounted_keeps_the_site(site: SiteFolder) -> None:
    site.write("a.txt", story("All there is"))
    site.build()
    before = site.looks()
    shutil.rmtree(site.articles)
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 1
    assert says(done.stderr, f"feedtool: {site.articles}: … listed … No such file or directory")
    assert site.looks() == before


def test_a_site_of_nothing_but_broken_texts_is_not_published(site: SiteFolder) -> None:
    site.write("a.txt", b"\0")
    site.write("b.txt", b"")
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode != 0
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == ["a.txt", "b.txt"]
    assert not site.files()


def test_a_file_that_is_too_large_is_not_read(site: SiteFolder) -> None:
    with open(site.articles / "huge.txt", "wb") as file:
        file.truncate(50_000_000_000)  # sparse: takes no space
    (line,) = left_out(site)
    assert says(line, "feedtool: huge.txt: … 10,000,000 bytes … split … [input] max-bytes")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("ledger.sqlite", b"this is no database, however long it goes on " * 100),
        ("ledger.sqlite", b"SQLite format 3\0" + bytes(4096)),
    ],
)
def test_a_damaged_ledger_stops_the_build_and_keeps_the_site(
    site: SiteFolder, name: str, damage: bytes
) -> None:
    site.write("a.txt", story("All there is"))
    site.build()
    before = site.looks()
    (site.state / name).write_bytes(damage)
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 1
    assert done.stderr.startswith(f"feedtool: {site.state / name}: ")
    assert done.stderr.count("\n") == 1
    assert site.looks() == before
    assert (site.state / name).read_bytes() == damage


def test_another_site_id_than_was_published_stops_the_build(site: SiteFolder) -> None:
    site.write("a.txt", story("All there is"))
    site.build()
    before = site.looks()
    text = (site.root / "feedtool.toml").read_text().replace("6f1d7c3e", "00000000")
    site.configure(text)
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 2
    assert says(done.stderr, "feedtool: … published as 6f1d7c3e-")
    assert site.looks() == before


def test_a_full_disk_keeps_the_old_site(site: SiteFolder) -> None:
    """A limit on file sizes simulates the full disk: the system refuses in mid-write."""
    resource = pytest.importorskip("resource")
    site.write("a.txt", story("All there is"))
    site.build()
    before = site.looks()
    site.write("b.txt", story("Far too long", paragraphs=4000))
    import subprocess

    from support.processes import environment

    done = subprocess.run(
        [sys.executable, "-m", "feedtool", "build"],
        cwd=site.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("feedtool: ")
    assert "Traceback" not in done.stderr
    assert site.looks() == before
    assert site.build(NOW + 60).new == 1
