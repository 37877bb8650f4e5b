"""The pages in docs/: commands run, examples are read, and what is generated is current.

The commands of a page run in order in a folder that has what the page starts from. Those of the
README are in test_readme.py, those of docs/hosting/upload.md in test_hooks.py.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from feedtool import config
from feedtool.clean.rules.files import check_examples
from feedtool.clean.rules.files import load as load_rules
from feedtool.config import tables
from feedtool.model import Enclosure, Source
from feedtool.readers import read
from support import dumps
from support.documentation import Terminal, blocks, commands
from support.folders import TESTS
from support.processes import environment
from support.texts import story

DOCS = TESTS.parent / "docs"
OLD = TESTS / "moving-in"
ELSEWHERE = {"hosting/upload.md"}  # see test_hooks.py


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
SHOWING = [name for name in PAGES if commands(page(name)) and name not in ELSEWHERE]


def nothing(home: Path) -> Path:
    """A home with the texts and the old sites that a user may have."""
    shutil.copytree(OLD / "jekyll" / "old", home / "old-site")
    shutil.copytree(OLD / "jekyll" / "old", home / "jekyll-site")
    shutil.copytree(OLD / "hugo" / "old", home / "hugo-site")
    shutil.copy(next((OLD / "wordpress" / "old").glob("*.xml")), home / "export.xml")
    shutil.copy(home / "old-site" / "_site" / "feed.xml", home / "saved-feed.xml")
    (home / "texts").mkdir()
    (home / "texts" / "council.txt").write_text(story("The council met again"), "utf-8")
    return home


def a_site(home: Path) -> Path:
    """A site that is built, with a text and dumps, and the feed of another site."""
    folder = nothing(home) / "mysite"
    terminal = Terminal(home, lambda cwd: variables(home))
    terminal.run("feedtool init mysite --base-url https://example.org/")
    for name, data in {
        "council.txt": story("The council met again").encode(),
        "news.jsonl": dumps.json_lines([dumps.row(1), dumps.row(2)]),
        "newsletters.mbox": dumps.mbox([dumps.row(3), dumps.row(4)]),
    }.items():
        (folder / "articles" / name).write_bytes(data)
    terminal.run("feedtool build --config mysite/feedtool.toml")
    shutil.copy(folder / "output" / "rss.xml", folder / "old-rss.xml")
    return folder


STARTS: dict[str, Callable[[Path], Path]] = {
    "tutorial.md": nothing,
    "moving-in/README.md": nothing,
    "moving-in/hugo.md": nothing,
    "moving-in/jekyll.md": nothing,
    "moving-in/wordpress.md": nothing,
}
INSTALL = "pip install ."  # run by test_readme.py; here the version under test is on PATH


def variables(home: Path) -> dict[str, str]:
    """The environment of a user whose `feedtool` is the version under test."""
    tools = home / ".tools"
    if not tools.exists():
        tools.mkdir()
        (tools / "feedtool").write_text(f'#!/bin/sh\nexec {sys.executable} -m feedtool "$@"\n')
        (tools / "feedtool").chmod(0o755)
    return environment(None, HOME=str(home), PATH=f"{tools}:{os.environ['PATH']}")


@pytest.mark.thorough
@pytest.mark.parametrize("name", SHOWING)
def test_the_commands_of_a_page_work(name: str, tmp_path: Path) -> None:
    start = STARTS.get(name, a_site)(tmp_path)
    terminal = Terminal(start, lambda cwd: variables(tmp_path))
    for command in commands(page(name)):
        if command != INSTALL:
            terminal.run(command)


@pytest.mark.thorough
def test_the_second_build_of_the_tutorial_is_silent(tmp_path: Path) -> None:
    terminal = Terminal(nothing(tmp_path), lambda cwd: variables(tmp_path))
    shown = commands(page("tutorial.md"))
    said = [terminal.run(command) for command in shown if command != INSTALL]
    builds = [text for command, text in zip(shown[1:], said, strict=True) if " build" in command]
    assert builds[0].startswith("2 articles: 2 new")  # with the one that `init` writes
    assert builds[1] == ""


# templates.md shows a words.toml.
@pytest.mark.parametrize("name", [name for name in PAGES if name != "templates.md"])
def test_the_configuration_in_a_page_is_valid(name: str, tmp_path: Path) -> None:
    site = '[site]\nbase-url = "https://example.org/"\n'
    for block in blocks(page(name), "toml"):
        if "[[rule]]" in block:
            check_examples(load_rules(block, name))
        elif "[site]" in block:
            config.load_text(block, name, tmp_path)
        else:
            config.load_text(f"{site}{block}", name, tmp_path)


def test_the_front_matter_in_the_documentation_is_complete() -> None:
    text = page("articles.md")
    (block,) = blocks(text, "yaml")
    after = text.partition(block)[2]
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
    names = [name for name in said.__struct_fields__ if name != "episode"]  # see podcasts.md
    assert None not in [getattr(said, name) for name in names], said
    assert said.enclosure == Enclosure(more["enclosure"], 12345, "audio/mpeg")
    assert said.source == Source("The Courier", "https://example.com/")


# -- docs/reference/ ---------------------------------------------------------------------------


def test_the_reference_is_current() -> None:
    """`./run goldens` writes it again."""
    script = TESTS.parent / "scripts" / "reference.py"
    done = subprocess.run(
        [sys.executable, script, "--check"],
        env=environment(None),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_reference_names_every_setting() -> None:
    text = page("reference/configuration.md")
    sections = re.findall(r"^## `\[+([a-z.]+)\]+` .*?$(.*?)(?=^## |\Z)", text, re.M | re.S)
    found = {name: set(re.findall(r"^\| `([a-z-]+)` \|", body, re.M)) for name, body in sections}
    encoder = msgspec.json.schema(tables.Tables)["$defs"]
    expected = {name: {*body["properties"]} for name, body in encoder.items() if name != "Tables"}
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected.values()))


# -- docs/decisions/, and the site -------------------------------------------------------------


def test_the_index_of_decisions_has_each_with_its_question() -> None:
    listed = dict(re.findall(r"^- \[(.*)\]\((.*\.md)\)$", page("decisions/README.md"), re.M))
    folder = DOCS / "decisions"
    found = {
        path.read_text("utf-8").partition("\n")[0].removeprefix("# "): path.name
        for path in folder.glob("*.md")
        if path.name != "README.md"
    }
    assert listed == found


@pytest.mark.thorough
def test_the_documentation_builds_without_a_broken_link(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", tmp_path],
        cwd=TESTS.parent,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    built = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")}
    assert {"index.html", "tutorial/index.html", "reference/configuration/index.html"} <= built


def test_links_from_the_readme_lead_to_pages() -> None:
    readme = (TESTS.parent / "README.md").read_text("utf-8")
    for link in re.findall(r"\]\(([^)#]+)", readme):
        assert (TESTS.parent / link).is_file(), link
