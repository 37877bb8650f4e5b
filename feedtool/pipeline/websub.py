"""Notifies WebSub hubs that feeds have changed (W3C Recommendation, 23 January 2018).

The Recommendation (section 6) leaves the form of the request open. All hubs understand one topic,
named twice: `hub.url` as in PubSubHubbub 0.3 (Google's hub, Superfeedr) and `hub.topic` as in
Switchboard and WebSubHub. Of several topics in one request some hubs read only the last, and others
answer 207, which does not say what became of each.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from http.client import HTTPException, HTTPMessage, InvalidURL
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any, cast
from urllib import request as web
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit

import msgspec

from feedtool import __version__
from feedtool.state.cache.last_build import Notice

_KEPT = 86_400  # seconds; after a day subscribers have polled the feed themselves
_AT_ONCE = 4  # requests under way at one hub
_PASSING = frozenset({408, 425, 429})  # 4xx answers that ask to try later


class Outcome(msgspec.Struct, frozen=True):
    """`untold` notices may be sent later; `warnings` has one line for each hub that failed."""

    untold: tuple[Notice, ...] = ()
    warnings: tuple[str, ...] = ()


class _Failure(msgspec.Struct, frozen=True):
    """Why a hub did not take a notice; `passing` if it may take it later."""

    why: str
    passing: bool = True


_LATE = _Failure("does not answer in time")


def due(
    hubs: Sequence[str], changed: Iterable[str], now: int, untold: Iterable[Notice] = ()
) -> tuple[Notice, ...]:
    """The notices to send: of `changed` topics to each of `hubs`, and those `untold` before.

    Leaves out what is a day old, and hubs that are not among `hubs`.

    >>> due(["https://h/"], ["https://e/b"], 90, [Notice("https://h/", "https://e/a", 60)])
    ... # doctest: +NORMALIZE_WHITESPACE
    (Notice(hub='https://h/', topic='https://e/a', since=60),
     Notice(hub='https://h/', topic='https://e/b', since=90))
    """
    # Of a topic that changed again, only the new change matters.
    notices = {(notice.hub, notice.topic): notice for notice in untold}
    notices |= {(hub, topic): Notice(hub, topic, now) for topic in changed for hub in hubs}
    return tuple(n for n in notices.values() if now - n.since < _KEPT and n.hub in hubs)


def deliver(notices: Iterable[Notice], seconds: float = 10, known: Collection[str] = ()) -> Outcome:
    """Sends `notices`, to all hubs at the same time, for at most `seconds`.

    A hub that fails gets no more requests. There is no warning about `known` hubs, which failed
    before. Raises nothing.
    """
    deadline = time.monotonic() + seconds
    hubs: dict[str, list[Notice]] = {}
    for notice in dict.fromkeys(notices):
        hubs.setdefault(notice.hub, []).append(notice)
    results = _send_all({hub: deque(wanted) for hub, wanted in hubs.items()}, deadline)
    untold: list[Notice] = []
    warnings: list[str] = []
    for hub, wanted in hubs.items():
        failures = {n: failure for n in wanted if (failure := results.get(n, _LATE)) is not None}
        untold += [notice for notice, failure in failures.items() if failure.passing]
        if failures and hub not in known:
            # The first failure is the cause of the others.
            first = next((r for n, r in results.items() if r and n.hub == hub), _LATE)
            warnings.append(_warning(hub, first, len(failures), len(wanted)))
    return Outcome(tuple(untold), tuple(warnings))


def _send_all(waiting: dict[str, deque[Notice]], deadline: float) -> dict[Notice, _Failure | None]:
    """What came of each notice that was answered before the deadline, in order of the answers.

    Each request has its own thread, because looking up a name has no time limit. The threads are
    daemons, so that one that hangs does not keep the process from ending.
    """
    answers: SimpleQueue[tuple[Notice, _Failure | None]] = SimpleQueue()

    def start(notice: Notice) -> None:
        def send() -> None:
            answers.put((notice, _post(notice, deadline - time.monotonic())))

        Thread(target=send, daemon=True).start()

    results: dict[Notice, _Failure | None] = {}
    started = 0
    for queue in waiting.values():
        for _ in range(min(_AT_ONCE, len(queue))):
            start(queue.popleft())
            started += 1
    while len(results) < started and (left := deadline - time.monotonic()) > 0:
        try:
            notice, failure = answers.get(timeout=left)
        except Empty:
            break
        results[notice] = failure
        queue = waiting[notice.hub]
        if failure and failure.passing:
            queue.clear()
        if queue:
            start(queue.popleft())
            started += 1
    return results


def _warning(hub: str, failure: _Failure, missed: int, count: int) -> str:
    feeds = f"{missed} of {count} feeds" if count > 1 else "a feed"
    way_out = (
        "subscribers see the change when they next look"
        if failure.passing
        else "see [feeds] hubs in feedtool.toml"
    )
    return f"WebSub hub {hub}: {failure.why}, and was not told of {feeds}; {way_out}"


def _post(notice: Notice, seconds: float) -> _Failure | None:
    form = {"hub.mode": "publish", "hub.url": notice.topic, "hub.topic": notice.topic}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"feedtool/{__version__}",
    }
    if seconds <= 0:
        return _LATE
    try:
        request = web.Request(notice.hub, urlencode(form).encode(), headers)  # noqa: S310  # see _opener
        with _opener().open(request, timeout=seconds):
            return None
    except HTTPError as error:
        error.close()
        passing = error.code in _PASSING or not 400 <= error.code < 500
        fact = f"answers {error.code} {' '.join(error.reason.split())}".rstrip()
        moved = _host_of(error.headers.get("Location")) if 300 <= error.code < 400 else None
        return _Failure(f"{fact} and sends to {moved}" if moved else fact, passing)
    except (ValueError, InvalidURL) as error:
        return _Failure(f"has no address that can be asked ({_text(error)})", passing=False)
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            return _LATE
        what = "cannot be reached" if isinstance(error, URLError) else "breaks off"
        return _Failure(f"{what} ({_text(reason)})")


def _host_of(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _text(error: object) -> str:
    """The message of an error, on one line."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split()) or type(error).__name__


