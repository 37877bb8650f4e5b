"""Takes back verdicts of the classifier that tear apart what belongs together.

The classifier judges lines, and on a page full of boilerplate it takes short lines of an article
for more of it. What they belong to tells them apart: a wrapped paragraph, a list, a run of
sentences, an entry of a live blog, a speech, the head of a judgment. Verdicts of rules stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from feedtool.clean import titles
from feedtool.clean.classifier import LineScore
from feedtool.clean.judgement import LineVerdicts, is_prose
from feedtool.clean.paragraphs import units
from feedtool.model.article import BYLINE, CLASSIFIER, DATELINE
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import (
    FULL_STOPS,
    ends_like_a_sentence,
    first_sentence,
    is_listed,
    without_closers,
)

_TOP = 36  # non-blank lines from the top among which a stand-first is looked for
_RATHER = 0.7  # probability of boilerplate up to which a sentence stays beside another
_MISPLACED = 0.95  # the same if the sentence itself reads like the article
_CLOSING = 0.96  # the same for a short sentence below another
_STANDFIRST = 0.8  # the same for a line below the headline
_WORDS = 5  # spaces in a line that is a sentence and not a label with a full stop
_LABEL = 60  # characters of the longest line that is a label or a heading
_ENTRIES = 3  # entries with a time that make a live blog
_SPEECHES = 2  # speakers of the same form that make a transcript
_PARAGRAPHS = 2  # numbered paragraphs that make the body of a judgment
_TIME = lazy_regex(
    r"\W*(?:[01]?\d|2[0-4])(?:[:.h]| h )[0-5]\d(?::[0-5]\d)?"
    r"\W*(?:[ap]\.?m\.?|uhr|h|hrs|час\w*|[A-Z]{2,5})?\W*",
    re.IGNORECASE,
)
_NUMBERED = lazy_regex(r"\s*[\[(]?(\d{1,3})[\])]?[.)]?\s+\S")
_SPEAKER = lazy_regex(r"(?P<name>\w[^:.!?]{0,39})[:：]\s*(?P<words>.*)", re.DOTALL)
_PARTY = lazy_regex(
    r"\W*(?:\d+(?:st|nd|rd|th)\s+)?"
    r"(?=\w++(?:\(s\)?)?\W*\Z)"  # one word: most lines have more, which this finds out first
    r"(?:appell(?:ant|ee)|respondent|claimant|defendant|plaintiff"
    r"|petitioner|applicant|accused|intervener|kläger|klägerin|beklagter?|antragsteller(?:in)?"
    r"|antragsgegner(?:in)?|beschwerdeführer(?:in)?|requérante?|demandeur|demanderesse|défendeur"
    r"|défenderesse|appelante?|intimée?|demandantes?|demandad[oa]s?|recurrentes?|recurrid[oa]s?"
    r"|apelantes?|apelad[oa]s?|autora?|ré|réu|ricorrente|resistente|attore|convenuto|eiser(?:es)?"
    r"|verweerder|powód|pozwany|истец|ответчик|заявитель)(?:\(?s\)?)?\W*",
    re.IGNORECASE,
)
_BETWEEN = frozenset(
    "and v v. vs vs. versus und gegen et contre c. y contra e contro en tegen".split()
)


class _Text:
    """A text without its blank lines, and what the classifier says of them.

    Positions are those among the lines that are not blank.
    """

    def __init__(
        self,
        judgement: LineVerdicts,
        lines: Sequence[str],
        scores: Sequence[LineScore | None],
    ) -> None:
        self._judgement = judgement
        self._at = [i for i, line in enumerate(lines) if line]
        self._scores = scores
        self.lines = [lines[i].strip() for i in self._at]

    def is_kept(self, k: int) -> bool:
        return 0 <= k < len(self._at) and self._at[k] not in self._judgement.causes

    def title(self) -> int | None:
        """The position of the headline, if it was found."""
        title = self._judgement.title
        return None if title is None else self._at.index(title.line)

    def is_fact(self, k: int) -> bool:
        """Whether the line says who wrote the text, or when."""
        cause = self._judgement.causes.get(self._at[k])
        return cause is not None and cause.rule in (BYLINE, DATELINE)

    def doubt(self, k: int) -> float | None:
        """The probability for which the classifier dropped the line; None if it did not."""
        return self._judgement.confidence(self._at[k])

    def keep(self, positions: Iterable[int]) -> None:
        """Keeps those of the lines that the classifier dropped."""
        for k in positions:
            if self.doubt(k) is not None:
                del self._judgement.causes[self._at[k]]

    def reads_well(self, k: int) -> bool:
        """Whether the line on its own reads like the article."""
        score = self._score(k)
        return score is not None and score.reads_well

    def prompts(self, k: int) -> bool:
        """Whether words of the line are those of menus and prompts."""
        score = self._score(k)
        return score is not None and score.prompts

    def is_below(self, k: int) -> bool:
        """Whether the line is directly below the one before it."""
        return 0 < k < len(self._at) and self._at[k] == self._at[k - 1] + 1

    def _score(self, k: int) -> LineScore | None:
        return self._scores[self._at[k]] if self._scores else None

    def __len__(self) -> int:
        return len(self._at)


def keep_together(
    judgement: LineVerdicts, lines: Sequence[str], scores: Sequence[LineScore | None]
) -> None:
    """Keeps what belongs to lines that are kept. `scores` are the classifier's, or empty."""
    if not any(cause.rule == CLASSIFIER for cause in judgement.causes.values()):
        return
    text = _Text(judgement, lines, scores)
    _keep_entries(text)
    _keep_speeches(text)
    _keep_parties(text)
    _keep_items(text)
    _keep_sentences(text)
    _keep_standfirst(text)
    _keep_salutation(text)
    _keep_signature(text)
    _keep_closing(text)


