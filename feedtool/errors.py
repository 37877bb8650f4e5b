"""What can go wrong with a whole run, each kind with the exit code it ends in.

What is wrong with a single document is no exception but a `Problem` (see `model`).
Every message has the place, the fact and the way out, in this order.
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_LEFT_OUT = 3  # published, but some documents were left out


class FeedtoolError(Exception):
    """Ends the run. `exit_code` is what the process returns to cron."""

    exit_code = 1


class ConfigError(FeedtoolError):
    """Options, configuration, templates or rules are wrong. Nothing was touched."""

    exit_code = 2


class PublishError(FeedtoolError):
    """Nothing was published, or not all of it: the site that stood before still stands."""

    exit_code = 1


class LedgerError(PublishError):
    """The ledger cannot be trusted, so nothing was published under a doubtful name."""


class Busy(FeedtoolError):
    """Another run holds the lock. 75 is EX_TEMPFAIL of sysexits.h: try again later."""

    exit_code = 75
