"""Which redirect pages and lists in the output folder are feedtool's own.

Redirects are written to paths outside feedtool's own folders, such as those of another publisher's
pages, so a file there that was not written by feedtool is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.pipeline.context import Context
from feedtool.pipeline.publisher import Output
from feedtool.render.pages import redirects
from feedtool.state.ledger import Ledger
from feedtool.state.ledger.recovery import guid_in


def is_foreign(path: str, context: Context) -> bool:
    """Whether there is a file at `path` that feedtool did not write."""
    if context.cache.outputs.written(path) is not None:
        return False
    there = context.output.read(path)
    return there is not None and not _is_list(there) and guid_in(there) is None


def pages_to(guid: str, ledger: Ledger, output: Output) -> Iterator[str]:
    """The redirect pages that lead to an article."""
    for old_path in ledger.old_paths(guid):
        path = redirects.file_at(old_path)
        there = None if path is None else output.read(path)
        if path is not None and there is not None and guid_in(there) == guid:
            yield path


def lists(output: Output) -> Iterator[str]:
    """The lists of redirects that exist."""
    for path in redirects.LISTS:
        there = output.read(path)
        if there is not None and _is_list(there):
            yield path


def _is_list(document: bytes) -> bool:
    return document.startswith(redirects.MARK.encode())
