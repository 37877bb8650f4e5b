"""The versions that `feedtool --version` prints."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib import metadata

from feedtool import __version__


def versions() -> Iterator[str]:
    """The versions of feedtool, Python, and the libraries that are installed of those it uses."""
    yield f"feedtool {__version__}"
    yield f"{platform.python_implementation()} {platform.python_version()}"
    try:
        wanted = metadata.requires("feedtool") or []
    except metadata.PackageNotFoundError:  # it runs from a checkout
        wanted = []
    for name in sorted({re.split(r"[^\w.-]", requirement)[0] for requirement in wanted}):
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:  # of an extra
            continue
