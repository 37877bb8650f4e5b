"""Shows a site while it is written: watches what it is made of, and reloads open pages.

The server adds a script to the pages that it sends, and leaves their Content-Security-Policy out,
which would not let the script run. So what the policy blocks is not blocked here; `feedtool serve`
sends the policy. The files themselves stay the same. What is built after a change is not
known here.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from feedtool.config import Config
from feedtool.errors import ConfigError, PublishError
from feedtool.preview.server import HTML, JAVASCRIPT, Handler, listen

_OWN = "/.feedtool"  # a hidden name, which no file of a site is served under
_SCRIPT, _NEWS = f"{_OWN}/reload.js", f"{_OWN}/news"
# The page names the state it shows: the site may be built while the page is on its way.
_RELOAD = f"""\
const shown = new URL(document.currentScript.src).searchParams.get("state");
new EventSource("{_NEWS}").onmessage = (news) => {{
  if (news.data !== shown) location.reload();
}};
"""
_POLICY = re.compile(
    r"<meta\b(?=[^>]*\bhttp-equiv\s*=\s*[\"']?content-security-policy\b)[^>]*>", re.IGNORECASE
)
_END = re.compile(r"</body\s*>", re.IGNORECASE)
_TICK = 300  # milliseconds between two looks at what is not watched
_QUIET = 200  # milliseconds without a change after which a burst of changes is over
_BURST = 2000  # milliseconds after which a burst is reported even if it goes on
_ALIVE = 10.0  # seconds between two signs of life to an open page


# -- what changes ------------------------------------------------------------------------------


class WatchedFolders(msgspec.Struct, frozen=True):
    """What a site is made of; `folders` need not exist, changes below `ignored` do not count.

    Of the folder `output` only its deletion counts.
    """

    config: Path
    folders: tuple[Path, ...]
    output: Path
    state: Path

    @property
    def ignored(self) -> tuple[Path, Path]:
        """The folders that a build writes to."""
        return self.output, self.state


def watched_folders(config: Config, path: Path) -> WatchedFolders:
    """What the site configured in the file at `path` is made of."""
    home = path.resolve().parent
    return WatchedFolders(
        path.resolve(),
        (
            *(config.articles, home / "rules", home / "templates", home / "pages"),
            *(() if config.static is None else (config.static,)),
        ),
        config.output,
        config.state,
    )


def changes(where: Callable[[], WatchedFolders]) -> Iterator[bool]:
    """True when something has changed since the last item, False when nothing has for a while.

    `where` is called before each item. The first item is True: what changed before is not known.
    Raises `ConfigError` if the extra that watches folders is not installed, `PublishError` if the
    system refuses to watch them.
    """
    try:
        # Imported here: it is an extra.
        import watchfiles
    except ImportError:
        raise ConfigError(
            "feedtool watch: needs the Python package watchfiles; install feedtool[watch]"
        ) from None
    return _changes(where, watchfiles.watch)


def _changes(
    where: Callable[[], WatchedFolders], watch: Callable[..., Iterator[set[Any]]]
) -> Iterator[bool]:
    while True:
        watched = where()
        known, was_there = _look(watched), watched.output.is_dir()
        is_first = True
        try:
            for found in watch(
                *(folder for folder in watched.folders if folder.is_dir()),
                watch_filter=lambda _, path, watched=watched: not _is_ignored(Path(path), watched),
                debounce=_BURST,
                step=_QUIET,
                rust_timeout=_TICK,
                yield_on_timeout=True,
            ):
                # The first item comes once all folders are watched, so no later change is missed.
                yield is_first or bool(found)
                is_first = False
                is_there = watched.output.is_dir()
                is_gone, was_there = was_there and not is_there, is_there
                if is_gone or where() != watched or _look(watched) != known:
                    break
        except FileNotFoundError:
            continue  # a folder was deleted just now
        except OSError as error:
            raise PublishError(
                f"feedtool watch: cannot watch: {error}; use `feedtool serve`"
            ) from None


def _look(watched: WatchedFolders) -> tuple[tuple[int, ...] | None, ...]:
    """Differs when the configuration has changed, or a folder has been replaced.

    Editors replace a file by a new one, which a watch on the old file does not report.
    """
    looks: list[tuple[int, ...] | None] = []
    for path in (watched.config, *watched.folders):
        try:
            info = os.stat(path)
        except OSError:
            looks.append(None)
            continue
        of_file = (info.st_size, info.st_mtime_ns) if path == watched.config else ()
        looks.append((info.st_dev, info.st_ino, *of_file))
    return tuple(looks)


def _is_ignored(path: Path, watched: WatchedFolders) -> bool:
    return any(path.is_relative_to(folder) for folder in watched.ignored)


# -- what is shown -----------------------------------------------------------------------------


class LiveServer:
    """Serves a folder on 127.0.0.1, in threads of its own, and reloads open pages."""

    def __init__(self, folder: Path, port: int, public: str | None = None) -> None:
        """Raises `PublishError` if the port cannot be used; 0 takes any free one."""
        self.folder, self.public = folder.resolve(), public
        self._state = 0
        self._is_over = False
        self._news = threading.Condition()
        # A page that an earlier run has sent is out of date.
        self._run = os.urandom(4).hex()
        self._server = listen(port, lambda *args: _LivePage(*args, live=self))
        self.port = int(self._server.server_address[1])

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answers requests inside the `with` block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._news:
                self._is_over = True
                self._news.notify_all()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def reload(self, folder: Path, public: str | None = None) -> None:
        """Makes every open page load again, from `folder`, a site with this public address."""
        with self._news:
            self.folder, self.public = folder.resolve(), public
            self._state += 1
            self._news.notify_all()

    @property
    def state(self) -> str:
        """A name for what is shown now."""
        return f"{self._run}-{self._state}"

    def next_state(self, known: str | None) -> str | None:
        """The state once it differs from `known`, or after a while; None when the server stops."""
        with self._news:
            self._news.wait_for(lambda: self._is_over or self.state != known, _ALIVE)
            return None if self._is_over else self.state


class _LivePage(Handler):
    """Sends files that no cache keeps, pages with the script, the script, and news for it."""

    caching = "no-store"

    def __init__(self, *args: Any, live: LiveServer) -> None:
        self._live = live
        super().__init__(*args, directory=str(live.folder), public=live.public)

    def send_head(self) -> BytesIO | BinaryIO | None:
        # The state comes first: a page with too old a state reloads, one with too new a state
        # would not. And one connection may outlive a change of the folder.
        self._state, self.directory = self._live.state, str(self._live.folder)
        self.public = self._live.public
        if self.path.partition("?")[0] == _SCRIPT:
            self.send_body(HTTPStatus.OK, JAVASCRIPT, _RELOAD.encode())
            return None
        if self.path == _NEWS and self.command == "GET":
            self._send_news()
            return None
        return super().send_head()

    def is_altered(self, kind: str) -> bool:
        return kind == HTML or super().is_altered(kind)

    def altered(self, kind: str, body: bytes) -> bytes:
        body = super().altered(kind, body)
        return with_script(body, f"{_SCRIPT}?state={self._state}") if kind == HTML else body

    def _send_news(self) -> None:
        """Server-sent events (HTML, section 9.2): the state, and each new one."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        known: str | None = None
        while (state := self._live.next_state(known)) is not None:
            self.wfile.write((":\n\n" if state == known else f"data: {state}\n\n").encode())
            known = state


def with_script(page: bytes, address: str) -> bytes:
    """A page that loads the script at `address`, without its Content-Security-Policy.

    >>> with_script(b"<body></body>", "/a.js")
    b'<body><script src="/a.js"></script>\\n</body>'
    """
    text = _POLICY.sub("", page.decode("utf-8", "surrogateescape"))
    script = f'<script src="{escape(address)}"></script>\n'
    place = max((match.start() for match in _END.finditer(text)), default=len(text))
    text = text[:place] + script + text[place:]
    return text.encode("utf-8", "surrogateescape")
