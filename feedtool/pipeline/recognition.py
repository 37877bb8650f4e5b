"""Decides which article a cleaned document is, and so under which identity it is published.

An article is recognized by its declared id or address, by its words, by similar words, or by its
key; a document that is not recognized gets a new identity. This module writes nothing: the caller
applies each decision before it requests the next one, which depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from feedtool.bugs import Bug, attempt
from feedtool.identity import ids, similarity
from feedtool.identity.dates import publication_date, seconds
from feedtool.model import Meta
from feedtool.model.stored import pack_whole, unpack_whole
from feedtool.pipeline.claims import Claims, differ
from feedtool.pipeline.decision import (
    Decision,
    replaced_article,
    uncertain_match,
    uncertain_new_article,
)
from feedtool.pipeline.failures import Failures
from feedtool.pipeline.naming import Candidate, NamingPolicy, RecordMaker, with_published_title
from feedtool.state import State
from feedtool.state.ledger import Record
from feedtool.text.dated_paths import has_dated_name

Decide = Callable[[Sequence[Candidate]], Iterator[tuple[Candidate, Decision]]]


class Recognizer:
    """Decides about documents one by one where it can, and about the rest when all are known."""

    def __init__(self, state: State, policy: NamingPolicy, failures: Failures) -> None:
        self._ledger = ledger = state.ledger
        self._cache = cache = state.cache
        self._policy = policy
        self._failures = failures
        self._records = RecordMaker(ledger, cache, policy)
        self._claims = Claims(state, policy, self._records)
        # Only if files appeared or disappeared can an article have another key than before.
        self._same_keys = not cache.run.count_came() and not cache.run.count_missing()
        self._is_first_build = ledger.is_empty()
        self._waiting: list[Candidate] = []  # without their texts, which the cache stores
        self._notices: dict[str, str] = {}

    @property
    def undated(self) -> int:
        """How many new articles have no date."""
        return self._records.undated

    def find_published(self, candidate: Candidate) -> Record | None:
        """The article on the site that a document certainly is, if any."""
        article = candidate.article
        here = self._ledger.by_key(article.key)
        if here is None or self._is_another(here, candidate):
            here = None
        declared = self._claims.declared(article)
        if declared is not None and not self._claims.is_for(declared, article.key):
            declared = None
        known = (declared, *self._ledger.by_fingerprint(article.fingerprint), here)
        return next((r for r in known if r is not None and r.gone is None), None)

    def decide_now(self, candidate: Candidate) -> Decision | None:
        """The decision about a document, if it does not depend on other documents."""
        article = candidate.article
        here = self._ledger.by_key(article.key)
        if (
            here is not None
            and here.gone is None
            and self._claims.is_free(here)
            and self._claims.declared(article) in (None, here)
            and (here.fingerprint == article.fingerprint or self._is_edited_here(candidate, here))
        ):
            return self._known(candidate, here)
        if self._is_first_build:
            return self._as_new(candidate, self._records.first_seen_at(candidate.position))
        return None

    def postpone(self, candidate: Candidate) -> None:
        """Leaves a document to `decide_rest`; the cache stores its text until then."""
        article = candidate.article
        self._claims.add(article.key)
        self._cache.run.put_waiting(article.key, pack_whole(article))
        bare = replace(article, paragraphs=(), verdicts=())
        self._waiting.append(replace(candidate, article=bare))

    def whole(self, decision: Decision) -> Decision:
        """A decision of `decide_rest`, completed with the text of its document."""
        candidate = self._whole(decision.candidate)
        if decision.was is not None:
            candidate = with_published_title(candidate, decision.was)
        return replace(decision, candidate=candidate)

    def _is_edited_here(self, candidate: Candidate, here: Record) -> bool:
        """Whether a changed text is an edit of the article here, and not another file's text."""
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
        self._claims.complete(c.article.fingerprint for c in rest.values())
        # The most reliable criterion first, each for all documents: an article that is claimed by
        # a reliable criterion is not free for a weaker one.
        for decide in (
            self._each(self._by_declaration_and_key),
            self._each(self._by_declaration_and_words),
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
                decision = self._failures.attempt(candidate.article.key, partial(decide, candidate))
                if decision is not None:
                    yield candidate, decision

        return decide_each

    def _all_as_new(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Decision]]:
        latest = self._records.timestamps.latest(len(candidates))
        oldest_first = sorted(candidates, key=lambda candidate: candidate.position)
        for candidate, second in zip(oldest_first, latest, strict=True):
            work = partial(self._as_new, candidate, second)
            decision = self._failures.attempt(candidate.article.key, work)
            if decision is not None:
                yield candidate, decision

    def _whole(self, waiting: Candidate) -> Candidate:
        body = self._cache.run.waiting(waiting.article.key)
        return replace(waiting, article=unpack_whole(body))

    def _by_declaration_and_key(self, candidate: Candidate) -> Decision | None:
        record = self._claims.declared(candidate.article)
        is_here = record is not None and record.key == candidate.article.key
        return self._by_declaration(candidate) if is_here else None

    def _by_declaration_and_words(self, candidate: Candidate) -> Decision | None:
        record = self._claims.declared(candidate.article)
        is_same = record is not None and record.fingerprint == candidate.article.fingerprint
        return self._by_declaration(candidate) if is_same else None

    def _by_declaration(self, candidate: Candidate) -> Decision | None:
        record = self._claims.declared(candidate.article)
        if record is None:
            return None
        is_other = self._claims.is_doubtful(candidate.article, record)
        if self._claims.is_for(record, candidate.article.key) and not is_other:
            return self._known_whole(candidate, record)
        self._claims.refuse(candidate.article.key, record)
        return None

    def _by_words(self, candidate: Candidate) -> Decision | None:
        for record in self._ledger.by_fingerprint(candidate.article.fingerprint):
            is_other = self._claims.declares_another(candidate.article, record)
            if not is_other and self._claims.is_for(record, candidate.article.key):
                return self._known_whole(candidate, record)
        return self._twin(candidate)

    def _by_similarity(self, came: Sequence[Candidate]) -> Iterator[tuple[Candidate, Decision]]:
        """Decisions about documents that are similar to an article that left its file."""
        taken = attempt(self._similar, came)
        if isinstance(taken, Bug):
            for candidate in came:
                self._failures.attempt(candidate.article.key, partial(self._similar, (candidate,)))
            # If no document is the cause, this raises the exception.
            taken = () if self._failures else self._similar(came)
        for candidate, record in taken:
            work = partial(self._known_whole, candidate, record)
            decision = self._failures.attempt(candidate.article.key, work)
            if decision is not None:
                yield candidate, decision

    def _similar(self, came: Sequence[Candidate]) -> Sequence[tuple[Candidate, Record]]:
        """The documents that are similar to an article that left its file, with that article."""
        if not came:
            return ()
        candidates = {candidate.article.key: candidate for candidate in came}
        went = self._claims.went()
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
                    self._notices[match.came] = uncertain_match(record, match)
                taken.append((candidates[match.came], record))
            elif not has_its_key:
                self._notices.setdefault(match.came, uncertain_new_article(record, match))
        return taken

    def _allowed(self, candidate: Candidate, record: Record) -> frozenset[similarity.Certainty]:
        """The certainties with which similar words may match, given everything else about both."""
        article = candidate.article
        stored = self._records.stored(record)
        meta = stored.article.meta if stored is not None else Meta()
        address = meta.url or _address(record.anchor)
        if differ(meta.id, article.meta.id) or differ(address, article.meta.url):
            return similarity.NEVER  # it declares that it is another article
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
        # Another sub-folder is not an obstacle, although it counts as another site for recurring
        # lines: renaming a folder moves a whole site.
        return similarity.ANY

    def _by_key(self, candidate: Candidate) -> Decision | None:
        article = candidate.article
        record = self._claims.here(article.key)
        if record is None:
            anchor = self._claims.anchor(article) or article.key
            record = self._ledger.by_guid(ids.mint_guid(self._policy.site_id, anchor))
        if record is None or not self._claims.is_for(record, article.key):
            return None
        if self._is_another(record, candidate):
            if record.gone is None:
                self._notices[article.key] = replaced_article(record)
            return None
        return self._known_whole(candidate, record)

    def _is_another(self, record: Record, candidate: Candidate) -> bool:
        """Whether the text at the key of an article is certainly not that article."""
        article = candidate.article
        if record.gone is None and not candidate.edited:
            return False
        has_its_title = (record.title or "").casefold() == article.title.text.casefold()
        is_other = similarity.is_unrelated(self._sketch(record), article.sketch)
        # An article that left the site was removed on purpose, so less is needed to reject it.
        return is_other or not has_its_title if record.gone else is_other and not has_its_title

    def _as_new(self, candidate: Candidate, second: int) -> Decision:
        record = self._claims.declared(candidate.article)
        if record is not None:
            self._claims.refuse(candidate.article.key, record)
        return self._twin(candidate) or self._near_twin(candidate) or self._new(candidate, second)

    def _twin(self, candidate: Candidate) -> Decision | None:
        for record in self._ledger.by_fingerprint(candidate.article.fingerprint):
            is_elsewhere = record.gone is None and record.key not in (None, candidate.article.key)
            if is_elsewhere and not self._claims.declares_another(candidate.article, record):
                return self._twin_of(candidate, record)
        return None

    def _near_twin(self, candidate: Candidate) -> Decision | None:
        copies = self._cache.line_counts.copies(candidate.article.key) if self._policy.merge else ()
        for key in copies:
            record = self._ledger.by_key(key)
            if record is None or record.gone is not None:
                continue
            if not self._claims.declares_another(candidate.article, record):
                return self._twin_of(candidate, record)
        return None

    def _twin_of(self, candidate: Candidate, record: Record) -> Decision:
        """The decision that a document is a copy of an article that another file keeps."""
        twin = self._cache.run.holder(record.guid) or record.key
        return Decision(candidate, record, record, twin=twin)

    def _known_whole(self, candidate: Candidate, was: Record) -> Decision:
        return self._known(self._whole(candidate), was)

    def _known(self, candidate: Candidate, was: Record) -> Decision:
        candidate = with_published_title(candidate, was)
        record, last_announced = self._records.known(candidate, was)
        rival = self._claims.rival_of(candidate.article.key)
        return Decision(candidate, record, was, rival=rival, last_announced=last_announced)

    def _new(self, candidate: Candidate, second: int) -> Decision:
        article = candidate.article
        record = self._records.new(article, self._claims.anchor(article) or article.key, second)
        return Decision(candidate, record, None, rival=self._claims.rival_of(article.key))

    def _sketch(self, record: Record) -> str:
        if record.sketch is not None:
            return record.sketch
        stored = self._records.stored(record)
        return stored.article.sketch if stored is not None else ""


def _address(anchor: str | None) -> str | None:
    is_address = anchor is not None and anchor.startswith(("http://", "https://"))
    return anchor if is_address else None
