"""Validates published feeds, each on its own and together as a site.

Pure: callers pass functions that read the output folder, and the parsers, one per format, keyed by
the file name of its documents. The rules are those of RSS 2.0 with its Best Practices Profile, Atom
(RFC 4287), JSON Feed 1.1, feed history (RFC 5005), tombstones (RFC 6721) and WebSub. A message
states the location and the fault. The caller adds a fix, which depends on whether the site is
already published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from feedtool.model import Problem
from feedtool.validate import common, consistency
from feedtool.validate.parsed import Fault, LocatedFeed, Parse, location_of

__all__ = ["feed_problems", "location_of", "site_problems"]


def feed_problems(
    path: str,
    body: bytes,
    parsers: Mapping[str, Parse],
    site_url: str,
    now: datetime | None = None,
) -> Iterator[Problem]:
    """The problems of the feed document at `path`, which also determines its format.

    `left_out` is False for problems that do not prevent publishing. If `now` is None, dates in the
    future are not reported. A document in an unknown format is a problem too.
    """
    for fault in _review(path, body, parsers, site_url, now)[1]:
        yield fault.in_(path)


def site_problems(
    paths: Iterable[str],
    parsers: Mapping[str, Parse],
    read: Callable[[str], bytes | None],
    exists: Callable[[str], bool],
    site_url: str,
    now: datetime | None = None,
) -> Iterator[Problem]:
    """The problems of feed documents, of their consistency, and of their links into the site.

    `exists` reports whether a file will exist once everything is published.
    """
    documents: list[LocatedFeed] = []
    for path in paths:
        body = read(path)
        if body is None:
            yield Problem(path, "is not a feed: the file does not exist")
            continue
        document, faults = _review(path, body, parsers, site_url, now)
        yield from (fault.in_(path) for fault in faults)
        if document is not None:
            yield from consistency.dead_links(document, site_url, exists)
            yield from consistency.dead_attachments(document, site_url, exists)
            small = replace(document.feed, html=(), addresses=())  # saves memory
            documents.append(replace(document, feed=small))
    yield from consistency.faults(documents, site_url)


def _review(
    path: str, body: bytes, parsers: Mapping[str, Parse], site_url: str, now: datetime | None
) -> tuple[LocatedFeed | None, tuple[Fault, ...]]:
    """The parsed document, None if it cannot be parsed, and its own faults."""
    location = location_of(path, parsers)
    if location is None:
        files = ", ".join(parsers)
        fact = f"cannot be checked: its path is not that of a feed ({files}, or an archive of one)"
        return None, (Fault("", fact),)
    feed, faults = parsers[location.file](body)
    if feed is None:
        return None, faults or (Fault("", "cannot be checked: its parser returned nothing"),)
    faults = (*faults, *common.faults(feed, location, site_url, now))
    return LocatedFeed(location, feed), faults
