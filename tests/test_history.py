"""A channel's documents link to each other (RFC 5005, section 4) and to hubs, in every format."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import pytest
from lxml import etree
from msgspec.structs import replace

from feedtool.model import Channel, Entry, Feed
from feedtool.render.feeds.formats import render_feed
from support.sites import ATOM
from test_feeds import SITE
from test_formats import SAID_BY, an_entry

FH = "{http://purl.org/syndication/history/1.0}"
XML = ["rss.xml", "atom.xml"]
WHOLE = Channel(f"urn:uuid:{SITE.id}", SITE.title, SITE.description, "")
WORLD = Channel("urn:uuid:00000000-0000-4000-8000-000000000001", "World", "News", "feeds/world/")
CHANNELS = [WHOLE, WORLD]
HUBS = ("https://hub.example/", "https://other.example/?a=1&b=2")
START = datetime(2026, 1, 1, tzinfo=UTC)


def entries(first: int, last: int) -> tuple[Entry, ...]:
    """Entries with these numbers, the highest and newest first."""
    made = (an_entry(number=n) for n in range(last, first - 1, -1))
    return tuple(
        replace(entry, identity=replace(entry.identity, published=when, updated=when))
        for entry in made
        for when in [START + timedelta(days=int(entry.identity.slug.removeprefix("slug-")))]
    )


def published(
    channel: Channel, archives: int, hubs: tuple[str, ...] = HUBS, size: int = 3
) -> dict[str, bytes]:
    """All documents of a channel, by address, with `archives` closed archives and the next one."""

    def made(shown: tuple[Entry, ...], archive: int | None) -> dict[str, bytes]:
        updated = max((entry.identity.updated for entry in shown), default=START)
        feed = Feed(SITE, channel, updated, (), archive, archives, hubs)
        return {SITE.url + d.path: d.body for d in render_feed(feed, shown)}

    found = made(entries(archives * size + 1, (archives + 1) * size), None)
    for number in range(1, archives + 1):
        found |= made(entries((number - 1) * size + 1, number * size), number)
    if archives:
        found |= made(entries(archives * size + 1, (archives + 1) * size), archives + 1)
    return found


def links(body: bytes) -> dict[str, str]:
    """The links of an RSS or Atom document by relation, except hubs."""
    root = etree.fromstring(body)
    parent = root.find("channel") if root.tag == "rss" else root
    assert parent is not None
    found = [(link.get("rel") or "", link.get("href") or "") for link in parent.iter(f"{ATOM}link")]
    links = dict(pair for pair in found if pair[1] and pair[0] not in ("", "hub"))
    links.pop("alternate", None)
    return links


def marks(body: bytes) -> list[str]:
    return [e.tag.removeprefix(FH) for e in etree.fromstring(body).iter(f"{FH}*")]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("file", XML)
def test_a_feed_without_archives_is_marked_complete(file: str, channel: Channel) -> None:
    body = published(channel, 0)[SITE.url + channel.folder + file]
    assert marks(body) == ["complete"]
    assert set(links(body)) == {"self"}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("file", XML)
def test_the_documents_of_a_channel_are_linked(file: str, channel: Channel) -> None:
    found = published(channel, 2)
    home = SITE.url + channel.folder
    stem = home + "archive/" + file.removesuffix(".xml")
    assert {
        url.removeprefix(home): (links(body), marks(body))
        for url, body in found.items()
        if url.endswith(".xml") and file.removesuffix(".xml") in url
    } == {
        file: ({"self": home + file, "prev-archive": f"{stem}-2.xml"}, []),
        f"archive/{file.removesuffix('.xml')}-1.xml": (
            {"self": f"{stem}-1.xml", "current": home + file, "next-archive": f"{stem}-2.xml"},
            ["archive"],
        ),
        f"archive/{file.removesuffix('.xml')}-2.xml": (
            {
                "self": f"{stem}-2.xml",
                "current": home + file,
                "prev-archive": f"{stem}-1.xml",
                "next-archive": f"{stem}-3.xml",
            },
            ["archive"],
        ),
        # It exists in advance, so that the link to it always works; it is not closed yet.
        f"archive/{file.removesuffix('.xml')}-3.xml": (
            {"self": f"{stem}-3.xml", "current": home + file, "prev-archive": f"{stem}-2.xml"},
            [],
        ),
    }


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_closed_archive_never_changes(channel: Channel) -> None:
    for archives in (1, 2, 3):
        before, after = published(channel, archives), published(channel, archives + 1)
        closed = [
            url
            for url in before
            if any(url.endswith((f"-{n}.xml", f"-{n}.json")) for n in range(1, archives + 1))
        ]
        assert len(closed) == 3 * archives
        assert [before[url] for url in closed] == [after[url] for url in closed]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("file", [*XML, "feed.json"])
def test_following_the_links_back_yields_every_entry_once(file: str, channel: Channel) -> None:
    found = published(channel, 4)
    url: str | None = SITE.url + channel.folder + file
    ids, seen = [], set()
    while url is not None:
        assert url not in seen
        seen.add(url)
        ids += [said.id for said in SAID_BY[file](found[url])]
        if file == "feed.json":
            url = json.loads(found[url]).get("next_url")
        else:
            url = links(found[url]).get("prev-archive")
    assert ids == [entry.identity.guid for entry in entries(1, 15)]


@pytest.mark.parametrize("channel", CHANNELS)
def test_only_subscription_documents_name_hubs(channel: Channel) -> None:
    named = {}
    for url, body in published(channel, 2).items():
        if url.endswith(".json"):
            hubs = json.loads(body).get("hubs", [])
            assert all(hub["type"] == "WebSub" for hub in hubs)
            named[url] = tuple(hub["url"] for hub in hubs)
        else:
            root = etree.fromstring(body)
            found = root.iter(f"{ATOM}link")
            named[url] = tuple(link.get("href") for link in found if link.get("rel") == "hub")
    home = SITE.url + channel.folder
    assert {url.removeprefix(home): hubs for url, hubs in named.items() if hubs} == {
        "rss.xml": HUBS,
        "atom.xml": HUBS,
        "feed.json": HUBS,
    }


@pytest.mark.parametrize("archives", [0, 2])
def test_without_hubs_no_document_mentions_hubs(archives: int) -> None:
    assert all(b"hub" not in body for body in published(WHOLE, archives, ()).values())


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_document_names_itself_its_channel_and_the_page_of_its_list(
    channel: Channel,
) -> None:
    for url, body in published(channel, 1).items():
        if url.endswith(".json"):
            document = json.loads(body)
            named = (document["feed_url"], document["home_page_url"], document["title"])
        else:
            root = etree.fromstring(body)
            title = root.findtext("channel/title") or root.findtext(f"{ATOM}title")
            shown = {e.get("rel"): e.get("href") for e in root.findall(f"{ATOM}link")}
            home = root.findtext("channel/link") or shown["alternate"]
            named = (links(body)["self"], home, title)
        assert named == (url, SITE.url + channel.folder, channel.title)


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_atom_documents_of_a_channel_have_one_id(channel: Channel) -> None:
    ids = {
        etree.fromstring(body).findtext(f"{ATOM}id")
        for url, body in published(channel, 2).items()
        if "atom" in url
    }
    assert ids == {channel.id}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_document_links_to_the_one_style_sheet(channel: Channel) -> None:
    for url, body in published(channel, 1).items():
        if url.endswith(".xml"):
            style = etree.fromstring(body).getprevious()
            assert style is not None
            assert style.tag is etree.ProcessingInstruction
            assert urljoin(url, style.get("href")) == SITE.url + "feed.css"
