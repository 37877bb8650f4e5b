"""Template tags of other site generators: what they show, as HTML.

`text.shortcodes` reads them. A tag that only its own program can fill in is left out; the reader of
the document reports it.
"""

from __future__ import annotations

import html

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_inline import StateInline

from feedtool.render.body.markdown.marks import MARK, Mark
from feedtool.text.commonmark import is_harmless
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.shortcodes import (
    CALLOUTS,
    DETAILS,
    EMBEDS,
    FIGURES,
    GENERIC,
    HIGHLIGHTS,
    QUOTES,
    Tag,
    embedded,
    tag_at,
)

_RAW = "raw"
_IN_ADDRESS = lazy_regex(r"\]\([^\s()]*\Z")
_ID = lazy_regex(r"#([^\s#{}.]+)")
_NEAR = 200  # characters before a tag in which an address may begin
_PATH = lazy_regex(r"\S*[./]\S*\Z")
_WHOLE = ("comment", *HIGHLIGHTS)
_END = lazy_regex(
    rf"\{{%-?\s*end(?:{'|'.join(_WHOLE)})\b|\{{\{{[<%]\s*/\s*(?:{'|'.join(_WHOLE)})\b"
)
_NO_END = -20  # a key of the parser's cache, whose other keys are positions or nearer to 0


def templates_plugin(markdown: MarkdownIt) -> None:
    """Adds the rule for tags."""
    markdown.inline.ruler.before("link", "template", _template)


def _template(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    tag = tag_at(state.src, state.pos, state.posMax)
    if tag is None or (state.env.get(_RAW) and tag.name != _RAW):
        return False
    if _IN_ADDRESS.search(state.src, max(0, state.pos - _NEAR), state.pos):
        return False  # an address that is not one; it is shown as it is written
    end = state.pos + len(tag.source)
    inner = None
    if tag.role == "open" and tag.name in _WHOLE:
        closing = _end_of(state, tag, end)
        if closing is not None:
            inner, end = closing
    if not silent:
        if tag.name == _RAW:
            state.env[_RAW] = tag.role == "open"
        _push(state, tag, inner)
    state.pos = end
    return True


def _end_of(state: StateInline, tag: Tag, start: int) -> tuple[str, int] | None:
    """The text up to the end tag of `tag`, and where that ends."""
    if start >= state.cache.get(_NO_END, len(state.src)):
        return None
    found = _END.search(state.src, start, state.posMax)
    if found is None:
        state.cache[_NO_END] = start  # nor is there one below
        return None
    closing = tag_at(state.src, found.start(), state.posMax)
    if closing is None or closing.name != tag.name:
        return None
    return state.src[start : found.start()], found.start() + len(closing.source)


def _push(state: StateInline, tag: Tag, inner: str | None) -> None:
    if tag.role == "literal":
        state.push("text", "", 0).content = tag.name
        return
    if inner is not None and tag.name in HIGHLIGHTS:
        state.push("code_inline", "code", 0).content = inner.strip()
        return
    if tag.role == "attributes":
        # The id of a heading is its own, everything else is for a style sheet.
        found = _ID.search(tag.name)
        state.push("html_inline", "", 0).meta = {"id": found[1] if found is not None else ""}
        return
    token = state.push(MARK, "", 0)
    token.content = tag.source
    start, end, alone = ("", "", "") if inner is not None else _shown(tag)
    is_wrapping = bool(end)
    is_wrapping |= alone.startswith("<figure")
    is_block = is_wrapping
    role = "close" if tag.role == "close" else "open" if tag.role == "open" else "void"
    key = f"tag:{tag.name}" if tag.name or role != "close" else ""
    if role == "close":
        is_block = tag.name in QUOTES | CALLOUTS | DETAILS
        start, is_wrapping = "", is_block
    token.meta = {
        MARK: Mark(key, role, start, alone, is_block, wraps=is_wrapping),  # type: ignore[arg-type]
        "end": end,
    }


def _shown(tag: Tag) -> tuple[str, str, str]:
    """The HTML of a start tag and of its end tag, and of a tag without an end tag."""
    if tag.role != "open":
        return "", "", ""
    if tag.name in FIGURES:
        figure = _figure(tag)
        return figure, "", figure
    if tag.name in EMBEDS and (address := embedded(tag)):
        shown = html.escape(address)
        title = html.escape(tag.argument("title") or address)
        link = f'<a href="{shown}">{title}</a>'
        return link, "", link
    if tag.name in QUOTES:
        author = ", ".join(filter(None, (tag.argument("author"), tag.argument("source"))))
        cite = f"<p><cite>{html.escape(author)}</cite></p>" if author else ""
        return "<blockquote>", f"{cite}</blockquote>", ""
    if tag.name in DETAILS:
        summary = tag.argument("summary", "title", position=0) or tag.name.title()
        return f"<details><summary>{html.escape(summary)}</summary>", "</details>", ""
    if tag.name in CALLOUTS:
        return _callout(tag)
    return "", "", ""


def _callout(tag: Tag) -> tuple[str, str, str]:
    kind, title = tag.name, tag.argument("title")
    if tag.name in GENERIC:
        kind = tag.argument("type", "level", "kind", position=0).split(" ")[0] or tag.name
    elif not title:
        title = tag.argument(position=0)
    name = "".join(c for c in kind.lower() if c.isalnum() or c == "-")
    shown = html.escape(title or kind.title())
    return (
        f'<blockquote class="callout {name}"><p class="callout-title">{shown}</p>',
        "</blockquote>",
        "",
    )


def _figure(tag: Tag) -> str:
    """The picture, with its caption and link; empty if it has no address."""
    paths = [value for value in tag.arguments if _PATH.match(value)]
    address = tag.argument("src", "path", "url", "href") or (paths[0] if paths else "")
    if not address or not is_harmless(address) or "{" in address:
        return ""
    words = [value for value in tag.arguments if value not in paths and " " in value]
    alt = tag.argument("alt") or (words[0] if words else "")
    picture = f'<img src="{html.escape(normalizeLink(address))}" alt="{html.escape(alt)}">'
    link = tag.argument("link")
    if link and is_harmless(link):
        picture = f'<a href="{html.escape(normalizeLink(link))}">{picture}</a>'
    said = filter(None, (tag.argument("title"), tag.argument("caption"), tag.argument("attr")))
    caption = html.escape(" – ".join(said))
    under = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{picture}{under}</figure>"
