"""Hugo: `content`, and permalinks for each section like `/:year/:month/:slug/`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Files,
    Listing,
    Tool,
    Understanding,
    author_in,
    folders_of,
    static_at_root,
)
from feedtool.maintenance.moving_in.values import ConfigFile, Stated, find, tables, texts, value_of
from feedtool.model import Letters

_PARTS = {
    ":year": ":year",
    ":month": ":month",
    ":monthname": ":month-name",
    ":day": ":day",
    ":yearday": ":year-day",
    ":title": ":title",
    ":slug": ":slug-or-title",
    ":sections": ":folder",
    ":filename": ":file",
    ":contentbasename": ":file",
    ":slugorfilename": ":slug-or-file",
    ":slugorcontentbasename": ":slug-or-file",
}
_ENDINGS = ("toml", "yaml", "yml", "json")
_ROOTS = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "config/_default/")
    for name in ("config", "hugo")
    for ending in _ENDINGS
)
# In a folder of configuration, a file has the table that it is named after.
_PARTIAL = tuple(
    f"config/_default/{name}.{ending}"
    for name in ("params", "permalinks", "taxonomies", "languages", "module")
    for ending in _ENDINGS
)


def _evidence(listing: Listing, files: Files) -> str:
    found = listing.has(*(f"hugo.{ending}" for ending in _ENDINGS), "config/_default/*")
    if found:
        return found
    base = find(files, "baseURL", "languageCode", "defaultContentLanguage")
    if base is not None:
        return base.where
    return "archetypes/" if listing.has("archetypes/*") and listing.has("content/*") else ""


def _understand(listing: Listing, files: Files) -> Understanding:
    files = [_nested(file) for file in files]
    found = Collected(files)
    stated = found.text("defaultContentLanguage")
    language = stated.value if stated is not None else "en"
    found.site(
        title=("title", f"languages.{language}.title"),
        description=(
            *("params.description", f"languages.{language}.params.description"),
            *("params.subtitle", "params.homeSubtitle"),
        ),
        language=(
            *("languageCode", "locale", f"languages.{language}.languageCode"),
            *(f"languages.{language}.locale", "defaultContentLanguage"),
        ),
        timezone=("timeZone",),
        base_url=("baseURL",),
    )
    author_in(found, "params.author", f"languages.{language}.params.author", "author")
    folder = _content(listing, files)
    _add_forms(found, files)
    taxonomies = find(files, "taxonomies")
    if taxonomies is not None and isinstance(taxonomies.value, Mapping):
        names = [str(name) for name in taxonomies.value.values()]
        found.feeds_by(names, taxonomies.where)
    languages = find(files, "languages")
    if languages is not None and isinstance(languages.value, Mapping) and len(languages.value) > 1:
        found.left.append(
            f"{languages.where}: addresses in other languages than {language} do not redirect; add "
            "a [[redirect]] for each"
        )
    ignored = find(files, "ignoreFiles")
    if ignored is not None:
        found.left.append(f"{ignored.where}: are regular expressions; use [input] exclude")
    return Understanding(
        folder=folder,
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        static=static_at_root(listing, "static"),
        feeds=("index.xml", "posts/index.xml", "post/index.xml", "blog/index.xml"),
        left=tuple(found.left),
    )


def _nested(file: ConfigFile) -> ConfigFile:
    """A file such as `config/_default/params.toml` with its values in the table `params`."""
    if file.path not in _PARTIAL:
        return file
    name = file.path.rpartition("/")[2].partition(".")[0]
    return msgspec.structs.replace(file, values={name: file.values})


def _content(listing: Listing, files: Files) -> str:
    """The folder of the texts, which may be mounted from another place."""
    for table in tables(value_of(files, "module.mounts")):
        if str(table.get("target")) == "content" and listing.texts_in(str(table.get("source"))):
            return str(table.get("source"))
    chosen = next(iter(folders_of(value_of(files, "contentDir"))), "content")
    return chosen if listing.has_folder(chosen) else ""


def _add_forms(found: Collected, files: Files) -> None:
    letters: Letters = "keep" if value_of(files, "disablePathToLower") is True else "lower"
    parts = _PARTS
    if ":filename" in texts(value_of(files, "frontmatter.date")):
        parts = {**_PARTS, ":contentbasename": ":name", ":slugorcontentbasename": ":slug-or-name"}
    stated = find(files, "permalinks")
    tables_of = stated.value if stated is not None and isinstance(stated.value, Mapping) else {}
    pages = tables_of.get("page")
    of_sections = {**tables_of, **(pages if isinstance(pages, Mapping) else {})}
    for section, form in of_sections.items():
        if isinstance(form, str) and stated is not None:
            name = str(section).strip("/")
            where = f"permalinks.{name} in {stated.where.rpartition(' in ')[2]}"
            form = form.replace(":sections", f"{name}\0").replace(":section", name)
            form = form.replace(f"{name}\0", ":sections")
            found.redirect_in(f"{name}/**" if name else "*", Stated(form, where), letters, parts)
    ending = ".html" if value_of(files, "uglyURLs") is True else "/"
    default = f"/:sections/:slugorcontentbasename{ending}"
    found.redirect(Stated(default, "the default of Hugo"), letters, parts)


TOOL = Tool("Hugo", ("content/_index.md", *_ROOTS, *_PARTIAL), _evidence, _understand)
