"""The name that was meant, for messages about a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def suggest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is most like `name`; None if none is like it.

    >>> suggest("titel", ["base-url", "title"]), suggest("x", ["title"])
    ('title', None)
    """
    # Imported here: only a run that ends in an error needs it.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), 1)), None)
