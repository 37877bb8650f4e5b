"""Real web servers with the configurations in docs/hosting/, each in a separate process."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.folders import TESTS
from support.processes import real_program

HOSTING = TESTS.parent / "docs" / "hosting"
ROOT = "/srv/www/example.org"  # the served folder in every configuration
_NGINX = """
worker_processes 1;
daemon off;
master_process off;  # a worker of root's would be another user, who may not enter a test's folder
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{}}
http {{
    access_log off;
    types {{ image/png png; }}
    default_type application/octet-stream;
    client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
    uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
    include {home}/site.conf;
}}
"""
_APACHE = """
ServerRoot {home}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {home}/httpd.pid
ErrorLog {home}/error.log
DefaultRuntimeDir {home}
User www-data
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
TypesConfig /dev/null
AddLanguage br .br
AddType application/x-gzip .gz
AddType image/png .png
DocumentRoot {root}
<Directory {root}>
    AllowOverride FileInfo Indexes Options=Indexes,FollowSymLinks
    Require all granted
</Directory>
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        return self.headers.get(name)


@dataclass(frozen=True)
class Server:
    port: int

    def get(self, path: str, **headers: str | None) -> Answer:
        """The answer to one request, on a new connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items() if value}
            connection.request("GET", path, headers=given)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


def configuration(name: str, changes: dict[str, str]) -> str:
    """A file of docs/hosting/ with replacements where users also change it."""
    text = (HOSTING / name).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, f"docs/hosting/{name} has no {old}"
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(home: Path, root: Path, below: str = "") -> Iterator[Server]:
    """nginx with docs/hosting/nginx.conf, serving `root`; the site is in its folder `below`."""
    program = real_program("nginx")
    port = free_port()
    home.mkdir()
    changes = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "listen [::]:80;": "",
        f"{ROOT}/redirects": f"{root}{below}/redirects",
        f"root {ROOT};": f"root {root};",
        "/404.html;": f"{below}/404.html;",
    }
    (home / "site.conf").write_text(configuration("nginx.conf", changes))
    (home / "nginx.conf").write_text(_NGINX.format(home=home))
    with running([program, "-p", str(home), "-c", str(home / "nginx.conf")], port) as server:
        yield server


@contextmanager
def apache(home: Path, root: Path) -> Iterator[Server]:
    """Apache with docs/hosting/apache.conf as the .htaccess of the folder it serves."""
    program = optional_program("apache2")
    port = free_port()
    home.mkdir()
    (root / ".htaccess").write_text(configuration("apache.conf", {}))
    (home / "httpd.conf").write_text(_APACHE.format(home=home, root=root, port=port))
    with running([program, "-X", "-f", str(home / "httpd.conf")], port) as server:
        yield server


@contextmanager
def caddy(home: Path, root: Path) -> Iterator[Server]:
    """Caddy with docs/hosting/Caddyfile, without https and without its admin endpoint."""
    program = optional_program("caddy")
    port = free_port()
    home.mkdir()
    changes = {"example.org {": f":{port} {{\n\tbind 127.0.0.1", ROOT: str(root)}
    text = "{\n\tadmin off\n\tauto_https off\n}\n" + configuration("Caddyfile", changes)
    (home / "Caddyfile").write_text(text)
    command = [program, "run", "--adapter", "caddyfile", "--config", str(home / "Caddyfile")]
    folders = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    with running(command, port, **folders) as server:
        yield server


SERVERS = {"nginx": nginx, "apache": apache, "caddy": caddy}


def optional_program(name: str) -> str:
    """The path of a program that is optional even if all tests are required."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, **environment: str) -> Iterator[Server]:
    """Runs a server on `port`, and stops it by its process id."""
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment or None,
    ) as process:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, process.stderr and process.stderr.read()
                    time.sleep(0.05)
            yield Server(port)
        finally:
            process.terminate()
            process.wait(10)
