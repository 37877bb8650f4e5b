"""Shows the progress of a long build on a terminal."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any

_DELAY = 1.0  # seconds before anything is shown


class Progress:
    """A bar for each phase, with counts and the time left, after the first second of a build."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._start = time.monotonic()
        self._phase = ""
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

    def show(self, phase: str, done: int, total: int) -> None:
        """Shows that a phase has finished `done` of `total` items."""
        if not self._is_shown or time.monotonic() - self._start < _DELAY:
            return
        # Imported here: most builds are short, or do not run on a terminal.
        import click

        if phase != self._phase:
            self._stack.close()
            self._phase, self._done = phase, 0
            bar = click.progressbar(length=total, label=phase, file=sys.stderr, show_pos=True)
            self._bar = self._stack.enter_context(bar)
        self._bar.update(done - self._done)
        self._done = done
