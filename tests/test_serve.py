"""The preview server: its responses, and what it refuses."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

import pytest

from feedtool.errors import PublishError
from feedtool.preview import connections
from feedtool.preview.server import Handler, server
from support.sites import OF_THE_SITE, SiteFolder
from support.texts import story


@pytest.fixture
def built(site: SiteFolder) -> SiteFolder:
    site.write("a.txt", story("A text to look at"))
    site.build()
    (site.output / ".hidden").write_text("secret")
    (site.output / ".git").mkdir()
    (site.output / ".git" / "config").write_text("secret")
    (site.output / "image.png").write_bytes(b"PNG")
    (site.output / "own.bin").write_bytes(b"own")
    (site.root / "secret.txt").write_text("secret")
    (site.output / "way-out.txt").symlink_to(site.root / "secret.txt")
    (site.output / "way-out").symlink_to(site.root)
    (site.output / "index-of-links").mkdir()
    (site.output / "index-of-links" / "index.html").symlink_to(site.root / "secret.txt")
    (site.output / "über uns.html").write_text("about")
    return site


@contextmanager
def running(folder: Path, public: str | None = None) -> Iterator[int]:
    """The port of a server of `folder`."""
    with server(folder, 0, public) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield int(made.server_address[1])
        made.shutdown()
        thread.join()


@pytest.fixture
def port(built: SiteFolder) -> Iterator[int]:
    with running(built.output) as number:
        yield number


def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "file", "media_type"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html", "index.html", "text/html; charset=utf-8"),
        ("/rss.xml", "rss.xml", "application/xml; charset=utf-8"),
        ("/atom.xml?from=a%20reader", "atom.xml", "application/xml; charset=utf-8"),
        ("/style.css", "style.css", "text/css; charset=utf-8"),
        (
            "/articles/a-text-to-look-at.html",
            "articles/a-text-to-look-at.html",
            "text/html; charset=utf-8",
        ),
        ("/image.png", "image.png", "image/png"),
        ("/own.bin", "own.bin", "application/octet-stream"),
        ("/%C3%BCber%20uns.html", "über uns.html", "text/html; charset=utf-8"),
    ],
)
def test_a_file_is_served_as_what_it_is(
    built: SiteFolder, port: int, path: str, file: str, media_type: str
) -> None:
    answer, body = ask(port, path)
    assert answer.status == 200
    assert body == (built.output / file).read_bytes()
    assert answer.getheader("Content-Type") == media_type
    assert answer.getheader("Content-Length") == str(len(body))
    changed = parsedate_to_datetime(answer.getheader("Last-Modified") or "").timestamp()
    assert int(changed) == int((built.output / file).stat().st_mtime)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("rss.xml", "application/xml"),
        ("feeds/world/atom.xml", "application/xml"),
        ("feed.json", "application/feed+json"),
        ("archive/rss-3.xml", "application/xml"),
        ("feeds/world/archive/atom-12.xml", "application/xml"),
        ("archive/feed-3.json", "application/feed+json"),
        ("feeds.opml", "text/x-opml+xml"),
        ("sitemap.xml", "application/xml"),
        ("robots.txt", "text/plain"),
        ("articles/rss-3-explained.html", "text/html"),
        ("other-feed.json", "application/json"),
    ],
)
def test_every_document_has_a_media_type_of_its_own_in_every_folder(
    built: SiteFolder, port: int, path: str, expected: str
) -> None:
    (built.output / path).parent.mkdir(parents=True, exist_ok=True)
    (built.output / path).write_text("here")
    answer, body = ask(port, f"/{path}")
    assert (answer.status, body) == (200, b"here")
    assert answer.getheader("Content-Type") == f"{expected}; charset=utf-8"


def test_the_sites_own_page_is_shown_for_what_is_missing(built: SiteFolder, port: int) -> None:
    (built.output / "404.html").write_text("<p>nothing here</p>")
    for path in ("/nothing-here", "/articles/", "/.hidden"):
        answer, body = ask(port, path)
        assert (answer.status, body) == (404, b"<p>nothing here</p>")
        assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
        assert answer.getheader("Cache-Control") == "no-store"
        assert answer.getheader("Last-Modified") is None
    assert ask(port, "/nothing-here", "HEAD")[1] == b""


def test_head_says_the_same_without_a_body(port: int) -> None:
    got, body = ask(port, "/rss.xml")
    head, nothing = ask(port, "/rss.xml", "HEAD")
    assert (head.status, nothing) == (200, b"")
    for name in ("Last-Modified", "Content-Type", "Content-Length"):
        assert head.getheader(name) == got.getheader(name) is not None
    assert body


def test_what_is_known_already_is_not_sent_again(port: int) -> None:
    since = ask(port, "/rss.xml")[0].getheader("Last-Modified") or ""
    for method in ("GET", "HEAD"):
        answer, body = ask(port, "/rss.xml", method, If_Modified_Since=since)
        assert (answer.status, body) == (304, b"")
        assert answer.getheader("Cache-Control") == "no-cache"


@pytest.mark.parametrize("since", [formatdate(0, usegmt=True), "yesterday", ""])
def test_what_is_not_known_is_sent(port: int, since: str) -> None:
    assert ask(port, "/rss.xml", If_Modified_Since=since)[0].status == 200


def test_a_changed_file_is_sent_again(built: SiteFolder, port: int) -> None:
    since = ask(port, "/rss.xml")[0].getheader("Last-Modified") or ""
    built.write("a.txt", story("A text to look at", edit="It was edited."))
    built.build(1_790_000_060)
    answer, body = ask(port, "/rss.xml", If_Modified_Since=since)
    assert answer.status == 200
    assert b"It was edited." in body


@pytest.mark.parametrize(
    "path",
    [
        "/nothing-here",
        "/articles",
        "/articles/",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/articles/../../secret.txt",
        "//../secret.txt",
        "/.hidden",
        "/.git/config",
        "/%2ehidden",
        "/way-out.txt",
        "/way-out/",
        "/way-out/secret.txt",
        "/index-of-links/",
        "/rss.xml/",
        "/rss.xml%00.html",
        "/a//rss.xml",
        pytest.param("/" + "x" * 5000, id="too long"),
        "//[",
    ],
)
def test_what_is_not_for_the_world_is_not_found(port: int, path: str) -> None:
    answer, body = ask(port, path)
    assert answer.status == 404
    assert b"secret" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(built: SiteFolder, port: int, method: str) -> None:
    before = built.looks()
    assert ask(port, "/rss.xml", method)[0].status == 501
    assert built.looks() == before


def test_a_port_that_is_taken_is_told(built: SiteFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(PublishError, match=f"port {number}: cannot be used: .*--port"):
            server(built.output, number)


def test_a_connection_is_kept_for_the_next_request(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for path, status in (("/rss.xml", 200), ("/nothing-here", 404), ("/", 200)) * 2:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert (answer.status, len(body)) == (status, int(answer.headers["Content-Length"]))
    connection.close()


def test_only_this_machine_is_served(built: SiteFolder) -> None:
    with server(built.output, 0) as made:
        assert made.server_address[0] == "127.0.0.1"


# -- links lead here ---------------------------------------------------------------------------

PUBLIC = "https://example.org/news/"


@pytest.fixture
def here(built: SiteFolder) -> Iterator[int]:
    """The port of a server that knows the public address of the site."""
    with running(built.output, PUBLIC) as number:
        yield number


def test_no_link_in_what_is_sent_leads_to_the_public_address(built: SiteFolder, here: int) -> None:
    names = [name for name in OF_THE_SITE if not name.endswith(".css")]
    names.append("articles/a-text-to-look-at.html")
    for name in names:
        answer, body = ask(here, f"/news/{name}")
        text = body.decode()
        assert answer.status == 200
        assert not re.search(
            r"""(["'>]|&#34;|&quot;)https://example.org/news/(?!.*</span>)""", text
        )
        assert f"http://127.0.0.1:{here}/news/" in text, name
        assert answer.getheader("Last-Modified") is None
        again, nothing = ask(here, f"/news/{name}", If_None_Match=answer.getheader("ETag") or "")
        assert (again.status, nothing) == (304, b"")


def test_links_lead_to_the_host_that_was_asked(here: int) -> None:
    body = ask(here, "/news/feed.json", Host="localhost:99")[1]
    assert b'"home_page_url": "http://localhost:99/news/"' in body


def test_the_site_is_at_the_path_of_its_public_address(built: SiteFolder, here: int) -> None:
    for path in ("/", "/news"):
        answer, _ = ask(here, path)
        assert (answer.status, answer.getheader("Location")) == (302, "/news/")
    for path in ("/rss.xml", "/newsletter", "/other/rss.xml"):
        assert ask(here, path)[0].status == 404
    assert ask(here, "/n%65ws/rss.xml")[0].status == 200
    assert b"secret" not in ask(here, "/news/../../secret.txt")[1]


def test_what_has_no_links_is_sent_as_it_is(built: SiteFolder, here: int) -> None:
    answer, body = ask(here, "/news/image.png")
    assert (answer.status, body) == (200, b"PNG")
    assert answer.getheader("Last-Modified")


# -- parts of files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "status", "body", "named"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=4-2", 416, b"", "bytes */10"),
        ("bytes=1-2,4-5", 200, b"0123456789", None),
        ("pages=1-2", 200, b"0123456789", None),
    ],
)
def test_a_part_of_a_recording_is_sent(
    built: SiteFolder, here: int, wanted: str, status: int, body: bytes, named: str | None
) -> None:
    (built.output / "talk.mp3").write_bytes(b"0123456789")
    answer, got = ask(here, "/news/talk.mp3", Range=wanted)
    assert (answer.status, got, answer.getheader("Content-Range")) == (status, body, named)


