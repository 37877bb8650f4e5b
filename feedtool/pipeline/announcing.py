"""What follows a build: the commands of `[run] after`, then the notices to WebSub hubs.

In this order, because a hub fetches the feed that a command may have to upload first. What fails is
kept for the next build. A hub may take ten seconds to answer, so it is notified after the lock of
the site was released.
"""

from __future__ import annotations

from contextlib import suppress

import msgspec
from msgspec.structs import replace

from feedtool import state
from feedtool.config import Config
from feedtool.errors import FeedtoolError
from feedtool.model import Problem
from feedtool.state import State, lock
from feedtool.state.cache.last_build import Notice

_WAIT = 5.0  # seconds for another build to end, before what was delivered is recorded


class Pending(msgspec.Struct, frozen=True):
    """What is left to do after the lock is released; `problem` if a command failed."""

    problem: Problem | None = None
    notices: tuple[Notice, ...] = ()


def prepare(config: Config, opened: State) -> Pending:
    """Runs the commands, and returns the notices that this build or an earlier one has to send."""
    problem = _run_hooks(config, opened)
    if problem is not None or not config.hubs:
        return Pending(problem)
    return Pending(notices=opened.cache.last_build.untold)


def _run_hooks(config: Config, opened: State) -> Problem | None:
    cache = opened.cache
    change = cache.last_build.unreleased
    if not config.after or change is None:
        return None
    # Imported here: most runs have no change.
    from feedtool.pipeline import hooks

    environment = {"FEEDTOOL_OUTPUT": str(config.output), "FEEDTOOL_BASE_URL": config.base_url}
    wanted = hooks.Hooks(config.after, config.home, config.after_timeout, environment)
    problem = hooks.run(wanted, change)
    if problem is None:
        cache.remember(replace(cache.last_build, unreleased=None))
        cache.commit()
    return problem


def notify_hubs(config: Config, notices: tuple[Notice, ...], now: int) -> tuple[str, ...]:
    """Notifies WebSub hubs of feeds that changed; returns warnings.

    Notices that could not be delivered are kept for the next build. If another build holds the lock
    afterwards, all of them are, and hubs get some twice, which does no harm.
    """
    if not notices:
        return ()
    # Imported here: most sites have no hub, and most runs no notice to send.
    from feedtool.pipeline import websub

    failed = frozenset(notice.hub for notice in notices if notice.since < now)
    outcome = websub.deliver(websub.due(config.hubs, (), now, notices), known=failed)
    handled = frozenset(notices) - frozenset(outcome.untold)
    with (
        suppress(FeedtoolError),
        lock.hold(config.state, _WAIT),
        state.open(config.state, now) as opened,
    ):
        last = opened.cache.last_build
        untold = tuple(notice for notice in last.untold if notice not in handled)
        opened.cache.remember(replace(last, untold=untold))
        opened.cache.commit()
    return outcome.warnings
