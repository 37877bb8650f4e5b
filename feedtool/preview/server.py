"""A web server for viewing a site on the machine it was built on.

It sends the same media types as the configurations in docs/hosting, 304 for what has not changed
since, the site's 404.html for what is not found, and never a listing of a folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from feedtool.errors import PublishError
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


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of `folder` on 127.0.0.1, not yet running; port 0 takes any free one.

    Raises `PublishError` if the port cannot be used.
    """
    return listen(port, partial(Handler, directory=str(folder.resolve())))


def listen(port: int, handler: Callable[..., SimpleHTTPRequestHandler]) -> ThreadingHTTPServer:
    """A server on 127.0.0.1 that makes a `handler` for each connection, not yet running.

    Raises `PublishError` if the port cannot be used.
    """
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise PublishError(
            f"port {port}: cannot be used: {error.strerror}; name another with --port"
        ) from None


class Handler(SimpleHTTPRequestHandler):
    """Sends the files below `directory`, a resolved path; no hidden ones, and none outside it."""

    protocol_version = "HTTP/1.1"
    caching = "no-cache"

    def handle(self) -> None:
        """Answers the requests of one connection; the client may close it at any time."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing: the terminal shows the address."""

    def translate_path(self, path: str) -> str:
        """The file that a request path names, or "", which cannot be opened."""
        named = super().translate_path(path)
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
        """Sends a whole answer with the media type `kind`."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def media_type(name: str) -> str:
    """The media type, with charset, of a file called `name`, as in docs/hosting.

    >>> media_type("atom-3.xml"), media_type("a.html")
    ('application/xml; charset=utf-8', 'text/html; charset=utf-8')
    """
    form = format_of(name)
    if form is not None:
        return f"{form.served_as}; charset=utf-8"
    return _MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
