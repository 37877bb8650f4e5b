"""The tools whose folders are recognized, one module and one row each.

The order counts where two tools use the same names: Hexo is before Jekyll, Zola before Hugo.
"""

from __future__ import annotations

from feedtool.maintenance.moving_in.tools import (
    docusaurus,
    eleventy,
    hexo,
    hugo,
    jekyll,
    nikola,
    obsidian,
    pelican,
    plain,
    zola,
)
from feedtool.maintenance.moving_in.understanding import Files, Listing, Tool

TOOLS: tuple[Tool, ...] = (
    pelican.TOOL,
    nikola.TOOL,
    hexo.TOOL,
    jekyll.TOOL,
    zola.TOOL,
    hugo.TOOL,
    docusaurus.TOOL,
    eleventy.TOOL,
    obsidian.TOOL,
    plain.TOOL,
)


def files_of(tool: Tool, files: Files) -> Files:
    """Those of `files` that configure a tool, those that win last."""
    by_path = {file.path: file for file in files}
    return [by_path[path] for path in tool.configs if path in by_path]


def recognize(listing: Listing, files: Files) -> tuple[Tool, str]:
    """The tool that a folder is of, and what shows it."""
    for tool in TOOLS:
        evidence = tool.evidence(listing, files_of(tool, files))
        if evidence:
            return tool, evidence
    raise AssertionError("a folder of texts is everything else")
