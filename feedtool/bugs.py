"""Exceptions that feedtool did not expect, as values: one document must not stop all the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

from feedtool.errors import FeedtoolError

P = ParamSpec("P")
T = TypeVar("T")

_LONGEST_FACT = 200  # characters


class Bug(NamedTuple):
    """An exception that feedtool did not expect, as a value that workers can return."""

    fact: str

    def message(self, done: str) -> str:
        """The message about a document that could not be `done` ("read", "rendered", ...)."""
        return (
            f"could not be {done} because of a bug in feedtool ({self.fact}). Please report it and "
            "attach this file; move the file out of the input folder for now"
        )


def attempt(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | Bug:
    """The result of `work`, which handles one document, or the bug that it ran into.

    Errors that concern the whole run are raised: feedtool's own, which include those of SQLite,
    and those of the system.
    """
    try:
        return work(*args, **named)
    except (FeedtoolError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  # one text must never stop all the others
        fact = " ".join(f"{type(error).__name__}: {error}".rstrip(": ").split())
        return Bug(fact if len(fact) <= _LONGEST_FACT else f"{fact[:_LONGEST_FACT]}…")
