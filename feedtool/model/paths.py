"""From articles with a name to entries, from entries to feeds and to pages of the index.

Pure: what is new, and where files go, is decided elsewhere.
"""

from __future__ import annotations

import re

from feedtool.model import Channel

ARTICLES = "articles"  # the folder of the articles' pages, below the output folder
PAGES = "pages"  # the folder of the older pages of a list
ARCHIVE = "archive"  # the folder of closed feed documents
SITEMAPS = "sitemaps"  # the folder of sitemaps, where one is not enough
CHANNELS = "feeds"  # the folder of the channels with less than all articles
_SEGMENT_LENGTH = 200  # bytes; file systems allow 255, and some need a few themselves
_UNSOUND = re.compile(r"[\x00-\x1f\x7f\\]")


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


def feed_path(channel: Channel, file: str, archive: int | None = None) -> str:
    """Where a document of a channel lies; `file` is the name that its format has for it.

    >>> from feedtool.model import Channel
    >>> world = Channel("urn:uuid:0", "World", "", "feeds/world/")
    >>> feed_path(world, "rss.xml"), feed_path(world, "rss.xml", 3)
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
