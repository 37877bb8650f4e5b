"""Short texts with a verdict for every line, in the format of `feedtool.clean.cases`."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedtool.clean import cases
from feedtool.clean.cleaner import clean
from feedtool.model import CleanArticle, Meta, RawDocument
from feedtool.pipeline.ingest import load_knowledge

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.case"))
KNOWN_FAILURES = sorted((HERE / "known-failures").glob("*.case"))
NEAR_MISS = """\
# A line that looks like a button and is none.
#: title = The mayor
= The mayor

+ The mayor went back to the top of the list, which nobody in the council had expected of her.
- She will be followed by her deputy, who has waited for eleven years, as the council announced.
"""


def judged(text: str) -> CleanArticle:
    return clean(RawDocument("case.txt", text, Meta()), load_knowledge((), "auto"))


def differences(source: str) -> list[str]:
    case = cases.parse(source)
    return list(cases.differences(case, judged(case.text)))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_line_gets_the_expected_verdict(path: Path) -> None:
    assert not differences(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.xfail(raises=AssertionError), id=path.stem)
        for path in KNOWN_FAILURES
    ],
)
def test_known_failures_still_fail(path: Path) -> None:
    assert not differences(path.read_text("utf-8"))


def test_every_language_with_rules_has_cases() -> None:
    assert len(CASES) >= 150
    languages = "en de fr es pt it nl pl ru uk tr ar fa he el zh ja ko".split()
    assert set(languages) <= {path.name[:2] for path in CASES}


def test_a_wrong_verdict_is_reported_with_its_line() -> None:
    assert differences(NEAR_MISS) == ["line 6: should be dropped, and is kept"]


def test_a_written_case_has_the_current_verdicts() -> None:
    case = cases.parse(NEAR_MISS)
    again = cases.parse("\n".join(cases.lines(judged(case.text))))
    assert again.text == case.text
    assert again.marks == ("=", "", "+", "+")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("+ A line.\n", "needs a first line"),
        ("# About.\n", "needs a first line"),
        ("# About.\nA line.\n", "line 2: needs a mark"),
        ("# About.\n#: colour = red\n+ A line.\n", "line 2: can expect only"),
    ],
)
def test_an_invalid_case_is_refused(source: str, message: str) -> None:
    with pytest.raises(cases.BadCase, match=message):
        cases.parse(source)
