"""Mounts that only one script sees, and that disappear when it ends."""

from __future__ import annotations

import os
import subprocess

import pytest

from support.processes import environment, real_program

_UNSHARE = ("--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_PRIVATE = "set -e; mount --make-rprivate /\n"


def in_private(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a shell script in private namespaces; everything it started ends with it.

    Skips the test if they may not be created, which usually only root may.
    """
    private = [real_program("unshare"), *_UNSHARE, "bash", "-c"]
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    tried = subprocess.run(
        [*private, _PRIVATE + "mount -t tmpfs none /mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode != 0:
        pytest.skip(f"nothing may be mounted here: {tried.stderr.strip()}")
    return subprocess.run(
        [*private, _PRIVATE + script, "script", *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
