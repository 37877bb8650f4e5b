"""The preview server: its responses, and what it refuses."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from email.utils import formatdate, parsedate_to_datetime

import pytest

from feedtool.errors import PublishError
from feedtool.preview.server import server
from support.sites import SiteFolder
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


@pytest.fixture
def port(built: SiteFolder) -> Iterator[int]:
    with server(built.output, 0) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running.server_address[1]
        running.shutdown()
        thread.join()


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