def test_a_part_of_another_version_is_not_sent(built: SiteFolder, here: int) -> None:
    (built.output / "talk.mp3").write_bytes(b"0123456789")
    date = ask(here, "/news/talk.mp3")[0].getheader("Last-Modified") or ""
    same = ask(here, "/news/talk.mp3", Range="bytes=2-4", If_Range=date)
    other = ask(here, "/news/talk.mp3", Range="bytes=2-4", If_Range=formatdate(0, usegmt=True))
    assert (same[0].status, other[0].status, other[1]) == (206, 200, b"0123456789")


# -- clients that are not a visitor's browser --------------------------------------------------


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "localhost@x", "0", ""])
def test_a_name_that_another_site_chose_is_refused(port: int, host: str) -> None:
    answer, body = ask(port, "/rss.xml", Host=host)
    assert (answer.status, b"A text to look at" in body) == (421, False)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:9", "[::1]:8000"])
def test_names_of_this_machine_are_answered(port: int, host: str) -> None:
    answer, _ = ask(port, "/rss.xml", Host=host)
    assert (answer.status, answer.getheader("X-Content-Type-Options")) == (200, "nosniff")


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(request)
        received = b""
        while data := client.recv(65536):
            received += data
    return received


@pytest.mark.parametrize(
    "body", [b"Content-Length: 45\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n2d\r\n"]
)
def test_the_body_of_a_request_is_not_the_next_request(port: int, body: bytes) -> None:
    start = b"GET /rss.xml HTTP/1.1\r\nHost: localhost\r\n"
    received = raw(port, start + body + b"GET /own.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert received.count(b"HTTP/1.1 ") == 1
    assert b"\r\nConnection: close\r\n" in received


def test_a_request_that_comes_too_slowly_is_dropped(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "timeout", 0.3)
    started = time.monotonic()
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    with client, suppress(ConnectionError):
        for _ in range(100):  # each part comes in time, the whole does not
            client.sendall(b"G")
            time.sleep(0.1)
    assert time.monotonic() - started < 5


def test_a_client_that_stops_reading_is_dropped(
    built: SiteFolder, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "timeout", 0.3)
    with (built.output / "large.bin").open("wb") as file:
        file.truncate(50_000_000)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(1)
        received = 0
        with suppress(ConnectionError):
            while data := client.recv(1_000_000):
                received += len(data)
    assert received < 50_000_000


def test_connections_beyond_the_limit_are_refused(
    built: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_MOST", 2)
    with running(built.output) as number:
        held = [socket.create_connection(("127.0.0.1", number), timeout=10) for _ in range(2)]
        time.sleep(0.2)
        assert raw(number, b"").startswith(b"HTTP/1.1 503 ")
        for client in held:
            client.close()
        time.sleep(0.2)
        assert ask(number, "/rss.xml")[0].status == 200
