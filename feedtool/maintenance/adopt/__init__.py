"""Adopts ids, addresses and dates from another publisher's feeds, so that no entry shows twice.

`feeds` reads those feeds, `matching` matches their entries with articles, and this module writes
the result to the ledger. The next build publishes the articles under their old names.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool import state
from feedtool.config import Config
from feedtool.errors import ConfigError
from feedtool.identity import ids
from feedtool.identity.dates import publication_date, seconds
from feedtool.maintenance.adopt.feeds import ImportedEntry, ImportedFeed, parse
from feedtool.maintenance.adopt.matching import Match, former_path, match, slug_in
from feedtool.model import CleanArticle, Problem, paths
from feedtool.pipeline.build import recover
from feedtool.pipeline.ingest import load_knowledge, reader_of
from feedtool.pipeline.naming import anchor_of, declared_slug, mint_identity
from feedtool.pipeline.plan import site_id_of
from feedtool.pipeline.reading import read_articles, site_articles, with_profiles
from feedtool.state import lock
from feedtool.state.ledger import Ledger, Record


class Adopted(msgspec.Struct, frozen=True):
    """An article that has its old names again; `was` is its record before, if it had one."""

    match: Match
    record: Record
    was: Record | None


class Adoption(msgspec.Struct, frozen=True):
    """The result of an adoption.

    The articles of `known` had their old names already. `conflicts` come with the reason,
    `unmatched` entries with a hint, which may be empty.
    """

    adopted: tuple[Adopted, ...]
    known: tuple[Match, ...]
    conflicts: tuple[tuple[Match, str], ...]
    unmatched: tuple[tuple[ImportedEntry, str], ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]


def adopt(
    config: Config, paths: Iterable[Path], now: int, *, replace_ids: bool, dry_run: bool
) -> Adoption:
    """Matches the entries of feed files with articles, and gives the articles their old names.

    An article that feedtool has published keeps its id, unless `replace_ids`. A `dry_run` writes
    nothing. Raises `ConfigError` if a file is not a feed.
    """
    feeds = [_feed(path) for path in paths]
    with ExitStack() as stack:
        if dry_run:
            opened = stack.enter_context(state.snapshot(config.state))
        else:
            stack.enter_context(lock.hold(config.state))
            opened = stack.enter_context(state.open(config.state, now))
        ledger = opened.ledger
        ledger.require_whole()
        notices = recover(opened, config)
        site_id = site_id_of(config, ledger)
        ledger.set("id", site_id)
        articles, problems = _articles(config)
        matches, duplicates, unmatched = _match(feeds, articles)
        adopter = _Adopter(config, ledger, site_id, now, replace_ids)
        for one in sorted(matches, key=lambda m: (adopter.published(m), m.article.key)):
            adopter.adopt(one)
        if adopter.adopted and not dry_run:
            state.forget_cache(config.state)
            ledger.commit()
    return Adoption(
        adopted=tuple(adopter.adopted),
        known=tuple(adopter.known),
        conflicts=(*adopter.conflicts, *duplicates),
        unmatched=unmatched,
        problems=problems,
        notices=(*notices, *_notices(config, feeds, site_id, adopter.adopted)),
    )


class _Adopter:
    """Writes the names of matched articles to the ledger, or finds why it must not."""

    def __init__(
        self, config: Config, ledger: Ledger, site_id: str, now: int, replace_ids: bool
    ) -> None:
        self._config = config
        self._ledger = ledger
        self._site_id = site_id
        self._now = now
        self._replace_ids = replace_ids
        self.adopted: list[Adopted] = []
        self.known: list[Match] = []
        self.conflicts: list[tuple[Match, str]] = []

    def published(self, one: Match) -> int:
        """When the article was published: by the old feed, otherwise as it declares itself."""
        zone = self._config.zone
        date = one.entry.published or one.entry.updated or publication_date(one.article, zone)
        return self._now if date is None else min(seconds(date, zone), self._now)

    def adopt(self, one: Match) -> None:
        """Gives an article its old names, or adds a conflict."""
        entry, ledger = one.entry, self._ledger
        was = self._record_of(one.article)
        owner = ledger.by_guid(entry.id)
        if was is not None and was.guid == entry.id:
            self.known.append(one)
        elif owner is not None and (was is None or owner.guid != was.guid):
            self.conflicts.append((one, f"{owner.key or owner.slug} already has this id"))
        elif was is not None and not self._replace_ids:
            self.conflicts.append(
                (one, f"it is published as {was.guid}; pass --replace to give it the old id")
            )
        else:
            record = self._renamed(one, was) if was is not None else self._new(one)
            self._redirect_old_page(entry, record)
            self.adopted.append(Adopted(one, record, was))

    def _record_of(self, article: CleanArticle) -> Record | None:
        """The record with the article's key, or with its words."""
        here = self._ledger.by_key(article.key)
        same_words = self._ledger.by_fingerprint(article.fingerprint)
        if here is not None and here.gone is None:
            return here
        return same_words[0] if same_words else here

    def _new(self, one: Match) -> Record:
        article = one.article
        # The alias is the GUID that the article would have had; a build can recognize it by that.
        anchor, alias = mint_identity(article, anchor_of(article), self._site_id, self._ledger)
        record = Record(
            guid=one.entry.id,
            slug=self._free_slug(one, alias)
            or ids.mint_slug(article.meta.slug or article.title.text, alias, self._ledger.has_slug),
            anchor=anchor,
            key=article.key,
            published=self.published(one),
            updated=self._updated(one),
            fingerprint=article.fingerprint,
            title=article.title.text,
            sketch=article.sketch or None,
            permalink=one.entry.permalink,
        )
        self._ledger.adopt(record, alias)
        return record

    def _renamed(self, one: Match, was: Record) -> Record:
        slug = self._free_slug(one, was.guid) or was.slug
        moved = self._ledger.move(was, slug) if slug != was.slug else was
        record = replace(
            moved,
            guid=one.entry.id,
            permalink=one.entry.permalink,
            published=self.published(one),
            updated=self._updated(one),
        )
        self._ledger.adopt(record, was.guid)
        return record

    def _updated(self, one: Match) -> int:
        published, date = self.published(one), one.entry.updated
        if date is None:
            return published
        return max(published, min(seconds(date, self._config.zone), self._now))

    def _free_slug(self, one: Match, guid: str) -> str | None:
        """The slug of the old page, unless it is taken or the front matter declares another."""
        if declared_slug(one.article) is not None:
            return None
        slug = slug_in(one.entry.url)
        owner = None if slug is None else self._ledger.owner(slug)
        return slug if owner is None or owner.guid == guid else None

    def _redirect_old_page(self, entry: ImportedEntry, record: Record) -> None:
        path = former_path(entry.url, self._config.base_url)
        if path is None or self._ledger.by_old_path(path) is not None:
            return
        if self._ledger.by_slug(paths.slug_of(path) or "") is None:
            self._ledger.add_redirect(path, record.guid)


