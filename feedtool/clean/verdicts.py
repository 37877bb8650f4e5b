"""Gives every line of a text one verdict: kept, dropped, or used as by-line or date, and why.

Rules come first, because people wrote them. Then by-lines and date lines are recognized, the line
classifier classifies the remaining lines, and the site profile drops what recurs. A `keep` rule
overrides all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from feedtool.clean import attribution, classifier, facts, furniture, titles, zones
from feedtool.clean.also import taken_together
from feedtool.clean.bylines import authors
from feedtool.clean.classifier import LineScore, Model, judge_lines
from feedtool.clean.cohesion import keep_together, keep_whole_blocks, keep_whole_paragraphs
from feedtool.clean.judgement import LineVerdicts, Reason, is_prose
from feedtool.clean.rules.matcher import Rule, RuleSet
from feedtool.clean.site_profile import Recurring
from feedtool.model import RawDocument
from feedtool.model.article import BYLINE, CLASSIFIER, DATELINE, PAGE_BREAK, PROFILE
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import ends_like_a_sentence

Mode = Literal["auto", "careful", "strict", "off"]


_SURE = 0.9  # halves what clean texts lose, and costs .001 of F1 on nearly clean ones
_OUTSIDE = "between lines that appear in many articles of this site, away from the article"
_FACTS = (BYLINE, DATELINE)
_FENCE = lazy_regex(r"\s{0,3}(?:```|~~~)")
NOTHING_BUT_BOILERPLATE = "is nothing but boilerplate according to the rules; it was kept whole"
_MOSTLY = "reads mostly like boilerplate; only lines that certainly are boilerplate were dropped"


class Knowledge(msgspec.Struct, frozen=True):
    """What cleaning depends on besides the text. Without `model` nothing is classified.

    Without `facts`, title, author and dates are found only where they are plain. `own` are those of
    the rules that the user wrote.
    """

    rules: RuleSet
    model: Model | None = None
    mode: Mode = "auto"
    own: RuleSet = RuleSet(())
    facts: facts.Model | None = None


def judge(
    document: RawDocument,
    lines: Sequence[str],
    knowledge: Knowledge,
    profile: Mapping[str, Recurring],
    page_furniture: Collection[int],
) -> LineVerdicts:
    """The verdicts on the normalized `lines` of a document, apart from its title.

    `page_furniture` has the indexes of page numbers and running heads.
    """
    judgement = LineVerdicts()
    markdown = document.markup == "markdown"
    takers = [knowledge.rules.taking(line) if line else () for line in lines]
    spared = _code(lines) if markdown else set()
    spared |= {i for i, rules in enumerate(takers) if rules and any(rule.keep for rule in rules)}
    takers = [() if i in spared else rules for i, rules in enumerate(takers)]
    for i in page_furniture:
        if i not in spared:
            judgement.causes[i] = Reason(PAGE_BREAK, "page number or running head at a page break")
    _apply_rules(judgement, lines, takers)
    attribution.recognize(judgement, lines, spared)
    # An author may be above the mark that an archive sets at the start of a text.
    for rule, i in taken_together(lines, takers):
        judgement.causes.setdefault(i, Reason(rule.id, rule.why))
    if knowledge.facts is not None and not markdown:
        page = facts.Page(lines, {i for i, rules in enumerate(takers) if rules})
        attribution.find(judgement, page, knowledge.facts, profile, spared, document)
    ruled = dict(judgement.causes)
    if knowledge.mode != "off":
        recurring = furniture.find(lines, profile)
        menus = zones.menus(lines, recurring, judgement.causes)
        _drop(judgement, spared, {i: _recurs(line) for i, line in menus.items()})
        suspicion: dict[int, float] = {}
        scores: Sequence[LineScore | None] = ()
        if knowledge.model is not None:
            found = judge_lines(lines, knowledge.model, knowledge.mode, judgement.causes.keys())
            inner = _between_prose(lines) if found.kind in ("nearly-clean", "partial") else set()
            _classify(judgement, found, spared, inner)
            keep_whole_blocks(judgement, lines, inner)
            scores = found.lines
            suspicion = {i: score.confidence for i, score in enumerate(scores) if score}
        title = -1 if judgement.title is None else judgement.title.line
        outside = zones.outside(lines, recurring, menus, suspicion, title)
        _drop(judgement, spared, dict.fromkeys(outside, Reason(PROFILE, _OUTSIDE)))
        dropped = {i: cause.rule not in _FACTS for i, cause in judgement.causes.items()}
        rest = furniture.recurring(lines, recurring, dropped, suspicion)
        _drop(judgement, spared, {i: _recurs(line) for i, line in rest.items()})
        if not markdown:
            keep_whole_paragraphs(judgement, lines, spared)
            keep_together(judgement, lines, scores)
        # Dropping lines may have put lines at an edge that rules for the head or the tail take.
        _apply_edges(judgement, lines, takers)
    _keep_something(judgement, lines, ruled)
    return judgement


def _drop(judgement: LineVerdicts, spared: set[int], reasons: Mapping[int, Reason]) -> None:
    """Drops lines that are neither dropped yet nor spared."""
    for i, reason in reasons.items():
        if i not in spared:
            judgement.causes.setdefault(i, reason)


def _recurs(line: Recurring) -> Reason:
    return Reason(PROFILE, f"appears in {line.articles} of {line.of} articles of this site")


def _apply_rules(
    judgement: LineVerdicts, lines: Sequence[str], takers: Sequence[tuple[Rule, ...]]
) -> None:
    for i, rules in enumerate(takers):
        for rule in rules:
            if rule.where == "anywhere" and rule.also == "nothing":
                judgement.causes.setdefault(i, Reason(rule.id, rule.why))
    _apply_edges(judgement, lines, takers)


def _apply_edges(
    judgement: LineVerdicts, lines: Sequence[str], takers: Sequence[tuple[Rule, ...]]
) -> None:
    last = len(lines) - 1
    _walk_in(judgement, lines, takers, range(last + 1), "head")
    _walk_in(judgement, lines, takers, range(last, -1, -1), "tail")


def _walk_in(
    judgement: LineVerdicts,
    lines: Sequence[str],
    takers: Sequence[tuple[Rule, ...]],
    indexes: Iterable[int],
    where: str,
) -> None:
    """Applies the rules for one end of the text, going inwards up to the first line of the body.

    From the top, one headline is skipped: it is not part of the body, and share bars and dates
    follow it. If the title was found, so are the short lines above it.
    """
    headline_met = where == "tail"
    title = -1 if judgement.title is None else judgement.title.line
    for i in indexes:
        if not lines[i] or i in judgement.causes:
            continue
        rule = next((rule for rule in takers[i] if rule.where == where), None)
        if rule is not None and not _is_an_answer(lines, i):
            judgement.causes[i] = Reason(rule.id, rule.why)
        elif not headline_met and i <= title and not is_prose(lines[i]):
            headline_met = i == title
        elif not headline_met and (titles.is_headline(lines, i) or _says_who_or_when(lines[i])):
            headline_met = not _says_who_or_when(lines[i])
        else:
            return


def _is_an_answer(lines: Sequence[str], i: int) -> bool:
    """Whether the line is a sentence below the name of a speaker in capitals."""
    above = next((line for line in reversed(lines[:i]) if line), "")
    return above.endswith(":") and above.isupper() and ends_like_a_sentence(lines[i])


def _says_who_or_when(line: str) -> bool:
    return bool(authors.find_author(line) or authors.find_dates(line))


def _between_prose(lines: Sequence[str]) -> set[int]:
    """The indexes from the first line of prose up to, not including, the last."""
    prose = [i for i, line in enumerate(lines) if is_prose(line)]
    return set(range(prose[0], prose[-1])) if prose else set()


def _classify(
    judgement: LineVerdicts, found: classifier.Classification, spared: set[int], inner: set[int]
) -> None:
    """Applies the classifier's verdicts; between prose only a line it is sure of is dropped."""
    judgement.kind = f"{found.kind}: {found.why}"
    if found.would_take_most:
        judgement.notice = _MOSTLY
    for i, score in enumerate(found.lines):
        if score is None or score.keep or i in spared:
            continue
        if i not in inner or score.confidence >= _SURE:
            cause = Reason(CLASSIFIER, score.reason, score.confidence)
            judgement.causes.setdefault(i, cause)


def _keep_something(
    judgement: LineVerdicts, lines: Sequence[str], ruled: Mapping[int, Reason]
) -> None:
    """Takes back verdicts that leave nothing: first those learned from data, then all."""
    if judgement.kept(lines):
        return
    judgement.causes = dict(ruled)
    judgement.notice = _MOSTLY
    if not judgement.kept(lines):
        judgement.causes, judgement.whole = {}, True
        judgement.notice = NOTHING_BUT_BOILERPLATE


def _code(lines: Sequence[str]) -> set[int]:
    """The lines of fenced code blocks in Markdown, which have no boilerplate."""
    inside, found = False, set()
    for i, line in enumerate(lines):
        fence = _FENCE.match(line) is not None
        if inside or fence:
            found.add(i)
        inside ^= fence
    return found
