"""What a run without news depended on; see `unchanged`.

Whatever the plan of a build looks at has to be here, because the next run does not notice changes
of anything else.
"""

from __future__ import annotations

from pathlib import Path

from feedtool import state
from feedtool.config import OWN_FOLDERS, Config
from feedtool.pipeline.changed_folders import note_of
from feedtool.pipeline.plan import Plan
from feedtool.state import State
from feedtool.unchanged.record import Basis

_LATEST = 1 << 40  # Unix seconds, far beyond any date
_DATABASE = ("", "-journal", "-wal")  # what the names of the files of a database end in


def basis_of(config: Config, opened: State, plan: Plan) -> Basis | None:
    """What a run with nothing to do depended on; None if the next one may have something to do."""
    last = opened.cache.last_build
    is_pending = (config.hubs and last.untold) or (config.after and last.unreleased)
    if plan.must_wait or is_pending or plan.indexed or plan.problems:
        return None
    due = (last.expires, opened.cache.sources.next_due())
    ends = min((moment for moment in due if moment is not None), default=_LATEST)
    given = (*config.rules, *config.templates, *config.pages)
    trees = (config.articles,) if config.static is None else (config.articles, config.static)
    return Basis(
        contents=(str(Path(config.source).resolve()), *map(str, given)),
        marks=(
            *(f"{config.home}/{folder}" for folder in OWN_FOLDERS),
            *(f"{config.home}/{path}" for _, path in config.appearance.files()),
            *(f"{config.output}/{path}" for path in last.output_stats),
            *_state_files(config),
            *_hidden_files(config, opened),
        ),
        trees=map(str, trees),
        notes={
            f"{config.articles}/{folder}".rstrip("/"): note_of(counts)
            for folder, counts in plan.passed_over_in.items()
        },
        valid=range(plan.now, ends),
    )


def _state_files(config: Config) -> list[str]:
    names = [f"{name}{ending}" for name in (state.LEDGER, state.CACHE) for ending in _DATABASE]
    return [f"{config.state}/{name}" for name in (*names, state.JOURNAL)]


def _hidden_files(config: Config, opened: State) -> list[str]:
    """The files that articles refer to in folders that are not listed."""
    static = f"{config.static}/"
    return [
        (static if path.startswith("/") else f"{config.articles}/") + path
        for path in opened.cache.references.hidden()
    ]
