"""One run at a time: a lock on the state folder that cannot outlive its process.

The kernel holds it on an open file (flock), and lets go of it however the process ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feedtool.errors import Busy, PublishError


@contextmanager
def hold(state: Path) -> Iterator[None]:
    """Holds the lock of a state folder, which is made if need be.

    Raises `Busy` at once if another process has it.
    """
    path = state / "lock"
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PublishError(
            f"{path}: cannot be opened: {error.strerror}; the state folder has to be writable"
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"{state}: another feedtool is at work here; try again later") from None
        except OSError as error:
            raise PublishError(
                f"{path}: cannot be locked: {error.strerror}; put the state folder on a local disk"
            ) from None
        yield
    finally:
        os.close(handle)
