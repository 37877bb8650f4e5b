"""Counts the front matter fields that are not read, and names those that look like a mistake."""

from __future__ import annotations

from collections.abc import Iterable

from feedtool.model import Problem
from feedtool.readers.fields import DOCUMENTED
from feedtool.text.suggest import suggest

_ALIKE = 0.8  # at least; `subtitle` is less like `title`
# Names that other tools read, and that are no slip for one of ours.
_OTHERS = frozenset({"images", "languages", "dates", "sources", "data", "create", "updates"})


class IgnoredFields:
    """The ignored fields of one build: how many files have each, and the first of these files."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def add(self, key: str, names: Iterable[str]) -> None:
        """Counts the ignored fields of the document at `key`."""
        for name in names:
            self._counts[name] = self._counts.get(name, 0) + 1
            self._first.setdefault(name, key)

    def notices(self) -> tuple[str, ...]:
        """One notice for each field that is probably meant to be another."""
        return tuple(f"{problem.key}: {problem.message}" for problem in self.misspelled())

    def misspelled(self) -> tuple[Problem, ...]:
        """One problem for each field that is probably meant to be another."""
        return tuple(
            Problem(self._files(name), hint, left_out=False)
            for name in sorted(self._counts)
            if (hint := _hint(name)) is not None
        )

    def _files(self, name: str) -> str:
        others = self._counts[name] - 1
        more = f" and {others} other file{'s' * (others > 1)}" if others else ""
        return self._first[name] + more


def _hint(name: str) -> str | None:
    meant = None if name in _OTHERS else suggest(name, DOCUMENTED, _ALIKE)
    return meant and f"`{name}` in the front matter is ignored; did you mean `{meant}`?"
