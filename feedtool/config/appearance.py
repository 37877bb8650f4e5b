"""Checks of the table `[theme]`, whose values become part of a style sheet and of pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedtool.config.tables import ThemeTable
from feedtool.errors import ConfigError
from feedtool.render.pages.design import Appearance
from feedtool.text.lazy_regex import lazy_regex

_COLOUR = lazy_regex(
    r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})|[a-zA-Z]+|(?:rgb|hsl|oklch)\([\d.,%/ a-z]+\)"
)
_FONTS = lazy_regex(r"[^\W\d_][\w \"',-]*")
_WIDTH = lazy_regex(r"\d+(?:\.\d+)?(?:ch|rem|em|px)")
_ADDRESS = lazy_regex(r"[^\s\"'<>\\]+")
_EXPECTED = {
    "accent": (_COLOUR, 'is not a colour; write one such as "#9a3d0c"'),
    "accent_dark": (_COLOUR, 'is not a colour; write one such as "#f0a578"'),
    "font": (_FONTS, 'is not a list of fonts; write one such as "Inter, sans-serif"'),
    "heading_font": (_FONTS, 'is not a list of fonts; write one such as "Inter, sans-serif"'),
    "width": (_WIDTH, 'is not a width; write one such as "40rem" or "70ch"'),
    "logo": (
        _ADDRESS,
        "is not an address; write the path of a file in this folder",
    ),
    "favicon": (_ADDRESS, "is not an address; write the path of a file in this folder"),
    "touch_icon": (_ADDRESS, "is not an address; write the path of a file in this folder"),
    "image": (_ADDRESS, "is not an address; write the path of a file in this folder"),
}


def checked_appearance(table: ThemeTable, source: str) -> Appearance:
    """The appearance that `[theme]` declares. Raises `ConfigError`."""
    for name, (pattern, fact) in _EXPECTED.items():
        value = getattr(table, name)
        if value and not pattern.fullmatch(value):
            raise ConfigError(f"{source}: theme.{name.replace('_', '-')}: '{value}' {fact}")
    for origin in table.allow:
        parts = urlsplit(origin)
        if parts.scheme not in ("https", "http") or not parts.netloc or parts.path not in ("", "/"):
            raise ConfigError(
                f"{source}: theme.allow: '{origin}' is not an origin; write one such as "
                '"https://stats.example.org"'
            )
    values = {name: getattr(table, name) for name in table.__struct_fields__ if name != "allow"}
    return Appearance(**values, allow=tuple(origin.rstrip("/") for origin in table.allow))
