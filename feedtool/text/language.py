"""Detects the language of a text by its script and its function words.

Good enough to set `lang` and `dir` on a page. A declared language always wins. A text that is half
in one language and half in another has no language, as has one that is mostly code or names; its
page is then in the language of the site.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from feedtool.text import language_sample
from feedtool.text.language_data import ENDINGS, OWN_LETTERS, RARER, SMALL_WORDS
from feedtool.text.lazy_regex import lazy_regex

_FEWEST = 4  # words; with fewer, no language is detected
_ENOUGH = 0.08  # share of all words that must be function words of the language
# Related languages share most of their words. If another language has, of words that are not also
# of the best one, two thirds as many as the best has of its own, the text is in both.
_RIVAL = 0.65

# Scripts that only one language, or mostly one, uses; those of East Asia are below.
_SCRIPTS = (
    ("el", lazy_regex("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", lazy_regex("[\u0590-\u05ff]")),
    ("hi", lazy_regex("[\u0900-\u097f]")),
    ("th", lazy_regex("[\u0e00-\u0e7f]")),
    ("bn", lazy_regex("[\u0980-\u09ff]")),
    ("ta", lazy_regex("[\u0b80-\u0bff]")),
    ("te", lazy_regex("[\u0c00-\u0c7f]")),
    ("ml", lazy_regex("[\u0d00-\u0d7f]")),
    ("kn", lazy_regex("[\u0c80-\u0cff]")),
    ("gu", lazy_regex("[\u0a80-\u0aff]")),
    ("pa", lazy_regex("[\u0a00-\u0a7f]")),
    ("si", lazy_regex("[\u0d80-\u0dff]")),
    ("my", lazy_regex("[\u1000-\u109f]")),
    ("km", lazy_regex("[\u1780-\u17ff]")),
    ("lo", lazy_regex("[\u0e80-\u0eff]")),
    ("am", lazy_regex("[\u1200-\u137f]")),
    ("ka", lazy_regex("[\u10a0-\u10ff]")),
    ("hy", lazy_regex("[\u0530-\u058f]")),
)
_MOST = 0.6  # share of a script's letters from which it decides
_SOME = 0.25  # the share from which the text is not in a language of the Latin script either
_KANA = lazy_regex("[\u3040-\u30ff]")
_HANGUL = lazy_regex("[\uac00-\ud7af]")
_HAN = lazy_regex("[\u4e00-\u9fff]")
_DENSE = 0.25  # share of the letters of East Asia that decides: one says as much as three others
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


_WORDS_OF = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
_LETTERS_OF = {language: frozenset(OWN_LETTERS.get(language, "")) for language in SMALL_WORDS}
_OF_WORD = _languages(_WORDS_OF)
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
    sample = language_sample.prose(text)
    if not sample.isascii() and _BEYOND_LATIN.search(sample):
        found, is_clear = _by_script(sample)
        if is_clear:
            return found
    words, names = language_sample.words(sample)
    return _by_words(words, len(words) + names)


def _by_script(sample: str) -> tuple[str | None, bool]:
    """The language by the script of most letters, and whether there is nothing more to learn."""
    letters = sum(map(str.isalpha, sample)) or 1
    kana, hangul = len(_KANA.findall(sample)), len(_HANGUL.findall(sample))
    dense = kana + hangul + len(_HAN.findall(sample))
    if dense >= _DENSE * letters:
        if kana > 0.05 * dense:
            return "ja", True
        return ("ko" if hangul > dense / 2 else "zh"), True
    mixed = False
    for language, script in (*_SCRIPTS, ("ar", _ARABIC)):
        share = len(script.findall(sample)) / letters
        if share >= _MOST:
            return (_of_arabic_script(sample, letters) if language == "ar" else language), True
        mixed = mixed or share >= _SOME
    return None, mixed


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


def _by_words(words: Sequence[str], of: int) -> str | None:
    """The language by the words that are not in names, of so many words."""
    if of < _FEWEST:
        return None
    counts = Counter(words)
    most_often = 3 + len(words) // 25  # a word of a list or a refrain does not decide
    once = [word for word in counts if word in _OF_WORD]
    again = [w for w in once for _ in range(min(counts[w], most_often) - 1)]
    points = Counter(chain.from_iterable(map(_OF_WORD.__getitem__, chain(once, again))))
    ended = {word: _of_ending(word) for word in counts} if len(words) < _FEW else {}
    points.update(chain.from_iterable(ended.values()))
    lettered = [] if all(map(str.isascii, counts)) else list(filter(_ANY_LETTER.search, counts))
    letters = _ANY_LETTER.findall("".join(lettered))
    points.update(chain.from_iterable(map(_OF_LETTER.__getitem__, letters)))
    for language in RARER & points.keys():
        points[language] -= 1
    (best, most), (rival, next_most) = (*points.most_common(2), ("", 0), ("", 0))[:2]
    if most <= _ENOUGH * len(words) or most <= next_most:
        return None
    ours, theirs = (
        _WORDS_OF[best] & counts.keys(),
        _WORDS_OF.get(rival, frozenset()) & counts.keys(),
    )
    if not any(len(word) > 1 for word in ours):
        # A letter, or a word with letters of the language, may be of a name.
        evidence = len(ours) + sum(best in languages for languages in ended.values())
        evidence += sum(not _LETTERS_OF[best].isdisjoint(word) for word in lettered)
        if evidence < 2:
            return None
    is_mixed = len(theirs - ours) > _RIVAL * len(ours - theirs) + 1
    return None if is_mixed else best


def _of_ending(word: str) -> tuple[str, ...]:
    if len(word) < _LONG or word in _OF_WORD:
        return ()
    return tuple({x for n in _LENGTHS for x in _OF_ENDING.get(word[-n:], ())})
