"""Finds the runs of text, code and pictures in the inline content of an element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec.structs import replace

from feedtool.readers.html.elements import (
    BLOCKS,
    PLAYERS,
    SHOWN,
    Context,
    Element,
    is_left_out,
    name_of,
    picture_source,
    resolved,
    text_of,
)
from feedtool.readers.html.runs import Run

_MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}
_AROUND = {"q": ("“", "”"), "rt": ("(", ")")}
"""What browsers show around an element, or beside one whose place is above the line."""
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_PLAYER_HOSTS = re.compile(
    r"(?:\w+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|soundcloud\.com|spotify\.com"
    r"|bandcamp\.com|dailymotion\.com|archive\.org|peertube\.\w+|ted\.com|twitch\.tv)"
)
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")


def runs_of(node: Element, context: Context) -> Iterator[Run]:
    """The inline content of an element, without its tail."""
    name = name_of(node)
    if is_left_out(node, context):
        return
    if name == "br":
        yield Run("", "break")
        return
    if name == "img":
        yield from _picture(node, context)
        return
    if name in PLAYERS:
        yield from player(node, context)
        return
    if name in _CODE and len(text := text_of(node)) and not list(node.iter("img")):
        yield Run(text, "code", context.marks, _href(node, context))
        return
    inner = inner_context(node, name, context)
    if name in ("sup", "sub") and (small := _small(node, name)):
        yield Run(small, "text", inner.marks, inner.href)
        return
    before, after = _AROUND.get(name, ("", ""))
    if before:
        yield Run(before, "text", inner.marks, inner.href)
    yield from content_runs(node, inner)
    if after:
        yield Run(after, "text", inner.marks, inner.href)


def content_runs(node: Element, context: Context) -> Iterator[Run]:
    """The inline content of what is in an element."""
    if node.text:
        yield Run(node.text, "text", context.marks, context.href)
    for child in node:
        is_block = name_of(child) in BLOCKS
        if is_block:
            yield Run(" ")
        yield from runs_of(child, context)
        if child.tail:
            yield Run((" " if is_block else "") + child.tail, "text", context.marks, context.href)


def inner_context(node: Element, name: str, context: Context) -> Context:
    """What applies to the content of an inline element."""
    mark = _MARKS.get(name)
    if mark is not None and mark not in context.marks:
        return replace(context, marks=context.marks | {mark})
    if name == "a" and not context.href:
        return replace(context, href=_href(node, context))
    return context


def _href(node: Element, context: Context) -> str:
    if context.href or name_of(node) != "a" or node.get("href") is None:
        return context.href
    return resolved(node.get("href"), context)


def _small(node: Element, name: str) -> str:
    """Raised or lowered digits as the characters that Unicode has for them."""
    text = text_of(node).strip() if len(node) == 0 else ""
    table = _RAISED if name == "sup" else _LOWERED
    is_number = any(map(str.isdigit, text)) and all(ord(c) in table for c in text)
    return text.translate(table) if is_number else ""


def _picture(node: Element, context: Context) -> Iterator[Run]:
    alternative = node.get("alt") or ""
    classes = (node.get("class") or "").lower()
    if "emoji" in classes or "smiley" in classes:
        yield Run(alternative, "text", context.marks, context.href)
        return
    is_dot = node.get("width") in ("0", "1") or node.get("height") in ("0", "1")
    source = "" if is_dot else picture_source(node, context)
    if source:
        yield Run(alternative, "image", context.marks, context.href, source)


def player(node: Element, context: Context) -> Iterator[Run]:
    """A link to what would be played."""
    sources = [node.get("src"), node.get("data-src")]
    sources += [child.get("src") for child in node.iter("source")]
    addresses = [resolved(source, context, SHOWN) for source in sources if source]
    source = next(filter(None, addresses), "")
    if not source or (name_of(node) == "iframe" and not _isplayer(source)):
        return
    parts = urlsplit(source)
    last = parts.path.rstrip("/").rpartition("/")[2]
    label = parts.netloc if name_of(node) == "iframe" else last or parts.netloc
    yield Run(node.get("title") or label, "text", context.marks, source)


def _isplayer(address: str) -> bool:
    return bool(_PLAYER_HOSTS.fullmatch(urlsplit(address).hostname or ""))
