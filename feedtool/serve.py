"""A web server for looking at a site on the machine it was built on.

Answers as nginx would: the same media types, an ETag of time and size, 304 where nothing changed,
no listing of folders.
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

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_BY_NAME = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
}


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of `folder` on 127.0.0.1, not yet running; port 0: any that is free."""

    class Handler(_Handler):
        root = folder.resolve()

    try:
        return ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        raise PublishError(
            f"port {port}: cannot be used: {error.strerror}; name another with --port"
        ) from None


class _Handler(BaseHTTPRequestHandler):
    root: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the terminal is for the address."""

    def _answer(self, with_body: bool) -> None:
        path = self._path()
        if path is None or not os.path.isfile(path):
            self._refuse(with_body)
            return
        try:
            with open(path, "rb") as file:
                self._send(path, file, os.fstat(file.fileno()), with_body)
        except FileNotFoundError:
            self._refuse(with_body)

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

    def _send(self, path: Path, file: BinaryIO, info: os.stat_result, with_body: bool) -> None:
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
        if with_body and not unchanged:
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

    def _refuse(self, with_body: bool) -> None:
        body = b"Not found\n"
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", MEDIA_TYPES[".txt"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def media_type(name: str) -> str:
    """The media type, with charset, under which a file of this name is served.

    >>> media_type("atom.xml"), media_type("a.html")
    ('application/atom+xml; charset=utf-8', 'text/html; charset=utf-8')
    """
    return _BY_NAME.get(name) or MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
