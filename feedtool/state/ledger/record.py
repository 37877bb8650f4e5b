"""The record of an article: what must be known of it for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from feedtool.model import Identity


class Record(msgspec.Struct, frozen=True):
    """One article in the ledger. Times are Unix seconds, UTC.

    `anchor` is what the GUID was minted from, `key` where the article lies or last lay, `gone`
    since when no file holds it (None: it is on the site). `sketch` is a sample of its words, to
    know it again after an edit. `permalink`: the GUID is an address, taken over from another
    publisher, and is published as one.
    """

    guid: str
    slug: str
    anchor: str
    key: str
    published: int
    updated: int
    fingerprint: str
    title: str
    gone: int | None = None
    sketch: str = ""
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


# The columns of a record in the ledger, in the order in which `to_record` takes them.
COLUMNS = (
    *("guid", "slug", "anchor", "key", "published", "updated", "fingerprint", "title", "gone"),
    *("sketch", "permalink"),
)


def to_record(row: Sequence[Any]) -> Record:
    """The record in a row of `COLUMNS`."""
    *values, permalink = row
    return replace(Record(*values), permalink=bool(permalink))


def moment(seconds: int) -> datetime:
    """Unix seconds as a time in UTC; also those before 1970."""
    return datetime.fromtimestamp(seconds, UTC)
