"""The shape of lines and sentences in any script: endings, list items, width."""

from __future__ import annotations

import re
from functools import lru_cache

from feedtool.text.lazy_regex import lazy_regex

_CLOSERS = "\"'”’»›)]}」』）】〉》"
# Full stops of the scripts that news is written in: Latin, CJK, Devanagari, Arabic, Ethiopic,
# Armenian, Khmer, Burmese.
FULL_STOPS = ".。．।۔።։។။"
SENTENCE_ENDS = FULL_STOPS + "!?！？؟…"
_ENDS_A_SENTENCE = frozenset(SENTENCE_ENDS)
_INITIALS = re.compile(r"\b[^\W\d_]\.[^\W\d_]\.$")
_CJK = lazy_regex(r"[\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_BULLET = re.compile(r"\s*(?:[-*+•●▪◦‣–—]\s+|\(?\d{1,3}[.)]\s+)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|St|ST|Mt|Ft|Sr|Jr|Gen|Col|Lt|Sgt|Capt|Maj|Rev|Hon|Gov|Sen"
    r"|Rep|Pres|No|vs|etc|approx|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|ca"
    r"|bzw|usw|evtl|ggf|inkl|Nr|Str|Abs|Hr|Fr|Mme|Mlle|Sra?|Srta|Dra?|Sig|Ing|av|г|гг|им|ул|тыс|млн"
    r"|руб|проф|стр)|\d)\.$"
)
_LONGEST = 8  # characters: those of the longest abbreviation, its stop and one before it
_END = re.compile(
    rf"[{re.escape(SENTENCE_ENDS)}]+[{re.escape(_CLOSERS)}]*(?=\s|$)"
    rf"|[。！？]+[{re.escape(_CLOSERS)}]*"
)


def is_cjk(character: str) -> bool:
    """Whether the character is of a script without spaces between words (Korean has them)."""
    return not character.isascii() and _CJK.match(character) is not None


def is_listed(line: str) -> bool:
    """Whether the line begins like a list item.

    >>> is_listed("- eggs"), is_listed("2. Flour"), is_listed("2.5 million people")
    (True, True, False)
    """
    return _BULLET.match(line) is not None


@lru_cache(maxsize=1 << 10)  # of each line of a text this is asked about three times
def ends_like_a_sentence(line: str) -> bool:
    """Whether the line ends like a sentence, apart from closing quotes and brackets.

    >>> ends_like_a_sentence("“It is over.”"), ends_like_a_sentence("Talks in the U.S.")
    (True, False)
    """
    bare = without_closers(line)
    return bare[-1:] in _ENDS_A_SENTENCE and not ends_abbreviated(bare)


def ends_abbreviated(line: str) -> bool:
    """Whether the line ends in an abbreviation made of initials.

    >>> ends_abbreviated("Talks in the U.S."), ends_abbreviated("It is over.")
    (True, False)
    """
    return _INITIALS.search(line[-5:]) is not None


def without_closers(line: str) -> str:
    """The line without closing quotes and brackets at its end.

    >>> without_closers("“It is over.”")
    '“It is over.'
    """
    return line.rstrip(_CLOSERS + " ")


def first_sentence(text: str) -> str:
    """The first sentence of the text, or all of it if no sentence ends.

    >>> first_sentence("Mr. Smith went to the U.S. in May. He stayed.")
    'Mr. Smith went to the U.S. in May.'
    >>> first_sentence("ST. LOUIS – It rained. Then not."), first_sentence("Es ist z. B. Öl. Ja.")
    ('ST. LOUIS – It rained.', 'Es ist z. B. Öl.')
    >>> first_sentence("これは文です。次の文です。")
    'これは文です。'
    """
    for end in _END.finditer(text):
        sentence = text[: end.end()]
        following = text[end.end() :].lstrip()[:1]
        if following.islower():
            continue
        if sentence.endswith(".") and following and _ABBREVIATION.search(sentence[-_LONGEST:]):
            continue
        return sentence
    return text


def width(text: str) -> int:
    """Width of the text in columns; a CJK character takes two.

    >>> width("abc"), width("漢字")
    (3, 4)
    """
    return len(text) if text.isascii() else len(text) + len(_CJK.findall(text))
