"""Files that belong to an article, and links between articles."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.maintenance.check import check
from feedtool.model.references import Link, pack_links, unpack_links
from feedtool.pipeline import copying
from feedtool.pipeline.build import build
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.pipeline.references.contents import Refused, opened_inside, picture_size
from feedtool.pipeline.references.resolve import Missing, Page, Place, names_of, resolve
from feedtool.render.body.destinations import replaced
from feedtool.state.ledger import Ledger
from feedtool.state.ledger.exchange import dump
from feedtool.state.ledger.merge import merge
from support.folders import tree
from support.messages import says
from support.pictures import avif, gif, jpeg, png, svg, wav, webp
from support.processes import environment
from support.sites import CONFIG, NOW, SiteFolder

SITE = "https://example.org/news/"
DAY = 86_400
STATIC = f'{CONFIG}\n[input]\nstatic = "static"\n'


def text(title: str, body: str, *more: str) -> str:
    return "\n".join(("---", f"title: {title}", *more, "---", f"{title} is a story. {body}", ""))


def published(site: SiteFolder) -> list[str]:
    """The paths of the published files, without their digests."""
    return sorted(re.sub(r"-?[a-z2-7]{26}", "", p) for p in site.files() if p.startswith("files/"))


def said(site: SiteFolder, now: int = NOW) -> dict[str, str]:
    return {p.key: p.message for p in site.build(now).problems}


def attributes(page: str, tag: str) -> list[dict[str, str]]:
    found = re.findall(rf"<{tag}((?: [a-z]+=\"[^\"]*\")+)", page.partition('<div class="text">')[2])
    return [dict(re.findall(r'([a-z]+)="([^"]*)"', one)) for one in found]


def addresses(site: SiteFolder, title: str) -> list[str]:
    """Where links and pictures in an article lead, without the URL of the site."""
    page = site.page(title)
    found = [a["src"] for a in attributes(page, "img")] + [a["href"] for a in attributes(page, "a")]
    return [address.removeprefix(SITE) for address in found if address.startswith(SITE)]


def require_alive(site: SiteFolder, were: Mapping[str, bytes]) -> None:
    """Every address of a file that was ever published still has the same bytes."""
    now = site.files()
    for path, body in were.items():
        if path.startswith("files/"):
            assert now.get(path) == body, path


# -- where addresses lead --------------------------------------------------------------------------


class Table:
    """A catalog from tables: articles by key, files, and texts that are not published."""

    ARTICLES = ("trip.md", "south/market.md", "south/index.md", "2020-01-01-old.md", "notes/Mar.md")
    FILES = (
        *("photo.png", "trip/photo.jpg", "south/ü.png", "a b.png", "img/top.png", "deep/x/far.png"),
        "/logo.png",
    )
    FORMER: Mapping[str, str] = {"old-name.md": "trip.md"}
    ADDRESSES: Mapping[str, str] = {"2020/01/x": "trip.md", "articles/trip.html": "trip.md"}

    def page_at(self, key: str) -> Page | None:
        return Page(key, f"articles/{Path(key).stem}.html") if key in self.ARTICLES else None

    def page_with_stem(self, stem: str) -> Page | None:
        for key in self.ARTICLES:
            if key in (f"{stem}.md", f"{stem}/index.md"):
                return self.page_at(key)
        return None

    def page_formerly_at(self, key: str) -> Page | None:
        return self.page_at(self.FORMER.get(key, ""))

    def page_at_address(self, path: str) -> Page | None:
        return self.page_at(self.ADDRESSES.get(path.strip("/"), ""))

    def paths_named(self, name: str) -> Sequence[str]:
        paths = (*self.ARTICLES, *self.FILES[:-1])
        return [p for p in paths if name.lower() in (Path(p).name.lower(), Path(p).stem.lower())]

    def text_at(self, key: str) -> Missing | None:
        if key == "draft.md":
            return Missing("is a text that is not published")
        return Missing("") if key.endswith(".md") else None

    def file_at(self, path: str) -> Link | Missing | None:
        if path == "folder":
            return Missing("is a folder")
        return Link("", f"files/{path.strip('/')}") if path in self.FILES else None


FOUND = [
    # in the text at, the address, leads to
    ("trip.md", "photo.png", "files/photo.png"),
    ("trip.md", "photo.jpg", "files/trip/photo.jpg"),
    ("trip.md", "./trip/photo.jpg", "files/trip/photo.jpg"),
    ("trip.md", "trip\\photo.jpg", "files/trip/photo.jpg"),
    ("trip.md", "trip%5Cphoto.jpg", "files/trip/photo.jpg"),
    ("trip.md", "a%20b.png", "files/a%20b.png"),
    ("trip.md", "photo.png?raw=true#x", "files/photo.png#x"),
    ("south/market.md", "u%CC%88.png", "files/south/%C3%BC.png"),
    ("south/market.md", "../photo.png", "files/photo.png"),
    ("south/market.md", "/img/top.png", "files/img/top.png"),
    ("south/market.md", "/news/img/top.png", "files/img/top.png"),
    ("south/market.md", "/logo.png", "files/logo.png"),
    ("south/market.md", "../trip.md#coast", "articles/trip.html#coast"),
    ("south/market.md", "../trip", "articles/trip.html"),
    ("south/market.md", "../trip.html", "articles/trip.html"),
    ("south/market.md", "../trip/", "articles/trip.html"),
    ("trip.md", "south/", "articles/index.html"),
    ("trip.md", "old-name.md", "articles/trip.html"),
    ("trip.md", "/2020/01/x/", "articles/trip.html"),
    ("trip.md", "https://example.org/news/2020/01/x/", "articles/trip.html"),
    ("trip.md", "unknown:Market#Fish", "articles/market.html#Fish"),
    ("trip.md", "unknown:market", "articles/market.html"),
    ("trip.md", "unknown:2020-01-01-old", "articles/2020-01-01-old.html"),
    ("trip.md", "unknown:_posts/2020-01-01-old.md", "articles/2020-01-01-old.html"),
    ("trip.md", "unknown:far.png", "files/deep/x/far.png"),
    ("notes/a/b.md", "unknown:mar", "articles/Mar.html"),
]
NOT_FOUND = [
    ("trip.md", "gone.png", "'gone.png' was not found"),
    ("trip.md", "../up.png", "'../up.png' leads out of the input folder"),
    ("trip.md", "%2e%2e%2fup.png", "leads out of the input folder"),
    ("trip.md", "..\\up.png", "leads out of the input folder"),
    ("trip.md", "../../../etc/passwd", "leads out of the input folder"),
    ("trip.md", "draft.md", "'draft.md' is a text that is not published"),
    ("trip.md", "gone.md", "'gone.md' was not found"),
    ("trip.md", "folder", "'folder' is a folder"),
    ("trip.md", "/img/gone.png", "'/img/gone.png' was not found"),
    ("trip.md", "unknown:Nobody", "'Nobody' is not the name of a published text or a file"),
    # These may be anything on the same host.
    ("trip.md", "/about/", None),
    ("trip.md", "https://example.org/other/x.png", None),
    ("trip.md", "https://example.org/news/feed/", None),
    ("trip.md", "a%00b.png", None),
]


@pytest.mark.parametrize(("key", "address", "expected"), FOUND)
def test_an_address_leads_to(key: str, address: str, expected: str) -> None:
    found = resolve(address, Place(key, SITE), Table())
    assert found.problem is None
    assert found.link is not None
    assert (found.link.destination, found.link.address) == (address, expected)
    assert found.names


@pytest.mark.parametrize(("key", "address", "problem"), NOT_FOUND)
def test_an_address_leads_nowhere(key: str, address: str, problem: str | None) -> None:
    found = resolve(address, Place(key, SITE), Table())
    is_text = address.startswith("unknown:") or address.endswith(".md")
    assert (found.link is not None) == is_text
    assert found.link is None or found.link.address == ""
    if problem is None:
        assert found.problem is None
    else:
        assert problem in (found.problem or "")


def test_texts_of_strangers_get_no_files() -> None:
    found = resolve("photo.png", Place("box.mbox#1", SITE, files=False), Table())
    assert (found.link, found.problem) == (None, None)


@given(
    st.text(alphabet="./\\%2eEfFab #?é\u0301", max_size=30), st.sampled_from(["a.md", "b/c/d.md"])
)
def test_what_is_looked_up_is_below_the_input_folder(address: str, key: str) -> None:
    for name in resolve(address, Place(key, SITE), Table()).names:
        if name[0] not in "@*=":
            parts = name.lstrip("/").split("/")
            assert parts
            assert not {"..", ".", ""} & set(parts), name


def test_links_survive_packing() -> None:
    links = (Link("a", "b", 1, 2, 3), Link("c", ""))
    assert unpack_links(pack_links(links)) == links
    assert (pack_links(()), unpack_links(b""), unpack_links(b"\xc1")) == (b"", (), ())


SHOWN = f'<img src="{SITE}C" alt="C" loading="lazy" width="4" height="3">'
REPLACED = [
    ('<a href="">x</a>', f'<a href="{SITE}a.html">x</a>'),
    ('<a href="unknown:N"><b>x</b></a> y', "<b>x</b> y"),
    ('<a href="b.md"><img src="c.png" alt="C"></a>', f'<a href="{SITE}B">{SHOWN}</a>'),
    ('<img src="c.png" width="8">', f'<img src="{SITE}C" width="8" loading="lazy" height="6">'),
    ('<img alt="&lt;A&gt;" src="unknown:N">', "&lt;A&gt;"),
    ("<video src=c.png poster='d'></video>", f'<video src="{SITE}C" poster="{SITE}d"></video>'),
    ('<img srcset="c.png 1x, d.png 2x">', f'<img srcset="{SITE}C 1x, {SITE}d.png 2x">'),
    ('<p title="<a href=b.md>">x</p>', '<p title="<a href=b.md>">x</p>'),
    ('<a href="dead.md">x</a><a href="#y">z</a>', f'x<a href="{SITE}a.html#y">z</a>'),
    ('<a href="b.md" <a href="b.md">', '<a href="b.md" <a href="b.md">'),
    ('<a href="http:/">x</a><img src="HTTP://" alt="y">', "xy"),
    ('<a href="http:/?z">x</a> <a href="http:///#z">y</a>', "x y"),
    ('<a href="http:/e.org/z">x</a>', '<a href="http://e.org/z">x</a>'),
    (
        '<video poster="http:/"></video><img srcset="http:/ 2x">',
        '<video poster="about:invalid"></video><img srcset="about:invalid 2x">',
    ),
]


@pytest.mark.parametrize("name", ["a.md", "a.rst", "a.html"])
def test_an_address_without_a_host_keeps_no_article_off_the_site(
    site: SiteFolder, name: str
) -> None:
    text = "<p>The council met <a href='http:/'>there</a>.</p>" if name == "a.html" else ""
    site.write(name, text or "# The council\n\nIt met [there](http:/) and `here <http:/>`_.\n")
    assert site.build().problems == ()


@pytest.mark.parametrize(("rendered", "expected"), REPLACED)
def test_addresses_in_html_are_replaced(rendered: str, expected: str) -> None:
    links = {
        "b.md": Link("b.md", f"{SITE}B"),
        "c.png": Link("c.png", f"{SITE}C", 4, 3),
        "dead.md": Link("dead.md", ""),
    }
    assert replaced(rendered, links, f"{SITE}a.html") == expected


def test_a_change_is_noted_under_all_names_of_an_article() -> None:
    assert {"a/B.md", "a/B", "*b", "*b.md", "=g", "@2020/x"} == set(
        names_of("a/B.md", "g", ["2020/x/"])
    )


# -- pictures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [png, gif, jpeg, webp, avif, svg])
def test_the_size_of_a_picture_is_in_its_first_bytes(make) -> None:  # type: ignore[no-untyped-def]
    assert picture_size(make(640, 360)) == (640, 360)


@given(
    st.sampled_from([png, gif, jpeg, webp, avif, svg]), st.integers(0, 60), st.binary(max_size=40)
)
@settings(max_examples=200)
def test_a_broken_picture_has_no_size(make, keep: int, noise: bytes) -> None:  # type: ignore[no-untyped-def]
    width, height = picture_size(make(64, 36)[:keep] + noise)
    assert 0 <= width <= 100_000
    assert 0 <= height <= 100_000


def test_pictures_are_published_with_their_size(site: SiteFolder) -> None:
    site.write(
        "trip.md",
        text("A trip", "![Sea](trip/sea.png) ![Sea](trip/sea.png)", "image: trip/cover.png"),
    )
    site.write("trip/sea.png", png(640, 360))
    site.write("trip/cover.png", png(32, 20, 1))
    site.write("south.md", text("The south", "![[cover.png|16]]", "date: 2026-01-01"))
    site.write("south/cover.png", png(32, 20, 2))
    assert said(site) == {}
    assert published(site) == ["files/cover.png", "files/cover.png", "files/sea.png"]
    sea, again = attributes(site.page("A trip"), "img")
    assert sea == again
    assert (sea["width"], sea["height"], sea["loading"]) == ("640", "360", "lazy")
    (cover,) = attributes(site.page("The south"), "img")
    assert (cover["width"], cover["height"]) == ("16", "10")
    assert 'alt="" width="32" height="20"' in site.page("A trip")
    content = site.shown()["A trip"].content
    assert f'src="{SITE}files/sea-' in content
    for path, body in site.files().items():
        if path.startswith("files/sea"):
            assert body == png(640, 360)
    item = next(i for i in json.loads(site.files()["feed.json"])["items"] if i["title"] == "A trip")
    assert item["image"].startswith(f"{SITE}files/cover-")


def test_an_enclosure_may_be_a_file(site: SiteFolder) -> None:
    site.write("one.md", text("Episode one", "We talk.", "enclosure: talk.wav"))
    site.write("two.md", text("Episode two", "We talk on.", "enclosure: {url: gone.mp3}"))
    site.write("talk.wav", wav())
    assert says(said(site)["two.md"], "enclosure: … 'gone.mp3' … address … https:// … ignored")
    (enclosure,) = re.findall(r"<enclosure [^>]*>", site.files()["rss.xml"].decode())
    assert re.fullmatch(
        rf'<enclosure url="{SITE}files/talk-[a-z2-7]{{26}}.wav" length="{len(wav())}" '
        r'type="audio/wav"/>',
        enclosure,
    )


def test_two_files_with_one_content_have_one_address(site: SiteFolder) -> None:
    site.write("a.md", text("First", "![A](Cover.png) ![B](cover.png) ![C](other.png)"))
    for name, shade in (("Cover.png", 1), ("cover.png", 2), ("other.png", 1)):
        site.write(name, png(8, 8, shade))
    site.build()
    one, two, three = addresses(site, "First")
    assert one == three != two


@pytest.mark.parametrize(("written", "name"), [("e\u0301.png", "é.png"), ("é.png", "e\u0301.png")])
def test_names_may_be_composed_or_not(site: SiteFolder, written: str, name: str) -> None:
    site.write("a.md", text("First", f"![A]({written})"))
    site.write(name, png(8, 8))
    assert said(site) == {}
    assert published(site) == ["files/e.png"]


# -- histories -------------------------------------------------------------------------------------


@pytest.fixture
def trip(site: SiteFolder) -> SiteFolder:
    """A published site with a picture, and a link between its articles."""
    site.write("blog/trip.md", text("A trip", "![Sea](trip/sea.png) [market](market.md)"))
    site.write("blog/trip/sea.png", png(64, 36))
    site.write("blog/market.md", text("The market", "[trip](trip.md)", "date: 2026-01-01"))
    site.build()
    return site


def test_a_run_without_news_changes_nothing(trip: SiteFolder) -> None:
    before = trip.looks()
    assert not trip.build(NOW + DAY).files_changed
    assert trip.looks() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("blog", "2026"), ("blog/trip/sea.png", "blog/trip/ocean.png"), ("blog/trip", "blog/voyage")],
)
def test_a_moved_file_keeps_its_address(trip: SiteFolder, old: str, new: str) -> None:
    before, shown = trip.files(), trip.shown()
    trip.move(old, new)
    for key in ("blog/trip.md", "2026/trip.md"):
        path = trip.articles / key
        if path.exists():
            body = path.read_text("utf-8")
            was, is_now = (name.removeprefix("blog/") for name in (old, new))
            moved = body.replace(f"]({was}", f"]({is_now}")
            if moved != body:
                trip.write(key, moved)
    report = trip.build(NOW + DAY)
    assert report.unresolved == ()
    require_alive(trip, before)
    assert trip.shown()["A trip"].guid == shown["A trip"].guid
    assert trip.shown()["A trip"].content == shown["A trip"].content


@pytest.mark.parametrize("lost", ["ledger", "cache", "both", "output"])
@pytest.mark.parametrize("moved", [False, True])
def test_a_file_keeps_its_address_whatever_is_lost(
    trip: SiteFolder, lost: str, moved: bool
) -> None:
    before = trip.files()
    if moved:
        trip.move("blog", "2026")
        trip.move("2026/trip/sea.png", "2026/trip/ocean.png")
        trip.write("2026/trip.md", text("A trip", "![Sea](trip/ocean.png) [market](market.md)"))
    for name in ("ledger", "cache"):
        if lost in (name, "both"):
            (trip.state / f"{name}.sqlite").unlink()
    if lost == "output":
        shutil.rmtree(trip.output)
    report = trip.build(NOW + DAY)
    assert report.unresolved == ()
    require_alive(trip, before)
    assert [p for p in trip.files() if p.startswith("files/")] == [
        p for p in before if p.startswith("files/")
    ]
    assert not trip.build(NOW + 2 * DAY).files_changed


def test_a_changed_picture_is_a_correction(trip: SiteFolder) -> None:
    before, shown = trip.files(), trip.shown()
    trip.write("blog/trip/sea.png", png(80, 36))
    plan, changes = trip.plan(NOW + DAY)
    assert changes == []
    report = trip.build(NOW + DAY)
    assert (report.new, report.updated) == (0, 0)
    assert sorted(plan.written) == sorted(report.written)
    assert plan.deleted == report.deleted == ()
    assert report.written[0].startswith("files/sea-")
    (picture,) = attributes(trip.page("A trip"), "img")
    assert picture["width"] == "80"
    after = trip.shown()["A trip"]
    assert (after.guid, after.updated) == (shown["A trip"].guid, shown["A trip"].updated)
    require_alive(trip, before)  # readers and archives have the old one


def test_a_withdrawn_article_takes_its_files_along(trip: SiteFolder) -> None:
    trip.write("blog/trip/sea.png", png(80, 36))
    trip.build(NOW + 1)
    trip.write("blog/third.md", text("A third", "![Sea](trip/sea.png)"))
    trip.build(NOW + 2)
    first = {p for p in trip.files() if p.startswith("files/")}
    assert len(first) == 2
    trip.remove("blog/trip.md")
    report = trip.build(NOW + 3)
    # The third article shows one of them, and never showed the other.
    (left,) = {p for p in trip.files() if p.startswith("files/")}
    assert left in addresses(trip, "A third")
    assert report.deleted.index(*(first - {left})) > 0
    assert says(
        next(p.message for p in report.problems if p.key == "blog/market.md"),
        "'trip.md' was not found … add … or correct",
    )
    trip.write("blog/trip.md", text("A trip", "![Sea](trip/sea.png) [market](market.md)"))
    assert trip.build(NOW + 4).problems == ()
    assert len(addresses(trip, "The market")) == 1


def test_a_picture_that_is_removed_is_named_and_stays_published(trip: SiteFolder) -> None:
    before = trip.files()
    trip.remove("blog/trip/sea.png")
    assert says(said(trip, NOW + DAY)["blog/trip.md"], "'trip/sea.png' was not found")
    require_alive(trip, before)
    trip.write("blog/trip/sea.png", png(64, 36))
    assert said(trip, NOW + 2 * DAY) == {}
    assert trip.files().keys() == before.keys()


def test_a_picture_that_comes_later_is_published(site: SiteFolder) -> None:
    site.write("a.md", text("First", "![A](late.png) and ![[far.png]]"))
    assert "'late.png' was not found" in said(site)["a.md"]
    site.write("late.png", png(8, 8))
    assert "late" not in said(site, NOW + 1)["a.md"]
    site.write("some/where/far.png", png(9, 9))
    assert said(site, NOW + 2) == {}
    assert published(site) == ["files/far.png", "files/late.png"]
    site.move("some/where/far.png", "else/where/far.png")
    assert said(site, NOW + 3) == {}
    assert not site.build(NOW + 4).files_changed


class Crash(BaseException):
    """The machine crashed."""


@pytest.mark.parametrize("step", ["sync", "swap_in", "delete"])
def test_a_crash_leaves_the_old_site_or_the_new_one(
    trip: SiteFolder, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trip.files()
    trip.write("blog/trip/sea.png", png(80, 36))

    def crash(*_: object) -> None:
        raise Crash

    monkeypatch.setattr(OutputFolder, step, crash)
    with pytest.raises(Crash):
        trip.build(NOW + 1)
    monkeypatch.undo()
    if step != "delete":
        assert {p: b for p, b in trip.files().items() if "staging" not in p} == before
    assert trip.build(NOW + 2).unresolved == ()
    (picture,) = attributes(trip.page("A trip"), "img")
    assert picture["width"] == "80"
    assert trip.files()[picture["src"].removeprefix(SITE)] == png(80, 36)
    require_alive(trip, before)
    assert not trip.build(NOW + 3).files_changed


def test_links_follow_an_article(trip: SiteFolder) -> None:
    was = addresses(trip, "The market")
    trip.move("blog/trip.md", "blog/voyage.md")
    report = trip.build(NOW + 1)
    assert (report.renamed, report.problems) == (1, ())
    assert addresses(trip, "The market") == was
    trip.write(
        "blog/voyage.md", text("A trip", "![Sea](trip/sea.png) [market](market.md)", "slug: voyage")
    )
    report = trip.build(NOW + 2)
    assert (report.moved, report.problems) == (1, ())
    assert addresses(trip, "The market") == ["articles/voyage.html"]
    for lost in ("ledger.sqlite", "cache.sqlite"):
        if lost == "cache.sqlite":
            (trip.state / lost).unlink()
            trip.build(NOW + 3)
            assert addresses(trip, "The market") == ["articles/voyage.html"]


def test_a_link_to_a_draft_is_text_until_it_is_published(trip: SiteFolder) -> None:
    trip.write("blog/next.md", text("The next", "Soon.", "draft: true"))
    trip.write(
        "blog/market.md", text("The market", "[next](next.md) [[next|again]]", "date: 2026-01-01")
    )
    assert "'next.md' is a text that is not published" in said(trip, NOW + 1)["blog/market.md"]
    assert addresses(trip, "The market") == []
    assert "next again" in trip.page("The market")
    trip.write("blog/next.md", text("The next", "Soon.", "draft: false"))
    assert said(trip, NOW + 2) == {}
    assert addresses(trip, "The market") == ["articles/the-next.html"] * 2


def test_an_exported_ledger_has_files_and_former_paths(trip: SiteFolder) -> None:
    trip.move("blog/trip.md", "blog/voyage.md")
    trip.build(NOW + 1)
    with closing(Ledger(trip.state / "ledger.sqlite")) as mine, closing(Ledger(None)) as other:
        lines = list(dump(mine))
        assert merge(other, "\n".join(lines), "x").problems == ()
        assert list(dump(other)) == lines
    assert any(
        '"keys":["blog/trip.md"]' in line and '"files":["files/sea-' in line for line in lines
    )


def test_an_address_that_is_declared_later_is_found(trip: SiteFolder) -> None:
    trip.write("blog/market.md", text("The market", "[old](/2014/trip/)", "date: 2026-01-01"))
    assert said(trip, NOW + 1) == {}
    assert addresses(trip, "The market") == []
    body = (trip.articles / "blog/trip.md").read_text("utf-8")
    trip.write("blog/trip.md", body.replace("---\n", "---\naliases: /2014/trip/\n", 1))
    assert said(trip, NOW + 2) == {}
    assert addresses(trip, "The market") == [f"articles/{trip.shown()['A trip'].slug}.html"]


def test_nothing_is_left_of_a_withdrawn_article(trip: SiteFolder) -> None:
    trip.write("blog/trip.md", text("A trip", "![Sea](trip/gone.png)"))
    assert said(trip, NOW + 1).keys() == {"blog/trip.md"}
    trip.remove("blog/trip.md")
    assert said(trip, NOW + 2).keys() == {"blog/market.md"}
    assert not trip.build(NOW + 3).files_changed


def test_compressed_files_are_not_taken_for_compressed_forms(site: SiteFolder) -> None:
    site.configure(STATIC)
    for name in ("data.tar", "data.tar.gz"):
        (site.root / "static").mkdir(exist_ok=True)
        (site.root / "static" / name).write_text(name)
    site.write("a.md", text("First", "[a](b.tar.gz)"))
    site.write("b.tar.gz", b"packed")
    site.build()
    before = site.files()
    assert {"data.tar", "data.tar.gz"} < before.keys()
    site.configure(STATIC.replace("Test site", "Another title"))
    site.build(NOW + 1)
    assert before.keys() == site.files().keys()
    (site.root / "static/data.tar").unlink()
    assert site.build(NOW + 2).deleted == ("data.tar",)


# -- static ----------------------------------------------------------------------------------------


def test_a_static_file_does_not_replace_what_no_build_made(site: SiteFolder) -> None:
    site.configure(STATIC)
    site.write("a.md", "# A text\n\nWords of it.\n")
    (site.root / "static").mkdir()
    (site.root / "static/key.txt").write_text("of the site")
    site.output.mkdir()
    (site.output / "key.txt").write_text("of somebody")
    for moment in (NOW, NOW + 60):
        (site.root / "static/key.txt").write_text(f"of the site, {moment}")
        (notice,) = site.build(moment).notices
        assert says(notice, "… key.txt: was not copied … output/key.txt … --overwrite")
        assert (site.output / "key.txt").read_text() == "of somebody"
    build(site.config, NOW + 120, overwrite=True)
    assert (site.output / "key.txt").read_text() == f"of the site, {NOW + 60}"


def test_static_files_are_copied_as_they_are(site: SiteFolder) -> None:
    site.configure(STATIC)
    site.write("a.md", text("First", "![Logo](/img/logo.png) ![Logo](/news/img/logo.png)"))
    for path, body in (
        ("img/logo.png", png(20, 10)),
        ("favicon.ico", b"icon"),
        (".well-known/security.txt", b"Contact: mailto:a@example.org"),
        (".hidden", b"no"),
        ("rss.xml", b"no"),
        ("articles/first.html", b"no"),
        ("files/x.png", b"no"),
        ("index.html.gz", b"no"),
    ):
        target = site.root / "static" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    report = site.build()
    assert report.problems == ()
    assert len([n for n in report.notices if "was not copied" in n]) == 4
    files = site.files()
    assert files["favicon.ico"] == b"icon"
    assert files[".well-known/security.txt"].startswith(b"Contact")
    assert ".hidden" not in files
    assert files["rss.xml"] != b"no"
    assert [p for p in files if p.startswith("files/")] == []
    assert {a["src"] for a in attributes(site.page("First"), "img")} == {f"{SITE}img/logo.png"}
    assert attributes(site.page("First"), "img")[0]["width"] == "20"
    assert not site.build(NOW + 1).files_changed
    (site.root / "static/favicon.ico").write_bytes(b"another")
    (site.root / "static/img/logo.png").write_bytes(png(30, 10))
    assert {"favicon.ico", "img/logo.png"} <= set(site.build(NOW + 2).written)
    assert attributes(site.page("First"), "img")[0]["width"] == "30"
    (site.root / "static/favicon.ico").unlink()
    assert site.build(NOW + 3).deleted == ("favicon.ico",)
    (site.state / "cache.sqlite").unlink()
    assert not site.build(NOW + 4).files_changed


# -- hostile ---------------------------------------------------------------------------------------


def test_nothing_outside_the_input_folder_is_published(site: SiteFolder) -> None:
    secret = site.root / "secret.png"
    secret.write_bytes(png(3, 3))
    site.write("inside.png", png(4, 4))
    (site.articles / "in.png").symlink_to("inside.png")
    (site.articles / "out.png").symlink_to(secret)
    (site.articles / "up").symlink_to(site.root)
    (site.articles / "pipe.png").unlink(missing_ok=True)
    os.mkfifo(site.articles / "pipe.png")
    (site.articles / "folder.png").mkdir()
    site.write(".git/config.png", png(5, 5))
    lines = {
        "in.png": None,
        "out.png": "leads out of the folder",
        "up/secret.png": "leads out of the folder",
        "pipe.png": "is not a regular file",
        "folder.png": "is a folder",
        ".git/config.png": "is hidden",
        "../secret.png": "leads out of the input folder",
        "..%2fsecret.png": "leads out of the input folder",
        "%2e%2e/secret.png": "leads out of the input folder",
        f"{secret}": "was not found",
        "https://example.org/news/../secret.png": None,
    }
    site.write("a.md", text("First", " ".join(f"![x]({line})" for line in lines)))
    message = said(site)["a.md"]
    for line, fact in lines.items():
        assert fact is None or f"{fact}" in message, line
    assert published(site) == ["files/in.png"]
    assert not site.build(NOW + 1).files_changed


def test_a_link_that_is_swapped_in_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, outside = tmp_path / "in", tmp_path / "out"
    for folder in (root / "a", outside):
        folder.mkdir(parents=True)
        (folder / "x.png").write_bytes(folder.name.encode())
    real = os.path.realpath

    def swapping(path: str) -> str:
        found = real(path)
        if found.endswith("x.png"):
            shutil.rmtree(root / "a")
            (root / "a").symlink_to(outside)
        return found

    monkeypatch.setattr(os.path, "realpath", swapping)
    with (
        pytest.raises(OSError, match=r"(?i)not a directory|symbolic"),
        opened_inside(root, "a/x.png"),
    ):
        pass


@given(st.lists(st.sampled_from(["..", ".", "a", "b", "link", "out", "x.png", ".h"]), max_size=5))
@settings(max_examples=60)
def test_what_is_opened_is_inside(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "in"
        (root / "a/b").mkdir(parents=True)
        (root / ".h").mkdir()
        for path in ("x.png", "a/x.png", "a/b/x.png", ".h/x.png", "../x.png"):
            (root / path).write_bytes(b"outside" if path.startswith("..") else b"inside")
        (root / "a/out").symlink_to("../..")
        (root / "link").symlink_to("a")
        try:
            with opened_inside(root, "/".join(parts)) as handle:
                assert os.pread(handle, 10, 0) == b"inside"
        except (Refused, OSError):
            pass


def test_a_file_that_changes_while_it_is_copied_waits(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.md", text("First", "![A](big.png)"))
    site.write("big.png", png(8, 8))
    copy = copying._copy

    def growing(source: int, path: str) -> None:
        copy(source, path)
        with open(site.articles / "big.png", "ab") as file:
            file.write(b"more")

    monkeypatch.setattr(copying, "_copy", growing)
    site.build()
    assert published(site) == []
    monkeypatch.undo()
    assert said(site, NOW + 1) == {}
    assert published(site) == ["files/big.png"]


def test_a_large_file_is_copied_with_flat_memory(site: SiteFolder) -> None:
    site.write("a.md", text("First", "[video](film.mp4)"))
    with open(site.articles / "film.mp4", "wb") as file:
        file.truncate(1 << 30)
    os.utime(site.articles / "film.mp4", (NOW - DAY, NOW - DAY))
    # Not ru_maxrss, which has the peak of the process that started it in it.
    peak = (
        "import atexit, re, sys; from feedtool.cli import main; atexit.register(lambda: print("
        "re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1], file=sys.stderr));"
        "sys.argv = ['feedtool', 'build']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", peak], cwd=site.root, env=environment(NOW), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert int(done.stderr.split()[-1]) < 200_000  # kilobytes
    (copy,) = (site.output / "files").iterdir()
    assert copy.stat().st_size == 1 << 30


@pytest.mark.parametrize("is_built", [False, True])
def test_check_does_not_count_files_that_are_published(site: SiteFolder, is_built: bool) -> None:
    site.write("trip.md", text("A trip", "![Sea](trip/sea.png)"))
    site.write("trip/sea.png", png(64, 36))
    site.write("trip/unused.png", png(64, 36, 1))
    if is_built:
        site.build()
    assert check(site.config, NOW).passed_over == {".png": 1}


def test_plan_agrees_with_build_and_writes_nothing(site: SiteFolder) -> None:
    site.configure(STATIC)
    (site.root / "static").mkdir()
    (site.root / "static/x.txt").write_text("x")
    site.write("a.md", text("First", "![A](a.png) [b](b.md)"))
    site.write("b.md", text("Second", "[[a]]"))
    site.write("a.png", png(8, 8))
    report, _ = site.plan()
    assert not site.output.exists()
    made = site.build()
    assert (report.written, report.unresolved) == (made.written, made.unresolved)
    assert sorted(made.written) == sorted(tree(site.output))


def test_a_rebuilt_ledger_knows_whose_the_replaced_pictures_are(trip: SiteFolder) -> None:
    trip.write("blog/trip/sea.png", png(80, 36))
    trip.build(NOW + DAY)
    pictures = {path for path in trip.files() if path.startswith("files/sea-")}
    assert len(pictures) == 2
    before = trip.files()
    (trip.state / "ledger.sqlite").unlink()
    (trip.state / "cache.sqlite").unlink()
    trip.build(NOW + 2 * DAY)
    assert trip.files() == before
    trip.remove("blog/trip.md")
    trip.build(NOW + 3 * DAY)
    assert not pictures & {*trip.files()}
