"""Which files of the input folder go with a recording, and so are not articles of their own."""

from __future__ import annotations

import os
from collections.abc import Callable

from feedtool.config import Config
from feedtool.text.recordings import RECORDINGS, stem_of_companion


def companions_in(config: Config) -> Callable[[str], bool] | None:
    """Whether a file is beside the recording that it goes with; None on sites without podcasts."""
    if not config.has_podcasts:
        return None
    folder = str(config.articles)

    def goes_with_recording(key: str) -> bool:
        stem = stem_of_companion(key)
        return stem is not None and any(
            os.path.exists(f"{folder}/{stem}{ending}")
            for lower in RECORDINGS
            for ending in (lower, lower.upper())
        )

    return goes_with_recording
