"""Call-outs in three spellings: `> [!NOTE]`, `:::note` and `!!! note`.

All become a quotation with a title, which every feed reader sets apart. A folded one becomes
`details`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.shortcodes import CALLOUTS, DETAILS

_QUOTED = re.compile(r"\[!([A-Za-z][\w-]{0,40})\]([+-]?)[ \t]*([^\n]*)(?:\n|\Z)")
_NAME = re.compile(
    r"""\s*\{?\s*[.#]?(?P<name>[A-Za-z][\w-]{0,40})\s*(?:\[(?P<in>[^\[\]]*)\])?\s*"""
    r"""(?:title=)?["']?(?P<title>[^"'{}]*)["']?\s*(?:\{[^{}]*\}|\})?\s*\Z"""
)
_KINDS = (
    CALLOUTS
    | DETAILS
    | frozenset(
        "abstract summary tldr todo check done question help faq fail failure missing bug example "
        "quote cite seealso deprecated".split()
    )
)
_FOLDED = frozenset("details spoiler collapse".split())
_END = lazy_regex(r"^[ \t>]*(?P<end>:{3,})[ \t]*$", re.MULTILINE)
_MOST = 20  # lines read in search of the ends of containers, per line of the text


def quoted_plugin(markdown: MarkdownIt) -> None:
    """Adds the rule for `> [!NOTE]`."""
    markdown.core.ruler.before("inline", "quoted_callouts", _quoted)


def containers_plugin(markdown: MarkdownIt) -> None:
    """Adds the rule for `:::note`."""
    container_plugin(
        markdown,
        "callout",
        validate=lambda info, _: _NAME.match(info) is not None,
        render=lambda renderer, *of: str(renderer.renderToken(*of[:3], of[3])),
    )
    rules = markdown.block.ruler
    (rule,) = [found.fn for found in rules.__rules__ if found.name == "container_callout"]

    def closed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """As the rule of the plugin, for containers that have an end."""
        if not state.src.startswith(":::", state.bMarks[start] + state.tShift[start]):
            return False
        return _is_closed(state, start, end) and bool(rule(state, start, end, silent))

    rules.at("container_callout", closed, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    markdown.core.ruler.before("inline", "container_titles", _titled)


def _is_closed(state: StateBlock, start: int, end: int) -> bool:
    """Whether there is an end, and looking for it does not take too long."""
    if "containers" not in state.env:
        ends = [found.start("end") for found in _END.finditer(state.src)]
        state.env["containers"] = (ends, [_MOST * (len(state.bMarks) + 5)])
    ends, budget = state.env["containers"]
    index = bisect_left(ends, state.eMarks[start])
    if index == len(ends) or ends[index] > state.eMarks[end - 1] or budget[0] < 0:
        return False
    budget[0] -= bisect_left(state.bMarks, ends[index]) - start
    return True


def admonitions_plugin(markdown: MarkdownIt) -> None:
    """Adds the rule for `!!! note` and `??? note`."""
    admon_plugin(markdown)
    markdown.core.ruler.before("inline", "admonition_titles", _admonitions)


def _quoted(state: StateCore) -> None:
    made: list[Token] = []
    folded: list[int] = []  # levels of the quotations that became `details`
    for number, token in enumerate(state.tokens):
        made.append(token)
        if token.type == "blockquote_close" and folded and folded[-1] == token.level:
            folded.pop()
            token.tag = "details"
        text = state.tokens[number + 2] if number + 2 < len(state.tokens) else token
        if token.type != "blockquote_open" or text.type != "inline":
            continue
        found = _QUOTED.match(text.content)
        if found is None:
            continue
        name, fold, title = found.groups()
        made += _opened(token, name.lower(), _title(name, title), fold)
        if fold:
            folded.append(token.level)
        text.content = text.content[found.end() :]
        if not text.content.strip():
            hide(state.tokens[number + 1 : number + 4])
    state.tokens = made


def _titled(state: StateCore) -> None:
    made: list[Token] = []
    open_: list[Token] = []
    for token in state.tokens:
        made.append(token)
        if token.type == "container_callout_open":
            found = _NAME.match(token.info)
            name = found["name"] if found is not None else "note"
            title = (found["in"] or found["title"] or "").strip() if found is not None else ""
            folded = "-" if name.lower() in _FOLDED else ""
            made += _opened(token, name.lower(), _title(name, title), folded)
            open_.append(token)
        elif token.type == "container_callout_close" and open_:
            token.tag = open_.pop().tag
    state.tokens = made


def _admonitions(state: StateCore) -> None:
    tags: list[str] = []
    for number, token in enumerate(state.tokens):
        if token.type == "admonition_open":
            is_folded = token.markup.startswith("?")
            tags.append("details" if is_folded else "blockquote")
            token.attrs = {"class": _classes(str(token.meta["tag"]))}
            if token.markup.endswith("+"):
                token.attrs["open"] = ""
            token.tag = tags[-1]
            if '"' not in token.info and token.content:
                name, _, title = token.info.strip().partition(" ")
                state.tokens[number + 2].content = _title(name, title.strip())
        elif token.type == "admonition_close":
            token.tag = tags.pop()
        elif token.type.startswith("admonition_title") and tags:
            token.tag = "summary" if tags[-1] == "details" else "p"
            if token.nesting > 0:
                token.attrs = {} if token.tag == "summary" else {"class": "callout-title"}


def _opened(token: Token, name: str, title: str, fold: str) -> Sequence[Token]:
    """Makes a call-out of the block that `token` opens; the tokens of its title."""
    token.tag = "details" if fold else "blockquote"
    token.attrs = {"class": _classes(name)}
    if fold == "+":
        token.attrs["open"] = ""
    tag, attributes = ("summary", {}) if fold else ("p", {"class": "callout-title"})
    opening = Token("callout_title_open", tag, 1, block=True)
    opening.attrs = dict(attributes)
    opening.level = token.level + 1
    text = Token("inline", "", 0, content=title, children=[], level=token.level + 2, block=True)
    closing = Token("callout_title_close", tag, -1, level=token.level + 1, block=True)
    return opening, text, closing


def _classes(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isalnum() or letter in "-_")
    return f"callout {kept}" if kept else "callout"


def _title(name: str, title: str) -> str:
    """The title of a call-out: its own, else its name. A name that is not a kind of call-out stays.

    >>> _title("NOTE", ""), _title("note", "A title"), _title("See-also", "this")
    ('Note', 'A title', 'See also: this')
    """
    shown = name.replace("-", " ").replace("_", " ")
    shown = shown[:1].upper() + (shown[1:].lower() if shown.isupper() else shown[1:])
    if not title:
        return shown
    return title if name.lower() in _KINDS else f"{shown}: {title}"


def hide(tokens: Sequence[Token]) -> None:
    """Takes a paragraph out of what is rendered."""
    for token in tokens:
        token.hidden = True
        if token.type == "inline":
            token.content, token.children = "", []