def keep_whole_blocks(judgement: LineVerdicts, lines: Sequence[str], inner: set[int]) -> None:
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
        doubted = {j for j in block if judgement.confidence(j) is not None}
        if len(doubted) < len(block):
            for j in doubted:
                del judgement.causes[j]
        block = []


def keep_whole_paragraphs(judgement: LineVerdicts, lines: Sequence[str], spared: set[int]) -> None:
    """Gives all lines of a wrapped paragraph the verdict that most of its text has.

    Code and tables stay whole if any of their lines stays, or prose above or below them.
    """
    if not any(map(judgement.is_learned, judgement.causes)):
        return
    for kind, unit in units(lines):
        learned = [i for i in unit if judgement.is_learned(i)]
        if not learned:
            continue
        if kind == "preformatted":
            stays = len(learned) < len(unit) or _is_beside_prose(judgement, lines, unit)
        else:
            size = sum(len(lines[i]) for i in unit)
            stays = 2 * sum(len(lines[i]) for i in learned) <= size
            stays = stays or not spared.isdisjoint(unit)
        if stays:
            for i in learned:
                del judgement.causes[i]
        elif len(learned) < len(unit):
            for i in unit:
                judgement.causes.setdefault(i, judgement.causes[learned[0]])


def _is_beside_prose(judgement: LineVerdicts, lines: Sequence[str], unit: Sequence[int]) -> bool:
    above = next((i for i in range(unit[0] - 1, -1, -1) if lines[i]), None)
    below = next((i for i in range(unit[-1] + 1, len(lines)) if lines[i]), None)
    return any(
        i is not None and i not in judgement.causes and is_prose(lines[i]) for i in (above, below)
    )


def _keep_items(text: _Text) -> None:
    """Keeps the items that the classifier drops from a list, if half of the list stays."""
    for is_item, run in groupby(range(len(text)), lambda k: is_listed(text.lines[k])):
        items = list(run)
        doubted = [k for k in items if text.doubt(k) is not None]
        kept = sum(map(text.is_kept, items))
        if is_item and 2 * len(doubted) <= len(items) == len(doubted) + kept:
            text.keep(doubted)


def _keep_sentences(text: _Text) -> None:
    """Keeps a sentence beside another that is kept, if boilerplate is only somewhat likelier.

    One that on its own reads like the article was dropped for its place alone.
    """
    kept = [text.is_kept(k) and _is_sentence(text.lines[k]) for k in range(len(text))]
    for k, line in enumerate(text.lines):
        doubt = text.doubt(k)
        if doubt is None or not _is_sentence(line):
            continue
        well = text.reads_well(k) or _is_several(line)
        beside = any(kept[max(0, k - 1) : k + 2])
        if beside and doubt < (_MISPLACED if well and not text.prompts(k) else _RATHER):
            text.keep([k])


def _keep_standfirst(text: _Text) -> None:
    """Keeps a line of words between the headline and the first prose, if there is only one.

    If by-line or date are known, it is the line between the headline and them.
    """
    title = text.title()
    if title is not None and title + 2 < len(text) and text.is_fact(title + 2):
        words = text.lines[title + 1].split()
        if len(words) > _WORDS and words[-1][:1].islower() and text.doubt(title + 1) is not None:
            text.keep([title + 1])
            return
    for above, k in pairwise(range(min(len(text), _TOP))):
        if is_prose(text.lines[k]) and text.is_kept(k):
            return
        doubt, headline = text.doubt(k), text.lines[above]
        if doubt is None or doubt >= _STANDFIRST or text.lines[k].count(" ") < _WORDS + 2:
            continue
        is_titled = titles.is_likely_headline(headline) and headline.count(" ") >= _WORDS
        if is_titled and (text.is_kept(above) or text.doubt(above) is not None):
            text.keep([k])
            return


