"""HTML in Markdown: harmless elements are kept, the rest is text or left out.

A tag is one only if HTML has an element of its name; in `Vec<T>` it is text. Tags are rewritten
with the attributes that are allowed, so nothing else of them gets into a page. What is left is
balanced by `safety`.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_inline import StateInline

from feedtool.render.body.markdown.element_data import (
    ADDRESSES,
    ATTRIBUTES,
    BLOCKS,
    ENDS_BY_ITSELF,
    FLAGS,
    FRAMES,
    INLINE,
    KEPT,
    KNOWN,
    LEFT_OUT,
    LEFT_OUT_VOID,
    NEUTRAL,
    NOT_MARKDOWN,
    NOT_READ,
    NUMBERS,
    PARENTS,
    RENAMED,
    VOID,
)
from feedtool.render.body.markdown.marks import MARK, Mark
from feedtool.text.commonmark import is_harmless
from feedtool.text.lazy_regex import lazy_regex

_VALUE = r"[^\"'=<>`\x00-\x20]+|'[^']*'|\"[^\"]*\""
TAG = lazy_regex(
    r"<(?P<close>/)?(?P<name>[A-Za-z][A-Za-z0-9]*)"
    rf"(?P<attributes>(?:\s+[A-Za-z_:@][\w:.@-]*(?:\s*=\s*(?:{_VALUE}))?)*)\s*(?P<empty>/)?>"
)
_ATTRIBUTE = lazy_regex(rf"([A-Za-z_:@][\w:.@-]*)(?:\s*=\s*({_VALUE}))?")
_CODE = re.compile(r"[(){};=]|>\s*</")
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")


def elements_plugin(markdown: MarkdownIt) -> None:
    """Adds the rule for tags; addresses in them stay as they are."""
    markdown.inline.ruler.before("html_inline", "element", _element)


def _element(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    found = TAG.match(state.src, state.pos, state.posMax)
    if found is None or found["name"].lower() not in KNOWN:
        return False
    name = found["name"].lower()
    end = found.end()
    if name in NOT_READ and found["close"]:
        return False
    whole = name in NOT_MARKDOWN and not found["close"] and not found["empty"]
    if whole:
        end = _end_of(state, name, end)
        if end < 0 or (name in NOT_READ and not _CODE.search(state.src, found.end() - 1, end)):
            return False  # in a text about `<script>`, what is between two tags may be prose
    if not silent:
        token = state.push(MARK, "", 0)
        token.content = state.src[state.pos : end]
        mark = _of_element(token.content, name) if whole else _of_tag(found)
        token.meta = {MARK: mark}
        if name == "a" and not found["empty"]:
            state.linkLevel += -1 if found["close"] else 1
    state.pos = end
    return True


def _end_of(state: StateInline, name: str, start: int) -> int:
    """Where the element ends; -1 if it does not."""
    key = -2 - NOT_MARKDOWN.index(name)  # other keys of this cache are positions, or -1
    if start >= state.cache.get(key, len(state.src)):
        return -1
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(state.src, start, state.posMax)
    if closing is None:
        state.cache[key] = start
        return -1
    return closing.end()


def _of_element(source: str, name: str) -> Mark:
    """The mark for a whole element whose content is not Markdown."""
    return Mark(name, "void", fragment(source), is_block=name == "pre")


def fragment(source: str) -> str:
    """HTML with the elements that are kept, from HTML that is not Markdown inside.

    Everything that is not a tag of a known element is escaped.

    >>> fragment("<pre>Vec<T> <b onclick='x'>a</b></pre><script>b</script>")
    '<pre>Vec&lt;T&gt; <b>a</b></pre>'
    """
    pieces: list[str] = []
    end = 0
    for found in TAG.finditer(source):
        name = found["name"].lower()
        if found.start() < end or name not in KNOWN:
            continue
        pieces.append(_escaped(source[end : found.start()]))
        end = found.end()
        if name in ("script", "style", "svg", "math", "iframe") and not found["close"]:
            closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(source, end)
            inner = source[end : closing.start()] if closing is not None else ""
            end = end if closing is None else closing.end()
            pieces.append(_instead(found, name, inner))
        elif found["close"] or _is_safe(found, name):
            pieces.append(_tag(found))
        else:
            pieces.append(_escaped(found[0]))
    pieces.append(_escaped(source[end:]))
    return "".join(pieces)


def _instead(found: re.Match[str], name: str, inner: str) -> str:
    """What is shown of an element whose content cannot be kept as it is."""
    if name in NOT_READ:
        return ""
    if name in FRAMES:
        return _frame(found) or _escaped(found[0])
    # Of a drawing or a formula only the words are left.
    return _escaped(" ".join(_ANY_TAG.sub(" ", _SCRIPT.sub("", inner)).split()))


def _frame(found: re.Match[str]) -> str:
    """A link to what a frame shows; empty if it does not say, or runs something."""
    address = _attributes(found).get(FRAMES[found["name"].lower()], "").strip()
    if not address or not is_harmless(address):
        return ""
    shown = html.escape(normalizeLink(address))
    return f'<a href="{shown}">{shown}</a>'


def _of_tag(found: re.Match[str]) -> Mark:
    written, name = found["name"].lower(), _renamed(found)
    is_block = name in BLOCKS
    within = PARENTS.get(name, frozenset())
    if found["close"]:
        is_lost = is_block or name not in INLINE or written in RENAMED or name in NEUTRAL
        return Mark(written, "close", _tag(found), "" if is_lost else None, is_block)
    if not _is_safe(found, name):
        return Mark(written, "void", "", None, within=frozenset({"nothing"}))
    if name in FRAMES:
        return Mark(written, "void", _frame(found))
    if name in VOID:
        # A line or a medium is not within a paragraph, other void elements are.
        return Mark(written, "void", _tag(found), "", name in ("hr", "source"), within)
    if name in LEFT_OUT:
        return Mark(written, "void" if written in LEFT_OUT_VOID else "open", "", "")
    if found["empty"]:
        return Mark(written, "void", _tag(found) + f"</{name}>", "", is_block, within)
    alone = None
    if name in ENDS_BY_ITSELF and not within:
        alone = _tag(found)
    elif is_block or name in NEUTRAL or written in RENAMED:
        alone = ""
    return Mark(written, "open", _tag(found), alone, is_block, within)


def _renamed(found: re.Match[str]) -> str:
    name = found["name"].lower()
    return RENAMED.get(name, name)


def _is_safe(found: re.Match[str], name: str) -> bool:
    """Whether its addresses run nothing, and a picture has one."""
    attributes = _attributes(found)
    if name == "img" and not attributes.get("src"):
        return False
    if name in FRAMES and name != "object":
        return bool(_frame(found))
    return all(is_harmless(attributes[key]) for key in ADDRESSES if key in attributes)


def _attributes(found: re.Match[str]) -> dict[str, str]:
    """The attributes of a tag, of which the first of a name counts."""
    read: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(found["attributes"] or ""):
        bare = value[1:-1] if value[:1] in ("'", '"') else value
        read.setdefault(name.lower(), html.unescape(bare))
    return read


def _tag(found: re.Match[str]) -> str:
    """The tag with the attributes that are allowed; empty if the element is not kept."""
    name = _renamed(found)
    if name not in KEPT:
        return ""
    if found["close"]:
        return f"</{name}>" if name not in VOID else ""
    given = _attributes(found)
    if name in ("audio", "video"):
        given["controls"] = ""
    if name == "img":
        given.setdefault("alt", "")
    if name == "a" and "name" in given:
        given.setdefault("id", given.pop("name"))  # `name` is obsolete
    pieces = [f"<{name}"]
    for key, value in given.items():
        if key in ATTRIBUTES[name]:
            pieces.append(_attribute(key, value))
    return "".join(pieces) + ">"


def _attribute(key: str, value: str) -> str:
    if key in FLAGS:
        return f" {key}"
    if key in ADDRESSES:
        value = normalizeLink(value.strip())
    elif (key in NUMBERS and not re.fullmatch(r"\d{1,5}", value)) or (
        key == "id" and not re.fullmatch(r"\S+", value)
    ):
        return ""
    return f' {key}="{html.escape(value)}"'


def _escaped(text: str) -> str:
    """Text from HTML: its character references stay."""
    return html.escape(html.unescape(text), quote=False)
