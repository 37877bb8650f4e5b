"""How signals stop a run: at any time, except while it moves files into place."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

from feedtool.errors import Stopped

_ASKED_TO_STOP = frozenset({signal.SIGINT, signal.SIGTERM})


def stop_when_asked() -> None:
    """Makes SIGTERM raise an exception, as SIGINT does, so that temporary files are removed."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


@contextmanager
def defer_signals() -> Iterator[None]:
    """Blocks SIGINT and SIGTERM until the end of the `with` statement, which must be short."""
    if current_thread() is not main_thread():
        yield  # only the main thread handles signals
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ASKED_TO_STOP)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
