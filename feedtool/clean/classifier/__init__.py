"""The line classifier: finds boilerplate by what lines look like and where they are.

An additive model (sums of two-feature tables) scores lines in three rounds: each on its own, in its
context, and again with the scores of the whole text. The kind of text decides how careful to be.
Phrases written down by people (rules) are applied before it, other texts of the site (profile)
after it. Pure.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec

from feedtool.clean.classifier import textkind
from feedtool.clean.classifier.context import CHANCE, LEVELS, SECOND, gaps_of, place, second_look
from feedtool.clean.classifier.features import (
    NEUTRAL,
    Describe,
    describe_all,
    describer,
    script_scale,
)
from feedtool.clean.classifier.reasons import why_dropped, why_kept

Mode = Literal["auto", "careful", "strict"]
Table = tuple[int, int, tuple[tuple[int, ...], ...]]
FORMAT = 2


class LineScore(msgspec.Struct, frozen=True):
    """The verdict on a line. `confidence` is the probability that it is boilerplate, 0 to 1.

    Of a dropped line, `reads_well` says whether it reads like the article on its own, so that only
    what is around it speaks for boilerplate, and `prompts` whether it has words of menus and
    prompts.
    """

    keep: bool
    confidence: float
    reason: str
    reads_well: bool = False
    prompts: bool = False


# Many lines of a folder get equal verdicts.
_shared = lru_cache(maxsize=1 << 12)(LineScore)
_WORDS = list(LEVELS).index("words")
_MOST = "cleaning would remove most of this text"
_RULED = LineScore(keep=False, confidence=1.0, reason="a rule dropped it")
_PROSE = LineScore(keep=True, confidence=0.02, reason="a long line that ends like a sentence")


class Classification(msgspec.Struct, frozen=True):
    """What was found for a text. `lines` has one item per line given, None for a blank one."""

    lines: tuple[LineScore | None, ...]
    kind: textkind.Kind
    why: str
    would_take_most: bool = False


class Limits(msgspec.Struct, frozen=True):
    """How much is dropped.

    Lines with a score above `score` (hundredths of a logit) are dropped, the likeliest boilerplate
    first, while the article text expected to be lost is less than `price` times the boilerplate
    expected in the text, and less than `most` times the article.
    """

    score: int
    price: float
    most: float


# Chosen by cross-validation; training does not depend on them.
LIMITS: Mapping[str, Limits] = {
    "nearly-clean": Limits(0, 0.08, 0.02),
    "partial": Limits(0, 0.08, 0.015),
    "whole-page": Limits(-20, 0.3, 9.0),
    "careful": Limits(100, 0.05, 0.01),
    "strict": Limits(-60, 9.0, 9.0),
}


class Additive(msgspec.Struct, frozen=True):
    """A sum of `bias` and one entry of each table, in hundredths of a logit, -999 to 999."""

    bias: int
    tables: tuple[Table, ...]

    def score(self, columns: Sequence[Sequence[int]], count: int) -> list[int]:
        """The scores of `count` lines with the features in `columns`."""
        found = [
            [rows[x][y] for x, y in zip(columns[a], columns[b], strict=True)]
            for a, b, rows in self.tables
        ]
        totals = map(sum, zip([self.bias] * count, *found, strict=True))
        return [-999 if t < -999 else 999 if t > 999 else t for t in totals]


class Model(msgspec.Struct, frozen=True):
    """What training learned; `describe` caches the features of lines."""

    describe: Describe
    words: Mapping[str, int]
    long_words: Mapping[str, int]
    local: Additive
    final: Additive
    second: Additive

    @classmethod
    def from_json(cls, text: str | bytes) -> "Model":
        """Parses a model that `training/train.py` wrote. ValueError if its format is another."""
        data = json.loads(text)
        if data.get("format") != FORMAT or data.get("levels") != [LEVELS, SECOND]:
            raise ValueError("classifier model: trained with other features; run training/train.py")
        words, long_words = data["words"], data["long_words"]
        return cls(
            describer(words, long_words),
            words,
            long_words,
            _additive(data["local"], LEVELS),
            _additive(data["final"], LEVELS),
            _additive(data["second"], SECOND),
        )


def _additive(data: Mapping[str, Any], levels: Mapping[str, int]) -> Additive:
    sizes = list(levels.values())
    tables = []
    for a, b, flat in data["tables"]:
        width = sizes[b]
        rows = tuple(tuple(flat[r * width : (r + 1) * width]) for r in range(sizes[a]))
        tables.append((a, b, rows))
    return Additive(data["bias"], tuple(tables))


def judge_lines(
    lines: Sequence[str],
    model: Model,
    mode: Mode = "auto",
    dropped: Collection[int] = (),
) -> Classification:
    """A verdict for every line. `dropped` has the indexes of lines that a rule dropped."""
    at = [i for i, line in enumerate(lines) if line and not line.isspace()]
    if not at:
        return Classification((None,) * len(lines), "nearly-clean", "there is no text")
    # Without indents: with them, on indented pages, a tenth more articles lost over a tenth.
    full = [lines[i].strip() for i in at]
    scale = script_scale("\n".join(full))
    ruled = {k for k, i in enumerate(at) if i in dropped} if dropped else set()
    rest = [line for k, line in enumerate(full) if k not in ruled] if ruled else full
    if textkind.is_all_prose(rest, scale):
        verdicts = [_RULED if k in ruled else _PROSE for k in range(len(full))]
        return _laid_out(
            lines,
            at,
            verdicts,
            "nearly-clean",
            "every line below its headline is a long sentence",
            would_take_most=False,
        )
    sizes, columns, own, scores = _scored(full, gaps_of(at, len(lines)), scale, model)
    kind, why = textkind.kind_of(columns, sizes, scores)
    taken = set(ruled)
    if mode != "auto" or kind != "left-alone":
        taken |= _drops(scores, sizes, LIMITS[kind if mode == "auto" else mode])
    most = mode == "auto" and textkind.takes_most(sizes, taken, ruled)
    verdicts = []
    for k, score in enumerate(scores):
        if k in ruled:
            verdicts.append(_RULED)
        elif k not in taken:
            verdicts.append(_shared(keep=True, confidence=CHANCE[score], reason=why_kept(score)))
        elif most:
            verdicts.append(_shared(keep=True, confidence=CHANCE[score], reason=_MOST))
        else:
            reason = why_dropped(k, full[k], columns, model.words, model.long_words)
            verdicts.append(
                _shared(
                    keep=False,
                    confidence=CHANCE[score],
                    reason=reason,
                    reads_well=own[k] < 0,
                    prompts=columns[_WORDS][k] > NEUTRAL,
                )
            )
    return _laid_out(lines, at, verdicts, kind, why, most)


def _scored(
    full: Sequence[str], gaps: Sequence[int], scale: float, model: Model
) -> tuple[list[int], list[Sequence[int]], list[int], list[int]]:
    """The lengths of the lines, their features, their scores after one round and after three."""
    looks, sizes = describe_all(full, scale, model.describe)
    own = model.local.score(looks, len(full))
    columns = [*looks, *place(full, gaps, looks, sizes, own, scale)]
    placed = model.final.score(columns, len(full))
    return sizes, columns, own, model.second.score(second_look(placed, sizes), len(full))


def _drops(scores: Sequence[int], sizes: Sequence[int], limit: Limits) -> set[int]:
    """The lines to drop, the likeliest boilerplate first, up to the limit on lost article text."""
    chances = [CHANCE[score] for score in scores]
    mass = [size + 10 for size in sizes]
    junk = sum(m * p for m, p in zip(mass, chances, strict=True))
    allowed = min(limit.price * junk, limit.most * (sum(mass) - junk))
    likely = [k for k, score in enumerate(scores) if score > limit.score]
    likely.sort(key=lambda k: -scores[k])
    out: set[int] = set()
    for k in likely:
        allowed -= (1 - chances[k]) * mass[k]
        if allowed < 0:
            break
        out.add(k)
    return out


def _laid_out(
    lines: Sequence[str],
    at: Sequence[int],
    verdicts: Sequence[LineScore],
    kind: textkind.Kind,
    why: str,
    would_take_most: bool,
) -> Classification:
    laid: list[LineScore | None] = [None] * len(lines)
    for i, verdict in zip(at, verdicts, strict=True):
        laid[i] = verdict
    return Classification(tuple(laid), kind, why, would_take_most)
