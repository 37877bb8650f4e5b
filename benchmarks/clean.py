"""Measures the cleaner on labelled texts: clean.py --bench DIR [--models FOLDER] [--meta FILE]

The cleaner as users get it: rules, by-lines, line classifier, on each text alone or with the profile
of its site (--profile). FOLDER contains model_0.json ... as written by `training/train.py --cv FOLDER`:
every page is classified by the model that was not trained on its site. Without FOLDER the shipped
model classifies all pages, which is fair only for sets that it was not trained on. FOLDER may also
contain facts_0.json ..., written by `training/facts.py --cv FOLDER`. FILE has titles, authors and
dates of the pages: {set: {id: {title, author, date}}}. Titles, by-lines
and dates are not in the cleaned text, and count as lost if the gold text includes them. The scoring is
that of the public article-extraction-benchmark.
"""

import argparse
import contextlib
import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))

from corpus import STYLES, WHOLE, fold_of
from stated import count, table

from feedtool.clean import facts
from feedtool.clean.classifier import Model
from feedtool.clean.cleaner import clean
from feedtool.clean.site_profile import NO_PROFILE, Profile, traits
from feedtool.clean.verdicts import Knowledge
from feedtool.model import CleanArticle, Meta, RawDocument
from feedtool.pipeline.ingest import load_knowledge
from feedtool.state.cache import Cache
from feedtool.text.normalize import normalize

FOLDS = 4
FEW = 5  # texts of a language below which figures say nothing
WORD = re.compile(r"\w+")
# From the README of the benchmark: pages of other sites in the same styles. F1, lost10.
QUOTED = """quoted from the bench README (other sites' pages, same styles): F1 (lost10)
                                   whole page     partial        near           clean
  nothing                          .665           .916           .925           (0)
  a phrase list                    .699 (.006)    .926           .936           (.006)
  lines that end like sentences    .839 (.23)     .904           .922           (.24)
  jusText on lines                 .761 (.30)     .835           .871           (.27)
  prototype, threshold .35         .931 (.088)    .939 (.050)    .957 (.061)    (.061)
  prototype, threshold .15         .906 (.044)    .933 (.033)    .951 (.033)    (.033)"""


def shingles(text: str) -> Counter:
    words = WORD.findall(text)
    if len(words) < 4:
        return Counter([tuple(words)]) if words else Counter()
    return Counter(zip(*(words[i:] for i in range(4)), strict=False))


class Row:
    """One page under one method: normalised counts, and the share of the article that is lost."""

    __slots__ = ("counts", "lost", "precision", "recall")

    def __init__(self, gold: Counter, predicted: Counter, have: int) -> None:
        tp = sum((gold & predicted).values())
        fp, fn = sum(predicted.values()) - tp, sum(gold.values()) - tp
        total = tp + fp + fn
        self.counts = (tp / total, fp / total, fn / total) if total else (0.0, 0.0, 0.0)
        tp, fp, fn = self.counts
        exact = fp == fn == 0
        self.precision = 1.0 if exact else tp / (tp + fp) if tp + fp else 0.0
        self.recall = 1.0 if exact else tp / (tp + fn) if tp + fn else 0.0
        kept = sum((gold & predicted).values())
        self.lost = max(0, have - kept) / have if have else 0.0


def f1_of(rows: list[Row]) -> float:
    ps = [r.precision for r in rows if r.counts[0] + r.counts[1] > 0]
    rs = [r.recall for r in rows if r.counts[0] + r.counts[2] > 0]
    p, r = (fmean(ps) if ps else 0.0), (fmean(rs) if rs else 0.0)
    return 2 * p * r / (p + r) if p + r else 0.0


def figures(rows: list[Row]) -> str:
    p = fmean([r.precision for r in rows if r.counts[0] + r.counts[1] > 0] or [0])
    return (
        f"{len(rows):>6} {f1_of(rows):7.3f} {p:6.3f} {fmean(r.lost > 0.1 for r in rows):7.3f} "
        f"{fmean(r.lost for r in rows):8.4f}"
    )


def difference(rows: list[Row], others: list[Row], times: int = 500) -> str:
    """Paired difference of F1 with a 95 % bootstrap interval over pages."""
    rng = random.Random(1)
    n = len(rows)
    found = []
    for _ in range(times):
        pick = rng.choices(range(n), k=n)
        found.append(f1_of([rows[i] for i in pick]) - f1_of([others[i] for i in pick]))
    found.sort()
    low, high = found[int(0.025 * times)], found[int(0.975 * times)]
    return f"{f1_of(rows) - f1_of(others):+.3f} [{low:+.3f}, {high:+.3f}]"


