"""What the owner of a site decides about its pages, besides templates: appearance and own pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec


class Appearance(msgspec.Struct, frozen=True):
    """The table `[theme]` of feedtool.toml; empty where the built-in design stays.

    `logo`, `favicon`, `touch_icon` and `image` are URLs, or paths below the site; before they are
    published, paths in the folder of feedtool.toml. `head` and
    `scripts` are HTML for the end of the head and of the body of every page; `allow` are origins
    that these may load data, fonts and frames from.
    """

    accent: str = ""
    accent_dark: str = ""
    font: str = ""
    heading_font: str = ""
    width: str = ""
    logo: str = ""
    favicon: str = ""
    touch_icon: str = ""
    image: str = ""
    footer: str = ""
    head: str = ""
    scripts: str = ""
    allow: tuple[str, ...] = ()

    def files(self) -> Iterator[tuple[str, str]]:
        """The names and values of the settings of pictures that are paths, and not URLs."""
        for name in ("logo", "favicon", "touch_icon", "image"):
            path = getattr(self, name)
            if path and not urlsplit(path).scheme and not path.startswith("/"):
                yield name, path


class OwnPage(msgspec.Struct, frozen=True):
    """A page that is not an article, such as About: not in feeds, and linked from the header.

    `html` is safe to embed.
    """

    path: str
    title: str
    html: str
    description: str
    language: str | None


class Design(msgspec.Struct, frozen=True):
    """The appearance and the own pages of a site; `has_topics` if it has channels to list, and
    `has_search` if it has a page to search them."""

    appearance: Appearance = Appearance()
    pages: tuple[OwnPage, ...] = ()
    has_topics: bool = False
    has_search: bool = False
