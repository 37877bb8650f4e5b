"""Matches the entries of another publisher's feed with articles. Pure.

An article is matched by its declared id or address, by its title, or by its words, in this order.
Each entry and each article is matched at most once.
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
    """An entry and its article; `by` names the criterion."""

    entry: ImportedEntry
    article: CleanArticle
    by: str


class Matching(msgspec.Struct, frozen=True):
    """The matches, and the unmatched entries with a hint or "", both in the order of the feed."""

    matches: tuple[Match, ...]
    unmatched: tuple[tuple[ImportedEntry, str], ...]


def match(entries: Sequence[ImportedEntry], articles: Sequence[CleanArticle]) -> Matching:
    """Matches entries with articles. The ids of the entries must be unique."""
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
        _match_by(by, of_entry, of_article, entries, free, found, accept)
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


def _match_by(
    by: str,
    of_entry: Callable[[ImportedEntry], Iterable[str]],
    of_article: Callable[[CleanArticle], str | None],
    entries: Iterable[ImportedEntry],
    free: Mapping[str, CleanArticle],
    found: Mapping[str, Match],
    accept: Callable[[ImportedEntry, str, str], None],
) -> None:
    """Matches by values that only one unmatched entry and only one unmatched article have."""
    keys: dict[str, list[str]] = {}
    for key, article in free.items():
        value = of_article(article)
        if value is not None:
            keys.setdefault(value, []).append(key)
    left = [(entry, tuple(of_entry(entry))) for entry in entries if entry.id not in found]
    counts = Counter(value for _, values in left for value in set(values))
    for entry, values in left:
        candidates = {key for value in values if counts[value] == 1 for key in keys.get(value, ())}
        if len(candidates) == 1:
            key = candidates.pop()
            if key in free:
                accept(entry, key, by)


def _addresses(entry: ImportedEntry) -> tuple[str, ...]:
    found = (_address(entry.url), _address(entry.id))
    return tuple(dict.fromkeys(address for address in found if address is not None))


def _address(url: str | None) -> str | None:
    """An address without the parts that do not distinguish pages: scheme, `www.`, final slash."""
    if url is None or not url.startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{unquote(parts.path).rstrip('/')}{query}"


def _titles(title: str) -> tuple[str, ...]:
    # The fingerprint of the title alone ignores case, white space and quotation marks.
    return (fingerprint(title, ()),) if title else ()


def slug_in(url: str | None) -> str | None:
    """The slug in the last part of an address; None if that is not a valid slug.

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
    """The path of an old page below the site's address; None if it cannot be redirected.

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
