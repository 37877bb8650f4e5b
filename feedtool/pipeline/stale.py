"""Which documents this build renders: those that changes touch, or all that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedtool.pipeline.channels import Channels
from feedtool.pipeline.context import Context
from feedtool.pipeline.sweep import archive_paths
from feedtool.pipeline.targets import (
    Kind,
    Target,
    all_of_channel,
    archives_of,
    from_row,
    to_row,
)


class StaleDocuments:
    """The documents to render in one build.

    Where all are rendered, they are enumerated and not listed: there may be a million. Only of
    archives the list says which are touched, because closed ones stay as they are otherwise.
    """

    def __init__(self, context: Context, channels: Channels) -> None:
        self._list = context.cache.stale
        self._outputs = context.cache.outputs
        self._ledger = context.ledger
        self._plan = context.plan
        self._output = context.output
        self._channels = channels

    def add(self, targets: Iterable[Target]) -> None:
        """Adds documents that a change touches."""
        if self._plan.rewrite_everything:
            return
        if self._plan.check_output:
            targets = (target for target in targets if target.kind == Kind.ARCHIVE)
        self._list.add(map(to_row, targets))

    def of(self, stage: Kind) -> Iterator[Target]:
        """The documents of a stage, in the order of publication; archives come with feeds."""
        if self._plan.check_output:
            return self._all_of(stage)
        return map(from_row, self._list.of_stage(stage))

    def _all_of(self, stage: Kind) -> Iterator[Target]:
        match stage:
            case Kind.REDIRECT:
                here = (r.guid for _, r in self._ledger.redirects() if r.gone is None)
                yield from (Target(stage, guid=guid) for guid in dict.fromkeys(here))
            case Kind.SITE | Kind.REDIRECT_LIST:
                yield Target(stage)
            case Kind.ARCHIVE:
                for channel in self._channels.active():
                    yield from self._archives(channel)
                    yield Target(Kind.FEED, channel)
            case _:
                for channel in self._channels.active():
                    targets = all_of_channel(channel, self._channels.pagination)
                    yield from (target for target in targets if target.kind == stage)

    def _archives(self, channel: int) -> Iterator[Target]:
        """The archives that are touched, missing, not closed yet, or may look different now."""
        next_to_close = self._channels.pagination.archives(channel).next_to_close
        for target in archives_of(channel, self._channels.pagination):
            if (
                self._plan.rewrite_everything
                or target.number == next_to_close
                or self._list.has(to_row(target))
                or not self._is_intact(target)
            ):
                yield target

    def _is_intact(self, target: Target) -> bool:
        """Whether an archive is there, in every format, just as it was written."""
        channel = self._channels.channel(target.channel)
        return channel is not None and all(
            self._is_as_written(path) for path in archive_paths(channel, target.number)
        )

    def _is_as_written(self, path: str) -> bool:
        written = self._outputs.written(path)
        return (
            written is not None
            and written.digest is not None
            and self._output.stat(path) == written.stat
        )
