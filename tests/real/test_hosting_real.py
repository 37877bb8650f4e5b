"""The responses of each web server with its configuration in docs/hosting/.

nginx is required; Apache and Caddy are tested if they are installed.
"""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from feedtool.preview.server import media_type
from support.servers import SERVERS, Server
from support.sites import CONFIG, SiteFolder
from support.texts import story

DOCUMENTS = {
    "rss.xml": 300,
    "atom.xml": 300,
    "feed.json": 300,
    "feeds.opml": 300,
    "index.html": 300,
    "sitemap.xml": 300,
    "robots.txt": 300,
    "feeds/world/rss.xml": 300,
    "feeds/world/atom.xml": 300,
    "feeds/world/feed.json": 300,
    "feeds/world/index.html": 300,
    "archive/rss-3.xml": 86400,
    "archive/atom-3.xml": 86400,
    "archive/feed-3.json": 86400,
    "feeds/world/archive/rss-12.xml": 86400,
    "feeds/world/archive/atom-12.xml": 86400,
    "feeds/world/archive/feed-12.json": 86400,
    "style.css": 3600,
    "feed.xsl": 600,
    "pages/3.html": 600,
    "articles/rss-3-explained.html": 600,
    "other.json": 600,
    "other.xml": 600,
    "image.png": 600,
}
HIDDEN = {
    ".feedtool-staging/0": "/.feedtool-staging/0",
    ".git/config": "/.git/config",
    "articles/.hidden": "/articles/.hidden",
    "ledger.sqlite": "/ledger.sqlite",
    "ledger.sqlite-wal": "/ledger.sqlite-wal",
}
MISSING = b"<p>nothing here</p>"


@pytest.fixture(scope="module", params=SERVERS)
def hosted(request: pytest.FixtureRequest) -> Iterator[tuple[Server, Path]]:
    """A built site with all kinds of files, and a server for it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)  # if root starts Apache, another user serves the files
        output = _site(home)
        with SERVERS[request.param](home / "server", output) as server:
            yield server, output


def _site(home: Path) -> Path:
    address = CONFIG.replace("https://example.org/news/", "https://example.org/")
    site = SiteFolder(home / "site", address + '\n[output]\ncompress = ["gz", "br"]\n')
    site.write("a.txt", story("The first of the texts"))
    site.build()
    for path in (*DOCUMENTS, *HIDDEN):
        if not (site.output / path).exists():
            (site.output / path).parent.mkdir(parents=True, exist_ok=True)
            (site.output / path).write_text(f"this is {path}")
    (site.output / "404.html").write_bytes(MISSING)
    return site.output


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_has_its_media_type_and_cache_lifetime(
    hosted: tuple[Server, Path], path: str
) -> None:
    server, output = hosted
    for asked in {path, path.removesuffix("index.html")}:
        answer = server.get(f"/{asked}")
        assert (answer.status, answer.body) == (200, (output / path).read_bytes())
        assert answer.headers.get_all("Content-Type") == [media_type(Path(path).name)]
        assert answer.headers.get_all("Cache-Control") == [
            f"public, max-age={DOCUMENTS[path]}, must-revalidate"
        ]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert answer["Content-Encoding"] is None


@pytest.mark.parametrize("path", DOCUMENTS)
def test_an_unchanged_document_is_not_sent_again(hosted: tuple[Server, Path], path: str) -> None:
    server, _ = hosted
    for coding in (None, "gzip"):
        first = server.get(f"/{path}", Accept_Encoding=coding)
        for known in (
            {"If_None_Match": first["ETag"]},
            {"If_Modified_Since": first["Last-Modified"]},
        ):
            answer = server.get(f"/{path}", Accept_Encoding=coding, **known)
            assert (answer.status, answer.body) == (304, b"")
            assert answer["Cache-Control"] == first["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["rss.xml", "atom.xml", "index.html", "articles/the-first-of-the-texts.html"]
)
def test_a_compressed_copy_is_sent_with_the_media_type_of_its_file(
    hosted: tuple[Server, Path], path: str
) -> None:
    server, output = hosted
    whole = (output / path).read_bytes()
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
    # nginx has no module for br by default.
    for accepted, codings in {"gzip": {"gzip"}, "gzip, deflate, br": {"br", "gzip"}}.items():
        answer = server.get(f"/{path}", Accept_Encoding=accepted)
        assert answer["Content-Encoding"] in codings
        assert unpack[answer["Content-Encoding"] or ""](answer.body) == whole
        assert answer.headers.get_all("Content-Type") == [media_type(Path(path).name)]
        assert answer["Content-Language"] is None
        assert "Accept-Encoding" in (answer["Vary"] or "")
    assert "Accept-Encoding" in (server.get(f"/{path}")["Vary"] or "")


@pytest.mark.parametrize(
    "path", ["/no-such.html", "/no-such.xml", "/articles/", "/archive/rss-99.xml", *HIDDEN.values()]
)
def test_missing_and_hidden_files_get_the_404_page_of_the_site(
    hosted: tuple[Server, Path], path: str
) -> None:
    server, _ = hosted
    answer = server.get(path)
    assert (answer.status, answer.body) == (404, MISSING)
    assert answer.headers.get_all("Content-Type") == ["text/html; charset=utf-8"]
    assert answer["Cache-Control"] is None
    assert answer["X-Content-Type-Options"] == "nosniff"
