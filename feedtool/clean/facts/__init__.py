"""Finds title, author and dates of a found text, by trees over features of its lines.

Each is searched in the same way: candidates are collected, described by small integers, and scored
by boosted trees that `training/facts.py` fits. What is not clearly best is not taken. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from feedtool.clean.bylines.dates import AROUND, fold
from feedtool.clean.facts import credits, file_name, headline, when, who, wording
from feedtool.clean.facts.labels import AUTHOR, BY, WRITTEN, Label
from feedtool.clean.facts.names import Named
from feedtool.clean.facts.page import Page as Page
from feedtool.clean.facts.trees import Forest, forest
from feedtool.clean.facts.when import Dated
from feedtool.text import language as languages
from feedtool.text.sentences import FULL_STOPS

FORMAT = 1
LEVELS = {"headline": headline.FEATURES, "who": who.FEATURES, "when": when.FEATURES}
# Scores, in hundredths of a logit, from which a candidate is taken. Chosen by cross-validation;
# training does not depend on them.
TITLE = -300
_SENTENCE = -100  # for a headline that ends with a full stop
_DOUBTFUL = -100  # below it, a line that repeats the headline below the text decides
_AUTHOR, _KNOWN_AUTHOR = 90, 10
_LABELLED, _KNOWN_LABELLED = 0, -100  # after words like "by"
_DATE, _LABELLED_DATE = 60, -100  # the second one after words like "published"
_FIRST_GIVEN = who.FEATURES.index("first_given")
_LONGEST_DATELINE = 100  # letters
_WORDS_BESIDE = 6  # words in a date line that are not of its date
_UPDATE_REACH = 12  # lines around headline and start of the body in which an update counts


class Model(msgspec.Struct, frozen=True):
    """What training learned. `order` ranks headlines, `accept` says whether the best one is one."""

    order: Forest
    accept: Forest
    who: Forest
    when: Forest
    menu: frozenset[str]

    @classmethod
    def from_json(cls, text: str | bytes) -> Model:
        """Parses a model that `training/facts.py` wrote. ValueError if its format is another."""
        data = json.loads(text)
        levels = {name: list(features) for name, features in LEVELS.items()}
        if data.get("format") != FORMAT or data.get("levels") != levels:
            raise ValueError("facts model: trained with other features; run training/facts.py")
        return cls(
            forest(data["order"]),
            forest(data["accept"]),
            forest(data["who"]),
            forest(data["when"]),
            frozenset(data["menu"]),
        )


class Found(msgspec.Struct, frozen=True):
    """A fact, with the index of its line and the score for which it was taken.

    `alone` means that the line says little else.
    """

    text: str
    line: int
    score: int
    alone: bool = True


class FoundDate(msgspec.Struct, frozen=True):
    """A date, with the index of its line and the score for which it was taken; see `Found`."""

    moment: datetime
    line: int
    score: int
    alone: bool


class Facts(msgspec.Struct, frozen=True):
    """What was found in a text; None for what was not. `page` is what the search was based on."""

    page: Page
    title: Found | None = None
    author: Found | None = None
    published: FoundDate | None = None
    updated: FoundDate | None = None


def find(
    page: Page,
    model: Model,
    language: str | None,
    never: Collection[int] = (),
    recurring: Collection[int] = (),
    name: Collection[str] = (),
) -> Facts:
    """Title, author and dates. `language` is that of the text, if it is declared.

    `never` has the indexes of lines that are not the headline. Those of `recurring` are it only if
    no other line is: the name of a column may be all that a text has. `name` has the words in the
    name of its file; see `file_name`.
    """
    title, k = _title(page, model, {*never, *recurring})
    if title is None and recurring:
        title, k = _title(page, model, never)
    if title is None and (doubled := _doubled(page, {*never, *recurring})) is not None:
        title, k = doubled
    if (below := _title_below(page, title, never, recurring)) is not None:
        title, k = below
    text = None if title is None else title.text
    named = file_name.named_after(page, model.order, name, text, {*never, *recurring})
    if named is not None:
        title, k = Found(wording.wording(page, named), page.at[named], 0), named
    author = _author(page, model, k)
    published, updated = _dates(page, model, language, k)
    return Facts(page, title, author, published, updated)


def _title(page: Page, model: Model, never: Collection[int]) -> tuple[Found | None, int | None]:
    """The title, and its line among those that are not blank."""
    if not page.has_prose:
        return None, None
    lines = headline.candidates(page)
    rows = headline.rows(page, lines)
    found = [
        (k, row)
        for k, row in zip(lines, rows, strict=True)
        if page.at[k] not in never
        and not credits.is_credit(page.lines[k])
        and not credits.is_about_publication(page.lines[k])
        and not who.is_signature(page, k)
    ]
    if not found:
        return None, None
    best = model.order.best([row for _, row in found])
    k, row = found[best]
    score = model.accept.score(row)
    if score < (_SENTENCE if page.lines[k][-1] in FULL_STOPS else TITLE):
        return None, None
    text = wording.wording(page, k)
    if text != page.lines[k]:
        k = _alone(page, k, text, never)
    return Found(text, page.at[k], score), k


def _alone(page: Page, k: int, text: str, never: Collection[int]) -> int:
    """The line that shows the headline alone; `k`, a path or the name of a window, if none does.

    Below prose it is a heading of the text.
    """
    for n in page.copies.get(text.casefold(), ()):
        if page.at[n] not in never and page.prose_between(min(k, n), max(k, n)) == 0:
            return n
    return k


def _title_below(
    page: Page, title: Found | None, never: Collection[int], recurring: Collection[int]
) -> tuple[Found, int | None] | None:
    """The title that a line below the body repeats, if it is another than `title`, and its line.

    The heading of comments outweighs any headline, the other lines only a doubtful one. The line is
    None if no line shows the title alone.
    """
    if not page.has_prose:
        return None
    is_sure = title is not None and title.score >= _DOUBTFUL
    k = wording.commented_on(page) if is_sure else wording.repeated(page)
    if k is None or page.at[k] in recurring:
        return None
    text = wording.wording(page, k)
    if title is not None and text.casefold() == title.text.casefold():
        return None
    above = [n for n in page.copies.get(text.casefold(), ()) if n < k]
    alone = [n for n in above if page.at[n] not in never and page.at[n] not in recurring]
    if alone:
        return Found(text, page.at[alone[0]], 0), alone[0]
    return Found(text, page.at[k], 0), None


def _doubled(page: Page, never: Collection[int]) -> tuple[Found, int] | None:
    k = wording.doubled(page) if page.has_prose else None
    if k is None or page.at[k] in never:
        return None
    return Found(wording.wording(page, k), page.at[k], TITLE), k


def _author(page: Page, model: Model, title: int | None) -> Found | None:
    names = who.candidates(page, title)
    best: tuple[int, Named] | None = None
    for item, row in zip(names, who.rows(page, names, title, model.menu), strict=True):
        score = model.who.score(row)
        is_known = row[_FIRST_GIVEN] > 0
        if score >= _least(item.label, is_known) and (best is None or score > best[0]):
            best = score, item
    if best is None:
        return None
    score, item = best
    return Found(item.name, page.at[item.k], score, _is_byline(page, item, title))


def _least(label: Label, is_known: bool) -> int:
    """The score from which a name is taken. `is_known`: its first word is a common given name."""
    if label in (BY, WRITTEN, AUTHOR):
        return _KNOWN_LABELLED if is_known else _LABELLED
    return _KNOWN_AUTHOR if is_known else _AUTHOR


def _is_byline(page: Page, item: Named, title: int | None) -> bool:
    """Whether the line says who wrote the text, when and for whom, and nothing else.

    A name without a label below prose may be a signature, which belongs to it.
    """
    k = item.k
    if not item.label and not item.strict and page.prose_between(title or 0, k) > 0:
        return False
    return not page.prose[k] and page.sizes[k] < 100 and (item.label > 0 or not page.ends[k])


def _is_dateline(page: Page, date: Dated) -> bool:
    """Whether the line says when the text was published, and little else."""
    line = page.lines[date.k]
    rest = (line[: date.mention.start] + line[date.mention.end :]).split()
    said = [word for word in rest if word[0].islower() and fold(word) not in AROUND]
    return (
        page.sizes[date.k] < _LONGEST_DATELINE
        and not page.ends[date.k]
        and not when.is_of_event(page, date)
        and line[-1] not in ":,"
        and len(rest) <= _WORDS_BESIDE
        and len(said) <= 1
    )


def _dates(
    page: Page, model: Model, language: str | None, title: int | None
) -> tuple[FoundDate | None, FoundDate | None]:
    if when.needs_language(page):
        language = language or languages.detect(page.text)
    found = when.candidates(page, language)
    if not found:
        return None, None
    best: tuple[int, Dated] | None = None
    for date, row in zip(found, when.rows(page, found, title), strict=True):
        if when.is_eligible(page, date, found):
            score = model.when.score(row)
            is_labelled = date.mention.kind is not None and not when.is_of_event(page, date)
            least = _LABELLED_DATE if is_labelled else _DATE
            if score >= least and (best is None or score > best[0]):
                best = score, date
    published = None if best is None else _found(page, best[1], best[0])
    return published, _update(page, found, title, published)


def _found(page: Page, date: Dated, score: int) -> FoundDate:
    return FoundDate(date.mention.moment, page.at[date.k], score, _is_dateline(page, date))


def _update(
    page: Page, found: Sequence[Dated], title: int | None, published: FoundDate | None
) -> FoundDate | None:
    """The date of the last change that is given beside the headline or above the body."""
    near = page.body[0] if title is None else title
    for date in found:
        moment = date.mention.moment
        if not when.is_update(page, date, found) or page.prose[date.k]:
            continue
        if abs(date.k - near) > _UPDATE_REACH and abs(date.k - page.body[0]) > _UPDATE_REACH:
            continue
        if published is None or moment.date() >= published.moment.date():
            return _found(page, date, 0)
    return None
