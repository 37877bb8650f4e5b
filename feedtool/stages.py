"""What there is to do in a build that has news, stage by stage; `build` knows their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace

from feedtool import feeds, recovery, survey
from feedtool.cache import Cache, Seen
from feedtool.clean.rules import prove
from feedtool.compose import Composer
from feedtool.config import Config
from feedtool.decision import Decision, refused_slug
from feedtool.intake import Intake, knowledge, teach
from feedtool.ledger import Ledger, Record, moment
from feedtool.model import Problem
from feedtool.naming import Candidate, Terms
from feedtool.pagination import StaleIndex
from feedtool.parallel import ordered_map
from feedtool.publish import Publisher, Target
from feedtool.recognition import Recognizer
from feedtool.redirects import Redirects
from feedtool.removal import release, retire
from feedtool.report import Change, Report, Watcher
from feedtool.significance import wording
from feedtool.stamps import due
from feedtool.survey import Survey

# A file written this shortly before it was looked at may be written again without its time
# showing it: file systems keep time in steps.
_RACY = 2  # seconds
_MOST_TOMBSTONES = 1000  # in a feed, which every subscriber takes whole


class Stages:
    """One build, from what is there to what stands in the output folder."""

    def __init__(
        self,
        config: Config,
        now: int,
        ledger: Ledger,
        cache: Cache,
        target: Target,
        found: Survey,
        watch: Watcher | None,
    ) -> None:
        self._config = config
        self._now = now
        self._ledger = ledger
        self._cache = cache
        self._target = target
        self._watch = watch or (lambda change: None)
        self._survey = found
        self._edition = found.edition
        self._intake = Intake(config.articles, config.max_bytes, found.rules, config.mode)
        self._publisher = Publisher(target, cache, found.verify)
        site = config.site(found.site_id)
        self._composer = Composer(ledger, cache, site, config.limit, config.per_page)
        self._redirects = Redirects(
            ledger, cache, target, self._publisher, site, self._composer.theme
        )
        self._before = ledger.count()
        self._counts = Counter[str]()
        self._left: dict[str, None] = {}  # GUIDs of articles whose file holds another text now
        self._index = StaleIndex()

    def check(self) -> None:
        """Says what is wrong with the ledger or a rule, before the first write."""
        self._ledger.require_whole()
        known = knowledge(self._intake.rules, self._config.mode)
        if self._cache.setting("cleaning") != self._edition.cleaning:
            prove(known.rules.rules)

    def learn(self, executor: Executor | None, workers: int) -> None:
        """Learns from what changed, and has read again what is to be cleaned otherwise now."""
        cache, evidence = self._cache, self._cache.evidence
        teach(evidence, self._intake, cache.changed, executor, workers)
        for key in cache.vanished():
            evidence.remove(key)
        cache.add_reread(evidence.having(evidence.conclude()))
        self._intake = replace(self._intake, profile=evidence.profile())

    def take_in(self, executor: Executor | None, workers: int) -> None:
        """Reads, cleans and names what changed, and stages its pages."""
        config, found = self._config, self._survey
        recognizer = Recognizer(
            self._ledger,
            self._cache,
            Terms(found.site_id, self._now, config.zone, config.minor_edits, found.silent),
            merge=config.merge_duplicates,
            fresh=self._survey.fresh,
        )
        position = -1
        results = ordered_map(self._intake, self._cache.changed(), executor, workers)
        files = zip(self._cache.changed(), results, strict=True)
        for changed, result in files:
            position += changed.edited
            if isinstance(result, Problem):
                survey.keep_problem(self._cache, self._ledger, changed.found, result)
                continue
            candidate = Candidate(result, changed.found, changed.edited, position)
            if not self._wait(candidate, recognizer):
                decision = recognizer.offer(candidate)
                if decision is not None:
                    self._carry_out(decision)
        for decision in recognizer.decide():
            self._carry_out(decision)

    def _wait(self, candidate: Candidate, recognizer: Recognizer) -> bool:
        """Holds back a draft, and an article whose date has not come."""
        article = candidate.article
        until = due(article, self._config.zone)
        if article.meta.draft:
            until, note = None, "is a draft"
        elif until is not None and until > self._now and recognizer.standing(candidate) is None:
            note = f"waits for its date, {moment(until):%Y-%m-%d %H:%M} UTC"
        else:
            return False
        self._remember(Seen(candidate.found, None, due=until))
        self._watch(Change("waiting", article.key, None, note=note))
        return True

    def _remember(self, seen: Seen) -> None:
        """Notes what became of a file, and which article it may have held before."""
        held = self._cache.guid_at(seen.found.key)
        if held is not None and held != seen.guid:
            self._left[held] = None
        self._cache.remember(seen)

    def _carry_out(self, decision: Decision) -> None:
        article, found = decision.candidate.article, decision.candidate.found
        problem = None
        if decision.twin is not None:
            problem = Problem(
                found.key,
                f"is the same article as {decision.twin}, which is published; delete one of them",
                left_out=False,
            )
            self._watch(Change("copy", found.key, decision.record, note=f"of {decision.twin}"))
        else:
            notice = decision.notice or article.notice or self._near_copy(decision)
            notice = notice or refused_slug(decision)
            if notice is not None:
                problem = Problem(found.key, notice, left_out=False)
            self._publish(decision)
        again = found.mtime >= (self._now - _RACY) * 10**9
        self._remember(Seen(found, decision.record.guid, problem, again))

    def _near_copy(self, decision: Decision) -> str | None:
        if not (decision.is_new or decision.is_updated):
            return None
        copies = self._cache.evidence.copies(decision.record.key)
        if not copies or copies[0] > decision.record.key:
            return None
        return (
            f"is nearly the same as {copies[0]}; both are published, unless [clean] duplicates is "
            '"merge"'
        )

    def _publish(self, decision: Decision) -> None:
        article, record, was = decision.candidate.article, decision.record, decision.was
        self._composer.keep(record, article, decision.told or wording(article))
        if not self._survey.verify:  # otherwise all pages are gone through in the end
            self._offer_page(record)
        self._counts.update(decision.kinds)
        self._watch(Change(" and ".join(decision.kinds) or "same", record.key, record, was))
        self._index.note(record, shifts=decision.is_new)
        if was is not None and was.fingerprint != record.fingerprint:
            self._cache.look_again(record.guid, but=record.key)

    def remove(self, allow_removals: bool) -> None:
        """Takes off the site what no file holds any more.

        Raises `PublishError` if that is so much that it looks like a mishap.
        """
        ledger, cache, now = self._ledger, self._cache, self._now
        removed = list(retire(cache.vanished(), ledger, cache, now))
        unplaced = [r.guid for r in self._unplaced()] if self._survey.fresh else []
        for guid in dict.fromkeys((*self._left, *unplaced)):
            removed += release(guid, ledger, cache, now)
        if not allow_removals:
            survey.guard(self._config, cache, len(removed), self._before)
        for record in removed:
            self._counts["removed"] += 1
            self._index.note(record, shifts=True)
            self._cache.drop_article(record.guid)
            self._publisher.withdraw(feeds.page_path(record.slug))
            self._redirects.withdraw(record)
            self._watch(Change("removed", record.key, record, record))

    def _unplaced(self) -> Iterator[Record]:
        """Articles that the ledger has on the site, and no file holds."""
        for record in self._ledger.published():
            if not self._cache.keys_of(record.guid):
                yield record

    def is_blank(self) -> bool:
        """Whether nothing was published ever, so that there is nothing to show."""
        return self._ledger.is_empty()

    def remember(self) -> None:
        """Keeps what was seen, though nothing is published."""
        self._cache.note("cleaning", self._edition.cleaning)
        self._cache.commit()

    def compose(self) -> None:
        """Stages the documents that list articles, and withdraws what is not of the site now."""
        publisher, composer = self._publisher, self._composer
        if self._survey.verify:
            self._verify_pages()
        for artifact in composer.fixtures():
            publisher.offer(artifact)
        last = composer.last_closed()
        numbers: Sequence[int] = range(1, last + 1)
        if not self._survey.verify:
            numbers = self._index.numbers(self._ledger, self._config.per_page, last)
        for artifact in composer.index(numbers):
            publisher.offer(artifact)
        number = last + 1
        while self._cache.made(f"{feeds.PAGES}/{number}.html") is not None:
            publisher.withdraw(f"{feeds.PAGES}/{number}.html")
            number += 1
        for artifact in composer.feeds(self._tombstones()):
            publisher.offer(artifact)
        self._redirects.offer_lists()

    def _tombstones(self) -> tuple[Record, ...]:
        """The articles that left the site so lately that its feed still says so."""
        span = self._config.tombstone_days * 86_400
        gone: tuple[Record, ...] = ()
        if span:
            gone = self._ledger.gone_since(self._now - span, _MOST_TOMBSTONES)
        expiry = min((r.gone + span + 1 for r in gone if r.gone is not None), default=None)
        survey.note_expiry(self._cache, expiry)
        return gone

    def _verify_pages(self) -> None:
        """Offers every page, and withdraws pages of articles that are not on the site."""
        for record in self._ledger.published():
            self._offer_page(record)
        self._redirects.withdraw_gone()
        for path in recovery.article_paths(self._config.output):
            record_there = self._ledger.by_slug(feeds.slug_of(path) or "")
            if record_there is not None and record_there.gone is not None:
                self._publisher.withdraw(path)

    def _offer_page(self, record: Record) -> None:
        page = self._composer.page(record)
        if page is not None:
            self._publisher.offer(page)
            self._redirects.offer(record)

    def announce(self) -> None:
        """Makes names permanent, then notes what is about to change in the output folder."""
        self._ledger.keep("rules", self._edition.cleaning)
        self._ledger.commit()
        self._publisher.announce()
        self._cache.note("cleaning", self._edition.cleaning)
        self._cache.commit()

    def conclude(self) -> None:
        """Deletes what is to go, and notes that all is done."""
        self._publisher.conclude()
        folders = (feeds.ARTICLES, feeds.PAGES)
        survey.seal(self._cache, self._target, self._publisher.documents, folders)
        survey.note_device(self._cache, self._config)
        self._cache.note("rendering", self._edition.rendering)
        self._cache.commit()

    def report(self) -> Report:
        """What was done."""
        problems = self._cache.problems()
        return Report(
            articles=self._ledger.count(),
            new=self._counts["new"],
            updated=self._counts["updated"],
            renamed=self._counts["renamed"],
            removed=self._counts["removed"],
            written=self._publisher.written,
            deleted=self._publisher.doomed,
            moved=self._counts["moved"],
            problems=problems,
            notices=(*self._survey.notices, *self._redirects.notices),
            read=frozenset(p.key for p in problems if self._cache.is_changed(p.key)),
        )
