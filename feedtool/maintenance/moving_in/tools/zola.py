"""Zola: `content`, and addresses made of its folders and the names of files."""

from __future__ import annotations

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Tool,
    Understanding,
    author_in,
    static_at_root,
)
from feedtool.maintenance.moving_in.values import Stated, find, tables, texts, value_of
from feedtool.model import Letters

_LETTERS: dict[str, Letters] = {"on": "ascii", "safe": "keep", "off": "keep"}
_PARTS = {":folder": ":folder", ":slug": ":slug-or-name"}


def _evidence(listing: Listing, files: Files) -> str:
    if listing.has("zola.toml"):
        return "zola.toml"
    base = find(files, "base_url")
    return base.where if base is not None and listing.has("content/*") else ""


def _understand(listing: Listing, files: Files) -> Understanding:
    found = Collected(files)
    found.site(
        title=("title",),
        description=("description", "extra.description"),
        language=("default_language",),
        base_url=("base_url",),
    )
    author_in(found, "author", "extra.author")
    slugs = value_of(files, "slugify.paths", "slugify_paths")
    letters = _LETTERS.get(slugs, "ascii") if isinstance(slugs, str) else "ascii"
    found.redirect(Stated("/:folder/:slug/", "the addresses of Zola"), letters, _PARTS)
    taxonomies = find(files, "taxonomies")
    if taxonomies is not None:
        names = [str(table.get("name")) for table in tables(taxonomies.value)]
        found.feeds_by(names, taxonomies.where)
    return Understanding(
        folder="content" if listing.has_folder("content") else "",
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=static_at_root(listing, "static"),
        feeds=texts(value_of(files, "feed_filenames", "feed_filename")) or ("atom.xml", "rss.xml"),
        left=tuple(found.left),
    )


TOOL = Tool("Zola", ("content/_index.md", "config.toml", "zola.toml"), _evidence, _understand)
