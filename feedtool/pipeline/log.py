"""Log records of a build, for `-vv` and for programs that embed feedtool.

`logging` is slow to import, and nobody listens unless it was imported already.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging


def info(form: str, *values: object) -> None:
    """Logs what the owner of a site may want to know; `form` is filled in with the values."""
    logger = _logger()
    if logger is not None:
        logger.info(form, *values)


def debug(form: str, *values: object) -> None:
    """Logs a detail."""
    logger = _logger()
    if logger is not None:
        logger.debug(form, *values)


def has_details() -> bool:
    """Whether details are logged."""
    logger = _logger()
    return logger is not None and logger.isEnabledFor(sys.modules["logging"].DEBUG)


def _logger() -> logging.Logger | None:
    module = sys.modules.get("logging")
    return None if module is None else module.getLogger("feedtool")
