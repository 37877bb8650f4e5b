"""One run at a time: a lock on the state folder that cannot outlive its process.

It is a flock on an open file, so the kernel releases it however the process ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feedtool.errors import Busy, PublishError
from feedtool.file_names import LOCK

_PAUSE = 0.1  # seconds between two attempts while another process holds the lock


@contextmanager
def hold(state: Path, wait: float = 0) -> Iterator[None]:
    """Holds the lock of a state folder, which is created if necessary.

    Raises `Busy` if another process still holds it after `wait` seconds.
    """
    path = state / LOCK
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PublishError(
            f"{path}: cannot be opened: {error.strerror}; the state folder must be writable"
        ) from None
    try:
        deadline = time.monotonic() + wait
        while not _take(handle, path):
            if time.monotonic() >= deadline:
                raise Busy(
                    f"{state}: another feedtool process is using this folder; try again later, or "
                    "pass --wait"
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path) -> bool:
    """Tries to take the lock; False if another process holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise PublishError(
            f"{path}: cannot be locked: {error.strerror}; put the state folder on a local disk"
        ) from None
    return True
