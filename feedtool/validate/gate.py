"""The last check before a site is swapped in: a feed that would not pass is not published.

Checks the documents that are about to change, and nothing else, so that it costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from feedtool.errors import PublishError
from feedtool.model import Artifact
from feedtool.validate import site_problems
from feedtool.validate.parsed import Parse

_SHOWN = 3  # problems in the message; one is mostly the cause of the others


def refuse_unsound(
    feeds: Iterable[Artifact],
    parsers: Mapping[str, Parse],
    exists: Callable[[str], bool],
    site_url: str,
) -> None:
    """Raises `PublishError` if one of these feed documents has a fault that blocks publishing.

    That includes a document that no parser is for, by its path. `exists` says whether a file of
    the output folder is there once all is published. What authors or an earlier publisher brought
    along does not block, and `feedtool check` reports it; nor do dates in the future, because a
    clock that was set back must not stop a site.
    """
    bodies = {artifact.path: artifact.body for artifact in feeds}
    found = site_problems(bodies, parsers, bodies.get, exists, site_url)
    problems = [problem for problem in found if problem.left_out]
    if not problems:
        return
    shown = "; ".join(f"{problem.key}: {problem.message}" for problem in problems[:_SHOWN])
    more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    raise PublishError(
        f"{shown}{more}. Nothing was published; the site that stood before still stands. This is a "
        "mistake of feedtool's: take back the last change of articles or of feedtool, and report it"
    )
