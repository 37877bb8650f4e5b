"""Counts whether title, author and date of a text are right, as the shared scorer does.

A title is right when its words and the declared ones agree to 0.8 (F1 of the words), an author when one
name includes the other, a date when the day is the same. What is right counts among the texts in which
the thing is stated at all; what is wrong counts among those for which something was found.
"""

import re
import unicodedata
from collections import Counter

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


def line(c: Counter) -> str:
    """The figures of these counts on one line."""

    def share(a: str, b: str) -> str:
        return f"{c[a] / max(1, c[b]):.3f} ({c[a]}/{c[b]})"

    return (
        f"title {share('title_right', 'title_there')}  "
        f"author {share('author_right', 'author_there')}, "
        f"wrong {share('author_wrong', 'author_found')}  "
        f"date {share('date_right', 'date_there')}, wrong {share('date_wrong', 'date_found')}"
    )