def ends_like_a_sentence(text: str) -> str:
    return "\n".join(
        x for x in text.split("\n") if x.rstrip().endswith((".", "!", "?", '"', "”", "。"))
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--meta", type=Path, help="titles, authors and dates of the pages")
    parser.add_argument("--profile", action="store_true", help="use the profile of each site")
    parser.add_argument("--sets", nargs="+", default=["wcxb_dev", "fundus"])
    parser.add_argument("--mode", default="auto", choices=["auto", "careful", "strict"])
    parser.add_argument("--scorer", type=Path)
    parser.add_argument("--into", type=Path, help="Markdown file in which to replace the figures")
    parser.add_argument("--out", type=Path, help="file for one line of figures per page")
    args = parser.parse_args()
    known = load_knowledge((), args.mode)
    rows: dict = defaultdict(list)  # (set, style, lang) -> [(classifier, nothing, C4)]
    seconds: Counter = Counter()
    kinds: dict = defaultdict(Counter)
    meta = json.loads(args.meta.read_text(encoding="utf-8")) if args.meta else {}
    stated: dict = defaultdict(list)  # (set, style, lang) -> counts of each text
    per_page = []
    checks = []
    for name in args.sets:
        gold = json.loads((args.bench / name / "gold.json").read_text(encoding="utf-8"))
        gold = {k: v for k, v in gold.items() if "articleBody" in v}
        shingled = {k: shingles(v["articleBody"]) for k, v in gold.items()}
        for style in STYLES:
            if not (args.bench / name / style).is_dir():
                continue
            # Created again for each style: a model caches lines, and the styles share them.
            cleaners = [
                Knowledge(known.rules, model, args.mode, facts=found)
                for model, found in zip(models(args.models), facts_of(args.models), strict=True)
            ]
            raw = args.bench / name / style / "raw"
            texts = {
                key: (raw / f"{key}.txt").read_text(encoding="utf-8", errors="replace")
                for key in gold
            }
            profile = learned(gold, texts) if args.profile else NO_PROFILE
            cleaned = {}
            for key, record in gold.items():
                text, site = texts[key], record.get("site") or key
                knowledge = cleaners[fold_of(site, FOLDS)]
                began = time.process_time()
                article = cleaned_article(text, knowledge, profile.sites.get(site, {}))
                seconds[name, style] += time.process_time() - began
                found = body_and_kind(article)
                if key in meta.get(name, {}) and article is not None:
                    counted = count(meta[name][key], text, article)
                    stated[name, style, record.get("lang") or "?"].append(counted)
                cleaned[key] = kept = found[0]
                kinds[style][found[1]] += 1
                g, before = shingled[key], shingles(text)
                have = sum((g & before).values())
                three = (
                    Row(g, shingles(kept), have),
                    Row(g, before, have),
                    Row(g, shingles(ends_like_a_sentence(text)), have),
                )
                rows[name, style, record.get("lang") or "?"].append(three)
                per_page.append((name, style, key, f1_of([three[0]]), three[0].lost, found[1]))
            if args.scorer:
                checks.append((name, style, check(args.scorer, args.bench / name, raw, cleaned)))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        report(rows, kinds, seconds)
        if stated:
            report_stated(stated)
    print(printed.getvalue())
    if args.into:
        page = args.into.read_text(encoding="utf-8")
        head, _, rest = page.partition("<!-- figures -->")
        tail = rest.partition("<!-- end of figures -->")[2]
        block = f"<!-- figures -->\n```text\n{printed.getvalue()}```\n<!-- end of figures -->"
        args.into.write_text(head + block + tail, encoding="utf-8")
    for name, style, found in checks:
        own = [r[0] for k, v in rows.items() if k[:2] == (name, style) for r in v]
        same = abs(found["f1"] - f1_of(own)) < 1e-9
        same &= abs(found["lost10"] - fmean(r.lost > 0.1 for r in own)) < 1e-9
        print(f"score_clean.py on {name}/{style}: {'the same figures' if same else found}")
    if args.out:
        with args.out.open("w", encoding="utf-8") as file:
            for row in per_page:
                file.write("\t".join(f"{x:.4f}" if isinstance(x, float) else x for x in row) + "\n")


def models(folder: Path | None) -> list[Model]:
    """A model for each fold; without a folder, the shipped one for all folds."""
    shipped = files("feedtool") / "data" / "line-classifier.json"
    names = [folder / f"model_{fold}.json" if folder else shipped for fold in range(FOLDS)]
    names = [name if name.is_file() else shipped for name in names]
    return [Model.from_json(name.read_text(encoding="utf-8")) for name in names]


def learned(gold: dict, texts: dict[str, str]) -> Profile:
    """The profile of each site, learned from its pages."""
    with contextlib.closing(Cache(None)) as cache:
        for key, text in texts.items():
            site = gold[key].get("site") or key
            cache.line_counts.add(key, traits(normalize(text).split("\n"), site))
        cache.line_counts.update_levels()
        return cache.line_counts.profile()


def facts_of(folder: Path | None) -> list[facts.Model]:
    """What finds title, author and date, for each fold; without a folder, the shipped one."""
    shipped = files("feedtool") / "data" / "facts.json"
    names = [folder / f"facts_{fold}.json" if folder else shipped for fold in range(FOLDS)]
    names = [name if name.is_file() else shipped for name in names]
    return [facts.Model.from_json(name.read_text(encoding="utf-8")) for name in names]


def shape_of(style: str) -> str:
    return "whole" if style in WHOLE else style


def cleaned_article(text: str, knowledge: Knowledge, profile: dict) -> CleanArticle | None:
    """The article in a text; None if the text is blank."""
    if not text.strip():
        return None
    return clean(RawDocument("page.txt", text, Meta()), knowledge, profile)


def body_and_kind(article: CleanArticle | None) -> tuple[str, str]:
    """The cleaned body, and the kind of text that the classifier assumed."""
    if article is None:
        return "", "empty"
    kind = (article.kind or "").partition(":")[0]
    return "\n\n".join(article.paragraphs), kind + ("!" if article.notice else "")


def check(scorer: Path, folder: Path, raw: Path, cleaned: dict[str, str]) -> dict:
    """The figures that score_clean.py computes for these texts."""
    with tempfile.TemporaryDirectory() as scratch:
        for key, text in cleaned.items():
            (Path(scratch) / f"{key}.txt").write_text(text, encoding="utf-8")
        command = [sys.executable, scorer, folder / "gold.json", scratch, "--raw", raw, "--json"]
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True)
    return next(iter(json.loads(done.stdout).values()))


