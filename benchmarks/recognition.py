"""Measures how well an article is recognized after an edit, for `feedtool.identity.similarity`.

    python benchmarks/recognition.py FOLDER [FOLDER ...]

FOLDER contains texts (`*.txt`), each with its title as the first line. Every text is edited by 1, 5, 20
and 50 per cent of its words in six ways, and compared with the original; and every text is compared
with all others in all folders, which must not match. The output lists the matches that each threshold
would miss, and those that it would make wrongly.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from feedtool.text.fingerprint import fingerprint, similarity, sketch

SHARES = (0.01, 0.05, 0.20, 0.50)
THRESHOLDS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LENGTHS = ((0, 12), (12, 32), (32, 64), (64, 65))  # hashes of a sketch
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")

Words = list[str]
Edit = Callable[[Sequence[str], float, Words, random.Random], list[str]]


def replace_words(text: Sequence[str], share: float, foreign: Words, dice: random.Random) -> Words:
    words = " ".join(text).split()
    for index in dice.sample(range(len(words)), _count(words, share)):
        words[index] = dice.choice(foreign)
    return words


def insert_words(text: Sequence[str], share: float, foreign: Words, dice: random.Random) -> Words:
    words = " ".join(text).split()
    for _ in range(_count(words, share)):
        words.insert(dice.randrange(len(words) + 1), dice.choice(foreign))
    return words


def delete_words(text: Sequence[str], share: float, foreign: Words, dice: random.Random) -> Words:
    words = " ".join(text).split()
    gone = set(dice.sample(range(len(words)), _count(words, share)))
    return [word for index, word in enumerate(words) if index not in gone]


def replace_sentences(
    text: Sequence[str], share: float, foreign: Words, dice: random.Random
) -> Words:
    chosen = _chosen(text, share, dice)
    return [
        _passage(foreign, len(sentence.split()), dice) if index in chosen else sentence
        for index, sentence in enumerate(text)
    ]


def insert_sentences(
    text: Sequence[str], share: float, foreign: Words, dice: random.Random
) -> Words:
    sentences = list(text)
    for index in sorted(_chosen(text, share, dice), reverse=True):
        sentences.insert(index, _passage(foreign, len(text[index].split()), dice))
    return sentences


def delete_sentences(
    text: Sequence[str], share: float, foreign: Words, dice: random.Random
) -> Words:
    chosen = _chosen(text, share, dice)
    return [sentence for index, sentence in enumerate(text) if index not in chosen]


EDITS: dict[str, Edit] = {
    "words replaced": replace_words,
    "words inserted": insert_words,
    "words deleted": delete_words,
    "sentences replaced": replace_sentences,
    "sentences inserted": insert_sentences,
    "sentences deleted": delete_sentences,
}


def _count(words: Words, share: float) -> int:
    return min(len(words), max(1, round(len(words) * share)))


def _chosen(text: Sequence[str], share: float, dice: random.Random) -> set[int]:
    wanted = share * sum(len(sentence.split()) for sentence in text)
    chosen: set[int] = set()
    for index in dice.sample(range(len(text)), len(text)):
        length = len(text[index].split())
        # At least one sentence, and none that is much longer than the rest of the share.
        if wanted > 0 and (not chosen or length <= 2 * wanted):
            chosen.add(index)
            wanted -= length
    return chosen


def _passage(foreign: Words, length: int, dice: random.Random) -> str:
    start = dice.randrange(max(1, len(foreign) - length))
    return " ".join(foreign[start : start + max(1, length)])


def _sketch(sentences: Sequence[str]) -> str:
    return sketch("", tuple(sentences))


def read(folders: Sequence[Path]) -> dict[Path, list[str]]:
    """The texts as sentences; of equal texts, only one."""
    texts: dict[str, tuple[Path, list[str]]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.txt")):
            sentences = [
                s for s in _SENTENCE.split(path.read_text("utf-8", "replace")) if s.strip()
            ]
            if sum(len(s.split()) for s in sentences) >= 20:
                texts.setdefault(fingerprint("", tuple(sentences)), (path, sentences))
    return dict(texts.values())


def edited(texts: dict[Path, list[str]]) -> dict[tuple[str, float], list[float]]:
    """The similarity of every text with itself, after each kind of edit."""
    found: dict[tuple[str, float], list[float]] = defaultdict(list)
    paths = list(texts)
    for number, (path, text) in enumerate(texts.items()):
        dice = random.Random(path.name)
        foreign = " ".join(texts[paths[(number + 7) % len(paths)]]).split()
        before = _sketch(text)
        for (name, edit), share in itertools.product(EDITS.items(), SHARES):
            found[name, share].append(similarity(before, _sketch(edit(text, share, foreign, dice))))
    return found


def unrelated(texts: dict[Path, list[str]]) -> list[tuple[float, Path, Path]]:
    """The pairs of different texts that have anything in common, most similar first."""
    sketches = {path: _sketch(text) for path, text in texts.items()}
    having: dict[str, list[Path]] = defaultdict(list)
    for path, sketched in sketches.items():
        for i in range(0, len(sketched), 8):
            having[sketched[i : i + 8]].append(path)
    pairs = {pair for paths in having.values() for pair in itertools.combinations(paths, 2)}
    found = ((similarity(sketches[a], sketches[b]), a, b) for a, b in pairs)
    return sorted(found, reverse=True)


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.2f}" if part else "     ."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--pairs", type=int, default=12, help="number of unrelated pairs to list")
    options = parser.parse_args()
    texts = read(options.folders)
    count = len(texts)
    print(f"{count} texts")
    print("\nmisses, per cent of the texts, by threshold")
    heads = "".join(f"{t:7.2f}" for t in THRESHOLDS)
    print(f"{'':26}{heads}")
    results = edited(texts)
    for (name, share), found in sorted(results.items(), key=lambda item: (item[0][1], item[0][0])):
        row = " ".join(percent(sum(s < t for s in found), count) for t in THRESHOLDS)
        print(f"{name:20} {share:4.0%} {row}")
    for share in SHARES:
        found = [s for name in EDITS for s in results[name, share]]
        row = " ".join(percent(sum(s < t for s in found), len(found)) for t in THRESHOLDS)
        print(f"{'all':20} {share:4.0%} {row}")
    pairs = unrelated(texts)
    print(f"\nfalse matches, of {count * (count - 1) // 2:,} pairs of different texts")
    row = " ".join(f"{sum(s >= t for s, *_ in pairs):6}" for t in THRESHOLDS)
    print(f"{'':26}{row}")
    for score, one, other in pairs[: options.pairs]:
        print(f"  {score:.2f}  {one.parent.parent.parent.name}/{one.name}  {other.name}")


if __name__ == "__main__":
    main()
