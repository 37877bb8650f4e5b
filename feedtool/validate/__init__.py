"""Whether what is published would be accepted: feeds one by one, and as the parts of a site.

Pure: the files of the output folder are read through functions that are given, and feeds by the
parsers that are given, one for each format, by the file name of its documents. The rules are those
of RSS 2.0 with its Best Practices Profile, Atom (RFC 4287), JSON Feed 1.1, feed history (RFC 5005),
tombstones (RFC 6721) and WebSub. A message has place and fault; the way out is the caller's to
name, because that depends on whether the site is published already.
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
    """What is wrong with the feed document at `path`, which says what format it has to be in.

    `left_out` is False where it is better published than not. `now` None: dates in the future are
    not reported. A document in no known format is a problem too.
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
    """What is wrong with these feed documents, between them, and with their links into the site.

    `exists` says whether a file is there once all is published.
    """
    documents: list[LocatedFeed] = []
    for path in paths:
        body = read(path)
        if body is None:
            yield Problem(path, "is no feed: it is not there")
            continue
        document, faults = _review(path, body, parsers, site_url, now)
        yield from (fault.in_(path) for fault in faults)
        if document is not None:
            yield from consistency.dead_links(document, site_url, exists)
            yield from consistency.dead_attachments(document, site_url, exists)
            small = replace(document.feed, html=(), addresses=())  # without the bulk of it
            documents.append(replace(document, feed=small))
    yield from consistency.faults(documents, site_url)


def _review(
    path: str, body: bytes, parsers: Mapping[str, Parse], site_url: str, now: datetime | None
) -> tuple[LocatedFeed | None, tuple[Fault, ...]]:
    """A document, None if nothing can be made of it, and what is wrong with it alone."""
    location = location_of(path, parsers)
    if location is None:
        files = ", ".join(parsers)
        fact = f"cannot be checked: it is not where a feed belongs ({files}, or an archive of one)"
        return None, (Fault("", fact),)
    feed, faults = parsers[location.file](body)
    if feed is None:
        return None, faults or (Fault("", "cannot be checked: its parser can make nothing of it"),)
    faults = (*faults, *common.faults(feed, location, site_url, now))
    return LocatedFeed(location, feed), faults
