"""Reads what a page says of itself: JSON-LD, Open Graph, `<meta>`, `<link>`, `<time>`, headings.

A value that is not usable is ignored without a word, because it is not the owner's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import msgspec
from msgspec.structs import replace

from feedtool.model import Meta
from feedtool.readers.blocks import BadFrontMatter
from feedtool.readers.fields import declared
from feedtool.readers.html.elements import Element, is_apart, name_of, text_of
from feedtool.readers.html.linked_data import (
    Data,
    is_article,
    is_name,
    linked_data,
    people,
    text_in,
    type_of,
)
from feedtool.text.dates import parse_date
from feedtool.text.normalize import one_line

_SEPARATOR = re.compile(r"\s+(?:[|•·»«>/\\~]|::|[-–—])\s+|\s*[|»]\s*|:\s+")
_SAVED = re.compile(
    r"saved from url=\(\d+\)(\S+)|saved with SingleFile\s+url:\s*(\S+)"
    r"|Mirrored from (\S+) by HTTrack"
)
_DATES = (
    *("article:published_time", "og:article:published_time", "datepublished", "date", "pubdate"),
    *("publish-date", "publish_date", "publishdate", "dc.date", "dc.date.issued", "dcterms.date"),
    *("dcterms.created", "dcterms.issued", "sailthru.date", "parsely-pub-date", "citation_date"),
    *(
        "citation_publication_date",
        "article.published",
        "published-date",
        "cxenseparse:recs:publishtime",
    ),
)
_UPDATES = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"),
    *("last-modified", "lastmod", "modified"),
)
_AUTHORS = (
    *("author", "article:author_name", "dc.creator", "dcterms.creator", "parsely-author"),
    *("sailthru.author", "citation_author", "article:author", "byl"),
)
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|przez)\s+", re.IGNORECASE)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LONGEST = 1_000  # characters of a title in which headings are searched
_MOST_HEADINGS = 100
_SHORTEST = 8  # letters of a heading that can be recognized within a title


class Described(msgspec.Struct, frozen=True):
    """What a page says of itself. `base` is the address that its relative links start from.

    `names` are names of the site, `types` those of schema.org and Open Graph for the page, and
    `is_article` says that it calls itself an article.
    """

    meta: Meta = Meta()
    base: str = ""
    names: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    is_article: bool = False


def described(tree: Element, address: str = "") -> Described:
    """What the page says of itself; `address` is where it was published, if that is known."""
    return _Page(tree, address).described()


class _Page:
    """Collects the sources of metadata of one page."""

    def __init__(self, tree: Element, address: str) -> None:
        self._address = address
        self._tree = tree
        self._meta = _meta_elements(tree)
        self._data = list(linked_data(tree))
        articles = [item for item in self._data if is_article(item)]
        # Several articles are those that a list shows, or that a page recommends.
        heads = {text_in(item.get("headline")) for item in articles}
        self._article: Data = articles[0] if len(heads) == 1 else {}

    def described(self) -> Described:
        url = self._url()
        names = self._site_names(url)
        fields = {
            "title": self._title(names),
            "url": url,
            "author": self._author(names),
            "date": self._date("datePublished", _DATES) or self._time(),
            "updated": self._date("dateModified", _UPDATES),
            "language": self._language(),
            "image": self._image(url),
        }
        types = {type_of(item) for item in self._data} | set(self._meta.get("og:type", ()))
        return Described(
            _meta_of({name: value for name, value in fields.items() if value}),
            self._base(url),
            names,
            frozenset(types),
            bool(self._article) or "article" in types,
        )

    def _named(self, *names: str) -> str:
        return next(
            (
                one_line(value)
                for name in names
                for value in self._meta.get(name, ())
                if value.strip()
            ),
            "",
        )

    def _language(self) -> str:
        declared_language = next(filter(None, map(self._tree.get, ("lang", _XML_LANG))), "")
        return (declared_language or self._named("content-language")).replace("_", "-")

    # -- addresses -------------------------------------------------------------------------

    def _url(self) -> str:
        """The address that the page was published at; that of a home page does not count."""
        if self._address:
            return self._address
        canonical = [
            link.get("href") or ""
            for link in self._tree.iter("link")
            if "canonical" in _words(link, "rel")
        ]
        page = self._article.get("mainEntityOfPage")
        page = page.get("@id") if isinstance(page, dict) else page
        candidates = [
            *canonical,
            self._named("og:url"),
            page,
            self._article.get("url"),
            self._saved_from(),
        ]
        base = next((b.get("href") or "" for b in self._tree.iter("base")), "")
        for candidate in candidates:
            url = _web_address(candidate, base)
            if url and urlsplit(url).path.strip("/"):
                return url
        return ""

    def _saved_from(self) -> str:
        """The address that a browser wrote into the page when it saved it."""
        comments = [self._tree.getprevious(), *self._tree.iter(_comment())][:20]
        for comment in comments:
            found = _SAVED.search((comment is not None and comment.text) or "")
            if found:
                address = next(filter(None, found.groups()))
                return address if "://" in address else f"https://{address}"
        return ""

    def _base(self, url: str) -> str:
        declared_base = next(
            (b.get("href") or "" for b in self._tree.iter("base") if b.get("href")), ""
        )
        try:
            return urljoin(url, declared_base) if url or "://" in declared_base else ""
        except ValueError:
            return url

    def _image(self, url: str) -> str:
        image = self._named("og:image", "og:image:url", "twitter:image")
        return _web_address(image, url) if url else ""

    # -- names -----------------------------------------------------------------------------

    def _site_names(self, url: str) -> tuple[str, ...]:
        publisher = self._article.get("publisher")
        publisher = publisher.get("name") if isinstance(publisher, dict) else ""
        named = [
            text_in(item.get("name"))
            for item in self._data
            if type_of(item) in ("WebSite", "Organization", "NewsMediaOrganization")
        ]
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        found = [
            self._named("og:site_name"),
            self._named("application-name"),
            text_in(publisher),
            *named,
            host,
            host.partition(".")[0],
        ]
        return tuple(dict.fromkeys(filter(None, found)))

    def _title(self, names: tuple[str, ...]) -> str:
        """The heading that the title of the window repeats, else a title without the site."""
        window = next(
            (
                one_line(text_of(t))
                for t in self._tree.iter("title")
                if name_of(_parent(t)) != "svg"
            ),
            "",
        )
        shared = self._named("og:title", "twitter:title")
        headline = text_in(self._article.get("headline"))
        top = islice(self._tree.iter("h1", "h2"), _MOST_HEADINGS)
        headings = [one_line(text_of(h)) for h in top if not is_apart(h)]
        around = [_letters(title[:_LONGEST]) for title in (window, shared, headline)]
        for heading in headings:
            letters = _letters(heading)
            if len(letters) >= _SHORTEST and any(letters in title for title in around):
                return heading
        known = {_letters(name) for name in names}
        first = [one_line(text_of(h)) for h in self._tree.iter("h1")]
        for title in (headline, shared, window, *(first if len(first) == 1 else ())):
            bare = without_site(title, known)
            if bare and _letters(bare) not in known:
                return bare
        return ""

    def _author(self, names: tuple[str, ...]) -> str:
        of_data = ", ".join(dict.fromkeys(people(self._article.get("author"))))
        of_meta = ", ".join(
            dict.fromkeys(
                one_line(v) for n in _AUTHORS for v in self._meta.get(n, ())[:5] if is_name(v)
            )
        )
        linked = (
            one_line(text_of(a))
            for a in self._tree.iter("a", "span")
            if "author" in _words(a, "rel") or a.get("itemprop") == "author"
        )
        first = next((v for n in _AUTHORS for v in self._meta.get(n, ()) if is_name(v)), "")
        known = {_letters(name) for name in names}
        for author in (of_data, one_line(first) or of_meta, next(linked, "")):
            author = _BY.sub("", author)
            if is_name(author) and _letters(author) not in known:
                return author
        return ""

    # -- dates -----------------------------------------------------------------------------

    def _date(self, name: str, names: Iterable[str]) -> str:
        candidates = [self._article.get(name), *(v for n in names for v in self._meta.get(n, ()))]
        candidates += [
            node.get("content") or node.get("datetime")
            for node in self._tree.iter("meta", "time", "span", "abbr", "div")
            if name in _words(node, "itemprop")
        ]
        return next((c for c in map(text_in, candidates) if c and parse_date(c)), "")

    def _time(self) -> str:
        """The date of the only `<time>`, or of the one that is marked."""
        times = [t for t in self._tree.iter("time") if t.get("datetime")]
        marked = [
            t
            for t in times
            if t.get("pubdate") is not None
            or {"published", "entry-date", "dt-published"} & set(_words(t, "class"))
        ]
        values = {(t.get("datetime") or "").strip() for t in marked[:1] or times}
        value = values.pop() if len(values) == 1 else ""
        return value if parse_date(value) else ""


def without_site(title: str, names: Iterable[str]) -> str:
    """`title` without the name of the site before or after it; `names` have letters only.

    >>> without_site("Fog at sea | The Herald", {"theherald"}), without_site("A - B", ())
    ('Fog at sea', 'A - B')
    """
    known = set(names)
    changed = True
    while changed:
        changed = False
        parts = list(_SEPARATOR.finditer(title))
        for part in (parts[-1:] + parts[:1]) if parts else []:
            before, after = title[: part.start()], title[part.end() :]
            if _letters(after) in known and before.strip():
                title, changed = before, True
                break
            if _letters(before) in known and after.strip():
                title, changed = after, True
                break
    return title.strip()


def _meta_of(fields: Data) -> Meta:
    try:
        return declared(fields).meta
    except BadFrontMatter:
        return Meta()


def merged(own: Meta, page: Meta) -> Meta:
    """The metadata of the front matter, completed with that of the page."""
    default = Meta()
    stated = {
        name: value
        for name in Meta.__struct_fields__
        if (value := getattr(own, name)) != getattr(default, name)
    }
    return replace(page, **stated)


def _parent(node: Element) -> Element:
    parent = node.getparent()
    return node if parent is None else parent


def _comment() -> Any:
    from lxml import etree

    return etree.Comment


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _words(node: Element, name: str) -> list[str]:
    return (node.get(name) or "").split()


def _web_address(value: Any, base: str) -> str:
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        url = urldefrag(urljoin(base, value.strip())).url
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    return url if is_web and not re.search(r"[\s<>\"\\]", url) else ""


def _meta_elements(tree: Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("http-equiv") or ""
        content = node.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return {name: tuple(values) for name, values in found.items()}
