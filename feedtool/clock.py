"""The clock. Nothing else reads it, so that a build can be repeated as of another time."""

from __future__ import annotations

import os
import time

from feedtool.errors import ConfigError

_LAST = 253_402_041_600  # 9999-12-29, so that it has a year in every time zone


def now() -> int:
    """Unix seconds: SOURCE_DATE_EPOCH if it is set, otherwise the clock."""
    declared = os.environ.get("SOURCE_DATE_EPOCH")
    if declared is None:
        return int(time.time())
    try:
        seconds = int(declared)
    except ValueError:
        raise ConfigError(
            f"SOURCE_DATE_EPOCH: '{declared}' is not a number of seconds; correct or unset it"
        ) from None
    if not 0 <= seconds <= _LAST:
        raise ConfigError(
            f"SOURCE_DATE_EPOCH: {seconds} is not between 1970 and the year 9999; correct or unset "
            "it"
        )
    return seconds
