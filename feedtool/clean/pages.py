"""Finds page numbers and running heads in the text of a document that was paginated.

Only what is certain is taken: numbers that count up from page to page and tear a sentence or are
at a form feed, and lines that recur beside them. Chapters and verses are numbered too, but no
sentence goes on below their numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import msgspec

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import ends_like_a_sentence

_LONGEST = 70  # characters of a running head
_FEWEST = 2  # pages with a number that counts up
_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p\.|seite|s\.|pagina|página|pág\.|strona|str\.|стр\.|sayfa|第)\s*)?(\d{1,4})"
    r"(?:\s*(?:/|of|von|de|sur|di|z|из)\s*\d{1,4})?\s*(?:页|頁|ページ)?[\W_]*",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NUMBER_AT_AN_END = re.compile(r"\s*(?:(\d{1,4})[\s|·•–—-]+(\S.*?)|(\S.*?)[\s|·•–—-]+(\d{1,4}))\s*")


class _Break(msgspec.Struct, frozen=True):
    """A place between two pages: the indexes of the lines between them that are not blank."""

    lines: tuple[int, ...]
    above: int
    below: int


class Pages(msgspec.Struct, frozen=True):
    """What page breaks have left: page numbers and running heads, and gaps that tear a sentence."""

    furniture: frozenset[int] = frozenset()
    torn: tuple[tuple[int, int], ...] = ()

    def without_gaps(self, body: Sequence[str]) -> list[str]:
        """The lines of the body, with the sentences joined that a page break tears.

        `torn` has the lines above and below such a break. Words are moved up, so that the lines
        stay as wide as others.
        """
        made = list(body)
        widest = max(map(len, body), default=0)
        gone: set[int] = set()
        for above, below in self.torn:
            if not made[above] or not made[below] or any(made[above + 1 : below]):
                continue
            gone.update(range(above + 1, below))
            end = next((i for i in range(below, len(made)) if not made[i]), len(made))
            for i in range(below, end):
                words = made[i].split()
                while words and made[above][-1] != "-" and _fits(made[above], words[0], widest):
                    made[above] = f"{made[above]} {words.pop(0)}"
                made[i] = " ".join(words)
                if words:
                    above = i
                else:
                    gone.add(i)
        return [line for i, line in enumerate(made) if i not in gone]


def _fits(line: str, word: str, widest: int) -> bool:
    return len(line) + 1 + len(word) <= widest


def form_feeds(source: str, lines: int) -> frozenset[int]:
    r"""The indexes of the lines of a text, after normalization, that begin below a form feed.

    >>> sorted(form_feeds("a\n\fb\nc", 4))
    [2]
    """
    if "\f" not in source:
        return frozenset()
    ends = enumerate(_LINE_END.finditer(source), 1)
    return frozenset(i for i, end in ends if end[0] == "\f" and i < lines)


_LINE_END = lazy_regex("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def pages_of(lines: Sequence[str], feeds: Collection[int] = ()) -> Pages:
    """What the page breaks of a text have left in it.

    `feeds` has the indexes of the lines that begin a page because of a form feed.
    """
    numbered = _chain(lines, feeds)
    furniture = set(numbered)
    furniture |= _heads(lines, furniture, feeds)
    gaps = [gap for gap in _gaps(lines, furniture, feeds) if _is_torn(lines, gap)]
    return Pages(frozenset(furniture), tuple((gap.above, gap.below) for gap in gaps))


def _gaps(
    lines: Sequence[str], furniture: Collection[int], feeds: Collection[int]
) -> Iterator[_Break]:
    """The page breaks: the lines of furniture, and the blank ones around them."""
    if not furniture and not feeds:
        return
    taken: list[int] = []
    above, feeds_met = -1, False
    for i, line in enumerate(lines):
        feeds_met |= i in feeds
        if i in furniture:
            taken.append(i)
        elif line.strip():
            if (taken or feeds_met) and above >= 0:
                yield _Break(tuple(taken), above, i)
            taken, above, feeds_met = [], i, False


def _is_torn(lines: Sequence[str], gap: _Break) -> bool:
    """Whether the sentence above a page break goes on below it."""
    above, below = lines[gap.above].rstrip(), lines[gap.below].lstrip()
    if ends_like_a_sentence(above) or not (above[-1].isalnum() or above[-1] in ",-–—;"):
        return False
    return below[:1].islower() or above[-1] == "-"


def _chain(lines: Sequence[str], feeds: Collection[int]) -> dict[int, int]:
    """The lines that are page numbers, alone or beside a running head, by index."""
    candidates = [
        (i, number, head)
        for i, line in enumerate(lines)
        if line and len(line) <= _LONGEST
        for number, head in _numbers(line)
        if _is_apart(lines, i, feeds)
    ]
    heads = Counter(head for _, _, head in candidates)
    candidates = [c for c in candidates if not c[2] or heads[c[2]] > 1]
    found = _longest_count(candidates)
    if len(found) < _FEWEST:
        return {}
    gaps = [gap for gap in _gaps(lines, found, feeds) if gap.lines]
    certain = sum(_is_torn(lines, gap) or _is_fed(gap, feeds) for gap in gaps)
    return found if gaps and 3 * certain >= len(gaps) else {}


def _longest_count(candidates: Sequence[tuple[int, int, str]]) -> dict[int, int]:
    """The most lines, in order, whose numbers count up by one."""
    length: dict[int, int] = {}  # of the longest run that ends in each candidate
    before: dict[int, int] = {}  # the candidate before it in that run
    latest: dict[int, int] = {}  # the last candidate with each number
    for k, (i, number, _) in enumerate(candidates):
        last = latest.get(number - 1)
        if last is not None and candidates[last][0] < i:
            length[k], before[k] = length[last] + 1, last
        else:
            length[k] = 1
        if number not in latest or length[k] >= length[latest[number]]:
            latest[number] = k
    found: dict[int, int] = {}
    k = max(length, key=lambda n: length[n], default=-1)
    while k >= 0:
        found[candidates[k][0]] = candidates[k][1]
        k = before.get(k, -1)
    return found


def _is_fed(gap: _Break, feeds: Collection[int]) -> bool:
    return any(i in feeds for i in range(gap.above + 1, gap.below + 1))


def _is_apart(lines: Sequence[str], i: int, feeds: Collection[int]) -> bool:
    """Whether a blank line, a form feed or an edge of the text is above or below the line."""
    above = i == 0 or not lines[i - 1].strip() or i in feeds
    below = i + 1 >= len(lines) or not lines[i + 1].strip() or i + 1 in feeds
    return above or below


def _numbers(line: str) -> Iterator[tuple[int, str]]:
    """The page number that the line may be, with the running head beside it."""
    if _DIGIT.search(line) is None:
        return
    alone = _NUMBER.fullmatch(line)
    if alone is not None:
        yield int(alone[1]), ""
        return
    beside = _NUMBER_AT_AN_END.fullmatch(line) if _has_digit_at_an_end(line) else None
    if beside is not None:
        head = (beside[2] or beside[3]).strip().casefold()
        if not ends_like_a_sentence(head) and any(map(str.isalpha, head)):
            yield int(beside[1] or beside[4]), head


def _has_digit_at_an_end(line: str) -> bool:
    bare = line.strip()
    return bare[:1].isdecimal() or bare[-1:].isdecimal()


def _heads(lines: Sequence[str], numbers: Collection[int], feeds: Collection[int]) -> set[int]:
    """The running heads: lines beside page breaks that recur at them.

    Without numbers and form feeds, a line is one that tears a sentence wherever it is.
    """
    gaps = list(_gaps(lines, numbers, feeds))
    beside: dict[str, list[int]] = {}
    for gap in gaps:
        for i in (gap.above, gap.below):
            if len(lines[i]) <= _LONGEST and not ends_like_a_sentence(lines[i]):
                beside.setdefault(lines[i].strip().casefold(), []).append(i)
    found = {i for same in beside.values() if 2 <= len(same) >= len(gaps) / 3 for i in same}
    if gaps:
        return found
    recurring: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        alone = line.strip() and 0 < i < len(lines) - 1
        if alone and len(line) <= _LONGEST and not lines[i - 1] and not lines[i + 1]:
            recurring.setdefault(line.strip().casefold(), []).append(i)
    for same in recurring.values():
        if len(same) > 1:
            torn = sum(_is_torn(lines, gap) for gap in _gaps_at(lines, same))
            if torn > 1 and 3 * torn >= 2 * len(same):
                found.update(same)
    return found


def _gaps_at(lines: Sequence[str], furniture: Sequence[int]) -> Iterator[_Break]:
    """The page breaks at a few lines of furniture, whose indexes ascend."""
    own, below = set(furniture), -1
    for i in furniture:
        if i < below:
            continue  # in the same gap as the line before
        above, taken = i - 1, [i]
        while above >= 0 and not lines[above].strip():
            above -= 1
        below = i + 1
        while below < len(lines) and (not lines[below].strip() or below in own):
            taken += [below] if lines[below].strip() else []
            below += 1
        if above >= 0 and below < len(lines):
            yield _Break(tuple(taken), above, below)
