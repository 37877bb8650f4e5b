"""Labelled texts as lists of lines, each line article (0) or boilerplate (1).

Reads the benchmark folder and aligns gold text with lines. Independent of features and models.
"""

import json
import random
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

STYLES = ("near", "clean", "partial", "blank", "layout", "lines")
WHOLE = ("blank", "layout", "lines")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """One text.

    `lines` includes blank lines. `labels` has one entry for each line that is not blank; it is
    None if there is no complete gold text. `wanted` and `unwanted` are segments for silver labels.
    """

    set: str
    style: str
    id: str
    site: str
    lang: str
    lines: tuple[str, ...]
    labels: tuple[int, ...] | None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def tokens(text: str) -> list[str]:
    return _WORD.findall(text)


def _ngrams(words: list[str], n: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[i:] for i in range(n)), strict=False))


def _heaviest_increasing(items: list[tuple[int, int, int]]) -> set[int]:
    """The lines of the heaviest chain of rising positions; `items` are (line, position, weight)."""
    best: list[tuple[int, int]] = []
    for k, (_, position, weight) in enumerate(items):
        total, back = 0, -1
        for j in range(max(0, k - 400), k):
            if items[j][1] < position and best[j][0] > total:
                total, back = best[j][0], j
        best.append((total + weight, back))
    if not best:
        return set()
    k = max(range(len(best)), key=lambda j: best[j][0])
    chain = set()
    while k >= 0:
        chain.add(items[k][0])
        k = best[k][1]
    return chain


def align(lines: list[str], gold: str) -> list[int]:
    """0 for lines whose words are in the gold text, in its order, 1 for the others."""
    gold_words = tokens(gold)
    where: list[dict[tuple[str, ...], list[int]]] = [defaultdict(list) for _ in range(5)]
    for n in (1, 2, 3, 4):
        for i, gram in enumerate(_ngrams(gold_words, n)):
            where[n][gram].append(i)
    words = [tokens(line) for line in lines]
    labels = [1] * len(lines)
    anchors, covered = [], set()
    for i, line_words in enumerate(words):
        grams = _ngrams(line_words, 4)
        found = [where[4][g] for g in grams if g in where[4]]
        if grams and len(found) >= 0.5 * len(grams):
            covered.add(i)
            unique = [p[0] for p in found if len(p) == 1]
            if unique:
                anchors.append((i, int(median(unique)), len(grams)))
    chain = _heaviest_increasing(anchors)
    at = {i: p for i, p, _ in anchors}
    taken = {at[i] // 4 for i in chain}
    for i in covered:
        labels[i] = 0 if i in chain or i not in at or at[i] // 4 not in taken else 1
    chain_lines = sorted(chain)
    for i, line_words in enumerate(words):
        n = len(line_words)
        if not 1 <= n <= 3:
            continue
        k = bisect_left(chain_lines, i)
        low = at[chain_lines[k - 1]] if k else 0
        high = at[chain_lines[k]] if k < len(chain_lines) else len(gold_words)
        if any(low <= p <= high for p in where[n].get(tuple(line_words), ())):
            labels[i] = 0
    for i, line_words in enumerate(words):
        if not line_words:  # horizontal rules and similar lines take the label of their neighbours
            around = [labels[j] for j in (i - 1, i + 1) if 0 <= j < len(lines) and words[j]]
            labels[i] = int(not around or sum(around) > 0)
    return labels


def load(
    bench: Path, name: str, styles: tuple[str, ...] = STYLES, labels: bool = True
) -> list[Page]:
    """All pages of one set, ordered by style and id. Aligning lines to get `labels` takes long."""
    gold = json.loads((bench / name / "gold.json").read_text(encoding="utf-8"))
    pages = []
    for style in styles:
        folder = bench / name / style / "raw"
        if not folder.is_dir():
            continue
        for key, record in sorted(gold.items()):
            text = (folder / f"{key}.txt").read_text(encoding="utf-8", errors="replace")
            lines = tuple(text.split("\n"))
            body = record.get("articleBody")
            aligned = None
            if body is not None and labels:
                aligned = tuple(align([line for line in lines if line.strip()], body))
            full = body is not None
            pages.append(
                Page(
                    name, style, key, record.get("site") or key, record.get("lang") or "",
                    lines, aligned,
                    () if full else tuple(record.get("with", ())),
                    () if full else tuple(record.get("without", ())),
                )
            )  # fmt: skip
    return pages


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, the same in every run and every set."""
    return random.Random(f"fold {site}").randrange(folds)
