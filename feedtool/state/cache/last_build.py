"""What a build records for the next one."""

from __future__ import annotations

import msgspec

from feedtool.model import FileStat


class Notice(msgspec.Struct, frozen=True):
    """A change to report to a WebSub hub: feed `topic` changed at `since` (Unix seconds)."""

    hub: str
    topic: str
    since: int


class OutputChange(msgspec.Struct, frozen=True):
    """Files below the output folder that changed and that were deleted, by path.

    If `everything`, any file may have changed, and none is listed.
    """

    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    everything: bool = False


class LastBuild(msgspec.Struct, frozen=True):
    """The last build, for the next one to compare itself with. None means unknown.

    `cleaning` is the digest under which articles were cleaned, `rendered` the digests under which
    documents were rendered, by name. `options` are digests of what feeds show, by the key of their
    selection. `channels` are the configured selections as text, `device` is
    the one that held the input folder. `expires` is when the next tombstone leaves the feed, if
    there is one. `generation` is that of the ledger with which this record was committed,
    `ledger_signature` the signature of its file, `ledger_checked` when the whole ledger was last
    checked for damage; both times are Unix seconds. `output_stats` has the
    sizes and times of some output files and folders by path, None if one did not exist. `untold`
    are the notices that no hub has accepted yet, `unreleased` the changes for which the commands of
    `[run] after` have not succeeded yet.
    """

    cleaning: str | None = None
    rendered: dict[str, str] | None = None
    channels: str | None = None
    device: str | None = None
    expires: int | None = None
    generation: str | None = None
    ledger_signature: str | None = msgspec.field(name="ledger_look", default=None)
    ledger_checked: int = 0
    output_stats: dict[str, FileStat | None] = msgspec.field(
        name="output_looks", default_factory=dict
    )
    untold: tuple[Notice, ...] = ()
    unreleased: OutputChange | None = None
    options: dict[str, str] | None = None


def encode(last_build: LastBuild) -> str:
    """The record as JSON."""
    return msgspec.json.encode(last_build).decode()


def decode(record: str | None) -> LastBuild:
    """The record in JSON, or an empty one if that is missing or invalid."""
    if record is None:
        return LastBuild()
    try:
        return msgspec.json.decode(record, type=LastBuild)
    except msgspec.MsgspecError:
        return LastBuild()
