"""Checks that a site's documents have the same content in every format and link their archives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from feedtool.model import Problem
from feedtool.validate.addresses import file_in_site, is_served, is_whole, joined
from feedtool.validate.common import archives_in
from feedtool.validate.parsed import Date, Fault, Item, LocatedFeed, ParsedFeed

_Found = tuple[LocatedFeed, Fault]


def faults(documents: Iterable[LocatedFeed], site_url: str) -> Iterator[Problem]:
    """The inconsistencies between these documents, which need not be all of the site's."""
    alike: dict[tuple[str, int | None], list[LocatedFeed]] = {}
    chains: dict[tuple[str, str], dict[int | None, LocatedFeed]] = {}
    for document in documents:
        location = document.location
        alike.setdefault((location.folder, location.number), []).append(document)
        chains.setdefault((location.folder, location.file), {})[location.number] = document
    for those in alike.values():
        # Compares the others with a document whose format has dates of change.
        first, *others = sorted(those, key=lambda document: not document.feed.dates_updates)
        for other in others:
            for fault in _differences(first, other):
                yield fault.in_(other.path)
    for chain in chains.values():
        for document, fault in (*_links(chain, site_url), *_repeated(chain, site_url)):
            yield fault.in_(document.path)


def dead_links(
    document: LocatedFeed, site_url: str, exists: Callable[[str], bool]
) -> Iterator[Problem]:
    """Links made by feedtool that lead to missing files or out of the site."""
    feed = document.feed
    links = [Fault(item.where, item.link) for item in feed.items if item.link is not None]
    links += [Fault("", url) for url in (feed.home,) if url is not None]
    links += [Fault("", url) for url in (*feed.older, *feed.newer, *feed.current)]
    # A processing instruction may have a relative URL: browsers resolve it against the document's.
    own = site_url + quote(document.path)
    links += [Fault("", joined(own, url) or url) for _, url in feed.stylesheets]
    for link in links:
        fact = _dead(link.message, site_url, exists)
        if fact is not None:
            yield Fault(link.where, f"links to {link.message}, {fact}").in_(document.path)


def dead_attachments(
    document: LocatedFeed, site_url: str, exists: Callable[[str], bool]
) -> Iterator[Problem]:
    """Enclosures and images below the site's URL whose files are missing."""
    for item in document.feed.items:
        for address in item.attached:
            path = file_in_site(address.url, site_url)
            if path is not None and not is_served(path, exists):
                yield Fault(
                    address.where,
                    f"{address.name} {address.url} is below the site's URL, but the file does not "
                    "exist; add the file or correct the URL in the article",
                    blocks_publishing=False,
                ).in_(document.path)


def _dead(url: str, site_url: str, exists: Callable[[str], bool]) -> str | None:
    path = file_in_site(url, site_url)
    if not is_whole(url):
        return None  # reported elsewhere
    if path is None:
        return f"which is not below {site_url}"
    return None if is_served(path, exists) else "which does not exist"


def _differences(first: LocatedFeed, other: LocatedFeed) -> Iterator[Fault]:
    """How `other` differs from `first`, the same document in another format."""
    path, here, there = first.path, other.feed, first.feed
    dates = ("date of change", here.updated, there.updated)
    for name, ours, theirs in _mismatches(here, there, dates):
        yield Fault("", f"has the {name} '{ours}', but {path} has '{theirs}'")
    if None not in (here.home, there.home) and here.home != there.home:
        yield Fault("", f"links to the page {here.home}, but {path} links to {there.home}")
    if sorted(here.hubs) != sorted(there.hubs):
        shown = [", ".join(feed.hubs) or "none" for feed in (here, there)]
        yield Fault("", f"has other hubs than {path}: {shown[0]} instead of {shown[1]}")
    our_ids, their_ids = [item.id for item in here.items], [item.id for item in there.items]
    if None in our_ids or None in their_ids:
        return  # reported by the parser
    if our_ids != their_ids:
        yield Fault("", f"has other entries than {path}: {_difference(our_ids, their_ids)}")
        return
    for mine, its in zip(here.items, there.items, strict=True):
        yield from _item(mine, its, path)
    yield from _history(here, there, path)


