"""Which redirect pages and lists are feedtool's own, in the output folder.

Redirects are written at paths that feedtool does not own, such as those of another publisher's
pages, so a file there that somebody else made is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.pipeline.publisher import Output
from feedtool.render.pages import redirects
from feedtool.state import State
from feedtool.state.ledger.recovery import guid_in


class Redirects:
    """The redirects of one site in one build; `notices` name those that cannot be written."""

    def __init__(self, state: State, output: Output) -> None:
        self._ledger = state.ledger
        self._outputs = state.cache.outputs
        self._output = output
        self.notices: list[str] = []

    def may_write(self, path: str) -> bool:
        """Whether the file at `path` is feedtool's own, or there is none."""
        if self._outputs.written(path) is not None:
            return True
        there = self._output.read(path)
        if there is None or _is_list(there) or guid_in(there) is not None:
            return True
        self.notices.append(
            f"{path}: exists in the output folder and was not written by feedtool, so no redirect "
            "was written there; move it away"
        )
        return False

    def pages_to(self, guid: str) -> Iterator[str]:
        """The redirect pages that lead to an article."""
        for old_path in self._ledger.old_paths(guid):
            path = redirects.file_at(old_path)
            there = None if path is None else self._output.read(path)
            if path is not None and there is not None and guid_in(there) == guid:
                yield path

    def pages_to_nothing(self) -> Iterator[str]:
        """The redirect pages that lead to articles which left the site."""
        gone = (record.guid for _, record in self._ledger.redirects() if record.gone is not None)
        for guid in dict.fromkeys(gone):
            yield from self.pages_to(guid)

    def lists(self) -> Iterator[str]:
        """The lists of redirects that exist."""
        for path in redirects.LISTS:
            there = self._output.read(path)
            if there is not None and _is_list(there):
                yield path


def _is_list(document: bytes) -> bool:
    return document.startswith(redirects.MARK.encode())
