"""Describes in words why a line was kept or dropped, by its most telling features.

Nothing is decided here. The features are taken in a fixed order, because adding up the share of
each took longer than the classification itself.
"""

from collections.abc import Mapping, Sequence

from feedtool.clean.classifier.context import LEVELS
from feedtool.clean.classifier.features import BULLETS, LONG_LINE, words_of

_AT = {name: i for i, name in enumerate(LEVELS)}
_WORDS, _PATTERN, _MARKS, _GLUED = _AT["words"], _AT["pattern"], _AT["marks"], _AT["glued"]
_START, _LENGTH, _END, _COPIES = _AT["start"], _AT["length"], _AT["end"], _AT["copies"]
_SEGMENT, _AROUND = _AT["segment"], _AT["around_5"]
_SHORT = 9  # the level of `length` at 80 letters
_PATTERNS = (
    "", "an address", "a copyright notice", "a time", "a date", "a year", "a price or a percentage",
    "a number",
)  # fmt: skip
_PLACES = (
    "far above the article’s text", "far above the article’s text", "above the article’s text",
    "above the article’s text", "", "", "", "", "below the article’s text",
    "below the article’s text", "far below the article’s text", "far below the article’s text",
)  # fmt: skip


def why_kept(score: int) -> str:
    """The reason for keeping a line with this score, in hundredths of a logit."""
    if score < -100:
        return "reads like the article"
    return "probably part of the article" if score < 0 else "uncertain, kept to be safe"


def why_dropped(
    k: int,
    line: str,
    columns: Sequence[Sequence[int]],
    short_words: Mapping[str, int],
    long_words: Mapping[str, int],
) -> str:
    """The reason for dropping line `k`: what it looks like, then where it is."""
    look = (
        _by_words(line, short_words, long_words)
        if columns[_WORDS][k] > 9
        else _look(
            columns[_LENGTH][k] < _SHORT, columns[_GLUED][k], columns[_PATTERN][k],
            columns[_MARKS][k], columns[_START][k], columns[_END][k],
        )
    )  # fmt: skip
    place = _place(columns[_COPIES][k], columns[_AROUND][k] > 6, columns[_SEGMENT][k])
    return f"{look}; {place}"


def _by_words(line: str, short_words: Mapping[str, int], long_words: Mapping[str, int]) -> str:
    core = line.strip(BULLETS)
    weights = short_words if len(core) < LONG_LINE else long_words
    word = max(words_of(core), key=lambda w: (weights.get(w, 0), w))
    return f"words of menus, prompts or credits: “{word.lstrip('=^$')}”"


def _look(short: bool, glued: int, pattern: int, marks: int, start: int, end: int) -> str:
    if glued == 2:
        return "entries run together, like a menu"
    if pattern and short:
        return f"a short line with {_PATTERNS[pattern]}"
    if marks > 1:
        return "symbols between words, like a menu or a credit line"
    if start == 7:
        return "reads like a list item"
    if end in (1, 2, 3):
        return "reads like a form or a prompt" if short else "reads like a notice or a teaser"
    return "reads like a menu or a link" if short else "does not end like a sentence"


def _place(copies: int, junk_around: bool, segment: int) -> str:
    if copies:
        return f"appears {'twice' if copies == 1 else 'three times or more'} in this text"
    place = _PLACES[segment]
    if junk_around:
        return f"among lines of links or prompts{', ' if place else ''}{place}"
    return place or "unlike the lines around it"
