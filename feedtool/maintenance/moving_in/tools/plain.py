"""A folder of texts, without a tool."""

from __future__ import annotations

from feedtool.maintenance.moving_in.understanding import Files, Listing, Tool, Understanding


def _evidence(listing: Listing, files: Files) -> str:
    del listing, files
    return "no configuration of a tool that feedtool knows"


def _understand(listing: Listing, files: Files) -> Understanding:
    del listing, files
    return Understanding("")


TOOL = Tool("a folder of texts", (), _evidence, _understand)
