"""Which article is this? Decides under which identity a cleaned document is published.

An article is recognized by its declared id or address, by its words, by nearly the same words, or
by its key; only what none of them recognizes gets a new identity. Decides, and writes nothing: who
asks applies each decision before asking for the next one, which depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from feedtool.identity import ids, similarity
from feedtool.identity.dates import has_dated_name, publication_date, seconds
from feedtool.model import CleanArticle, Meta
from feedtool.model.stored import pack_whole, unpack_whole
from feedtool.pipeline.decision import Decision, was_not_taken, was_replaced, was_taken
from feedtool.pipeline.naming import Candidate, NamingPolicy, RecordMaker, declared_anchor
from feedtool.state import State
from feedtool.state.ledger import Record

# Of the articles that left the site earlier, those that left last are compared with what comes; so
# the cost does not grow with the age of a site. Any is known again by the very same words.
_REMEMBERED = 1000


Decide = Callable[[Sequence[Candidate]], Iterator[tuple[Candidate, Decision]]]


class Recognizer:
    """Decides document by document where it can, and leaves to the end what needs them all."""

    def __init__(self, state: State, policy: NamingPolicy) -> None:
        self._ledger = ledger = state.ledger
        self._cache = cache = state.cache
        self._policy = policy
        self._records = RecordMaker(ledger, cache, policy)
        # Only where files came or went can an article have another key than before.
        self._same_keys = not cache.run.count_came() and not cache.run.count_missing()
        self._is_first_build = ledger.is_empty()
        self._waiting: list[Candidate] = []  # without their texts, which the cache has
        # What had their keys before this build; the ledger changes with every decision.
        self._here: dict[str, Record] = {}
        self._notices: dict[str, str] = {}

    def find_published(self, candidate: Candidate) -> Record | None:
        """The article on the site that a document surely is, if it is one."""
        article = candidate.article
        here = self._ledger.by_key(article.key)
        if here is None or self._is_another(here, candidate):
            here = None
        known = (self._declared(article), *self._ledger.by_fingerprint(article.fingerprint), here)
        return next((r for r in known if r is not None and r.gone is None), None)

    def decide_now(self, candidate: Candidate) -> Decision | None:
        """The decision about a document, if it can be made before the others are known."""
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
        if self._is_first_build:
            return self._as_new(candidate, self._records.first_seen_at(candidate.position))
        return None

    def postpone(self, candidate: Candidate) -> None:
        """Leaves a document to `decide_rest`; the lists of this run keep its text until then."""
        article = candidate.article
        here = self._ledger.by_key(article.key)
        if here is not None:
            self._here[article.key] = here
        self._cache.run.put_waiting(article.key, pack_whole(article))
        bare = replace(article, paragraphs=(), verdicts=())
        self._waiting.append(replace(candidate, article=bare))

    def whole(self, decision: Decision) -> Decision:
        """A decision of `decide_rest` with the text of its document."""
        return replace(decision, candidate=self._whole(decision.candidate))

    def _is_edited_here(self, candidate: Candidate, here: Record) -> bool:
        """Whether the text, which changed, can be no other file's before the change."""
        article = candidate.article
        return (
            self._same_keys
            and not self._ledger.by_fingerprint(article.fingerprint)
            and (
                not candidate.edited or similarity.is_same_text(self._sketch(here), article.sketch)
            )
        )

    def decide_rest(self) -> Iterator[Decision]:
        """The decisions about all documents that were postponed, without their texts."""
        rest = {candidate.article.key: candidate for candidate in self._waiting}
        self._waiting.clear()
        # Surer signs first, each over all documents: an article that a sure sign claims is not
        # free for a weaker one.
        for decide in (
            self._each(self._by_declaration),
            self._each(self._by_words),
            self._by_similarity,
            self._each(self._by_key),
            self._all_as_new,
        ):
            for candidate, decision in decide(list(rest.values())):
                key = candidate.article.key
                del rest[key]
                yield replace(decision, candidate=candidate, notice=self._notices.get(key))

    def _each(self, decide: Callable[[Candidate], Decision | None]) -> Decide:
        def decide_each(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Decision]]:
            for candidate in candidates:
                decision = decide(candidate)
                if decision is not None:
                    yield candidate, decision

        return decide_each

    def _all_as_new(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Decision]]:
        latest = self._records.timestamps.latest(len(candidates))
        for candidate, second in zip(candidates, latest, strict=True):
            yield candidate, self._as_new(candidate, second)

    def _whole(self, waiting: Candidate) -> Candidate:
        body = self._cache.run.waiting(waiting.article.key)
        return replace(waiting, article=unpack_whole(body))

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

    def _by_similarity(self, came: Sequence[Candidate]) -> Iterator[tuple[Candidate, Decision]]:
        """Decisions about documents with nearly the words of an article that left its file."""
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
        taken: list[tuple[Candidate, Record]] = []
        for match in found:
            record, has_its_key = went[match.went], went[match.went].key == match.came
            if match.certainty != "rival":
                if match.certainty == "doubtful" and not has_its_key:
                    self._notices[match.came] = was_taken(record, match)
                taken.append((candidates[match.came], record))
            elif not has_its_key:
                self._notices.setdefault(match.came, was_not_taken(record, match))
        for candidate, record in taken:
            yield candidate, self._known(self._whole(candidate), record)

    def _went(self) -> dict[str, Record]:
        """Articles whose text is not, or not surely, any more where it was; by GUID."""
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
        return {r.guid: r for r in records if r is not None and self._is_free(r)}

    def _allowed(self, candidate: Candidate, record: Record) -> frozenset[similarity.Certainty]:
        """How certain a match of near words may be, with all else that is known of the two."""
        article = candidate.article
        stored = self._records.stored(record)
        meta = stored.article.meta if stored is not None else Meta()
        address = meta.url or _address(record.anchor)
        if _differ(meta.id, article.meta.id) or _differ(address, article.meta.url):
            return similarity.NEVER  # it says that it is another
        if record.key == article.key:
            return similarity.ANY
        if record.gone is not None:
            return similarity.IF_SURE
        date = publication_date(article, self._policy.zone)
        dated = meta.published is not None or (
            record.key is not None and has_dated_name(record.key)
        )
        if dated and date is not None and seconds(date) != record.published:
            return similarity.IF_TOLD
        # Another sub-folder is no obstacle, though it counts as another site where lines recur:
        # who renames a folder moves a site.
        return similarity.ANY

    def _by_key(self, candidate: Candidate) -> Decision | None:
        article = candidate.article
        record = self._here.get(article.key)
        record = record or self._ledger.by_guid(self._records.anchor_and_guid(article)[1])
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

    def _as_new(self, candidate: Candidate, second: int) -> Decision:
        return self._twin(candidate) or self._near_twin(candidate) or self._new(candidate, second)

    def _declared(self, article: CleanArticle) -> Record | None:
        """The known article that this one says it is."""
        anchor = declared_anchor(article)
        if anchor is None:
            return None
        return self._ledger.by_guid(ids.mint_guid(self._policy.site_id, anchor))

    def _is_free(self, record: Record) -> bool:
        return self._cache.run.holder(record.guid) is None

    def _may_move(self, record: Record, key: str) -> bool:
        """Whether the file that had the article is not there as it was any more."""
        if record.gone is not None or record.key is None or record.key == key:
            return True
        cache = self._cache
        if cache.run.is_changed(record.key) or cache.run.is_missing(record.key):
            return True
        return cache.sources.guid_at(record.key) != record.guid

    def _twin(self, candidate: Candidate) -> Decision | None:
        for record in self._ledger.by_fingerprint(candidate.article.fingerprint):
            if record.gone is None and record.key not in (None, candidate.article.key):
                return self._twin_of(candidate, record)
        return None

    def _near_twin(self, candidate: Candidate) -> Decision | None:
        copies = self._cache.line_counts.copies(candidate.article.key) if self._policy.merge else ()
        for key in copies:
            record = self._ledger.by_key(key)
            if record is not None and record.gone is None:
                return self._twin_of(candidate, record)
        return None

    def _twin_of(self, candidate: Candidate, record: Record) -> Decision:
        twin = self._cache.run.holder(record.guid) or record.key
        return Decision(candidate, record, record, twin=twin)

    def _known(self, candidate: Candidate, was: Record) -> Decision:
        record, last_announced = self._records.known(candidate, was)
        return Decision(candidate, record, was, last_announced=last_announced)

    def _new(self, candidate: Candidate, second: int) -> Decision:
        return Decision(candidate, self._records.new(candidate.article, second), None)

    def _sketch(self, record: Record) -> str:
        if record.sketch is not None:
            return record.sketch
        stored = self._records.stored(record)
        return stored.article.sketch if stored is not None else ""


def _address(anchor: str | None) -> str | None:
    is_address = anchor is not None and anchor.startswith(("http://", "https://"))
    return anchor if is_address else None


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
