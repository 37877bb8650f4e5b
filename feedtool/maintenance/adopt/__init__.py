"""Takes over ids, addresses and dates from another publisher's feeds, so that nobody sees twice.

`foreign` reads those feeds, `adoption` finds which entry is which article; here the ledger learns
of it. The next build publishes the articles under their old names.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool import state
from feedtool.clean.site_profile import Profile
from feedtool.config import Config, rule_texts
from feedtool.errors import ConfigError
from feedtool.identity import ids
from feedtool.identity.dates import publication_date, seconds
from feedtool.maintenance.adopt.feeds import ImportedEntry, ImportedFeed, parse
from feedtool.maintenance.adopt.matching import Match, former_path, match, slug_in
from feedtool.model import CleanArticle, InputFile, Problem, paths
from feedtool.pipeline.build import recover
from feedtool.pipeline.ingest import ArticleReader, learn_profiles, load_knowledge
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.naming import declared_anchor, declared_slug
from feedtool.pipeline.plan import site_id_of
from feedtool.pipeline.workers import Workers
from feedtool.readers import is_article
from feedtool.state import lock
from feedtool.state.cache.run import ToRead
from feedtool.state.ledger import Ledger, Record


class Adopted(msgspec.Struct, frozen=True):
    """An article that has its old name now; `was` what the ledger had before, if anything."""

    match: Match
    record: Record
    was: Record | None


class Adoption(msgspec.Struct, frozen=True):
    """What was taken over. `known` had their old names already; `conflicts` and `unmatched` come
    with what there is to say of them.
    """

    adopted: tuple[Adopted, ...]
    known: tuple[Match, ...]
    conflicts: tuple[tuple[Match, str], ...]
    unmatched: tuple[tuple[ImportedEntry, str], ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]


def adopt(
    config: Config, paths: Iterable[Path], now: int, *, replacing: bool, rehearse: bool
) -> Adoption:
    """Matches the entries of feed files with the articles, and notes in the ledger what is theirs.

    An article that was published under a name of ours keeps it, unless `replacing`. `rehearse`:
    nothing is written. Raises `ConfigError` if a file is no feed.
    """
    found = [_feed(path) for path in paths]
    with ExitStack() as stack:
        if rehearse:
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
        matches, rivals, unmatched = _match(found, articles)
        adopter = _Adopter(config, ledger, site_id, now, replacing)
        for one in sorted(matches, key=lambda m: (adopter.published(m), m.article.key)):
            adopter.take(one)
        if adopter.adopted and not rehearse:
            state.forget_cache(config.state)
            ledger.commit()
    return Adoption(
        tuple(adopter.adopted),
        tuple(adopter.known),
        (*adopter.conflicts, *rivals),
        unmatched,
        problems,
        (*notices, *_notices(config, found, site_id, adopter.adopted)),
    )


class _Adopter:
    """Decides match by match what the ledger is to say, and writes it there."""

    def __init__(
        self, config: Config, ledger: Ledger, site_id: str, now: int, replacing: bool
    ) -> None:
        self._config = config
        self._ledger = ledger
        self._site_id = site_id
        self._now = now
        self._replacing = replacing
        self.adopted: list[Adopted] = []
        self.known: list[Match] = []
        self.conflicts: list[tuple[Match, str]] = []

    def published(self, one: Match) -> int:
        """When the article was published, as the old feed says, else as it says itself."""
        zone = self._config.zone
        date = one.entry.published or one.entry.updated or publication_date(one.article, zone)
        return self._now if date is None else min(seconds(date, zone), self._now)

    def take(self, one: Match) -> None:
        """Gives one article its old name, or notes why it cannot have it."""
        entry, ledger = one.entry, self._ledger
        was = self._published(one.article)
        owner = ledger.by_guid(entry.id)
        if was is not None and was.guid == entry.id:
            self.known.append(one)
        elif owner is not None and (was is None or owner.guid != was.guid):
            self.conflicts.append((one, f"{owner.key or owner.slug} has this id already"))
        elif was is not None and not self._replacing:
            self.conflicts.append(
                (one, f"it is published as {was.guid}; with --replace it gets the old id instead")
            )
        else:
            record = self._renamed(one, was) if was is not None else self._new(one)
            self._lead_from_old_page(entry, record)
            self.adopted.append(Adopted(one, record, was))

    def _published(self, article: CleanArticle) -> Record | None:
        """The article in the ledger: it lies there, or has the same words."""
        here = self._ledger.by_key(article.key)
        same_words = self._ledger.by_fingerprint(article.fingerprint)
        if here is not None and here.gone is None:
            return here
        return same_words[0] if same_words else here

    def _new(self, one: Match) -> Record:
        article = one.article
        anchor, alias = self._minted(article)
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

    def _minted(self, article: CleanArticle) -> tuple[str, str]:
        """The GUID that the article would have had, by which it can be known again."""
        anchor = declared_anchor(article) or article.key
        alias = ids.mint_guid(self._site_id, anchor)
        while self._ledger.by_guid(alias) is not None:
            anchor = f"{anchor}#{article.fingerprint}"
            alias = ids.mint_guid(self._site_id, anchor)
        return anchor, alias

    def _updated(self, one: Match) -> int:
        published, date = self.published(one), one.entry.updated
        if date is None:
            return published
        return max(published, min(seconds(date, self._config.zone), self._now))

    def _free_slug(self, one: Match, guid: str) -> str | None:
        """The slug of the old page, unless the front matter wants another or it is not free."""
        if declared_slug(one.article) is not None:
            return None
        slug = slug_in(one.entry.url)
        owner = None if slug is None else self._ledger.owner(slug)
        return slug if owner is None or owner.guid == guid else None

    def _lead_from_old_page(self, entry: ImportedEntry, record: Record) -> None:
        path = former_path(entry.url, self._config.base_url)
        if path is None or self._ledger.by_old_path(path) is not None:
            return
        if self._ledger.by_slug(paths.slug_of(path) or "") is None:
            self._ledger.add_redirect(path, record.guid)


def _match(
    found: list[ImportedFeed], articles: tuple[CleanArticle, ...]
) -> tuple[list[Match], list[tuple[Match, str]], tuple[tuple[ImportedEntry, str], ...]]:
    """The matches of all feeds. Of two entries for one article the first feed's counts."""
    chosen: dict[str, Match] = {}
    rivals: list[tuple[Match, str]] = []
    unmatched: dict[str, tuple[ImportedEntry, str]] = {}
    seen: set[str] = set()
    for feed in found:
        entries = {entry.id: entry for entry in reversed(feed.entries) if entry.id not in seen}
        matching = match(tuple(reversed(entries.values())), articles)
        for one in matching.matches:
            first = chosen.setdefault(one.article.key, one)
            if first is not one:
                fact = f"{first.entry.source} has it as {first.entry.id}, and comes first"
                rivals.append((one, fact))
        unmatched |= {entry.id: (entry, hint) for entry, hint in matching.unmatched}
        seen |= {one.entry.id for one in matching.matches}
    left = tuple(pair for name, pair in unmatched.items() if name not in seen)
    return list(chosen.values()), rivals, left


