"""Runs the commands that a page of the documentation shows, as a user does who types them."""

from __future__ import annotations

import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

_SERVERS = re.compile(r"(?:\./run|feedtool) (?:serve|watch|open)\b")
_CD = re.compile(r"(?:mkdir (?P<made>\S+) && )?cd (?P<folder>\S+)")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def commands(page: str) -> list[str]:
    """The lines in the `console` blocks of a page that follow a prompt."""
    lines = [line for block in blocks(page, "console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


class Terminal:
    """A terminal in a folder. `environment` returns the variables of a command in a folder."""

    def __init__(self, folder: Path, environment: Callable[[Path], Mapping[str, str]]) -> None:
        self.folder = folder
        self._environment = environment

    def run(self, command: str) -> str:
        """What a command prints, or the first page of a server. Fails if the command does."""
        if _SERVERS.match(command):
            return self._served(command)
        if moved := _CD.fullmatch(command):
            target = self.folder / moved["folder"]
            if moved["made"]:
                target.mkdir()
            self.folder = target
            return ""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._environment(self.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def _served(self, command: str) -> str:
        """The page at the address that a server prints, on another port than the default."""
        with subprocess.Popen(
            ["bash", "-c", f"exec {command} --port 0"],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
            # No browser: the test is one.
            env={**self._environment(self.folder), "PYTHONUNBUFFERED": "1", "BROWSER": "true"},
        ) as process:
            try:
                assert process.stdout is not None
                address = process.stdout.readline().split()[0]
                with urllib.request.urlopen(address, timeout=10) as page:
                    return str(page.read().decode("utf-8"))
            finally:
                process.send_signal(signal.SIGINT)
                deadline = time.monotonic() + 10
                while process.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.05)
                process.kill()
