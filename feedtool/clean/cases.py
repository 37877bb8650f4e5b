"""Case files: a text with the expected verdict on every line, to turn wrong verdicts into tests.

    # What the case is about, in a sentence.
    #: author = Jane Doe
    - Latest developments
    = 72 dead as army tries to free troops
    @ By Jane Doe

    + Over 70 fighters have been killed, a group says.

    - Back to top button

Lines at the top that begin with `#` describe the case. Those with `#:` declare what is expected of
the article: title, author, authors (separated by semicolons), language, published, updated. Then
follow the lines of the text, each after a mark and a space: `+` kept, `-` dropped, `=` title,
`@` by-line, `%` date. Blank lines are part of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from feedtool.model import CleanArticle, Verdict
from feedtool.model.article import BYLINE, DATELINE, TITLE

MARKS = {None: "+", TITLE: "=", BYLINE: "@", DATELINE: "%"}
_MEANINGS = {
    "+": "kept",
    "-": "dropped",
    "=": "the title",
    "@": "a by-line",
    "%": "a date",
}
_EXPECTED = ("title", "author", "authors", "language", "published", "updated")


class BadCase(ValueError):
    """The file is not a valid case; the message says where and why."""


class Case(msgspec.Struct, frozen=True):
    """A parsed case file. `marks` has one mark per line of `text`, empty for a blank line."""

    about: str
    expected: tuple[tuple[str, str], ...]
    text: str
    marks: tuple[str, ...]
    first_line: int


def parse(source: str) -> Case:
    """Parses the text of a case file. Raises `BadCase`."""
    about: list[str] = []
    expected: list[tuple[str, str]] = []
    lines = source.rstrip("\n").split("\n")
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    for number, line in enumerate(lines[:start], 1):
        if not line.startswith("#:"):
            about.append(line.lstrip("#! "))
            continue
        name, _, value = line[2:].partition("=")
        if name.strip() not in _EXPECTED:
            raise BadCase(f"line {number}: can expect only {', '.join(_EXPECTED)}")
        expected.append((name.strip(), value.strip()))
    for number, line in enumerate(lines[start:], start + 1):
        if line.strip() and (line[0] not in _MEANINGS or line[1:2] not in ("", " ")):
            raise BadCase(f"line {number}: needs a mark ({' '.join(_MEANINGS)}) and a space")
    if not about or start == len(lines):
        raise BadCase("needs a first line `# ...` that describes the case, and a text")
    return Case(
        about=" ".join(about),
        expected=tuple(expected),
        text="\n".join(line[2:] if line.strip() else "" for line in lines[start:]),
        marks=tuple(line[0] if line.strip() else "" for line in lines[start:]),
        first_line=start + 1,
    )


def mark_of(verdict: Verdict) -> str:
    """The mark of a line with this verdict, empty for a blank line."""
    return MARKS.get(verdict.rule, "-") if verdict.line.text else ""


def differences(case: Case, article: CleanArticle) -> Iterator[str]:
    """How `article`, the result of cleaning the text of `case`, differs from what is expected."""
    for number, (mark, verdict) in enumerate(
        zip(case.marks, article.verdicts, strict=True), case.first_line
    ):
        if mark != mark_of(verdict):
            why = f" ({verdict.rule}: {verdict.why})" if verdict.rule is not None else ""
            wanted, got = _MEANINGS[mark], _MEANINGS[mark_of(verdict)]
            yield f"line {number}: should be {wanted}, and is {got}{why}"
    found = {
        "title": article.title.text,
        "author": article.author,
        "authors": "; ".join(article.authors) or None,
        "language": article.language,
        "published": _shown(article.dateline),
        "updated": _shown(article.updateline),
    }
    for name, wanted in case.expected:
        if found[name] != wanted:
            yield f"{name}: should be {wanted}, and is {found[name] or 'not known'}"


def lines(article: CleanArticle) -> Iterator[str]:
    """The lines of a case file with the current verdicts, for a person to correct."""
    yield f"# What is wrong with {article.key}, in a sentence."
    for verdict in article.verdicts:
        yield f"{mark_of(verdict)} {verdict.line.text}" if verdict.line.text else ""


def _shown(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
