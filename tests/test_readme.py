"""Runs every command of the README in order, like a newcomer with a fresh clone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import tomllib
import urllib.request
from pathlib import Path

import msgspec
import pytest

from feedtool import config
from feedtool.config import tables
from feedtool.model import Enclosure, Source
from feedtool.readers import read
from support.texts import story

pytestmark = pytest.mark.thorough

HERE = Path(__file__).parent.parent
README = (HERE / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    shown = [line for block in blocks("console") for line in block.splitlines()]
    found = [line.removeprefix("$ ") for line in shown if line.startswith("$ ")]
    return found + re.findall(r"`(feedtool explain --case\s[^`]+)`", README)


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


def newcomers(cwd: Path, home: Path) -> dict[str, str]:
    """The environment of a user who has the clone's .venv on PATH."""
    kept = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "LANG"))}
    path = f"{cwd.parent if cwd.name == 'mysite' else cwd}/.venv/bin:{os.environ['PATH']}"
    return kept | {"PATH": path, "HOME": str(home)}


def run(command: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=cwd,
        env=newcomers(cwd, home),
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_in_the_readme_works(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "council.txt").write_text(story("The council met again"), "utf-8")
    cwd = clone
    ran = []
    for command in commands():
        ran.append(command)
        if command.startswith("cd "):
            cwd = cwd / command.removeprefix("cd ")
            continue
        if command == "./run serve":
            assert "Feedtool sample" in served(command, cwd, tmp_path)
            continue
        if command == "feedtool watch":
            (extra,) = re.findall(r"`(pip install [^`]*watch[^`]*)`", README)
            done = run(extra, clone, tmp_path)
            assert done.returncode == 0, (extra, done.stdout, done.stderr)
            assert "The council met again" in served(command, cwd, tmp_path)
            continue
        if "--case" in command:
            (cwd / "cases").mkdir()
            command = re.sub(r"\s+", " ", command).replace("FILE", "articles/council.txt")
        if command.startswith("feedtool adopt"):
            shutil.copy(cwd / "output" / "rss.xml", cwd / "old-rss.xml")
        done = run(command, cwd, tmp_path)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        if command == "./run build":
            first, second = done.stdout.splitlines()
            assert first.startswith("2 articles: 2 new")
            assert second == "To look at it: ./run serve, then open http://127.0.0.1:8000/"
    assert {"./run build", "./run serve", "pip install .", "feedtool check"} <= set(ran)
    assert {"feedtool watch", "feedtool adopt old-rss.xml"} <= set(ran)
    assert (cwd / "output" / "rss.xml").exists()
    assert (cwd / "cases" / "mine.case").read_text("utf-8").startswith("# ")


def served(command: str, cwd: Path, home: Path) -> str:
    """The page that `command` serves, at another port than in the README."""
    with subprocess.Popen(
        ["bash", "-c", f"exec {command} --port 0"],
        cwd=cwd,
        stdout=subprocess.PIPE,
        text=True,
        env=newcomers(cwd, home) | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[0]
            with urllib.request.urlopen(address, timeout=10) as page:
                return str(page.read().decode("utf-8"))
        finally:
            process.send_signal(signal.SIGINT)
            deadline = time.monotonic() + 10
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            process.kill()


def test_the_line_for_cron_runs(clone: Path, tmp_path: Path) -> None:
    (line,) = blocks("crontab")
    site = tmp_path / "mysite"
    run(f"feedtool init {site} --base-url https://example.org/", clone, tmp_path)
    (site / "articles" / "a.txt").write_text(story("A text for cron"), "utf-8")
    command = line.split(None, 5)[5].replace("/srv/mysite", str(site))
    done = run(command, clone, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (site / "output" / "atom.xml").exists()


def test_the_front_matter_in_the_readme_is_valid() -> None:
    (block,) = blocks("yaml")
    after = README.partition(block)[2]
    (told,) = re.findall(r"^An article can also name .*?\n\n", after, re.DOTALL | re.MULTILINE)
    more = {
        "image": "council.jpg",
        "enclosure": "https://example.com/council.mp3",
        "enclosure-length": "12345",
        "enclosure-type": "audio/mpeg",
        "source": "The Courier",
        "source-url": "https://example.com/",
        "created": "2026-05-24",
        "permalink": "/2026/05/council/",
        "aliases": "[/old/council.html]",
    }
    assert re.findall(r"`([^`]+)`", told) == list(more)
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    whole = block.removesuffix("---\n") + lines + "---\n"
    said = read("a.txt", f"{whole}\nText.\n".encode()).meta
    assert None not in [getattr(said, name) for name in said.__struct_fields__], said
    assert said.enclosure == Enclosure(more["enclosure"], 12345, "audio/mpeg")
    assert said.source == Source("The Courier", "https://example.com/")


def test_the_configuration_in_the_readme_has_every_setting_with_its_default() -> None:
    table = next(block for block in blocks("toml") if "[site]" in block)
    shown = tomllib.loads(table)
    parsed = config.parse(table, "README.md")
    defaults = tables.Tables()
    for name in defaults.__struct_fields__:
        fields = getattr(defaults, name)
        if name == "feed":  # has no defaults; a comment lists the alternatives to folder
            (feed,) = shown[name]
            (comment,) = re.findall(r"^folder .*# (.*)$", table, re.MULTILINE)
            others = set(re.findall(r"[a-z]+", comment)) - {"or"}
            names = {f.encode_name for f in msgspec.structs.fields(tables.FeedTable)}
            assert feed.keys() | others == names
            continue
        if name == "redirect":  # has one setting without a default
            (shown_table,) = shown[name]
            (redirect,) = parsed.redirect
            assert shown_table.keys() == {f.encode_name for f in msgspec.structs.fields(redirect)}
            assert redirect == tables.RedirectTable(former=redirect.former)
            continue
        names = {field.encode_name for field in msgspec.structs.fields(fields)}
        assert set(shown.get(name, {})) == names, name
        if name != "site":
            assert getattr(parsed, name) == fields, name