def report_stated(stated: dict) -> None:
    """Prints what is right and wrong of titles, authors and dates."""
    by_style, by_language = defaultdict(list), defaultdict(list)
    for (name, style, lang), texts in sorted(stated.items()):
        by_style[f"{name} {style}"] += texts
        by_language[f"{shape_of(style)} {lang}"] += texts
    print("\ntitle, author and date: right of those stated, wrong of those found")
    print(table(by_style))
    many = {label: texts for label, texts in sorted(by_language.items()) if len(texts) >= FEW}
    print(f"\nthe same by language, of {FEW} texts or more")
    print(table(many))


def report(rows: dict, kinds: dict, seconds: Counter) -> None:
    head = f"{'':26} {'pages':>6} {'F1':>7} {'P':>6} {'lost10':>7} {'meanlost':>8}"

    def select(styles=STYLES, sets=None, lang=None, method=0) -> list[Row]:
        return [
            r[method] for (s, t, g), v in sorted(rows.items())
            if t in styles and (sets is None or s in sets) and (lang is None or g == lang) for r in v
        ]  # fmt: skip

    sets = sorted({k[0] for k in rows})
    shapes = {"near": ("near",), "clean": ("clean",), "partial": ("partial",), "whole": WHOLE}
    for label, chosen in [("all sets", None), *((s, (s,)) for s in sets)]:
        print(f"\n{label}\n{head}")
        for shape, styles in shapes.items():
            for method, what in enumerate(("feedtool", "nothing", "C4 sentence ends")):
                if own := select(styles, chosen, None, method):
                    print(f"{shape + ': ' + what:26} {figures(own)}")
            own = select(styles, chosen)
            print(f"{'':26} against nothing {difference(own, select(styles, chosen, None, 1))}, "
                  f"C4 {difference(own, select(styles, chosen, None, 2))}")  # fmt: skip
    print(f"\nevery style\n{head}")
    for style in STYLES:
        print(f"{style:26} {figures(select((style,)))}")
    for shape in ("near", "whole"):
        print(f"\n{shape}, by language\n{head}")
        for lang in sorted({k[2] for k in rows}):
            if own := select(shapes[shape], None, lang):
                print(f"{lang:26} {figures(own)}")
    print("\ntexts a second on one core (each text alone, lines never seen before)")
    for name in sets:
        speeds = [
            f"{style} {len(select((style,), (name,))) / seconds[name, style]:.0f}"
            for style in STYLES
            if seconds[name, style]
        ]
        print(f"{name:12} {', '.join(speeds)}")
    print("\nkinds of text assumed (!: kept whole, because cleaning would have removed most of it)")
    for style in STYLES:
        print(f"{style:10} {dict(kinds[style].most_common())}")
    print("\n" + QUOTED)


if __name__ == "__main__":
    main()
