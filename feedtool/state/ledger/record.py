"""The record of an article: what the ledger stores permanently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from feedtool.model import Identity


class Record(msgspec.Struct, frozen=True):
    """One article in the ledger. Times are Unix seconds, UTC.

    `anchor` is what the GUID was minted from, `key` the file that holds or last held the article,
    `gone` when it left the site (None while it is there). `sketch` is a sample of its words, to
    recognize it after an edit. If `permalink`, the GUID is an address that was adopted from another
    publisher, and it is published as one.

    `anchor`, `key`, `fingerprint` and `sketch` are None if they are unknown, as in a ledger that
    was rebuilt from the output; `title` is None only if the article is gone.
    """

    guid: str
    slug: str
    anchor: str | None
    key: str | None
    published: int
    updated: int
    fingerprint: str | None
    title: str | None
    gone: int | None = None
    sketch: str | None = None
    permalink: bool = False

    @property
    def identity(self) -> Identity:
        """The part that is published."""
        return Identity(
            self.guid,
            self.slug,
            moment(self.published),
            moment(self.updated),
            self.permalink,
        )


COLUMNS = Record.__struct_fields__  # the columns of the table have the names of the fields


def to_record(row: Sequence[Any]) -> Record:
    """The record in a row of `COLUMNS`, where an unknown value is an empty text."""
    guid, slug, anchor, key, published, updated, fingerprint, title, gone, sketch, permalink = row
    return Record(
        guid=guid,
        slug=slug,
        anchor=anchor or None,
        key=key or None,
        published=published,
        updated=updated,
        fingerprint=fingerprint or None,
        title=title or None,
        gone=gone,
        sketch=sketch or None,
        permalink=bool(permalink),
    )


def to_row(record: Record) -> tuple[str | int | None, ...]:
    """The row of `COLUMNS` for a record."""
    return (
        record.guid,
        record.slug,
        record.anchor or "",
        record.key or "",
        record.published,
        record.updated,
        record.fingerprint or "",
        record.title or "",
        record.gone,
        record.sketch or "",
        record.permalink,
    )


def moment(seconds: int) -> datetime:
    """Unix seconds as a time in UTC; they may be negative."""
    return datetime.fromtimestamp(seconds, UTC)
