"""Eleventy: a folder of texts, and addresses made of folders and the names of files.

Its configuration is a program. What it states as plain strings is read, the rest is not known.
"""

from __future__ import annotations

import re

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Tool,
    Understanding,
    author_in,
    below,
    folders_of,
    static_at_root,
    static_in,
)
from feedtool.maintenance.moving_in.values import Stated, find, value_of

_CONFIGS = (
    *("eleventy.config.ts", "eleventy.config.cjs", "eleventy.config.mjs", "eleventy.config.js"),
    ".eleventy.js",
)
_DATA = tuple(
    f"{folder}_data/{name}.{ending}"
    for folder in ("", "src/", "content/")
    for name in ("site", "metadata", "meta")
    for ending in ("json", "js", "cjs", "mjs")
)
# The texts of a folder often have a file of data beside them, such as posts/posts.json.
_BLOGS = ("posts", "blog", "articles", "post", "notes")
_OF_FOLDERS = tuple(
    f"{folder}{name}/{name}.{ending}"
    for folder in ("", "src/", "content/", "src/content/")
    for name in _BLOGS
    for ending in ("json", "11tydata.json", "11tydata.js", "11tydata.cjs")
)
_PARTS = {
    ":folder": ":folder",
    "{{page.fileSlug}}": ":name",
    "{{fileSlug}}": ":name",
    "{{title|slug}}": ":title",
    "{{title|slugify}}": ":title",
    "{{page.date|date:'%Y/%m/%d'}}": ":year/:month/:day",
    "{{page.date|date:'%Y'}}": ":year",
    "{{page.date|date:'%m'}}": ":month",
    "{{page.date|date:'%d'}}": ":day",
}


def _evidence(listing: Listing, files: Files) -> str:
    config = listing.has(*reversed(_CONFIGS))
    uses = find(files, "dependencies.@11ty/eleventy", "devDependencies.@11ty/eleventy")
    return config or (uses.where if uses is not None else "")


def _understand(listing: Listing, files: Files) -> Understanding:
    about = [file for file in files if file.path in _DATA]
    program = [file for file in files if file.path in _CONFIGS]
    found = Collected(about)
    found.site(
        title=("title", "name", "site.title"),
        description=("description", "subtitle"),
        language=("language", "lang", "locale"),
        base_url=("url", "siteUrl", "baseUrl"),
    )
    author_in(found, "author")
    if not about:
        found.left.append("_data has no site or metadata file; set title and base-url yourself")
    root = next(iter(folders_of(value_of(program, "dir.input"))), "").strip(".")
    candidates = [f"{root}/{name}".lstrip("/") for name in _BLOGS]
    folder = next((f for f in candidates if listing.texts_in(f)), root)
    _add_forms(found, files, root, folder)
    return Understanding(
        folder=folder,
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=(
            *static_at_root(listing, "public", "static"),
            *static_in(listing, root, "img", "images", "assets"),
        ),
        feeds=("feed/feed.xml", "feed.xml", "feed/index.xml", "feed.json"),
        left=tuple(found.left),
    )


def _add_forms(found: Collected, files: Files, root: str, folder: str) -> None:
    beside = [f for f in files if f.path in _OF_FOLDERS and f.path.startswith(f"{folder}/")]
    stated = find(beside, "permalink")
    start = below(root, folder)
    form = Stated(f"/{start}/:folder/{{{{page.fileSlug}}}}/", "the default of Eleventy")
    if stated is not None and isinstance(stated.value, str):
        form = Stated(re.sub(r"\s+", "", stated.value).replace('"', "'"), stated.where)
        form = Stated(form.value.removesuffix("index.html"), stated.where)
    found.redirect(form, "keep", _PARTS)


TOOL = Tool("Eleventy", ("package.json", *_DATA, *_OF_FOLDERS, *_CONFIGS), _evidence, _understand)
