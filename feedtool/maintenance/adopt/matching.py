"""Which entry of another publisher's feed is which of our articles, and what is taken over from it.

Pure: entries and articles in, matches and records out. An article is matched by what it declares,
by its title, or by its words, the surest sign first, and one to one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import unquote, urlsplit

import msgspec

from feedtool.identity import ids, similarity
from feedtool.maintenance.adopt.feeds import ImportedEntry
from feedtool.model import CleanArticle
from feedtool.render.pages.redirects import may_be_former
from feedtool.text.fingerprint import fingerprint, sketch

_PAGES = (".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ".cfm")


class Match(msgspec.Struct, frozen=True):
    """An entry and the article that it is; `by` tells how that is known."""

    entry: ImportedEntry
    article: CleanArticle
    by: str


class Matching(msgspec.Struct, frozen=True):
    """What was matched, in the order of the feed, and what was not, with a hint if there is one."""

    matches: tuple[Match, ...]
    unmatched: tuple[tuple[ImportedEntry, str], ...]


def match(entries: Sequence[ImportedEntry], articles: Sequence[CleanArticle]) -> Matching:
    """Matches entries, each of which has an id of its own, with articles."""
    by_key = {article.key: article for article in articles}
    found: dict[str, Match] = {}  # by the id of the entry
    free = dict(by_key)

    def accept(entry: ImportedEntry, key: str, by: str) -> None:
        found[entry.id] = Match(entry, free.pop(key), by)

    for by, of_entry, of_article in (
        ("id", lambda e: (e.id,), lambda a: a.meta.id),
        ("address", _addresses, lambda a: _address(a.meta.url)),
        ("title", lambda e: _titles(e.title), lambda a: next(iter(_titles(a.title.text)), None)),
    ):
        _by_sign(by, of_entry, of_article, entries, free, found, accept)
    left = {e.id: e for e in entries if e.id not in found}
    hints: dict[str, str] = {}
    pairs = similarity.match_pairs(
        {e.id: sketch(e.title, (e.text,)) for e in left.values()},
        {key: article.sketch for key, article in free.items()},
        lambda came, went: similarity.ANY,
    )
    for pair in pairs:
        if pair.certainty == "sure":
            accept(left[pair.came], pair.went, f"text, {pair.likeness:.0%} alike")
        else:
            hints.setdefault(
                pair.came, f"may be {pair.went}, which has {pair.likeness:.0%} of its words"
            )
    return Matching(
        tuple(found[e.id] for e in entries if e.id in found),
        tuple((e, hints.get(e.id, "")) for e in entries if e.id not in found),
    )


def _by_sign(
    by: str,
    of_entry: Callable[[ImportedEntry], Iterable[str]],
    of_article: Callable[[CleanArticle], str | None],
    entries: Iterable[ImportedEntry],
    free: Mapping[str, CleanArticle],
    found: Mapping[str, Match],
    accept: Callable[[ImportedEntry, str, str], None],
) -> None:
    """Matches by a sign that only one entry and only one article have, of those that are left."""
    keys: dict[str, list[str]] = {}
    for key, article in free.items():
        sign = of_article(article)
        if sign is not None:
            keys.setdefault(sign, []).append(key)
    left = [(entry, tuple(of_entry(entry))) for entry in entries if entry.id not in found]
    borne = Counter(sign for _, signs in left for sign in set(signs))
    for entry, signs in left:
        here = {key for sign in signs if borne[sign] == 1 for key in keys.get(sign, ())}
        if len(here) == 1:
            key = here.pop()
            if key in free:
                accept(entry, key, by)


def _addresses(entry: ImportedEntry) -> tuple[str, ...]:
    found = (_address(entry.url), _address(entry.id))
    return tuple(dict.fromkeys(address for address in found if address is not None))


def _address(url: str | None) -> str | None:
    """An address without what does not tell one page from another."""
    if url is None or not url.startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{unquote(parts.path).rstrip('/')}{query}"


def _titles(title: str) -> tuple[str, ...]:
    # The fingerprint of a title alone: case, white space and quotation marks do not count.
    return (fingerprint(title, ()),) if title else ()


def slug_in(url: str | None) -> str | None:
    """The slug in the last part of an address, None if there is none that could be ours.

    >>> slug_in("https://old.example/2020/05/a-title/"), slug_in("https://old.example/?p=12")
    ('a-title', None)
    """
    try:
        segments = [s for s in unquote(urlsplit(url or "").path).split("/") if s]
    except ValueError:
        return None
    if segments and segments[-1].rpartition(".")[0] == "index":
        segments.pop()
    slug = segments[-1] if segments else ""
    for ending in _PAGES:
        slug = slug.removesuffix(ending)
    return slug if ids.is_slug(slug) else None


def former_path(url: str | None, base_url: str) -> str | None:
    """Where an old page lay below the site's address; None: elsewhere, or it cannot lead to ours.

    >>> former_path("http://example.org/news/2020/a/", "https://example.org/news/")
    '2020/a/'
    """
    try:
        parts, base = urlsplit(url or ""), urlsplit(base_url)
    except ValueError:
        return None
    if parts.netloc.lower() != base.netloc.lower() or parts.query:
        return None
    path = unquote(parts.path)
    below = path.removeprefix(unquote(base.path))
    return below if below != path and may_be_former(below) else None
