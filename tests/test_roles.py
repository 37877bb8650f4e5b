"""Roles of lines: each file in tests/roles has a text with the role before every line."""

from pathlib import Path
from typing import get_args

import pytest

from feedtool.clean.cleaner import clean
from feedtool.clean.roles import Role, roles
from feedtool.model import Line, Meta, RawDocument, Verdict
from feedtool.model.article import CLASSIFIER
from feedtool.pipeline.ingest import load_knowledge

CASES = sorted(Path(__file__).with_name("roles").glob("*.txt"))
KNOWLEDGE = load_knowledge((), "auto")


def read(path: Path) -> tuple[list[str], list[str]]:
    """The expected roles and the lines of a case."""
    rows = [line.partition(" | ") for line in path.read_text("utf-8").splitlines()]
    return [role.strip() for role, _, _ in rows], [text for _, _, text in rows]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_line_has_the_expected_role(path: Path) -> None:
    expected, lines = read(path)
    article = clean(RawDocument(key="a.txt", text="\n".join(lines), meta=Meta()), KNOWLEDGE)
    found = [role or "" for role in roles(article.verdicts)]
    rows = zip(lines, expected, found, strict=True)
    assert not [row for row in rows if row[1] != row[2]]


def test_a_dropped_sentence_above_the_body_whose_words_name_no_role_is_a_notice() -> None:
    above = "This page has moved to another place, and parts of it may be missing until the autumn."
    below = "The old mill by the river will become a library, the council decided on Monday."
    verdicts = (Verdict(Line(1, above), CLASSIFIER, "reads like a notice"), Verdict(Line(2, below)))
    assert roles(verdicts) == ("notice", "body")


def test_the_cases_have_every_role_but_that_of_a_notice() -> None:
    found = {role for path in CASES for role in read(path)[0]} - {""}
    assert found == set(get_args(Role)) - {"notice"}
