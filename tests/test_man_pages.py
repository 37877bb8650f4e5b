"""The manual pages are those of the commands as they are."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess

import pytest

from feedtool.cli import COMMANDS
from support.folders import TESTS

pytestmark = pytest.mark.thorough

PAGES = runpy.run_path(str(TESTS.parent / "scripts" / "man-pages"))
MAN = TESTS.parent / "man"


def test_the_pages_are_up_to_date() -> None:
    if os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1":
        PAGES["main"]()
    found = {path.name: path.read_text("utf-8") for path in MAN.iterdir()}
    assert found == PAGES["pages"]()


def test_every_command_has_a_page() -> None:
    assert {f"feedtool-{name}.1" for name in COMMANDS} < {path.name for path in MAN.iterdir()}


def test_groff_has_nothing_to_complain_about() -> None:
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    for path in MAN.iterdir():
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-z", path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), path.name
