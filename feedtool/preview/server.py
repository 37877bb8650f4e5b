"""A web server for looking at a site on the machine it was built on.

Answers as nginx does with docs/hosting/nginx.conf: the same media types, an ETag of time and size,
304 where nothing changed, 404.html where nothing is, no listing of folders.
"""

from __future__ import annotations

import os
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from feedtool.errors import PublishError
from feedtool.render.feeds.formats import format_of

MISSING = "404.html"  # what is shown where nothing is, if it is there
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
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


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of `folder` on 127.0.0.1, not yet running; port 0: any that is free."""

    class Bound(Handler):
        root = folder.resolve()

    return listen(port, Bound)


def listen(port: int, handler: type[Handler]) -> ThreadingHTTPServer:
    """A server on 127.0.0.1 that answers with `handler`, not yet running."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise PublishError(
            f"port {port}: cannot be used: {error.strerror}; name another with --port"
        ) from None


class Handler(BaseHTTPRequestHandler):
    """Answers with the files below `root`, which is resolved."""

    root: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A file, or that it is not there."""
        self.answer()

    def do_HEAD(self) -> None:
        """The same without a body."""
        self.answer()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the terminal is for the address."""

    def answer(self) -> None:
        """Sends what is asked for."""
        path = self._path()
        try:
            if path is None or not os.path.isfile(path):
                self.refuse()
                return
            with open(path, "rb") as file:
                self.send_file(path, file)
        except FileNotFoundError:
            self.refuse()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked has gone

    def _path(self) -> Path | None:
        """The file that is asked for, None if it is hidden or outside the folder."""
        try:
            asked = unquote(urlsplit(self.path).path)
        except ValueError:
            return None
        parts = asked.lstrip("/").split("/")
        if asked.endswith("/"):
            parts[-1] = "index.html"
        if any(part.startswith(".") or not part or "\0" in part for part in parts):
            return None
        path = self.root.joinpath(*parts)
        try:
            return path if path.resolve().is_relative_to(self.root) else None
        except OSError:  # such as a name that is too long
            return None

    def send_file(self, path: Path, file: BinaryIO) -> None:
        """Sends an open file, unless it is known already."""
        info = os.fstat(file.fileno())
        etag = f'"{int(info.st_mtime):x}-{info.st_size:x}"'
        unchanged = self._is_known(etag, int(info.st_mtime))
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK)
        self.send_header("ETag", etag)
        self.send_header("Last-Modified", formatdate(int(info.st_mtime), usegmt=True))
        self.send_header("Cache-Control", "no-cache")
        if not unchanged:
            self.send_header("Content-Type", media_type(path.name))
            self.send_header("Content-Length", str(info.st_size))
        self.end_headers()
        if self.command != "HEAD" and not unchanged:
            self.wfile.write(file.read(info.st_size))

    def _is_known(self, etag: str, mtime: int) -> bool:
        """RFC 9110, section 13.2.2: an ETag, where one is sent, decides alone."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            listed = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
            return etag in listed or "*" in listed
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and int(parsedate_to_datetime(since).timestamp()) >= mtime
        except (ValueError, TypeError):
            return False

    def refuse(self) -> None:
        """Says that nothing is there, with the site's own page for it if there is one."""
        try:
            page = (self.root / MISSING).read_bytes()
        except OSError:
            self.send(HTTPStatus.NOT_FOUND, MEDIA_TYPES[".txt"], b"Not found\n")
        else:
            self.send(HTTPStatus.NOT_FOUND, MEDIA_TYPES[".html"], page)

    def send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Sends bytes of the media type `kind` that no cache is to keep."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def media_type(name: str) -> str:
    """The media type, with charset, under which a file of this name is served.

    The web servers' configurations in docs/hosting say the same.

    >>> media_type("atom-3.xml"), media_type("a.html")
    ('application/atom+xml; charset=utf-8', 'text/html; charset=utf-8')
    """
    form = format_of(name)
    if form is not None:
        return f"{form.media_type}; charset=utf-8"
    return MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
