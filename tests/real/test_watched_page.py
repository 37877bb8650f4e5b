"""A real browser shows a page of `feedtool watch`, and reloads it when it changes."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from feedtool.preview.watch import LiveServer
from support.servers import optional_program

SECONDS = 30


class Beacons(BaseHTTPRequestHandler):
    """Records which pictures are requested, to see which page is shown."""

    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing."""


@contextmanager
def beacons() -> Iterator[tuple[int, list[str]]]:
    noted: list[str] = []

    class Bound(Beacons):
        seen = noted

    with ThreadingHTTPServer(("127.0.0.1", 0), Bound) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1], noted
        finally:
            server.shutdown()
            thread.join()


def page(port: int, version: int) -> str:
    """A page with a policy as strict as feedtool's, and a picture that identifies it."""
    policy = f"default-src 'none'; style-src 'self'; img-src http://127.0.0.1:{port}"
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<title>{version}</title></head><body><img src="http://127.0.0.1:{port}/v{version}">'
        "</body></html>"
    )


def wait_for(seen: list[str], path: str) -> bool:
    end = time.monotonic() + SECONDS
    while path not in seen and time.monotonic() < end:
        time.sleep(0.05)
    return path in seen


def test_an_open_page_reloads_in_spite_of_its_strict_policy(tmp_path: Path) -> None:
    chromium = optional_program("chromium")
    output = tmp_path / "output"
    output.mkdir()
    show = LiveServer(output, 0)
    with beacons() as (port, seen), show.running():
        (output / "index.html").write_text(page(port, 1))
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        command += ["--disable-dev-shm-usage", f"--user-data-dir={tmp_path / 'profile'}"]
        command += ["--remote-debugging-port=0", f"http://127.0.0.1:{show.port}/"]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                assert wait_for(seen, "/v1")
                for version in (2, 3):
                    (output / "index.html").write_text(page(port, version))
                    show.reload(output)
                    assert wait_for(seen, f"/v{version}")
                time.sleep(1)
                assert seen == ["/v1", "/v2", "/v3"]  # each once: the page does not keep reloading
            finally:
                process.terminate()
                process.wait(SECONDS)
