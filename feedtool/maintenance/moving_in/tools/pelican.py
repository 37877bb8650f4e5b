"""Pelican: `pelicanconf.py`, which is parsed and not run, and addresses like `{slug}.html`."""

from __future__ import annotations

from collections.abc import Mapping

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Setting,
    Tool,
    Understanding,
    folders_of,
    static_in,
)
from feedtool.maintenance.moving_in.values import Stated, find, texts, value_of

_PARTS = {
    "{slug}": ":slug-or-title",
    "{category}": ":category",
    "{date:%Y}": ":year",
    "{date:%y}": ":short-year",
    "{date:%m}": ":month",
    "{date:%-m}": ":month-number",
    "{date:%B}": ":month-name",
    "{date:%b}": ":month-short",
    "{date:%d}": ":day",
    "{date:%-d}": ":day-number",
    "{date:%j}": ":year-day",
    "{date:%H}": ":hour",
    "{date:%M}": ":minute",
    "{date:%S}": ":second",
}
_FEEDS = (
    *("FEED_ALL_ATOM", "FEED_ATOM", "FEED_ALL_RSS", "FEED_RSS"),
    *("FEED_ALL_ATOM_URL", "FEED_ALL_RSS_URL"),
)


def _evidence(listing: Listing, files: Files) -> str:
    del files
    return listing.has("pelicanconf.py", "publishconf.py")


def _understand(listing: Listing, files: Files) -> Understanding:
    found = Collected(files)
    found.site(
        title=("SITENAME",),
        description=("SITESUBTITLE", "SITEDESCRIPTION"),
        language=("DEFAULT_LANG",),
        timezone=("TIMEZONE",),
        author=("AUTHOR",),
        base_url=("SITEURL",),
    )
    folder = _folder(listing, files)
    pages = find(files, "PAGE_PATHS", "PAGE_DIR")
    chosen = find(files, "ARTICLE_PATHS", "ARTICLE_DIR")
    if chosen is not None:
        included = [f"{path}/**" for path in folders_of(chosen.value) if path]
        found.patterns("input", "include", included, chosen.where)
    excluded = folders_of(pages.value) if pages is not None else ("pages",)
    inside = [path for path in excluded if listing.has_folder(f"{folder}/{path}".lstrip("/"))]
    where = pages.where if pages is not None else "pages, which are not in the feeds of Pelican"
    found.patterns("input", "exclude", [f"{path}/**" for path in inside if path], where)
    _add_forms(found)
    metadata = find(files, "DEFAULT_METADATA")
    values = metadata.value if metadata is not None else None
    if isinstance(values, Mapping) and values.get("status") in ("draft", "hidden"):
        found.left.append(
            "DEFAULT_METADATA in pelicanconf.py: articles without a status are drafts there, and "
            "are published here; write `status: draft` into those"
        )
    dated = find(files, "DEFAULT_DATE")
    if dated is not None and dated.value == "fs":
        found.settings.append(Setting("input", "dates", "mtime", dated.where))
    media = find(files, "STATIC_PATHS")
    static = folders_of(media.value) if media is not None else ("images",)
    return Understanding(
        folder=folder,
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=static_in(listing, folder, *static),
        feeds=tuple(_feeds(files)),
        left=tuple(found.left),
    )


def _folder(listing: Listing, files: Files) -> str:
    path = next(iter(folders_of(value_of(files, "PATH"))), "content").strip(".")
    return path if listing.has_folder(path) else ""


def _add_forms(found: Collected) -> None:
    parts = dict(_PARTS)
    if value_of(found.files, "SLUGIFY_SOURCE") == "basename":
        parts["{slug}"] = ":slug-or-file"
    form = found.text("ARTICLE_URL") or found.text("ARTICLE_SAVE_AS")
    found.redirect(form or Stated("{slug}.html", "the default of Pelican"), "words", parts)


def _feeds(files: Files) -> list[str]:
    found = [text for name in _FEEDS for text in texts(value_of(files, name))]
    return [*found, "feeds/all.atom.xml", "feeds/all.rss.xml"]


TOOL = Tool("Pelican", ("pelicanconf.py", "publishconf.py"), _evidence, _understand)
