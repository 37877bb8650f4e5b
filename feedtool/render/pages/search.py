"""Renders the index that the search page reads: which words are in which articles.

It is divided like the lists of articles, so that an edit changes one part of it. A part has the
titles of its articles, and for each word, in the order of the alphabet, the articles with it: how
many characters it shares with the word before, its other characters, and one character for each
article. templates/search.js reads it.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

import msgspec

from feedtool.model import Artifact, CleanArticle
from feedtool.model.stored import unpack
from feedtool.render.jobs import SearchJob
from feedtool.render.marks import GENERATOR
from feedtool.render.pages.translations import Words
from feedtool.text.markup import without_comments
from feedtool.text.normalize import xml_safe
from feedtool.text.search_words import search_words

MOST_WORDS = 2_000  # different ones of an article; the index of a long book would not be small
# One character for each article of a part, and for each number of shared characters: all that JSON
# writes as they are, but for the space, which ends the characters of a word.
DIGITS = "".join(c for c in map(chr, range(33, 127)) if c not in '"\\')
# What Markdown does not show: addresses in links, elements, and template tags.
_NOT_SHOWN = re.compile(
    r"\]\([^()\n]*\)|^[ ]{0,3}\[(?!\^)[^\]\n]+\]:.*$|</?[A-Za-z][^<>\n]*>|\{[{%][^{}\n]*[%}]\}",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://\S+")


class Found(msgspec.Struct, frozen=True, array_like=True):
    """An article as the search page shows it; `language` is empty if it is that of the site."""

    slug: str
    title: str
    day: str
    date: str
    language: str


def part_of(job: SearchJob, language: str | None, dates: Callable[[str | None], Words]) -> Artifact:
    """The part of the index with the articles of a job, on a site in `language`.

    `dates` returns the words for dates in a text of a language. The HTML of articles is not needed.
    """
    articles = []
    for item in job.items:
        stored, slug, day = unpack(item.body), item.identity.slug, item.identity.published
        if stored is None:
            continue
        article = xml_safe(stored.article)
        title, spoken = article.title.text.strip() or slug, article.language
        shown = "" if spoken in (None, language) else spoken
        found = Found(slug, title, f"{day:%Y-%m-%d}", dates(spoken).date(day), shown or "")
        articles.append((found, words_of(article, title)))
    return search_index(job.path, job.closed, articles)


def words_of(article: CleanArticle, title: str) -> Iterable[str]:
    """The words under which an article is found: those of title, labels, authors and text."""
    text = "\n\n".join(article.paragraphs)
    if article.markup == "markdown":
        text = html.unescape(_NOT_SHOWN.sub(" ", without_comments(text)))
    labels = (*(article.meta.tags or ()), *(label for _, label in article.meta.labels))
    named = "\n".join((title, *labels, *article.authors))
    return islice(search_words(f"{named}\n{_ADDRESS.sub(' ', text)}"), MOST_WORDS)


def search_index(
    path: str, closed: int, articles: Sequence[tuple[Found, Iterable[str]]]
) -> Artifact:
    """The part of the index at `path`, with at most `len(DIGITS)` articles, the newest first.

    `closed` is the number of closed parts.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    for digit, (_, words) in zip(DIGITS, articles, strict=False):
        for word in words:
            places[word].append(digit)
    rows = msgspec.to_builtins([found for found, _ in articles])
    part = {
        f"_{GENERATOR}": {"closed": closed},
        "articles": rows,
        "words": " ".join(_packed(places)),
    }
    text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    # The space is that of the mark by which feedtool recognizes its files.
    return Artifact(path, text.replace(":{", ": {", 1).encode())


def _packed(places: dict[str, list[str]]) -> Iterable[str]:
    before = ""
    for word in sorted(places):
        pairs = enumerate(zip(before, word, strict=False))
        shared = next((n for n, (a, b) in pairs if a != b), min(len(before), len(word)))
        yield f"{DIGITS[shared]}{word[shared:]} {''.join(places[word])}"
        before = word
