"""A fourth feed format, a plain text list with one line per entry; as a script, feedtool with it.

title: The title of the feed
self: https://example.org/list.txt
entry: GUID <tab> address <tab> published <tab> updated <tab> title
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedtool.model import Entry, Feed
from feedtool.render.feeds import formats, links
from feedtool.validate.dates import rfc_3339
from feedtool.validate.parsed import Fault, Item, Parsed, ParsedFeed, Removal, not_a_feed

FILE = "list.txt"
MEDIA_TYPE = "text/x-feed-list"


def render(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The document, with one field per line."""
    fields = [
        ("title", feed.channel.title),
        ("updated", feed.updated.isoformat()),
        ("self", links.own(feed, FILE)),
        ("home", links.home(feed)),
        *((link.rel, link.href) for link in links.links(feed, FILE)),
        ("extent", links.extent(feed) or "part"),
    ]
    fields += [("gone", f"{t.guid}\t{t.gone.isoformat()}") for t in feed.tombstones]
    for entry in entries:
        identity = entry.identity
        dates = (identity.published.isoformat(), identity.updated.isoformat())
        fields.append(("entry", "\t".join((identity.guid, entry.url, *dates, entry.title))))
    return "".join(f"{name}: {value}\n" for name, value in fields).encode()


def parse(body: bytes) -> Parsed:
    """The content of a list, and its faults; this format forbids '|' in titles."""
    try:
        lines = body.decode().splitlines()
    except UnicodeDecodeError:
        return not_a_feed(Fault("", "it is not UTF-8"))
    if not lines or not lines[0].startswith("title: "):
        return not_a_feed(Fault("", "it does not begin with a title"))
    fields: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        fields.setdefault(name, []).append(value)
    if not all(value.count("\t") >= 4 for value in fields.get("entry", ())):
        return not_a_feed(Fault("", "it has an entry without five parts"))
    items = tuple(_item(value) for value in fields.get("entry", ()))

    def those(name: str) -> tuple[str, ...]:
        return tuple(fields.get(name, ()))

    feed = ParsedFeed(
        title=fields["title"][0],
        updated=next((rfc_3339("updated", text) for text in those("updated")), None),
        items=items,
        home=next(iter(those("home")), None),
        itself=those("self"),
        hubs=those("hub"),
        older=those("prev-archive"),
        newer=those("next-archive"),
        current=those("current"),
        removals=tuple(
            Removal(guid, rfc_3339("gone", when))
            for guid, _, when in (value.partition("\t") for value in those("gone"))
        ),
        is_archive=those("extent") == ("archive",),
        is_complete=those("extent") == ("complete",),
    )
    return feed, tuple(_faults(items))


def _item(value: str) -> Item:
    guid, url, published, updated, title = value.split("\t", 4)
    dates = rfc_3339("published", published), rfc_3339("updated", updated)
    return Item(f"entry {guid}", guid, title, url, *dates)


def _faults(items: Sequence[Item]) -> Iterator[Fault]:
    for item in items:
        if "|" in (item.title or ""):
            yield Fault(item.where, "has '|' in its title")


FORMAT = formats.Format("List", FILE, MEDIA_TYPE, render, parse)

if __name__ == "__main__":
    formats.FORMATS = (*formats.FORMATS, FORMAT)
    # Imported here, because other modules derive values from the table on import.
    from feedtool.cli import main

    main()
