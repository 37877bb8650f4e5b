"""Article texts generated from a seed: the same on every machine, and unlike each other."""

from __future__ import annotations

import random

_WORDS = (
    "the council harbour bridge of minister river and market school engine to weather in winter "
    "farm the doctor train of paper garden that library window for mountain with kitchen on "
    "museum teacher violin at copper letter by island factory is theatre was station lantern"
).split()


def sentence(seed: object, words: int = 14) -> str:
    """A sentence that no other seed yields, because feedtool reacts to recurring lines."""
    chosen = random.Random(repr(seed)).choices(_WORDS, k=words)
    return " ".join(chosen).capitalize() + "."


def headline(number: int) -> str:
    """One of many headlines that have nothing in common, not even a numbered pattern."""
    chosen = random.Random(f"headline {number}").sample(sorted(set(_WORDS)), k=6)
    return " ".join(chosen).capitalize()


def story(headline: str, paragraphs: int = 3, edit: str = "") -> str:
    """An article under `headline`; `edit` is added to its last paragraph."""
    body = [f"{sentence((headline, i))} {sentence((headline, -1 - i))}" for i in range(paragraphs)]
    if edit:
        body[-1] += f" {edit}"
    return "\n\n".join((headline, *body)) + "\n"
