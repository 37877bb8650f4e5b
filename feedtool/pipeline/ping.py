"""Requests the URL of a health check, which raises an alarm when the requests stop."""

from __future__ import annotations

from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from urllib import request as web

from feedtool import __version__
from feedtool.model import Problem

KEY = "[run] ping"
_SECONDS = 10


def ping(url: str, seconds: float = _SECONDS) -> Problem | None:
    """Requests `url` with GET; the problem if it does not answer with success in time."""
    answers: SimpleQueue[str | None] = SimpleQueue()

    def send() -> None:
        answers.put(_get(url, seconds))

    # A daemon thread, because looking up a name has no time limit.
    Thread(target=send, daemon=True).start()
    try:
        fact = answers.get(timeout=seconds)
    except Empty:
        fact = "it does not answer in time"
    if fact is None:
        return None
    # The address may hold a secret.
    message = f"the health check was not reached: {fact}"
    return Problem(KEY, message, left_out=False, is_failure=True)


def _get(url: str, seconds: float) -> str | None:
    headers = {"User-Agent": f"feedtool/{__version__}"}
    try:
        request = web.Request(url, headers=headers)  # noqa: S310  # http or https, see config
        with web.urlopen(request, timeout=seconds):  # noqa: S310
            return None
    except (OSError, ValueError, HTTPException) as error:
        return " ".join(str(error).split()) or type(error).__name__
