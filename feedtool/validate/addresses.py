"""Finds URLs in HTML, tells absolute from relative ones, and maps them to files of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from feedtool.model.paths import INDEX

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f]+")
_NAMES = (
    "href", "src", "poster", "cite", "action", "formaction", "data", "background", "longdesc",
)  # fmt: skip
_ENDS = (*_NAMES, "srcset")
_HTML = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def is_iri(text: str) -> bool:
    """Whether `text` is an IRI with a scheme (RFC 3987), as Atom requires of an id.

    >>> is_iri("urn:uuid:1"), is_iri("tag:example.org,2026:a"), is_iri("4711"), is_iri("a: b")
    (True, True, False, False)
    """
    return _IRI.fullmatch(text) is not None


def is_whole(url: str) -> bool:
    """Whether `url` is absolute.

    >>> is_whole("https://example.org/a"), is_whole("/a"), is_whole("#a"), is_whole("https:///a")
    (True, False, False, False)
    """
    if not _SCHEME.match(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return parts.scheme.lower() not in ("http", "https") or bool(parts.netloc)


def is_permalink(guid: str) -> bool:
    """Whether `guid` may be marked as a permalink, which RSS 2.0 defines as the URL of a page.

    >>> [is_permalink(guid) for guid in ("https://example.org/a", "urn:uuid:1", "post-17", "http://")]
    [True, False, False, False]
    """
    return guid.startswith(("http://", "https://")) and is_whole(guid)


def file_in_site(url: str, site_url: str) -> str | None:
    """The path below the output folder that `url` leads to; None if it is outside the site.

    The path may be that of a folder, without its trailing slash.

    >>> file_in_site("https://example.org/a%20b/?q#f", "https://example.org/")
    'a b/index.html'
    >>> file_in_site("https://example.com/", "https://example.org/") is None
    True
    """
    bare = url.partition("#")[0].partition("?")[0]
    if not (bare + "/").startswith(site_url):
        return None
    path = unquote(bare[len(site_url) :])
    return path + INDEX if path == "" or path.endswith("/") else path


def is_served(path: str, exists: Callable[[str], bool]) -> bool:
    """Whether a web server would serve a file for a path below the output folder."""
    return ".." not in path.split("/") and (exists(path) or exists(f"{path}/{INDEX}"))


@lru_cache(maxsize=512)
def relative_in(html: str) -> tuple[str, ...]:
    """The relative URLs in a piece of HTML, whose meaning depends on the document it is in.

    Attribute values that are not valid URLs are left out.

    >>> relative_in('<a href="../b.html">b</a> <img src="https://example.org/i.png">')
    ('../b.html',)
    """
    if not _may_have_some(html):
        return ()
    return tuple(url for url in addresses_in(html) if not is_whole(url) and _is_address(url))


def addresses_in(html: str | bytes) -> Iterator[str]:
    """All URLs in the attributes of an HTML text."""
    try:
        root = etree.fromstring(html.encode() if isinstance(html, str) else html, _HTML)
    except etree.XMLSyntaxError:  # the text is empty
        return
    if root is None:
        return
    for element in root.iter(etree.Element):
        for name in _NAMES:
            value = element.get(name)
            if value is not None:
                yield value.strip()
        for candidate in (element.get("srcset") or "").split(","):
            if candidate.strip():
                yield candidate.split()[0]


def joined(url: str, address: str) -> str | None:
    """`address` resolved against `url`, the URL of its page; None if it is not a valid URL."""
    try:
        return urljoin(url, address)
    except ValueError:
        return None


def _may_have_some(html: str) -> bool:
    # Most articles have no URL at all, and this is fifty times faster than parsing them.
    before = html.split("=")[:-1]
    return any(part.rstrip()[-10:].lower().endswith(_ENDS) for part in before)


def _is_address(url: str) -> bool:
    return joined("https://example.org/", url) is not None
