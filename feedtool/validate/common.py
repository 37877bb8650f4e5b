"""The checks that apply to documents of every format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import quote

from feedtool.validate.addresses import is_iri, is_whole, relative_in
from feedtool.validate.parsed import Date, Fault, FeedLocation, Item, ParsedFeed

# What programs write if they have no date. The zero of Go and .NET is not one here: front matter
# with that time is read as undated, so an article of the year 1 was dated so by its author.
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


def faults(
    feed: ParsedFeed, location: FeedLocation, site_url: str, now: datetime | None
) -> Iterator[Fault]:
    """The faults of the document at `location` of the site at `site_url`.

    If `now` is None, dates in the future and placeholder dates such as 1970 are not reported.
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
    """The URL of the document at a location."""
    return site_url + quote(location.path)


def _names(feed: ParsedFeed, location: FeedLocation, site_url: str) -> Iterator[Fault]:
    own = address_of(location, site_url)
    count = len(feed.itself)
    if count != 1:
        fact = f"has {count} self URLs" if count else "has no self URL"
        why = ", which its hub relies on" if feed.hubs else ""
        yield Fault("", f"{fact}; it needs exactly one, {own}{why}")
    elif feed.itself[0] != own:
        yield Fault("", f"has the self URL {feed.itself[0]}; it has to be {own}")
    if feed.home is None:
        yield Fault("", "does not link to its page of the site; add the link")


def _ids(feed: ParsedFeed) -> Iterator[Fault]:
    known: dict[str, str] = {}
    for item in feed.items:
        if item.id is None:
            continue  # reported by the parser
        if item.id in known:
            yield Fault(item.where, f"has the same id as {known[item.id].partition(' (')[0]}")
        known.setdefault(item.id, item.where)
        if not is_iri(item.id):
            fact = "has an id that is not an IRI; keep it if it was adopted"
            yield Fault(item.where, fact, blocks_publishing=False)


def _dates(feed: ParsedFeed, now: datetime | None) -> Iterator[Fault]:
    changed = feed.updated
    if changed is not None:
        yield from _date("", changed, now)
    for item in feed.items:
        for date in (item.published, item.updated):
            if date is not None:
                yield from _date(item.where, date, now)
        first, last = _moment(item.published), _moment(item.updated)
        if first is not None and last is not None and last < first:
            # Possible if several articles declare the same second as their date.
            yield Fault(item.where, "was updated before it was published", blocks_publishing=False)
        newest = last or first
        if newest is None or changed is None or changed.moment is None:
            continue
        if newest > changed.moment:
            fact = f"is newer than the feed ({changed.name} {changed.text})"
            yield Fault(item.where, fact, blocks_publishing=last is not None)


def _date(where: str, date: Date, now: datetime | None) -> Iterator[Fault]:
    shown = f"{date.name} '{date.text}'"
    if date.moment is None:
        yield Fault(where, f"{shown} is not a valid date (expected something like {date.example})")
    elif now is not None and date.moment > now:
        fact = f"{shown} is in the future; correct this machine's clock or the article's date"
        yield Fault(where, fact, blocks_publishing=False)
    elif now is not None and date.moment == _ZERO:
        fact = f"{shown} is a placeholder for a missing date; set the article's date"
        yield Fault(where, fact, blocks_publishing=False)


def _order(feed: ParsedFeed) -> Iterator[Fault]:
    """Entries must be sorted newest first, by publication or, if available, by last change."""
    first = [(_moment(item.published), item) for item in feed.items]
    last = [(_moment(item.updated) or _moment(item.published), item) for item in feed.items]
    wrong = _first_disorder(first)
    if wrong is not None and _first_disorder(last) is not None:
        yield Fault(wrong.where, "is newer than the one before it; sort entries newest first")


def _first_disorder(dated: list[tuple[datetime | None, Item]]) -> Item | None:
    for (upper, _), (lower, item) in pairwise(dated):
        if upper is not None and lower is not None and lower > upper:
            return item
    return None


