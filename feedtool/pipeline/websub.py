"""Tells WebSub hubs that documents they carry have changed (W3C Recommendation, 23 January 2018).

The Recommendation (section 6) leaves open how a publisher tells a hub. What all hubs understand is
a form with one topic, named twice: `hub.url` as PubSubHubbub 0.3 has it (Google's hub, Superfeedr)
and `hub.topic` as Switchboard and WebSubHub have it. Of several topics in one request, half of the
hubs see the last one only, and others answer 207, which says nothing of each.

It does not know what changed, nor what was told: `due` says what to tell, from values.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Sequence
from http.client import HTTPException, HTTPMessage, InvalidURL
from queue import Empty, SimpleQueue
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

import msgspec

from feedtool import __version__
from feedtool.state.cache.last_build import Notice

_KEPT = 86_400  # seconds that a hub is told late; after a day, subscribers have looked themselves
_AT_ONCE = 4  # requests under way at one hub
_PASSING = frozenset({408, 425, 429})  # the answers among 4xx that say: later


class Outcome(msgspec.Struct, frozen=True):
    """What came of telling: `untold` may be told later; one line of `warnings` for a hub."""

    untold: tuple[Notice, ...] = ()
    warnings: tuple[str, ...] = ()


def due(
    hubs: Sequence[str],
    changed: Iterable[str],
    now: int,
    untold: Iterable[Notice] = (),
    standing: Collection[str] | None = None,
) -> tuple[Notice, ...]:
    """What each of `hubs` is to be told: of `changed` topics, and of what is `untold` since before.

    What is a day old, and hubs and topics that are none any more, are left out. `standing` are the
    topics of the site as it is; None: all that are named.

    >>> due(["https://h/"], ["https://e/b"], 90, [Notice("https://h/", "https://e/a", 60)])
    ... # doctest: +NORMALIZE_WHITESPACE
    (Notice(hub='https://h/', topic='https://e/a', since=60),
     Notice(hub='https://h/', topic='https://e/b', since=90))
    """
    # Of a topic that changed again, it is the new change that the hub is to be told of.
    new = {(hub, topic): Notice(hub, topic, now) for topic in changed for hub in hubs}
    old = {(notice.hub, notice.topic): notice for notice in untold}
    return tuple(
        notice
        for notice in (old | new).values()
        if now - notice.since < _KEPT
        and notice.hub in hubs
        and (standing is None or notice.topic in standing)
    )


def tell(hubs: Sequence[str], topics: Sequence[str], seconds: float = 10) -> tuple[str, ...]:
    """Tells each hub that each topic changed; what went wrong, one line a hub.

    Takes no longer than `seconds` in all, and raises nothing.
    """
    return deliver(due(hubs, topics, 0), seconds).warnings


def deliver(notices: Sequence[Notice], seconds: float = 10, known: Collection[str] = ()) -> Outcome:
    """Tells hubs what `notices` say, all hubs at the same time, in no more than `seconds`.

    A hub that does not answer is told no more this time; of `known` hubs, which failed before,
    there is no warning again. Raises nothing.
    """
    deadline = time.monotonic() + seconds
    hubs = [
        _Hub(address, list(dict.fromkeys(n for n in notices if n.hub == address)), deadline)
        for address in dict.fromkeys(notice.hub for notice in notices)
    ]
    for hub in hubs:
        hub.start()
    outcomes = [hub.outcome() for hub in hubs]
    return Outcome(
        tuple(notice for outcome in outcomes for notice in outcome.untold),
        tuple(
            w
            for hub, o in zip(hubs, outcomes, strict=True)
            if hub.address not in known
            for w in o.warnings
        ),
    )


class _Failure(msgspec.Struct, frozen=True):
    """Why a hub was not told; `passing`: that may be otherwise later."""

    why: str
    passing: bool


class _Hub:
    """What one hub is told, by threads of its own: looking up a name knows no time limit."""

    def __init__(self, address: str, notices: Sequence[Notice], deadline: float) -> None:
        self.address = address
        self._notices = notices
        self._deadline = deadline
        self._waiting: SimpleQueue[Notice] = SimpleQueue()
        self._done: SimpleQueue[tuple[Notice, _Failure | None]] = SimpleQueue()
        self._failed = threading.Event()

    def start(self) -> None:
        """Begins to tell."""
        for notice in self._notices:
            self._waiting.put(notice)
        for _ in range(min(_AT_ONCE, len(self._notices))):
            # Daemons, so that one that hangs keeps no process from ending.
            threading.Thread(target=self._work, daemon=True).start()

    def outcome(self) -> Outcome:
        """What came of it, at the deadline at the latest."""
        results: dict[Notice, _Failure | None] = {}
        failure: _Failure | None = None
        while len(results) < len(self._notices):
            try:
                left = max(0.0, self._deadline - time.monotonic())
                notice, result = self._done.get(timeout=left)
            except Empty:
                failure = failure or _Failure("does not answer in time", passing=True)
                break
            results[notice] = result
            failure = failure or result
        self._failed.set()
        if failure is None:
            return Outcome()
        late = _Failure("", passing=True)  # of those that nothing is known of
        outcomes = [(n, results.get(n, late)) for n in self._notices]
        missed = [(notice, result) for notice, result in outcomes if result is not None]
        kept = tuple(notice for notice, result in missed if result.passing)
        return Outcome(kept, (self._warning(failure, len(missed)),))

    def _warning(self, failure: _Failure, missed: int) -> str:
        count = len(self._notices)
        feeds = f"{missed} of {count} feeds" if count > 1 else "a feed"
        way_out = (
            "subscribers see the change when they next look"
            if failure.passing
            else "see [feeds] hubs in feedtool.toml"
        )
        return f"WebSub hub {self.address}: {failure.why}, and was not told of {feeds}; {way_out}"

    def _work(self) -> None:
        while True:
            try:
                notice = self._waiting.get_nowait()
            except Empty:
                return
            left = self._deadline - time.monotonic()
            if self._failed.is_set() or left <= 0:
                result: _Failure | None = _Failure("does not answer in time", passing=True)
            else:
                result = _post(notice, left)
            self._done.put((notice, result))
            if result is not None and result.passing:
                self._failed.set()


def _post(notice: Notice, seconds: float) -> _Failure | None:
    form = {"hub.mode": "publish", "hub.url": notice.topic, "hub.topic": notice.topic}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"feedtool/{__version__}",
    }
    try:
        request = Request(notice.hub, urlencode(form).encode(), headers)  # noqa: S310  # see _opener
        with _opener().open(request, timeout=seconds):
            return None
    except HTTPError as error:
        error.close()
        passing = error.code in _PASSING or not 400 <= error.code < 500
        return _Failure(f"answers {error.code} {error.reason}".rstrip(), passing)
    except TimeoutError:
        return _Failure("does not answer in time", passing=True)
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            return _Failure("does not answer in time", passing=True)
        return _Failure(f"cannot be reached ({_reason(error.reason)})", passing=True)
    except (ValueError, InvalidURL) as error:
        return _Failure(f"has no address that can be asked ({_reason(error)})", passing=False)
    except (OSError, HTTPException) as error:
        return _Failure(f"breaks off ({_reason(error)})", passing=True)


def _reason(error: object) -> str:
    """What an error says, on one line."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split()) or type(error).__name__


class _Redirects(HTTPRedirectHandler):
    """Sends the form again to where a hub has moved; urllib would look there without it."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        if code == 303:  # the form was taken; there is something to read elsewhere
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        return Request(newurl, req.data, dict(req.headers), req.origin_req_host, unverifiable=True)  # noqa: S310


def _opener() -> OpenerDirector:
    """What opens http and https addresses, through the proxies of the environment, and no other."""
    opener = OpenerDirector()
    for handler in (
        *(ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler()),
        *(_Redirects(), HTTPErrorProcessor(), UnknownHandler()),
    ):
        opener.add_handler(handler)
    return opener
