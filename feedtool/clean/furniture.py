"""Which of the lines that recur across a site are furniture, by where they are in a text.

Furniture is a run of recurring lines at an edge of the text, or a box between two paragraphs. A
recurring line between new lines is part of the genre (the headings of a recipe, the questions of an
interview, the refrain of a prayer): it stays unless it also reads like boilerplate. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from feedtool.clean.bylines import authors
from feedtool.clean.site_profile import LONG, Recurring, mark
from feedtool.text.sentences import ends_like_a_sentence, first_sentence, is_listed

_PROSE = 80  # characters; a sentence this long surely belongs to the article
_TITLED = 12  # lines above the body among which its headline is looked for
_GAP = 3  # headlines of other articles between recurring lines at the end of a text
_SOLID = 4  # recurring lines in a row; the headings of a genre rarely form such a run
_DOUBTFUL = 0.5  # probability of boilerplate from which a sentence below a label goes with it
_UNLIKELY = 0.7  # probability of boilerplate from which a line below the headline may be dropped
_LIKELY = 0.8  # the same for one between paragraphs
_CERTAIN = 0.95  # the same for a sentence or a list item


class _Text:
    """A text without its blank lines: what recurs, what is dropped anyway, what is new."""

    def __init__(
        self,
        lines: Sequence[str],
        known: Mapping[int, Recurring],
        dropped: Mapping[int, bool],
        suspicion: Mapping[int, float],
    ) -> None:
        self.lines = lines
        self.at = [i for i, line in enumerate(lines) if line]
        self.known, self.dropped, self._suspicion = known, dropped, suspicion

    def is_new(self, i: int) -> bool:
        return i not in self.known and i not in self.dropped

    def suspicion(self, i: int) -> float:
        return self._suspicion.get(i, 0.0)

    def runs(self) -> list[list[int]]:
        """The indexes of the lines, new ones and others in turn."""
        return [list(run) for _, run in groupby(self.at, self.is_new)]

    def is_furnished(self, run: Sequence[int]) -> bool:
        """Whether other boilerplate is in the run."""
        return any(self.dropped.get(i) for i in run)

    def may_go(self, i: int) -> bool:
        """Whether the line is neither a sentence nor a list item, or surely is boilerplate."""
        if self.suspicion(i) >= _CERTAIN:
            return True
        return not is_said(self.lines[i]) and not is_listed(self.lines[i])

    def is_label_of(self, i: int, following: int) -> bool:
        """Whether the first line is the label of the second, which belongs to the article."""
        line = self.lines[i]
        if len(line) >= LONG or ends_like_a_sentence(line) or self.may_go(following):
            return False
        return is_listed(self.lines[following]) or self.suspicion(following) < _DOUBTFUL


def recurring(
    lines: Sequence[str],
    found: Mapping[int, Recurring],
    dropped: Mapping[int, bool] | None = None,
    suspicion: Mapping[int, float] | None = None,
) -> dict[int, Recurring]:
    """The lines of a text that the profile of its site drops, by index.

    `found` has what the profile knows of its lines. `dropped` has the indexes of the lines that are
    dropped for other reasons, and whether they are boilerplate; `suspicion` has the probability
    that a line is, by index.
    """
    known = often_enough(lines, found)
    if not known:
        return {}
    text = _Text(lines, known, dropped or {}, suspicion or {})
    runs = text.runs()
    gone: set[int] = set()
    tail = _tail(text, runs)
    gone.update(tail)
    gone.update(_head(text, before=min(tail, default=len(lines))))
    gone.update(_boxes(text, runs))
    return {i: known[i] for i in sorted(gone) if i in known}


def find(lines: Sequence[str], profile: Mapping[str, Recurring]) -> dict[int, Recurring]:
    """What the profile knows of the lines of a text, by index."""
    if not profile:
        return {}
    return {i: known for i, line in enumerate(lines) if line and (known := profile.get(mark(line)))}


def often_enough(lines: Sequence[str], found: Mapping[int, Recurring]) -> dict[int, Recurring]:
    """The lines that recur so often that they may go: a long one in half of the articles."""
    return {
        i: known for i, known in found.items() if known.level >= (3 if len(lines[i]) >= LONG else 1)
    }


def _tail(text: _Text, runs: Sequence[Sequence[int]]) -> Iterable[int]:
    """The recurring lines from the end of the text inwards, up to the article."""
    taken: list[int] = []
    bridged = False
    for run in reversed(runs):
        if text.is_new(run[0]):
            if not taken or len(run) > _GAP or not all(_is_link(text.lines[i]) for i in run):
                break
            bridged = True
            continue
        run = [i for i in run if i in text.known]
        if bridged and len(run) < _SOLID:
            break
        part = _below_the_article(text, run)
        taken += part
        if len(part) < len(run):
            break
    return taken


def _below_the_article(text: _Text, run: Sequence[int]) -> Sequence[int]:
    """The run without the sentences and list items that the article ends with.

    An article may end with a formula ("The case continues.", "Amen."); what is below that, such as
    a notice about the publication, is furniture.
    """
    start = 0
    for n, i in enumerate(run):
        if text.may_go(i) and not (n + 1 < len(run) and text.is_label_of(i, run[n + 1])):
            break
        start = n + 1
    return run[start:]


def _head(text: _Text, before: int) -> Iterable[int]:
    """The recurring lines from the start of the text, and below its headline what is suspicious."""
    taken: list[int] = []
    headline_met = False
    for i in text.at[: _TITLED * 2]:
        if i >= before:
            break
        if i in text.known:
            if not headline_met or (text.suspicion(i) >= _UNLIKELY and text.may_go(i)):
                taken.append(i)
            elif i not in text.dropped:
                break
        elif i in text.dropped or _says_who_or_when(text.lines[i]):
            continue
        elif not headline_met and not _is_prose(text.lines[i]):
            headline_met = True
        else:
            break
    if not headline_met:  # the text begins with its body
        taken = (
            [i for i in taken if text.suspicion(i) >= _UNLIKELY] if len(taken) < _SOLID else taken
        )
    return [i for i in taken if text.may_go(i)]


def _boxes(text: _Text, runs: Sequence[Sequence[int]]) -> Iterable[int]:
    """Recurring lines within the text that read like boilerplate, beside more of it or alone."""
    for above, run, below in zip(runs, runs[1:], runs[2:], strict=False):
        if text.is_new(run[0]):
            continue
        found = [i for i in run if i in text.known and text.may_go(i)]
        found = [i for i in found if not _is_prose(text.lines[i])]
        between = _is_prose(text.lines[above[-1]]) and _is_prose(text.lines[below[0]])
        if found and (text.is_furnished(run) or (between and len(found) >= _SOLID)):
            if sum(map(text.suspicion, found)) >= _DOUBTFUL * len(found):
                yield from found
        elif between:
            for i in found:
                if text.known[i].level > 1 and text.suspicion(i) >= _LIKELY:
                    yield i


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE and ends_like_a_sentence(line)


def is_said(line: str) -> bool:
    """Whether the line is one sentence of the length that people write in an article."""
    return (
        len(line) < LONG
        and ends_like_a_sentence(line)
        and "@" not in line
        and first_sentence(line).strip() == line.strip()
    )


def _is_link(line: str) -> bool:
    return not is_listed(line) and len(line) < LONG and not ends_like_a_sentence(line)


def _says_who_or_when(line: str) -> bool:
    return bool(authors.find_author(line) or authors.find_dates(line))