def _addresses(feed: ParsedFeed) -> Iterator[Fault]:
    for address in feed.addresses:
        if not is_whole(address.url):
            fact = f"{address.name} '{address.url}' is relative; write the full URL"
            yield Fault(address.where, fact)
    for where, html in feed.html:
        for url in relative_in(html):
            yield Fault(where, f"has the relative URL '{url}' in its text; write the full URL")
    for kind, url in feed.stylesheets:
        if kind != "text/css":
            yield Fault("", f"has a style sheet {url or 'without href'} of type '{kind}'; use CSS")


def _removals(feed: ParsedFeed) -> Iterator[Fault]:
    """The faults of tombstones (RFC 6721, section 3)."""
    present = {item.id: item.where for item in feed.items if item.id is not None}
    known: set[str] = set()
    for number, removal in enumerate(feed.removals, 1):
        where = f"deleted-entry {number} ({removal.ref or 'without ref'})"
        if not removal.ref:
            yield Fault(where, "has no ref; it has to name the deleted entry")
        elif removal.ref in known:
            yield Fault(where, "is listed twice; keep one")
        elif removal.ref in present:
            yield Fault(
                where, f"is still in the feed, as {present[removal.ref].partition(' (')[0]}"
            )
        known.add(removal.ref or "")
        if removal.when is None:
            yield Fault(where, "has no when; it has to give the time of deletion")
        elif removal.when.moment is None:
            fact = f"when '{removal.when.text}' is not a valid date (expected something like "
            yield Fault(where, f"{fact}{removal.when.example})")


def _subscribed(feed: ParsedFeed, location: FeedLocation, site_url: str) -> Iterator[Fault]:
    """The faults of the document to subscribe to (RFC 5005, sections 2 and 4)."""
    if feed.is_archive:
        yield Fault("", "is the document to subscribe to, and is marked as an archive")
    if feed.newer or feed.current:
        yield Fault("", "is the document to subscribe to, and links to a newer one")
    if feed.is_complete is not None and feed.is_complete == bool(feed.older):
        if feed.is_complete:
            yield Fault("", "has both fh:complete and a link to an archive; remove the wrong one")
        else:
            yield Fault("", "has neither fh:complete nor a prev-archive link; it needs one of them")
    if len(feed.older) > 1:
        yield Fault("", f"has {len(feed.older)} prev-archive links; at most one is allowed")
    elif feed.older and archives_in(feed, location, site_url) is None:
        yield Fault(
            "", f"links to {feed.older[0]} as its archive; that is not the URL of an archive"
        )


def archives_in(feed: ParsedFeed, location: FeedLocation, site_url: str) -> int | None:
    """The number of archives, from the prev-archive link of the document to subscribe to.

    None if the link is not the URL of an archive.
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
    """The faults of an archive, or of the document that will become one (RFC 5005, section 4)."""
    if feed.hubs:
        yield Fault(
            "", "is an archive and links to a hub; remove the link, because archives never change"
        )
    if feed.is_complete:
        yield Fault("", "is an archive and has fh:complete; remove that")
    wanted = [("older", feed.older, number - 1 or None)]
    if feed.is_archive is not None:
        wanted.append(("current", feed.current, None))
        if feed.is_archive:
            wanted.append(("newer", feed.newer, number + 1))
        elif feed.newer:
            yield Fault("", "is not closed yet and has a next-archive link; remove that")
    for what, links, target in wanted:
        is_first = what == "older" and number == 1
        address = address_of(location.numbered(target), site_url)
        if is_first and links:
            yield Fault(
                "", f"is the first archive and links to {links[0]} as the archive before it"
            )
        elif not is_first and links != (address,):
            shown = ", ".join(links) or "nothing"
            yield Fault("", f"links to {shown} as the {_RELATIONS[what]}; it has to be {address}")


_RELATIONS = {
    "older": "archive before it",
    "current": "document to subscribe to",
    "newer": "archive after it",
}


def _moment(date: Date | None) -> datetime | None:
    return None if date is None else date.moment
