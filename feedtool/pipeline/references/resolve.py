"""Where an address in an article leads. Pure: questions to a `Catalog` in, a `Resolution` out.

Each path that is looked at is noted, whether there is something or not, because the answer depends
on it. `names_of` has the names under which the change of an article is noted.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

import msgspec

from feedtool.model.references import Link
from feedtool.pipeline.references.watch import folded
from feedtool.readers import PAGES, READERS, ending_of
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.template_tags import UNKNOWN

# A server has no such files. It may have pages that feedtool did not make.
_TEXTS = tuple(ending for ending in READERS if ending not in PAGES)
_INDEX = ("index", "_index")
# Endings of files that nothing but a file of the site can be.
_FILES = lazy_regex(
    r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|mp3|m4a|ogg|oga|opus|wav|flac|mp4|m4v|webm|ogv|mov|pdf"
    r"|epub|zip)$",
    re.IGNORECASE,
)
_CONTROL = lazy_regex(r"[\x00-\x1f\x7f]")


class Page(msgspec.Struct, frozen=True):
    """The page of an article on the site; `path` is below the output folder."""

    guid: str
    path: str


class Missing(msgspec.Struct, frozen=True):
    """Something that is there and is not published; `fact` says why, and what to do."""

    fact: str


class Place(msgspec.Struct, frozen=True):
    """Where addresses are: in the text at `key`, on the site with the URL `site`.

    Texts of strangers do not get `files`.
    """

    key: str
    site: str
    files: bool = True


class Resolution(msgspec.Struct, frozen=True):
    """Where an address leads; `link` is None if it is left as it is.

    `problem` says what is missing. The result depends on what is found under `names`.
    """

    link: Link | None = None
    problem: str | None = None
    names: tuple[str, ...] = ()


class Catalog(Protocol):
    """What there is to link to. Paths are those below the input folder; None is nothing."""

    def page_at(self, key: str) -> Page | None:
        """The article in the file at `key`."""

    def page_with_stem(self, stem: str) -> Page | None:
        """The article in a file whose path is `stem` and an ending, or in the index of a folder."""

    def page_formerly_at(self, key: str) -> Page | None:
        """The article that was in the file at `key` before."""

    def page_at_address(self, path: str) -> Page | None:
        """The article whose page is or was at `path`, below the URL of the site."""

    def paths_named(self, name: str) -> Sequence[str]:
        """The paths whose last part is `name`, with or without an ending, in any letter case."""

    def text_at(self, key: str) -> Missing | None:
        """Why the file at `key` must not be published as it is, if it is a text or excluded."""

    def file_at(self, path: str) -> Link | Missing | None:
        """The file at `path`; the link has no destination. A path with a slash is of `static`."""


def resolve(destination: str, place: Place, catalog: Catalog) -> Resolution:
    """Where an address in the text at a place leads."""
    return _Search(destination, place, catalog).result()


def names_of(key: str | None, guid: str, addresses: Iterable[str]) -> Iterator[str]:
    """The names under which an article may be looked up.

    >>> sorted(names_of("a/index.md", "g", ["articles/x.html"]))
    ['*index', '*index.md', '=g', '@articles/x.html', 'a', 'a/index', 'a/index.md']
    """
    yield f"={guid}"
    yield from (f"@{address.strip('/')}" for address in addresses)
    if key is not None:
        stem = key[: len(key) - len(ending_of(key))]
        folder, _, last = stem.rpartition("/")
        yield from (key, stem, anywhere(key), anywhere(stem))
        if last in _INDEX and folder:
            yield folder


def anywhere(path: str) -> str:
    """The name under which it is noted that the last part of a path was looked for anywhere."""
    return f"*{folded(path.rpartition('/')[2])}"


class _Search:
    """The search for one destination."""

    def __init__(self, destination: str, place: Place, catalog: Catalog) -> None:
        self._destination = destination
        self._place = place
        self._catalog = catalog
        bare = destination.removeprefix(UNKNOWN)
        self._is_named = bare != destination
        parts = urlsplit(f"/{bare}" if self._is_named else destination)
        path = unquote(parts.path)
        self._path = path[1:] if self._is_named else path
        self._is_absolute = bool(parts.netloc)
        self._fragment = f"#{parts.fragment}" if parts.fragment else ""
        self._names: dict[str, None] = {}
        self._reason: str | None = None

    def result(self) -> Resolution:
        if _CONTROL.search(self._path) or not self._path:
            return Resolution()
        link = self._found()
        if link is not None:
            return Resolution(link, names=tuple(self._names))
        is_text = self._is_named or self._path.lower().endswith(_TEXTS)
        nowhere = Link(self._destination, "") if is_text and not self._is_absolute else None
        return Resolution(nowhere, self._problem(), tuple(self._names))

    def _problem(self) -> str | None:
        shown = f"'{unquote(self._destination.removeprefix(UNKNOWN))}'"
        is_other = self._path.startswith("/")
        if self._reason is not None:
            return f"{shown} {self._reason}"
        if self._is_absolute or (is_other and not _FILES.search(self._path)):
            return None  # it may be anything on the same host
        if not self._place.files:
            return None
        if self._is_named:
            return f"{shown} is not the name of a published text or a file; correct the name"
        return f"{shown} was not found; add the file, or correct the address"

    def _found(self) -> Link | None:
        if self._is_absolute or self._path.startswith("/"):
            return self._from_top()
        for candidate in self._candidates():
            link = self._at(candidate)
            if link is not None:
                return link
        if self._is_named:
            self._names[anywhere(self._path)] = None
            for path in self._nearest(self._catalog.paths_named(self._path.rpartition("/")[2])):
                link = self._at(path)
                if link is not None:
                    return link
        for candidate in tuple(self._names):
            page = self._catalog.page_formerly_at(candidate)
            if page is not None:
                return self._to_page(page)
        return None

    def _from_top(self) -> Link | None:
        """What an address leads to that begins with a slash, or with that of the site."""
        top = unquote(urlsplit(self._place.site).path)
        is_below = self._path.startswith(top)
        if self._is_absolute and not is_below:
            return None
        below = self._path[len(top) :] if is_below else self._path.lstrip("/")
        if not below:
            return None
        self._names[f"@{below.strip('/')}"] = None
        page = self._catalog.page_at_address(below)
        if page is not None:
            return self._to_page(page)
        if self._is_absolute:
            return None
        for path in dict.fromkeys((self._path.lstrip("/"), below)):
            normal = _normal(path)
            if normal is None:
                continue
            link = self._at_file(f"/{normal}") or self._at(normal)
            if link is not None:
                return link
        return None

    def _candidates(self) -> Iterator[str]:
        """The paths that the text may mean, the likeliest first."""
        folder = posixpath.dirname(self._place.key)
        own = self._place.key[: len(self._place.key) - len(ending_of(self._place.key))]
        folders = [folder, own]
        if self._is_named:
            folders.append("")
        for path in _spellings(self._path):
            is_outside = True
            for base in dict.fromkeys(folders):
                if base == own and path.startswith(".."):
                    continue  # it is meant from the text itself
                normal = _normal(f"{base}/{path}")
                if normal is not None:
                    is_outside = False
                    yield normal
            if is_outside:
                self._reason = "leads out of the input folder; copy the file into it"

    def _at(self, path: str) -> Link | None:
        """What is at a path: an article or a file."""
        self._names[path] = None
        page = self._catalog.page_at(path)
        stem = path.removesuffix(".html").removesuffix(".htm")
        if page is None and (stem != path or not ending_of(path) or self._is_named):
            self._names[stem] = None
            page = self._catalog.page_with_stem(stem)
        if page is not None:
            return self._to_page(page)
        text = self._catalog.text_at(path)
        if text is not None:
            self._reason = self._reason or text.fact or None
            return None
        if self._is_named and not ending_of(path):
            return None  # names of files have an ending
        return self._at_file(path)

    def _at_file(self, path: str) -> Link | None:
        if not self._place.files:
            return None
        self._names[path] = None
        found = self._catalog.file_at(path)
        if isinstance(found, Missing):
            self._reason = self._reason or found.fact
            return None
        if found is None:
            return None
        address = quote(found.address) + self._fragment
        return msgspec.structs.replace(found, destination=self._destination, address=address)

    def _to_page(self, page: Page) -> Link:
        self._names[f"={page.guid}"] = None
        return Link(self._destination, page.path + self._fragment)

    def _nearest(self, paths: Iterable[str]) -> list[str]:
        """The paths, the one first that has most folders in common with the text."""
        folder = self._place.key.split("/")[:-1]

        def distance(path: str) -> tuple[int, int, str]:
            parts = path.split("/")
            same = 0
            for mine, other in zip(folder, parts, strict=False):
                if mine != other:
                    break
                same += 1
            return (-same, len(parts), path)

        return sorted(paths, key=distance)


def _normal(path: str) -> str | None:
    """A path below the input folder without `.` and `..`; None if it is not below.

    >>> _normal("a/../b//c.png"), _normal("a/../../b"), _normal("..")
    ('b/c.png', None, None)
    """
    normal = posixpath.normpath(path.strip("/"))
    return None if normal in (".", "..") or normal.startswith("../") else normal


def _spellings(path: str) -> tuple[str, ...]:
    """The path as written, with slashes for backslashes, and with letters composed or not."""
    found = [path]
    if "\\" in path:
        found.append(path.replace("\\", "/"))
    if not path.isascii():
        found += [unicodedata.normalize(form, found[-1]) for form in ("NFC", "NFD")]
    return tuple(dict.fromkeys(found))
