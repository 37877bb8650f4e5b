"""In which order a channel's articles were published, which decides how documents are divided.

An article takes the next place of a channel when it first belongs to it, and another one when it
is published again after an edit. Places are never given back or moved: so a document that was
closed always holds the same articles, whatever dates they have. Those that are gone leave a gap.
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
    """A channel in the ledger; `name` is the last part of its address, and empty for `ALL`."""

    number: int
    kind: str
    value: str
    name: str
    topic: str


class Position(msgspec.Struct, frozen=True):
    """A place of an article in a channel; `again`: it was published again there."""

    channel: int
    position: int
    again: bool


class Placed(msgspec.Struct, frozen=True):
    """An article among all of the site: its first position, and the articles before and after it.

    `position` None: it was lost with a ledger, and is assigned in the next build.
    """

    record: Record
    position: int | None
    older: Record | None
    newer: Record | None


class Positions:
    """The channels and places in the database of one ledger."""

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
        """Writes a new channel, or the new name and topic of a known one."""
        self._db.execute(
            "INSERT INTO channel (kind, value, name, topic) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (kind, value) DO UPDATE SET name = excluded.name, topic = excluded.topic",
            (kind, value, name, topic),
        )

    # -- places ----------------------------------------------------------------------------

    def queue(self, channel: int, guid: str, again: int = 0) -> None:
        """Notes that the article is to have a place, which `assign` gives to it."""
        self._db.execute("INSERT OR IGNORE INTO arrival VALUES (?, ?, ?)", (channel, guid, again))

    def assign(self) -> dict[int, int]:
        """Gives places to all articles that are queued, those with older dates first.

        Returns the channels in which they are, with how many places these had before.
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
        """Writes a place from another ledger, unless it is taken or the article has one."""
        self._db.execute(
            "INSERT OR IGNORE INTO place SELECT ?, ?, sequence, ? FROM article WHERE guid = ? "
            "AND (? OR NOT EXISTS (SELECT 1 FROM place WHERE channel = ? AND article = sequence))",
            (channel, position, again, guid, again, channel),
        )

    def positions_of(self, guid: str) -> tuple[Position, ...]:
        """The places of an article."""
        return tuple(
            Position(channel, position, bool(again))
            for channel, position, again in self._db.execute(
                "SELECT channel, position, again FROM place WHERE article = "
                "(SELECT sequence FROM article WHERE guid = ?) ORDER BY channel, position",
                (guid,),
            )
        )

    def first(self, guid: str) -> int | None:
        """The first place of an article among all of the site."""
        position: int | None = self._db.value(
            # The sign has SQLite look the article up, and not through all places of the channel.
            "SELECT position FROM place WHERE +channel = ? AND NOT again AND article = "
            "(SELECT sequence FROM article WHERE guid = ?)",
            ALL,
            guid,
        )
        return position

    def count(self, channel: int) -> int:
        """How many places a channel has, including those of articles that are gone."""
        return self._db.number("SELECT max(position) FROM place WHERE channel = ?", channel)

    def within(self, channel: int, first: int, last: int) -> Iterator[Record]:
        """The articles on the site at the places `first` to `last`, each once, in that order."""
        return self._records(
            f"SELECT {_COLUMNS} {_FIRST} AND position BETWEEN ? AND ? AND gone IS NULL "
            "ORDER BY position",
            *(channel, first, last),
        )

    def placed(self, guid: str) -> Placed | None:
        """An article that is on the site, with its position and its neighbours."""
        record = next(
            self._records(f"SELECT {_COLUMNS} FROM article WHERE guid = ? AND gone IS NULL", guid),
            None,
        )
        if record is None:
            return None
        older, newer = self.neighbours(guid)
        return Placed(record, self.first(guid), older, newer)

    def all_placed(self) -> Iterator[Placed]:
        """Every article that is on the site and has a position, in order, as `placed` gives it."""
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

    def standing(self, channel: int, first: int, last: int) -> Iterator[Record]:
        """As `within`, with those that were published again there, each at its last place only."""
        return self._records(
            f"SELECT {_COLUMNS} FROM place JOIN article ON sequence = article WHERE channel = ? "
            "AND position BETWEEN ? AND ? AND gone IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM place AS later WHERE later.channel = place.channel "
            "AND later.article = place.article AND later.position > place.position)",
            *(channel, first, last),
        )

    def neighbours(self, guid: str) -> tuple[Record | None, Record | None]:
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
        return self._db.number(
            "SELECT max(updated) FROM place JOIN article ON sequence = article WHERE channel = ?",
            channel,
        )

    def _records(self, query: str, *values: object) -> Iterator[Record]:
        return map(to_record, self._db.execute(query, values))
