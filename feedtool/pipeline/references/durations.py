"""Reads the durations of recordings, with mutagen, which is an extra."""

from __future__ import annotations

import os
from functools import cache

from feedtool.readers import ending_of
from feedtool.text.recordings import RECORDINGS

NOT_READ = -1
WITHOUT_MUTAGEN = (
    "durations are not read without mutagen; install feedtool[podcast], or write `duration:`"
)


@cache
def can_read() -> bool:
    """Whether mutagen is installed."""
    from importlib.util import find_spec

    return find_spec("mutagen") is not None


def seconds_of(handle: int, path: str) -> int:
    """The duration of the recording in an open file; 0 if it is not known, or not a recording."""
    if ending_of(path) not in RECORDINGS or not can_read():
        return 0
    # Imported here: it is needed for new recordings only.
    import mutagen

    try:
        with open(handle, "rb", closefd=False) as file:
            found = mutagen.File(file)
        length = getattr(getattr(found, "info", None), "length", 0)
    except Exception:  # noqa: BLE001  # the library raises whatever a broken file leads to
        return 0
    finally:
        os.lseek(handle, 0, os.SEEK_SET)
    return round(length) if 0 < length < 10**6 else 0
