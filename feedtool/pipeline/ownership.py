"""Which files in the output folder a build made, and which are other people's.

A file is feedtool's own if the cache has a record that a build wrote it, or if it carries a mark or
the id of an article. docs/decisions/files-of-others.md has the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence

from feedtool.errors import PublishError
from feedtool.pipeline.compression import uncompressed
from feedtool.pipeline.publisher import Output
from feedtool.render.marks import is_marked
from feedtool.render.pages.identity import guid_in
from feedtool.state.cache.outputs import Outputs

_SHOWN = 10  # names in a message


class Ownership:
    """Distinguishes the files of one output folder."""

    def __init__(self, output: Output, outputs: Outputs) -> None:
        self._output = output
        self._outputs = outputs

    def is_foreign(self, path: str) -> bool:
        """Whether there is something at `path` that no build made."""
        if self._outputs.written(path) is not None or self._output.stat(path) is None:
            return False
        there = self._output.read(path)
        body = None if there is None else uncompressed(path, there)
        return body is None or not (is_marked(body) or guid_in(body) is not None)


def refuse(folder: str, paths: Sequence[str]) -> None:
    """Raises `PublishError` if there are files of others at the `paths` of documents."""
    if not paths:
        return
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    names = ", ".join(paths[:_SHOWN]) + more
    what = (
        "a file that feedtool did not make is"
        if len(paths) == 1
        else (f"{len(paths)} files that feedtool did not make are")
    )
    raise PublishError(
        f"{folder}: {what} where the site has a document: {names}; nothing was published. Move "
        f"{'it' if len(paths) == 1 else 'them'} away, or pass --overwrite to replace "
        f"{'it' if len(paths) == 1 else 'them'}"
    )
