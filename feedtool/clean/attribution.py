"""Takes title, author and dates of a found text out of its lines.

`recognize` needs no model: it reads lines above the body that say nothing else. `find` chooses
among all lines beside headline and body; see `facts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from feedtool.clean import facts, titles
from feedtool.clean.bylines import authors
from feedtool.clean.facts.file_name import words_in
from feedtool.clean.judgement import LineVerdicts, Reason, is_prose
from feedtool.clean.site_profile import Recurring, mark
from feedtool.model import RawDocument
from feedtool.model.article import BYLINE, DATELINE, TITLE_COPY

_HEAD_LINES = 12  # non-blank lines from the top that are searched for by-lines and dates
_DATES = 2  # date of publication and date of the last update
_SHORTEST_COPY = 16  # characters of a title by which other lines are known to repeat it
_PATH = 40  # characters of a path before such a title


def recognize(judgement: LineVerdicts, lines: Sequence[str], spared: set[int]) -> None:
    """Takes author and dates from lines above the body that contain nothing else."""
    seen, dated = 0, list[int]()
    for i, line in enumerate(lines):
        if not line or i in judgement.causes:
            continue
        seen += 1
        if seen > _HEAD_LINES or is_prose(line):
            break
        if i in spared:
            continue
        author, dates = authors.find_author(line), authors.find_dates(line)
        if author is not None:
            judgement.author = judgement.author or author
            judgement.causes[i] = Reason(BYLINE, "says who wrote the article")
        if len({date.moment for date in dates}) > len({date.kind for date in dates}):
            continue  # a range of dates, not a date of publication
        for date in dates:
            if date.kind == "updated":
                judgement.updated = _in_utc(date.moment)
            if date.kind == "published" and judgement.published is None:
                judgement.published = _in_utc(date.moment)
            judgement.causes.setdefault(i, Reason(DATELINE, f"says when it was {date.kind}"))
            dated.append(i)
    if len(dated) > _DATES:
        # In a diary, a timeline or a list of dates the dates are content.
        judgement.published = None
        for i in set(dated):  # a line may have two dates
            if judgement.causes[i].rule == DATELINE:
                del judgement.causes[i]


def find(
    judgement: LineVerdicts,
    page: facts.Page,
    model: facts.Model,
    profile: Mapping[str, Recurring],
    spared: set[int],
    document: RawDocument,
) -> None:
    """Finds title, author and dates, wherever their lines are and whatever else is in them."""
    never = {i for i in judgement.causes if i not in spared}
    lines = zip(page.at, page.lines, strict=True)
    recurs = [i for i, line in lines if profile and mark(line) in profile]
    name = words_in(titles.readable_name(document.key))
    found = facts.find(page, model, document.meta.language, never, recurs, name)
    _use(judgement, found, spared)
    if judgement.title is not None and profile:
        text = titles.without_site(judgement.title.text, lambda line: mark(line) in profile)
        judgement.title = msgspec.structs.replace(judgement.title, text=text)
    _drop_copies(judgement, page, spared)


def _use(judgement: LineVerdicts, found: facts.Facts, spared: set[int]) -> None:
    """Takes what was found, and the lines that say nothing else."""
    judgement.title = found.title
    taken = set() if found.title is None else {found.title.line}
    if found.author is not None:
        judgement.author = found.author.text
        if found.author.alone and found.author.line not in taken | spared:
            why = "says who wrote the article"
            judgement.causes.setdefault(found.author.line, Reason(BYLINE, why))
    if found.published is not None:
        judgement.published = _in_utc(found.published.moment)
    if found.updated is not None:
        judgement.updated = _in_utc(found.updated.moment)
    for date, kind in ((found.published, "published"), (found.updated, "updated")):
        if date is not None and date.alone and date.line not in taken | spared:
            judgement.causes.setdefault(date.line, Reason(DATELINE, f"says when it was {kind}"))


def _drop_copies(judgement: LineVerdicts, page: facts.Page, spared: set[int]) -> None:
    """Drops what repeats the title above the first prose: a path, the name of the window.

    Below the title only the same words are a copy; others may be headings of the text.
    """
    if judgement.title is None or len(judgement.title.text) < _SHORTEST_COPY:
        return
    title = judgement.title.text.casefold()
    for i, line in zip(page.at, page.lines, strict=True):
        if is_prose(line):
            if i > judgement.title.line:
                return
            continue
        if i in spared or i == judgement.title.line or len(line) > 2 * len(title) + _PATH:
            continue
        words = line.casefold()
        if title == words or (i < judgement.title.line and title in words):
            judgement.causes.setdefault(i, Reason(TITLE_COPY, "repeats the title"))


def _in_utc(moment: datetime) -> datetime:
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0)