class _Unread:
    """The body of a redirection, of which nothing is read: it may have no end."""

    def __init__(self, response: IO[bytes]) -> None:
        self._response = response

    def read(self) -> bytes:
        """Nothing."""
        return b""

    def close(self) -> None:
        """Closes the connection."""
        self._response.close()


class _Redirects(web.HTTPRedirectHandler):
    """Sends the form again to where a hub has moved; urllib would follow without it.

    Only to the same host, because a hub must not choose which host this machine sends a form to.
    """

    def http_error_302(
        self, req: web.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage
    ) -> Any:
        """Follows a redirection, as the other methods of this name do."""
        return super().http_error_302(req, cast("IO[bytes]", _Unread(fp)), code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    def redirect_request(
        self,
        req: web.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> web.Request | None:
        is_same_host = _host_of(newurl) == _host_of(req.full_url)
        if urlsplit(newurl).scheme not in ("http", "https") or not is_same_host:
            return None
        if code == 303:  # the hub took the form, and has a page to read elsewhere
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        return web.Request(  # noqa: S310  # see above
            newurl, req.data, dict(req.headers), req.origin_req_host, unverifiable=True
        )


def _opener() -> web.OpenerDirector:
    """Opens http and https addresses only, through the proxies of the environment."""
    opener = web.OpenerDirector()
    opener.add_handler(web.ProxyHandler())
    opener.add_handler(web.HTTPHandler())
    opener.add_handler(web.HTTPSHandler())
    opener.add_handler(web.HTTPDefaultErrorHandler())
    opener.add_handler(web.HTTPErrorProcessor())
    opener.add_handler(web.UnknownHandler())
    opener.add_handler(_Redirects())
    return opener
