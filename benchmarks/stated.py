"""Counts whether title, author and date of a text are right, as the shared scorer does.

A title is right when its words and the declared ones agree to 0.8 (F1 of the words), an author when one
name includes the other, a date when the day is the same. What is right counts among the texts in which
the thing is stated at all; what is wrong counts among those for which something was found.
"""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from feedtool.model import CleanArticle

THINGS = ("title", "author", "date")
RIGHT = 0.8


def words(text: str | None) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold())


def agree(one: str, other: str) -> float:
    a, b = Counter(words(one)), Counter(words(other))
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if both else 0.0


def same_person(one: str, other: str) -> bool:
    a, b = " ".join(words(one)), " ".join(words(other))
    return bool(a and b) and (a in b or b in a)


def states_day(text: str, date: str) -> bool:
    year, _, day = date.split("-")
    pattern = re.compile(rf"(?<!\d)0?{int(day)}(?!\d)")
    return any(
        year in line and pattern.search(line) for line in text.split("\n") if len(line) < 200
    )


def count(known: dict[str, str], text: str, article: CleanArticle) -> Counter:
    """What is stated in a text, what was found, and what of it is right or wrong."""
    c: Counter = Counter(texts=1)
    if known["title"]:
        right = agree(article.title.text, known["title"]) >= RIGHT
        there = any(
            agree(line, known["title"]) >= RIGHT for line in text.split("\n") if 0 < len(line) < 300
        )
        c.update(title_there=there, title_right=right and there, title_all=right)
    author = article.author or ""
    if known["author"]:
        there = " ".join(words(known["author"])) in " ".join(words(text))
        same = same_person(author, known["author"])
        c.update(author_there=there, author_right=there and same)
        c.update(author_found=bool(author), author_wrong=bool(author) and not same)
    elif author:
        c.update(author_found=1)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", known["date"]):
        day = article.dateline.date().isoformat() if article.dateline else ""
        there = states_day(text, known["date"])
        c.update(date_there=there, date_right=there and day == known["date"])
        c.update(date_found=bool(day), date_wrong=bool(day) and day != known["date"])
    return c


FIGURES = (
    ("title", "title_right", "title_there"),
    ("author", "author_right", "author_there"),
    ("author wrong", "author_wrong", "author_found"),
    ("date", "date_right", "date_there"),
    ("date wrong", "date_wrong", "date_found"),
)


def share(texts: Sequence[Counter], part: str, whole: str) -> float:
    return sum(c[part] for c in texts) / max(1, sum(c[whole] for c in texts))


def interval(texts: Sequence[Counter], part: str, whole: str, times: int = 500) -> str:
    """The 95 % interval of a share, by bootstrap over texts."""
    rng = random.Random(1)
    pairs = [(c[part], c[whole]) for c in texts if c[whole] or c[part]]
    found = []
    for _ in range(times if pairs else 0):
        chosen = rng.choices(pairs, k=len(pairs))
        found.append(sum(p for p, _ in chosen) / max(1, sum(w for _, w in chosen)))
    found.sort()
    low, high = int(0.025 * times), int(0.975 * times)
    return f"[{found[low]:.3f}, {found[high]:.3f}]" if found else ""


def table(groups: Mapping[str, Sequence[Counter]]) -> str:
    """The figures of each group of texts, with their intervals and counts."""
    lines = [f"{'':26} {'texts':>5}" + "".join(f"  {name:24}" for name, _, _ in FIGURES)]
    for label, texts in groups.items():
        shares, counts = "", ""
        for _, part, whole in FIGURES:
            shares += f"  {share(texts, part, whole):.3f} {interval(texts, part, whole):18}"
            count = f"{sum(c[part] for c in texts)}/{sum(c[whole] for c in texts)}"
            counts += f"  {count:24}"
        lines += [f"{label:26} {len(texts):>5}{shares}", f"{'':32}{counts}"]
    return "\n".join(line.rstrip() for line in lines)
