"""Trains the line classifier: python training/train.py --bench DIR --out model.json [--folds 5]

Reads the labelled sets wcxb_dev and fundus (complete gold text) and trafilatura (segments only:
a first model labels its lines, weighted by its confidence). Never reads sites_dev. With --cv
FOLDER, leaves out each fold of sites in turn and writes one model per fold, for
benchmarks/clean.py.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus import WHOLE, Page, fold_of, load
from pipeline import Doc, Fitted, doc_of, fit_all, one_whole_style

from feedtool.clean import classifier
from feedtool.clean.classifier import context
from scripts import SCRIPTS, in_script

GOLD_SETS = ("wcxb_dev", "fundus")
SILVER_SETS = ("trafilatura",)
SILVER_WEIGHT = 0.6
# fundus is news, which is what users publish, and a third of the size of wcxb_dev
SET_WEIGHT = {"wcxb_dev": 1.0, "fundus": 1.7}
# one page in COPY_EVERY gets a copy in another script, with this weight
COPY_EVERY, COPY_WEIGHT = 6, 0.6
FOLDS = 4
PAIRS = Path(__file__).with_name("pairs.json")


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def silver(teacher: Fitted, pages: Sequence[Page]) -> list[Doc]:
    """Pages without complete gold text, labelled by `teacher` and by their segments."""
    drafts = [d for p in pages if (d := doc_of(p, [0] * sum(bool(x.strip()) for x in p.lines)))]
    teacher.score(drafts)
    docs = []
    for draft in drafts:
        labels = (draft.final > 0).astype(int)
        trust = np.clip(np.abs(draft.final) / 2, 0, 1)
        wanted = [_squeezed(s) for s in draft.page.wanted]
        unwanted = [_squeezed(s) for s in draft.page.unwanted]
        for i, line in enumerate(map(_squeezed, draft.lines)):
            for label, segments in ((0, wanted), (1, unwanted)):
                if any(s in line for s in segments):
                    labels[i], trust[i] = label, 1
        docs.append(doc_of(draft.page, labels, trust, SILVER_WEIGHT))
    return docs


def copies(gold: Sequence[Page]) -> list[Doc]:
    """Copies of some pages, each in one of the scripts that are rare in the sets."""
    chosen = [p for p in gold if fold_of("copy" + p.style + p.id, COPY_EVERY) == 0]
    written = [
        in_script(p, SCRIPTS[fold_of("script" + p.style + p.id, len(SCRIPTS))]) for p in chosen
    ]
    return [d for p in written if (d := doc_of(p, factor=COPY_WEIGHT))]


def train(gold: Sequence[Page], other: Sequence[Page], pairs: dict) -> Fitted:
    """Trains a first model on the gold pages, then one on these and on pages that it labelled."""
    docs = one_whole_style([d for p in gold if (d := doc_of(p, factor=SET_WEIGHT[p.set]))])
    docs += copies(gold)
    teacher = fit_all(docs, pairs, trees=(100, 160), inner=2)
    chosen = [
        p for p in other if p.style not in WHOLE or WHOLE[fold_of("style" + p.id, 3)] == p.style
    ]
    return fit_all(docs + silver(teacher, chosen), pairs)


def as_json(model: Fitted) -> str:
    """The model file that the run-time module reads. Numbers are hundredths of a logit."""

    def additive(part) -> dict:
        tables = [
            [a, b, np.round(100 * table).astype(int).ravel().tolist()]
            for (a, b), table in zip(part.pairs, part.tables, strict=True)
        ]
        return {"bias": round(float(100 * part.bias)), "tables": tables}

    data = {
        "format": classifier.FORMAT,
        "levels": [context.LEVELS, context.SECOND],
        "local": additive(model.local),
        "final": additive(model.final),
        "second": additive(model.second),
        "words": model.words[0],
        "long_words": model.words[1],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("model.json"))
    parser.add_argument("--cv", type=Path, help="write a model for each fold into this folder")
    parser.add_argument(
        "--choose-pairs", action="store_true", help="choose the pairs of features again"
    )
    args = parser.parse_args()
    gold = [p for s in GOLD_SETS for p in load(args.bench, s)]
    other = [p for s in SILVER_SETS for p in load(args.bench, s)]
    pairs = {} if args.choose_pairs or not PAIRS.is_file() else json.loads(PAIRS.read_text())
    if args.cv:
        args.cv.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            model = train(
                [p for p in gold if fold_of(p.site, FOLDS) != fold],
                [p for p in other if fold_of(p.site, FOLDS) != fold],
                pairs,
            )
            (args.cv / f"model_{fold}.json").write_text(as_json(model), encoding="utf-8")
            print(f"fold {fold} done", flush=True)
            PAIRS.write_text(json.dumps(pairs) + "\n")
        return
    model = train(gold, other, pairs)
    args.out.write_text(as_json(model), encoding="utf-8")
    if args.choose_pairs or not PAIRS.is_file():
        PAIRS.write_text(json.dumps(pairs) + "\n")
    print(f"{args.out}: {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
