"""The zones of a whole page, of which one has the article.

The menus and footers of a site are long runs of lines that recur across its pages. They divide a
page into zones: the article with its headline, a list of teasers, comments. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from feedtool.clean.furniture import is_said, often_enough
from feedtool.clean.judgement import is_prose
from feedtool.clean.site_profile import Recurring
from feedtool.text.sentences import ends_like_a_sentence

_MENU = 8  # recurring lines in a row; neither the headings of a genre nor a formula has as many
_LEVEL = 2  # of the lines of a menu
_BREAK = 100  # characters of prose that a line between sentences outweighs
_MINOR = 0.35  # of the prose of the article; a zone with less is not part of it
_DOUBTFUL = 0.5  # probability of boilerplate from which a line is not taken for prose
_SOLID = 4  # recurring lines below the article; more than its own last lines


def menus(
    lines: Sequence[str], found: Mapping[int, Recurring], dropped: Collection[int] = ()
) -> dict[int, Recurring]:
    """The lines of menus and footers, by index.

    `found` has what the profile of the site knows of the lines, `dropped` the indexes of the lines
    that rules drop, which may be among them.
    """
    known = often_enough(lines, found)
    if not known:
        return {}
    at = [i for i, line in enumerate(lines) if line]
    taken: dict[int, Recurring] = {}
    for recurs, group in groupby(at, lambda i: i in dropped or _recurs_often(known.get(i))):
        run = [i for i in group if i in known]
        said = sum(is_said(lines[i]) for i in run)
        if recurs and len(run) >= _MENU and 2 * said < len(run):
            taken.update((i, known[i]) for i in run)
    return taken


def _recurs_often(line: Recurring | None) -> bool:
    return line is not None and line.level >= _LEVEL


def outside(
    lines: Sequence[str],
    known: Collection[int],
    menus: Collection[int],
    suspicion: Mapping[int, float],
    title: int = -1,
) -> set[int]:
    """The indexes of the lines that are not beside the article.

    `known` has the indexes of the lines that recur. `menus` divide the text into zones. The article
    is where most prose is in a row. A zone with nearly as much prose may belong to it, so that only
    its edges go. So may what is between the `title` and the next menu. `suspicion` has the
    probability that a line is boilerplate, by index.
    """
    if not menus:
        return set()
    at = [i for i, line in enumerate(lines) if line]
    zones = [list(zone) for is_menu, zone in groupby(at, lambda i: i in menus) if not is_menu]
    weights = {
        i: -_BREAK if i in known else _weight(lines[i], suspicion.get(i, 0.0))
        for zone in zones
        for i in zone
    }
    prose = [_longest_passage(weights[i] for i in zone) for zone in zones]
    most = max(prose, default=0.0)
    found: set[int] = set()
    for zone, passage in zip(zones, prose, strict=True):
        if passage < _MINOR * most:
            found.update(zone if title not in zone else zone[: zone.index(title)])
        elif passage:
            new = [
                i not in known and suspicion.get(i, 0.0) < _DOUBTFUL and is_prose(lines[i])
                for i in zone
            ]
            found.update(_edges(zone, [i in known for i in zone], new))
    return found


def _edges(zone: Sequence[int], known: Sequence[bool], prose: Sequence[bool]) -> Iterable[int]:
    """The recurring lines above and below the new prose of a zone, and what is among the latter."""
    if not any(prose):
        return
    first = prose.index(True)
    last = len(prose) - 1 - prose[::-1].index(True)
    yield from (i for n, i in enumerate(zone[:first]) if known[n])
    below = [n for n in range(last + 1, len(zone)) if known[n]]
    yield from (zone[n] for n in below)
    if len(below) >= _SOLID:
        yield from zone[below[0] :]


def _longest_passage(weights: Iterable[float]) -> float:
    """The most characters of prose in a row, where other lines count against it."""
    most = current = 0.0
    for weight in weights:
        current = max(0.0, current + weight)
        most = max(most, current)
    return most


def _weight(line: str, suspicion: float) -> float:
    """How many characters of an article a new line has; less than 0 if it is not prose."""
    return len(line) * (1 - suspicion) if ends_like_a_sentence(line) else -_BREAK
