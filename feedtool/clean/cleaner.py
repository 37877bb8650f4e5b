"""Turns a document into an article: verdicts, title, paragraphs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from feedtool.clean import openings, paragraphs, titles
from feedtool.clean.bylines.authors import people
from feedtool.clean.facts.credits import is_credit
from feedtool.clean.judgement import LineVerdicts, Reason, is_prose
from feedtool.clean.pages import Pages, form_feeds, pages_of
from feedtool.clean.site_profile import Recurring
from feedtool.clean.verdicts import Knowledge, judge
from feedtool.clean.written import of_written
from feedtool.model import CleanArticle, Line, RawDocument, Title, Verdict
from feedtool.model.article import CLASSIFIER, PROFILE, TITLE
from feedtool.model.problem import join_notices
from feedtool.text import language
from feedtool.text.fingerprint import fingerprint, sketch
from feedtool.text.markup import plain_opening, plain_title
from feedtool.text.normalize import fix_spaces, normalize_shown

_BLOCKS = 4  # paragraphs at the top whose sentences may be the title
_NEAR = 10  # non-blank lines above the body that are searched for the headline


def clean(
    document: RawDocument,
    knowledge: Knowledge,
    profile: Mapping[str, Recurring] | None = None,
    recurring: Collection[int] = openings.NONE,
) -> CleanArticle:
    """The article in `document`, with a verdict on every line.

    `profile` is that of the document's site, and `recurring` has the marks of its recurring
    openings. A text that cleaning would remove entirely is kept, and `notice` says so.
    """
    if document.origin == "written":
        return of_written(document, knowledge, recurring)
    shown = normalize_shown(document.text)
    lines = fix_spaces(shown).split("\n")
    markdown = document.markup == "markdown"
    pages = Pages() if markdown else pages_of(lines, form_feeds(document.text, len(lines)))
    if document.is_extracted:
        # Its markup says more about its lines than their words could.
        knowledge = replace(knowledge, model=None)
    judgement = judge(document, lines, knowledge, profile or {}, pages.furniture)
    title = _title(document, lines, judgement, recurring)
    body = ["" if i in judgement.causes else line for i, line in enumerate(shown.split("\n"))]
    body = pages.without_gaps(body)
    found = (paragraphs.of_markdown if markdown else paragraphs.of_plain_text)(body)
    return CleanArticle(
        key=document.key,
        title=title,
        paragraphs=found,
        meta=document.meta,
        byline=judgement.author,
        bylines=people(judgement.author) if judgement.author else (),
        dateline=judgement.published,
        updateline=judgement.updated,
        markup=document.markup,
        language=document.meta.language or language.detect("\n".join((title.text, *found))),
        fingerprint=fingerprint(title.text, found),
        sketch=sketch(title.text, found),
        verdicts=_verdicts(document, lines, judgement.causes),
        kind=judgement.kind,
        origin=document.origin,
        origin_why=document.origin_why,
        notice=join_notices(judgement.notice, *document.notices),
        ignored=document.ignored,
    )


def _title(
    document: RawDocument,
    lines: Sequence[str],
    judgement: LineVerdicts,
    recurring: Collection[int],
) -> Title:
    """The title. Records a reason for the lines that it takes out of the body."""
    kept = judgement.kept(lines)
    # A caption above the text is not its title.
    first = next((i for i in kept if not is_credit(lines[i])), kept[0])
    headline, taken = _headline(document, lines, judgement, first)
    declared = titles.declared_title(document.meta.title) if document.meta.title else ""
    if declared:
        # A headline that repeats the declared title is dropped; a different one stays in the body.
        if headline.casefold() == declared.casefold():
            _take(judgement, taken)
        return Title(declared, "declared")
    found = judgement.title
    if found is not None and not judgement.whole and {found.line} != set(kept):
        _take(judgement, frozenset({found.line}))
        return openings.headed(titles.declared_title(found.text), document.key, recurring)
    if headline:
        _take(judgement, taken)
        return openings.headed(titles.declared_title(headline), document.key, recurring)
    worded = (i for i in kept if i >= first and any(map(str.isalnum, plain_title(lines[i]))))
    opening = next(worded, first)
    remaining = ["" if i in judgement.causes else line for i, line in enumerate(lines)]
    # A first sentence may continue on the next line, so the whole paragraph is used.
    texts = paragraphs.of_plain_text(remaining[opening:])
    if (told := _told_apart(document.key, texts, recurring)) is not None:
        return told
    paragraph = next(iter(texts), "")
    clause = titles.clause(paragraph) or plain_title(lines[opening])
    if not clause:  # such as nothing but `&nbsp;`
        return Title(titles.readable_name(document.key) or document.key, "file name")
    return Title(clause, "first sentence")


def _told_apart(key: str, texts: Sequence[str], recurring: Collection[int]) -> Title | None:
    """The title of a text whose first sentence recurs.

    The name of a found text is often no more than a number, so the next sentence is better.
    """
    if not recurring:
        return None
    found = [s for text in texts[:_BLOCKS] for s in openings.sentences(plain_opening(text))]
    is_named = titles.is_named_by_hand(key)
    by_words = None if is_named else openings.next_phrase(found, recurring)
    return by_words or openings.told_apart(found, key, recurring)


def _take(judgement: LineVerdicts, taken: frozenset[int]) -> None:
    for i in taken:
        judgement.causes[i] = Reason(TITLE, "became the title")


def _headline(
    document: RawDocument, lines: Sequence[str], judgement: LineVerdicts, first: int
) -> tuple[str, frozenset[int]]:
    """The headline and the indexes of its lines; both empty if there is none.

    `first` is the first line kept that is not a caption.
    """
    remaining = ["" if i in judgement.causes else line for i, line in enumerate(lines)]
    if judgement.whole:
        return "", frozenset()
    if document.markup == "markdown" and titles.heading_of(remaining, first):
        underlined = not remaining[first].lstrip().startswith("#")
        taken = frozenset({first, first + 1} if underlined else {first})
        found: int | None = first
    else:
        found = _headline_above(lines, remaining, judgement, first)
        taken = frozenset() if found is None else frozenset({found})
    if found is None or taken >= set(judgement.kept(lines)):
        return "", frozenset()
    return plain_title(lines[found]), taken


def _headline_above(
    lines: Sequence[str], remaining: Sequence[str], judgement: LineVerdicts, first: int
) -> int | None:
    """The index of the headline: the `first` line kept, else a line dropped above it.

    A headline may look like a link, and that of a column may recur. So of the dropped lines only
    those that a rule took are ruled out.
    """
    if titles.is_headline(remaining, first):
        return first
    if not is_prose(lines[first]) and any(map(str.islower, lines[first])):
        return None  # but the time of an entry or the name of a court is below a headline
    above = [i for i in range(first) if i in judgement.causes][-_NEAR:]
    weighed = [i for i in above if judgement.causes[i].rule in (CLASSIFIER, PROFILE)]
    likely = [i for i in weighed if titles.is_likely_headline(lines[i])]
    if likely:
        return likely[-1]
    only = len(above) == 1 and judgement.causes[above[0]].rule == CLASSIFIER
    return above[0] if only and titles.is_headline(lines, above[0]) else None


def _verdicts(
    document: RawDocument, lines: Sequence[str], causes: Mapping[int, Reason]
) -> tuple[Verdict, ...]:
    verdicts = []
    for i, text in enumerate(lines):
        line = Line(document.first_line + i, text)
        cause = causes.get(i)
        if cause is None:
            verdicts.append(Verdict(line))
        else:
            verdicts.append(Verdict(line, cause.rule, cause.why, cause.confidence))
    return tuple(verdicts)
