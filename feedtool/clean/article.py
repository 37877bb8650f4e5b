"""Gives every line of a document one verdict, and makes an article of what is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from feedtool.clean import language, paragraphs, titles
from feedtool.clean.rules import Rule, RuleSet
from feedtool.identity import fingerprint
from feedtool.model import CleanArticle, Line, RawDocument, Title, Verdict
from feedtool.normalize import normalize

TITLE = "title"  # the verdict on lines that became the title
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")


def clean(document: RawDocument, rules: RuleSet) -> CleanArticle:
    """The article in `document`, with a verdict on every line.

    Where the rules would leave nothing, the text is kept whole and `notice` says so.
    """
    lines = normalize(document.text).split("\n")
    dropped = judge(lines, rules, markdown=document.markup == "markdown")
    notice = None
    if not any(line and i not in dropped for i, line in enumerate(lines)):
        notice = "nothing but boilerplate, as far as the rules know; published as it is"
        dropped = {}
    title, taken = _title(document, lines, dropped)
    body = ["" if i in dropped or i in taken else line for i, line in enumerate(lines)]
    split = paragraphs.of_markdown if document.markup == "markdown" else paragraphs.of_plain_text
    found = split(body)
    return CleanArticle(
        key=document.key,
        title=title,
        paragraphs=found,
        meta=document.meta,
        markup=document.markup,
        language=document.meta.language or language.detect("\n".join(found)),
        fingerprint=fingerprint(title.text, found),
        verdicts=_verdicts(document, lines, dropped, taken),
        notice=notice,
    )


def judge(lines: Sequence[str], rules: RuleSet, markdown: bool = False) -> dict[int, Rule]:
    """The lines that the rules take out, by index, each with the rule that does."""
    takers = [rules.taking(line) if line else () for line in lines]
    if markdown:
        _spare_code(lines, takers)
    takers = [() if any(rule.keep for rule in rules_) else rules_ for rules_ in takers]
    dropped: dict[int, Rule] = {}
    _drop(dropped, takers, range(len(lines)), "anywhere")
    _drop_from_edge(dropped, lines, takers, range(len(lines)), "head")
    _drop_from_edge(dropped, lines, takers, range(len(lines) - 1, -1, -1), "tail")
    return dropped


def _drop(
    dropped: dict[int, Rule], takers: Sequence[tuple[Rule, ...]], indexes: range, where: str
) -> None:
    for i in indexes:
        for rule in takers[i]:
            if rule.where == where:
                dropped.setdefault(i, rule)


def _drop_from_edge(
    dropped: dict[int, Rule],
    lines: Sequence[str],
    takers: Sequence[tuple[Rule, ...]],
    indexes: range,
    where: str,
) -> None:
    """Walks in from one end, as long as nothing of the body has been met.

    From the top the headline may be stepped over, once: it is not of the body, and share bars
    and dates stand below it.
    """
    headline_met = where == "tail"
    for i in indexes:
        if not lines[i] or i in dropped:
            continue
        rule = next((rule for rule in takers[i] if rule.where == where), None)
        if rule is not None:
            dropped[i] = rule
        elif not headline_met and titles.is_headline(lines, i):
            headline_met = True
        else:
            return


def _spare_code(lines: Sequence[str], takers: list[tuple[Rule, ...]]) -> None:
    """No rule is asked about what stands in a fenced block of code."""
    inside = False
    for i, line in enumerate(lines):
        fence = _FENCE.match(line) is not None
        if inside or fence:
            takers[i] = ()
        inside ^= fence


def _title(
    document: RawDocument, lines: Sequence[str], dropped: Mapping[int, Rule]
) -> tuple[Title, frozenset[int]]:
    """The title, and the indexes of the lines that are not to stand in the body because of it."""
    kept = [i for i, line in enumerate(lines) if line and i not in dropped]
    first, headline, taken = kept[0], "", frozenset[int]()
    remaining = ["" if i in dropped else line for i, line in enumerate(lines)]
    if document.markup == "markdown" and titles.heading_of(remaining, first):
        underlined = not remaining[first].lstrip().startswith("#")
        taken = frozenset({first, first + 1} if underlined else {first})
        headline = titles.plain_title(lines[first])
    elif len(kept) > 1 and titles.is_headline(remaining, first):
        taken = frozenset({first})
        headline = titles.plain_title(lines[first])
    if len(taken) == len(kept) or not headline:
        taken, headline = frozenset(), ""
    declared = titles.declared_title(document.meta.title) if document.meta.title else ""
    if declared:
        # A headline that says what was declared is not said twice; another one is of the body.
        repeated = headline.casefold() == declared.casefold()
        return Title(declared, "declared"), taken if repeated else frozenset()
    if headline:
        return Title(titles.declared_title(headline), "headline"), taken
    opening = next((lines[i] for i in kept if any(map(str.isalnum, lines[i]))), lines[first])
    whole = _opening_paragraph(remaining, lines.index(opening))
    return Title(titles.clause(whole) or titles.plain_title(opening), "first sentence"), frozenset()


def _opening_paragraph(lines: Sequence[str], start: int) -> str:
    """The first paragraph from `start`, its lines joined: a sentence may run over a line end."""
    found = paragraphs.of_plain_text(lines[start:])
    return found[0] if found else ""


def _verdicts(
    document: RawDocument,
    lines: Sequence[str],
    dropped: Mapping[int, Rule],
    taken: frozenset[int],
) -> tuple[Verdict, ...]:
    verdicts = []
    for i, text in enumerate(lines):
        line = Line(document.first_line + i, text)
        if i in dropped:
            verdicts.append(Verdict(line, dropped[i].id, dropped[i].why))
        elif i in taken:
            verdicts.append(Verdict(line, TITLE, "became the title"))
        else:
            verdicts.append(Verdict(line))
    return tuple(verdicts)
