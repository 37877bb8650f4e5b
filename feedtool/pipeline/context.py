"""The data that all steps of a build share."""

from __future__ import annotations

import msgspec

from feedtool.config import Config
from feedtool.model import Site
from feedtool.pipeline.failures import Failures
from feedtool.pipeline.plan import Plan
from feedtool.pipeline.publisher import Output
from feedtool.pipeline.report import Observers
from feedtool.state import State
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger


class Context(msgspec.Struct, frozen=True):
    """A build: its configuration, state, plan, output, observers and failures.

    `may_overwrite`: documents may replace files that no build made.
    """

    config: Config
    state: State
    plan: Plan
    output: Output
    observers: Observers
    failures: Failures
    may_overwrite: bool = False

    @property
    def ledger(self) -> Ledger:
        """The permanent part of the state."""
        return self.state.ledger

    @property
    def cache(self) -> Cache:
        """The part of the state that can be rebuilt."""
        return self.state.cache

    @property
    def site(self) -> Site:
        """The site as its documents show it."""
        return self.config.site(self.plan.site_id)
