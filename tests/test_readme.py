"""Runs every command of the README in order, like a newcomer with a fresh clone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from feedtool.readers import read
from support.documentation import Terminal, blocks, commands
from support.folders import TESTS
from support.texts import story

pytestmark = pytest.mark.thorough

HERE = TESTS.parent
README = (HERE / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the files that git tracks or would track."""
    target = tmp_path_factory.mktemp("clone")
    if not (HERE / ".git").exists():
        pytest.skip("not a git checkout, so there is nothing to clone")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=HERE, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, map(os.fsdecode, names)):
        if (HERE / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HERE / name, target / name)
    return target


def newcomers(clone: Path, home: Path) -> Terminal:
    """The terminal of a user who has the clone's .venv on PATH."""
    kept = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "LANG"))}
    path = f"{clone}/.venv/bin:{os.environ['PATH']}"
    return Terminal(clone, lambda cwd: {**kept, "PATH": path, "HOME": str(home)})


def test_every_command_in_the_readme_works(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "council.txt").write_text(story("The council met again"), "utf-8")
    terminal = newcomers(clone, tmp_path)
    said = {command: terminal.run(command) for command in commands(README)}
    first, second = said["./run build"].splitlines()
    assert first.startswith("2 articles: 2 new")
    assert second == "To look at it: ./run serve, then open http://127.0.0.1:8000/"
    assert "Feedtool sample" in said["./run serve"]
    assert "The council met again" in said["feedtool serve"]
    assert {"pip install .", "feedtool check"} <= said.keys()
    assert (terminal.folder / "output" / "rss.xml").exists()


def test_the_readme_shows_what_becomes_of_a_sample(clone: Path, tmp_path: Path) -> None:
    terminal = newcomers(clone, tmp_path)
    terminal.run("./run build")
    said = terminal.run("feedtool explain articles/")
    (shown,) = blocks(README, "text")
    for line in filter(lambda line: line.strip() != "…", shown.splitlines()):
        for part in line.split("…"):
            assert part.strip() in said


def test_the_line_for_cron_runs(clone: Path, tmp_path: Path) -> None:
    (line,) = blocks(README, "crontab")
    site = tmp_path / "mysite"
    terminal = newcomers(clone, tmp_path)
    terminal.run("./run build")
    terminal.run(f"feedtool init {site} --base-url https://example.org/")
    (site / "articles" / "a.txt").write_text(story("A text for cron"), "utf-8")
    command = line.split(None, 5)[5].replace("/srv/mysite", str(site))
    assert terminal.run(f"{command} 2>&1") == ""
    assert (site / "output" / "atom.xml").exists()


def test_the_front_matter_in_the_readme_is_read() -> None:
    (block,) = blocks(README, "yaml")
    said = read("a.txt", f"{block}\nText.\n".encode()).meta
    assert (said.title, said.author, said.tags) == (
        "The council met",
        "Jane Doe",
        ("council", "town"),
    )
    assert said.published is not None


def test_the_readme_is_a_front_page() -> None:
    assert README.count("\n") <= 150
