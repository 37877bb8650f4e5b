"""Detects the language of a text by its script and its function words.

Good enough to set `lang` and `dir` on a page. A declared language always wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from feedtool.text.language_data import ENDINGS, OWN_LETTERS, SMALL_WORDS
from feedtool.text.lazy_regex import lazy_regex

_SAMPLE = 1000  # characters
_WORDS = re.compile(r"[^\W\d_]+")
_FEWEST = 4  # words; with fewer, no language is detected
_ENOUGH = 0.08  # share of all words that must be function words of the language

# Scripts that almost only one language uses. Kana comes before Han: Japanese has both.
_SCRIPTS = (
    ("ja", lazy_regex("[\u3040-\u30ff]"), 0.05),
    ("ko", lazy_regex("[\uac00-\ud7af]"), 0.2),
    ("zh", lazy_regex("[\u4e00-\u9fff]"), 0.3),
    ("el", lazy_regex("[\u0370-\u03ff\u1f00-\u1fff]"), 0.4),
    ("he", lazy_regex("[\u0590-\u05ff]"), 0.4),
    ("hi", lazy_regex("[\u0900-\u097f]"), 0.4),
    ("th", lazy_regex("[\u0e00-\u0e7f]"), 0.4),
    ("ka", lazy_regex("[\u10a0-\u10ff]"), 0.4),
    ("hy", lazy_regex("[\u0530-\u058f]"), 0.4),
    ("bn", lazy_regex("[\u0980-\u09ff]"), 0.4),
    ("ta", lazy_regex("[\u0b80-\u0bff]"), 0.4),
)
_ARABIC = lazy_regex("[\u0600-\u06ff]")
_PERSIAN = lazy_regex("[\u067e\u0686\u0698\u06a9\u06af\u06cc]")
_URDU = lazy_regex("[\u0679\u0688\u0691\u06ba\u06be\u06d2]")
_FEW = 60  # words; in shorter texts word endings count too
_LENGTHS = tuple({len(ending) for ends in ENDINGS.values() for ending in ends.split()})
_LONG = 6  # letters; the ending of a shorter word does not count


def _languages(features: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Inverts a mapping from a language to its words, letters or endings."""
    found: dict[str, tuple[str, ...]] = {}
    for language, own in features.items():
        for feature in own:
            found[feature] = (*found.get(feature, ()), language)
    return found


_OF_WORD = _languages({language: set(words.split()) for language, words in SMALL_WORDS.items()})
_OF_LETTER = _languages(OWN_LETTERS)
_OF_ENDING = _languages({language: set(ends.split()) for language, ends in ENDINGS.items()})
_ANY_LETTER = re.compile(f"[{''.join(_OF_LETTER)}]")
_BEYOND_LATIN = lazy_regex("[\u0370-\u03ff\u0530-\u1fff\u3040-\ud7af]")
# Letters of right-to-left scripts.
_LEFTWARD = lazy_regex(
    "[\u05d0-\u05f2\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0710-\u072f\u074d-\u07ea\u0800-\u0815"
    "\u0840-\u0858\u0860-\u08c9\ufb1d-\ufdfd\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "arc"})


def detect(text: str) -> str | None:
    """The primary language subtag (RFC 5646) of `text`; None if it is not clear.

    >>> detect("The minister said that the talks had failed, and that he was leaving the city.")
    'en'
    >>> detect("qwerty 123") is None
    True
    """
    sample = text[:_SAMPLE]
    if not sample.isascii() and _BEYOND_LATIN.search(sample):
        letters = sum(map(str.isalpha, sample))
        for language, script, share in _SCRIPTS:
            if len(script.findall(sample)) > share * letters:
                return language
        if len(_ARABIC.findall(sample)) > 0.4 * letters:
            return _of_arabic_script(sample, letters)
    return _by_words(sample)


def direction(language: str | None) -> str:
    """`rtl` or `ltr`, a value for the HTML attribute `dir`."""
    subtags = (language or "").lower().split("-")
    return "rtl" if subtags[0] in _RIGHT_TO_LEFT or "arab" in subtags[1:] else "ltr"


def own_direction(text: str, around: str) -> str | None:
    """The direction of a paragraph if it differs from `around`, that of its article; else None.

    Its first strong character (UAX #9, P2 and P3) and most of its letters must agree, because a
    sentence may begin with a name in another script.

    >>> own_direction("שלום is Hebrew for peace", "ltr") is None, own_direction("שלום לכם", "ltr")
    (True, 'rtl')
    """
    if around == "ltr" and (text.isascii() or not _LEFTWARD.search(text)):
        return None
    first = _first_strong(text)
    if first is None or first == around:
        return None
    leftward = len(_LEFTWARD.findall(text))
    rightward = sum(map(str.isalpha, text)) - leftward
    return first if (leftward > rightward) == (first == "rtl") else None


def _first_strong(text: str) -> str | None:
    """`ltr` or `rtl`, by the first strong character outside an isolate (UAX #9, P2)."""
    isolates = 0
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("LRI", "RLI", "FSI"):
            isolates += 1
        elif kind == "PDI":
            isolates = max(0, isolates - 1)
        elif not isolates and kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return None


def _of_arabic_script(sample: str, letters: int) -> str:
    if len(_URDU.findall(sample)) > 0.01 * letters:
        return "ur"
    return "fa" if len(_PERSIAN.findall(sample)) > 0.02 * letters else "ar"


def _by_words(sample: str) -> str | None:
    words = _WORDS.findall(sample.casefold())
    if len(words) < _FEWEST:
        return None
    points = Counter(chain.from_iterable(filter(None, map(_OF_WORD.get, words))))
    for word in words if len(words) < _FEW else ():
        if len(word) >= _LONG and word not in _OF_WORD:
            points.update({x for n in _LENGTHS for x in _OF_ENDING.get(word[-n:], ())})
    if not sample.isascii():
        letters = _ANY_LETTER.findall(sample.lower())
        points.update(language for letter in letters for language in _OF_LETTER[letter])
    (best, most), (_, next_most) = (*points.most_common(2), ("", 0), ("", 0))[:2]
    return best if most > _ENOUGH * len(words) and most > next_most else None
