"""How a run is stopped from outside: between two steps, never amid putting files in place."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

_ASKED_TO_STOP = frozenset({signal.SIGINT, signal.SIGTERM})


class Stopped(BaseException):
    """Somebody asked the process to end, with `signal` (a number)."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number


def stop_when_asked() -> None:
    """Has SIGTERM, as SIGINT, unwind what is under way, so that nothing temporary is left."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


@contextmanager
def defer_signals() -> Iterator[None]:
    """Lets nobody stop what is inside, which has to be short; whoever asked is heard afterwards."""
    if current_thread() is not main_thread():
        yield  # signals come to the main thread only
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ASKED_TO_STOP)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
