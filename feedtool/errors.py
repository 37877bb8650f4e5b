"""The errors that end a run, each with its exit code.

An error in a single document is not an exception but a `Problem` (see `model`). Every message
names the location, states the fact and offers a fix, in this order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

EXIT_OK = 0
EXIT_LEFT_OUT = 3  # published, but some documents were left out
EXIT_CHANGED = 10  # published something new, with --exit-code-changed


class FeedtoolError(Exception):
    """Ends the run. The process exits with `exit_code`."""

    exit_code = 1

    @property
    def code(self) -> str | None:
        """The code of the message, such as FT002; None if it has none."""
        # Imported here: most runs have no errors.
        from feedtool.messages import code

        return code(str(self))


class ConfigError(FeedtoolError):
    """Options, configuration, templates or rules are invalid. Nothing was changed."""

    exit_code = 2


class PublishError(FeedtoolError):
    """The run could not publish everything. What it did not replace is unchanged."""

    exit_code = 1


class LedgerError(PublishError):
    """The ledger cannot be trusted. Nothing was published, to avoid assigning wrong identities."""


class CacheDamaged(PublishError):
    """The cache cannot be read. A build discards it and starts over."""


class Busy(FeedtoolError):
    """Another run holds the lock. 75 is EX_TEMPFAIL in sysexits.h: try again later."""

    exit_code = 75


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
