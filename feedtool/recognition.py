"""Which article is this? Decides under which name a cleaned document is, or stays, published.

An article is known again by its declared id or address, by its words, or by its place; only what
is known by none of them gets a new name. Decides and writes records; touches no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from feedtool import identity
from feedtool.cache import Cache
from feedtool.ledger import Ledger, Record
from feedtool.model import CleanArticle
from feedtool.readers.frontmatter import parse_date
from feedtool.storage import Found

_DATED_NAME = re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})(?=[-_. ][^/]*$)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cleaned document that waits for its name.

    `edited`: its file changed; otherwise it was read again for another reason, and whatever is
    different about the text now is our doing, not its author's. `position` counts the files that
    were read, in the order of keys.
    """

    article: CleanArticle
    found: Found
    edited: bool
    position: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What a document is: `record` is its name from now on, `was` what the ledger had before.

    `was` None: it is new. `twin`: another file, which keeps the name, has the same article.
    """

    candidate: Candidate
    record: Record
    was: Record | None
    twin: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What a report counts it as; nothing if it is as it was."""
        holds = {"new": self.is_new, "renamed": self.is_renamed, "updated": self.is_updated}
        return tuple(kind for kind, is_so in holds.items() if is_so)

    @property
    def is_new(self) -> bool:
        """Whether subscribers see an article that was not there before."""
        return self.was is None or self.was.gone is not None

    @property
    def is_renamed(self) -> bool:
        """Whether a known article lies in another place."""
        return self.was is not None and self.was.key not in ("", self.record.key)

    @property
    def is_updated(self) -> bool:
        """Whether the words of a known article changed."""
        return self.was is not None and self.was.updated != self.record.updated


