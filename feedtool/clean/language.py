"""The language of a text, by its script and its smallest words; `None` when in doubt.

Good enough to set `lang` and `dir` on a page. A declared language always wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

_SAMPLE = 2000  # characters
_WORDS = re.compile(r"[^\W\d_]+")
# Letters that tell a language from those it shares its small words with; each counts as a word.
_OWN_LETTERS = {
    "tr": "ğışİ",
    "uk": "іїєґ",
    "ru": "ыэё",
    "sr": "јљњћђџ",
    "pl": "ąęłńśźż",
    "cs": "ěřů",
    "hu": "őű",
    "ro": "ășț",
    "pt": "ãõ",
    "es": "ñ¿¡",
    "de": "ß",
    "vi": "ạảấầẩậắằẵặẹẻếềểệọỏốồổộớờởợụủứừửựơư",
}
_ENOUGH = 0.08  # share of all words that must be small words of the language

# Scripts that one language of the news uses nearly alone. Kana before Han: Japanese has both.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), 0.4),
    ("he", re.compile("[\u0590-\u05ff]"), 0.4),
    ("hi", re.compile("[\u0900-\u097f]"), 0.4),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.4),
    ("ka", re.compile("[\u10a0-\u10ff]"), 0.4),
    ("hy", re.compile("[\u0530-\u058f]"), 0.4),
    ("bn", re.compile("[\u0980-\u09ff]"), 0.4),
    ("ta", re.compile("[\u0b80-\u0bff]"), 0.4),
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc]")
_URDU = re.compile("[\u0679\u0688\u0691\u06ba\u06be\u06d2]")
_SMALL_WORDS = {
    "en": (
        "the of and to in a is that for it was with as his he on be at by had has from are "
        "this not but they have will an which their were we you who been said would or all "
        "can more about i my"
    ),
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als "
        "auch am um bei wird wurde waren war aus nach vor über nur noch wie oder einen einem"
    ),
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como ao",
    "it": "di e il la che in a per un è non con del si da una sono le dei della al nel più",
    "nl": (
        "de van het een en in is dat op te zijn met voor niet die er aan om ook als bij was "
        "werd deze door uit over maar dit nog naar had zij hun zondag onder laatste"
    ),
    "pl": (
        "w i na z do się nie że to o jest za po od przez dla jak są ale co tym oraz był była "
        "było jego jej tej tego które przed pod nad tylko także już"
    ),
    "sv": (
        "och i att det som en på är av för med till den har de inte om ett han var vid under "
        "efter från kan man sig hon deras där när mot"
    ),
    "da": "og i at det er en til på af for den de med som der ikke har et om fra blev",
    "no": "og i det er på en til som for av at med har de ikke den om et fra ble seg",
    "fi": "ja on ei että se hän oli ovat myös mutta kun sen joka tai mukaan ole kuin",
    "cs": (
        "a v se na je že s z do o to i pro za by ale jsou jako po k který od byl byla bylo "
        "jeho jejich před pod také jen až když podle při"
    ),
    "hu": "a az és hogy nem is egy van ez azt meg csak volt már mint de ha még",
    "ro": "de și în a la cu pe din nu că o este pentru care un mai au sunt ce fi",
    "tr": (
        "ve bir bu da de için ile olarak çok daha en gibi olan kadar sonra ne ise oldu değil "
        "var yok dedi her şey önce altında günü akşam"
    ),
    "id": "yang di dan itu dengan untuk tidak ini dari dalam akan pada juga ke karena oleh",
    "vi": "và của là có được cho không trong một những với các người này đã khi về đến",
    "ru": (
        "и в не на что с по это как из за от к для его так но о был все была были её под "
        "после уже при чтобы или они мы только также году"
    ),
    "uk": (
        "і в не на що з та до у це як за від для його але про є який був була були під після "
        "має ми вони їх щоб яка які при час над"
    ),
    "bg": "и на в за да от се е с че по не са като до през който ще със",
    "sr": "и у је да на се за од су са као не који што то из а",
}


def _languages(signs: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The languages of each sign, from the signs of each language."""
    found: dict[str, tuple[str, ...]] = {}
    for language, own in signs.items():
        for sign in own:
            found[sign] = (*found.get(sign, ()), language)
    return found


_OF_WORD = _languages({language: set(words.split()) for language, words in _SMALL_WORDS.items()})
_OF_LETTER = _languages(_OWN_LETTERS)
_ANY_LETTER = re.compile(f"[{''.join(_OF_LETTER)}]")
_BEYOND_LATIN = re.compile("[\u0370-\u03ff\u0530-\u1fff\u3040-\ud7af]")
# Letters of the scripts that are written from right to left.
_LEFTWARD = re.compile(
    "[\u05d0-\u05f2\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0710-\u072f\u074d-\u07ea\u0800-\u0815"
    "\u0840-\u0858\u0860-\u08c9\ufb1d-\ufdfd\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "arc"})


def detect(text: str) -> str | None:
    """The primary language subtag (RFC 5646) of `text`, or None if it cannot be told.

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
    return _by_small_words(sample)


def direction(language: str | None) -> str:
    """`rtl` or `ltr`, as the HTML attribute `dir` has it."""
    subtags = (language or "").lower().split("-")
    return "rtl" if subtags[0] in _RIGHT_TO_LEFT or "arab" in subtags[1:] else "ltr"


def own_direction(text: str, around: str) -> str | None:
    """The direction of a paragraph, if it is not that of the article `around` it, else None.

    Both its first strong character (UAX #9, P2 and P3) and most of its letters must say so: a
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
    """`ltr` or `rtl` by the first strong character that is in no isolate (UAX #9, P2)."""
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


def _by_small_words(sample: str) -> str | None:
    words = _WORDS.findall(sample.casefold())
    if len(words) < 5:
        return None
    points = Counter(chain.from_iterable(filter(None, map(_OF_WORD.get, words))))
    if not sample.isascii():
        letters = _ANY_LETTER.findall(sample)
        points.update(language for letter in letters for language in _OF_LETTER[letter])
    (best, most), (_, next_most) = (*points.most_common(2), ("", 0), ("", 0))[:2]
    return best if most > _ENOUGH * len(words) and most > next_most else None
