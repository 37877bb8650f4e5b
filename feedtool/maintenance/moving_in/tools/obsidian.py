"""Obsidian: a vault is a folder with `.obsidian` in it; every note may be an article."""

from __future__ import annotations

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
from feedtool.maintenance.moving_in.values import find, value_of


def _evidence(listing: Listing, files: Files) -> str:
    del files
    return ".obsidian/" if listing.has(".obsidian/*") else ""


def _understand(listing: Listing, files: Files) -> Understanding:
    found = Collected(files)
    found.settings.append(Setting("site", "title", listing.name, "the name of the vault"))
    templates = find([file for file in files if file.path.endswith("templates.json")], "folder")
    if templates is not None:
        excluded = [f"{path}/**" for path in folders_of(templates.value) if path]
        found.patterns("input", "exclude", excluded, templates.where)
    static = folders_of(value_of(files, "attachmentFolderPath"))
    return Understanding(
        folder="",
        settings=tuple(found.settings),
        static=static_in(listing, "", *static),
        left=tuple(found.left),
    )


TOOL = Tool("Obsidian", (".obsidian/app.json", ".obsidian/templates.json"), _evidence, _understand)
