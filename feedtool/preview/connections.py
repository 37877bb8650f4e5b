"""Connections of the preview server: how many there may be, and how long a request may take."""

from __future__ import annotations

import io
import socket
import threading
import time
from http.server import ThreadingHTTPServer
from typing import Any

_MOST = 64  # connections at once; a browser opens six
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\n"
    b"Connection: close\r\n\r\n"
)


class BoundedServer(ThreadingHTTPServer):
    """A server with a thread for each connection, and a limit to their number."""

    def __init__(self, *args: Any) -> None:
        self._free = threading.BoundedSemaphore(_MOST)
        super().__init__(*args)

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any
    ) -> None:
        """Starts the thread of a connection, or refuses it if there are too many."""
        if not self._free.acquire(blocking=False):
            if isinstance(request, socket.socket):
                request.settimeout(0)
                request.send(_BUSY)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no thread can be started
            self._free.release()
            raise

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any
    ) -> None:
        """Answers the requests of one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


class PatientReader(io.RawIOBase):
    """The bytes of a connection. A request has to arrive within a time, however slowly it comes.

    The timeout of a socket is for each of its parts, of which there may be any number.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = 0.0

    def start(self, seconds: float) -> None:
        """Allows so much time for the next request."""
        self._until = time.monotonic() + seconds

    def buffered(self) -> io.BufferedReader:
        """The same bytes with the interface of a file."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Reads what has arrived. Raises `TimeoutError` when the time is over."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)
