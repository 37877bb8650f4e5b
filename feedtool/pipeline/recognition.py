"""Which article is this? Decides under which name a cleaned document is, or stays, published.

An article is known again by its declared id or address, by its words, by nearly the same words, or
by its place; only what is known by none of them gets a new name. Decides and writes records;
touches no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from feedtool.identity import ids, similarity
from feedtool.identity.dates import has_dated_name, publication_date, seconds
from feedtool.model import CleanArticle, Meta
from feedtool.model.stored import pack_whole, unpack_whole
from feedtool.pipeline.decision import Decision, was_not_taken, was_replaced, was_taken
from feedtool.pipeline.naming import Candidate, NamingPolicy, RecordMaker, declared_anchor
from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger, Record

# Of the articles that left the site earlier, those that left last are compared with what comes; so
# the cost does not grow with the age of a site. Any is known again by the very same words.
_REMEMBERED = 1000


class Recognizer:
    """Decides document by document where it can, and leaves to the end what needs them all."""

    def __init__(
        self, ledger: Ledger, cache: Cache, terms: NamingPolicy, *, merge: bool, fresh: bool
    ) -> None:
        """`merge`: nearly the same text as another file's is the same article. `fresh`: the cache
        knew nothing, and what vanished shows only in the ledger.
        """
        self._ledger = ledger
        self._cache = cache
        self._terms = terms
        self._merge = merge
        self._fresh = fresh
        self._namer = RecordMaker(ledger, cache, terms)
        # Only with files that came or went can an article be in another place than before.
        self._settled_in_place = not cache.work.count_came() and not cache.work.count_missing()
        self._nothing_known = ledger.is_empty()
        self._waiting: list[Candidate] = []  # without their texts, which the cache has
        # What lay at their keys before this build; the ledger changes with every decision.
        self._here: dict[str, Record] = {}
        self._notices: dict[str, str] = {}

    def standing(self, candidate: Candidate) -> Record | None:
        """The article on the site that a document surely is, if it is one."""
        article = candidate.article
        here = self._ledger.by_key(article.key)
        if here is None or self._is_another(here, candidate):
            here = None
        known = (self._declared(article), *self._ledger.by_fingerprint(article.fingerprint), here)
        return next((r for r in known if r is not None and r.gone is None), None)

    def offer(self, candidate: Candidate) -> Decision | None:
        """The decision on a document, if it can be made before the others are known."""
        article = candidate.article
        here = self._ledger.by_key(article.key)
        if (
            here is not None
            and here.gone is None
            and self._is_free(here)
            and self._declared(article) in (None, here)
            and (here.fingerprint == article.fingerprint or self._is_edited_here(candidate, here))
        ):
            return self._known(candidate, here)
        if self._nothing_known:
            return self._as_new(candidate, self._namer.first_sight(candidate.position))
        self._waiting.append(replace(candidate, article=self._put_waiting(article)))
        if here is not None:
            self._here[article.key] = here
        return None

    def _put_waiting(self, article: CleanArticle) -> CleanArticle:
        """Has the cache keep an article; what is left of it without its text and verdicts."""
        self._cache.work.put_waiting(article.key, pack_whole(article))
        return replace(article, paragraphs=(), verdicts=())

    def _is_edited_here(self, candidate: Candidate, here: Record) -> bool:
        """Whether the text, which changed, can be no other file's before the change."""
        article = candidate.article
        return (
            self._settled_in_place
            and not self._ledger.by_fingerprint(article.fingerprint)
            and (
                not candidate.edited or similarity.is_same_text(self._sketch(here), article.sketch)
            )
        )

    def decide(self) -> Iterator[Decision]:
        """The decisions on all documents that had to wait, in the order of keys."""
        decisions: dict[str, Decision] = {}
        # Surer signs first, each over all documents: a name that a sure sign claims is not free
        # for a weaker one.
        for recognize in (self._by_declaration, self._by_words):
            self._decide(decisions, recognize)
        for candidate, decision in self._by_likeness(self._undecided(decisions)):
            decisions[candidate.article.key] = replace(decision, candidate=candidate)
        self._decide(decisions, self._by_place)
        undecided = self._undecided(decisions)
        stamps = self._namer.stamps.newest(len(undecided))
        for candidate, stamp in zip(undecided, stamps, strict=True):
            decisions[candidate.article.key] = self._as_new(candidate, stamp)
        for candidate in self._waiting:
            key = candidate.article.key
            notice = self._notices.get(key)
            yield replace(decisions[key], candidate=self._whole(candidate), notice=notice)
        self._waiting.clear()

    def _decide(
        self,
        decisions: dict[str, Decision],
        recognize: Callable[[Candidate], Decision | None],
    ) -> None:
        for candidate in self._undecided(decisions):
            decision = recognize(candidate)
            if decision is not None:
                decisions[candidate.article.key] = replace(decision, candidate=candidate)

    def _whole(self, waiting: Candidate) -> Candidate:
        body = self._cache.work.waiting(waiting.article.key)
        return replace(waiting, article=unpack_whole(body))

    def _undecided(self, decisions: Mapping[str, Decision]) -> list[Candidate]:
        return [c for c in self._waiting if c.article.key not in decisions]

    def _by_declaration(self, candidate: Candidate) -> Decision | None:
        record = self._declared(candidate.article)
        if record is None:
            return None
        if self._is_free(record) and self._may_move(record, candidate.article.key):
            return self._known(self._whole(candidate), record)
        return self._twin_of(candidate, record)

    def _by_words(self, candidate: Candidate) -> Decision | None:
        for record in self._ledger.by_fingerprint(candidate.article.fingerprint):
            if self._is_free(record) and self._may_move(record, candidate.article.key):
                return self._known(self._whole(candidate), record)
        return self._twin(candidate)

    def _by_likeness(self, came: list[Candidate]) -> Iterator[tuple[Candidate, Decision]]:
        """Decisions on documents that have nearly the words of an article that left its place."""
        if not came:
            return
        candidates = {candidate.article.key: candidate for candidate in came}
        went = self._went()
        sketches = {guid: sketch for guid, r in went.items() if (sketch := self._sketch(r))}
        found = similarity.match_pairs(
            {key: candidate.article.sketch for key, candidate in candidates.items()},
            sketches,
            lambda key, guid: self._allowed(candidates[key], went[guid]),
        )
        for match in found:
            record, in_place = went[match.went], went[match.went].key == match.came
            if match.certainty != "rival":
                if match.certainty == "doubtful" and not in_place:
                    self._notices[match.came] = was_taken(record, match)
                candidate = candidates[match.came]
                yield candidate, self._known(self._whole(candidate), record)
            elif not in_place:
                self._notices.setdefault(match.came, was_not_taken(record, match))

    def _went(self) -> dict[str, Record]:
        """Articles whose text is not, or not surely, any more where it was; by GUID."""
        ledger, cache = self._ledger, self._cache
        records: list[Record | None] = list(self._here.values())
        for key in cache.work.missing():
            guid = cache.sources.guid_at(key)
            if guid is not None and cache.sources.keys_of(guid) == (key,):
                records.append(ledger.by_guid(guid))
        if self._fresh:
            records += (
                r for r in ledger.published() if r.key is None or not cache.work.is_changed(r.key)
            )
        records += ledger.gone_since(0, _REMEMBERED)
        return {r.guid: r for r in records if r is not None and self._is_free(r)}

    def _allowed(self, candidate: Candidate, record: Record) -> frozenset[similarity.Certainty]:
        """How certain a match of near words may be, with all else that is known of the two."""
        article = candidate.article
        kept = self._namer.kept(record)
        meta = kept.article.meta if kept is not None else Meta()
        address = meta.url or _address(record.anchor)
        if _differ(meta.id, article.meta.id) or _differ(address, article.meta.url):
            return similarity.NEVER  # it says that it is another
        if record.key == article.key:
            return similarity.ANY
        if record.gone is not None:
            return similarity.IF_SURE
        date = publication_date(article, self._terms.zone)
        dated = meta.published is not None or (
            record.key is not None and has_dated_name(record.key)
        )
        if dated and date is not None and seconds(date) != record.published:
            return similarity.IF_TOLD
        # Another sub-folder is no obstacle, though it counts as another site where lines recur:
        # who renames a folder moves a site.
        return similarity.ANY

    def _by_place(self, candidate: Candidate) -> Decision | None:
        article = candidate.article
        record = self._here.get(article.key)
        record = record or self._ledger.by_guid(self._namer.anchor_and_guid(article)[1])
        if record is None or not self._is_free(record) or not self._may_move(record, article.key):
            return None
        if self._is_another(record, candidate):
            if record.gone is None:
                self._notices[article.key] = was_replaced(record)
            return None
        return self._known(self._whole(candidate), record)

    def _is_another(self, record: Record, candidate: Candidate) -> bool:
        """Whether the text in the place of an article is surely not that article."""
        article = candidate.article
        if record.gone is None and not candidate.edited:
            return False
        has_its_title = (record.title or "").casefold() == article.title.text.casefold()
        is_other = similarity.is_unrelated(self._sketch(record), article.sketch)
        # Of an article that left the site, somebody once said that it should.
        return is_other or not has_its_title if record.gone else is_other and not has_its_title

    def _as_new(self, candidate: Candidate, stamp: int) -> Decision:
        return self._twin(candidate) or self._near_twin(candidate) or self._new(candidate, stamp)

    def _declared(self, article: CleanArticle) -> Record | None:
        """The known article that this one says it is."""
        anchor = declared_anchor(article)
        if anchor is None:
            return None
        return self._ledger.by_guid(ids.mint_guid(self._terms.site_id, anchor))

    def _is_free(self, record: Record) -> bool:
        return self._cache.work.holder(record.guid) is None

    def _may_move(self, record: Record, key: str) -> bool:
        """Whether the file that had the article is not there as it was any more."""
        if record.gone is not None or record.key is None or record.key == key:
            return True
        cache = self._cache
        if cache.work.is_changed(record.key) or cache.work.is_missing(record.key):
            return True
        return cache.sources.guid_at(record.key) != record.guid

    def _twin(self, candidate: Candidate) -> Decision | None:
        for record in self._ledger.by_fingerprint(candidate.article.fingerprint):
            if record.gone is None and record.key not in (None, candidate.article.key):
                return self._twin_of(candidate, record)
        return None

    def _near_twin(self, candidate: Candidate) -> Decision | None:
        copies = self._cache.evidence.copies(candidate.article.key) if self._merge else ()
        for key in copies:
            record = self._ledger.by_key(key)
            if record is not None and record.gone is None:
                return self._twin_of(candidate, record)
        return None

    def _twin_of(self, candidate: Candidate, record: Record) -> Decision:
        twin = self._cache.work.holder(record.guid) or record.key
        return Decision(candidate, record, record, twin=twin)

    def _known(self, candidate: Candidate, was: Record) -> Decision:
        record, told = self._namer.known(candidate, was)
        self._claim(record, was, candidate.article.key)
        return Decision(candidate, record, was, told=told)

    def _new(self, candidate: Candidate, stamp: int) -> Decision:
        record = self._namer.new(candidate.article, stamp)
        self._claim(record, None, candidate.article.key)
        return Decision(candidate, record, None)

    def _claim(self, record: Record, was: Record | None, key: str) -> None:
        self._cache.work.claim(record.guid, key)
        if record != was:
            self._ledger.put(record)

    def _sketch(self, record: Record) -> str:
        if record.sketch is not None:
            return record.sketch
        kept = self._namer.kept(record)
        return kept.article.sketch if kept is not None else ""


def _address(anchor: str | None) -> str | None:
    is_address = anchor is not None and anchor.startswith(("http://", "https://"))
    return anchor if is_address else None


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
