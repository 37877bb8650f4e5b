"""Redirects from former paths of pages: redirect pages, and lists for web servers.

A former path is relative to the site's URL and percent-decoded. It need not be the name of a file
(`2020/05/title/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote, urlsplit

from feedtool.model import Artifact, Site
from feedtool.model.paths import (
    CHANNELS,
    FEED_STYLESHEET,
    INDEX,
    NETLIFY,
    NGINX,
    NOT_FOUND,
    OPML,
    PAGES,
    REDIRECT_LISTS,
    ROBOTS,
    SEARCH,
    SEARCH_SCRIPT,
    SITEMAP,
    STYLESHEET,
    SUBSCRIBE,
    TOPICS,
    is_sound_path,
    page_path,
    slug_of,
)
from feedtool.render.feeds.formats import parsers
from feedtool.render.marks import COMMENT
from feedtool.render.pages.theme import Theme
from feedtool.text.lazy_regex import lazy_regex
from feedtool.validate import location_of

MARK = f"# {COMMENT}: do not edit."  # the first line of a list
_RESERVED = (
    SUBSCRIBE,
    TOPICS,
    NOT_FOUND,
    STYLESHEET,
    FEED_STYLESHEET,
    SEARCH,
    SEARCH_SCRIPT,
    OPML,
    SITEMAP,
    ROBOTS,
    *REDIRECT_LISTS,
)
_CHANNEL_PAGE = rf"(?:{re.escape(INDEX)}|{PAGES}/\d+\.html)?"
_NOT_FORMER = lazy_regex(
    rf"(?:(?:{CHANNELS}/[^/]*/?)?{_CHANNEL_PAGE}|{'|'.join(map(re.escape, _RESERVED))})/?"
)


def may_be_former(path: str) -> bool:
    """Whether `path` can be redirected, because it is valid and not the path of a site document.

    >>> may_be_former("2020/05/title/"), may_be_former("rss.xml"), may_be_former("../x.html")
    (True, False, False)
    """
    if not is_sound_path(path) or _NOT_FORMER.fullmatch(path):
        return False
    if any(map(_is_document, _folders(file_at(path) or path))):
        return False
    return location_of(path.removesuffix("/"), parsers()) is None


def _folders(path: str) -> Iterator[str]:
    """The folders above a path."""
    parts = path.removesuffix("/").split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _is_document(path: str) -> bool:
    """Whether a file of the site may be at `path`, so that a folder cannot be."""
    is_list = path.endswith(".html") and _NOT_FORMER.fullmatch(path) is not None
    is_page = slug_of(path) is not None
    return path in _RESERVED or is_list or is_page or location_of(path, parsers()) is not None


def file_at(path: str) -> str | None:
    """The file that a web server serves for `path`; None if it would not be served as HTML.

    >>> file_at("a/b.html"), file_at("2020/title/"), file_at("2020/title"), file_at("a.php")
    ('a/b.html', '2020/title/index.html', '2020/title/index.html', None)
    """
    last = path.rpartition("/")[2]
    if last.endswith((".html", ".htm")):
        return path
    if re.search(r"\.[A-Za-z]{2,5}$", last):
        return None
    return path.removesuffix("/") + f"/{INDEX}"


def redirect_page(path: str, guid: str, title: str, slug: str, theme: Theme) -> Artifact | None:
    """The page that redirects from `path` to the article's; None if `path` cannot be an HTML page.

    `path` is a former path, `slug` the current slug.
    """
    file = file_at(path)
    if file is None:
        return None
    return theme.redirect(file, path, guid, title or slug, page_path(slug))


def lists(moves: Sequence[tuple[str, str]], site: Site) -> tuple[Artifact, ...]:
    """The lists of redirects for Netlify and Cloudflare and for nginx.

    `moves` are pairs of former path and slug.
    """
    home = urlsplit(site.url).path
    pairs = [(unquote(home) + path, home + page_path(slug)) for path, slug in moves]
    netlify = [f"{quote(old, safe='/-._~')} {new} 301" for old, new in pairs]
    longest = max((len(old.encode()) for old, _ in pairs), default=0)
    nginx = [
        "# In the http block:    include .../redirects.nginx.conf;",
        "# In the server block:  if ($feedtool_redirect) { return 301 $feedtool_redirect; }",
        # With its defaults nginx rejects keys of more than about 50 bytes, and warns about many.
        f"map_hash_bucket_size {_power_of_two(longest + 32)};",
        f"map_hash_max_size {_power_of_two(4 * len(pairs))};",
        "map $uri $feedtool_redirect {",
        *(f'    "{_escaped(old)}" "{new}";' for old, new in pairs),
        "}",
    ]
    return tuple(
        Artifact(path, "".join(f"{line}\n" for line in (MARK, *lines)).encode())
        for path, lines in ((NETLIFY, netlify), (NGINX, nginx))
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _power_of_two(least: int) -> int:
    return max(256, 1 << (least - 1).bit_length())
