"""Reads files of this package.

`importlib.resources` does the same, but imports twenty modules that a build does not need.
"""

from __future__ import annotations

from typing import Any

import feedtool

_LOADER: Any = getattr(feedtool.__spec__, "loader", None)


def read_file(path: str) -> bytes:
    """The content of a file of the package; `path` is below the package's folder."""
    return bytes(_LOADER.get_data(f"{feedtool.__path__[0]}/{path}"))
