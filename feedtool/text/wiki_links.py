"""Links by name, as in Obsidian and in wikis: `[[Note]]`, `[[Note#Part|text]]`, `![[picture.png]]`.

What is not certain to be one stays as it is: `[[1]]`, `[[ -f file ]]`, and the label of a link.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from feedtool.text.template_tags import by_name

_LINK = re.compile(
    r"(?P<embed>!?)\[\[(?P<name>[^\s\[\]|#][^\[\]|#\n]{0,300})?(?P<part>#[^\[\]|\n]{0,300})?"
    r"(?:\\?\|(?P<shown>[^\[\]\n]{0,300}))?\]\](?![(\[])"
)
_NUMBER = re.compile(r"\d{1,5}")  # such as that of a note; longer ones name texts by their time
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|ico)$", re.IGNORECASE)
_SIZE = re.compile(r"\s*(\d{1,5})(?:x(\d{1,5}))?\s*")
_NOT_IN_FRAGMENTS = re.compile(r"[^\w\s-]")


def wiki_link(state: StateInline, silent: bool) -> bool:
    """The rule for the parser of inline text."""
    if not state.src.startswith(("[[", "![["), state.pos):
        return False
    found = _LINK.match(state.src, state.pos, state.posMax)
    if found is None or state.linkLevel or not _is_certain(found, state):
        return False
    if not silent:
        _push(state, found)
    state.pos = found.end()
    return True


def fragment_of(heading: str) -> str:
    """The fragment of a URL that leads to a heading, as GitHub makes it.

    >>> fragment_of("What's new?")
    'whats-new'
    """
    return "-".join(_NOT_IN_FRAGMENTS.sub("", heading).lower().split())


def _is_certain(found: re.Match[str], state: StateInline) -> bool:
    name = found["name"] or ""
    if not name and not found["part"]:
        return False
    if _NUMBER.fullmatch(name) or name.endswith(" "):
        return False
    # The label of a definition is a link of CommonMark, in brackets.
    inner = found[0].strip("![]")
    return normalizeReference(inner) not in state.env.get("references", {})


def _push(state: StateInline, found: re.Match[str]) -> None:
    name, shown = (found["name"] or "").strip(), (found["shown"] or "").strip()
    if found["embed"] and _PICTURE.search(name):
        _push_picture(state, by_name(name), name, shown)
        return
    part = (found["part"] or "").rpartition("#")[2].strip()
    fragment = f"#{fragment_of(part)}" if part and not part.startswith("^") else ""
    state.push("link_open", "a", 1).attrs["href"] = (by_name(name) if name else "") + fragment
    state.push("text", "", 0).content = shown or _readable(name) or part
    state.push("link_close", "a", -1)


def _push_picture(state: StateInline, address: str, name: str, shown: str) -> None:
    """Pushes a picture; what is behind the bar is its width, its width and height, or a text."""
    token = state.push("image", "img", 0)
    size = _SIZE.fullmatch(shown)
    alt = _readable(_PICTURE.sub("", name)) if size or not shown else shown
    text = Token("text", "", 0, content=alt)
    token.attrs = {"src": address, "alt": ""}
    if size is not None:
        token.attrs["width"] = size[1]
        if size[2]:
            token.attrs["height"] = size[2]
    token.children, token.content = [text], text.content


def _readable(name: str) -> str:
    """The last part of a path, without the ending of a text.

    >>> _readable("notes/On the wall.md"), _readable("a/talk.pdf")
    ('On the wall', 'talk.pdf')
    """
    return name.rpartition("/")[2].removesuffix(".md")
