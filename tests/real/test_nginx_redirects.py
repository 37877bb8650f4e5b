"""A real nginx sends readers on from where a page lay before, with the map that feedtool writes."""

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
    client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
    uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
    include {output}/redirects.nginx.conf;
    server {{
        listen 127.0.0.1:{port};
        if ($feedtool_redirect) {{ return 301 $feedtool_redirect; }}
        location /news/ {{ alias {output}/; }}
    }}
}}
"""
MANY = 60
TITLE = "A headline of considerable length about all that happened in the harbour {}"


@pytest.fixture
def moved(site: SiteFolder) -> SiteFolder:
    for number in range(MANY):
        site.write(f"{number}.txt", story(TITLE.format(number)))
    site.build()
    for number in range(MANY):
        site.write(f"{number}.txt", f"---\nslug: s{number}\n---\n{story(TITLE.format(number))}")
    site.build(NOW + 100)
    return site


@pytest.fixture
def port(moved: SiteFolder, tmp_path: Path) -> Iterator[int]:
    nginx = real_program("nginx")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    home = tmp_path / "nginx"
    home.mkdir()
    conf = CONFIG.format(home=home, port=number, output=moved.output)
    (home / "nginx.conf").write_text(conf)
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


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def test_nginx_sends_every_former_address_to_the_new_one(moved: SiteFolder, port: int) -> None:
    lines = (moved.output / "_redirects").read_text().splitlines()[1:]
    assert len(lines) == MANY
    for line in lines:
        old, new, _ = line.split(" ")
        status, location = get(port, old)
        assert (status, location.partition("/news/")[2]) == (301, new.removeprefix("/news/"))
        assert get(port, new)[0] == 200
    assert get(port, "/news/index.html")[0] == 200
