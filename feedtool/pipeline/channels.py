"""The channels of a site and the articles that belong to them.

Only `ensure_configured`, `ensure`, `queue` and `assign` write to the ledger.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import cast

from feedtool.config import Config
from feedtool.identity.ids import RESERVED_SLUGS, slugify, uuid5
from feedtool.model import Channel, CleanArticle, FeedOptions, Selection, SelectionKind, Site
from feedtool.model.paths import CHANNELS
from feedtool.model.stored import Labelled
from feedtool.pipeline.change import Change
from feedtool.pipeline.paging import OPEN, Pagination
from feedtool.pipeline.topics import Topic, is_in_feed, name_to_show, topic_of, topics_of
from feedtool.state.ledger import moment
from feedtool.state.ledger.positions import ALL, ChannelRow, Position, Positions
from feedtool.text.markup import plain_title
from feedtool.text.normalize import one_line

_LONGEST_NAME = 60  # characters
_EVERYTHING = ("all", "")  # kind and value of the channel of all articles


class Channels:
    """The channels of one site in one build.

    `renamed` becomes true when this build creates or renames a channel.
    """

    def __init__(self, positions: Positions, site: Site, config: Config) -> None:
        self._positions = positions
        self._site = site
        self._config = config
        self._named: dict[tuple[str, str], Selection] = {
            (topic.kind, topic.value): selection
            for selection in config.selections
            if selection.value
            for topic in [topic_of(selection)]
        }
        self._each = {s.kind for s in config.selections if s.value is None}
        self._rows: dict[tuple[str, str], ChannelRow] = {}
        self._by_number: dict[int, ChannelRow] = {}
        self._channels: dict[ChannelRow, Channel] = {}  # those that were requested so far
        self._load()
        self.pagination = self._paginate()
        self.renamed = False

    # -- queries ---------------------------------------------------------------------------

    def active(self) -> dict[int, Channel]:
        """The configured channels by number, the channel of all articles first."""
        return {r.number: self._channel(r) for r in self._rows.values() if self._is_active(r)}

    def channel(self, number: int) -> Channel | None:
        """The channel with this number, if it is configured."""
        row = self._by_number.get(number)
        return self._channel(row) if row is not None and self._is_active(row) else None

    def known(self) -> dict[int, Channel]:
        """All channels that ever existed, by number."""
        return {row.number: self._channel(row) for row in self._rows.values()}

    def is_linked(self, number: int) -> bool:
        """Whether the pages of a channel's articles link to their neighbours in the channel."""
        return number == ALL or self._by_number[number].kind == "series"

    def options(self, number: int) -> FeedOptions:
        """The options of the feed of a channel."""
        return (
            self._config.feed_options.get(self.options_key(number)) or self._config.feed_options[""]
        )

    def options_key(self, number: int) -> str:
        """The key of a channel's options in the configuration."""
        row = self._by_number[number]
        selection = self._named.get((row.kind, row.value))
        if selection is not None:
            return selection.key
        return f"each:{row.kind}" if row.kind in self._each else ""

    def is_in_feed(self, number: int, article: Labelled | CleanArticle) -> bool:
        """Whether the feed of a channel has an article of the channel."""
        return is_in_feed(article, self.options(number), self._config.label_groups)

    def positions_of(self, guid: str) -> tuple[Position, ...]:
        """The positions of an article in the configured channels."""
        positions = self._positions.positions_of(guid)
        return tuple(p for p in positions if self._is_active(self._by_number[p.channel]))

    def of(self, article: CleanArticle, published: int) -> dict[int, Channel]:
        """The existing channels that an article belongs to, by number.

        `published` is its date, in Unix seconds.
        """
        rows = [self._rows[_EVERYTHING]]
        topics = self._topics(article, published)
        rows += filter(None, (self._rows.get((t.kind, t.value)) for t in topics))
        return {row.number: self._channel(row) for row in rows}

    # -- changes ---------------------------------------------------------------------------

    def ensure_configured(self) -> None:
        """Creates the channels that the configuration names, even if they have no articles."""
        for selection in self._named.values():
            self._ensure(topic_of(selection))

    def ensure(self, article: CleanArticle, published: int) -> Collection[int]:
        """Creates the channels of an article if necessary and returns their numbers."""
        for topic in self._topics(article, published):
            self._ensure(topic)
        return self.of(article, published).keys()

    def queue(
        self,
        guid: str,
        change: Change,
        positions: Iterable[Position],
        channels: Collection[int],
        entered: Collection[int] = (),
    ) -> None:
        """Queues an article for a position in each of its channels where it needs one.

        `positions` are those that it has. An updated article whose last position is in a closed
        archive is published again, because archives do not change (RFC 5005, section 4). So is one
        that was left out of the feeds of some channels before, in those that it `entered`.
        """
        last: dict[int, int] = {}
        for one in positions:
            last[one.channel] = max(one.position, last.get(one.channel, 0))
        is_again = change & Change.UPDATED and not change & Change.NEW
        for channel in channels:
            if channel not in last:
                self._positions.queue(channel, guid)
            elif (is_again or channel in entered) and self.pagination.archives(channel).number(
                last[channel]
            ) != OPEN:
                self._positions.queue(channel, guid, again=1)

    def assign(self) -> tuple[Collection[int], Pagination]:
        """Assigns positions to all queued articles; their channels and the previous pagination."""
        before = self._positions.assign()
        former = self.pagination.with_counts(before)
        self.pagination = self._paginate()
        return before.keys(), former

    # -- rows of the ledger ----------------------------------------------------------------

    def _topics(self, article: CleanArticle, published: int) -> tuple[Topic, ...]:
        config, year = self._config, moment(published).year
        return topics_of(article, config.selections, self._site.language, config.label_groups, year)

    def _paginate(self) -> Pagination:
        config = self._config
        return Pagination(
            self._positions.count,
            lambda number: self.options(number).limit,
            config.per_page,
            is_searched=config.search,
        )

    def _load(self) -> None:
        rows = self._positions.channels()
        self._rows = {(row.kind, row.value): row for row in rows}
        self._by_number = {row.number: row for row in rows}

    def _is_active(self, row: ChannelRow) -> bool:
        topic = (row.kind, row.value)
        return topic == _EVERYTHING or row.kind in self._each or topic in self._named

    def _ensure(self, topic: Topic) -> None:
        known = self._rows.get((topic.kind, topic.value))
        selection = self._named.get((topic.kind, topic.value))
        wanted = selection.name if selection is not None else None
        if known is not None and wanted in (None, known.name):
            return
        name = self._free(wanted or slugify(topic.name)[:_LONGEST_NAME], topic)
        shown = known.topic if known is not None else topic.name
        self._positions.put(topic.kind, topic.value, name, shown)
        self.renamed = True
        self._load()

    def _free(self, name: str, topic: Topic) -> str:
        """`name`, or a similar name that no other channel has."""
        digits = self._uuid(topic.kind, topic.value).hex
        if not name:
            return f"{topic.kind}-{digits[:8]}"
        is_taken = name in RESERVED_SLUGS or self._positions.has_name(name)
        return f"{name}-{digits[:8]}" if is_taken else name

    def _uuid(self, kind: str, value: str) -> uuid.UUID:
        return uuid5(uuid.UUID(self._site.id), f"channel:{kind}:{value}")

    def _channel(self, row: ChannelRow) -> Channel:
        if row not in self._channels:
            self._channels[row] = self._make(row)
        return self._channels[row]

    def _make(self, row: ChannelRow) -> Channel:
        site = self._site
        if row.number == ALL:
            return Channel(uuid.UUID(site.id).urn, site.title, site.description, "")
        selection = self._named.get((row.kind, row.value))
        title = selection.title if selection is not None else None
        kind = cast("SelectionKind", row.kind)
        spelled = name_to_show(kind, row.topic, site.language)
        topic = title or plain_title(spelled) or one_line(spelled) or row.name
        description = selection.description if selection is not None else None
        return Channel(
            self._uuid(row.kind, row.value).urn,
            title or f"{site.title} – {topic}",
            description or f"{topic} – {site.description}",
            f"{CHANNELS}/{row.name}/",
            topic,
            kind,
            row.value,
        )
