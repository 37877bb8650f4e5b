"""Runs feedtool in forked children of a process that has imported all of its modules.

Short commands spend most of their time on starting Python and on imports. A child is otherwise like
any process: it has its own arguments, folder, environment, umask and files, and ends as Python
ends. As a program, this is that parent.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

import feedtool

_LARGEST = 1 << 20  # bytes of a request
_ENDED = 8  # bytes of a process id, and of an exit status


class Commands:
    """Commands that may be started from several threads."""

    def __init__(self) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "support.commands"],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=theirs,
            )

    def close(self) -> None:
        """Ends the parent process. Commands that run go on."""
        self._requests.close()
        self._process.wait()

    def run(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Runs `feedtool`. Raises `subprocess.TimeoutExpired`, like `subprocess.run`."""
        umask = os.umask(0)
        os.umask(umask)
        request = [str(cwd), umask, dict(environment), list(arguments)]
        ended, theirs = os.pipe()
        with (
            open(ended, "rb", buffering=0) as ended_file,
            TemporaryFile() as out,
            TemporaryFile() as err,
        ):
            try:
                files = [out.fileno(), err.fileno(), theirs]
                socket.send_fds(self._requests, [json.dumps(request).encode()], files)
            finally:
                os.close(theirs)
            child = int(ended_file.read(_ENDED))
            if not select.select([ended], [], [], seconds)[0]:
                os.kill(child, signal.SIGKILL)
                raise subprocess.TimeoutExpired(["feedtool", *arguments], seconds)
            status = os.waitstatus_to_exitcode(int(ended_file.read(_ENDED)))
            printed = [_read(out.fileno()), _read(err.fileno())]
        return subprocess.CompletedProcess(["feedtool", *arguments], status, *printed)


def _read(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    with open(file, encoding="utf-8", newline=None, closefd=False) as reader:
        return reader.read()


def _serve() -> None:
    """Starts a command for each request, until there are no more."""
    for module in pkgutil.walk_packages(feedtool.__path__, "feedtool."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()
    requests = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children need not be waited for
    while True:
        request, files, _, _ = socket.recv_fds(requests, _LARGEST, 3)
        if not request:
            return
        if os.fork() == 0:
            requests.close()
            _start(*json.loads(request), *files)
            return
        for file in files:
            os.close(file)


def _start(
    cwd: str,
    umask: int,
    environment: Mapping[str, str],
    arguments: Sequence[str],
    *files: int,
) -> None:
    """Returns or raises as the command does, in a child; this process reports how that ended."""
    out, err, ended = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child:
        os.write(ended, b"%*d" % (_ENDED, child))
        os.write(ended, b"%*d" % (_ENDED, os.waitpid(child, 0)[1]))
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for file, number in ((nothing, 0), (out, 1), (err, 2)):
        os.dup2(file, number)
    for file in (nothing, *files):
        os.close(file)
    os.chdir(cwd)
    os.umask(umask)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    runpy.run_module("feedtool", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
