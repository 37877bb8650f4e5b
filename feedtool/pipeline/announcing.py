"""What follows a build: the commands of `[run] after`, then the notices to WebSub hubs.

In this order, because a hub fetches the feed that a command may have to upload first. What fails is
kept for the next build.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from feedtool.config import Config
from feedtool.model import Problem
from feedtool.state import State


class Announced(msgspec.Struct, frozen=True):
    """The warnings and problems of an announcement."""

    notices: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def announce(config: Config, opened: State, now: int) -> Announced:
    """Announces the changes of this build, and those that an earlier one could not announce."""
    problem = _run_hooks(config, opened)
    if problem is not None:
        return Announced(problems=(problem,))
    return Announced(notices=_notify_hubs(config, opened, now))


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


def _notify_hubs(config: Config, opened: State, now: int) -> tuple[str, ...]:
    """Notifies WebSub hubs of feeds that changed in this build or before; returns warnings.

    Notices that could not be delivered are kept for the next build.
    """
    cache = opened.cache
    untold = cache.last_build.untold
    if not config.hubs or not untold:
        return ()
    # Imported here: most sites have no hub, and most runs no notice to send.
    from feedtool.pipeline import websub

    failed = frozenset(notice.hub for notice in untold if notice.since < now)
    outcome = websub.deliver(websub.due(config.hubs, (), now, untold), known=failed)
    cache.remember(replace(cache.last_build, untold=outcome.untold))
    cache.commit()
    return outcome.warnings
