"""WebSub hubs are notified of changes, and cannot make a build fail or wait long.

The hubs are real servers on this machine.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from feedtool import __version__, state
from feedtool.pipeline.websub import deliver, due
from feedtool.state import lock
from feedtool.state.cache.last_build import Notice
from support.messages import says
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

RSS, ATOM = "https://example.org/rss.xml", "https://example.org/atom.xml"
DAY = 86_400


class Hub(ThreadingHTTPServer):
    """A hub that records requests, and answers with `status` after `delay` seconds."""

    daemon_threads = True

    def __init__(self, status: int = 204, delay: float = 0, location: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status, self.delay, self.location = status, delay, location
        self.refuses: frozenset[str] = frozenset()  # topics
        self.told: list[tuple[str, str, dict[str, list[str]], dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub"

    @property
    def topics(self) -> list[str]:
        return [form["hub.url"][0] for _, _, form, _ in self.told if form]


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hub = self.server
        assert isinstance(hub, Hub)
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        form = parse_qs(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        hub.told.append((self.command, self.path, form, headers))
        time.sleep(hub.delay)
        if hub.status == 0:
            self.close_connection = True
            return
        refused = set(form.get("hub.url", ())) & hub.refuses
        self.send_response(404 if refused else hub.status)
        if hub.location:
            self.send_header("Location", hub.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        hub = self.server
        assert isinstance(hub, Hub)
        hub.told.append((self.command, self.path, {}, {}))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(hub: Hub) -> Iterator[Hub]:
    thread = threading.Thread(target=hub.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,hub.invalid")


@pytest.fixture
def start() -> Iterator[Callable[..., Hub]]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **how: stack.enter_context(running(Hub(**how)))


def tell(hubs: list[str], topics: list[str], seconds: float = 10) -> tuple[str, ...]:
    """The warnings when each hub is told that each topic changed."""
    return deliver(due(hubs, topics, 0), seconds).warnings


def test_a_hub_is_told_of_each_topic_once_in_the_form_that_hubs_know(
    start: Callable[..., Hub],
) -> None:
    hub = start()
    assert tell([hub.url], [RSS, ATOM]) == ()
    assert sorted(hub.topics) == [ATOM, RSS]
    for method, path, form, headers in hub.told:
        topic = form["hub.url"]
        assert (method, path) == ("POST", "/hub")
        assert form == {"hub.mode": ["publish"], "hub.url": topic, "hub.topic": topic}
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        assert headers["user-agent"] == f"feedtool/{__version__}"


def test_an_address_with_signs_of_its_own_arrives_as_it_is(start: Callable[..., Hub]) -> None:
    hub = start()
    topic = "https://example.org/feeds/tea & cake?a=1&b=ü+/rss.xml"
    assert tell([hub.url], [topic]) == ()
    assert hub.topics == [topic]


def test_every_hub_is_told_though_one_fails(start: Callable[..., Hub]) -> None:
    broken, whole = start(status=500), start(status=202)
    (warning,) = tell([broken.url, whole.url], [RSS, ATOM])
    assert says(warning, f"WebSub hub {broken.url}: … 500 Internal Server Error")
    assert sorted(whole.topics) == [ATOM, RSS]


@pytest.mark.parametrize(("hubs", "topics"), [([], [RSS]), (["http://hub.invalid/"], [])])
def test_where_there_is_nothing_to_tell_nothing_is_told(hubs: list[str], topics: list[str]) -> None:
    assert tell(hubs, topics) == ()


def test_a_hub_that_hangs_is_waited_for_no_longer_than_the_limit(
    start: Callable[..., Hub],
) -> None:
    hanging, whole = start(delay=30), start()
    started = time.monotonic()
    (warning,) = tell([hanging.url, whole.url], [RSS, ATOM], seconds=0.5)
    assert time.monotonic() - started < 2
    assert says(warning, f"WebSub hub {hanging.url}: … in time … 2 of 2 feeds … subscribers")
    assert sorted(whole.topics) == [ATOM, RSS]


def test_a_hub_that_answers_byte_by_byte_is_waited_for_no_longer_than_the_limit() -> None:
    stop = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with closing(connection):
                while not stop.wait(0.05):
                    connection.sendall(b"H")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        started = time.monotonic()
        warnings = tell([f"http://127.0.0.1:{server.getsockname()[1]}/"], [RSS], seconds=0.5)
        assert time.monotonic() - started < 2
        stop.set()
        thread.join()
    (warning,) = warnings
    assert says(warning, "WebSub hub … in time … a feed")


def test_many_topics_are_told_as_long_as_there_is_time(start: Callable[..., Hub]) -> None:
    hub = start(delay=0.2)
    notices = due([hub.url], [f"https://example.org/{n}/rss.xml" for n in range(40)], 0)
    started = time.monotonic()
    outcome = deliver(notices, seconds=1)
    assert time.monotonic() - started < 2
    assert 4 <= 40 - len(outcome.untold) <= 24
    assert f" {len(outcome.untold)} of 40 feeds" in outcome.warnings[0]


def test_a_hub_that_fails_is_not_asked_again_for_the_other_topics(
    start: Callable[..., Hub],
) -> None:
    hub = start(status=503)
    outcome = deliver(due([hub.url], [f"https://example.org/{n}/rss.xml" for n in range(40)], 0))
    assert len(hub.topics) <= 4
    assert len(outcome.untold) == 40


def test_no_more_than_four_requests_are_under_way_at_a_hub(start: Callable[..., Hub]) -> None:
    hub = start(delay=0.2)
    topics = [f"https://example.org/{n}/rss.xml" for n in range(9)]
    started = time.monotonic()
    assert tell([hub.url], topics) == ()
    assert time.monotonic() - started >= 0.6
    assert sorted(hub.topics) == topics


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("hub", "why"),
    [
        ("http://hub.invalid/", "reached"),
        (f"http://127.0.0.1:{free_port()}/", "reached … Connection refused"),
        ("http://127.0.0.1:port/", "address"),
        ("ftp://127.0.0.1/", "reached … unknown url type: ftp"),
        ("file:///etc/passwd", "reached … unknown url type: file"),
    ],
    ids=["no such name", "nobody listens", "no port", "no web", "no host"],
)
def test_a_hub_that_is_not_there_is_a_warning_of_one_line(hub: str, why: str) -> None:
    (warning,) = tell([hub], [RSS], seconds=5)
    assert says(warning, f"WebSub hub {hub}: … {why}")
    assert "\n" not in warning


def test_a_hub_that_breaks_off_is_a_warning(start: Callable[..., Hub]) -> None:
    hub = start(status=0)
    outcome = deliver(due([hub.url], [RSS], 0))
    assert [notice.topic for notice in outcome.untold] == [RSS]
    (warning,) = outcome.warnings
    assert ": breaks off (" in warning


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_form_follows_a_hub_that_moved(start: Callable[..., Hub], status: int) -> None:
    hub = start()
    moved = start(status=status, location=hub.url)
    assert tell([moved.url], [RSS]) == ()
    assert hub.topics == moved.topics == [RSS]
    assert hub.told[0][3]["user-agent"].startswith("feedtool/")


def test_a_hub_that_took_the_form_may_answer_elsewhere(start: Callable[..., Hub]) -> None:
    page = start()
    hub = start(status=303, location=page.url)
    assert tell([hub.url], [RSS]) == ()
    assert hub.topics == [RSS]
    assert [method for method, *_ in page.told] == ["GET"]


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "file:///etc/passwd", "itself"])
def test_a_redirection_that_leads_nowhere_is_a_warning(
    start: Callable[..., Hub], location: str
) -> None:
    hub = start(status=302)
    hub.location = hub.url if location == "itself" else location
    (warning,) = tell([hub.url], [RSS])
    assert "answers 302" in warning


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_hub_does_not_choose_the_host_that_gets_a_form(
    start: Callable[..., Hub], status: int
) -> None:
    internal = start()
    hub = start(status=status, location=internal.url.replace("127.0.0.1", "localhost"))
    (warning,) = tell([hub.url], [RSS])
    assert says(warning, f"WebSub hub {hub.url}: answers {status} … sends to localhost")
    assert internal.told == []


@pytest.mark.parametrize("status", [302, 500])
def test_the_body_of_an_answer_is_not_read(status: int) -> None:
    sent: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"

        def pour() -> None:
            client, _ = server.accept()
            with client, suppress(OSError):
                client.recv(65_536)
                client.sendall(f"HTTP/1.1 {status} X\r\nLocation: /else\r\n\r\n".encode())
                while sum(sent) < 1 << 28:
                    sent.append(client.send(b"x" * 65_536))

        thread = threading.Thread(target=pour, daemon=True)
        thread.start()
        (warning,) = tell([url], [RSS], 2)
        thread.join()
    assert says(warning, f"WebSub hub {url}: ")
    assert sum(sent) < 1 << 24  # what fits into the buffers of the system


def test_the_lock_is_free_while_a_hub_is_waited_for(
    start: Callable[..., Hub], site: SiteFolder
) -> None:
    hub = start(delay=1)
    site.configure(f'{CONFIG}[feeds]\nhubs = ["{hub.url}"]\n')
    site.write("a.txt", story("First"))
    thread = threading.Thread(target=site.build)
    thread.start()
    while not hub.told:
        time.sleep(0.01)
    with lock.hold(site.state):
        pass
    thread.join()
    with state.open(site.state, NOW) as opened:
        assert opened.cache.last_build.untold == ()


# -- pending notices -----------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "kept"), [(500, 2), (503, 2), (429, 2), (400, 0), (404, 0)])
def test_what_a_hub_could_not_take_is_kept_and_what_it_refused_is_not(
    start: Callable[..., Hub], status: int, kept: int
) -> None:
    hub = start(status=status)
    outcome = deliver(due([hub.url], [RSS, ATOM], 7))
    assert len(outcome.untold) == kept
    assert len(outcome.warnings) == 1
    hub.status = 204
    later = due([hub.url], [], 300, outcome.untold)
    assert deliver(later).untold == ()
    assert sorted(set(hub.topics)) == [ATOM, RSS]


def test_a_topic_that_is_refused_keeps_no_other_from_being_told(start: Callable[..., Hub]) -> None:
    hub = start()
    topics = [f"https://example.org/{n}/rss.xml" for n in range(9)]
    hub.refuses = frozenset(topics[:2])
    outcome = deliver(due([hub.url], topics, 0))
    assert sorted(hub.topics) == topics
    assert outcome.untold == ()
    (warning,) = outcome.warnings
    assert says(warning, "WebSub hub … 404 Not Found … 2 of 9 feeds … [feeds] hubs … feedtool.toml")


def test_a_hub_that_is_known_to_fail_is_not_told_of_again(start: Callable[..., Hub]) -> None:
    hub, other = start(status=500), start(status=500)
    notices = due([hub.url, other.url], [RSS], 0)
    assert len(deliver(notices).warnings) == 2
    (warning,) = deliver(notices, known={hub.url}).warnings
    assert other.url in warning


HUB = "https://hub.example.org/"


def test_what_was_untold_is_due_once_with_what_changed_since() -> None:
    old = (Notice(HUB, RSS, 100), Notice(HUB, ATOM, 100))
    assert due([HUB], [RSS], 400, old) == (Notice(HUB, RSS, 400), Notice(HUB, ATOM, 100))


def test_nothing_is_due_for_longer_than_a_day() -> None:
    old = (Notice(HUB, RSS, 0),)
    assert due([HUB], [], DAY - 1, old) == old
    assert due([HUB], [], DAY, old) == ()


def test_nothing_is_due_to_a_hub_that_is_not_configured_any_more() -> None:
    old = (Notice(HUB, RSS, 0), Notice("https://gone.example.org/", ATOM, 0))
    assert due([HUB], [], 1, old) == (old[0],)
    assert due([HUB], [ATOM], 1, old) == (old[0], Notice(HUB, ATOM, 1))
