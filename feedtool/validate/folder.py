"""Checks the other files of the output folder: pages, sitemaps, OPML and compressed files.

Pure: callers pass functions that read the files.
"""

from __future__ import annotations

import importlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from lxml import etree

from feedtool.model import Problem
from feedtool.model.paths import OPML, SITEMAP, SITEMAP_LIMIT, SITEMAPS
from feedtool.validate.addresses import addresses_in, file_in_site, is_served, is_whole, joined
from feedtool.validate.parsed import Fault
from feedtool.validate.xml import parsed, shown, text_of

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_W3C_DATE = re.compile(
    r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?", re.ASCII
)
_SITEMAPS = re.compile(rf"{re.escape(SITEMAP)}|{SITEMAPS}/[^/]+\.xml")
_PAGE = re.compile(r".*\.html?", re.IGNORECASE)

Read = Callable[[str], bytes | None]
Exists = Callable[[str], bool]


def page_problems(
    starts: Iterable[str], read: Read, exists: Exists, site_url: str
) -> Iterator[Problem]:
    """Links to missing files, on all pages that can be reached from those in `starts`."""
    open_ = list(dict.fromkeys(starts))
    known = set(open_)
    for path in open_:  # grows during iteration
        body = read(path)
        if body is None:
            continue  # reported where the link is
        page = site_url + quote(path)
        seen: set[str] = set()
        for address in addresses_in(body):
            url = joined(page, address)
            target = None if url is None else file_in_site(url, site_url)
            if url is None or target is None or target in seen:
                continue
            seen.add(target)
            if not is_served(target, exists):
                fact = f"links to {url}, which does not exist; add the file or correct the link"
                yield Fault("", fact, blocks_publishing=False).in_(path)
            elif _PAGE.fullmatch(target) and target not in known:
                known.add(target)
                open_.append(target)


def list_problems(
    paths: Iterable[str], read: Read, exists: Exists, site_url: str
) -> Iterator[Problem]:
    """The problems of the sitemaps and the lists of feeds (OPML 2.0) among these files."""
    for path in paths:
        is_sitemap = _SITEMAPS.fullmatch(path) is not None
        if not is_sitemap and path != OPML:
            continue
        root = parsed(read(path) or b"")
        if isinstance(root, Fault):
            kind = "sitemap" if is_sitemap else "list of feeds"
            yield Fault("", f"is not a {kind}: {root.message}").in_(path)
            continue
        facts = _sitemap(root, exists, site_url) if is_sitemap else _opml(root, exists, site_url)
        yield from (Fault("", fact).in_(path) for fact in facts)


def _sitemap(root: etree._Element, exists: Exists, site_url: str) -> Iterator[str]:
    parts = {f"{_SITEMAP}urlset": f"{_SITEMAP}url", f"{_SITEMAP}sitemapindex": f"{_SITEMAP}sitemap"}
    if root.tag not in parts:
        yield (
            f"has the root <{shown(root)}>; it has to be <urlset> or <sitemapindex>, "
            f"in the namespace {_SITEMAP[1:-1]}"
        )
        return
    parts_found = root.findall(parts[str(root.tag)])
    if len(parts_found) > SITEMAP_LIMIT:
        yield f"has {len(parts_found)} addresses; at most {SITEMAP_LIMIT} are allowed"
    known: set[str] = set()
    for number, part in enumerate(parts_found, 1):
        url = text_of(part.find(f"{_SITEMAP}loc"))
        changed = text_of(part.find(f"{_SITEMAP}lastmod"))
        where = f"address {number}: "
        if url is None:
            yield where + "has no loc; it needs one"
        elif url in known:
            yield where + f"{url} is listed twice"
        else:
            known.add(url)
            yield from (where + fact for fact in _unreached(url, exists, site_url))
        if changed is not None and not _W3C_DATE.fullmatch(changed):
            yield (
                where
                + f"lastmod '{changed}' is not a valid date (expected something like 2026-05-25)"
            )


def _opml(root: etree._Element, exists: Exists, site_url: str) -> Iterator[str]:
    if root.tag != "opml" or root.get("version") != "2.0":
        yield f'has the root <{shown(root)}>; it has to be <opml version="2.0">'
        return
    if text_of(root.find("head/title")) is None:
        yield "has no title in its head; it needs one"
    outlines = root.findall("body//outline")
    if not outlines:
        yield "has no outline in its body; it needs at least one"
    for number, outline in enumerate(outlines, 1):
        where = f"outline {number}: "
        if not outline.get("text"):
            yield where + "has no text; it needs one"
        if outline.get("type") == "rss" and not outline.get("xmlUrl"):
            yield where + "is a feed without xmlUrl; it needs one"
        for name in ("xmlUrl", "htmlUrl"):
            url = outline.get(name)
            if url:
                yield from (where + fact for fact in _unreached(url, exists, site_url))


def _unreached(url: str, exists: Exists, site_url: str) -> Iterator[str]:
    path = file_in_site(url, site_url)
    if not is_whole(url):
        yield f"{url} is relative; write the full URL"
    elif path is None:
        yield f"leads to {url}, which is not below {site_url}"
    elif not is_served(path, exists):
        yield f"leads to {url}, which does not exist"


def packed_problems(paths: Iterable[str], read: Read) -> Iterator[Problem]:
    """Compressed files (`x.gz`, `x.br`) whose content differs from the file they belong to.

    `x.br` is not checked if the library `brotli` is not installed.
    """
    known, unpackers = frozenset(paths), _unpackers()
    for path in sorted(known):
        plain, _, packing = path.rpartition(".")
        if packing not in unpackers or plain not in known:
            continue
        body, packed = read(plain), read(path)
        if body is None or packed is None:
            continue
        found = unpackers[packing](packed, len(body))
        if found is None:
            yield Fault("", "cannot be decompressed").in_(path)
        elif found != body:
            yield Fault("", f"has other content than {plain}").in_(path)


def _unpackers() -> dict[str, Callable[[bytes, int], bytes | None]]:
    try:
        brotli = importlib.import_module("brotli")
    except ImportError:
        return {"gz": _gunzipped}

    def unbrotlied(packed: bytes, _: int) -> bytes | None:
        try:
            found: bytes = brotli.decompress(packed)
        except brotli.error:
            return None
        return found

    return {"gz": _gunzipped, "br": unbrotlied}


def _gunzipped(packed: bytes, size: int) -> bytes | None:
    """At most `size` + 1 bytes of the content, because compressed data can expand without limit."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        found = unpacking.decompress(packed, size + 1)
    except zlib.error:
        return None
    return found if unpacking.eof or len(found) > size else None
