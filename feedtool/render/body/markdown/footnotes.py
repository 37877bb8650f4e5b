"""Footnotes: `[^1]` in the text, and `[^1]: ...` below it.

The notes follow the text, in the order in which they are first referred to. Ids have the name of
the page in them, so that they are unique where several articles are shown, as in a feed reader.
A note that nothing refers to, or the second under one label, is shown too: its words would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from feedtool.text.lazy_regex import lazy_regex

_REFERENCE = lazy_regex(r"\[\^([^\s\[\]]{1,200})\]")
_BACK = "\u21a9\ufe0e"  # without the second character, iOS shows an emoji


class _Note(msgspec.Struct):
    """A note: its number, its content, and the number of references to it."""

    number: int
    tokens: Sequence[Token] = ()
    references: int = 0


def footnotes_plugin(markdown: MarkdownIt) -> None:
    """Adds the rules for footnotes."""
    footnote_plugin(markdown, inline=False, move_to_end=False)
    markdown.inline.ruler.at("footnote_ref", _reference)


def _reference(state: StateInline, silent: bool) -> bool:
    """A reference to a note that there is."""
    if not state.src.startswith("[^", state.pos):
        return False
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    known = state.env.get("footnotes", {}).get("refs", {})
    if found is None or f":{found[1]}" not in known:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.meta = {"label": found[1]}
        token.content = found[0]
    state.pos = found.end()
    return True


def collect(tokens: list[Token], key: str) -> list[Token]:
    """The tokens with the notes at the end, and links between notes and references.

    `key` makes their ids unique among texts.
    """
    notes, rest = _split(tokens)
    if not notes:
        return tokens
    order: list[_Note] = []
    waiting: list[Sequence[Token]] = [rest]
    known: dict[str, _Note] = {}
    # Notes may refer to other notes, so each is searched once it has a number.
    while waiting:
        for token in _references(waiting.pop(0)):
            label = token.meta["label"]
            if label not in known:
                known[label] = _Note(len(order) + 1, notes.pop(label))
                order.append(known[label])
                waiting.append(known[label].tokens)
            known[label].references += 1
            token.type, token.content = "html_inline", _mark(known[label], key)
        if not waiting and notes:
            label = next(iter(notes))
            # Nothing refers to it.
            known[label] = _Note(len(order) + 1, notes.pop(label))
            order.append(known[label])
            waiting.append(known[label].tokens)
    return [*rest, *_section(order, key)]


def _split(tokens: Sequence[Token]) -> tuple[dict[str, Sequence[Token]], list[Token]]:
    """The notes by their labels, and the rest of the text."""
    notes: dict[str, Sequence[Token]] = {}
    rest: list[Token] = []
    inside: list[tuple[str, list[Token]]] = []  # notes may be nested
    for token in tokens:
        if token.type == "footnote_reference_open":
            inside.append((token.meta["label"], []))
        elif token.type == "footnote_reference_close":
            label, content = inside.pop()
            if label in notes:
                label = f"{label} {len(notes)}"  # not a label that can be referred to
            notes[label] = content
        else:
            (inside[-1][1] if inside else rest).append(token)
    return notes, rest


def _references(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "footnote_ref":
            yield token
        if token.type != "image":
            yield from _references(token.children or ())


def _mark(note: _Note, key: str) -> str:
    more = f".{note.references}" if note.references > 1 else ""
    return (
        f'<sup class="footnote-ref"><a href="#fn-{note.number}-{key}" '
        f'id="fnref-{note.number}{more}-{key}">{note.number}</a></sup>'
    )


def _section(notes: Sequence[_Note], key: str) -> Iterator[Token]:
    yield _html('<div class="footnotes">\n<ol>\n')
    for note in notes:
        yield _html(f'<li id="fn-{note.number}-{key}">')
        back = _back(note, key)
        if note.tokens and note.tokens[-1].type == "paragraph_close":
            yield from note.tokens[:-1]
            yield from (_html(back), note.tokens[-1])
        else:
            yield from note.tokens
            yield _html(back)
        yield _html("</li>\n")
    yield _html("</ol>\n</div>\n")


def _back(note: _Note, key: str) -> str:
    marks = []
    for number in range(1, note.references + 1):
        more = f".{number}" if number > 1 else ""
        address = f"#fnref-{note.number}{more}-{key}"
        marks.append(f' <a href="{address}" class="footnote-back">{_BACK}</a>')
    return "".join(marks)


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
