"""Finds the line that a text's file was named after.

Programs that save pages name the file after the last part of the address, which most sites make
from the title: `how-to-prune-roses.txt`. Such a name is better evidence than a line's looks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from feedtool.clean.bylines.dates import fold
from feedtool.clean.facts import headline
from feedtool.clean.facts.page import Page, words_of
from feedtool.clean.facts.trees import Forest
from feedtool.text.lazy_regex import lazy_regex

_FEWEST = 4  # words in a name that says something; fewer may be the name of a series
_AGREE = 0.75  # share of the words of the name, and of a line's, that the other has too
_SMALL = 3  # letters of words that names leave out
_LONGEST_NUMBER = 3  # digits of one that is of a title, not of a year or an id
_ID = lazy_regex(r"(?=\D*\d)\w{7,}")


def words_in(name: str) -> frozenset[str]:
    """The words in the readable name of a file; none if they are too few to tell its title.

    >>> sorted(words_in("How to prune roses")), words_in("Roses"), words_in("5b98ca3a324b826d")
    (['how', 'prune', 'roses', 'to'], frozenset(), frozenset())
    """
    words = frozenset(word for word in words_of(fold(name)) if _ID.fullmatch(word) is None)
    return words if sum(not word.isdecimal() for word in words) >= _FEWEST else frozenset()


def named_after(
    page: Page, order: Forest, name: Collection[str], title: str | None, never: Collection[int]
) -> int | None:
    """The line after which the file was named, if `title` is not; None if there is none.

    `name` has the `words_in` the name. Of several lines, the one that looks most like a headline.
    """
    if not name or (title is not None and _share(name, _folded(words_of(title))) >= _AGREE):
        return None
    lines = [k for k in headline.candidates(page) if page.at[k] not in never]
    found = [k for k in lines if _agree(name, _folded(page.words[k]))]
    if not found:
        return None
    return found[order.best(headline.rows(page, found))]


def _folded(words: Iterable[str]) -> list[str]:
    return fold(" ".join(words)).split()


def _agree(name: Collection[str], line: Collection[str]) -> bool:
    """Whether the words agree. A number in the name may be all that tells it from others."""
    if any(_is_number(word) and word not in line for word in name):
        return False
    telling = [word for word in line if len(word) > _SMALL or not word.isascii()]
    return _share(name, line) >= _AGREE and _share(telling, name) >= _AGREE


def _share(words: Collection[str], others: Collection[str]) -> float:
    """The share of the words that are among others."""
    return sum(word in others for word in words) / len(words) if words else 0.0


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= _LONGEST_NUMBER
