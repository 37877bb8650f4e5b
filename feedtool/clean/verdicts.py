"""Gives every line of a text one verdict: kept, dropped, or used as by-line or date, and why.

Rules come first, because people wrote them. Then by-lines and date lines are recognized, the line
classifier classifies the remaining lines, and the site profile drops what recurs. A `keep` rule
overrides all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby, pairwise
from typing import Literal

import msgspec

from feedtool.clean import classifier, titles
from feedtool.clean.bylines import authors
from feedtool.clean.classifier import Model, judge_lines
from feedtool.clean.furniture import recurring
from feedtool.clean.paragraphs import wrapped
from feedtool.clean.rules.matcher import Rule, RuleSet
from feedtool.clean.site_profile import Recurring
from feedtool.model.article import BYLINE, CLASSIFIER, DATELINE, PROFILE
from feedtool.text.sentences import ends_like_a_sentence, is_listed

Mode = Literal["auto", "careful", "strict", "off"]


_HEAD_LINES = 12  # non-blank lines from the top that are searched for by-lines and dates
_SURE = 0.9  # halves what clean texts lose, and costs .001 of F1 on nearly clean ones
_DATES = 2  # date of publication and date of the last update
_PROSE = 80  # characters; a sentence this long surely belongs to the body
_RATHER = 0.7  # probability of boilerplate up to which a sentence stays beside another
_STANDFIRST = 0.8  # the same for a line below the headline
_WORDS = 5  # spaces in a line that is a sentence and not a label with a full stop
_FACTS = (BYLINE, DATELINE)
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
NOTHING_BUT_BOILERPLATE = "is nothing but boilerplate according to the rules; it was kept whole"
_MOSTLY = "reads mostly like boilerplate; only lines that certainly are boilerplate were dropped"


class Reason(msgspec.Struct, frozen=True):
    """Why a line is not in the body. `confidence`, 0 to 1, is set only by the classifier."""

    rule: str
    why: str
    confidence: float | None = None


class LineVerdicts(msgspec.Struct):
    """What became of the lines of a text, by index. A line that is not in `causes` was kept.

    `kind` is the classifier's kind of text and the reason for it. `whole` means that everything was
    kept because nothing would have been left. `notice` is for the owner.
    """

    causes: dict[int, Reason] = msgspec.field(default_factory=dict)
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    kind: str | None = None
    whole: bool = False
    notice: str | None = None

    def kept(self, lines: Sequence[str]) -> list[int]:
        """The indexes of the non-blank lines that were kept; one may still become the title."""
        return [i for i, line in enumerate(lines) if line and i not in self.causes]


class Knowledge(msgspec.Struct, frozen=True):
    """What cleaning depends on besides the text. Without `model` nothing is classified.

    `own` are those of the rules that the user wrote.
    """

    rules: RuleSet
    model: Model | None = None
    mode: Mode = "auto"
    own: RuleSet = RuleSet(())


def judge(
    lines: Sequence[str],
    knowledge: Knowledge,
    profile: Mapping[str, Recurring],
    markdown: bool = False,
) -> LineVerdicts:
    """The verdicts on the normalized `lines` of a text, apart from its title."""
    judgement = LineVerdicts()
    takers = [knowledge.rules.taking(line) if line else () for line in lines]
    spared = _code(lines) if markdown else set()
    spared |= {i for i, rules in enumerate(takers) if any(rule.keep for rule in rules)}
    takers = [() if i in spared else rules for i, rules in enumerate(takers)]
    _apply_rules(judgement, lines, takers)
    recognize(judgement, lines, spared)
    ruled = dict(judgement.causes)
    if knowledge.mode != "off":
        suspicion: dict[int, float] = {}
        if knowledge.model is not None:
            found = judge_lines(lines, knowledge.model, knowledge.mode, judgement.causes.keys())
            inner = _between_prose(lines) if found.kind in ("nearly-clean", "partial") else set()
            _classify(judgement, found, spared, inner)
            _keep_whole_blocks(judgement, lines, inner)
            suspicion = {i: score.confidence for i, score in enumerate(found.lines) if score}
        dropped = {i: cause.rule not in _FACTS for i, cause in judgement.causes.items()}
        for i, line in recurring(lines, profile, dropped, suspicion).items():
            if i not in spared:
                why = f"appears in {line.articles} of {line.of} articles of this site"
                judgement.causes.setdefault(i, Reason(PROFILE, why))
        if not markdown:
            _keep_whole_paragraphs(judgement, lines, spared)
            _level_runs(judgement, lines)
            _keep_standfirst(judgement, lines)
        # Dropping lines may have put lines at an edge that rules for the head or the tail take.
        _apply_edges(judgement, lines, takers)
    _keep_something(judgement, lines, ruled)
    return judgement


def _apply_rules(
    judgement: LineVerdicts, lines: Sequence[str], takers: Sequence[tuple[Rule, ...]]
) -> None:
    for i, rules in enumerate(takers):
        for rule in rules:
            if rule.where == "anywhere":
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
    follow it.
    """
    headline_met = where == "tail"
    for i in indexes:
        if not lines[i] or i in judgement.causes:
            continue
        rule = next((rule for rule in takers[i] if rule.where == where), None)
        if rule is not None:
            judgement.causes[i] = Reason(rule.id, rule.why)
        elif not headline_met and (titles.is_headline(lines, i) or _says_who_or_when(lines[i])):
            headline_met = not _says_who_or_when(lines[i])
        else:
            return


