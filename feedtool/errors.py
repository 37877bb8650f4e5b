"""The errors that end a run, each with its exit code.

An error in a single document is not an exception but a `Problem` (see `model`). Every message
names the location, states the fact and offers a fix, in this order.
"""

from __future__ import annotations

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


class Stopped(BaseException):
    """The process received a signal to end; `signal` is its number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number
