"""Looking at a site while it is written: what changes is seen, and pages on show load again.

The server adds a script to the pages that it sends; the files themselves stay as they are. What is
made of a change is not known here.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape, unescape
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import msgspec

from feedtool.config import Config
from feedtool.errors import ConfigError, PublishError
from feedtool.preview.server import MEDIA_TYPES, MISSING, Handler, listen, media_type

_OWN = "/.feedtool"  # a hidden name, which no file of a site is served under
_SCRIPT, _NEWS = f"{_OWN}/reload.js", f"{_OWN}/news"
# The page says which state of the site it shows, for what was built while it was on its way.
_RELOAD = f"""\
const shown = new URL(document.currentScript.src).searchParams.get("state");
new EventSource("{_NEWS}").onmessage = (news) => {{
  if (news.data !== shown) location.reload();
}};
"""
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_IS_POLICY = re.compile(r"http-equiv\s*=\s*[\"']?content-security-policy\b", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)
# What a script needs, and the directive that counts where there is none of this name.
_LOADS = (("script-src", "default-src"), ("script-src-elem", ""), ("connect-src", "default-src"))
_TICK = 300  # milliseconds between two looks at what is not watched
_QUIET = 200  # milliseconds without a change after which a burst of them is over
_BURST = 2000  # milliseconds that a burst may last before it is told of anyway
_ALIVE = 10.0  # seconds between two signs of life to an open page


# -- what changes ------------------------------------------------------------------------------


class Places(msgspec.Struct, frozen=True):
    """What a site is made of. `folders` need not exist; below `ignored` nothing counts."""

    config: Path
    folders: tuple[Path, ...]
    ignored: tuple[Path, ...]


def places(config: Config, path: Path) -> Places:
    """The places of the site that is configured in the file at `path`."""
    home = path.resolve().parent
    return Places(
        path.resolve(),
        (config.articles, home / "rules", home / "templates"),
        (config.output, config.state),
    )


def changes(where: Callable[[], Places]) -> Iterator[bool]:
    """True when something has changed since the last time, False every now and then.

    `where` is asked again each time. The first is True: what changed before this looked is not
    known. Raises `ConfigError` if the extra that watches folders is not installed, `PublishError`
    if the system will not have them watched.
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
    where: Callable[[], Places], watch: Callable[..., Iterator[set[Any]]]
) -> Iterator[bool]:
    while True:
        place = where()
        known = _look(place)
        is_first = True
        try:
            for found in watch(
                *(folder for folder in place.folders if folder.is_dir()),
                watch_filter=lambda _, path, place=place: not _is_ignored(Path(path), place),
                debounce=_BURST,
                step=_QUIET,
                rust_timeout=_TICK,
                yield_on_timeout=True,
            ):
                # The first comes when all is watched: no change after it goes unseen.
                yield is_first or bool(found)
                is_first = False
                if where() != place or _look(place) != known:
                    break
        except FileNotFoundError:
            continue  # a folder that went in the very moment
        except OSError as error:
            raise PublishError(
                f"feedtool watch: cannot watch: {error}; use `feedtool serve`"
            ) from None


def _look(place: Places) -> tuple[tuple[int, ...] | None, ...]:
    """What tells whether the configuration changed, or a folder is another one than before.

    Editors put another file in the place of the old, which one who watches the old does not see.
    """
    looks: list[tuple[int, ...] | None] = []
    for path in (place.config, *place.folders):
        try:
            info = os.stat(path)
        except OSError:
            looks.append(None)
            continue
        of_file = (info.st_size, info.st_mtime_ns) if path == place.config else ()
        looks.append((info.st_dev, info.st_ino, *of_file))
    return tuple(looks)


def _is_ignored(path: Path, place: Places) -> bool:
    return any(path.is_relative_to(folder) for folder in place.ignored)


# -- what is shown -----------------------------------------------------------------------------


