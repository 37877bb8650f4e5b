"""The fixed names and the paths of files in the output folder.

Pure: other modules decide which of the files exist and when they are written.
"""

from __future__ import annotations

import re

from feedtool.model import Channel

# Files in the folder of each channel. The folder of the site's own channel is the output folder.
INDEX = "index.html"
RSS = "rss.xml"
ATOM = "atom.xml"
JSON_FEED = "feed.json"
# Files that exist once for a site.
SUBSCRIBE = "subscribe.html"
NOT_FOUND = "404.html"
TOPICS = "topics.html"  # the list of the channels other than that of all articles
SEARCH = "search.html"
SEARCH_SCRIPT = "search.js"
STYLESHEET = "style.css"
FEED_STYLESHEET = "feed.css"  # for people who open a feed in a browser
OPML = "feeds.opml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
# Lists of redirects, which web servers read themselves and do not serve.
NETLIFY = "_redirects"
NGINX = "redirects.nginx.conf"
REDIRECT_LISTS = (NETLIFY, NGINX)
ARTICLES = "articles"  # folder of the article pages, below the output folder
PAGES = "pages"  # folder of the older pages of a list
ARCHIVE = "archive"  # folder of the archives of a feed
SITEMAPS = "sitemaps"  # folder of the sitemaps, if one is not enough
SEARCH_INDEX = "search"  # folder of the index that the search page reads
FILES = "files"  # folder of the files that articles show, such as pictures
CHANNELS = "feeds"  # folder of the channels other than that of all articles
SITEMAP_LIMIT = 50_000  # URLs in one sitemap (https://www.sitemaps.org/protocol.html#index)
_SEGMENT_LENGTH = 200  # bytes; file systems allow 255, and some reserve a few of them
_ARCHIVE_NAME = re.compile(r"([^/]+)-([1-9]\d*)(\.[^./]+)", re.ASCII)
_FILE = re.compile(rf"{FILES}/(?:[a-z0-9]+-)*([a-z2-7]{{26}}(?:\.[a-z0-9]{{1,10}})?)", re.ASCII)
_UNSOUND = re.compile(r"[\x00-\x1f\x7f\\]")


def page_path(slug: str) -> str:
    """The path of an article's page below the output folder.

    >>> page_path("a-title")
    'articles/a-title.html'
    """
    return f"{ARTICLES}/{slug}.html"


def slug_of(path: str) -> str | None:
    """The slug of the article whose page is at `path`; None if `path` is not an article's page.

    >>> slug_of("articles/a-title.html"), slug_of("index.html")
    ('a-title', None)
    """
    slug = path.removeprefix(f"{ARTICLES}/").removesuffix(".html")
    return slug if slug and page_path(slug) == path else None


def file_path(slug: str, name: str) -> str:
    """The path of a published file; `name` has the digest of its content and its ending.

    >>> file_path("harbour", "a" * 26 + ".jpg")
    'files/harbour-aaaaaaaaaaaaaaaaaaaaaaaaaa.jpg'
    """
    return f"{FILES}/{slug}{'-' if slug else ''}{name}"


def name_of_file(path: str) -> str | None:
    """The name in a path that `file_path` made; None for any other path.

    >>> name_of_file(file_path("a-b", "c" * 26)), name_of_file("files/a.jpg")
    ('cccccccccccccccccccccccccc', None)
    """
    found = _FILE.fullmatch(path)
    return None if found is None else found[1]


def is_sound_path(path: str) -> bool:
    """Whether `path` stays below the output folder and no segment is hidden or too long.

    >>> is_sound_path("2020/05/a title/"), is_sound_path("../a"), is_sound_path("/etc/passwd")
    (True, False, False)
    """
    segments = path.removesuffix("/").split("/")
    return not _UNSOUND.search(path) and all(
        not segment.startswith(".") and 0 < len(segment.encode()) <= _SEGMENT_LENGTH
        for segment in segments
    )


def feed_path(channel: Channel, file: str, archive: int | None = None) -> str:
    """The path of a channel's document in the format with the file name `file`.

    >>> from feedtool.model import Channel
    >>> world = Channel("urn:uuid:0", "World", "", "feeds/world/")
    >>> feed_path(world, "rss.xml"), feed_path(world, "rss.xml", 3)
    ('feeds/world/rss.xml', 'feeds/world/archive/rss-3.xml')
    """
    return feed_path_in(channel.folder, file, archive)


def feed_path_in(folder: str, file: str, archive: int | None) -> str:
    """Like `feed_path`, given the channel's folder."""
    if archive is None:
        return folder + file
    return f"{folder}{ARCHIVE}/{archive_name(file, archive)}"


def archive_name(file: str, number: int | str) -> str:
    """The file name of archive `number` in the format with the file name `file`.

    >>> archive_name("rss.xml", 3)
    'rss-3.xml'
    """
    stem, dot, suffix = file.rpartition(".")
    return f"{stem}-{number}{dot}{suffix}"


def split_archive_name(name: str) -> tuple[str, int] | None:
    """The inverse of `archive_name`; None if `name` is not the name of an archive.

    >>> split_archive_name("rss-3.xml"), split_archive_name("rss.xml")
    (('rss.xml', 3), None)
    """
    found = _ARCHIVE_NAME.fullmatch(name)
    return None if found is None else (found[1] + found[3], int(found[2]))


def list_path(channel: Channel, number: int | None = None) -> str:
    """The path of a page of a channel's list of articles.

    Page 1 has the oldest articles; `number` is None for the newest page.

    >>> from feedtool.model import Channel
    >>> list_path(Channel("urn:uuid:0", "", "", "")), list_path(Channel("", "", "", "feeds/a/"), 3)
    ('index.html', 'feeds/a/pages/3.html')
    """
    return channel.folder + (INDEX if number is None else f"{PAGES}/{number}.html")


def sitemap_path(number: int | None) -> str:
    """The path of one of several sitemaps; `number` is None for the newest.

    >>> sitemap_path(1), sitemap_path(None)
    ('sitemaps/1.xml', 'sitemaps/newest.xml')
    """
    return f"{SITEMAPS}/{'newest' if number is None else number}.xml"


def search_path(number: int | None) -> str:
    """The path of a part of the search index; `number` is None for the newest.

    >>> search_path(1), search_path(None)
    ('search/1.json', 'search/newest.json')
    """
    return f"{SEARCH_INDEX}/{'newest' if number is None else number}.json"
