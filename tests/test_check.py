"""A site that keeps to the standards passes; every fault of one is found, and told by its place.

tests/sound/ has whole output folders without fault. Each folder in tests/invalid/SITE/ has the
files in which a site differs from tests/sound/SITE, is named after the fault of it, and says in
`expected.txt` what `feedtool check --output` has to tell. `without.txt` names files that are gone.
"""

from __future__ import annotations

import shutil
from itertools import zip_longest
from pathlib import Path

import pytest
from conftest import NOW, TESTS, folders

from feedtool import check, config
from feedtool.config import Config

SITE = "https://example.org/news/"
FAULTS = [f"{base}/{name}" for base in folders("invalid") for name in folders(f"invalid/{base}")]
NOTES = {"expected.txt", "without.txt"}


def configured(root: Path) -> Config:
    """The configuration of a site whose output folder is `root`/output."""
    (root / "feedtool.toml").write_text(f'[site]\nbase-url = "{SITE}"\n', "utf-8")
    return config.load(config.Options(config=root / "feedtool.toml"))


def told(root: Path) -> list[str]:
    """What a check of the output says, a line for each problem, without what is to be done."""
    found = check.check_output(configured(root), NOW)
    lines = [f"{problem.key}: {problem.message}" for problem in found]
    return [
        line.removeprefix(f"{root / 'output'}/").removesuffix(f"; {check.WAY_OUT}")
        for line in lines
    ]


@pytest.mark.parametrize("name", folders("sound"))
def test_a_sound_site_passes(name: str, tmp_path: Path) -> None:
    shutil.copytree(TESTS / "sound" / name, tmp_path / "output")
    assert told(tmp_path) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str, tmp_path: Path) -> None:
    fault = TESTS / "invalid" / name
    shutil.copytree(TESTS / "sound" / name.partition("/")[0], tmp_path / "output")
    shutil.copytree(
        fault,
        tmp_path / "output",
        dirs_exist_ok=True,
        ignore=lambda _, names: NOTES.intersection(names),
    )
    gone = fault / "without.txt"
    for path in gone.read_text("utf-8").split() if gone.exists() else ():
        (tmp_path / "output" / path).unlink()
    expected = (fault / "expected.txt").read_text("utf-8").splitlines()
    assert expected, "a fault has to be told"
    assert [shortened(*pair) for pair in zip_longest(told(tmp_path), expected)] == expected


def shortened(line: str | None, expected: str | None) -> str | None:
    """`line` with "..." where the expected one has that: a library's own words change."""
    head, dots, _ = (expected or "").partition("...")
    return f"{head}..." if dots and line and line.startswith(head) else line