class LiveServer:
    """Serves a folder on 127.0.0.1, in threads of its own, until it is closed."""

    def __init__(self, folder: Path, port: int) -> None:
        """Raises `PublishError` if the port is taken; 0: any that is free."""
        self._state = 0
        self._is_over = False
        self._news = threading.Condition()
        # No page of an earlier run shows what this one does.
        self._run = os.urandom(4).hex()

        class Bound(_Page):
            root = folder.resolve()
            show = self

        self._handler = Bound
        self._server = listen(port, Bound)
        self.port = int(self._server.server_address[1])

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answers requests as long as this lasts."""
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

    def renew(self, folder: Path) -> None:
        """Has every open page load again, from `folder`."""
        self._handler.root = folder.resolve()
        with self._news:
            self._state += 1
            self._news.notify_all()

    @property
    def state(self) -> str:
        """A name for what is to be seen now."""
        return f"{self._run}-{self._state}"

    def next_state(self, known: str | None) -> str | None:
        """The state as soon as it is not `known`, or after a while; None: the show is over."""
        with self._news:
            self._news.wait_for(lambda: self._is_over or self.state != known, _ALIVE)
            return None if self._is_over else self.state


class _Page(Handler):
    show: LiveServer

    def answer(self) -> None:
        """Sends a file, a page with the script in it, the script, or news for it."""
        path = urlsplit(self.path).path
        if path == _SCRIPT:
            self.send(HTTPStatus.OK, MEDIA_TYPES[".js"], _RELOAD.encode())
        elif path == _NEWS:
            self._tell()
        else:
            super().answer()

    def refuse(self) -> None:
        """Says that nothing is there yet; when something is, the page loads again."""
        state = self.show.state
        try:
            body = (self.root / MISSING).read_bytes()
        except OSError:
            body = b"<!DOCTYPE html><title>Not found</title><body>Not found</body>"
        page = with_script(body, f"{_SCRIPT}?state={state}")
        self.send(HTTPStatus.NOT_FOUND, MEDIA_TYPES[".html"], page)

    def send_file(self, path: Path, file: BinaryIO) -> None:
        """Sends a file that no cache keeps; a page with the script."""
        state = self.show.state  # before the page is read: too old a name does no harm
        body = file.read()
        if media_type(path.name) == MEDIA_TYPES[".html"]:
            body = with_script(body, f"{_SCRIPT}?state={state}")
        self.send(HTTPStatus.OK, media_type(path.name), body)

    def _tell(self) -> None:
        """Server-sent events (HTML, section 9.2): the state, and again when it is another."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        known: str | None = None
        try:
            while (state := self.show.next_state(known)) is not None:
                self.wfile.write((":\n\n" if state == known else f"data: {state}\n\n").encode())
                known = state
        except OSError:
            return  # the page was closed


def with_script(page: bytes, address: str) -> bytes:
    """A page that loads the script at `address`, on this server, and may hear from it.

    >>> with_script(b"<body></body>", "/a.js")
    b'<body><script src="/a.js"></script>\\n</body>'
    """
    text = _META.sub(_relaxed, page.decode("utf-8", "surrogateescape"))
    script = f'<script src="{escape(address)}"></script>\n'
    place = max((match.start() for match in _END.finditer(text)), default=len(text))
    text = text[:place] + script + text[place:]
    return text.encode("utf-8", "surrogateescape")


def _relaxed(meta: re.Match[str]) -> str:
    tag = meta[0]
    content = _CONTENT.search(tag)
    if content is None or not _IS_POLICY.search(tag):
        return tag
    policy = relaxed(unescape(content[1] if content[1] is not None else content[2]))
    return f'{tag[: content.start()]}content="{escape(policy)}"{tag[content.end() :]}'


def relaxed(policy: str) -> str:
    """A Content-Security-Policy that allows also scripts of this server, and to hear from it.

    All else stays as strict as it is, so that what the site's own policy blocks is blocked here.

    >>> relaxed("default-src 'none'; img-src *")
    "default-src 'none'; img-src *; script-src 'self'; connect-src 'self'"
    """
    # CSP3, section 2.2.1: of two directives of one name the first counts.
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            directives.setdefault(name.lower(), sources)
    for name, fallback in _LOADS:
        allowed = directives.get(name, directives.get(fallback))
        if allowed is not None:
            kept = [source for source in allowed if source.lower() not in ("'none'", "'self'")]
            directives[name] = [*kept, "'self'"]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
