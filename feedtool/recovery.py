"""Makes a lost ledger again from what was published: names and dates are in the pages.

It reads back what the templates wrote into the first element of an article's page, and nothing
else of the output.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from feedtool.feeds import ARTICLES, slug_of
from feedtool.ledger import Ledger, Record

_HEAD = 65536  # bytes of a page that hold what is looked for
_TITLE = re.compile(r"<title>([^<]*)</title>")
_ARTICLE = re.compile(
    r'<article[^>]* data-guid="([^"]+)" data-published="(-?\d+)" data-updated="(-?\d+)"'
    r' data-fingerprint="([0-9a-f]+)"'
)
_FEED_ID = re.compile(r"<id>(urn:uuid:[0-9a-f-]{36})</id>")


def rebuild(ledger: Ledger, output: Path) -> int:
    """Fills an empty ledger from the output folder; how many articles were found there.

    Where their files lie is not known (`key` is empty): they are known again by their words, or
    by the GUID that their place gives.
    """
    records = sorted(_records(output), key=lambda record: (record.published, record.guid))
    for record in records:
        if ledger.by_guid(record.guid) is None and not ledger.has_slug(record.slug):
            ledger.put(record)
    site_id = published_site_id(output)
    if records and site_id is not None:
        ledger.keep("id", site_id)
    return len(records)


def published_site_id(output: Path) -> str | None:
    """The id that the published Atom feed gives the site."""
    try:
        head = (output / "atom.xml").read_bytes()[:_HEAD].decode("utf-8", "replace")
    except OSError:
        return None
    found = _FEED_ID.search(head)
    return str(uuid.UUID(found[1])) if found else None


def article_paths(output: Path) -> Iterator[str]:
    """The pages in the output folder that lie where articles lie, by path."""
    folder = output / ARTICLES
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            yield path.relative_to(output).as_posix()


def _records(output: Path) -> Iterator[Record]:
    for path in article_paths(output):
        slug = slug_of(path)
        try:
            with open(output / path, "rb") as file:
                page = file.read(_HEAD).decode("utf-8", "replace")
        except OSError:
            continue
        found = _ARTICLE.search(page)
        if slug is not None and found is not None:
            guid, published, updated, fingerprint = found.groups()
            named = _TITLE.search(page)
            title = html.unescape(named[1]) if named else slug
            yield Record(guid, slug, "", "", int(published), int(updated), fingerprint, title)
