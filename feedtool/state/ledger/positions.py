"""The order in which a channel's articles were published; documents are divided by it.

An article takes the next position of a channel when it first belongs to the channel, and another
one when it is published again after an edit. Positions are never reused or moved, so a closed
document always holds the same articles, whatever their dates. Articles that are gone leave a gap.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from feedtool.state.database import Database
from feedtool.state.ledger.record import COLUMNS, Record, to_record

ALL = 1  # the number of the channel that has all articles
WORK = """
CREATE TEMP TABLE IF NOT EXISTS arrival (
    channel INTEGER, guid TEXT, again INTEGER, PRIMARY KEY (channel, guid)
) WITHOUT ROWID;
"""
_COLUMNS = ", ".join(f"article.{name}" for name in COLUMNS)
_FIRST = "FROM place JOIN article ON sequence = article WHERE channel = ? AND NOT again "


class ChannelRow(msgspec.Struct, frozen=True):
    """A channel in the ledger; `name` is the last part of its address, empty for `ALL`."""

    number: int
    kind: str
    value: str
    name: str
    topic: str


class Position(msgspec.Struct, frozen=True):
    """A position of an article in a channel; `again` if the article was published again there."""

    channel: int
    position: int
    again: bool


class Placed(msgspec.Struct, frozen=True):
    """An article of the site with its first position in `ALL` and its neighbours there.

    `position` is None if it was lost with a ledger; the next build assigns a new one.
    """

    record: Record
    position: int | None
    older: Record | None
    newer: Record | None


class Positions:
    """The channels and positions in the database of a ledger."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- channels --------------------------------------------------------------------------

    def channels(self) -> tuple[ChannelRow, ...]:
        """All channels that ever existed, the oldest first."""
        return tuple(
            ChannelRow(*row)
            for row in self._db.execute(
                "SELECT number, kind, value, name, topic FROM channel ORDER BY number"
            )
        )

    def has_name(self, name: str) -> bool:
        """Whether a channel has this name."""
        return self._db.exists("SELECT 1 FROM channel WHERE name = ?", name)

    def put(self, kind: str, value: str, name: str, topic: str) -> None:
        """Creates a channel, or updates the name and topic of an existing one."""
        self._db.execute(
            "INSERT INTO channel (kind, value, name, topic) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (kind, value) DO UPDATE SET name = excluded.name, topic = excluded.topic",
            (kind, value, name, topic),
        )

    # -- positions -------------------------------------------------------------------------

    def queue(self, channel: int, guid: str, again: int = 0) -> None:
        """Queues an article for a position, which `assign` gives to it."""
        self._db.execute("INSERT OR IGNORE INTO arrival VALUES (?, ?, ?)", (channel, guid, again))

    def assign(self) -> dict[int, int]:
        """Gives positions to all queued articles, those with older dates first.

        Returns their channels, with the number of positions that each had before.
        """
        rows = self._db.execute("SELECT DISTINCT channel FROM arrival ORDER BY 1").fetchall()
        before = {number: self.count(number) for (number,) in rows}
        self._db.execute(
            "INSERT INTO place SELECT channel, row_number() OVER ("
            "PARTITION BY channel ORDER BY published, guid) + coalesce("
            "(SELECT max(position) FROM place WHERE place.channel = arrival.channel), 0), "
            "sequence, again FROM arrival JOIN article USING (guid)"
        )
        self._db.execute("DELETE FROM arrival")
        return before

    def restore(self, channel: int, position: int, guid: str, again: int = 0) -> None:
        """Writes a position from another ledger, unless it is taken or the article has one."""
        self._db.execute(
            "INSERT OR IGNORE INTO place SELECT ?, ?, sequence, ? FROM article WHERE guid = ? "
            "AND (? OR NOT EXISTS (SELECT 1 FROM place WHERE channel = ? AND article = sequence))",
            (channel, position, again, guid, again, channel),
        )

    def positions_of(self, guid: str) -> tuple[Position, ...]:
        """All positions of an article."""
        return tuple(
            Position(channel, position, bool(again))
            for channel, position, again in self._db.execute(
                "SELECT channel, position, again FROM place WHERE article = "
                "(SELECT sequence FROM article WHERE guid = ?) ORDER BY channel, position",
                (guid,),
            )
        )

    def first(self, guid: str, channel: int = ALL) -> int | None:
        """The first position of an article in a channel."""
        position: int | None = self._db.value(
            # The plus sign makes SQLite look up the article instead of scanning the channel.
            "SELECT position FROM place WHERE +channel = ? AND NOT again AND article = "
            "(SELECT sequence FROM article WHERE guid = ?)",
            channel,
            guid,
        )
        return position

    def count(self, channel: int) -> int:
        """How many positions a channel has, including those of articles that are gone."""
        return self._db.number("SELECT max(position) FROM place WHERE channel = ?", channel)

    def within(self, channel: int, first: int, last: int) -> Iterator[Record]:
        """The articles on the site whose first position is `first` to `last`, in that order."""
        return self._records(
            f"SELECT {_COLUMNS} {_FIRST} AND position BETWEEN ? AND ? AND gone IS NULL "
            "ORDER BY position",
            channel,
            first,
            last,
        )

    def placed(self, guid: str) -> Placed | None:
        """An article with its position and its neighbours, if it is on the site."""
        record = next(
            self._records(f"SELECT {_COLUMNS} FROM article WHERE guid = ? AND gone IS NULL", guid),
            None,
        )
        if record is None:
            return None
        older, newer = self.neighbours(guid)
        return Placed(record, self.first(guid), older, newer)

    def all_placed(self) -> Iterator[Placed]:
        """Every article on the site that has a position, in order, as `placed` returns it."""
        older: Record | None = None
        here: Placed | None = None
        for position, *row in self._db.execute(
            f"SELECT position, {_COLUMNS} {_FIRST} AND gone IS NULL ORDER BY position", (ALL,)
        ):
            record = to_record(row)
            if here is not None:
                yield replace(here, newer=record)
                older = here.record
            here = Placed(record, position, older, None)
        if here is not None:
            yield here

    def last_within(self, channel: int, first: int, last: int) -> Iterator[Record]:
        """The articles on the site whose last position is `first` to `last`, in any order."""
        return self._records(
            f"SELECT {_COLUMNS} FROM place JOIN article ON sequence = article WHERE channel = ? "
            "AND position BETWEEN ? AND ? AND gone IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM place AS later WHERE later.channel = place.channel "
            "AND later.article = place.article AND later.position > place.position)",
            channel,
            first,
            last,
        )

    def neighbours(self, guid: str, channel: int = ALL) -> tuple[Record | None, Record | None]:
        """The articles before and after this one in a channel."""
        older, newer = self.around(guid, channel, limit=1)
        return next(older, None), next(newer, None)

    def around(
        self, guid: str, channel: int, limit: int = -1
    ) -> tuple[Iterator[Record], Iterator[Record]]:
        """At most `limit` articles before, and after, this one in a channel, the nearest first."""
        position = self.first(guid, channel)
        if position is None:
            return iter(()), iter(())
        query = f"SELECT {_COLUMNS} {_FIRST} AND gone IS NULL AND position "
        older = self._records(
            f"{query} < ? ORDER BY position DESC LIMIT ?", channel, position, limit
        )
        newer = self._records(f"{query} > ? ORDER BY position LIMIT ?", channel, position, limit)
        return older, newer

    def gone_since(self, channel: int, seconds: int, limit: int) -> tuple[Record, ...]:
        """At most `limit` articles of a channel that left the site since then, the latest first."""
        return tuple(
            self._records(
                f"SELECT DISTINCT {_COLUMNS} FROM article JOIN place ON article = sequence "
                "WHERE gone >= ? AND +channel = ? ORDER BY gone DESC, guid LIMIT ?",
                seconds,
                channel,
                limit,
            )
        )

    def last_update(self, channel: int) -> int:
        """When an article of the channel, gone or not, was last updated; 0 if it has none."""
        return self._db.number(
            "SELECT max(updated) FROM place JOIN article ON sequence = article WHERE channel = ?",
            channel,
        )

    def _records(self, query: str, *values: object) -> Iterator[Record]:
        return map(to_record, self._db.execute(query, values))
