"""The parts of docs/hosting/ that need no server: header patterns, and a workflow.

tests/real/test_hosting_real.py tests the configurations of nginx, Apache and Caddy.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from feedtool.model.paths import archive_name
from feedtool.preview.server import media_type
from feedtool.render.feeds.formats import FORMATS
from support.folders import TESTS, tree
from support.processes import environment, run_feedtool
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

HOSTING = TESTS.parent / "docs" / "hosting"
FEEDS = tuple(form.file for form in FORMATS)
ARCHIVED = tuple(f"archive/{archive_name(file, n)}" for file in FEEDS for n in (3, 12))
OTHERS = (
    "feeds.opml",
    "index.html",
    "",
    "sitemap.xml",
    "style.css",
    "articles/a.html",
    "files/a-b.jpg",
)
PATHS = (
    *FEEDS,
    *ARCHIVED,
    *OTHERS,
    "pages/3.html",
    *(f"feeds/world/{path}" for path in (*FEEDS, *ARCHIVED, "", "index.html", "pages/3.html")),
)


def headers() -> list[tuple[str, str, str]]:
    """The rules of `_headers`: pattern, name, value."""
    rules, pattern = [], ""
    for line in (HOSTING / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            pattern = line
        elif line.strip() and not line.startswith("#"):
            name, _, value = line.strip().partition(": ")
            rules.append((pattern, name, value))
    return rules


def matches(pattern: str, path: str) -> bool:
    """Matches as Cloudflare documents it: * is any characters, :name any without a slash."""
    expression = re.escape(pattern).replace(r"\*", ".*")
    return re.fullmatch(re.sub(r":[a-z]+", "[^/]+", expression), path) is not None


@pytest.mark.parametrize("path", PATHS)
def test_each_header_is_set_once_for_each_file(path: str) -> None:
    said = [(name, value) for pattern, name, value in headers() if matches(pattern, f"/{path}")]
    names = [name for name, _ in said]
    assert len(names) == len(set(names)), said
    assert {"X-Content-Type-Options", "Referrer-Policy", "Cache-Control"} <= set(names)
    if path in OTHERS[:1] or path.rpartition("/")[2] in FEEDS or "archive/" in path:
        assert dict(said)["Content-Type"] == media_type(Path(path).name)
    assert ("86400" in dict(said)["Cache-Control"]) == ("archive/" in path)


def test_no_pattern_has_more_than_one_star() -> None:
    assert all(pattern.count("*") <= 1 for pattern, _, _ in headers())


def test_the_readme_links_to_exactly_the_configurations() -> None:
    text = (HOSTING / "README.md").read_text("utf-8")
    names = {path.name for path in HOSTING.iterdir()} - {"README.md"}
    assert set(re.findall(r"\]\(([^)]+)\)", text)) == names


# -- the workflow for GitHub Pages -------------------------------------------------------------


def git(*arguments: str | Path, cwd: Path) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@localhost")
    done = subprocess.run(
        ["git", *identity, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def publish(origin: Path, home: Path, now: int) -> dict[str, bytes]:
    """The site that the workflow builds on a machine with nothing but the repository."""
    steps = yaml.safe_load((HOSTING / "github-pages.yml").read_text("utf-8"))
    git("clone", "-q", origin, home, cwd=origin)
    tools = home.with_name(f"{home.name}-tools")
    tools.mkdir()
    (tools / "feedtool").write_text(f'#!/bin/sh\nexec {sys.executable} -m feedtool "$@"\n')
    (tools / "feedtool").chmod(0o755)
    scripts = [
        step["run"]
        for step in steps["jobs"]["publish"]["steps"]
        if "run" in step and step["name"] != "Install"
    ]
    assert len(scripts) == 3
    for script in scripts:
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=home,
            env=environment(now, PATH=path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (script, done.stdout, done.stderr)
    return tree(home / "output")


def article(page: bytes) -> bytes:
    """The article element of a page, without links to neighbouring articles."""
    (found,) = re.findall(rb"<article .*</article>", page, re.DOTALL)
    return bytes(found)


def test_the_workflow_pins_its_actions_and_has_least_permissions() -> None:
    workflow = yaml.safe_load((HOSTING / "github-pages.yml").read_text("utf-8"))
    used = [s["uses"] for job in workflow["jobs"].values() for s in job["steps"] if "uses" in s]
    assert len(used) == 4
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in used)
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "publish": {"contents": "write"},
        "deploy": {"pages": "write", "id-token": "write"},
    }


def test_the_workflow_keeps_all_ids_although_each_run_starts_empty(tmp_path: Path) -> None:
    origin = tmp_path / "origin.git"
    origin.mkdir()
    git("init", "-q", "--bare", "-b", "main", cwd=origin)
    work = SiteFolder(tmp_path / "work", CONFIG)
    work.write("a.txt", story("The first of the texts"))
    (work.root / ".gitignore").write_text("output/\n.feedtool/\n")
    git("init", "-q", "-b", "main", cwd=work.root)
    git("remote", "add", "origin", origin, cwd=work.root)

    def push() -> None:
        git("add", "-A", cwd=work.root)
        git("commit", "-qm", "Texts", cwd=work.root)
        git("push", "-q", "origin", "main", cwd=work.root)

    push()
    first = publish(origin, tmp_path / "1", NOW)
    assert git("log", "--format=%s", "main", cwd=origin).splitlines() == [
        "Names of new articles",
        "Texts",
    ]
    assert publish(origin, tmp_path / "2", NOW + 3600) == first
    assert len(git("log", "--format=%s", "main", cwd=origin).splitlines()) == 2
    git("pull", "-q", "origin", "main", cwd=work.root)
    work.move("a.txt", "sub/z.txt")
    work.write("b.txt", story("Another text has come"))
    push()
    third = publish(origin, tmp_path / "3", NOW + 7200)
    page = "articles/the-first-of-the-texts.html"
    assert article(third[page]) == article(first[page])
    (named,) = re.findall(rb'data-guid="([^"]+)"', first[page])
    assert re.findall(rb"<entry>\s*<id>([^<]+)", first["atom.xml"]) == [named]
    later = re.findall(rb"<entry>\s*<id>([^<]+)", third["atom.xml"])
    assert (len(later), named in later) == (2, True)
    assert len(git("log", "--format=%s", "main", cwd=origin).splitlines()) == 4


def test_the_workflow_prefers_the_text_to_an_old_ledger_in_the_repository(tmp_path: Path) -> None:
    """The .gitignore that `feedtool init` writes leaves the ledger in."""
    work = SiteFolder(tmp_path / "work", CONFIG)
    work.write("a.txt", story("The first of the texts"))
    work.build(NOW - 7200)
    old = (work.state / "ledger.sqlite").read_bytes()
    work.write("a.txt", story("The first of the texts", edit="Much more was then written."))
    work.build(NOW - 3600)
    run_feedtool("ledger", "export", "ledger.jsonl", cwd=work.root)
    (work.state / "ledger.sqlite").write_bytes(old)
    ignored = "/output/\n/.feedtool/*\n!/.feedtool/ledger.sqlite\n"
    (work.root / ".gitignore").write_text(ignored)
    git("init", "-q", "-b", "main", cwd=work.root)
    git("add", "-A", cwd=work.root)
    git("commit", "-qm", "Texts", cwd=work.root)
    page = "articles/the-first-of-the-texts.html"
    before = (work.output / page).read_bytes()
    assert article(publish(work.root, tmp_path / "1", NOW)[page]) == article(before)


def test_the_workflow_of_the_repository_pins_its_actions_and_only_reads() -> None:
    path = TESTS.parent / ".github" / "workflows" / "check.yml"
    workflow = yaml.safe_load(path.read_text("utf-8"))
    project = tomllib.loads((TESTS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    jobs = workflow["jobs"]
    used = [s["uses"] for job in jobs.values() for s in job["steps"] if "uses" in s]
    pages = (HOSTING / "github-pages.yml").read_text("utf-8")
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in used)
    assert all(action in pages for action in used)
    assert workflow["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in jobs.values())
    supported = [
        c.rpartition(" ")[2] for c in project["classifiers"] if re.search(r":: 3\.\d+$", c)
    ]
    assert jobs["versions"]["strategy"]["matrix"]["python"] == [*supported, "3.14"]