def _says_who_or_when(line: str) -> bool:
    return bool(authors.find_author(line) or authors.find_dates(line))


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


def is_prose(line: str) -> bool:
    """Whether the line is a long sentence, which surely belongs to the body."""
    return len(line) >= _PROSE and ends_like_a_sentence(line)


def _in_utc(moment: datetime) -> datetime:
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0)


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


def _keep_whole_blocks(judgement: LineVerdicts, lines: Sequence[str], inner: set[int]) -> None:
    """Keeps a block between prose whole if the classifier keeps part of it.

    Verse, addresses and short lists form blocks between blank lines. Boilerplate between paragraphs
    does not share a block with them.
    """
    if all(lines[i] for i in inner):
        return  # one paragraph per line: there are no blocks
    block: list[int] = []
    for i in [*sorted(inner), len(lines)]:
        if i < len(lines) and lines[i]:
            block.append(i)
            continue
        doubted = {j for j in block if j in judgement.causes}
        doubted = {j for j in doubted if judgement.causes[j].rule == CLASSIFIER}
        if len(doubted) < len(block):
            for j in doubted:
                del judgement.causes[j]
        block = []


def _keep_whole_paragraphs(judgement: LineVerdicts, lines: Sequence[str], spared: set[int]) -> None:
    """Gives all lines of a wrapped paragraph the verdict that most of its text has."""
    for paragraph in wrapped(lines):
        learned = [i for i in paragraph if _is_learned(judgement.causes.get(i))]
        if not learned or len(learned) == len(paragraph):
            continue
        most = 2 * sum(len(lines[i]) for i in learned) > sum(len(lines[i]) for i in paragraph)
        if most and spared.isdisjoint(paragraph):
            for i in paragraph:
                judgement.causes.setdefault(i, judgement.causes[learned[0]])
        else:
            for i in learned:
                del judgement.causes[i]


def _level_runs(judgement: LineVerdicts, lines: Sequence[str]) -> None:
    """Keeps the items that the classifier drops from a list or a run of sentences that stays.

    Of a list, half has to stay. A sentence stays beside one that is kept if boilerplate is only
    somewhat likelier.
    """
    filled = [i for i, line in enumerate(lines) if line]
    kept = {i for i in filled if i not in judgement.causes}
    for kind, run in groupby(filled, lambda i: _shape(lines[i])):
        items = list(run)
        doubted = [i for i in items if i not in kept and _by_classifier(judgement, i) is not None]
        if kind == "other" or not doubted:
            continue
        if kind == "item" and 2 * len(doubted) <= len(items) == len(doubted) + len(kept & {*items}):
            for i in doubted:
                del judgement.causes[i]
        elif kind == "sentence":
            for n, i in enumerate(items):
                beside = {*items[max(0, n - 1) : n], *items[n + 1 : n + 2]}
                confidence = _by_classifier(judgement, i)
                if confidence is not None and confidence < _RATHER and beside & kept:
                    del judgement.causes[i]


def _keep_standfirst(judgement: LineVerdicts, lines: Sequence[str]) -> None:
    """Keeps a line of words between the headline and the first prose, if there is only one."""
    filled = [i for i, line in enumerate(lines) if line]
    for above, i in pairwise(filled[: _HEAD_LINES * 3]):
        if is_prose(lines[i]):
            return
        confidence = _by_classifier(judgement, i)
        if confidence is None or confidence >= _STANDFIRST or lines[i].count(" ") < _WORDS + 2:
            continue
        is_titled = titles.is_likely_headline(lines[above]) and lines[above].count(" ") >= _WORDS
        if is_titled and _is_after(judgement, above):
            del judgement.causes[i]
            return


def _is_after(judgement: LineVerdicts, i: int) -> bool:
    """Whether the line may be a headline: kept, or dropped by the classifier."""
    return i not in judgement.causes or _by_classifier(judgement, i) is not None


def _shape(line: str) -> str:
    if is_listed(line):
        return "item"
    return "sentence" if ends_like_a_sentence(line) and line.count(" ") >= _WORDS else "other"


def _by_classifier(judgement: LineVerdicts, i: int) -> float | None:
    """The probability for which the classifier dropped the line; None if it did not."""
    cause = judgement.causes.get(i)
    return cause.confidence if cause is not None and cause.rule == CLASSIFIER else None


def _is_learned(cause: Reason | None) -> bool:
    return cause is not None and cause.rule in (CLASSIFIER, PROFILE)


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
