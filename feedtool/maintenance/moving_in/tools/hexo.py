"""Hexo: `source/_posts`, `_config.yml`, and permalinks like `:year/:month/:day/:title/`."""

from __future__ import annotations

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Tool,
    Understanding,
    folders_of,
    static_in,
)
from feedtool.maintenance.moving_in.values import Stated, find, texts, value_of

_PARTS = {
    ":year": ":year",
    ":month": ":month",
    ":i_month": ":month-number",
    ":day": ":day",
    ":i_day": ":day-number",
    ":hour": ":hour",
    ":minute": ":minute",
    ":second": ":second",
    ":category": ":categories",
    ":post_title": ":title",
    ":id": ":id",
}
_CONFIGS = ("_config.yaml", "_config.yml")
_MEDIA = ("images", "img", "assets", "uploads", "css", "files")


def _evidence(listing: Listing, files: Files) -> str:
    config = listing.has(*reversed(_CONFIGS))
    uses = find(files, "dependencies.hexo", "hexo.version", "new_post_name", "permalink_defaults")
    if config and (uses is not None or listing.has("source/_posts/*", "scaffolds/*")):
        return config
    return ""


def _understand(listing: Listing, files: Files) -> Understanding:
    own = [file for file in files if not file.path.endswith(".json")]
    found = Collected(own)
    found.site(
        title=("title",),
        description=("description", "subtitle"),
        author=("author",),
        timezone=("timezone",),
        base_url=("url",),
    )
    language = find(own, "language")
    if language is not None:
        first = next(iter(texts(language.value)), "")
        if first != "default":
            found.add("site", "language", Stated(first, language.where) if first else None)
    name = (
        ":name"
        if any(":day" in form for form in texts(value_of(own, "new_post_name")))
        else ":file"
    )
    parts = {**_PARTS, ":title": f":folder/{name}", ":name": name}
    form = found.text("permalink")
    default = Stated(":year/:month/:day/:title/", "the default of Hexo")
    found.redirect(form or default, "keep", parts)
    source = next(iter(folders_of(value_of(own, "source_dir"))), "source")
    posts = f"{source}/_posts"
    return Understanding(
        folder=posts if listing.has_folder(posts) else source,
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=static_in(listing, source, *_MEDIA),
        feeds=("atom.xml", "rss2.xml", "rss.xml"),
        left=tuple(found.left),
    )


TOOL = Tool("Hexo", ("package.json", *_CONFIGS), _evidence, _understand)
