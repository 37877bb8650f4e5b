"""From articles with a name to entries, from entries to feeds and to pages of the index.

Pure: what is new, and where files go, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from feedtool.model import CleanArticle, Entry, Feed, Identity, Site, Tombstone

ARTICLES = "articles"  # the folder of the articles' pages, below the output folder
INDEX = "pages"  # the folder of the older pages of the index
SUMMARY_LENGTH = 280  # characters
_SEGMENT_LENGTH = 200  # bytes; file systems allow 255, and some need a few themselves
_UNSOUND = re.compile(r"[\x00-\x1f\x7f\\]")
_ENOUGH = 120  # characters of summary that may end at a sentence
_SENTENCE_END = re.compile(r"[.!?。！？؟।…][\"'”’»)\]」』]*(?=\s|$)|[。！？]")


def page_path(slug: str) -> str:
    """Where the page of an article lies below the output folder.

    >>> page_path("a-title")
    'articles/a-title.html'
    """
    return f"{ARTICLES}/{slug}.html"


def slug_of(path: str) -> str | None:
    """The slug of the article whose page lies at `path`; None if that is no article's page.

    >>> slug_of("articles/a-title.html"), slug_of("index.html")
    ('a-title', None)
    """
    slug = path.removeprefix(f"{ARTICLES}/").removesuffix(".html")
    return slug if slug and page_path(slug) == path else None


def is_sound_path(path: str) -> bool:
    """Whether `path` names something below the output folder, and nothing hidden.

    >>> is_sound_path("2020/05/a title/"), is_sound_path("../a"), is_sound_path("/etc/passwd")
    (True, False, False)
    """
    segments = path.removesuffix("/").split("/")
    return not _UNSOUND.search(path) and all(
        not segment.startswith(".") and 0 < len(segment.encode()) <= _SEGMENT_LENGTH
        for segment in segments
    )


def to_entry(article: CleanArticle, identity: Identity, site: Site, html: str, text: str) -> Entry:
    """The entry for an article whose body is `html`, or `text` when read without its marks."""
    path = page_path(identity.slug)
    return Entry(
        identity=identity,
        title=article.title.text,
        path=path,
        url=site.url + path,
        summary=article.meta.summary or summarize(text),
        html=html,
        author=article.author,
        tags=article.meta.tags or (),
        language=article.language or site.language,
    )


def summarize(text: str) -> str:
    """The beginning of `text` on one line: whole sentences if they fit, else whole words.

    >>> summarize("Short.")
    'Short.'
    """
    line = " ".join(text.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    room = line[:SUMMARY_LENGTH]
    ends = [match.end() for match in _SENTENCE_END.finditer(room) if match.end() >= _ENOUGH]
    if ends:
        return room[: ends[-1]]
    cut = room.rfind(" ")
    return room[: cut if cut > SUMMARY_LENGTH // 2 else SUMMARY_LENGTH - 1].rstrip(" ,;:–—-") + "…"


def newest_feed(
    site: Site,
    entries: Iterable[Entry],
    last_update: datetime,
    tombstones: Iterable[Tombstone] = (),
) -> Feed:
    """The feed of `entries`, which come newest first.

    It was updated when its last entry was, never "now". Without entries that is `last_update`.
    """
    chosen = tuple(entries)
    updated = max((entry.identity.updated for entry in chosen), default=last_update)
    return Feed(site, site.title, chosen, updated, tuple(tombstones))


def index_pages(count: int, per_page: int) -> int:
    """How many closed pages the index of `count` articles has besides its first.

    Pages are filled from the oldest article on and then closed, so that a new article touches
    only the first page, which has between `per_page` and twice as many.

    >>> [index_pages(count, 50) for count in (0, 50, 99, 100, 149, 150)]
    [0, 0, 0, 1, 1, 2]
    """
    return max(0, count // per_page - 1)


def index_path(number: int) -> str:
    """Where a closed page of the index lies; number 1 has the oldest articles.

    >>> index_path(3)
    'pages/3.html'
    """
    return f"{INDEX}/{number}.html"
