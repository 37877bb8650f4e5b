"""Docusaurus: the texts in `blog`; its documentation is not a blog."""

from __future__ import annotations

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Redirect,
    Tool,
    Understanding,
    joined,
    static_at_root,
)
from feedtool.maintenance.moving_in.values import find

_CONFIGS = tuple(f"docusaurus.config.{ending}" for ending in ("ts", "mjs", "cjs", "js"))


def _evidence(listing: Listing, files: Files) -> str:
    del files
    return listing.has(*reversed(_CONFIGS))


def _understand(listing: Listing, files: Files) -> Understanding:
    found = Collected(files)
    found.site(
        title=("title", "config.title"),
        description=("tagline", "config.tagline"),
        language=("i18n.defaultLocale", "config.i18n.defaultLocale"),
    )
    path = found.text("baseUrl", "config.baseUrl")
    found.add("site", "base-url", joined(found.text("url", "config.url"), path))
    stated = find(files, "blog.routeBasePath", "presets.blog.routeBasePath")
    where = stated.where if stated is not None else "the default of Docusaurus"
    route = str(stated.value).strip("/") if stated is not None else "blog"
    start = f"/{route}".rstrip("/")
    forms = (f"{start}/:slug", f"{start}/:year/:month/:day/:name")
    folder = "blog" if listing.has_folder("blog") else "docs"
    if folder == "blog":
        found.redirects.append(Redirect(forms, "keep", where))
        found.left += ["docs/ was left out; import it as a site of its own"] * (
            listing.has_folder("docs")
        )
    return Understanding(
        folder=folder if listing.has_folder(folder) else "",
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=static_at_root(listing, "static"),
        feeds=(f"{route}/atom.xml", f"{route}/rss.xml"),
        left=tuple(found.left),
    )


TOOL = Tool("Docusaurus", _CONFIGS, _evidence, _understand)
