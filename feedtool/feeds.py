"""From articles with a name to entries, from entries to feeds and to pages of the index.

Pure: what is new, and where files go, is decided elsewhere.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from feedtool.model import Channel, CleanArticle, Entry, Identity, Site

ARTICLES = "articles"  # the folder of the articles' pages, below the output folder
PAGES = "pages"  # the folder of the older pages of a list
ARCHIVE = "archive"  # the folder of closed feed documents
SITEMAPS = "sitemaps"  # the folder of sitemaps, where one is not enough
CHANNELS = "feeds"  # the folder of the channels with less than all articles
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
        original=article.meta.url,
        enclosure=article.meta.enclosure,
        image=None if article.meta.image is None else urljoin(site.url + path, article.meta.image),
        source=article.meta.source,
        created=article.meta.created,
    )


def summarize(text: str) -> str:
    """The beginning of `text` on one line: whole sentences if they fit, else whole words.

    >>> summarize("Short.")
    'Short.'
    """
    line = " ".join(text[: 4 * SUMMARY_LENGTH].split())  # of a long text that is enough
    if len(line) <= SUMMARY_LENGTH:
        line = " ".join(text.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    room = line[:SUMMARY_LENGTH]
    ends = [match.end() for match in _SENTENCE_END.finditer(room) if match.end() >= _ENOUGH]
    if ends:
        return room[: ends[-1]]
    cut = room.rfind(" ")
    return room[: cut if cut > SUMMARY_LENGTH // 2 else SUMMARY_LENGTH - 1].rstrip(" ,;:–—-") + "…"


def document_path(channel: Channel, file: str, archive: int | None = None) -> str:
    """Where a document of a channel lies; `file` is the name that its format has for it.

    >>> from feedtool.model import Channel
    >>> world = Channel("urn:uuid:0", "World", "", "feeds/world/")
    >>> document_path(world, "rss.xml"), document_path(world, "rss.xml", 3)
    ('feeds/world/rss.xml', 'feeds/world/archive/rss-3.xml')
    """
    if archive is None:
        return channel.folder + file
    stem, dot, suffix = file.rpartition(".")
    return f"{channel.folder}{ARCHIVE}/{stem}-{archive}{dot}{suffix}"


def list_path(channel: Channel, number: int | None = None) -> str:
    """Where a page of the list of a channel's articles lies; None: the newest.

    Number 1 has the oldest articles.

    >>> from feedtool.model import Channel
    >>> list_path(Channel("urn:uuid:0", "", "", "")), list_path(Channel("", "", "", "feeds/a/"), 3)
    ('index.html', 'feeds/a/pages/3.html')
    """
    return channel.folder + ("index.html" if number is None else f"{PAGES}/{number}.html")


def sitemap_path(number: int | None) -> str:
    """Where one of several sitemaps lies; None: the newest.

    >>> sitemap_path(1), sitemap_path(None)
    ('sitemaps/1.xml', 'sitemaps/newest.xml')
    """
    return f"{SITEMAPS}/{'newest' if number is None else number}.xml"


def closed(count: int, least: int, size: int) -> int:
    """How many documents of `size` places are closed, when there are `count` places in all.

    Documents are filled from the oldest place on and then closed, so that a new article touches
    only the open one, which has between `least` and `least + size` places.

    >>> [closed(count, 50, 50) for count in (0, 50, 99, 100, 149, 150)]
    [0, 0, 0, 1, 1, 2]
    """
    return max(0, (count - least) // size)
