"""Trains what finds title, author and date: facts.py --bench DIR --meta FILE --out model.json

Reads wcxb_dev and fundus with the titles, authors and dates in FILE, and words of menus from them and
from trafilatura. Never reads sites_dev. With --cv FOLDER, leaves out each fold of sites in turn and
writes one model per fold, for benchmarks/clean.py. Seeds are fixed, and one thread is used.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import lightgbm as lgb
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus import WHOLE, fold_of, load
from corpus import Page as Labelled

from feedtool.clean import facts
from feedtool.clean.bylines import authors
from feedtool.clean.bylines.given_names import GIVEN_NAMES
from feedtool.clean.facts import headline, when, who
from feedtool.clean.facts.page import Page, words_of
from feedtool.pipeline.ingest import load_knowledge
from feedtool.text import language
from feedtool.text.normalize import normalize
from scripts import SCRIPTS, in_script

SEED = 20250501
FOLDS, INNER = 4, 2
SETS = ("wcxb_dev", "fundus")
STYLES = ("near", "clean", "partial", "blank", "layout", "lines")
SET_WEIGHT = {"wcxb_dev": 1.0, "fundus": 1.7}
STYLE_WEIGHT = {"near": 1.5, "clean": 0.5, "partial": 1.0}
SHORT_EVERY, SHORT_WEIGHT = 2, 0.5
SERIES = (
    "Release", "Version", "Chapter", "Part", "Issue", "Episode", "Week", "Day", "Letter", "Update",
    "Note", "New story", "Lesson", "Teil", "Kapitel", "Ausgabe", "Folge", "Woche", "Chapitre",
    "Numéro", "Parte", "Capítulo", "Notes for", "Meeting", "Article", "Town news", "Weekly review",
)  # fmt: skip
COPY_EVERY, COPY_WEIGHT = 5, 0.6  # see train.py
RIGHT = 0.8  # agreement of words from which a title is right
MENU_SITES, MENU_WORDS = 14, 1500
PARAMETERS = {
    "learning_rate": 0.1, "min_data_in_leaf": 15, "lambda_l2": 5.0, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "num_threads": 1, "seed": SEED, "deterministic": True,
    "force_row_wise": True, "verbose": -1, "max_bin": 63,
}  # fmt: skip


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold())


def agree(one: str, other: str) -> float:
    a, b = Counter(words(one)), Counter(words(other))
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if both else 0.0


def same_person(one: str, other: str) -> bool:
    a, b = " ".join(words(one)), " ".join(words(other))
    return bool(a and b) and (a in b or b in a)


@dataclass(slots=True)
class Text:
    """A page with what is known of it, and the features of its candidates."""

    labelled: Labelled
    known: dict[str, str]
    page: Page
    weight: float
    lines: list[int] = field(default_factory=list)
    titles: list[list[int]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    title: int | None = None


def text_of(labelled: Labelled, known: dict[str, str], ruled: set[int], weight: float) -> Text:
    text = Text(labelled, known, Page(labelled.lines, ruled), weight)
    text.lines = headline.candidates(text.page)
    text.titles = headline.rows(text.page, text.lines)
    text.right = [agree(text.page.lines[k], known["title"]) >= RIGHT for k in text.lines]
    return text


def texts_of(bench: Path, meta: dict) -> list[Text]:
    """All pages of the sets, and some of them once more in scripts that are rare there."""
    rules = load_knowledge((), "off").rules
    found = []
    for name in SETS:
        for raw in load(bench, name, STYLES, labels=False):
            if not trained_on(raw):
                continue
            lines = tuple(normalize("\n".join(raw.lines)).split("\n"))
            page = replace(raw, lines=lines)
            known = meta[name].get(page.id) or {"title": "", "author": "", "date": ""}
            ruled = {i for i, line in enumerate(lines) if line and rules.taking(line)}
            weight = SET_WEIGHT[name] * STYLE_WEIGHT.get(page.style, 1.0)
            text = text_of(page, known, ruled, weight)
            found.append(text)
            if (cut := cropped(text)) is not None:
                found.append(text_of(cut, known, set(), weight))
            if page.style == "clean" and fold_of("short" + page.id, SHORT_EVERY) == 0:
                short, heading = under_short_heading(page, known["title"])
                found.append(text_of(short, {"title": heading}, set(), SHORT_WEIGHT))
            if fold_of("copy" + page.style + page.id, COPY_EVERY) == 0:
                script = SCRIPTS[fold_of("script" + page.style + page.id, len(SCRIPTS))]
                copy = text_of(in_script(page, script), {"title": ""}, ruled, weight * COPY_WEIGHT)
                right = {
                    text.page.at[k]
                    for k, is_right in zip(text.lines, text.right, strict=True)
                    if is_right
                }
                copy.right = [copy.page.at[k] in right for k in copy.lines]
                found.append(copy)
    return found


def cropped(text: Text) -> Labelled | None:
    """A whole page cut to its headline, its article and a few lines around them, if it has both.

    Such texts are what users have most, and few of the labelled ones have a headline.
    """
    page, k = text.page, next((k for k, r in zip(text.lines, text.right, strict=True) if r), None)
    if text.labelled.style not in WHOLE or k is None or k > page.body[0] + 3:
        return None
    above, below = fold_of("above" + text.labelled.id, 5), fold_of("below" + text.labelled.id, 9)
    start, end = max(0, k - above), min(len(page.at), page.body[1] + below)
    lines = text.labelled.lines[page.at[start] : page.at[end - 1] + 1]
    return replace(text.labelled, style="near", lines=lines)


def under_short_heading(page: Labelled, title: str) -> tuple[Labelled, str]:
    """The beginning of an article under a short or numbered heading, which few pages have."""
    number = fold_of("number" + page.id, 60)
    kind = fold_of("kind" + page.id, 4)
    series = SERIES[fold_of("series" + page.id, len(SERIES))]
    cut = title.split()[: 2 + number % 3]
    heading = " ".join(cut) if kind == 0 and len(cut) > 1 else f"{series} {number}"
    if kind == 1:
        heading = f"{series} {number // 10}.{number % 10}"
    dated = (f"2024-{1 + number % 12:02}-{1 + number % 28:02}",) if kind == 2 else ()
    body = [line for line in page.lines if line.strip()][: 2 + number % 7]
    gap = ("",) if number % 2 else ()
    lines = [heading, *dated, *gap]
    for line in body:
        lines += [line, *gap]
    return replace(page, id="s-" + page.id, style="near", lines=tuple(lines)), heading


def is_copy(text: Text) -> bool:
    return "-" in text.labelled.id


def trained_on(page: Labelled) -> bool:
    """Whether to train on the page: on one of the three styles of each whole page."""
    return page.style not in WHOLE or WHOLE[fold_of("style" + page.id, 3)] == page.style


def boost(rows, target, weight, trees: int, leaves: int, group=None) -> lgb.Booster:
    parameters = PARAMETERS | {"num_leaves": leaves, "objective": "binary"}
    if group is not None:
        parameters |= {"objective": "lambdarank", "lambdarank_truncation_level": 5}
    data = lgb.Dataset(np.array(rows, dtype=np.int16), target, weight=weight, group=group)
    return lgb.train(parameters, data, num_boost_round=trees)


def fit_titles(texts: Sequence[Text]) -> tuple[lgb.Booster, lgb.Booster]:
    """What ranks headlines, and what says whether the best is one."""
    known = [t for t in texts if t.lines and (t.known["title"] or is_copy(t))]
    ranked = [t for t in known if any(t.right)]

    def data(chosen: Sequence[Text]):
        rows = [row for t in chosen for row in t.titles]
        return (
            rows,
            [int(r) for t in chosen for r in t.right],
            [t.weight for t in chosen for _ in t.lines],
        )

    order = boost(*data(ranked), trees=100, leaves=15, group=[len(t.lines) for t in ranked])
    return order, boost(*data(known), trees=60, leaves=15)


def set_titles(texts: Sequence[Text], order: lgb.Booster, accept: lgb.Booster) -> None:
    """Sets the headline that would be found in each text."""
    for text in texts:
        text.title = None
        if text.lines:
            rows = np.array(text.titles, dtype=np.int16)
            best = int(order.predict(rows, raw_score=True).argmax())
            if accept.predict(rows[best : best + 1], raw_score=True)[0] * 100 >= facts.TITLE:
                text.title = text.lines[best]


def names_of(text: Text, menu: frozenset[str]):
    if not text.known.get("author"):
        return [], []
    found = who.candidates(text.page, text.title)
    right = [int(same_person(item.name, text.known["author"])) for item in found]
    return who.rows(text.page, found, text.title, menu), right


def dates_of(text: Text):
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.known.get("date", "")):
        return [], []
    found = when.candidates(text.page, language.detect(text.page.text))
    rows = when.rows(text.page, found, text.title)
    chosen = [n for n, date in enumerate(found) if when.is_eligible(text.page, date, found)]
    right = [int(f"{found[n].mention.moment:%Y-%m-%d}" == text.known["date"]) for n in chosen]
    return [rows[n] for n in chosen], right


def fit_facts(texts: Sequence[Text], describe: Callable, trees: int) -> lgb.Booster:
    rows, target, weight = [], [], []
    for text in texts:
        found, right = describe(text)
        rows += found
        target += right
        weight += [text.weight] * len(found)
    return boost(rows, target, weight, trees=trees, leaves=12)


def set_all_titles(texts: Sequence[Text]) -> None:
    """Sets the headline that a model which never saw its site would find in each text."""
    for fold in range(INNER):
        inside = [t for t in texts if fold_of("t" + t.labelled.site, INNER) != fold]
        outside = [t for t in texts if fold_of("t" + t.labelled.site, INNER) == fold]
        set_titles(outside, *fit_titles(inside))


def train(texts: Sequence[Text], menu: frozenset[str]) -> dict:
    """A model, as it is stored."""
    order, accept = fit_titles(texts)
    own = [t for t in texts if not is_copy(t)]
    return {
        "format": facts.FORMAT,
        "levels": {name: list(features) for name, features in facts.LEVELS.items()},
        "order": stored(order),
        "accept": stored(accept),
        "who": stored(fit_facts(own, lambda t: names_of(t, menu), trees=80)),
        "when": stored(fit_facts(own, dates_of, trees=60)),
        "menu": sorted(menu),
    }


def stored(booster: lgb.Booster) -> dict:
    """The trees as nested lists of integers; a leaf is its value in hundredths of a logit."""

    def tree(node):
        if "split_feature" not in node:
            return round(100 * node["leaf_value"])
        return [
            node["split_feature"], int(np.floor(node["threshold"])),
            tree(node["left_child"]), tree(node["right_child"]),
        ]  # fmt: skip

    return {
        "bias": 0,
        "trees": [tree(t["tree_structure"]) for t in booster.dump_model()["tree_info"]],
    }


def menu_words(bench: Path) -> frozenset[str]:
    """Words of short lines on many sites; no names."""
    sites: dict[str, set[str]] = defaultdict(set)
    for name in (*SETS, "trafilatura"):
        for page in load(bench, name, ("lines",), labels=False):
            for line in {x.strip() for x in page.lines}:
                if 0 < len(line) <= 40 and authors.find_author(line) is None:
                    for word in words_of(line):
                        sites[word].add(page.site)
    often = [
        w for w, s in sites.items() if len(s) >= MENU_SITES and w.isalpha() and w not in GIVEN_NAMES
    ]
    return frozenset(sorted(often, key=lambda w: (-len(sites[w]), w))[:MENU_WORDS])


def as_json(model: dict) -> str:
    return json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--meta", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("facts.json"))
    parser.add_argument("--cv", type=Path, help="write a model for each fold into this folder")
    args = parser.parse_args()
    menu = menu_words(args.bench)
    texts = texts_of(args.bench, json.loads(args.meta.read_text(encoding="utf-8")))
    set_all_titles(texts)
    args.out.write_text(as_json(train(texts, menu)), encoding="utf-8")
    print(f"{args.out}: {args.out.stat().st_size} bytes", flush=True)
    if args.cv:
        args.cv.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            model = train([t for t in texts if fold_of(t.labelled.site, FOLDS) != fold], menu)
            (args.cv / f"facts_{fold}.json").write_text(as_json(model), encoding="utf-8")
            print(f"fold {fold} done", flush=True)


if __name__ == "__main__":
    main()
