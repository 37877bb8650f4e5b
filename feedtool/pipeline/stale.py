"""Which documents a build renders where all are compared with the output folder.

They are enumerated and not listed: there may be a million. Closed archives are the exception, since
they do not change: of those, only the ones that are touched, missing or may look different.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.model import Channel
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.context import Context
from feedtool.pipeline.sweep import archive_paths
from feedtool.pipeline.targets import Kind, Target, all_of_channel, archives_of, to_row


def all_documents(phase: Kind, context: Context, channels: Channels) -> Iterator[Target]:
    """The documents of a phase, in the order of publication; archives come with feeds."""
    match phase:
        case Kind.REDIRECT:
            here = (r.guid for _, r in context.ledger.redirects() if r.gone is None)
            yield from (Target(phase, guid=guid) for guid in dict.fromkeys(here))
        case Kind.SITE | Kind.REDIRECT_LIST:
            yield Target(phase)
        case Kind.ARCHIVE:
            for number, channel in channels.active().items():
                yield from _archives(number, channel, context, channels)
                yield Target(Kind.FEED, number)
        case _:
            for number in channels.active():
                targets = all_of_channel(number, channels.pagination)
                yield from (target for target in targets if target.kind == phase)


def _archives(
    number: int, channel: Channel, context: Context, channels: Channels
) -> Iterator[Target]:
    next_to_close = channels.pagination.archives(number).next_to_close
    for target in archives_of(number, channels.pagination):
        if (
            context.plan.rewrite_everything
            or target.number == next_to_close
            or context.cache.stale.has(to_row(target))
            or not all(_is_intact(p, context) for p in archive_paths(channel, target.number))
        ):
            yield target


def _is_intact(path: str, context: Context) -> bool:
    """Whether a file is there just as it was written."""
    written = context.cache.outputs.written(path)
    if written is None or written.digest is None:
        return False
    return context.output.stat(path) == written.stat
