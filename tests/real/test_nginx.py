"""What a subscriber's conditional request gets from a real web server, before and after a build."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import NOW, SiteFolder, real_program, story

CONFIG = """
worker_processes 1;
daemon off;
master_process off;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{}}
http {{
    access_log off;
    types {{ text/html html; text/css css; application/rss+xml rss; text/xml xml; }}
    client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
    uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@pytest.fixture
def built(site: SiteFolder) -> SiteFolder:
    site.write("a.txt", story("The first of the texts"))
    site.write("b.txt", story("Another one about rivers"))
    site.build()
    return site


@pytest.fixture
def port(built: SiteFolder, tmp_path: Path) -> Iterator[int]:
    """nginx, serving the site; stopped by its process id."""
    nginx = real_program("nginx")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    home = tmp_path / "nginx"
    home.mkdir()
    # A worker of root's would be another user, who may not enter a test's folder.
    (home / "nginx.conf").write_text(CONFIG.format(home=home, port=number, root=built.output))
    with subprocess.Popen(
        [nginx, "-p", str(home), "-c", str(home / "nginx.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            for _ in range(100):
                try:
                    socket.create_connection(("127.0.0.1", number), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, process.stderr and process.stderr.read()
                    time.sleep(0.05)
            yield number
        finally:
            process.terminate()
            process.wait(10)


def get(port: int, path: str, **headers: str | None) -> tuple[int, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items() if value}
        connection.request("GET", path, headers=given)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers
    finally:
        connection.close()


PATHS = [
    "/rss.xml",
    "/atom.xml",
    "/index.html",
    "/style.css",
    "/articles/the-first-of-the-texts.html",
]


def test_a_build_without_news_keeps_every_subscriber_at_304(built: SiteFolder, port: int) -> None:
    before = {path: get(port, path) for path in PATHS}
    assert {status for status, _ in before.values()} == {200}
    built.build(NOW + 300)
    for path, (_, headers) in before.items():
        assert get(port, path, If_None_Match=headers["ETag"])[0] == 304
        assert get(port, path, If_Modified_Since=headers["Last-Modified"])[0] == 304


def test_an_edit_reaches_every_subscriber_at_once(built: SiteFolder, port: int) -> None:
    before = {path: get(port, path)[1] for path in PATHS}
    # Within the same second, and with as many bytes as before.
    built.write("a.txt", story("The first of the texts").replace("river", "lover"))
    changed = {f"/{path}" for path in built.build(NOW + 300).written}
    assert {"/rss.xml", "/atom.xml"} <= changed
    for path, headers in before.items():
        expected = 200 if path in changed else 304
        assert get(port, path, If_None_Match=headers["ETag"])[0] == expected, path
        assert get(port, path, If_Modified_Since=headers["Last-Modified"])[0] == expected, path


def test_everything_that_was_built_can_be_had(built: SiteFolder, port: int) -> None:
    assert {get(port, f"/{path}")[0] for path in built.files()} == {200}
