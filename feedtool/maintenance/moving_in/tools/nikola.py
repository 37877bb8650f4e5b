"""Nikola: `conf.py`, which is parsed and not run, whose POSTS say where texts and pages are."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Tool,
    Understanding,
    below,
    common_folder,
    static_at_root,
    static_in,
)
from feedtool.maintenance.moving_in.values import Computed, Stated, find, texts, value_of

_PARTS = {":folder": ":folder", ":slug": ":slug-or-file"}


class _Posts(msgspec.Struct, frozen=True):
    """A row of POSTS: the folder with texts, and that of their pages."""

    folder: str
    pages: str


def _evidence(listing: Listing, files: Files) -> str:
    del listing
    named = find(files, "BLOG_TITLE", "POSTS")
    return named.where if named is not None else ""


def _understand(listing: Listing, files: Files) -> Understanding:
    found = Collected(_untranslated(files))
    found.site(
        title=("BLOG_TITLE",),
        description=("BLOG_DESCRIPTION",),
        language=("DEFAULT_LANG",),
        timezone=("TIMEZONE",),
        author=("BLOG_AUTHOR",),
        base_url=("SITE_URL", "BASE_URL"),
    )
    rows = _rows(found)
    folders = [row.folder for row in rows if listing.texts_in(row.folder)]
    inside = common_folder(folders) if folders else ""
    if len(folders) > 1:
        found.patterns("input", "include", [below(inside, f) for f in folders], "POSTS in conf.py")
    ending = ".html" if value_of(files, "PRETTY_URLS") is False else "/"
    for row in rows:
        if row.folder in folders:
            # `:folder` begins at the input folder, and so has the row's own folder if it is deeper.
            start = f"{row.pages}/" if row.folder == inside else ""
            form = Stated(f"/{start}:folder/:slug{ending}".replace("//", "/"), "POSTS in conf.py")
            match = f"{below(inside, row.folder)}/**" if row.folder != inside else "**"
            found.redirect_in(match, form, "words", _PARTS)
    plain = [f for f in folders if listing.has(f"{f}/*.txt")]
    if plain and ".txt" in _endings_of_rest(files):
        found.left.append(
            f"{', '.join(plain)}: .txt is reStructuredText for Nikola and plain text here; rename "
            "those files to .rst before the first build"
        )
    moved = find(files, "REDIRECTIONS")
    if moved is not None and not isinstance(moved.value, Computed):
        found.left.append(
            f"{moved.where}: {len(moved.value)} redirects; write them into the `aliases` of their "
            "articles"
        )
    return Understanding(
        folder=inside,
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=(
            *static_at_root(listing, "files"),
            *static_in(listing, "", "images", "galleries"),
        ),
        feeds=("rss.xml", "feed.xml", "blog/rss.xml", "blog/feed.xml"),
        left=tuple(found.left),
    )


def _endings_of_rest(files: Files) -> tuple[str, ...]:
    """The endings of texts that Nikola reads as reStructuredText."""
    return texts(value_of(files, "COMPILERS.rest")) or (".rst", ".txt")


def _untranslated(files: Files) -> Files:
    """The files, with the text in the main language for each that is translated."""
    language = value_of(files, "DEFAULT_LANG") or "en"

    def of_language(value: object) -> object:
        return value[language] if isinstance(value, Mapping) and language in value else value

    return [
        msgspec.structs.replace(
            file,
            values={
                name: of_language(value) if name.startswith(("BLOG_", "SITE_")) else value
                for name, value in file.values.items()
            },
        )
        for file in files
    ]


def _rows(found: Collected) -> tuple[_Posts, ...]:
    stated = find(found.files, "POSTS")
    if stated is not None and isinstance(stated.value, Computed):
        found.left.append(f"conf.py: line {stated.value.line}: POSTS is computed; not read")
        stated = None
    rows = stated.value if stated is not None else [("posts/*", "posts")]
    posts: dict[str, _Posts] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, list | tuple) and len(row) > 1 and isinstance(row[0], str):
            folder = row[0].partition("*")[0].rpartition("/")[0].strip("/")
            pages = row[1] if isinstance(row[1], str) else ""
            posts.setdefault(folder, _Posts(folder, pages.strip("/")))
    return tuple(posts.values())


TOOL = Tool("Nikola", ("conf.py",), _evidence, _understand)
