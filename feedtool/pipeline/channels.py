"""Which channels a site has, and which of their documents have to be made again.

Mints a channel's name when it is first asked for, enters articles into channels, and takes note of
what that makes stale, without looking at any document.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator

from feedtool.config import Config
from feedtool.identity.ids import RESERVED_SLUGS, slugify
from feedtool.model import Channel, CleanArticle, Selection, Site, paths
from feedtool.pipeline.paging import Paging, paging
from feedtool.pipeline.topics import Topic, topic_of, topics_of
from feedtool.state.ledger import Ledger, Record
from feedtool.state.ledger.positions import ALL, ChannelRow
from feedtool.text.markup import plain_title

_ARCHIVE = 50  # places of a closed archive, or fewer where the feed itself is to have fewer
_SITEMAP = 500  # places of a closed sitemap
_LONGEST_NAME = 60  # characters


class Positions:
    """A set of places, a bit each: it may hold every place of a large site.

    >>> places = Positions()
    >>> for place in (30, 7, 8):
    ...     places.add(place)
    >>> list(places), places.has_any(9, 29)
    ([7, 8, 30], False)
    """

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, position: int) -> None:
        """Puts a place into the set."""
        byte, bit = divmod(position, 8)
        if byte >= len(self._bits):
            self._bits.extend(bytes(byte + 1 - len(self._bits)))
        self._bits[byte] |= 1 << bit

    def __bool__(self) -> bool:
        """Whether there is any."""
        return any(self._bits)

    def __iter__(self) -> Iterator[int]:
        """All of them, in order."""
        for number, byte in enumerate(self._bits):
            if byte:
                yield from (8 * number + bit for bit in range(8) if byte >> bit & 1)

    def has_any(self, first: int, last: int) -> bool:
        """Whether there is any from `first` to `last`."""
        return any(first <= position <= last for position in self)


class Channels:
    """The channels of one site in one build."""

    def __init__(self, ledger: Ledger, site: Site, config: Config) -> None:
        self._ledger = ledger
        self._site = site
        self._limit = config.limit
        self._archive = min(_ARCHIVE, config.limit)
        self._per_page = config.per_page
        self._selections = selections = config.selections
        self._named: dict[tuple[str, str], Selection] = {
            (t.kind, t.value): s for s in selections if s.value for t in [topic_of(s)]
        }
        self._open = {s.kind for s in selections if s.value is None}
        self._rows: dict[tuple[str, str], ChannelRow] = {}
        self._load()
        for selection in self._named.values():
            self._row(topic_of(selection))
        # Numbers of channels, with the places in them that hold something else than before:
        # of lists, because a title may have changed; of archives, only what came back or left.
        self.edited: defaultdict[int, Positions] = defaultdict(Positions)
        self.shifted: defaultdict[int, Positions] = defaultdict(Positions)
        self.grown: dict[int, int] = {}  # channels with new places, and how many they had
        self.renamed = False

    # -- channels --------------------------------------------------------------------------

    def channels(self) -> dict[int, Channel]:
        """The channels that the configuration asks for, by number; the site's own first."""
        return {
            row.number: self._channel(row) for row in self._rows.values() if self._is_active(row)
        }

    def known(self) -> dict[int, Channel]:
        """All channels that there ever were, by number."""
        return {row.number: self._channel(row) for row in self._rows.values()}

    def channels_of(self, article: CleanArticle) -> dict[int, Channel]:
        """The channels that an article belongs to, by number."""
        topics = topics_of(article, self._selections, self._site.language)
        rows = [self._rows[("all", "")], *map(self._row, topics)]
        return {row.number: self._channel(row) for row in rows}

    def _load(self) -> None:
        self._made: dict[int, Channel] = {}
        self._rows = {(row.kind, row.value): row for row in self._ledger.positions.channels()}

    def _is_active(self, row: ChannelRow) -> bool:
        return row.kind == "all" or row.kind in self._open or (row.kind, row.value) in self._named

    def _row(self, topic: Topic) -> ChannelRow:
        known = self._rows.get((topic.kind, topic.value))
        selection = self._named.get((topic.kind, topic.value))
        wanted = selection.name if selection is not None else None
        if known is not None and wanted in (None, known.name):
            return known
        name = self._free(wanted or slugify(topic.name)[:_LONGEST_NAME], topic)
        shown = known.topic if known is not None else topic.name
        self._ledger.positions.put(topic.kind, topic.value, name, shown)
        self.renamed = True
        self._load()
        return self._rows[(topic.kind, topic.value)]

    def _free(self, name: str, topic: Topic) -> str:
        """`name`, or the like of it that no other channel has."""
        digits = self._uuid(topic.kind, topic.value).hex
        if not name:
            return f"{topic.kind}-{digits[:8]}"
        is_taken = name in RESERVED_SLUGS or self._ledger.positions.has_name(name)
        return f"{name}-{digits[:8]}" if is_taken else name

    def _uuid(self, kind: str, value: str) -> uuid.UUID:
        return uuid.uuid5(uuid.UUID(self._site.id), f"channel:{kind}:{value}")

    def _channel(self, row: ChannelRow) -> Channel:
        if row.number not in self._made:
            self._made[row.number] = self._make(row)
        return self._made[row.number]

    def _make(self, row: ChannelRow) -> Channel:
        site = self._site
        if row.number == ALL:
            return Channel(uuid.UUID(site.id).urn, site.title, site.description, "")
        selection = self._named.get((row.kind, row.value))
        title = selection.title if selection is not None else None
        topic = title or plain_title(row.topic) or row.topic
        description = selection.description if selection is not None else None
        return Channel(
            self._uuid(row.kind, row.value).urn,
            title or f"{site.title} – {topic}",
            description or f"{topic} – {site.description}",
            f"{paths.CHANNELS}/{row.name}/",
            topic,
        )

    # -- articles --------------------------------------------------------------------------

    def enter(self, record: Record, article: CleanArticle, told: str) -> None:
        """Enters an article into its channels, and notes where it stands in them already.

        `told` is what subscribers are told of it: "new", "again" (it was changed), or "nothing".
        """
        places = self._ledger.positions
        wanted = self.channels_of(article)
        standing = places.positions_of(record.guid)
        last: dict[int, int] = {}
        for place in standing:
            last[place.channel] = max(place.position, last.get(place.channel, 0))
            self.edited[place.channel].add(place.position)
            if told == "new" or place.channel not in wanted:
                self.shifted[place.channel].add(place.position)
        for number in wanted:
            if number not in last:
                places.queue(number, record.guid)
            elif told == "again" and self.archives(number).number(last[number]) is not None:
                # Closed archives do not change: it is published again (RFC 5005, section 4).
                places.queue(number, record.guid, again=1)

    def leave(self, record: Record) -> None:
        """Notes where an article stood that has left the site."""
        for place in self._ledger.positions.positions_of(record.guid):
            self.edited[place.channel].add(place.position)
            self.shifted[place.channel].add(place.position)

    def settle(self) -> None:
        """Gives places to the articles that came."""
        self.grown = self._ledger.positions.assign()

    def archives(self, number: int) -> Paging:
        """How the channel's feed is cut into archives and the document to subscribe to."""
        return paging(self._ledger.positions.count(number), self._limit, self._archive)

    def pages(self, number: int) -> Paging:
        """How the list of the channel's articles is cut into pages."""
        return paging(self._ledger.positions.count(number), self._per_page, self._per_page)

    def sitemaps(self) -> Paging:
        """How the sitemap is cut; number 1 has the first articles."""
        return paging(self._ledger.positions.count(ALL), _SITEMAP, _SITEMAP)

    def newly_closed_archives(self, number: int) -> range:
        """The numbers of the channel's archives that were not there before this build."""
        return self._newly_closed(number, self.archives(number), self._limit)

    def newly_closed_sitemaps(self) -> range:
        """The numbers of the sitemaps that were not there before this build."""
        return self._newly_closed(ALL, self.sitemaps(), _SITEMAP)

    def newly_linked_pages(self, number: int) -> range:
        """The numbers of the closed pages that are new, and of the one that links to the first."""
        new = self._newly_closed(number, self.pages(number), self._per_page)
        return range(max(1, new.start - 1), new.stop) if new else new

    def _newly_closed(self, number: int, now: Paging, least: int) -> range:
        before = paging(self.grown.get(number, now.count), least, now.size)
        return range(before.closed + 1, now.closed + 1)
