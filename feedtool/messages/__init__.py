"""The code of each message, found by the form of the message.

Messages are composed where the facts are known, and some are kept in the cache, so they carry no
codes: those are looked up when a message is shown. The catalogue has an entry for each message, in
a module for each range of codes. It is loaded by the first look-up, which a run without news does
not make. docs/reference/messages.md is made from it; docs/decisions/message-codes.md has the
reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedtool.messages.message import Message

ALSO = ". Also: "  # between notices that are shown as one message
_PLACES = (": ", "' ")  # behind the file, setting or quoted value that a message is about
_END = 4  # characters by which most entries are ruled out
# What the messages of each range are about, and the modules with them, in the order of codes.
_RANGES = {
    "Options and configuration": ("options",),
    "Reading files and dumps": ("reading", "dumps"),
    "Front matter and header lines": ("front_matter",),
    "Cleaning and rules": ("cleaning",),
    "Ids, the ledger and adopted feeds": ("identity", "ledger_commands"),
    "Pages, templates and references": ("rendering",),
    "Feeds and what is published": ("feeds", "feed_documents", "feed_formats"),
    "Files and folders": ("output",),
    "Runs, workers, commands and hubs": ("runs",),
    "Import, preview and bugs": ("moving_in",),
}


@cache
def ranges() -> dict[str, tuple[Message, ...]]:
    """All messages by what they are about, in the order of codes."""
    return {
        title: tuple(
            message for name in names for message in import_module(f"{__name__}.{name}").MESSAGES
        )
        for title, names in _RANGES.items()
    }


@cache
def catalogue() -> dict[str, Message]:
    """All messages by code, in the order of the codes."""
    return {message.code: message for messages in ranges().values() for message in messages}


@lru_cache(maxsize=4096)
def code(message: str) -> str | None:
    """The code of a single message, which may begin with a place; None if it is not known.

    >>> code("a.md: is empty; write the article into it or delete it")
    'FT101'
    >>> code("a.md: a text that feedtool does not have") is None
    True
    """
    wrapper = None
    for entry, literals in _candidates(message[-_END:]):
        if not _matches(literals, message):
            continue
        if not entry.is_wrapper:
            return entry.code
        wrapper = wrapper or code(_inside(literals, message)) or entry.code
    return wrapper


def codes(message: str) -> tuple[str, ...]:
    """The codes of a message that may consist of several notices."""
    return tuple(found for found in map(code, message.split(ALSO)) if found is not None)


def with_codes(message: str) -> str:
    """The message as it is printed, with the code behind each of its notices.

    >>> with_codes("a.md: is empty; write the article into it or delete it")
    'a.md: is empty; write the article into it or delete it [FT101]'
    """
    parts = ((part, code(part)) for part in message.split(ALSO))
    return ALSO.join(part if found is None else f"{part} [{found}]" for part, found in parts)


def matching(message: str) -> Iterator[Message]:
    """All entries that match a message; the one with the most literal text first."""
    candidates = _candidates(message[-_END:])
    return (entry for entry, literals in candidates if _matches(literals, message))


@cache
def _most_literal_first() -> list[tuple[Message, tuple[str, ...]]]:
    entries = [(entry, entry.literals) for entry in catalogue().values()]
    return sorted(entries, key=lambda entry: -sum(map(len, entry[1])))


@lru_cache(maxsize=4096)
def _candidates(end: str) -> tuple[tuple[Message, tuple[str, ...]], ...]:
    """The entries with their literals that can match a message with this end."""
    return tuple(
        (entry, literals)
        for entry, literals in _most_literal_first()
        if literals[-1].endswith(end) or end.endswith(literals[-1])
    )


def _matches(literals: tuple[str, ...], message: str) -> bool:
    """Whether the literals are in the message, in order, from the start or a place to the end."""
    first, *others = literals
    if not others:
        return message == first or message.endswith(tuple(place + first for place in _PLACES))
    if not message.endswith(others[-1]):
        return False
    end = _end_of_first(first, message)
    for literal in others[:-1]:
        found = -1 if end < 0 else message.find(literal, end)
        end = -1 if found < 0 else found + len(literal)
    return 0 <= end <= len(message) - len(others[-1])


def _end_of_first(first: str, message: str) -> int:
    """Where the first literal ends, at the start of the message or behind a place; -1: nowhere."""
    if message.startswith(first):
        return len(first)
    ends = [
        message.find(place + first) + len(place) for place in _PLACES if place + first in message
    ]
    return min(ends) + len(first) if ends else -1


def _inside(literals: tuple[str, ...], message: str) -> str:
    """The last value of a form."""
    start, last = literals[-2], literals[-1]
    return message[message.find(start) + len(start) : len(message) - len(last)]
