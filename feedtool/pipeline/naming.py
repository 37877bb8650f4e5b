"""The ledger records of articles: minted for new articles, updated for known ones.

This module decides ids, slugs and dates; which article a document is has been decided before. It
writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from feedtool.clean.openings import keeping_title
from feedtool.identity import edits, ids
from feedtool.identity.dates import date_in_text, publication_date, seconds
from feedtool.model import CleanArticle, InputFile, TextSnapshot
from feedtool.model.stored import StoredArticle, unpack
from feedtool.pipeline.timestamps import FreeTimestamps
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger, Record


class Candidate(msgspec.Struct, frozen=True):
    """A cleaned document that has no identity yet.

    If its file was not `edited`, it was read again for another reason, and differences in its text
    are not due to its author. `position` counts the edited documents in the order of `positions`.
    """

    article: CleanArticle
    found: InputFile
    edited: bool
    position: int


def with_published_title(candidate: Candidate, was: Record) -> Candidate:
    """The candidate under the title of the article that it is, if only other texts changed it."""
    return replace(candidate, article=keeping_title(candidate.article, was.title))


class NamingPolicy(msgspec.Struct, frozen=True):
    """What identities and dates depend on besides the article.

    `now` is in Unix seconds. `zone` is for dates without one (None if the site declares none). Up
    to `minor_edits` changed words are not an update. `rules_may_differ`: a difference in words may
    be due to different rules. `merge`: two files with nearly the same text are one article.
    `nothing_known`: the cache was empty, so only the ledger shows which articles are missing.
    `file_date` has the dates of files, for articles that have no other.
    """

    site_id: str
    now: int
    zone: tzinfo | None
    minor_edits: int
    rules_may_differ: bool
    merge: bool
    nothing_known: bool
    file_date: Callable[[str], int | None] = lambda key: None


class RecordMaker:
    """Makes the records of one build. `undated` counts new articles without any date."""

    def __init__(self, ledger: Ledger, cache: Cache, policy: NamingPolicy) -> None:
        self._ledger = ledger
        self._cache = cache
        self._policy = policy
        self._total = cache.run.count_edited()
        self.timestamps = FreeTimestamps(ledger.has_timestamp, policy.now)
        self.undated = 0

    def stored(self, record: Record) -> StoredArticle | None:
        """The article as of the last build, if the cache has it."""
        return unpack(self._cache.article(record.guid))

    def first_seen_at(self, position: int) -> int:
        """A free second for an article without a date, counted back from now by its position.

        Readers sort by time, and RFC 4287 discourages the same timestamp for many entries.
        """
        return self.timestamps.before(self._policy.now - (self._total - 1 - position))

    def new(self, article: CleanArticle, anchor: str, first_seen_at: int) -> Record:
        """The record of a new article, dated `first_seen_at` if it has no date.

        Its GUID is made from `anchor`.
        """
        anchor, guid = mint_identity(article, anchor, self._policy.site_id, self._ledger)
        published = self._published(article)
        self.undated += published is None
        second = first_seen_at if published is None else published
        updated = self._declared_update(article)
        return Record(
            guid=guid,
            slug=self._mint_slug(article, guid),
            anchor=anchor,
            key=article.key,
            published=second,
            # Never before its publication, even if two articles then share a second.
            updated=max(second, self.timestamps.nearest(max(second, updated or second))),
            fingerprint=article.fingerprint,
            sketch=article.sketch or None,
            title=article.title.text,
        )

    def known(self, candidate: Candidate, was: Record) -> tuple[Record, TextSnapshot | None]:
        """The updated record of a known article, and the text that its subscribers know.

        The latter is None if it is the present text.
        """
        article = candidate.article
        stored = self.stored(was)
        is_update = self._is_update(candidate, was, stored)
        record = replace(
            was,
            key=article.key,
            fingerprint=article.fingerprint,
            sketch=article.sketch or None,
            title=article.title.text,
            gone=None,
            updated=self._updated(candidate, was) if is_update else was.updated,
        )
        if was.slug == ids.placeholder_slug(was.guid):
            record = replace(record, slug=self._mint_slug(article, was.guid))
            return record, None
        slug = _newly_declared_slug(candidate, stored) or was.slug
        owner = self._ledger.owner(slug)
        if slug != was.slug and (owner is None or owner.guid == was.guid):
            record = replace(record, slug=slug)
        is_correction = not is_update and self._is_by_author(candidate)
        return record, stored.last_announced if is_correction and stored is not None else None

    def _mint_slug(self, article: CleanArticle, guid: str) -> str:
        return ids.mint_slug(wanted_slug(article)[0], guid, self._ledger.has_slug)

    def _is_update(self, candidate: Candidate, was: Record, stored: StoredArticle | None) -> bool:
        article = candidate.article
        if self._declared_update(article) is not None:
            # A file that did not change declares nothing new: feedtool has learned to read it.
            return candidate.edited or stored is None or stored.article.meta.updated is not None
        if not self._is_by_author(candidate) or was.fingerprint in (None, article.fingerprint):
            return False
        if stored is None:  # the cache was lost, so small changes are not announced
            return edits.clearly_differs(was.sketch, article.sketch)
        words = edits.snapshot(article)
        return edits.is_significant(stored.last_announced, words, self._policy.minor_edits)

    def _is_by_author(self, candidate: Candidate) -> bool:
        return candidate.edited and not self._policy.rules_may_differ

    def _updated(self, candidate: Candidate, was: Record) -> int:
        declared = self._declared_update(candidate.article)
        if declared is None:
            # Never before the last update, even if the clock went back: readers would miss it.
            return max(
                self.first_seen_at(candidate.position), self.timestamps.after(was.updated + 1)
            )
        wanted = max(was.published, min(declared, max(self._policy.now, was.updated)))
        if wanted == was.updated:
            return wanted
        found = self.timestamps.after(wanted)
        # If there is no free second in between, the present one was chosen for this same date.
        return was.updated if wanted <= was.updated < found else found

    def _published(self, article: CleanArticle) -> int | None:
        """The declared time of publication, at most now, otherwise the date in the text, if any."""
        zone, now = self._policy.zone, self._policy.now
        declared = publication_date(article, zone)
        if declared is not None:
            return min(seconds(declared), now)
        # A future date found in the text is not a publication date.
        read = date_in_text(article)
        if read is not None and seconds(read, zone) <= now:
            return seconds(read, zone)
        of_file = self._policy.file_date(article.key)
        return None if of_file is None else min(of_file, now)

    def _declared_update(self, article: CleanArticle) -> int | None:
        declared: datetime | None = article.meta.updated
        return None if declared is None else seconds(declared, self._policy.zone)


def wanted_slug(article: CleanArticle) -> tuple[str, str]:
    """The text from which the slug of a new article is made, and where that is from."""
    if article.meta.slug:
        return article.meta.slug, "declared slug"
    # The last part of an old address is what links and searches know the page by.
    name = _name_in(article.meta.address)
    return (name, "declared address") if name else (article.title.text, "title")


def _name_in(address: str | None) -> str:
    """The name of a page in its address; empty if that has none.

    >>> _name_in("/2014/03/a-trip/"), _name_in("a/b.html"), _name_in("/2014/03/"), _name_in(None)
    ('a-trip', 'b', '', '')
    """
    if address is None:
        return ""
    parts = [part for part in unquote(urlsplit(address).path).split("/") if part]
    name = re.sub(r"\.(?:html?|php|aspx?)$", "", parts[-1]) if parts else ""
    if name == "index" and len(parts) > 1:
        name = parts[-2]
    slug = ids.slugify(name)
    return "" if slug.isdecimal() or slug in ids.RESERVED_SLUGS else slug


def declared_anchor(article: CleanArticle) -> str | None:
    """The anchor that the front matter declares: the id, otherwise the address."""
    return article.meta.id or article.meta.url


def anchor_of(article: CleanArticle) -> str:
    """The text from which the GUID of a new article is made."""
    return declared_anchor(article) or article.key


def _newly_declared_slug(candidate: Candidate, stored: StoredArticle | None) -> str | None:
    """The slug that the author has declared since the last build.

    One that feedtool has only learned to read moves no page, neither now nor at the next edit.
    """
    slug = declared_slug(candidate.article)
    if stored is None:
        return slug
    is_new = candidate.edited and slug != declared_slug(stored.article)
    return slug if is_new else None


def mint_identity(
    article: CleanArticle, anchor: str, site_id: str, ledger: Ledger
) -> tuple[str, str]:
    """The anchor and the GUID of a new article. The ledger does not have that GUID."""
    guid = ids.mint_guid(site_id, anchor)
    while ledger.by_guid(guid) is not None:
        # An earlier article had this anchor and keeps its GUID; the fingerprint is different.
        anchor = f"{anchor}#{article.fingerprint}"
        guid = ids.mint_guid(site_id, anchor)
    return anchor, guid


def declared_slug(article: CleanArticle) -> str | None:
    """The slug that the front matter declares, normalized; None if it cannot be used."""
    slug = ids.slugify(article.meta.slug) if article.meta.slug else ""
    return slug if slug and slug not in ids.RESERVED_SLUGS else None
