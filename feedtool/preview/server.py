"""A web server for viewing a site on the machine it was built on.

It sends the same media types as the configurations in docs/hosting, 304 for what has not changed
since, the site's 404.html for what is not found, and never a listing of a folder. If it knows the
public address of the site, it serves the site under the same path, and links in what it sends lead
here instead of there.

Other websites cannot read the site through a visitor's browser (DNS rebinding): requests have to
name this machine as their host. Clients that are slow or too many do not use up threads or memory.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from feedtool.errors import PublishError
from feedtool.preview.connections import BoundedServer, PatientReader
from feedtool.preview.parts import Part, requested_part
from feedtool.preview.rewriting import is_rewritten, rewritten
from feedtool.render.feeds.formats import format_of

HTML = "text/html; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
_MEDIA_TYPES = {
    ".html": HTML,
    ".htm": HTML,
    ".css": "text/css; charset=utf-8",
    ".js": JAVASCRIPT,
    ".xsl": "text/xsl; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".opml": "text/x-opml+xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
_NOT_FOUND = b"<!DOCTYPE html><title>Not found</title><body>Not found</body>\n"
_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
_MAX_REWRITTEN = 32_000_000  # bytes; a larger file is sent as it is, from the disk


def server(folder: Path, port: int, public: str | None = None) -> BoundedServer:
    """A server of `folder` on 127.0.0.1, not yet running; port 0 takes any free one.

    `public` is the public address of the site, or None to send every file as it is, at the root.
    Raises `PublishError` if the port cannot be used.
    """
    return listen(port, partial(Handler, directory=str(folder.resolve()), public=public))


def listen(port: int, handler: Callable[..., SimpleHTTPRequestHandler]) -> BoundedServer:
    """A server on 127.0.0.1 that makes a `handler` for each connection, not yet running.

    Raises `PublishError` if the port cannot be used.
    """
    try:
        return BoundedServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise PublishError(
            f"port {port}: cannot be used: {error.strerror}; name another with --port, or any free "
            "one with --port 0"
        ) from None


def address(port: int, public: str | None) -> str:
    """The address at which a site is shown.

    >>> address(8000, "https://example.org/news/"), address(8000, None)
    ('http://127.0.0.1:8000/news/', 'http://127.0.0.1:8000/')
    """
    return f"http://127.0.0.1:{port}{mount_of(public)}"


def mount_of(public: str | None) -> str:
    """The path at which a site is shown: that of its public address."""
    return "/" if public is None else urlsplit(public).path or "/"


class Handler(SimpleHTTPRequestHandler):
    """Sends the files below `directory`, a resolved path; no hidden ones, and none outside it."""

    protocol_version = "HTTP/1.1"
    caching = "no-cache"
    timeout = 30  # seconds for a request, and for each part of an answer

    def __init__(self, *args: Any, public: str | None = None, **named: Any) -> None:
        self.public = public
        super().__init__(*args, **named)

    def setup(self) -> None:
        """Prepares a connection."""
        super().setup()
        self._reader = PatientReader(self.connection)
        self.rfile = self._reader.buffered()

    def handle(self) -> None:
        """Answers the requests of one connection; the client may close it at any time."""
        with suppress(ConnectionError, TimeoutError):
            super().handle()

    def handle_one_request(self) -> None:
        """Answers one request, which has to arrive in time."""
        self._reader.start(self.timeout)
        super().handle_one_request()

    def parse_request(self) -> bool:
        """Reads a request; False if it was refused."""
        if not super().parse_request():
            return False
        self.connection.settimeout(self.timeout)
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = (
                True  # the body is not read, so it cannot be told from a request
            )
        host = self.headers.get("Host")
        if host is None and self.request_version < "HTTP/1.1":
            host = "{}:{}".format(*self.connection.getsockname()[:2])
        if host is None or not _LOCAL.fullmatch(host):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This server is for this machine only")
            return False
        self._host = host
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing: the terminal shows the address."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Sends the status and headers; returns the file to send, if the body was not sent yet."""
        requested = self.path.partition("?")[0]
        mount = mount_of(self.public)
        if mount != "/" and requested in ("/", mount.rstrip("/")):
            self._redirect(mount)
            return None
        path = self.translate_path(self.path)
        kind = self.guess_type(path)
        if self.is_altered(kind) and _size(path) <= _MAX_REWRITTEN:
            self._send_altered(path, kind)
            return None
        if "Range" in self.headers and self.command == "GET":
            part = requested_part(path, self.headers)
            if part is not None:
                return self._send_part(part, kind)
        return super().send_head()

    def is_altered(self, kind: str) -> bool:
        """Whether files of this media type are sent altered."""
        return self.public is not None and is_rewritten(kind)

    def altered(self, kind: str, body: bytes) -> bytes:
        """The body as it is sent; `is_altered` is true of its media type."""
        if self.public is None:
            return body
        return rewritten(kind, body, self.public, f"http://{self._host}{mount_of(self.public)}")

    def translate_path(self, path: str) -> str:
        """The file that a request path names, or "", which cannot be opened."""
        mount, steps = mount_of(self.public).split("/"), path.partition("?")[0].split("/")
        depth = len(mount) - 1
        if [unquote(step) for step in steps[:depth]] != [unquote(step) for step in mount[:depth]]:
            return ""
        named = super().translate_path("/" + "/".join(steps[depth:]))
        file = Path(named, "index.html") if named.endswith("/") else Path(named)
        hidden = any(name.startswith(".") for name in file.relative_to(self.directory).parts)
        if hidden or not os.path.isfile(file):
            return ""
        return str(file) if file.resolve().is_relative_to(self.directory) else ""

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """The media type of the file at `path`."""
        return media_type(os.path.basename(path))

    def send_response(self, code: int, message: str | None = None) -> None:
        """Sends the status line and the headers that all answers have."""
        super().send_response(code, message)
        self.send_header("Cache-Control", self.caching if code < 400 else "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection and code in (*range(400), HTTPStatus.NOT_FOUND):
            self.send_header("Connection", "close")  # `send_error` sends it for other errors

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Sends an error; for 404 with the site's own page, if it has one."""
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        try:
            page = Path(self.directory, "404.html").read_bytes()
        except OSError:
            page = _NOT_FOUND
        self.send_body(HTTPStatus.NOT_FOUND, HTML, page)

    def send_body(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Sends a whole answer with the media type `kind`, altered if that type is."""
        if self.is_altered(kind):
            body = self.altered(kind, body)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if status == HTTPStatus.OK and tag in self.headers.get("If-None-Match", ""):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.OK:
            self.send_header("ETag", tag)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_altered(self, path: str, kind: str) -> None:
        """Sends a file that is altered on the way; its ETag is that of what is sent."""
        try:
            body = Path(path).read_bytes()
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self.send_body(HTTPStatus.OK, kind, body)

    def _send_part(self, part: Part, kind: str) -> BytesIO | BinaryIO | None:
        """Sends the headers of a part of a file (RFC 9110, section 14); returns the part."""
        if part.is_empty:
            part.close()
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{part.size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Range", f"bytes {part.first}-{part.last}/{part.size}")
        self.send_header("Content-Length", str(part.last - part.first + 1))
        self.send_header("Last-Modified", self.date_time_string(int(part.changed)))
        self.end_headers()
        return part  # type: ignore[return-value]  # has what is used: read and close

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def media_type(name: str) -> str:
    """The media type, with charset, of a file called `name`, as in docs/hosting.

    >>> media_type("atom-3.xml"), media_type("a.html")
    ('application/xml; charset=utf-8', 'text/html; charset=utf-8')
    """
    form = format_of(name)
    if form is not None:
        return f"{form.served_as}; charset=utf-8"
    known = _MEDIA_TYPES.get(Path(name).suffix.lower())
    if known is not None:
        return known
    # The types that Python knows itself; those of the machine differ from one to the next.
    kind, packing = mimetypes.MimeTypes().guess_type(name)
    return "application/octet-stream" if kind is None or packing else kind
