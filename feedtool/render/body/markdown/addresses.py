"""Links for the addresses that are written as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from feedtool.render.body.links import address_at, addresses, target
from feedtool.text.commonmark import is_harmless

_SCHEMES = ("https", "http")
# Before a part of another address, `blob:https://a.example/`, and of a link that is not one.
_ATTACHED = (":", "@", "+", "](")


def addresses_plugin(markdown: MarkdownIt) -> None:
    """Adds a rule for addresses with a scheme, so that nothing in them is emphasis."""
    markdown.inline.ruler.before("escape", "address", _address)


def _address(state: StateInline, silent: bool) -> bool:
    source = state.src
    if not source.startswith("://", state.pos) or state.linkLevel > 0:
        return False
    scheme = next((s for s in _SCHEMES if _ends_with(source, state.pos, s)), None)
    if scheme is None:
        return False
    start = state.pos - len(scheme)
    if source[max(0, start - 2) : start].endswith(_ATTACHED):
        return False
    if not silent and not state.pending.lower().endswith(scheme):
        return False
    address = address_at(source, start, state.posMax)
    if address is None or not is_harmless(address):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        for made in _link(state.md, address):
            token = state.push(made.type, made.tag, made.nesting)
            token.attrs, token.content, token.markup = made.attrs, made.content, made.markup
    state.pos = start + len(address)
    return True


def _ends_with(source: str, position: int, scheme: str) -> bool:
    return source[max(0, position - len(scheme)) : position].lower() == scheme


def link_words(markdown: MarkdownIt, children: Sequence[Token]) -> list[Token]:
    """The tokens of a text, with links for addresses that begin with `www.`."""
    made: list[Token] = []
    depth = 0
    for token in children:
        if token.type in ("link_open", "link_close"):
            depth += token.nesting
        elif token.type == "html_inline":
            depth += token.content.startswith("<a ") - (token.content == "</a>")
        if token.type == "text" and depth <= 0 and "www." in token.content.lower():
            made += _linked(markdown, token)
        else:
            made.append(token)
    return made


def _linked(markdown: MarkdownIt, token: Token) -> Iterator[Token]:
    end = 0
    for start, address in addresses(token.content):
        if not is_harmless(target(address)):
            continue
        yield Token("text", "", 0, content=token.content[end:start])
        yield from _link(markdown, address)
        end = start + len(address)
    yield Token("text", "", 0, content=token.content[end:])


def _link(markdown: MarkdownIt, address: str) -> tuple[Token, Token, Token]:
    opening = Token("link_open", "a", 1, markup="linkify")
    opening.attrs = {"href": markdown.normalizeLink(target(address))}
    closing = Token("link_close", "a", -1, markup="linkify")
    return opening, Token("text", "", 0, content=address), closing
