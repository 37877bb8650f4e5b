"""Decides whether a text was written for this site or found elsewhere.

What an author wrote is never cleaned. What was found, such as a scraped page, may have boilerplate
around it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from urllib.parse import urlsplit

import msgspec

from feedtool.model import Markup, Meta, Origin

PLAIN = "plain text"


class Origins(msgspec.Struct, frozen=True):
    """What the owner says about the origin of texts: patterns of keys, as in `[clean]`.

    `host` is that of the site, empty if it is not known.
    """

    found: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    host: str = ""


class Regime(msgspec.Struct, frozen=True):
    """The origin of a text, and why it is assumed.

    A reprint is a written text that was first published on another site; boilerplate may have been
    copied along with it.
    """

    origin: Origin
    why: str
    is_reprint: bool = False


def regime_of(key: str, meta: Meta, markup: Markup, origins: Origins, header: str = "") -> Regime:
    """How the text at `key` came about: as its front matter says, else the owner, else its markup.

    `header` is the name in a header line of plain text that only an author writes.

    >>> regime_of("scraped/a.md", Meta(), "markdown", Origins(found=("scraped/**",)))
    Regime(origin='found', why='[clean] found has scraped/**', is_reprint=False)
    """
    stated = stated_regime(key, meta, origins)
    if stated is not None:
        return stated
    if markup == "plain" and header:
        return Regime("written", f"plain text with a header line '{header}:'")
    if markup == "plain":
        return Regime("found", PLAIN)
    host = urlsplit(meta.url).hostname if meta.url is not None else None
    if host is not None and host != origins.host:
        return Regime("written", f"Markdown, first published on {host}", is_reprint=True)
    return Regime("written", "Markdown")


def stated_regime(key: str, meta: Meta, origins: Origins) -> Regime | None:
    """How the text at `key` came about, if its front matter or the owner says so."""
    if meta.clean is not None:
        return Regime(meta.clean, "declared in the front matter")
    # Written comes first: if both match, nothing is lost.
    if pattern := _matching(key, origins.written):
        return Regime("written", f"[clean] written has {pattern}")
    if pattern := _matching(key, origins.found):
        return Regime("found", f"[clean] found has {pattern}")
    return None


def _matching(key: str, patterns: tuple[str, ...]) -> str | None:
    return next((pattern for pattern in patterns if fnmatchcase(key, pattern)), None)
