"""Documents that a later build will read."""

from __future__ import annotations

import msgspec


class Waiting(msgspec.Struct, frozen=True):
    """How many documents wait, the key of the next one, and when it is read (Unix seconds).

    `at` is None if the next build reads it.
    """

    count: int
    key: str
    at: int | None = None
