"""In which order a channel's articles were published: the places that its documents are cut by.

An article takes the next place of a channel when it first belongs to it, and another one when it
is published again after an edit. Places are never given back or moved: so a document that was
closed holds the same articles for ever, whatever dates they have. Those that are gone leave a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from feedtool.state.ledger.record import COLUMNS, Record, to_record

ALL = 1  # the number of the channel that has all articles
WORK = """
CREATE TEMP TABLE IF NOT EXISTS arrival (
    channel INTEGER, guid TEXT, again INTEGER, PRIMARY KEY (channel, guid)
) WITHOUT ROWID;
"""
_COLUMNS = ", ".join(f"article.{name}" for name in COLUMNS)
_FIRST = "FROM place JOIN article ON sequence = article WHERE channel = ? AND NOT again "

Query = Callable[[str, Sequence[object]], Iterator[tuple[Any, ...]]]


class ChannelRow(msgspec.Struct, frozen=True):
    """A channel in the ledger; `name` is the last part of its address, and empty for `ALL`."""

    number: int
    kind: str
    value: str
    name: str
    topic: str


class Position(msgspec.Struct, frozen=True):
    """Where an article stands in a channel; `again`: it was published again there."""

    channel: int
    position: int
    again: bool


class Positions:
    """The channels and places of one ledger; `query` runs a statement in it."""

    def __init__(self, query: Query) -> None:
        self._query = query

    # -- channels --------------------------------------------------------------------------

    def channels(self) -> tuple[ChannelRow, ...]:
        """All there ever were, the oldest first."""
        return tuple(
            ChannelRow(*row)
            for row in self._query(
                "SELECT number, kind, value, name, topic FROM channel ORDER BY number", ()
            )
        )

    def has_name(self, name: str) -> bool:
        """Whether a channel has this name."""
        return any(self._query("SELECT 1 FROM channel WHERE name = ?", (name,)))

    def put(self, kind: str, value: str, name: str, topic: str) -> None:
        """Writes a new channel, or the new name and topic of a known one."""
        self._run(
            "INSERT INTO channel (kind, value, name, topic) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (kind, value) DO UPDATE SET name = excluded.name, topic = excluded.topic",
            *(kind, value, name, topic),
        )

    # -- places ----------------------------------------------------------------------------

    def arrive(self, channel: int, guid: str, again: int = 0) -> None:
        """Notes that the article is to have a place, which `settle` gives to it."""
        self._run("INSERT OR IGNORE INTO arrival VALUES (?, ?, ?)", channel, guid, again)

    def settle(self) -> dict[int, int]:
        """Gives places to all that arrived, those with older dates first.

        Returns the channels in which they are, with how many places these had before.
        """
        rows = self._query("SELECT DISTINCT channel FROM arrival ORDER BY 1", ())
        before = {number: self.count(number) for (number,) in list(rows)}
        self._run(
            "INSERT INTO place SELECT channel, row_number() OVER ("
            "PARTITION BY channel ORDER BY published, guid) + coalesce("
            "(SELECT max(position) FROM place WHERE place.channel = arrival.channel), 0), "
            "sequence, again FROM arrival JOIN article USING (guid)"
        )
        self._run("DELETE FROM arrival")
        return before

    def restore(self, channel: int, position: int, guid: str, again: int = 0) -> None:
        """Writes a place that another ledger has, unless it is taken, or the article has one."""
        self._run(
            "INSERT OR IGNORE INTO place SELECT ?, ?, sequence, ? FROM article WHERE guid = ? "
            "AND (? OR NOT EXISTS (SELECT 1 FROM place WHERE channel = ? AND article = sequence))",
            *(channel, position, again, guid, again, channel),
        )

    def of(self, guid: str) -> tuple[Position, ...]:
        """The places of an article."""
        return tuple(
            Position(channel, position, bool(again))
            for channel, position, again in self._query(
                "SELECT channel, position, again FROM place WHERE article = "
                "(SELECT sequence FROM article WHERE guid = ?) ORDER BY channel, position",
                (guid,),
            )
        )

    def first(self, guid: str) -> int | None:
        """The first place of an article among all of the site."""
        rows = self._query(
            # The sign has SQLite look the article up, and not through all places of the channel.
            "SELECT position FROM place WHERE +channel = ? AND NOT again AND article = "
            "(SELECT sequence FROM article WHERE guid = ?)",
            (ALL, guid),
        )
        position: int | None = next(rows, (None,))[0]
        return position

    def count(self, channel: int) -> int:
        """How many places a channel has, those of articles that are gone among them."""
        rows = self._query("SELECT max(position) FROM place WHERE channel = ?", (channel,))
        return int(next(rows)[0] or 0)

    def within(self, channel: int, first: int, last: int) -> Iterator[Record]:
        """The articles on the site at the places `first` to `last`, each once, in that order."""
        return self._records(
            f"SELECT {_COLUMNS} {_FIRST} AND position BETWEEN ? AND ? AND gone IS NULL "
            "ORDER BY position",
            *(channel, first, last),
        )

    def in_order(self, channel: int) -> Iterator[tuple[int, Record]]:
        """Every article of a channel that is on the site, with its first place, in that order."""
        for position, *row in self._query(
            f"SELECT position, {_COLUMNS} {_FIRST} AND gone IS NULL ORDER BY position", (channel,)
        ):
            yield position, to_record(row)

    def standing(self, channel: int, first: int, last: int) -> Iterator[Record]:
        """As `within`, with those that were published again there, each at its last place only."""
        return self._records(
            f"SELECT {_COLUMNS} FROM place JOIN article ON sequence = article WHERE channel = ? "
            "AND position BETWEEN ? AND ? AND gone IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM place AS later WHERE later.channel = place.channel "
            "AND later.article = place.article AND later.position > place.position)",
            *(channel, first, last),
        )

    def beside(self, guid: str) -> tuple[Record | None, Record | None]:
        """The article published before this one, and that after it, among all of the site."""
        position = self.first(guid)
        if position is None:
            return None, None
        query = f"SELECT {_COLUMNS} {_FIRST} AND gone IS NULL AND position "
        older = self._records(f"{query} < ? ORDER BY position DESC LIMIT 1", ALL, position)
        newer = self._records(f"{query} > ? ORDER BY position LIMIT 1", ALL, position)
        return next(older, None), next(newer, None)

    def gone_since(self, channel: int, seconds: int, limit: int) -> tuple[Record, ...]:
        """At most `limit` articles of a channel that left the site since then, the last first."""
        return tuple(
            self._records(
                f"SELECT DISTINCT {_COLUMNS} FROM article JOIN place ON article = sequence "
                "WHERE gone >= ? AND +channel = ? ORDER BY gone DESC, guid LIMIT ?",
                *(seconds, channel, limit),
            )
        )

    def last_update(self, channel: int) -> int:
        """When an article of the channel, gone or not, was last updated; 0: it has none."""
        rows = self._query(
            "SELECT max(updated) FROM place JOIN article ON sequence = article WHERE channel = ?",
            (channel,),
        )
        return int(next(rows)[0] or 0)

    def _records(self, query: str, *values: object) -> Iterator[Record]:
        return map(to_record, self._query(query, values))

    def _run(self, statement: str, *values: object) -> None:
        for _ in self._query(statement, values):
            pass