class Recognizer:
    """Decides document by document where it can, and leaves to the end what needs them all."""

    def __init__(self, ledger: Ledger, cache: Cache, site_id: str, now: int) -> None:
        self._ledger = ledger
        self._cache = cache
        self._site_id = site_id
        self._now = now
        self._total = cache.count_changed()
        # Only with files that came or went can an article be in another place than before.
        self._settled_in_place = not cache.count_came() and not cache.count_vanished()
        self._nothing_known = ledger.is_empty()
        self._claimed: dict[str, str] = {}
        self._waiting: list[Candidate] = []

    def offer(self, candidate: Candidate) -> Decision | None:
        """The decision on a document, if it can be made before the others are known."""
        article = candidate.article
        here = self._ledger.by_key(article.key)
        if here is not None and here.gone is None and self._is_free(here):
            same_words = here.fingerprint == article.fingerprint
            if same_words or (
                self._settled_in_place and not self._ledger.by_fingerprint(article.fingerprint)
            ):
                return self._known(candidate, here)
        if self._nothing_known:
            return self._twin(candidate) or self._new(candidate)
        self._waiting.append(candidate)
        return None

    def decide(self) -> Iterator[Decision]:
        """The decisions on all documents that had to wait, in the order of keys."""
        decisions: dict[str, Decision] = {}
        # Surer signs first, each over all documents: a name that a sure sign claims is not free
        # for a weaker one.
        for recognize in (self._by_declaration, self._by_words, self._by_place, self._as_new):
            for candidate in self._waiting:
                key = candidate.article.key
                if key not in decisions and (decision := recognize(candidate)):
                    decisions[key] = decision
        for candidate in self._waiting:
            yield decisions[candidate.article.key]
        self._waiting.clear()

    def _by_declaration(self, candidate: Candidate) -> Decision | None:
        anchor = declared_anchor(candidate.article)
        if anchor is None:
            return None
        record = self._ledger.by_guid(identity.mint_guid(self._site_id, anchor))
        if record is None:
            return None
        if self._is_free(record):
            return self._known(candidate, record)
        return self._twin_of(candidate, record)

    def _by_words(self, candidate: Candidate) -> Decision | None:
        for record in self._ledger.by_fingerprint(candidate.article.fingerprint):
            if self._is_free(record) and self._may_move(record, candidate.article.key):
                return self._known(candidate, record)
        return self._twin(candidate)

    def _by_place(self, candidate: Candidate) -> Decision | None:
        article = candidate.article
        record = self._ledger.by_key(article.key) or self._ledger.by_guid(self._minted(article)[1])
        if record is None or not self._is_free(record):
            return None
        return self._known(candidate, record) if self._may_move(record, article.key) else None

    def _as_new(self, candidate: Candidate) -> Decision:
        return self._twin(candidate) or self._new(candidate)

    def _is_free(self, record: Record) -> bool:
        return record.guid not in self._claimed

    def _may_move(self, record: Record, key: str) -> bool:
        """Whether the file that had the article is not there as it was any more."""
        if record.gone is not None or record.key in ("", key):
            return True
        cache = self._cache
        if cache.is_changed(record.key) or cache.has_vanished(record.key):
            return True
        return cache.guid_at(record.key) != record.guid

    def _twin(self, candidate: Candidate) -> Decision | None:
        for record in self._ledger.by_fingerprint(candidate.article.fingerprint):
            if record.gone is None and record.key not in ("", candidate.article.key):
                return self._twin_of(candidate, record)
        return None

    def _twin_of(self, candidate: Candidate, record: Record) -> Decision:
        return Decision(candidate, record, record, twin=self._claimed.get(record.guid, record.key))

    def _known(self, candidate: Candidate, was: Record) -> Decision:
        article = candidate.article
        record = replace(
            was,
            key=article.key,
            fingerprint=article.fingerprint,
            title=article.title.text,
            gone=None,
            updated=self._updated(candidate, was),
        )
        return self._claim(candidate, record, was)

    def _updated(self, candidate: Candidate, was: Record) -> int:
        declared = candidate.article.meta.updated
        if declared is not None:
            return max(was.published, min(_seconds(declared), max(self._now, was.updated)))
        if not candidate.edited or was.fingerprint in ("", candidate.article.fingerprint):
            return was.updated
        return max(self._stamp(candidate.position), self._free_after(was.updated))

    def _new(self, candidate: Candidate) -> Decision:
        article = candidate.article
        anchor, guid = self._minted(article)
        if self._ledger.by_guid(guid) is not None:
            # Another article lay here first and has the name; the words tell the two apart.
            anchor = f"{anchor}#{article.fingerprint}"
            guid = identity.mint_guid(self._site_id, anchor)
            if (known := self._ledger.by_guid(guid)) is not None:
                return self._known(candidate, known)
        published = publication_date(article)
        stamp = self._stamp(candidate.position) if published is None else _seconds(published)
        updated = article.meta.updated
        record = Record(
            guid=guid,
            slug=identity.mint_slug(
                article.meta.slug or article.title.text, guid, self._ledger.has_slug
            ),
            anchor=anchor,
            key=article.key,
            published=stamp,
            updated=self._free_from(
                stamp if updated is None else max(stamp, min(_seconds(updated), self._now))
            ),
            fingerprint=article.fingerprint,
            title=article.title.text,
        )
        return self._claim(candidate, record, None)

    def _claim(self, candidate: Candidate, record: Record, was: Record | None) -> Decision:
        self._claimed[record.guid] = record.key
        if record != was:
            self._ledger.put(record)
        return Decision(candidate, record, was)

    def _minted(self, article: CleanArticle) -> tuple[str, str]:
        anchor = declared_anchor(article) or article.key
        return anchor, identity.mint_guid(self._site_id, anchor)

    def _stamp(self, position: int) -> int:
        """A second that no other article has, counted back from now in the order of keys.

        Readers sort by time, and RFC 4287 calls one stamp for many entries inappropriate.
        """
        stamp = self._now - (self._total - 1 - position)
        while self._ledger.has_stamp(stamp):
            stamp -= 1
        return stamp

    def _free_after(self, seconds: int) -> int:
        return self._free_from(seconds + 1)

    def _free_from(self, seconds: int) -> int:
        while self._ledger.has_stamp(seconds):
            seconds += 1
        return seconds


def publication_date(article: CleanArticle) -> datetime | None:
    """The date that the article declares, else the one its file name begins with."""
    if article.meta.published is not None:
        return article.meta.published
    dated = _DATED_NAME.search(article.key)
    return parse_date(dated[1]) if dated else None


def retire(keys: Iterable[str], ledger: Ledger, cache: Cache, now: int) -> Iterator[Record]:
    """Takes articles off the site whose files, at `keys`, are gone; yields their records.

    An article that has a copy in another file goes on under that one.
    """
    for key in keys:
        guid = cache.guid_at(key)
        cache.forget(key)
        record = None if guid is None else ledger.by_guid(guid)
        if record is None or record.gone is not None or record.key != key:
            continue
        copies = cache.keys_of(record.guid)
        if copies:
            ledger.put(replace(record, key=copies[0]))
        else:
            ledger.retire(record, now)
            yield record


def declared_anchor(article: CleanArticle) -> str | None:
    """What an article's GUID is made from where the article says it: its id, else its address."""
    return article.meta.id or article.meta.url


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