def _keep_entries(text: _Text) -> None:
    """Keeps the entries of a live blog: a time, often a heading, and what happened.

    Lists of links have times too, but no sentences below them.
    """
    times = [k for k, line in enumerate(text.lines) if _TIME.fullmatch(line)]
    entries = []
    for k in times:
        below = [n for n in (k + 1, k + 2) if n < len(text) and n not in times]
        body = next((n for n in below if _is_said(text.lines[n])), None)
        if body is not None and (body == k + 1 or len(text.lines[k + 1]) <= _LABEL):
            entries.append(range(k, body + 1))
    standing = sum(text.is_kept(entry[-1]) for entry in entries)
    if len(entries) >= max(_ENTRIES, len(times) / 2) and 2 * standing >= len(entries):
        for entry in entries:
            text.keep(entry)


def _keep_speeches(text: _Text) -> None:
    """Keeps speakers, the questions of an interview and short answers, if most speeches stay."""
    found: dict[str, list[int]] = {}
    for k, line in enumerate(text.lines):
        speaker = _SPEAKER.fullmatch(line) if ":" in line or "：" in line else None
        if speaker is not None:
            alone = not speaker["words"]
            form = f"{speaker['name'].isupper()}" if alone else f": {speaker['name'].casefold()}"
            found.setdefault(form, []).append(k)
    for form, speakers in found.items():
        if len(speakers) < _SPEECHES:
            continue
        said = [k if form[0] == ":" else k + 1 for k in speakers if k + 1 < len(text)]
        standing = {k for k in (*speakers, *said) if text.is_kept(k)}
        if 2 * sum(not standing.isdisjoint((k, k + 1)) for k in speakers) < len(speakers):
            continue
        text.keep(speakers)
        text.keep(k for k in said if ends_like_a_sentence(text.lines[k]) and not text.prompts(k))


def _keep_parties(text: _Text) -> None:
    """Keeps the head of a judgment: court, judges and parties above the first paragraph."""
    parties = [k for k, line in enumerate(text.lines) if _PARTY.fullmatch(line)]
    if len(parties) < _PARAGRAPHS:
        return
    end = next((k for k in range(parties[-1], len(text)) if _NUMBERED.match(text.lines[k])), None)
    if end is None or end - parties[0] > _TOP or not text.is_kept(end):
        return
    start = parties[0]
    while start and _is_in_a_head(text.lines[start - 1]):
        start -= 1
    text.keep(range(start, end))


def _keep_salutation(text: _Text) -> None:
    """Keeps the salutation of a letter, a short line with a comma above prose that stays."""
    for k in range(min(len(text) - 1, _TOP)):
        line = text.lines[k]
        is_one = line[-1] in ",，،" and len(line) <= _LABEL and not line[0].islower()
        if is_one and text.is_kept(k + 1) and not text.prompts(k):
            text.keep([k])


def _keep_signature(text: _Text) -> None:
    """Keeps what is below the `--` of a mail, if that line stays (RFC 3676, 4.3)."""
    for k, line in enumerate(text.lines):
        if line == "--" and text.is_kept(k):
            end = k + 1
            while text.is_below(end):
                end += 1
            text.keep(range(k, end))


def _keep_closing(text: _Text) -> None:
    """Keeps a short last sentence ("The case continues.", "Amen.")."""
    last = max((k for k in range(len(text)) if text.is_kept(k)), default=len(text)) + 1
    if last >= len(text) or not ends_like_a_sentence(text.lines[last - 1]):
        return
    line, doubt = text.lines[last], text.doubt(last)
    if doubt is None or doubt >= _CLOSING or text.prompts(last) or len(line) > _LABEL:
        return
    if (
        without_closers(line)[-1:] in FULL_STOPS
        and ends_like_a_sentence(line)
        and line[0].isalpha()
    ):
        text.keep([last])


def _is_sentence(line: str) -> bool:
    return ends_like_a_sentence(line) and line.count(" ") >= _WORDS and not is_listed(line)


def _is_several(line: str) -> bool:
    return first_sentence(line).strip() != line


def _is_said(line: str) -> bool:
    return is_listed(line) or _is_sentence(line)


def _is_in_a_head(line: str) -> bool:
    """Whether the line is a name in capitals, a label, a date or a word between the parties."""
    words = line.strip("-–— ")
    return (
        words.isupper()
        or line.endswith(":")
        or words.casefold() in _BETWEEN
        or not any(map(str.isalpha, words))
    )
