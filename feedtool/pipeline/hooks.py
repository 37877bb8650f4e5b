"""Runs the commands of `[run] after` when the output folder has changed.

Each command gets the changes as JSON on standard input. If a command fails, the next build runs all
of them again, with its own changes added, so a command has to bear being repeated.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import msgspec

from feedtool.model import Problem
from feedtool.state.cache.last_build import OutputChange

KEY = "[run] after"
_SHOWN = 300  # characters of the last line that a command printed
_READ = 4096  # bytes of its output
_MOST = 10_000  # paths that are listed
_GRACE = 5  # seconds between SIGTERM and SIGKILL


class Hooks(msgspec.Struct, frozen=True):
    """The commands, the folder in which they run, and how many seconds each may take."""

    commands: tuple[str, ...]
    folder: Path
    seconds: float
    environment: Mapping[str, str] = {}


def merged(
    before: OutputChange | None, written: Iterable[str], deleted: Iterable[str]
) -> OutputChange | None:
    """The changes `before` with later ones added; None if nothing changed.

    >>> merged(OutputChange(("a", "b"), ("c",)), ["c"], ["b"])
    OutputChange(changed=('a', 'c'), deleted=('b',), everything=False)
    """
    known = OutputChange() if before is None else before
    if known.everything:
        return known
    changes = dict.fromkeys(known.changed, True) | dict.fromkeys(known.deleted, False)
    changes |= dict.fromkeys(written, True) | dict.fromkeys(deleted, False)
    if not changes:
        return None
    if len(changes) > _MOST:
        return OutputChange(everything=True)
    return OutputChange(
        tuple(path for path, exists in changes.items() if exists),
        tuple(path for path, exists in changes.items() if not exists),
    )


def run(hooks: Hooks, change: OutputChange) -> Problem | None:
    """Runs the commands in order; the problem with the first one that fails, if any does."""
    told = msgspec.json.encode(change)
    for number, command in enumerate(hooks.commands, 1):
        fact = _run(hooks, command, told)
        if fact is not None:
            name = f"command {number} ({command.split()[0]})"
            message = f"{name} {fact}; the next build runs it again"
            return Problem(KEY, message, left_out=False, is_failure=True)
    return None


def _run(hooks: Hooks, command: str, told: bytes) -> str | None:
    """Runs one command with the shell; why it failed, if it did."""
    # A file, because a pipe would have to be read into memory while the command runs.
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(  # noqa: S602  # the owner's own command line
                command,
                shell=True,
                cwd=hooks.folder,
                env={**os.environ, **hooks.environment},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            return f"cannot be started: {error.strerror}"
        try:
            process.communicate(told, timeout=hooks.seconds)
        except subprocess.TimeoutExpired:
            return f"took more than {hooks.seconds:g} seconds and was stopped{_last_line(output)}"
        finally:
            _stop(process)
        status = process.returncode
        if status == 0:
            return None
        how = f"was ended by signal {-status}" if status < 0 else f"failed with status {status}"
        return how + _last_line(output)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the command and what it started, if it is still running."""
    if process.poll() is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, number)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            continue
        return


def _last_line(output: IO[bytes]) -> str:
    output.seek(max(0, output.seek(0, os.SEEK_END) - _READ))
    lines = output.read().decode("utf-8", "replace").strip().splitlines()
    return f": {lines[-1].strip()[:_SHOWN]}" if lines else ""
