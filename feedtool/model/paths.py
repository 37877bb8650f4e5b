"""Where files are in the output folder: their fixed names, and the paths that are made of them.

Pure: which files there are, and when they are written, is decided elsewhere.
"""

from __future__ import annotations

import re

from feedtool.model import Channel

# Files of a channel, and so of the site, whose own channel is the output folder.
INDEX = "index.html"
RSS = "rss.xml"
ATOM = "atom.xml"
JSON_FEED = "feed.json"
# Files that a site has once.
SUBSCRIBE = "subscribe.html"
NOT_FOUND = "404.html"
STYLESHEET = "style.css"
FEED_STYLESHEET = "feed.css"  # for readers who open a feed in a browser
OPML = "feeds.opml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
ARTICLES = "articles"  # the folder of the articles' pages, below the output folder
PAGES = "pages"  # the folder of the older pages of a list
ARCHIVE = "archive"  # the folder of closed feed documents
SITEMAPS = "sitemaps"  # the folder of sitemaps, where one is not enough
CHANNELS = "feeds"  # the folder of the channels with less than all articles
SITEMAP_LIMIT = 50_000  # addresses in one sitemap (https://www.sitemaps.org/protocol.html#index)
_SEGMENT_LENGTH = 200  # bytes; file systems allow 255, and some need a few themselves
_ARCHIVE_NAME = re.compile(r"([^/]+)-([1-9]\d*)(\.[^./]+)", re.ASCII)
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
    """The path of a channel's document; `file` is the file name of its format.

    >>> from feedtool.model import Channel
    >>> world = Channel("urn:uuid:0", "World", "", "feeds/world/")
    >>> feed_path(world, "rss.xml"), feed_path(world, "rss.xml", 3)
    ('feeds/world/rss.xml', 'feeds/world/archive/rss-3.xml')
    """
    return feed_path_in(channel.folder, file, archive)


def feed_path_in(folder: str, file: str, archive: int | None) -> str:
    """The same for the channel whose folder this is."""
    if archive is None:
        return folder + file
    return f"{folder}{ARCHIVE}/{archive_name(file, archive)}"


def archive_name(file: str, number: int | str) -> str:
    """The file name of an archive of the format whose file is `file`.

    >>> archive_name("rss.xml", 3)
    'rss-3.xml'
    """
    stem, dot, suffix = file.rpartition(".")
    return f"{stem}-{number}{dot}{suffix}"


def split_archive_name(name: str) -> tuple[str, int] | None:
    """The two arguments from which `archive_name` makes `name`; None if it makes no such name.

    >>> split_archive_name("rss-3.xml"), split_archive_name("rss.xml")
    (('rss.xml', 3), None)
    """
    found = _ARCHIVE_NAME.fullmatch(name)
    return None if found is None else (found[1] + found[3], int(found[2]))


def list_path(channel: Channel, number: int | None = None) -> str:
    """Where a page of the list of a channel's articles lies; None: the newest.

    Number 1 has the oldest articles.

    >>> from feedtool.model import Channel
    >>> list_path(Channel("urn:uuid:0", "", "", "")), list_path(Channel("", "", "", "feeds/a/"), 3)
    ('index.html', 'feeds/a/pages/3.html')
    """
    return channel.folder + (INDEX if number is None else f"{PAGES}/{number}.html")


def sitemap_path(number: int | None) -> str:
    """Where one of several sitemaps lies; None: the newest.

    >>> sitemap_path(1), sitemap_path(None)
    ('sitemaps/1.xml', 'sitemaps/newest.xml')
    """
    return f"{SITEMAPS}/{'newest' if number is None else number}.xml"
