"""Whether what is published would be accepted: feeds one by one, and as the parts of a site.

Pure: what lies in the output folder, or is about to, is read through functions that are given. The
rules are those of RSS 2.0 with its Best Practices Profile, Atom (RFC 4287), JSON Feed 1.1, feed
history (RFC 5005), tombstones (RFC 6721) and WebSub. A message names place and fault; how it is
mended is for its teller to say, because that depends on whether the site stands already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from lxml import etree
from msgspec.structs import replace

from feedtool.model import Problem
from feedtool.validate import atom, common, consistency, jsonfeed, rss, xml
from feedtool.validate.parsed import Fault, FeedLocation, ParsedFeed, location_of

__all__ = ["feed_problems", "location_of", "site_problems"]

_START = 512  # bytes in which programs look for what a document is


def feed_problems(
    path: str, body: bytes, site_url: str, now: datetime | None = None
) -> Iterator[Problem]:
    """What is wrong with the feed document at `path`, which tells the format it has to be in.

    `left_out` is False where it is better published than not. `now` None: it is not asked whether
    dates are yet to come. Raises `ValueError` for a path where no feed lies.
    """
    for fault in _review(path, body, site_url, now)[1]:
        yield fault.in_(path)


def site_problems(
    paths: Iterable[str],
    read: Callable[[str], bytes | None],
    exists: Callable[[str], bool],
    site_url: str,
    now: datetime | None = None,
) -> Iterator[Problem]:
    """What is wrong with these feed documents, between them, and with their links into the site.

    `exists` tells whether a file is there once all is published.
    """
    documents: list[ParsedFeed] = []
    for path in paths:
        body = read(path)
        if body is None:
            yield Problem(path, "is no feed: it is not there")
            continue
        document, faults = _review(path, body, site_url, now)
        yield from (fault.in_(path) for fault in faults)
        if document is not None:
            yield from consistency.dead_links(document, site_url, exists)
            yield from consistency.dead_attachments(document, site_url, exists)
            documents.append(replace(document, html=(), addresses=()))  # the bulk of it
    yield from consistency.faults(documents, site_url)


def _review(
    path: str, body: bytes, site_url: str, now: datetime | None
) -> tuple[ParsedFeed | None, tuple[Fault, ...]]:
    """A document, None if nothing can be made of it, and what is wrong with it alone."""
    place = location_of(path)
    if place is None:
        raise ValueError(f"{path} is not where a feed lies")
    if place.format == "feed":
        fields = jsonfeed.parsed(body)
        if isinstance(fields, str):
            return None, (Fault("", f"is no feed: {fields}"),)
        document = jsonfeed.document(path, place, fields)
        return document, (*jsonfeed.faults(fields, body), *common.faults(document, site_url, now))
    root = xml.parsed(body)
    if isinstance(root, Fault):
        return None, (replace(root, message=f"is no feed: {root.message}"),)
    return _xml(path, place, root, body, site_url, now)


def _xml(
    path: str,
    place: FeedLocation,
    root: etree._Element,
    body: bytes,
    site_url: str,
    now: datetime | None,
) -> tuple[ParsedFeed | None, tuple[Fault, ...]]:
    form = atom if place.format == "atom" else rss
    reason = form.is_not(root)
    if reason is not None:
        return None, (Fault("", f"is no feed: {reason}"),)
    entries = form.entries(root)
    found = list(form.faults(root, entries))
    if form is rss:
        found += rss.spelling(body)
    if form.MARK not in body[:_START]:
        fact = f"does not begin within its first {_START} bytes, where programs look what it is"
        found.append(Fault("", fact))
    document = form.document(path, place, root, entries)
    return document, (*found, *common.faults(document, site_url, now))