def _feed(path: Path) -> ImportedFeed:
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _articles(config: Config) -> tuple[tuple[CleanArticle, ...], tuple[Problem, ...]]:
    """The articles as a build would find them, and what could not be read."""
    intake = ArticleReader(config.articles, config.max_bytes, rule_texts(config), config.mode)
    load_knowledge(intake.rules, config.mode)
    files = [f for f in InputFolder(config.articles).scan(is_article) if isinstance(f, InputFile)]
    changed = [ToRead(found, edited=True) for found in files]
    intake = replace(intake, profile=_profile(config, intake, changed))
    results = intake(changed)
    return (
        tuple(r for r in results if isinstance(r, CleanArticle) and not r.meta.draft),
        tuple(r for r in results if isinstance(r, Problem)),
    )


def _profile(config: Config, intake: ArticleReader, files: list[ToRead]) -> Profile:
    """What the folder teaches: as the builds have learned it, else learned here and now."""
    with state.snapshot(config.state) as copy:
        cache = copy.cache
        if cache.last_build.cleaning is None:
            learn_profiles(cache.line_counts, intake, files, Workers())
            cache.line_counts.update_levels()
        return cache.line_counts.profile()


def _notices(
    config: Config, found: list[ImportedFeed], site_id: str, adopted: list[Adopted]
) -> list[str]:
    notices = [
        f"{feed.source}: {feed.nameless} entries have no id that could be taken over"
        for feed in found
        if feed.nameless
    ]
    atom_id = f"urn:uuid:{site_id}"
    notices += [
        f"{feed.source}: the feed's own id, {feed.id}, is not taken over; atom.xml keeps "
        f"{atom_id}, which readers do not mind"
        for feed in found
        if feed.id not in (None, atom_id)
    ]
    relative = [a.record.guid for a in adopted if ":" not in a.record.guid]
    if relative:
        notices.append(
            f"{len(relative)} old ids are no IRIs, like '{relative[0]}'; they are published as "
            "they were, and validators of Atom will object to them"
        )
    elsewhere = [
        a
        for a in adopted
        if a.match.entry.url and former_path(a.match.entry.url, config.base_url) is None
    ]
    if elsewhere:
        notices.append(
            f"{len(elsewhere)} old pages lie where feedtool can write no redirect, like "
            f"{elsewhere[0].match.entry.url}; let the server there send visitors on"
        )
    return notices
