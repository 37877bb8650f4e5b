"""What the words before a name say of it: "by", "written by", "photo by"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from feedtool.text.lazy_regex import lazy_regex

Label = Literal[0, 1, 2, 3, 4, 5]
"""What is said of a name: 0 nothing, before it 1 "by", 2 "written by", 3 "author", 4 that it is the
name of somebody else, such as the photographer; after it 5 that its bearer writes."""

BY: Label = 1
WRITTEN: Label = 2
AUTHOR: Label = 3
OTHER: Label = 4
WRITES: Label = 5

_LONGEST = 40  # characters before a name that may be its label
_OTHERS = (
    "photo\\w*|image|picture|foto\\w*|bild\\w*|illustrat\\w+|review(?:ed)?|research(?:ed)?|"
    "edit(?:ed|or)|checked|"
    "translated|verified|approved|video|sponsored|powered|presented|hosted|owned|made|design\\w*|"
    "narrated|produced|medically|credit|courtesy|source|quelle"
)
_WRITTEN = (
    "written|posted|published|story|words|report\\w*|text|article|guide|created|submitted|column|"
    "contributed|authored|kommentar|beitrag|bericht|interview|geschrieben|écrit|publié|rédigé|"
    "escrito|publicado|scritto|compiled|opinion|analysis|added|guest post"
)
_AUTHOR = (
    "authors?|autor\\w*|auteur\\w*|autore|writer|contributors?|verfasser\\w*|текст|автор\\w*|yazar|"
    "skribent|forfatter|penulis|szerző|reporters?|text|tekst|byline|written|words"
)
_LABELS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (2, lazy_regex(r"\b(?:all|more|other) (?:articles|posts|stories) by\s+$", re.IGNORECASE)),
    (3, lazy_regex(r"^about(?: the author)?\s*[:：]?\s*$", re.IGNORECASE)),
    (4, lazy_regex(rf"\b(?:{_OTHERS})\s*(?:by|von|par|por|:)?:?\s*$", re.IGNORECASE)),
    (2, lazy_regex(rf"\b(?:{_WRITTEN})\s+(?:by|von|par|por|da|di)\b:?\s*$", re.IGNORECASE)),
    (3, lazy_regex(rf"\b(?:{_AUTHOR})\s*[:：]?\s*$", re.IGNORECASE)),
    (
        1,
        lazy_regex(
            r"(?:^|[\s,;(|•·—–-])(?:by|von|par|por|di|door|av|af|oleh|από|του|της)\b\s*:?\s*$",
            re.IGNORECASE,
        ),
    ),
)


@lru_cache(maxsize=1 << 10)
def label_of(before: str) -> Label:
    """What the words before a name say of it.

    >>> label_of("Posted by "), label_of("Photo by "), label_of("He came ")
    (2, 4, 0)
    """
    if before.strip(" ,;"):
        before = before[-_LONGEST:]
        for kind, pattern in _LABELS:
            if pattern.search(before):
                return kind
    return 0
