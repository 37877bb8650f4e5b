"""From feeds and articles to finished files: one module a format, one row each.

Rendering is pure. The same feed gives the same bytes, on every machine and in every year.
"""

from __future__ import annotations

from collections.abc import Callable

from feedtool.model import Artifact, Feed
from feedtool.render.syndication import atom, rss

Renderer = Callable[[Feed], Artifact]

RENDERERS: dict[str, Renderer] = {
    "rss.xml": rss,
    "atom.xml": atom,
}

__all__ = ["RENDERERS", "Renderer"]
