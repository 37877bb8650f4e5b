"""Copies of pages in scripts that are rare in the labelled sets.

The words become nonsense, but the shape of the text stays. From such copies the model learns what
holds for Cyrillic, Arabic, Chinese or Korean without knowing any word. Word lengths follow
`features.script_scale`.
"""

import re
from dataclasses import replace

from corpus import Page

_LATIN = "abcdefghijklmnopqrstuvwxyzäöüß"
_CYRILLIC = "абцдефгхийклмнопярстужвшызаоуи"
_ARABIC = "ابتدهفغحيجكلمنوبقرستعوشخيزاويس"
_HAN = "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"
_HANGUL = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후"
_WORD = re.compile(r"[^\W\d_]+")
_TO_CYRILLIC = str.maketrans(_LATIN + _LATIN.upper()[:-2] + "ß", _CYRILLIC + _CYRILLIC.upper()[:30])
_TO_ARABIC = str.maketrans(_LATIN + "?,;", _ARABIC + "؟،؛")
SCRIPTS = ("cyrillic", "arabic", "han", "hangul")


def _syllables(word: str, alphabet: str, per: float) -> str:
    count = max(1, round(len(word) / per))
    return "".join(
        alphabet[(ord(word[i % len(word)]) * (i + 7)) % len(alphabet)] for i in range(count)
    )


def _line(line: str, script: str) -> str:
    if "://" in line:
        return line
    if script == "cyrillic":
        return line.translate(_TO_CYRILLIC)
    if script == "arabic":
        return line.lower().translate(_TO_ARABIC)
    if script == "hangul":
        return _WORD.sub(lambda m: _syllables(m[0], _HANGUL, 1.8), line)
    line = _WORD.sub(lambda m: _syllables(m[0], _HAN, 2.6), line)
    line = re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", line)
    line = re.sub(r"\. ?(?=$|[\u3400-\u9fff])", "。", line)
    return re.sub(r", ?", "，", line).replace("? ", "？").replace("! ", "！")


def in_script(page: Page, script: str) -> Page:
    """The page with every line transliterated into another script; labels stay."""
    return replace(
        page, id=f"{page.id}-{script}", lines=tuple(_line(x, script) for x in page.lines)
    )
