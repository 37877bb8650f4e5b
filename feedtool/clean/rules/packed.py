"""Rules in a form that is read fast: without their examples, and with what lines they may take."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from feedtool.clean.rules.matcher import Index, Rule, RuleSet


class Rulebook(msgspec.Struct, frozen=True):
    """Rules, and an index of their patterns; `source` is a digest of what they were made from."""

    source: str
    rules: tuple[Rule, ...]
    index: Index

    def joined(self, more: Iterable[Rule]) -> RuleSet:
        """These rules and `more`, ready to match lines."""
        return RuleSet((*self.rules, *more), self.index)


def rulebook(rules: Iterable[Rule], source: str) -> Rulebook:
    """A rulebook of `rules`, made from files with the digest `source`."""
    bare = tuple(replace(rule, drops=(), keeps=()) for rule in rules)
    return Rulebook(source, bare, Index().followed_by([p for rule in bare for p in rule.matches]))


def pack(book: Rulebook) -> bytes:
    """The rulebook as JSON, the same bytes each time."""
    return msgspec.json.encode(book, order="deterministic")


def unpack(body: bytes) -> Rulebook:
    """The rulebook that was packed. Raises `msgspec.DecodeError` for other bytes."""
    return msgspec.json.decode(body, type=Rulebook)
