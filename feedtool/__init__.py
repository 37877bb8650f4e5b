"""Publishes a folder of article texts as RSS, Atom, JSON Feed and HTML pages.

The Python interface is `feedtool.api`; `Site` can also be imported from here.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which takes as long to import as all else here

if TYPE_CHECKING:
    from feedtool.api import Site

__all__ = ["Site", "__version__"]
__version__ = "1.0.0"


def __getattr__(name: str) -> type[Site]:
    """`Site`, imported when it is used: the command line starts faster without it (PEP 562)."""
    if name == "Site":
        from feedtool.api import Site

        return Site
    raise AttributeError(f"module 'feedtool' has no attribute '{name}'")
