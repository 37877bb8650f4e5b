"""What every step of one build works on."""

from __future__ import annotations

from dataclasses import dataclass

from feedtool.config import Config
from feedtool.model import Site
from feedtool.pipeline.plan import Plan
from feedtool.pipeline.publisher import Output
from feedtool.pipeline.report import Observers
from feedtool.state import State
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Context:
    """One build: its settings and state, what it has to do, and where its files go."""

    config: Config
    state: State
    plan: Plan
    output: Output
    observers: Observers

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
        """What every document says of the site."""
        return self.config.site(self.plan.site_id)
