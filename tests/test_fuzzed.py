"""Earlier findings of fuzzing/fuzz.py, which must not occur again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.folders import TESTS
from support.whole import check

FOUND = sorted((TESTS / "fuzzed").iterdir())


@pytest.mark.parametrize("name", [path.name for path in FOUND])
def test_earlier_findings_are_fixed(name: str) -> None:
    check((TESTS / "fuzzed" / name).read_bytes())


@given(st.binary(max_size=200))
def test_the_checks_hold_for_any_bytes(data: bytes) -> None:
    check(data)


@given(st.sampled_from([b"\x00", b"\x01"]), st.text(max_size=400))
def test_the_checks_hold_for_any_text(kind: bytes, text: str) -> None:
    check(kind + text.encode("utf-8", "surrogatepass"))
