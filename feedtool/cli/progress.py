"""Shows on a terminal how far a long build has come; nowhere else, and of no short one."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any

_PATIENCE = 1.0  # seconds before anything is shown


class Progress:
    """A bar for each stage, with counts and the time left, once a build has run for a second."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._start = time.monotonic()
        self._stage = ""
        self._done = 0
        self._bar: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def show(self, stage: str, done: int, total: int) -> None:
        """Notes that a stage has done so much of `total`."""
        if not self._is_shown or time.monotonic() - self._start < _PATIENCE:
            return
        # Imported here: most builds are short, or run where nobody looks on.
        import click

        if stage != self._stage:
            self._stack.close()
            self._stage, self._done = stage, 0
            bar = click.progressbar(length=total, label=stage, file=sys.stderr, show_pos=True)
            self._bar = self._stack.enter_context(bar)
        self._bar.update(done - self._done)
        self._done = done
