"""Which article a document declares to be, and which articles documents may claim.

An article belongs to one document. It is free while no document of this build has it, and may move
to another file if the text that its file held has changed or is missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from feedtool.identity import ids
from feedtool.model import CleanArticle
from feedtool.model.stored import unpack_whole
from feedtool.pipeline.naming import NamingPolicy, RecordMaker, declared_anchor
from feedtool.state import State
from feedtool.state.ledger import Record

# How many of the latest articles that left the site are compared by similarity, so that the cost
# does not grow with the age of a site. Others are recognized by exactly the same words only.
_REMEMBERED = 1000


class Claims:
    """The claims of the documents of one build; `records` reads what is stored of articles."""

    def __init__(self, state: State, policy: NamingPolicy, records: RecordMaker) -> None:
        self._ledger = state.ledger
        self._cache = state.cache
        self._policy = policy
        self._records = records
        # The articles at their keys before this build; the ledger changes with every decision.
        self._here: dict[str, Record] = {}
        # Documents that declare the id of an article that another document is, and that article.
        # They count as documents that declare no id.
        self._rivals: dict[str, Record] = {}
        self._fingerprints: frozenset[str] = frozenset()  # of the documents to decide about
        # GUIDs of articles whose words are in no file, by declared id; None until it is needed.
        self._departed: dict[str, set[str]] | None = None

    def add(self, key: str) -> None:
        """Notes which article was at the key of a document before others are decided about."""
        here = self._ledger.by_key(key)
        if here is not None:
            self._here[key] = here

    def complete(self, fingerprints: Iterable[str]) -> None:
        """Notes the fingerprints of all documents that were added."""
        self._fingerprints = frozenset(fingerprints)

    def here(self, key: str) -> Record | None:
        """The article that was at the key of a document."""
        return self._here.get(key)

    def refuse(self, key: str, record: Record) -> None:
        """Notes that the document at `key` declares the id of an article that it is not."""
        self._rivals[key] = record

    def anchor(self, article: CleanArticle) -> str | None:
        """The id that an article declares, or its address, unless another file has it."""
        return None if article.key in self._rivals else declared_anchor(article)

    def declared(self, article: CleanArticle) -> Record | None:
        """The known article that this one declares to be."""
        anchor = self.anchor(article)
        if anchor is None:
            return None
        return self._ledger.by_guid(ids.mint_guid(self._policy.site_id, anchor))

    def declares_another(self, article: CleanArticle, record: Record) -> bool:
        """Whether an article and the known one with its words declare different ids."""
        wanted = article.meta.id
        if wanted is None:
            return False
        holder = self._cache.run.holder(record.guid)
        waiting = None if holder is None else self._cache.run.waiting(holder)
        if waiting is not None:
            return differ(unpack_whole(waiting).meta.id, wanted)
        stored = self._records.stored(record)
        return stored is not None and differ(stored.article.meta.id, wanted)

    def is_for(self, record: Record, key: str) -> bool:
        """Whether the document at `key` may have the article: no other file does."""
        return self.is_free(record) and self.may_move(record, key)

    def is_free(self, record: Record) -> bool:
        """Whether no document of this build has the article."""
        return self._cache.run.holder(record.guid) is None

    def may_move(self, record: Record, key: str) -> bool:
        """Whether the file that held the article has changed or is missing."""
        if record.gone is not None or record.key is None or record.key == key:
            return True
        cache = self._cache
        if cache.run.is_changed(record.key) or cache.run.is_missing(record.key):
            return True
        return cache.sources.guid_at(record.key) != record.guid

    def rival_of(self, key: str) -> str | None:
        """The file with the article whose id the document at `key` declares, if there is one."""
        record = self._rivals.get(key)
        if record is None:
            return None
        holder = self._cache.run.holder(record.guid)
        return holder or (None if self.may_move(record, key) else record.key)

    def is_doubtful(self, article: CleanArticle, record: Record) -> bool:
        """Whether the article that a document declares to be may be another one all the same."""
        return self._was_rival(article, record) or self._is_ambiguous(article, record)

    def _was_rival(self, article: CleanArticle, record: Record) -> bool:
        """Whether the document declared this id before, and was another article all the same."""
        before = (
            self._ledger.by_key(article.key),
            *self._ledger.by_fingerprint(article.fingerprint),
        )
        return any(
            was is not None
            and was.gone is None
            and was.guid != record.guid
            and (stored := self._records.stored(was)) is not None
            and declared_anchor(stored.article) == declared_anchor(article)
            for was in before
        )

    def _is_ambiguous(self, article: CleanArticle, record: Record) -> bool:
        """Whether the id may be that of another article, which declared it too and left its file.

        Then only the words show which of the two articles the document is.
        """
        if record.key == article.key or record.fingerprint == article.fingerprint:
            return False
        if self._departed is None:
            self._departed = self._find_departed()
        return bool(self._departed.get(declared_anchor(article) or "", set()) - {record.guid})

    def _find_departed(self) -> dict[str, set[str]]:
        """The articles whose words are in no file any more, by the id that they declared."""
        departed: dict[str, set[str]] = {}
        for guid, was in self.went().items():
            is_known = was.gone is not None or was.fingerprint in self._fingerprints
            stored = None if is_known else self._records.stored(was)
            anchor = None if stored is None else declared_anchor(stored.article)
            if anchor is not None:
                departed.setdefault(anchor, set()).add(guid)
        return departed

    def went(self) -> dict[str, Record]:
        """Articles whose text has left its file, or may have, by GUID."""
        ledger, cache = self._ledger, self._cache
        records: list[Record | None] = list(self._here.values())
        for key in cache.run.missing():
            guid = cache.sources.guid_at(key)
            if guid is not None and cache.sources.keys_of(guid) == (key,):
                records.append(ledger.by_guid(guid))
        if self._policy.nothing_known:
            records += (
                r for r in ledger.published() if r.key is None or not cache.run.is_changed(r.key)
            )
        records += ledger.gone_since(0, _REMEMBERED)
        return {r.guid: r for r in records if r is not None and self.is_free(r)}


def differ(one: str | None, other: str | None) -> bool:
    """Whether both are known, and differ."""
    return one is not None and other is not None and one != other
