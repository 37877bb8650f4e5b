"""Responses of a real web server to conditional requests, before and after a build."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.servers import Server, nginx
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

HOME = CONFIG.replace("https://example.org/news/", "https://example.org/")
PACKED = HOME + '\n[output]\ncompress = ["gz"]\n'


@pytest.fixture(params=["plain", "packed"])
def built(site: SiteFolder, request: pytest.FixtureRequest) -> SiteFolder:
    site.configure(PACKED if request.param == "packed" else HOME)
    site.write("a.txt", story("The first of the texts"))
    site.write("b.txt", story("Another one about rivers"))
    site.build()
    return site


@pytest.fixture
def server(built: SiteFolder, tmp_path: Path) -> Iterator[Server]:
    with nginx(tmp_path / "nginx", built.output) as running:
        yield running


PATHS = [
    "/rss.xml",
    "/atom.xml",
    "/index.html",
    "/style.css",
    "/articles/the-first-of-the-texts.html",
]
CODINGS = [None, "gzip"]


def test_a_build_without_news_keeps_every_subscriber_at_304(
    built: SiteFolder, server: Server
) -> None:
    before = {
        (path, coding): server.get(path, Accept_Encoding=coding)
        for path in PATHS
        for coding in CODINGS
    }
    assert {answer.status for answer in before.values()} == {200}
    built.build(NOW + 300)
    for (path, coding), known in before.items():
        for known_by in (
            {"If_None_Match": known["ETag"]},
            {"If_Modified_Since": known["Last-Modified"]},
        ):
            answer = server.get(path, Accept_Encoding=coding, **known_by)
            assert (answer.status, answer.body) == (304, b""), (path, coding)


def test_an_edit_reaches_every_subscriber_at_once(built: SiteFolder, server: Server) -> None:
    before = {
        (path, coding): server.get(path, Accept_Encoding=coding)
        for path in PATHS
        for coding in CODINGS
    }
    # Three times, within the same second or two, and with the same number of bytes.
    for word in ("lover", "liver", "rover"):
        built.write("a.txt", story("The first of the texts").replace("river", word))
        changed = {f"/{path}" for path in built.build(NOW + 300).written}
        assert {"/rss.xml", "/atom.xml"} <= changed
        for (path, coding), known in before.items():
            expected = 200 if path in changed else 304
            for known_by in (
                {"If_None_Match": known["ETag"]},
                {"If_Modified_Since": known["Last-Modified"]},
            ):
                answer = server.get(path, Accept_Encoding=coding, **known_by)
                assert answer.status == expected, (path, coding)
        before = {key: server.get(key[0], Accept_Encoding=key[1]) for key in before}


def test_clients_that_accept_gzip_get_the_compressed_copy(
    built: SiteFolder, server: Server
) -> None:
    is_packed = (built.output / "rss.xml.gz").exists()
    for path in PATHS:
        plain = (built.output / path[1:]).read_bytes()
        answer = server.get(path, Accept_Encoding="gzip")
        assert answer["Content-Encoding"] == ("gzip" if is_packed else None)
        assert (gzip.decompress(answer.body) if is_packed else answer.body) == plain
        other = server.get(path)
        assert (other["Content-Encoding"], other.body) == (None, plain)
        assert answer["Content-Type"] == other["Content-Type"]
        if is_packed:
            assert answer.body == (built.output / f"{path[1:]}.gz").read_bytes()
            assert answer["Vary"] == other["Vary"] == "Accept-Encoding"
            assert answer["ETag"] != other["ETag"]


def test_every_file_of_the_output_is_served(built: SiteFolder, server: Server) -> None:
    assert {server.get(f"/{path}").status for path in built.files()} == {200}
