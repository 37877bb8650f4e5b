"""What can be wrong with one document."""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """A document that could not be used, or could not be used as it is.

    `left_out` tells whether the site goes without it.
    """

    key: str
    message: str
    left_out: bool = True


class BeingWritten(msgspec.Struct, frozen=True):
    """A document that somebody is writing just now: it is left as it was, for the next build."""

    key: str
