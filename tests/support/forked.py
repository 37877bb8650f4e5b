"""Builds under strace in forked children of a process that has imported all modules.

Such a build makes the same calls for the files of a site as one that cron starts, in a quarter of
the time: Python neither starts nor imports anything. As a program, this is that parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from support.processes import environment

_PR_SET_PTRACER = 0x59616D61
_ANY = -1
_SECONDS = 120
_IMPORTED = re.compile(r"import time: +\d+ \| +\d+ \| +([\w.]+)$", re.MULTILINE)


def imported(printed: str) -> list[str]:
    """The modules that a process imported, from what `PYTHONPROFILEIMPORTTIME` prints.

    >>> imported("import time:  9 |  9 |   os.path\\nimport time: 9 | 18 | os")
    ['os.path', 'os']
    """
    return _IMPORTED.findall(printed)


class Builds:
    """Runs builds one at a time; `modules` are those that a build imports."""

    def __init__(self, modules: Iterable[str], now: int, umask: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.forked"],
            env=environment(
                now,
                PYTHONDONTWRITEBYTECODE="1",
                PYTHONHASHSEED="0",
                PYTHONPATH=os.pathsep.join(filter(None, sys.path)),
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            umask=umask,
        )
        self._ask([*modules])

    def close(self) -> None:
        """Ends the parent process."""
        self._process.communicate()

    def run(self, site: Path, strace: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Builds the site in a folder under strace with these options."""
        said = site / "said.txt"
        child = self._ask([str(site), str(said)])
        tracer = subprocess.Popen(["strace", "-f", "-qq", "-s0", *strace, "-p", str(child)])
        try:
            _wait_for_tracer(child, tracer)
            os.kill(child, signal.SIGCONT)
            tracer.wait(_SECONDS)
        except BaseException:
            os.kill(child, signal.SIGKILL)
            raise
        status = os.waitstatus_to_exitcode(self._answer())
        printed = said.read_text("utf-8")
        said.unlink()
        return subprocess.CompletedProcess(["feedtool", "build"], status, "", printed)

    def _ask(self, question: object) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


def _wait_for_tracer(child: int, tracer: subprocess.Popen[bytes]) -> None:
    """Returns when a stopped process is traced.

    It stays stopped until its tracer knows of SIGCONT, so no call is missed.
    """
    deadline = time.monotonic() + _SECONDS
    while "\nTracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text():
        assert tracer.poll() is None, "strace cannot trace a running process"
        assert time.monotonic() < deadline, "strace does not begin"
        time.sleep(0.0005)


def _serve() -> None:
    """Imports the modules named in the first line; each further line asks for a build."""
    for name in json.loads(sys.stdin.readline()):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    print(0, flush=True)
    for line in sys.stdin:
        site, said = json.loads(line)
        child = os.fork()
        if child == 0:
            _build(site, said)
        os.waitpid(child, os.WUNTRACED)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


def _build(site: str, said: str) -> None:
    """Builds a site in this process, as soon as it is traced and continued."""
    # Imported here: the parent does not print.
    from feedtool.cli import main

    os.chdir(site)
    with open(os.devnull, "r+b") as nothing, open(said, "wb") as file:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = ["feedtool", "build"]
    # Where the kernel lets only parents trace (Yama), anybody may trace this process.
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    main()


if __name__ == "__main__":
    _serve()