def _difference(ours: Sequence[str | None], theirs: Sequence[str | None]) -> str:
    for id_ in theirs:
        if id_ not in ours:
            return f"{id_} is missing"
    for id_ in ours:
        if id_ not in theirs:
            return f"{id_} is extra"
    return "the order differs"


def _item(here: Item, there: Item, path: str) -> Iterator[Fault]:
    published = ("date of publication", here.published, there.published)
    updated = ("date of change", here.updated, there.updated)
    for name, ours, theirs in _mismatches(here, there, published, updated):
        yield Fault(here.where, f"has the {name} '{ours}', but {path} has '{theirs}'")
    if None not in (here.link, there.link) and here.link != there.link:
        yield Fault(here.where, f"links to {here.link}, but {path} links to {there.link}")


def _mismatches(
    here: ParsedFeed | Item, there: ParsedFeed | Item, *dates: tuple[str, Date | None, Date | None]
) -> Iterator[tuple[str, str, str]]:
    """The fields that both have with different values: name, value here, value there."""
    if here.title is not None and there.title is not None and here.title != there.title:
        yield "title", here.title, there.title
    for name, ours, theirs in dates:
        moments = {date.moment for date in (ours, theirs) if date is not None}
        if ours is not None and theirs is not None and len(moments - {None}) == 2:
            yield name, ours.text, theirs.text


def _history(here: ParsedFeed, there: ParsedFeed, path: str) -> Iterator[Fault]:
    pairs = ((here.is_archive, there.is_archive), (here.is_complete, there.is_complete))
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        yield Fault("", f"differs from {path} in fh:archive or fh:complete")


def _links(chain: Mapping[int | None, LocatedFeed], site_url: str) -> Iterator[_Found]:
    """Checks that the document to subscribe to leads to all closed archives and to no others."""
    start = chain.get(None)
    count = None if start is None else archives_in(start.feed, start.location, site_url)
    if start is None or count is None:
        return
    for number, document in chain.items():
        if number is None:
            continue
        is_closed = document.feed.is_archive
        if is_closed is None:
            is_closed = number <= count
        if number > count and is_closed:
            yield document, Fault("", f"is an archive that cannot be reached from {start.path}")
        elif number > count + 1:
            yield document, Fault("", f"is not closed, but the next archive is number {count + 1}")
        elif number <= count and not is_closed:
            yield document, Fault("", f"is archive {number} of {count}, but is not closed")


def _repeated(chain: Mapping[int | None, LocatedFeed], site_url: str) -> Iterator[_Found]:
    """Entries that appear in more than one document of a chain without a change in between.

    An archive that is not closed yet may repeat the document to subscribe to, and that may repeat
    the newest entries of the archives, in place of articles that are left out of the feed.
    """
    start = chain.get(None)
    count = None if start is None else archives_in(start.feed, start.location, site_url)
    read = [number for number in chain if None in (number, count) or number <= count]  # type: ignore[operator]
    newest_first = sorted(read, key=lambda number: (number is not None, -(number or 0)))
    newest = _newest_of_archives(start, [chain[n] for n in newest_first if n is not None])
    known: dict[str, tuple[LocatedFeed, Item]] = {}
    for number in newest_first:
        document = chain[number]
        for item in document.feed.items:
            if item.id is None:
                continue
            newer, again = known.setdefault(item.id, (document, item))
            # Formats without a date of change are compared with those that have one.
            dated = item.updated is not None and again.updated is not None
            is_filler = newer is start and item.id in newest
            if is_filler or newer is document:
                known[item.id] = (document, item)
                continue
            if dated and not _is_later(again.updated, item.updated):
                yield newer, Fault(again.where, f"also appears in {document.path}, unchanged")
            known[item.id] = (document, item)


def _newest_of_archives(start: LocatedFeed | None, archives: Sequence[LocatedFeed]) -> set[str]:
    """The ids of the newest entries of the archives, up to one that `start` does not have."""
    shown = {item.id for item in start.feed.items} if start is not None else set()
    found: set[str] = set()
    for archive in archives:
        for item in archive.feed.items:
            if item.id is None or item.id not in shown:
                return found
            found.add(item.id)
    return found


def _is_later(one: Date | None, other: Date | None) -> bool:
    return (
        one is not None
        and other is not None
        and one.moment is not None
        and other.moment is not None
        and one.moment > other.moment
    )
