"""The last check before publishing: an invalid feed is not published.

It checks only the documents that are about to change, to save time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from feedtool.errors import PublishError
from feedtool.model import Artifact, Problem
from feedtool.validate import site_problems
from feedtool.validate.parsed import Parse

_SHOWN = 3  # problems in the message; usually the first causes the others


def refuse_unsound(
    feeds: Iterable[Artifact],
    parsers: Mapping[str, Parse],
    exists: Callable[[str], bool],
    site_url: str,
) -> None:
    """Raises `PublishError` if these feed documents have any `blocking_problems`."""
    problems = blocking_problems(feeds, parsers, exists, site_url)
    if not problems:
        return
    shown = "; ".join(f"{problem.key}: {problem.message}" for problem in problems[:_SHOWN])
    more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    raise PublishError(
        f"{shown}{more}. Nothing was published; the published site is unchanged. This is a bug in "
        "feedtool. Please report it; until it is fixed, revert your last change to the site or "
        "downgrade feedtool"
    )


def blocking_problems(
    feeds: Iterable[Artifact],
    parsers: Mapping[str, Parse],
    exists: Callable[[str], bool],
    site_url: str,
) -> list[Problem]:
    """The faults in these feed documents that block publishing.

    A document without a parser for its path blocks too. `exists` reports whether a file of the
    output folder will exist once everything is published. Faults that come from authors or from a
    previous publisher do not block; `feedtool check` reports them. Dates in the future do not block
    either, so that a clock set back does not stop a site.
    """
    bodies = {artifact.path: artifact.body for artifact in feeds}
    found = site_problems(bodies, parsers, bodies.get, exists, site_url)
    return [problem for problem in found if problem.left_out]
