"""What a build notes for the next one: what it was made under, and what it left behind."""

from __future__ import annotations

import msgspec

from feedtool.model import FileStat


class Notice(msgspec.Struct, frozen=True):
    """A change of `topic`, at `since` in Unix seconds, that WebSub `hub` is to be notified of."""

    hub: str
    topic: str
    since: int


class LastBuild(msgspec.Struct, frozen=True):
    """The last build, as the next one compares itself with it. None: not known.

    `cleaning` is the digest that articles were cleaned under, `rendered` the digests that documents
    were rendered under, by name. `channels` the selections of the configuration as text,
    `device` the one that held the articles. `expires`: when a tombstone is to leave the feed; None
    if there is none. `ledger_look` is the file signature of the ledger, `ledger_checked` when all
    of its file was last checked for damage; both times are Unix seconds. `output_looks` has what
    was visible of the output from outside, by path; None in it: the path did not exist. `untold`
    are the notices that no hub has taken yet.
    """

    cleaning: str | None = None
    rendered: dict[str, str] | None = None
    channels: str | None = None
    device: str | None = None
    expires: int | None = None
    ledger_look: str | None = None
    ledger_checked: int = 0
    output_looks: dict[str, FileStat | None] = {}
    untold: tuple[Notice, ...] = ()


def encode(last_build: LastBuild) -> str:
    """The record as JSON."""
    return msgspec.json.encode(last_build).decode()


def decode(record: str | None) -> LastBuild:
    """The record in JSON; one that knows nothing if there is none, or it is not valid."""
    if record is None:
        return LastBuild()
    try:
        return msgspec.json.decode(record, type=LastBuild)
    except msgspec.MsgspecError:
        return LastBuild()
