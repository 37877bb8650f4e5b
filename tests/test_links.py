"""Links among the articles: none leads out of the input folder, unless the owner wants it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from feedtool.model import InputFile, Problem
from feedtool.pipeline import inside
from feedtool.pipeline.input_folder import InputFolder
from support.processes import run_feedtool
from support.sites import CONFIG, SiteFolder
from support.texts import story

SECRET = b"The password of the database is known to nobody.\n" * 3
FOLLOW = f"{CONFIG}[input]\nfollow-links = true\n"
OTHER_USER = 4711
by_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "outside" / "secret.txt"
    path.parent.mkdir()
    path.write_bytes(SECRET)
    os.utime(path, (1, 1))
    return path


def a_file(root: Path, secret: Path) -> None:
    (root / "in" / "secret.txt").unlink()
    (root / "in" / "secret.txt").symlink_to(secret)


def a_folder(root: Path, secret: Path) -> None:
    (root / "in").rename(root / ".was")
    (root / "in").symlink_to(secret.parent)


@pytest.mark.parametrize("swap", [a_file, a_folder])
@pytest.mark.parametrize("follow_links", [False, pytest.param(True, marks=by_root)])
def test_a_link_that_is_swapped_in_after_the_listing_is_not_read(
    tmp_path: Path, secret: Path, swap: Callable[[Path, Path], None], follow_links: bool
) -> None:
    root = tmp_path / "articles"
    (root / "in").mkdir(parents=True)
    (root / "in" / "secret.txt").write_bytes(b"x" * len(SECRET))
    os.utime(root / "in" / "secret.txt", (1, 1))
    folder = InputFolder(root, follow_links=follow_links)
    (found,) = folder.scan(lambda below, name: True)
    assert isinstance(found, InputFile)
    swap(root, secret)
    for link in (root / "in", root / "in" / "secret.txt"):
        if follow_links and link.is_symlink():
            os.chown(link, OTHER_USER, -1, follow_symlinks=False)
    result = folder.read(found, 10**6)
    assert isinstance(result, Problem), result
    assert result.key == "in/secret.txt"


def test_a_link_that_is_swapped_in_during_the_listing_is_not_entered(
    tmp_path: Path, secret: Path
) -> None:
    root = tmp_path / "articles"
    (root / "in").mkdir(parents=True)
    (root / "a.txt").write_bytes(b"x")
    listing = InputFolder(root).scan(lambda below, name: True)
    next(listing)
    (root / "in").rename(root / ".was")
    (root / "in").symlink_to(secret.parent)
    with pytest.raises(Exception, match=r"in/?: cannot be listed"):
        next(listing)


# -- [input] follow-links --------------------------------------------------------------------------


@pytest.fixture
def linked(site: SiteFolder, tmp_path: Path) -> SiteFolder:
    """A site with links to folders in and out of the input folder, and to themselves."""
    outside = tmp_path / "elsewhere"
    (outside / "deep").mkdir(parents=True)
    (outside / "one.txt").write_text(story("Outside one"))
    (outside / "deep" / "two.md").write_text(story("Outside two") + "\n\n![](p.png)\n")
    (outside / "deep" / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (tmp_path / "single.txt").write_text(story("A single file"))
    site.write("in/a.txt", story("Inside"))
    (site.articles / "linked").symlink_to(outside)
    (site.articles / "single.txt").symlink_to(tmp_path / "single.txt")
    (site.articles / "in" / "again").symlink_to("..")
    (outside / "round").symlink_to(outside)
    return site


def test_links_to_folders_are_named_and_not_read(linked: SiteFolder) -> None:
    done = run_feedtool("build", "-v", cwd=linked.root)
    assert done.returncode == 3
    assert list(linked.shown()) == ["Inside"]
    for name in ("linked", "in/again"):
        assert f"feedtool: {name}: is a link to a folder, which is not read; set" in done.stderr
    assert "feedtool: single.txt: is a link that leads out of the input folder" in done.stderr


def test_with_follow_links_linked_folders_are_read_once(linked: SiteFolder) -> None:
    linked.configure(FOLLOW)
    done = run_feedtool("build", "-v", cwd=linked.root)
    assert done.returncode == 0
    assert set(linked.shown()) == {"Inside", "Outside one", "Outside two", "A single file"}
    for name in ("linked/round", "in/again"):
        assert f"feedtool: {name}: is a link to a folder that it is in" in done.stderr
    assert [*(linked.output / "files").iterdir()]
    assert linked.build().written == ()


@by_root
def test_links_of_another_user_are_not_followed(linked: SiteFolder) -> None:
    linked.configure(FOLLOW)
    with mock.patch.object(inside.os, "geteuid", return_value=OTHER_USER):
        for name in ("linked", "single.txt"):
            os.chown(linked.articles / name, OTHER_USER + 1, -1, follow_symlinks=False)
        report = linked.build()
    found = {problem.key: problem.message for problem in report.problems}
    assert "another user" in found["linked"]
    assert "leads out" in found["single.txt"]
    assert set(linked.shown()) == {"Inside"}
