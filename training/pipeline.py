"""Fits a model to labelled pages: word weights, then lines alone, then lines in context."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from additive import SEED, Additive, choose_pairs, fit
from corpus import WHOLE, Page, fold_of, tokens
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from feedtool.clean.classifier import context, features

LOCAL_SIZES = list(features.LOCAL.values())
ALL_SIZES = list(context.LEVELS.values())
SECOND_PAIRS = [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (1, 2), (1, 6)]
STYLE_WEIGHT = {
    "near": 1.5,
    "clean": 1.0,
    "partial": 1.0,
    "blank": 0.8,
    "layout": 0.8,
    "lines": 0.8,
}


@dataclass(slots=True)
class Doc:
    """The lines of a page that are not blank, with the label and weight of each."""

    page: Page
    lines: list[str]
    gaps: list[int]
    labels: NDArray[np.int8]
    weight: NDArray[np.float64]
    scores: list[int] = field(default_factory=list)
    final: NDArray[np.float64] | None = None


def doc_of(page: Page, labels=None, trust=None, factor: float = 1.0) -> Doc | None:
    """The page with line weights: a line counts by the share of the article that its words are."""
    at = [i for i, line in enumerate(page.lines) if line.strip()]
    if not at:
        return None
    lines = [page.lines[i] for i in at]
    gaps = context.gaps_of(at, len(page.lines))
    y = np.array(page.labels if labels is None else labels, dtype=np.int8)
    mass = np.array([len(tokens(line)) for line in lines]) + 2.0
    weight = mass / max(mass[y == 0].sum(), 20.0)
    junk = weight[y == 1].sum()
    if junk > 2:
        weight[y == 1] *= 2 / junk
    weight += 0.05 / np.sqrt(len(lines))
    if trust is not None:
        weight *= trust
    return Doc(page, lines, gaps, y, 100 * factor * STYLE_WEIGHT[page.style] * weight)


def one_whole_style(docs: Iterable[Doc]) -> list[Doc]:
    """Keeps one of the three styles of each whole page, because their lines are nearly the same."""
    return [
        d for d in docs
        if d.page.style not in WHOLE or WHOLE[fold_of("style" + d.page.id, 3)] == d.page.style
    ]  # fmt: skip


def learn_words(docs: Sequence[Doc]) -> tuple[dict[str, int], dict[str, int]]:
    """Weights of words in short and in long lines, in tenths of a logit."""
    short: dict[tuple[str, str], list[float]] = {}
    long: dict[tuple[str, str], list[float]] = {}
    for doc in docs:
        if doc.page.style == "clean" or "-" in doc.page.id:  # the words of a copy are nonsense
            continue
        for line, label, weight in zip(doc.lines, doc.labels, doc.weight, strict=True):
            line = line.strip(features.BULLETS)
            if line and weight > 0:
                part = short if len(line) < features.LONG_LINE else long
                part.setdefault((doc.page.site, line), [0.0, 0.0])[label] += 1
    return _weights(short, 1500, 12, 0.1), _weights(long, 900, 10, 0.03)


def _weights(seen, size: int, sites: int, strength: float) -> dict[str, int]:
    """Logistic regression on the words that occur on at least `sites` sites."""
    rows = [(site, features.words_of(line), n[1] > n[0]) for (site, line), n in seen.items()]
    spread: dict[str, set[str]] = defaultdict(set)
    for site, words, _ in rows:
        for word in words:
            spread[word].add(site)
    known = sorted(w for w, s in spread.items() if len(s) >= sites and len(w) < 40)
    vocabulary = {w: i for i, w in enumerate(known)}
    indices, pointers = [], [0]
    for _, words, _ in rows:
        indices.extend(sorted(vocabulary[w] for w in words if w in vocabulary))
        pointers.append(len(indices))
    x = csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(rows), len(vocabulary)))
    y = np.array([label for *_, label in rows])
    balance = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    fitted = LogisticRegression(C=strength, solver="liblinear", random_state=SEED).fit(
        x, y, balance
    )
    count = np.asarray(x.sum(axis=0)).ravel()
    value = np.abs(fitted.coef_[0]) * np.sqrt(count)
    keep = sorted(known, key=lambda w: (-value[vocabulary[w]], w))[:size]
    weights = {w: round(float(10 * fitted.coef_[0][vocabulary[w]])) for w in sorted(keep)}
    return {w: v for w, v in weights.items() if v}


@dataclass(frozen=True, slots=True)
class Features:
    """The result of `features.describe_all` for a document, also as a matrix."""

    levels: NDArray[np.uint8]
    columns: list
    sizes: list[int]
    scale: float


@dataclass(slots=True)
class Fitted:
    words: tuple[dict[str, int], dict[str, int]]
    local: Additive
    final: Additive
    second: Additive

    def score(self, docs: Iterable[Doc]) -> None:
        """Sets `final`, in logits, for every line of every document."""
        describe = features.describer(*self.words)
        for doc in docs:
            x = describe_lines(doc, describe)
            set_local(doc, x, self.local)
            placed = self.final.score(with_context(doc, x))
            doc.final = self.second.score(with_second_look(placed, x))


def describe_lines(doc: Doc, describe) -> Features:
    scale = features.script_scale("\n".join(doc.lines))
    columns, sizes = features.describe_all(doc.lines, scale, describe)
    return Features(np.array(columns, dtype=np.uint8).T, columns, sizes, scale)


def set_local(doc: Doc, described: Features, local: Additive) -> None:
    doc.scores = (
        np.clip(np.round(100 * local.score(described.levels)), -999, 999).astype(int).tolist()
    )


def with_context(doc: Doc, described: Features) -> NDArray[np.uint8]:
    here = context.place(
        doc.lines, doc.gaps, described.columns, described.sizes, doc.scores, described.scale
    )
    return np.concatenate([described.levels, np.array(here, dtype=np.uint8).T], axis=1)


def with_second_look(placed, described: Features) -> NDArray[np.uint8]:
    scores = np.clip(np.round(100 * placed), -999, 999).astype(int).tolist()
    return np.array(context.second_look(scores, described.sizes), dtype=np.uint8).T


def fit_all(docs: Sequence[Doc], pairs: dict, trees=(160, 320), inner: int = 3) -> Fitted:
    """Fits all tables. Word weights come from other folds meanwhile, because words are many."""
    words = learn_words(docs)
    parts = [
        features.describer(
            *learn_words([d for d in docs if fold_of("w" + d.page.site, inner) != k])
        )
        for k in range(inner)
    ]
    xs = [describe_lines(d, parts[fold_of("w" + d.page.site, inner)]) for d in docs]
    y = np.concatenate([d.labels for d in docs])
    w = np.concatenate([d.weight for d in docs])
    x = np.concatenate([described.levels for described in xs])
    if "local" not in pairs:
        pairs["local"] = choose_pairs(x, y, w, 28)
    local = fit(x, y, w, LOCAL_SIZES, pairs["local"], trees=trees[0])
    for doc, rows in zip(docs, xs, strict=True):
        set_local(doc, rows, local)
    zs = [with_context(d, described) for d, described in zip(docs, xs, strict=True)]
    z = np.concatenate(zs)
    if "final" not in pairs:
        pairs["final"] = choose_pairs(z, y, w, 46)
    final = fit(z, y, w, ALL_SIZES, pairs["final"], trees=trees[1])
    v = np.concatenate(
        [
            with_second_look(final.score(rows), described)
            for rows, described in zip(zs, xs, strict=True)
        ]
    )
    second = fit(v, y, w, list(context.SECOND.values()), SECOND_PAIRS, trees=trees[0])
    return Fitted(words, local, final, second)
