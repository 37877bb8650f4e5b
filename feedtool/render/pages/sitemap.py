"""Renders sitemaps, their index, and robots.txt, for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from feedtool.model import Artifact, Site
from feedtool.model.paths import ROBOTS
from feedtool.model.paths import SITEMAP as SITEMAP
from feedtool.render.marks import COMMENT
from feedtool.render.pages.metadata import iso

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NAMES: dict[str, str] = {None: _NAMESPACE}  # type: ignore[dict-item]  # lxml-stubs: no default
_IN = f"{{{_NAMESPACE}}}"


def sitemap(path: str, pages: Iterable[tuple[str, datetime | None]]) -> Artifact:
    """The sitemap at `path`, from full URLs and times of last change, if they are known.

    It may have at most `paths.SITEMAP_LIMIT` URLs; more need several sitemaps and an index.
    """
    root = etree.Element(f"{_IN}urlset", nsmap=_NAMES)
    for url, updated in pages:
        element = etree.SubElement(root, f"{_IN}url")
        etree.SubElement(element, f"{_IN}loc").text = url
        if updated is not None:
            etree.SubElement(element, f"{_IN}lastmod").text = iso(updated)
    return _document(path, root)


def sitemap_index(path: str, urls: Iterable[str]) -> Artifact:
    """The index at `path`, from the full URLs of at most `paths.SITEMAP_LIMIT` sitemaps."""
    root = etree.Element(f"{_IN}sitemapindex", nsmap=_NAMES)
    for url in urls:
        etree.SubElement(etree.SubElement(root, f"{_IN}sitemap"), f"{_IN}loc").text = url
    return _document(path, root)


def robots(site: Site) -> Artifact:
    """A robots.txt that allows everything and names the sitemap (RFC 9309).

    Robots read it only at the root of a host, so it has no effect for a site in a folder.
    """
    rules = f"# {COMMENT}\nUser-agent: *\nAllow: /\n\nSitemap: {site.url}{SITEMAP}\n"
    return Artifact(ROBOTS, rules.encode())


def _document(path: str, root: etree._Element) -> Artifact:
    root.insert(0, etree.Comment(f" {COMMENT} "))
    return Artifact(
        path, etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    )
