"""The site profile: counts the lines that recur across the articles of a site.

How often a line has to recur before it may be dropped depends on the risk: a short line at the edge
of a text early, a long paragraph, which a reporter may have reused, only when half of the articles
have it. Whether a recurring line is furniture depends on where it is: see `furniture`.

Pure: it works on the lines of a text, or on counts stored in the cache.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from feedtool.blake2 import blake2b
from feedtool.clean.rules.matcher import fold
from feedtool.model import Meta
from feedtool.text.lazy_regex import lazy_regex

FEWEST = 5  # articles; a site with fewer has no profile
LEAST = 3  # articles in which a line has to appear to count at all
SKETCH = 6  # hashes of paragraphs by which two texts are compared
LONG = 100  # characters
_PROSE = 80  # characters; a sentence this long surely belongs to the article
_EDGE_LINES = 8  # long lines count only this near to either end, where boilerplate is
_PAGE = 60  # lines; a text with more may be a whole page
_SHOWN = 60  # characters of a long line at the start of its mark
_DIGITS = lazy_regex(r"\d[\d.,]*")
# Words beside which a number is a counter. Any other number makes a line another line: scores,
# prices, quantities and dates are content.
_COUNTED = (
    "comments?|repl(?:y|ies)|responses?|answers?|votes?|views?|reads?|readers?|likes?|shares?|"
    "claps|followers|subscribers|thoughts on|min(?:ute)?s? read|min(?:ute)?s? to read|"
    "(?:hour|minute|day)s? ago|people (?:like|follow) this|"
    "kommentare?|antworten|aufrufe|leser|teilen|min(?:uten)? lesezeit|"
    "commentaires?|réponses?|vues|partages|min(?:utes)? de lecture|"
    "comentarios?|comentários?|respuestas?|visitas|min(?:utos)? de lectura|"
    "commenti|reacties|kommentarer|komentarz[ey]?|komentář[eů]?|комментари(?:й|я|ев)|коментар(?:а|і|ів)?"
)
_COUNTER = re.compile(
    rf"\W*\d[\d.,]*\W*(?:{_COUNTED})(?:\W.*)?|(?:{_COUNTED})\W*\d[\d.,]*|"
    r"(?:page|seite|page|página|pagina|strona|страница|pág\.?|p\.|s\.) \d+"
    r"(?:\W+(?:of|von|de|di|z|из|sur)?\W*\d+)?|\d+ (?:of|von|de|di|sur) \d+\W*"
    r"|.{0,30}?[(\[]\d+[)\]]"
)

Level = Literal[0, 1, 2, 3]
"""Where a recurring line is boilerplate: 0 nowhere, 1 at the edge of a text, 2 anywhere, 3 anywhere
even if it is long."""


class Traits(msgspec.Struct, frozen=True):
    """What one text contributes to the profile of its site.

    `marks` are those of the lines that might recur. `sketch` identifies copies of one article,
    which count as one. `openings` are the marks of the phrases that begin it.
    """

    site: str
    marks: frozenset[str]
    sketch: frozenset[int]
    openings: frozenset[int] = frozenset()


class Recurring(msgspec.Struct, frozen=True):
    """A line of a site's profile: its mark, and how many of the `of` articles have it."""

    mark: str
    level: Level
    articles: int
    of: int


class Profile(msgspec.Struct, frozen=True):
    """The recurring lines of each site, by mark, and the marks of openings that recur."""

    sites: Mapping[str, Mapping[str, Recurring]] = msgspec.field(default_factory=dict)
    openings: Mapping[str, frozenset[int]] = msgspec.field(default_factory=dict)


NO_PROFILE = Profile()


def site_of(key: str, meta: Meta) -> str:
    """The site a text comes from: the host of its declared URL, else its top folder, else "".

    >>> site_of("world/a.txt", Meta()), site_of("a.txt", Meta(url="https://example.org/a"))
    ('world', 'example.org')
    """
    if meta.url is not None:
        return urlsplit(meta.url).hostname or ""
    return key.partition("/")[0] if "/" in key else ""


def mark(line: str) -> str:
    """The key by which a line recurs: without letter case and outer punctuation.

    Numbers count, because scores, prices and dates are content; only those of counters do not.

    >>> mark("12 Comments »"), mark("3 comments"), mark("Final score: 3-1")
    ('0 comments', '0 comments', 'final score: 3-1')
    """
    text = fold(line) or line.strip()
    if len(text) < _SHOWN and _COUNTER.fullmatch(text):
        text = _DIGITS.sub("0", text)
    if len(text) < LONG:
        return text
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{text[:_SHOWN]}…{digest}"


def traits(lines: Sequence[str], site: str) -> Traits:
    """The traits of a normalized text."""
    filled = [line for line in lines if line]
    edge = _EDGE_LINES if len(filled) < _PAGE else len(filled)
    last = len(filled) - edge
    marks = {
        mark(line)
        for number, line in enumerate(filled)
        if len(line) < LONG or number < edge or number >= last
    }
    # The longest are those of the article, and not of teasers.
    prose = sorted({fold(line) for line in filled if len(line) >= _PROSE}, key=_longest_first)
    return Traits(site, frozenset(marks), frozenset(map(_hash, prose[:SKETCH])))


def _longest_first(text: str) -> tuple[int, str]:
    return (-len(text), text)


def is_copy(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts with these sketches share most of their paragraphs.

    >>> is_copy(frozenset({1, 2, 3, 4}), frozenset({1, 2, 3, 9}))
    True
    """
    return len(one & other) > 0.5 * max(1, min(len(one), len(other)))


def level(articles: int, of: int) -> Level:
    """The level of a line that appears in `articles` of the `of` articles of a site."""
    if of < FEWEST or articles < LEAST:
        return 0
    if articles >= max(6, of / 2):
        return 3
    if articles >= max(5, min(30, of / 10)):
        return 2
    return 1 if articles >= (LEAST if of < 100 else 5) else 0


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=7).digest())
