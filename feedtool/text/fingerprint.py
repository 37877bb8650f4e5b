"""Fingerprints and sketches of a text's words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import chain
from zlib import crc32

from feedtool.blake2 import blake2b
from feedtool.text.words import folded_words

_SHINGLE = 3  # consecutive words
_STARTS = 5  # letters; a shingle starts at a word at least this long, as shorter ones say little
_SKETCH = 64  # hashes in a sketch


def sketch(title: str, paragraphs: tuple[str, ...]) -> str:
    """A sample of the words, for `similarity` to compare two texts by.

    A bottom-k sketch (Broder 1997): the CRC-32 of every run of three words that starts with a word
    of five letters or more; of these the 64 smallest, ascending, in hexadecimal.
    """
    words = list(chain.from_iterable(map(folded_words, (title, *paragraphs))))
    runs = zip(words, words[1:], words[2:], strict=False)
    shingles = {f"{a} {b} {c}" for a, b, c in runs if len(a) >= _STARTS} or set(words)
    # Encoding all at once takes a third of the time of encoding each.
    encoded = "\n".join(shingles).encode("utf-8", "surrogatepass").split(b"\n")
    hashes = sorted(map(crc32, encoded)) if shingles else []
    return "".join(f"{h:08x}" for h in hashes[:_SKETCH])


def similarity(one: str, other: str) -> float:
    """An estimate of how much two sketched texts have in common: 0 nothing, 1 everything.

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
    """32 hexadecimal digits that change if and only if the words do.

    White space, punctuation and letter case do not count.

    >>> fingerprint("A title", ("Some “words”.",)) == fingerprint("A Title", ('Some "words"',))
    True
    """
    texts = (title, *paragraphs)
    words = " ".join(chain.from_iterable(map(_compatible_words, texts)))
    if not words:
        words = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _compatible_words(text: str) -> Sequence[str]:
    """The words of the text in the form NFKC, which most texts are in."""
    is_compatible = text.isascii() or unicodedata.is_normalized("NFKC", text)
    return folded_words(text if is_compatible else unicodedata.normalize("NFKC", text))
