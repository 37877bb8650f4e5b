"""Reads text that is not UTF-8: the encoding is the one in which it looks most like a language.

Each encoding in which the bytes are valid gives a reading. A reading scores by its characters
beyond ASCII: whether they are letters of a language that is written in this encoding, and whether
they are where such letters and signs can be. The site's language counts in favour of a reading.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import msgspec

from feedtool.readers.encoding_data import ENCODINGS, LETTERS, RARE
from feedtool.text.language import detect

_LONG = 200_000  # bytes or characters; of more, a sample is judged
_PIECES, _PIECE = 200, 500  # in a sample, and the characters of each
_NOT_TEXT = re.compile("[\x80-\x9f\ue000-\uf8ff\ufffd-\uffff]")
_CJK = frozenset({"ja", "zh", "ko"})
_NOT_LATIN = frozenset({"ru", "uk", "bg", "sr", "el", "he", "ar", "fa"})
_QUOTES = frozenset("“”„‟‘’‚«»‹›–—…•·‐‑")
_WITHIN_WORDS = frozenset("’‘·–—‐‑…")
_SIGNS = frozenset("§©®°£€™№½¼¾²³×±µ")
_NO_BREAK = "\u00a0"
# Vowel points and the like; they follow a letter.
_MARKS = re.compile("[\u0591-\u05c7\u064b-\u0652\u200c-\u200f]")
_KNOWN = 0.3  # for the language of the site
_WORDS = 0.15  # for the language that the function words show
_RANK = 0.004  # for each encoding that is more usual
_SURE, _AHEAD = 0.75, 0.25  # score, and distance from the next reading, of a reading without doubt
_POOR = 0.35  # a score below which nothing is known


class Reading(msgspec.Struct, frozen=True):
    """A text as read in an encoding; `is_sure` if no other reading comes near."""

    text: str
    encoding: str
    score: float
    is_sure: bool = False


def best_reading(data: bytes, language: str | None = None) -> Reading | None:
    """The most likely reading of `data`, which is not UTF-8; None if none is likely.

    `language` is that of the site, as a language tag.
    """
    known = (language or "").lower().partition("-")[0]
    telling = _lines_beyond_ascii(data)
    readings: dict[str, Reading] = {}
    for rank, encoding in enumerate(ENCODINGS):
        try:
            text, part = data.decode(encoding), telling.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _NOT_TEXT.search(text):
            continue
        score = _score(_sample(part), encoding, known) - rank * _RANK - RARE.get(encoding, 0)
        # Encodings that share what a text uses give the same reading.
        if text not in readings or score > readings[text].score:
            readings[text] = Reading(text, encoding, score)
    best, second = (*sorted(readings.values(), key=lambda r: -r.score)[:2], None, None)[:2]
    if best is None or best.score < _POOR:
        return None
    ahead = best.score - (second.score if second is not None else 0)
    return msgspec.structs.replace(best, is_sure=best.score >= _SURE and ahead >= _AHEAD)


def _lines_beyond_ascii(data: bytes) -> bytes:
    """The lines of a long text that can tell encodings apart; all of a short one."""
    if len(data) <= _LONG:
        return data
    return b"\n".join(line for line in data.split(b"\n") if not line.isascii())


def _sample(text: str) -> str:
    """Pieces from all over a long text; all of a short one."""
    if len(text) <= _LONG:
        return text
    return "\n".join(text[at : at + _PIECE] for at in range(0, len(text), len(text) // _PIECES))


def _score(text: str, encoding: str, known: str) -> float:
    """The score of a reading in the language that fits it best, about -1 to 1.5."""
    places = Counter(
        place for place in zip(" " + text, text, text[1:] + " ", strict=False) if place[1] > "\x7f"
    )
    total = sum(places.values())
    spoken = detect(text)
    return max(
        sum(count * _weight(place, language) for place, count in places.items()) / max(1, total)
        + (_KNOWN if language == known else 0)
        + (_WORDS if language == spoken else 0)
        - RARE.get(language, 0)
        - _missing_kana(language, places, total)
        for language in ENCODINGS[encoding].split()
    )


def _missing_kana(language: str, places: Counter[tuple[str, str, str]], total: int) -> float:
    """Japanese has kana everywhere."""
    if language != "ja":
        return 0
    kana = sum(count for (_, c, _), count in places.items() if "\u3040" <= c <= "\u309f")
    return 0.5 if kana < 0.1 * total else 0


def _weight(place: tuple[str, str, str], language: str) -> float:
    """How well a character, between its neighbours, fits a language: -1 to 1."""
    before, character, after = place
    if character.isalpha() or character in "ªº":
        return _weight_of_letter(before, character, after, language)
    if _MARKS.match(character):
        return 0.3 if language in ("he", "ar", "fa") else -1
    if character in "¿¡":
        return 0.8 if language == "es" and after.isalpha() and not before.isalpha() else -1
    if character == _NO_BREAK:
        return 0.3
    if language in _CJK:
        return 0.5 if _is_wide(character) or character in _QUOTES else -1
    if character in "،؛؟":
        return 0.8 if language in ("ar", "fa") and not after.isalpha() else -1
    if character in _QUOTES:
        inside = before.isalpha() and after.isalpha()
        return -1 if inside and character not in _WITHIN_WORDS else 0.5
    if character in _SIGNS:
        return -1 if before.isalpha() else 0.4
    return -1


def _weight_of_letter(before: str, character: str, after: str, language: str) -> float:
    if language in _CJK:
        return _weight_of_ideograph(character, language)
    frequent, others = _letters(language)
    small = character.lower() if character != "İ" else "ı"
    if small in frequent:
        weight = 1.0
    elif small in others:
        weight = 0.3
    else:
        return -1
    neighbours = (before, after)
    if language in _NOT_LATIN:
        if any(n.isalpha() and n.isascii() for n in neighbours):
            return -1
    elif all(n.isalpha() and not n.isascii() for n in neighbours):
        return -1
    if character.isupper() and before.islower():
        return -1
    if any(n.isdigit() for n in neighbours):
        return -0.5
    return weight * 0.2 if character.isupper() and before.isupper() else weight


def _weight_of_ideograph(character: str, language: str) -> float:
    frequent, _ = _letters(language)
    if character in frequent:
        return 1
    if language == "ja" and "\u3040" <= character <= "\u30ff":
        return 0.6
    if language == "ko" and "\uac00" <= character <= "\ud7a3":
        return 0.3
    if "\u4e00" <= character <= "\u9fff":
        return {"ja": 0.4, "zh": 0.2, "ko": -0.3}[language]
    return 0.3 if "\uff10" <= character <= "\uff5a" else -1


def _is_wide(character: str) -> bool:
    return "\u3000" <= character <= "\u303f" or character == "・" or "！" <= character <= "～"


@cache
def _letters(language: str) -> tuple[frozenset[str], frozenset[str]]:
    frequent, _, others = LETTERS[language].partition(" ")
    return frozenset(frequent), frozenset(others)
