"""Recognizes the call that crontabs have, without click.

Any other option, and any value that click would complain about, is left to click.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedtool.cli.building import BuildCall

_QUIET = ("-q", "--quiet")
_CONFIG = "--config"
_COMPLETION = "_FEEDTOOL_COMPLETE"  # by which click is asked for completions


def requested(arguments: Sequence[str]) -> BuildCall | None:
    """The build that the arguments ask for, if they are at most --quiet and a --config file.

    >>> requested(["build", "--jobs", "2"]), requested(["plan"])
    (None, None)
    >>> requested(["build", "-q"]).quiet
    True
    """
    if arguments[:1] != ["build"] or _COMPLETION in os.environ:
        return None
    quiet, config = False, None
    rest = iter(arguments[1:])
    for argument in rest:
        if argument in _QUIET:
            quiet = True
        elif argument == _CONFIG and config is None and _is_file(value := next(rest, "")):
            config = value
        else:
            return None
    # Imported here: they are needed for a build only.
    from pathlib import Path

    from feedtool.cli.building import BuildCall
    from feedtool.config import Options

    return BuildCall(options=Options(config=None if config is None else Path(config)), quiet=quiet)


def _is_file(value: str) -> bool:
    """Whether click accepts the value, and does not take it for an option."""
    return not value.startswith("-") and os.path.isfile(value) and os.access(value, os.R_OK)
