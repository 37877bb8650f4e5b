"""A real nginx redirects from former addresses, with the map that feedtool writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.servers import Server, nginx
from support.sites import NOW, SiteFolder
from support.texts import story

MANY = 60
TITLE = "A headline of considerable length about all that happened in the harbour {}"


@pytest.fixture
def moved(site: SiteFolder) -> SiteFolder:
    for number in range(MANY):
        site.write(f"{number}.txt", story(TITLE.format(number)))
    site.build()
    for number in range(MANY):
        site.write(f"{number}.txt", f"---\nslug: s{number}\n---\n{story(TITLE.format(number))}")
    site.build(NOW + 100)
    return site


@pytest.fixture
def server(moved: SiteFolder, tmp_path: Path) -> Iterator[Server]:
    root = tmp_path / "root"
    root.mkdir()
    (root / "news").symlink_to(moved.output)
    with nginx(tmp_path / "nginx", root, "/news") as running:
        yield running


def test_nginx_redirects_every_former_address(moved: SiteFolder, server: Server) -> None:
    lines = (moved.output / "_redirects").read_text().splitlines()[1:]
    assert len(lines) == MANY
    for line in lines:
        old, new, _ = line.split(" ")
        answer = server.get(old)
        assert (answer.status, answer["Location"]) == (301, new)
        assert answer["Cache-Control"] == "public, max-age=600, must-revalidate"
        assert server.get(new).status == 200
    assert server.get("/news/index.html").status == 200


def test_the_site_may_be_in_a_folder_below_the_root(moved: SiteFolder, server: Server) -> None:
    (moved.output / "404.html").write_text("<p>nothing here</p>")
    assert server.get("/news/").body == (moved.output / "index.html").read_bytes()
    assert server.get("/news/rss.xml")["Content-Type"] == "application/xml; charset=utf-8"
    missing = server.get("/news/articles/no-such.html")
    assert (missing.status, missing.body) == (404, b"<p>nothing here</p>")
