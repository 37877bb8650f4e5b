"""The name that was meant, for messages about a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def suggest(name: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The one of `known` that is most like `name`; None if none is at least `alike` (0 to 1).

    >>> suggest("titel", ["base-url", "title"]), suggest("x", ["title"])
    ('title', None)
    """
    # Imported here: only a run that ends in an error needs it.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, sorted(known), 1, alike)), None)
