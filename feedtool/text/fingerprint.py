"""Fingerprints and sketches of the words of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

_WORDS = re.compile(r"\w+")
_LONG = 100_000  # characters of a text whose words are not remembered
_SHINGLE = 3  # words in a row
_STARTS = 5  # letters of a word at which a shingle may start; shorter words say little
_SKETCH = 64  # hashes


def sketch(title: str, paragraphs: tuple[str, ...]) -> str:
    """A sample of the words, to tell by `similarity` how much two texts have in common.

    The smallest 64 of the CRC-32 of all runs of three words that start with a word of five letters
    or more, in hexadecimal, ascending; a bottom-k sketch (Broder 1997).
    """
    words = _words("\n".join((title, *paragraphs)).casefold())
    runs = zip(words, words[1:], words[2:], strict=False)
    shingles = {f"{a} {b} {c}" for a, b, c in runs if len(a) >= _STARTS} or set(words)
    # One encoding of all is a third of the time of one of each.
    encoded = "\n".join(shingles).encode("utf-8", "surrogatepass").split(b"\n")
    hashes = sorted(map(crc32, encoded)) if shingles else []
    return "".join(f"{h:08x}" for h in hashes[:_SKETCH])


def _words(text: str) -> Sequence[str]:
    return _remembered(text) if len(text) < _LONG else _WORDS.findall(text)


# Of one text they are asked for twice, as most texts are normalized.
@lru_cache(maxsize=2)
def _remembered(text: str) -> Sequence[str]:
    return _WORDS.findall(text)


def similarity(one: str, other: str) -> float:
    """How much two sketched texts have in common: 0 nothing, 1 all, as far as a sample tells.

    >>> text = "several soldiers returned yesterday evening after negotiations succeeded"
    >>> similarity(sketch("", (text,)), sketch("", (text,)))
    1.0
    """
    a, b = _hashes(one), _hashes(other)
    smallest = set(sorted(a | b)[:_SKETCH])
    return len(smallest & a & b) / len(smallest) if smallest else 0.0


def _hashes(sketched: str) -> set[str]:
    return {sketched[i : i + 8] for i in range(0, len(sketched), 8)}


def fingerprint(title: str, paragraphs: tuple[str, ...]) -> str:
    """32 hexadecimal digits that change when, and only when, the words do.

    White space, punctuation, quotation marks and the case of letters do not count.

    >>> fingerprint("A title", ("Some “words”.",)) == fingerprint("A Title", ('Some "words"',))
    True
    """
    text = unicodedata.normalize("NFKC", "\n".join((title, *paragraphs))).casefold()
    words = " ".join(_words(text)) or text
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
