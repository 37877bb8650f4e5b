"""The last look before a site is swapped in: a feed that would not pass is not published.

Looks at the documents that are about to change, and at nothing else, so that it costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from feedtool.errors import PublishError
from feedtool.model import Artifact
from feedtool.validate import location_of, site_problems

_SHOWN = 3  # problems in the message; one is mostly the cause of the others


def refuse_unsound(
    changing: Iterable[Artifact], exists: Callable[[str], bool], site_url: str
) -> None:
    """Raises `PublishError` if a feed among these artifacts would be no sound one.

    `exists` tells whether a file of the output folder is there once all is published. What authors
    or an earlier publisher brought along hinders nothing, and is for `feedtool check` to tell; so
    is whether dates are yet to come, because a clock that was set back must not stop a site.
    """
    bodies = {artifact.path: artifact.body for artifact in changing if location_of(artifact.path)}
    problems = [p for p in site_problems(bodies, bodies.get, exists, site_url) if p.left_out]
    if not problems:
        return
    told = "; ".join(f"{problem.key}: {problem.message}" for problem in problems[:_SHOWN])
    more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    raise PublishError(
        f"{told}{more}. Nothing was published; the site that stood before still stands. This is a "
        "mistake of feedtool's: take back the last change of articles or of feedtool, and report it"
    )
