"""The clock. Nothing else reads it, so that a build can be repeated as of another time."""

from __future__ import annotations

import os
import time

from feedtool.errors import ConfigError


def now() -> int:
    """Unix seconds: SOURCE_DATE_EPOCH if it is set, otherwise the clock."""
    declared = os.environ.get("SOURCE_DATE_EPOCH")
    if declared is None:
        return int(time.time())
    try:
        return int(declared)
    except ValueError:
        raise ConfigError(
            f"SOURCE_DATE_EPOCH: '{declared}' is not a number of seconds; correct or unset it"
        ) from None
