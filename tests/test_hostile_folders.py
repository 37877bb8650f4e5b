"""Builds of folders of hostile files: each file is published or named, and every feed is sound."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool.cli import watch
from feedtool.config import Options
from feedtool.maintenance import check
from feedtool.model import Artifact
from feedtool.pipeline import build as builder
from feedtool.pipeline.report import Observers, Report
from feedtool.readers import is_article
from feedtool.render.feeds.formats import parsers
from feedtool.validate import location_of
from feedtool.validate.gate import blocking_problems
from support.hostile import FILES, SETTINGS, TEMPLATES, keys
from support.sites import NOW, SiteFolder
from support.texts import headline, story

FOLDERS = st.dictionaries(keys(), FILES, min_size=4, max_size=12)
# In memory if possible, where flushing files takes no time.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
LATER = "A text that comes later"
SOUND = {f"sound{number}.txt": headline(number) for number in range(3)}


def checked(configuration: str, files: Mapping[bytes, bytes], templates: Mapping[str, str]) -> None:
    """Plans, builds, checks and builds a folder, and checks what must hold whatever is in it."""
    root = Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        site = SiteFolder(root / "site", configuration)
        for key, title in SOUND.items():
            site.write(key, story(title))
        written = {key for key, data in files.items() if write(site, key, data)}
        for name, text in templates.items():
            (site.root / "templates").mkdir(exist_ok=True)
            (site.root / "templates" / name).write_text(text, "utf-8")
        planned, changes = site.plan()
        assert not site.output.exists()
        seen: set[str] = set()
        report = build(site, NOW, seen)
        assert (planned.written, planned.problems) == (report.written, report.problems)
        assert {change.key for change in changes} == seen
        check_report(report, seen, written)
        check_output(site)
        before = site.looks()
        found = check.check(site.config, NOW + 30).problems
        assert all(f"{problem.key}: {problem.message}".encode() for problem in found)
        left_out = {problem.key for problem in report.problems if problem.left_out}
        assert left_out <= {problem.key for problem in found}
        assert site.plan(NOW + 30)[0].written == ()
        again = build(site, NOW + 60, set())
        assert (again.written, again.deleted, again.notices) == ((), (), ())
        assert again.problems == report.problems
        assert site.looks() == before
        check_watched(site)
    finally:
        shutil.rmtree(root)


def write(site: SiteFolder, key: bytes, data: bytes) -> bool:
    """Writes an old file; False if the file system cannot have it."""
    path = os.path.join(os.fsencode(site.articles), key)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)
    except OSError:  # the name is too long, or that of a folder
        return False
    os.utime(path, (NOW - 9000, NOW - 9000))
    return True


def build(site: SiteFolder, now: int, seen: set[str]) -> Report:
    """Builds the site; adds the keys of all articles that it reports to `seen`."""
    observers = Observers(on_change=lambda change: seen.add(change.key))
    return builder.build(site.config, now, observers=observers, list_files=True)


def check_watched(site: SiteFolder) -> None:
    """`feedtool watch` has nothing to do, publishes a new text, and ends at none of the others."""
    session = watch.Session(Options(config=site.root / "feedtool.toml"), port=0)
    printed = io.StringIO()
    with session.show.running(), redirect_stdout(printed), redirect_stderr(printed):
        before = site.looks()
        session.build()
        assert site.looks() == before
        site.write("later.txt", story(LATER))
        session.build()
    assert "a bug in feedtool" not in printed.getvalue()
    assert LATER in titles(site.files())


def check_report(report: Report, seen: set[str], written: set[bytes]) -> None:
    """Every file is reported as an article or as a problem that can be printed."""
    shown = [f"{problem.key}: {problem.message}" for problem in report.problems]
    assert not [message for message in shown if "a bug in feedtool" in message]
    assert all(message.encode() for message in shown)
    named = seen | {problem.key for problem in report.problems}
    assert {key.decode("utf-8", "backslashreplace") for key in written if is_read(key)} <= named
    assert set(SOUND) <= seen


def is_read(key: bytes) -> bool:
    """Whether feedtool reads a file at this path; hidden ones it does not."""
    *folders, name = os.fsdecode(key).split("/")
    return is_article(name) and not any(folder.startswith(".") for folder in folders)


def check_output(site: SiteFolder) -> None:
    """The feeds are well-formed and have the sound articles; nothing in them blocks publishing."""
    files = site.files()
    for path, body in files.items():
        if path.endswith((".xml", ".opml")):
            etree.fromstring(body)
        elif path.endswith(".json"):
            json.loads(body)
    assert set(SOUND.values()) <= titles(files)
    feeds = [Artifact(path, body) for path, body in files.items() if location_of(path, parsers())]
    exists = files.__contains__
    assert blocking_problems(feeds, parsers(), exists, site.config.base_url) == []


def titles(files: Mapping[str, bytes]) -> set[str]:
    """The titles of all articles in JSON feeds and their archives."""
    feeds = (json.loads(body) for path, body in files.items() if path.endswith(".json"))
    return {item["title"] for feed in feeds for item in feed.get("items", ())}


@pytest.mark.thorough
@given(SETTINGS, FOLDERS, TEMPLATES)
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_every_file_of_a_hostile_folder_is_published_or_named(
    configuration: str, files: Mapping[bytes, bytes], templates: Mapping[str, str]
) -> None:
    checked(configuration, files, templates)


@pytest.mark.slow
@given(SETTINGS, FOLDERS, TEMPLATES)
@settings(max_examples=1500, suppress_health_check=list(HealthCheck))
def test_every_file_of_very_many_hostile_folders_is_published_or_named(
    configuration: str, files: Mapping[bytes, bytes], templates: Mapping[str, str]
) -> None:
    checked(configuration, files, templates)
