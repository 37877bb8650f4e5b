"""What every document has to keep to, in whatever format it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import quote

from feedtool.validate.addresses import is_iri, is_whole, relative_in
from feedtool.validate.parsed import Date, Fault, FeedLocation, Item, ParsedFeed

# What programs write where they have no date (Unix, and Go or .NET).
_ZEROS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC))


def faults(
    feed: ParsedFeed, location: FeedLocation, site_url: str, now: datetime | None
) -> Iterator[Fault]:
    """What is wrong with the document at this location of the site at `site_url`.

    `now` None: dates in the future, or that programs write for none, are not reported.
    """
    yield from _names(feed, location, site_url)
    yield from _ids(feed)
    yield from _dates(feed, now)
    if location.number is None:
        yield from _order(feed)
    yield from _addresses(feed)
    yield from _removals(feed)
    if location.number is None:
        yield from _subscribed(feed, location, site_url)
    else:
        yield from _archived(feed, location, location.number, site_url)


def address_of(location: FeedLocation, site_url: str) -> str:
    """The address of the document at a location."""
    return site_url + quote(location.path)


def _names(feed: ParsedFeed, location: FeedLocation, site_url: str) -> Iterator[Fault]:
    own = address_of(location, site_url)
    count = len(feed.itself)
    if count != 1:
        fact = f"names {count} addresses as its own" if count else "does not name its own address"
        why = ", as its hub has to know it" if feed.hubs else ""
        yield Fault("", f"{fact} (self){why}; name one, {own}")
    elif feed.itself[0] != own:
        yield Fault("", f"says that its own address is {feed.itself[0]}; it is {own}")
    if feed.home is None:
        yield Fault("", "does not say which page of the site it belongs to")


def _ids(feed: ParsedFeed) -> Iterator[Fault]:
    known: dict[str, str] = {}
    for item in feed.items:
        if item.id is None:
            continue  # each format has said so
        if item.id in known:
            yield Fault(item.place, f"has the id of {known[item.id].partition(' (')[0]}")
        known.setdefault(item.id, item.place)
        if not is_iri(item.id):
            fact = "has an id that is no IRI; as it was adopted, leave it"
            yield Fault(item.place, fact, blocks_publishing=False)


def _dates(feed: ParsedFeed, now: datetime | None) -> Iterator[Fault]:
    changed = feed.updated
    if changed is not None:
        yield from _date("", changed, now)
    for item in feed.items:
        for date in (item.published, item.updated):
            if date is not None:
                yield from _date(item.place, date, now)
        first, last = _moment(item.published), _moment(item.updated)
        if first is not None and last is not None and last < first:
            # Articles that declare one and the same second as their date can come to that.
            yield Fault(item.place, "was updated before it was published", blocks_publishing=False)
        newest = last or first
        if newest is None or changed is None or changed.moment is None:
            continue
        if newest > changed.moment:
            fact = f"is newer than the feed, which says {changed.name} {changed.text}"
            yield Fault(item.place, fact, blocks_publishing=last is not None)


def _date(place: str, date: Date, now: datetime | None) -> Iterator[Fault]:
    shown = f"{date.name} '{date.text}'"
    if date.moment is None:
        yield Fault(place, f"{shown} is no date; write one like {date.example}")
    elif now is not None and date.moment > now:
        fact = f"{shown} is in the future; set this machine's clock, or the article's date"
        yield Fault(place, fact, blocks_publishing=False)
    elif now is not None and date.moment in _ZEROS:
        fact = f"{shown} is what programs write for no date; give the article its own"
        yield Fault(place, fact, blocks_publishing=False)


def _order(feed: ParsedFeed) -> Iterator[Fault]:
    """Newest first, by publication, or by change where the format tells it."""
    first = [(_moment(item.published), item) for item in feed.items]
    last = [(_moment(item.updated) or _moment(item.published), item) for item in feed.items]
    wrong = _first_disorder(first)
    if wrong is not None and _first_disorder(last) is not None:
        yield Fault(wrong.place, "is newer than the one above it; the newest has to come first")


def _first_disorder(dated: list[tuple[datetime | None, Item]]) -> Item | None:
    for (upper, _), (lower, item) in pairwise(dated):
        if upper is not None and lower is not None and lower > upper:
            return item
    return None


def _addresses(feed: ParsedFeed) -> Iterator[Fault]:
    for address in feed.addresses:
        if not is_whole(address.url):
            fact = f"{address.name} '{address.url}' is relative; write the whole address"
            yield Fault(address.place, fact)
    for place, html in feed.html:
        for url in relative_in(html):
            yield Fault(place, f"has the relative address '{url}' in its text; write the whole one")
    for kind, url in feed.stylesheets:
        if kind != "text/css":
            yield Fault("", f"names {url or 'nothing'} as a style sheet of type '{kind}'; use CSS")


def _removals(feed: ParsedFeed) -> Iterator[Fault]:
    """RFC 6721, section 3."""
    present = {item.id: item.place for item in feed.items if item.id is not None}
    known: set[str] = set()
    for number, removal in enumerate(feed.removals, 1):
        place = f"deleted-entry {number} ({removal.ref or 'without ref'})"
        if not removal.ref:
            yield Fault(place, "does not say which entry was deleted; it needs ref")
        elif removal.ref in known:
            yield Fault(place, "is said to be deleted twice")
        elif removal.ref in present:
            yield Fault(
                place, f"is there all the same, as {present[removal.ref].partition(' (')[0]}"
            )
        known.add(removal.ref or "")
        if removal.when is None:
            yield Fault(place, "does not say when; it needs when")
        elif removal.when.moment is None:
            fact = f"when '{removal.when.text}' is no date; write one like {removal.when.example}"
            yield Fault(place, fact)


def _subscribed(feed: ParsedFeed, location: FeedLocation, site_url: str) -> Iterator[Fault]:
    """RFC 5005, sections 2 and 4, for the document to subscribe to."""
    if feed.is_archive:
        yield Fault("", "is the document to subscribe to, and says that it is an archive")
    if feed.newer or feed.current:
        yield Fault("", "is the document to subscribe to, and links to a newer one")
    if feed.is_complete is not None and feed.is_complete == bool(feed.older):
        if feed.is_complete:
            yield Fault("", "says fh:complete, and links to an archive; leave out what is not so")
        else:
            yield Fault("", "has neither fh:complete nor a link prev-archive; it needs one of them")
    if len(feed.older) > 1:
        yield Fault("", f"links to {len(feed.older)} archives before it; there can be one")
    elif feed.older and archives_in(feed, location, site_url) is None:
        yield Fault("", f"links to {feed.older[0]} as its archive; that is no address of one")


def archives_in(feed: ParsedFeed, location: FeedLocation, site_url: str) -> int | None:
    """How many archives the document to subscribe to says that there are; None: unknown.

    The number is in the address of the newest one.
    """
    if not feed.older:
        return 0
    digits = feed.older[0].rpartition("-")[2].partition(".")[0]
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    newest = address_of(location.numbered(number), site_url)
    return number if feed.older[0] == newest else None


def _archived(
    feed: ParsedFeed, location: FeedLocation, number: int, site_url: str
) -> Iterator[Fault]:
    """RFC 5005, section 4, for an archive, or for the document that is to become the next one."""
    if feed.hubs:
        yield Fault("", "is an archive and names a hub, though it never changes")
    if feed.is_complete:
        yield Fault("", "is an archive and says fh:complete")
    wanted = [("older", feed.older, number - 1 or None)]
    if feed.is_archive is not None:
        wanted.append(("current", feed.current, None))
        if feed.is_archive:
            wanted.append(("newer", feed.newer, number + 1))
        elif feed.newer:
            yield Fault("", "is not closed yet, and has next-archive; leave that out")
    for what, links, target in wanted:
        is_first = what == "older" and number == 1
        address = address_of(location.numbered(target), site_url)
        if is_first and links:
            yield Fault("", f"is the first archive, and links to one before it, {links[0]}")
        elif not is_first and links != (address,):
            shown = ", ".join(links) or "nothing"
            yield Fault("", f"links to {shown} as the {_RELATIONS[what]}; that is {address}")


_RELATIONS = {
    "older": "archive before it",
    "current": "document to subscribe to",
    "newer": "archive after it",
}


def _moment(date: Date | None) -> datetime | None:
    return None if date is None else date.moment
