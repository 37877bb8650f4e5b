"""What every document has to keep to, in whatever format it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import quote

from feedtool.validate.addresses import is_iri, is_whole, relative_in
from feedtool.validate.dates import EXAMPLE_822, EXAMPLE_3339
from feedtool.validate.parsed import Date, Fault, Item, ParsedFeed

# What programs write where they have no date (Unix, and Go or .NET).
_ZEROS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC))


def faults(document: ParsedFeed, site_url: str, now: datetime | None) -> Iterator[Fault]:
    """What is wrong with one document of the site at `site_url`.

    `now` None: whether dates are to come, or were never meant, is not looked at.
    """
    yield from _names(document, site_url)
    yield from _ids(document)
    yield from _dates(document, now)
    yield from _order(document)
    yield from _addresses(document)
    yield from _removals(document)
    if document.place.number is None:
        yield from _subscribed(document, site_url)
    else:
        yield from _archived(document, document.place.number, site_url)


def address_of(document: ParsedFeed, number: int | None, site_url: str) -> str:
    """The address of the same channel's document of the same format that has `number`."""
    return site_url + quote(document.place.path(number))


def _names(document: ParsedFeed, site_url: str) -> Iterator[Fault]:
    own = address_of(document, document.place.number, site_url)
    count = len(document.itself)
    if count != 1:
        fact = f"names {count} addresses as its own" if count else "does not name its own address"
        why = ", as its hub has to know it" if document.hubs else ""
        yield Fault("", f"{fact} (self){why}; name one, {own}")
    elif document.itself[0] != own:
        yield Fault("", f"says that its own address is {document.itself[0]}; it is {own}")
    if document.home is None:
        yield Fault("", "does not say which page of the site it belongs to")


def _ids(document: ParsedFeed) -> Iterator[Fault]:
    known: dict[str, str] = {}
    for item in document.items:
        if item.id is None:
            continue  # each format has said so
        if item.id in known:
            yield Fault(item.place, f"has the id of {known[item.id].partition(' (')[0]}")
        known.setdefault(item.id, item.place)
        if not is_iri(item.id):
            told = "has an id that is no IRI; as it was adopted, leave it"
            yield Fault(item.place, told, hinders=False)


def _dates(document: ParsedFeed, now: datetime | None) -> Iterator[Fault]:
    feed = document.updated
    if feed is not None:
        yield from _date("", feed, document, now)
    for item in document.items:
        for date in (item.published, item.updated):
            if date is not None:
                yield from _date(item.place, date, document, now)
        first, last = _moment(item.published), _moment(item.updated)
        if first is not None and last is not None and last < first:
            # Articles that declare one and the same second as their date can come to that.
            yield Fault(item.place, "was updated before it was published", hinders=False)
        newest = last or first
        if newest is not None and feed is not None and feed.moment and newest > feed.moment:
            told = f"is newer than the feed, which says {feed.name} {feed.text}"
            yield Fault(item.place, told, hinders=last is not None)


def _date(place: str, date: Date, document: ParsedFeed, now: datetime | None) -> Iterator[Fault]:
    shown = f"{date.name} '{date.text}'"
    if date.moment is None:
        example = EXAMPLE_822 if document.place.format == "rss" else EXAMPLE_3339
        yield Fault(place, f"{shown} is no date; write one like {example}")
    elif now is not None and date.moment > now:
        told = f"{shown} is in the future; set this machine's clock, or the article's date"
        yield Fault(place, told, hinders=False)
    elif now is not None and date.moment in _ZEROS:
        told = f"{shown} is what programs write for no date; give the article its own"
        yield Fault(place, told, hinders=False)


def _order(document: ParsedFeed) -> Iterator[Fault]:
    """Newest first, by publication, or by change where the format tells it."""
    if document.place.number is not None or len(document.items) < 2:
        return
    first = [(_moment(item.published), item) for item in document.items]
    last = [(_moment(item.updated) or _moment(item.published), item) for item in document.items]
    wrong = _first_disorder(first)
    if wrong is not None and _first_disorder(last) is not None:
        yield Fault(wrong.place, "is newer than the one above it; the newest has to come first")


def _first_disorder(dated: list[tuple[datetime | None, Item]]) -> Item | None:
    for (upper, _), (lower, item) in pairwise(dated):
        if upper is not None and lower is not None and lower > upper:
            return item
    return None


def _addresses(document: ParsedFeed) -> Iterator[Fault]:
    for address in document.addresses:
        if not is_whole(address.url):
            told = f"{address.name} '{address.url}' is relative; write the whole address"
            yield Fault(address.place, told)
    for place, html in document.html:
        for url in relative_in(html):
            yield Fault(place, f"has the relative address '{url}' in its text; write the whole one")
    for kind, url in document.stylesheets:
        if kind != "text/css":
            yield Fault("", f"names {url or 'nothing'} as a style sheet of type '{kind}'; use CSS")


def _removals(document: ParsedFeed) -> Iterator[Fault]:
    """RFC 6721, section 3."""
    present = {item.id: item.place for item in document.items if item.id is not None}
    known: set[str] = set()
    for number, removal in enumerate(document.removals, 1):
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
            told = f"when '{removal.when.text}' is no date; write one like {EXAMPLE_3339}"
            yield Fault(place, told)


def _subscribed(document: ParsedFeed, site_url: str) -> Iterator[Fault]:
    """RFC 5005, sections 2 and 4, for the document to subscribe to."""
    if document.is_archive:
        yield Fault("", "is the document to subscribe to, and says that it is an archive")
    if document.newer or document.current:
        yield Fault("", "is the document to subscribe to, and links to a newer one")
    if document.place.format != "feed" and document.is_complete == bool(document.older):
        if document.is_complete:
            yield Fault("", "says fh:complete, and links to an archive; leave out what is not so")
        else:
            yield Fault("", "has neither fh:complete nor a link prev-archive; it needs one of them")
    if len(document.older) > 1:
        yield Fault("", f"links to {len(document.older)} archives before it; there can be one")
    elif document.older and archives_in(document, site_url) is None:
        yield Fault("", f"links to {document.older[0]} as its archive; that is no address of one")


def archives_in(document: ParsedFeed, site_url: str) -> int | None:
    """How many archives the document to subscribe to says that there are; None: it cannot be told.

    The number is in the address of the newest one.
    """
    if not document.older:
        return 0
    digits = document.older[0].rpartition("-")[2].partition(".")[0]
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    return number if document.older[0] == address_of(document, number, site_url) else None


def _archived(document: ParsedFeed, number: int, site_url: str) -> Iterator[Fault]:
    """RFC 5005, section 4, for an archive, or for the document that is to become the next one."""
    if document.hubs:
        yield Fault("", "is an archive and names a hub, though it never changes")
    if document.is_complete:
        yield Fault("", "is an archive and says fh:complete")
    wanted = [("older", document.older, number - 1 or None)]
    if document.place.format != "feed":
        wanted.append(("current", document.current, None))
        if document.is_archive:
            wanted.append(("newer", document.newer, number + 1))
        elif document.newer:
            yield Fault("", "is not closed yet, and has next-archive; leave that out")
    for what, links, target in wanted:
        is_first = what == "older" and number == 1
        address = address_of(document, target, site_url)
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
