"""Recognizes the call that crontabs have, and ends it at once if nothing changed.

Any other option, and any value that click would complain about, is left to click. Without changes,
nothing is imported but this package and `feedtool.unchanged`.
"""

from __future__ import annotations

import fcntl
import gc
import os
import sys

from feedtool.clock import now
from feedtool.errors import EXIT_OK
from feedtool.file_names import CONFIG, LOCK, STATE, STATUS
from feedtool.unchanged import record

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUIET = ("-q", "--quiet")
_CONFIG = "--config"
_COMPLETION = "_FEEDTOOL_COMPLETE"  # by which click is asked for completions


class PlainBuild:
    """`feedtool build` with at most --quiet and --config, whose file `config` is.

    `known` is the record of an earlier run without news, if that run depended on the same settings
    and the same state.
    """

    def __init__(self, config: str | None, *, is_quiet: bool) -> None:
        self.config = config
        self.is_quiet = is_quiet
        self.known: record.Record | None = None

    def run(self) -> int:
        """The exit status of the build."""
        if self._is_idle():
            return EXIT_OK
        gc.disable()  # until everything is loaded, see `run_build`
        try:
            return self._build()
        finally:
            gc.enable()

    def _build(self) -> int:
        # Imported here: not needed if nothing changed.
        from pathlib import Path

        from feedtool.cli.building import BuildCall, run_build
        from feedtool.config import Options
        from feedtool.pipeline.signals import stop_when_asked

        stop_when_asked()
        options = Options(config=None if self.config is None else Path(self.config))
        return run_build(BuildCall(options=options, quiet=self.is_quiet), self.known)

    def _is_idle(self) -> bool:
        """Whether nothing changed since a run that found nothing to do; notes the time then."""
        if not self.is_quiet and (sys.stdout.isatty() or sys.stderr.isatty()):
            return False  # somebody wants to read how it went
        config = os.path.realpath(self.config or CONFIG)
        state = f"{os.path.dirname(config)}/{STATE}"
        moment = now()
        found = record.read(state, config, moment)
        if found is None or not _is_free(f"{state}/{LOCK}"):
            return False
        if found.changed():
            self.known = found
            return False
        try:  # noqa: SIM105  # contextlib takes longer to import than all else here
            os.utime(f"{state}/{STATUS}", (moment, moment))
        except OSError:
            pass  # as when a build cannot write it
        return True


def requested(arguments: Sequence[str]) -> PlainBuild | None:
    """The build that the arguments ask for, if they are at most --quiet and a --config file.

    >>> requested(["build", "--jobs", "2"]), requested(["plan"])
    (None, None)
    >>> requested(["build", "-q"]).is_quiet
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
    return PlainBuild(config, is_quiet=quiet)


def _is_file(value: str) -> bool:
    """Whether click accepts the value, and does not take it for an option."""
    return not value.startswith("-") and os.path.isfile(value) and os.access(value, os.R_OK)


def _is_free(lock: str) -> bool:
    """Whether no other run holds the lock, as far as this user may know."""
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)
