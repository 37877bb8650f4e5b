"""Decides whether a change to an article is significant; only then does `updated` move.

Feed readers mark an updated entry as unread, so only a change of more than a few words counts.
docs/decisions/significant-change.md explains how words are counted. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from feedtool.model import CleanArticle, TextSnapshot
from feedtool.model.article import TITLE
from feedtool.text.fingerprint import similarity
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.markup import without_comments

_SHARE = 20  # in short texts, at most one word in this many may change
_TITLE_LETTERS = 2  # inserted into or deleted from a title
_CLEARLY_OTHER = 0.9  # similarity below which more than a few words surely changed
_WORD = lazy_regex(r"\w+")


def snapshot(article: CleanArticle) -> TextSnapshot:
    """What comparing versions needs of an article. The article must still have its verdicts."""
    dropped = (v.line.text for v in article.verdicts if v.rule not in (None, TITLE))
    kept = article.paragraphs
    if article.markup == "markdown":
        kept = tuple(map(without_comments, kept))  # nobody sees that a comment changed
    return TextSnapshot(article.title.text, kept, tuple(filter(None, dropped)))


def is_significant(old: TextSnapshot, new: TextSnapshot, limit: int) -> bool:
    """Whether the words of `new` differ from those of `old` by more than a correction.

    Up to `limit` changed words are a correction, fewer in a short text. Words that only moved
    between the article and the dropped lines of its document do not count as changed.
    """
    if not _is_same_title(old.title, new.title, limit):
        return True
    before, after = _words(old.paragraphs), _words(new.paragraphs)
    changed = changed_words(before, after, _words(old.dropped), _words(new.dropped))
    return changed > min(limit, max(len(before), len(after)) // _SHARE)


def clearly_differs(old_sketch: str | None, new_sketch: str) -> bool:
    """Whether a text surely changed, judging by sketches alone.

    False if `old_sketch` is None, because nothing is known then.
    """
    return old_sketch is not None and similarity(old_sketch, new_sketch) < _CLEARLY_OTHER


def changed_words(
    before: Sequence[str],
    after: Sequence[str],
    dropped_before: Sequence[str] = (),
    dropped_after: Sequence[str] = (),
) -> int:
    """The number of words added or removed, whichever is greater; reordered words count too.

    Words that moved to or from the dropped lines do not count. Words are counted, not aligned:
    an alignment takes quadratic time on long texts.

    >>> changed_words("a man saw a dog".split(), "a man heard a dog".split())
    1
    """
    gone, come = Counter(before), Counter(after)
    removed = gone - come - Counter(dropped_after)
    added = come - gone - Counter(dropped_before)
    # A replaced word makes two new pairs of neighbours.
    pairs = Counter(pairwise(after)) - Counter(pairwise(before))
    moved = 0 if dropped_before or dropped_after else pairs.total() // 2
    return max(removed.total(), added.total(), moved)


def _words(texts: Iterable[str]) -> list[str]:
    return _WORD.findall(_folded("\n".join(texts)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_same_title(old: str, new: str, limit: int) -> bool:
    """Whether titles differ by a typo at most; they are what feed readers show."""
    one, other = (" ".join(_words([title])) or _folded(title) for title in (old, new))
    if one == other:
        return True
    digits = [re.sub(r"\D", "", title) for title in (one, other)]
    if limit == 0 or digits[0] != digits[1]:
        return False
    inserted = deleted = 0
    # Imported here: most articles are new.
    from difflib import SequenceMatcher

    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for step, a, b, c, d in steps:
        if step != "equal":
            deleted, inserted = deleted + b - a, inserted + d - c
    return max(inserted, deleted) <= _TITLE_LETTERS and min(len(one), len(other)) > 4
