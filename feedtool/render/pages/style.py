"""Puts the appearance that the owner chose into the style sheet of pages."""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.render.pages.design import Appearance
from feedtool.text.lazy_regex import lazy_regex

_HEX = lazy_regex(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_PARTS = {3: lazy_regex("."), 6: lazy_regex("..")}


def sheet_of(sheet: str, chosen: Appearance) -> str:
    """The style sheet, followed by the values that replace those of its own.

    >>> print(sheet_of("", Appearance(width="40rem", heading_font="Inter")))
    <BLANKLINE>
    :root {
      --heading: Inter;
      --width: 40rem;
    }
    <BLANKLINE>
    """
    light = _block(_values(chosen))
    dark = ""
    if chosen.accent:
        accent = _in_the_dark(chosen)
        block = _block((("accent", accent), ("on-accent", _on(accent) or "#000")))
        dark = f"@media (prefers-color-scheme: dark) {{\n{block}}}\n"
    return f"{sheet}\n{light}{dark}" if light else sheet


def _values(chosen: Appearance) -> Iterator[tuple[str, str]]:
    yield "accent", chosen.accent
    yield "on-accent", _on(chosen.accent)
    yield "serif", chosen.font
    yield "heading", chosen.heading_font
    yield "width", chosen.width


def _in_the_dark(chosen: Appearance) -> str:
    """The accent for dark pages: the declared one, or a lighter shade that can be read there."""
    return chosen.accent_dark or f"color-mix(in oklab, {chosen.accent} 45%, white)"


def _on(colour: str) -> str:
    """Black or white, whichever is easier to read on `colour`; empty if that is not a hex colour.

    >>> _on("#1d5c63"), _on("#fc0"), _on("teal")
    ('#fff', '#000', '')
    """
    digits = colour[1:] if _HEX.fullmatch(colour) else ""
    if not digits:
        return ""
    parts = [
        int(part * (6 // len(digits)), 16) / 255 for part in _PARTS[len(digits)].findall(digits)
    ]
    # WCAG 2.2, relative luminance, of which white and black have the same contrast at 0.179.
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#000" if luminance > 0.179 else "#fff"


def _block(values: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    lines = "".join(f"  --{name}: {value};\n" for name, value in values if value)
    return f":root {{\n{lines}}}\n" if lines else ""