def _match(
    feeds: list[ImportedFeed], articles: tuple[CleanArticle, ...]
) -> tuple[list[Match], list[tuple[Match, str]], tuple[tuple[ImportedEntry, str], ...]]:
    """The matches of all feeds, duplicates with a reason, and unmatched entries with a hint.

    If several feeds have an entry for one article, the entry of the first feed is chosen.
    """
    chosen: dict[str, Match] = {}
    duplicates: list[tuple[Match, str]] = []
    unmatched: dict[str, tuple[ImportedEntry, str]] = {}
    seen: set[str] = set()
    for feed in feeds:
        entries = {entry.id: entry for entry in reversed(feed.entries) if entry.id not in seen}
        matching = match(tuple(reversed(entries.values())), articles)
        for one in matching.matches:
            first = chosen.setdefault(one.article.key, one)
            if first is not one:
                fact = f"{first.entry.source} comes first, and has it as {first.entry.id}"
                duplicates.append((one, fact))
        unmatched |= {entry.id: (entry, hint) for entry, hint in matching.unmatched}
        seen |= {one.entry.id for one in matching.matches}
    left = tuple(pair for name, pair in unmatched.items() if name not in seen)
    return list(chosen.values()), duplicates, left


def _feed(path: Path) -> ImportedFeed:
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _articles(config: Config) -> tuple[tuple[CleanArticle, ...], tuple[Problem, ...]]:
    """The articles as a build would find them, without drafts, and problems with files."""
    reader = reader_of(config)
    load_knowledge(reader.rules, reader.mode)
    files = site_articles(config)
    results = list(read_articles(with_profiles(reader, files, config), files))
    return (
        tuple(r for r in results if isinstance(r, CleanArticle) and not r.meta.draft),
        tuple(r for r in results if isinstance(r, Problem)),
    )


def _notices(
    config: Config, feeds: list[ImportedFeed], site_id: str, adopted: list[Adopted]
) -> list[str]:
    notices = [
        f"{feed.source}: {feed.without_id} entries have no id to adopt"
        for feed in feeds
        if feed.without_id
    ]
    notices += [
        f"{feed.source}: is not well-formed XML, and was read as far as possible: {feed.fault}"
        for feed in feeds
        if feed.fault is not None
    ]
    atom_id = f"urn:uuid:{site_id}"
    notices += [
        f"{feed.source}: the id of the feed itself, {feed.id}, is not adopted; atom.xml keeps "
        f"{atom_id}, and readers do not depend on it"
        for feed in feeds
        if feed.id not in (None, atom_id)
    ]
    relative = [a.record.guid for a in adopted if ":" not in a.record.guid]
    if relative:
        notices.append(
            f"{len(relative)} old ids are not IRIs, for example '{relative[0]}'; they are "
            "published unchanged, and Atom validators will report them"
        )
    not_redirected = [
        a.match.entry.url
        for a in adopted
        if a.match.entry.url and former_path(a.match.entry.url, config.base_url) is None
    ]
    if not_redirected:
        notices.append(
            f"{len(not_redirected)} old pages have addresses where feedtool cannot write a "
            f"redirect, for example {not_redirected[0]}; configure redirects on that server"
        )
    return notices
