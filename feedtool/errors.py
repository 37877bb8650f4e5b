"""The errors that end a run, each with its exit code.

An error in a single document is not an exception but a `Problem` (see `model`). Every message
names the location, states the fact and offers a fix, in this order.
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_LEFT_OUT = 3  # published, but some documents were left out


class FeedtoolError(Exception):
    """Ends the run. The process exits with `exit_code`."""

    exit_code = 1


class ConfigError(FeedtoolError):
    """Options, configuration, templates or rules are invalid. Nothing was changed."""

    exit_code = 2


class PublishError(FeedtoolError):
    """The run could not publish everything. What it did not replace is unchanged."""

    exit_code = 1


class LedgerError(PublishError):
    """The ledger cannot be trusted. Nothing was published, to avoid assigning wrong identities."""


class Busy(FeedtoolError):
    """Another run holds the lock. 75 is EX_TEMPFAIL in sysexits.h: try again later."""

    exit_code = 75
