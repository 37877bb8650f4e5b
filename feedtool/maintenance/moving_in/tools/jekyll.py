"""Jekyll: `_posts` folders, `_config.yml`, and permalinks like `/:categories/:year/:title/`."""

from __future__ import annotations

from collections.abc import Mapping

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Tool,
    Understanding,
    author_in,
    below,
    common_folder,
    folders_of,
    joined,
    static_in,
)
from feedtool.maintenance.moving_in.values import Stated, find, tables, value_of

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_PARTS = {
    ":year": ":year",
    ":short_year": ":short-year",
    ":month": ":month",
    ":i_month": ":month-number",
    ":long_month": ":month-name",
    ":short_month": ":month-short",
    ":day": ":day",
    ":i_day": ":day-number",
    ":y_day": ":year-day",
    ":hour": ":hour",
    ":minute": ":minute",
    ":second": ":second",
    ":title": ":slug-or-name",
    ":slug": ":slug-or-name",
    ":name": ":name",
    ":categories": ":categories",
    ":slugified_categories": ":categories",
    ":output_ext": ".html",
}
_MEDIA = ("assets", "images", "img", "files", "uploads", "media", "downloads")


def _evidence(listing: Listing, files: Files) -> str:
    has_posts = listing.has("_posts/*", "*/_posts/*")
    config = listing.has("_config.yml", "_config.yaml", "_config.toml")
    if config and (has_posts or find(files, "permalink", "baseurl", "plugins", "collections")):
        return config
    return has_posts and "_posts/"


def _understand(listing: Listing, files: Files) -> Understanding:
    found = Collected(files)
    found.site(
        title=("title", "name"),
        description=("description", "tagline", "subtitle"),
        language=("lang", "locale", "language"),
        timezone=("timezone",),
    )
    author_in(found, "author")
    found.add("site", "base-url", joined(found.text("url"), found.text("baseurl")))
    published = _collections(files)
    folders = [
        folder
        for name in ("_posts", *(f"_{name}" for name in published))
        for folder in listing.folders_named(name)
    ]
    inside = common_folder(folders) if folders else ""
    if len(folders) > 1:
        found.patterns(
            "input", "include", [below(inside, f) for f in folders], "posts and collections"
        )
    _add_forms(found, published, is_only=len(folders) == 1)
    if len([f for f in folders if f.endswith("_posts")]) > 1:
        found.left.append(
            "folders around _posts are categories in addresses of Jekyll; those articles do not "
            "redirect, unless their front matter names the categories"
        )
    root = next(iter(folders_of(value_of(files, "source"))), "").strip(".")
    return Understanding(
        folder=inside,
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=static_in(listing, root, *_MEDIA),
        feeds=("feed.xml", "atom.xml", "rss.xml"),
        left=tuple(found.left),
    )


def _collections(files: Files) -> dict[str, Mapping[str, object]]:
    """The collections whose texts have pages, by name."""
    value = value_of(files, "collections")
    found = value.items() if isinstance(value, Mapping) else ()
    return {
        str(name): table
        for name, table in found
        if name != "posts" and isinstance(table, Mapping) and table.get("output") is True
    }


def _add_forms(
    found: Collected, published: Mapping[str, Mapping[str, object]], *, is_only: bool
) -> None:
    for name, table in published.items():
        form = table.get("permalink")
        if isinstance(form, str):
            where = f"collections.{name}.permalink in _config.yml"
            form = form.replace(":collection", name).replace(":path", ":name")
            found.redirect_in(f"_{name}", Stated(_STYLES.get(form, form), where), "keep", _PARTS)
    form_of_posts = _permalink(found)
    match = "**" if is_only else "_posts"
    found.redirect_in(match, form_of_posts, "keep", _PARTS)


def _permalink(found: Collected) -> Stated:
    """The form of the addresses of posts: as the defaults for posts say, else the site."""
    for table in tables(value_of(found.files, "defaults")):
        scope, values = table.get("scope") or {}, table.get("values") or {}
        form = values.get("permalink") if isinstance(values, Mapping) else None
        is_for_posts = isinstance(scope, Mapping) and scope.get("type") in (None, "posts")
        if is_for_posts and isinstance(form, str) and not scope.get("path"):
            return Stated(_STYLES.get(form, form), "defaults in _config.yml")
    stated = found.text("permalink")
    if stated is None:
        return Stated(_STYLES["date"], "the default of Jekyll")
    return Stated(_STYLES.get(stated.value, stated.value), stated.where)


TOOL = Tool("Jekyll", ("_config.toml", "_config.yaml", "_config.yml"), _evidence, _understand)
