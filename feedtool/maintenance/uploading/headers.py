"""The headers of uploaded files, as in docs/hosting/_headers, and the stages of an upload."""

from __future__ import annotations

import msgspec

from feedtool.model import paths
from feedtool.preview.server import media_type
from feedtool.render.feeds.formats import format_of

# Seconds for which a client need not ask again: by the name of a file, else by a folder above it.
_BY_NAME = {paths.STYLESHEET: 3600, paths.FEED_STYLESHEET: 3600, paths.SEARCH_SCRIPT: 3600}
_BY_FOLDER = {paths.ARCHIVE: 86_400, paths.ARTICLES: 600, paths.PAGES: 600}
_OTHERS = 300
_FOR_GOOD = "public, max-age=31536000, immutable"  # its address has a digest of the content

_LISTS = frozenset(
    (paths.INDEX, paths.SUBSCRIBE, paths.TOPICS, paths.OPML, paths.SITEMAP, paths.ROBOTS)
)


class Headers(msgspec.Struct, frozen=True):
    """The headers that a file is stored with."""

    content_type: str
    cache_control: str


def headers_of(path: str) -> Headers:
    """The headers of the file at `path` below the output folder.

    >>> headers_of("feeds/world/rss.xml").cache_control
    'public, max-age=300, must-revalidate'
    """
    *folders, name = path.split("/")
    if folders[:1] == [paths.FILES]:
        return Headers(media_type(name), _FOR_GOOD)
    known = [_BY_FOLDER[folder] for folder in reversed(folders) if folder in _BY_FOLDER]
    seconds = _BY_NAME.get(path, known[0] if known else _OTHERS)
    return Headers(media_type(name), f"public, max-age={seconds}, must-revalidate")


def stage_of(path: str) -> int:
    """When a file is uploaded: 0 files and pages, 1 lists of them, 2 archives, 3 feeds.

    >>> [stage_of(p) for p in ("articles/a.html", "index.html", "archive/rss-1.xml", "rss.xml")]
    [0, 1, 2, 3]
    """
    *folders, name = path.split("/")
    if folders[:1] == [paths.FILES]:
        return 0
    if format_of(name) is not None:
        return 2 if folders[-1:] == [paths.ARCHIVE] else 3
    is_list = name in _LISTS or folders[-1:] in ([paths.PAGES], [paths.SITEMAPS])
    is_list |= folders == [paths.SEARCH_INDEX]
    return 1 if is_list else 0
