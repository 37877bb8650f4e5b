"""Is a change of an article worth telling its subscribers? `updated` moves only if it is.

Readers mark an updated article unread again. So a change counts when more than a few words of it
did; why it is counted so, is told in docs/decisions/significant-change.md. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from feedtool.model import CleanArticle, TextSnapshot
from feedtool.model.article import TITLE
from feedtool.text.fingerprint import similarity

_SHARE = 20  # of a text of fewer words than this times the limit, fewer changes are minor
_TITLE_LETTERS = 2  # put into or taken out of a title
_CLEARLY_OTHER = 0.9  # below, a sampled text surely changed by more than a few words
_WORD = re.compile(r"\w+")


def snapshot(article: CleanArticle) -> TextSnapshot:
    """The words of an article that still has its verdicts."""
    dropped = (v.line.text for v in article.verdicts if v.rule not in (None, TITLE))
    return TextSnapshot(article.title.text, article.paragraphs, tuple(filter(None, dropped)))


def is_significant(old: TextSnapshot, new: TextSnapshot, limit: int) -> bool:
    """Whether the words of `new` differ from those of `old` by more than a correction.

    Up to `limit` changed words are one, in a short text fewer. Words that are, or were, in the
    document, though in lines that were taken out of it, did not come or go.
    """
    if not _is_same_title(old.title, new.title, limit):
        return True
    before, after = _words(old.paragraphs), _words(new.paragraphs)
    changed = changed_words(before, after, _words(old.dropped), _words(new.dropped))
    return changed > min(limit, max(len(before), len(after)) // _SHARE)


def clearly_differs(old_sketch: str | None, new_sketch: str) -> bool:
    """Whether a text surely changed, where only samples of its words are left.

    `old_sketch` None: there is no sample, and nothing is sure.
    """
    return old_sketch is not None and similarity(old_sketch, new_sketch) < _CLEARLY_OTHER


def changed_words(
    before: Sequence[str],
    after: Sequence[str],
    dropped_before: Sequence[str] = (),
    dropped_after: Sequence[str] = (),
) -> int:
    """How many words came or went, whichever is more; words in another order count too.

    What went from the text into the lines that were dropped, or came from there, does not count.
    Counted, not aligned: a comparison in order takes quadratic time on long texts.

    >>> changed_words("a man saw a dog".split(), "a man heard a dog".split())
    1
    """
    gone, come = Counter(before), Counter(after)
    removed = gone - come - Counter(dropped_after)
    added = come - gone - Counter(dropped_before)
    # A word that took the place of another makes two new pairs of neighbours.
    pairs = Counter(pairwise(after)) - Counter(pairwise(before))
    moved = 0 if dropped_before or dropped_after else pairs.total() // 2
    return max(removed.total(), added.total(), moved)


def _words(texts: Iterable[str]) -> list[str]:
    return _WORD.findall(_folded("\n".join(texts)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_same_title(old: str, new: str, limit: int) -> bool:
    """Whether a title is the same but for a slip of the pen: a title is what readers show."""
    one, other = (" ".join(_words([title])) or _folded(title) for title in (old, new))
    if one == other:
        return True
    digits = [re.sub(r"\D", "", title) for title in (one, other)]
    if limit == 0 or digits[0] != digits[1]:
        return False
    put_in = taken_out = 0
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for step, a, b, c, d in steps:
        if step != "equal":
            taken_out, put_in = taken_out + b - a, put_in + d - c
    return max(put_in, taken_out) <= _TITLE_LETTERS and min(len(one), len(other)) > 4
