"""A ledger as JSON Lines, to keep under version control, to read, and to merge by hand.

The first line describes the site, each further line one article, in the order in which they were
first seen: a new article adds a line, a change touches one. Unknown and default values are omitted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from feedtool.state.ledger import Ledger, Record, admission, moment

FORMAT_VERSION = 1


class ChannelLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A channel, as the first line lists it."""

    kind: str
    value: str
    name: str
    topic: str


class SiteLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The first line: the version of this format, the site's id, the digest of its rules.

    `podcasts` has the ids of podcasts by those of their channels.
    """

    feedtool_ledger: int
    site: str | None = None
    rules: str | None = None
    channels: tuple[ChannelLine, ...] = ()
    podcasts: dict[str, str] = {}


class ArticleLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The line of an article. Times are RFC 3339, UTC; see `Record` for the other fields.

    `places` has the article's positions by the name of the channel: the first one, then those at
    which it was published again. `keys` are former paths of its file, `files` the paths of the
    published files that it ever showed.
    """

    guid: str
    slug: str
    published: str
    updated: str
    title: str
    key: str = ""
    anchor: str = ""
    permalink: bool = False
    gone: str | None = None
    former: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    fingerprint: str = ""
    sketch: str = ""
    places: dict[str, tuple[int, ...]] = {}
    keys: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def dump(ledger: Ledger) -> Iterator[str]:
    """The lines of a ledger, without line ends. The same ledger always gives the same lines."""
    rows = ledger.positions.channels()
    channels = tuple(
        ChannelLine(row.kind, row.value, row.name, row.topic) for row in rows if row.name
    )
    names = {row.number: row.name for row in rows}
    site = SiteLine(
        FORMAT_VERSION, ledger.site_id(), ledger.rules_digest(), channels, ledger.podcasts()
    )
    yield _encoded(site)
    for record in ledger.records():
        yield _encoded(
            ArticleLine(
                guid=record.guid,
                slug=record.slug,
                published=as_time(record.published),
                updated=as_time(record.updated),
                title=record.title or "",
                key=record.key or "",
                anchor=record.anchor or "",
                permalink=record.permalink,
                gone=None if record.gone is None else as_time(record.gone),
                former=ledger.old_paths(record.guid),
                aliases=ledger.aliases(record.guid),
                fingerprint=record.fingerprint or "",
                sketch=record.sketch or "",
                places=_positions(ledger, record.guid, names),
                keys=ledger.former_keys(record.guid),
                files=ledger.files.of(record.guid),
            )
        )


def _positions(ledger: Ledger, guid: str, names: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for one in sorted(ledger.positions.positions_of(guid), key=lambda position: position.again):
        name = names[one.channel]
        found[name] = (*found.get(name, ()), one.position)
    return found


def restore_positions(
    ledger: Ledger, guid: str, positions: Mapping[str, Sequence[int]], numbers: Mapping[str, int]
) -> None:
    """Writes an article's positions in another ledger, where they are free in this one."""
    for name, of_channel in positions.items():
        for index, position in enumerate(of_channel):
            if name in numbers:
                ledger.positions.restore(numbers[name], position, guid, again=min(index, 1))


def to_record(line: ArticleLine) -> Record:
    """The record of a line. Raises `ValueError` if a time is invalid."""
    return Record(
        guid=line.guid,
        slug=line.slug,
        anchor=line.anchor or None,
        key=line.key or None,
        published=_seconds(line.published),
        updated=_seconds(line.updated),
        fingerprint=line.fingerprint or None,
        title=line.title or None,
        gone=None if line.gone is None else _seconds(line.gone),
        sketch=line.sketch or None,
        permalink=line.permalink,
    )


def fault(line: ArticleLine, record: Record, channels: Collection[str]) -> str | None:
    """The first problem with a line and its `record`, or None; `channels` are those of the file."""
    return next(filter(None, _faults(line, record, channels)), None)


def _faults(line: ArticleLine, record: Record, channels: Collection[str]) -> Iterator[str | None]:
    yield admission.record_fault(record)
    yield admission.aliases_fault(line.aliases)
    yield from map(admission.former_fault, line.former)
    yield from map(admission.file_fault, line.files)
    for name, positions in line.places.items():
        if name not in channels:
            yield f"places name the channel '{name}', which is not in line 1"
        yield from map(admission.position_fault, positions)


def site_fault(line: SiteLine) -> str | None:
    """The first problem with the first line, or None."""
    found = [None if line.site is None else admission.site_fault(line.site)]
    found += [admission.channel_fault(c.kind, c.value, c.name, c.topic) for c in line.channels]
    names = [channel.name for channel in line.channels]
    found += [f"has two channels '{name}'" for name in {*names} if names.count(name) > 1]
    found += [admission.podcast_fault(*podcast) for podcast in line.podcasts.items()]
    return next(filter(None, found), None)


def _encoded(line: msgspec.Struct) -> str:
    return msgspec.json.encode(line).decode()


def as_time(seconds: int) -> str:
    """Unix seconds as RFC 3339, the format of times in a line."""
    return moment(seconds).isoformat().replace("+00:00", "Z")


def _seconds(time: str) -> int:
    parsed = datetime.fromisoformat(time)
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
