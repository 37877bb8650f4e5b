"""The words under which a text is found. templates/search.js divides what people look for likewise.

Scripts that are written without spaces, such as Chinese and Thai, have no words that could be found
by a rule; there, each pair of neighbouring characters counts as a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, pairwise

LONGEST = 24  # characters of a word that count
# Accents, the points of Hebrew and Arabic, and what chooses between forms of a character. Other
# marks, such as Indic vowels, are like letters.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Letters that people write in one way and look for in another.
_VARIANTS = str.maketrans(
    dict(zip("ςىیکةøłđðıßæœþ", "σ ي ي ك ه o l d d i ss ae oe th".split(), strict=True))
)
_ARTICLE = "ال"  # Arabic writes it with the word
_SHORTEST = 5  # characters of a word that may begin with the article


_LAST = 0x1F000  # no script has combining characters above
_COMBINING = "".join(c for c in map(chr, range(_LAST)) if unicodedata.category(c)[0] == "M")
_RUNS = re.compile(rf"\w[\w{_COMBINING}]*")
_PARTS = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


def search_words(text: str) -> dict[str, None]:
    """The different words of `text`, in order.

    >>> list(search_words("Die Fähren, die FÄHRE: 12.5"))
    ['die', 'fahren', 'fahre', '12', '5']
    >>> list(search_words("東京タワー and the ال and البيت"))
    ['東京', '京タ', 'タワ', 'ワー', 'and', 'the', 'ال', 'بيت']
    """
    return dict.fromkeys(_words(text))


def _words(text: str) -> Iterator[str]:
    runs = _RUNS.findall(_folded(text).replace("_", " "))
    for part in chain.from_iterable(map(_PARTS.findall, runs)):
        if not _IS_UNSPACED.match(part):
            is_joined = len(part) >= _SHORTEST and part.startswith(_ARTICLE)
            yield part[2 if is_joined else 0 :][:LONGEST]
        elif len(part) == 1:
            yield part
        else:
            yield from map("".join, pairwise(part))


def _folded(text: str) -> str:
    """`text` without letter case, accents, points and ligatures."""
    if text.isascii():
        return text.lower()
    apart = _MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))
    return unicodedata.normalize("NFC", apart).translate(_VARIANTS)
