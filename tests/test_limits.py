"""docs/limits.md agrees with the settings and the constants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from feedtool.config.tables import Tables
from support.folders import TESTS

TEXT = (TESTS.parent / "docs" / "limits.md").read_text("utf-8")


def rows(heading: str) -> Iterator[list[str]]:
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("|") and not line.startswith(("|-", "| setting", "| limit")):
            yield [cell.strip() for cell in line.strip("|").split("|")]


SETTINGS = [(row[0].strip("`"), row[1]) for row in rows("Settings")]
CONSTANTS = [(row[2].strip("`"), row[1]) for row in rows("In the code")]


def number(cell: str) -> float:
    found = re.match(r"[\d,.]+", cell)
    assert found is not None, cell
    return float(found[0].replace(",", ""))


def test_the_tables_are_found() -> None:
    assert len(SETTINGS) > 5
    assert len(CONSTANTS) > 20


@pytest.mark.parametrize(("setting", "value"), SETTINGS, ids=dict(SETTINGS))
def test_a_default_is_that_of_the_setting(setting: str, value: str) -> None:
    table, name = re.fullmatch(r"\[(\w+)\] ([a-z-]+)", setting).groups()  # type: ignore[union-attr]
    default = getattr(getattr(Tables(), table), name.replace("-", "_"))
    assert default is False if value == "false" else number(value) == default


@pytest.mark.parametrize(("path", "value"), CONSTANTS, ids=dict(CONSTANTS))
def test_a_value_is_that_of_the_constant(path: str, value: str) -> None:
    module, _, name = path.rpartition(".")
    assert number(value) == getattr(import_module(f"feedtool.{module}"), name)
