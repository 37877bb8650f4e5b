"""The stages of a build, joined: what lies in the input folder becomes a site.

Only this module knows their order:

    survey       what changed
    take in      read and clean that, on an executor
    recognize    under which names it is published
    compose      the pages and documents that show it; those that differ are staged
    publish      names first, then pages, then feeds, then deletions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from feedtool import edition, feeds, lock, recovery, survey
from feedtool.cache import Cache, Seen
from feedtool.config import Config
from feedtool.errors import PublishError
from feedtool.intake import Intake, rule_set, rule_texts
from feedtool.ledger import Ledger, Record
from feedtool.model import CleanArticle, Problem
from feedtool.parallel import BATCH, ordered_map, worker_count
from feedtool.publish import Publisher, Rehearsal, Target
from feedtool.recognition import Candidate, Decision, Recognizer, publication_date, retire
from feedtool.storage import Found, OutputFolder

LEDGER = "ledger.sqlite"
CACHE = "cache.sqlite"
# A file written this shortly before it was looked at may be written again without its time
# showing it: file systems keep time in steps.
_RACY = 2  # seconds
# More removals than both of these at once are taken for a mishap.
_GUARD_COUNT, _GUARD_SHARE = 5, 0.2
_WORTH_WORKERS = 4 * BATCH  # files; for fewer, starting processes takes longer than the work


@dataclass(frozen=True, slots=True)
class Change:
    """What a build does, or would do, with one article. `was` None: it was not known before."""

    kind: str  # same, copy, waiting, removed, or any of new, renamed, updated, with "and"
    key: str
    record: Record | None
    was: Record | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `articles` are on the site now; paths lie below the output folder."""

    articles: int
    new: int
    updated: int
    renamed: int
    removed: int
    written: tuple[str, ...]
    deleted: tuple[str, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]

    @property
    def left_out(self) -> bool:
        """Whether the site goes without some documents."""
        return any(problem.left_out for problem in self.problems)


Watcher = Callable[[Change], None]


def build(
    config: Config,
    now: int,
    executor: Executor | None = None,
    allow_removals: bool = False,
    watch: Watcher | None = None,
) -> Report:
    """Brings the output folder up to date with the input folder; `now` in Unix seconds.

    Raises a `FeedtoolError` if nothing could be published; the old site then stands.
    """
    with lock.hold(config.state), ExitStack() as stack:
        ledger = stack.enter_context(closing(Ledger(config.state / LEDGER)))
        cache = stack.enter_context(closing(Cache(config.state / CACHE)))
        output = OutputFolder(config.output)
        run = _Run(config, now, ledger, cache, output, watch)
        if not run.has_news(allow_removals):
            return run.report()
        output.open()
        stack.callback(output.close)
        with _workers(config, cache.count_changed(), executor) as (chosen, workers):
            run.take_in(chosen, workers)
        run.remove(allow_removals)
        if run.is_blank():
            run.remember()
            return run.report()
        run.compose()
        output.settle()
        run.announce()
        output.swap_in()
        run.conclude()
        return run.report()


def plan(config: Config, now: int, watch: Watcher, allow_removals: bool = False) -> Report:
    """What `build` would do, told to `watch` article by article. Writes nothing."""
    with ExitStack() as stack:
        ledger = stack.enter_context(closing(Ledger.snapshot(config.state / LEDGER)))
        cache = stack.enter_context(closing(Cache.snapshot(config.state / CACHE)))
        run = _Run(config, now, ledger, cache, Rehearsal(OutputFolder(config.output)), watch)
        if run.has_news(allow_removals):
            run.take_in(None, 1)
            run.remove(allow_removals)
            if not run.is_blank():
                run.compose()
        return run.report()


@contextmanager
def _workers(
    config: Config, files: int, executor: Executor | None
) -> Iterator[tuple[Executor | None, int]]:
    workers = worker_count(config.jobs)
    if executor is not None or workers == 1 or files < _WORTH_WORKERS:
        yield executor, workers
        return
    # Imported here: a run without news starts no process.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: the databases that are open here must not be open there.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool, workers


class _Run:
    """One build, from what is there to what stands in the output folder."""

    def __init__(
        self,
        config: Config,
        now: int,
        ledger: Ledger,
        cache: Cache,
        target: Target,
        watch: Watcher | None,
    ) -> None:
        self._config = config
        self._now = now
        self._ledger = ledger
        self._cache = cache
        self._target = target
        self._watch = watch or (lambda change: None)
        self._intake = Intake(config.articles, config.max_bytes, rule_texts(config.rules))
        self._edition = edition.of(config, self._intake.rules)
        self._counts = Counter[str]()
        self._withdrawn: list[Record] = []  # drafts now
        self._index = StaleIndex()

    def has_news(self, allow_removals: bool) -> bool:
        """Whether there is anything to do."""
        self._survey = survey.look(
            self._config,
            self._edition,
            self._ledger,
            self._cache,
            self._target,
            self._now,
            allow_removals,
        )
        self._publisher = Publisher(self._target, self._cache, self._survey.verify)
        return self._survey.news

    def take_in(self, executor: Executor | None, workers: int) -> None:
        """Reads, cleans and names what changed, and stages its pages."""
        # Imported here: a run without news renders nothing.
        from feedtool.compose import Composer

        rule_set(self._intake.rules)  # what is wrong with a rule is said before anything is done
        site = self._config.site(self._survey.site_id)
        self._composer = Composer(
            self._ledger, self._cache, site, self._config.limit, self._config.per_page
        )
        self._before = self._ledger.count()
        recognizer = Recognizer(self._ledger, self._cache, self._survey.site_id, self._now)
        results = ordered_map(self._intake, self._cache.changed(), executor, workers)
        files = zip(self._cache.changed(), results, strict=True)
        for position, (changed, result) in enumerate(files):
            if isinstance(result, Problem):
                survey.keep_problem(self._cache, self._ledger, changed.found, result)
            elif not self._wait(changed.found, result):
                edited = changed.edited and not self._survey.silent
                decision = recognizer.offer(Candidate(result, changed.found, edited, position))
                if decision is not None:
                    self._carry_out(decision)
        for decision in recognizer.decide():
            self._carry_out(decision)

    def _wait(self, found: Found, article: CleanArticle) -> bool:
        """Holds back a draft, and an article whose date has not come."""
        record = self._ledger.by_key(found.key)
        published = record if record is not None and record.gone is None else None
        date = publication_date(article)
        due = None if date is None else int(date.timestamp())
        if article.meta.draft:
            due, note = None, "is a draft"
            if published is not None:
                self._withdrawn.append(published)
        elif published is None and due is not None and due > self._now:
            note = f"waits for its date, {date:%Y-%m-%d %H:%M} UTC"
        else:
            return False
        self._cache.remember(Seen(found, None, due=due))
        self._watch(Change("waiting", found.key, None, note=note))
        return True

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
            if article.notice is not None:
                problem = Problem(found.key, article.notice, left_out=False)
            self._publish(decision)
        again = found.mtime >= (self._now - _RACY) * 10**9
        self._cache.remember(Seen(found, decision.record.guid, problem, again))

    def _publish(self, decision: Decision) -> None:
        article, record, was = decision.candidate.article, decision.record, decision.was
        self._composer.keep(record, article)
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
        removed = list(retire(self._cache.vanished(), self._ledger, self._cache, self._now))
        gone = self._withdrawn + (list(self._unplaced()) if self._survey.fresh else [])
        for record in gone:
            self._ledger.retire(record, self._now)
        removed += gone
        if not allow_removals and len(removed) > max(_GUARD_COUNT, _GUARD_SHARE * self._before):
            raise PublishError(
                f"{self._config.articles}: {len(removed)} of {self._before} articles are gone; "
                "nothing was published. If they are to go, use --allow-removals"
            )
        for record in removed:
            self._counts["removed"] += 1
            self._index.note(record, shifts=True)
            self._cache.drop_article(record.guid)
            self._publisher.withdraw(feeds.page_path(record.slug))
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
        publisher.offer(composer.stylesheet())
        last = composer.last_closed()
        numbers: Sequence[int] = range(1, last + 1)
        if not self._survey.verify:
            numbers = self._index.numbers(self._ledger, self._config.per_page, last)
        for artifact in composer.index(numbers):
            publisher.offer(artifact)
        number = last + 1
        while self._cache.made(feeds.index_path(number)) is not None:
            publisher.withdraw(feeds.index_path(number))
            number += 1
        for artifact in composer.feeds():
            publisher.offer(artifact)

    def _verify_pages(self) -> None:
        """Offers every page, and withdraws pages of articles that are not on the site."""
        for record in self._ledger.published():
            self._offer_page(record)
        for path in recovery.article_paths(self._config.output):
            record_there = self._ledger.by_slug(feeds.slug_of(path) or "")
            if record_there is not None and record_there.gone is not None:
                self._publisher.withdraw(path)

    def _offer_page(self, record: Record) -> None:
        page = self._composer.page(record)
        if page is not None:
            self._publisher.offer(page)

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
        folders = (feeds.ARTICLES, feeds.INDEX)
        survey.seal(self._cache, self._target, self._publisher.documents, folders)
        self._cache.note("rendering", self._edition.rendering)
        self._cache.commit()

    def report(self) -> Report:
        """What was done."""
        return Report(
            articles=self._ledger.count(),
            new=self._counts["new"],
            updated=self._counts["updated"],
            renamed=self._counts["renamed"],
            removed=self._counts["removed"],
            written=self._publisher.written,
            deleted=self._publisher.doomed,
            problems=self._cache.problems(),
            notices=self._survey.notices,
        )


class StaleIndex:
    """Which closed pages of the index list other articles, or other titles, than before."""

    def __init__(self) -> None:
        self._edited: set[int] = set()  # publication times
        self._shifted: int | None = None  # the oldest publication time that came or went

    def note(self, record: Record, shifts: bool) -> None:
        """Takes note of an article that changed, or that came or went."""
        if shifts:
            self._shifted = min(record.published, self._shifted or record.published)
        else:
            self._edited.add(record.published)

    def numbers(self, ledger: Ledger, per_page: int, last: int) -> Sequence[int]:
        """The numbers of the pages to make again, at most `last`."""
        found: set[int] = set()
        if self._shifted is not None:
            first = ledger.count_older(self._shifted) // per_page + 1
            # A page that is closed now, and the one before, whose link to newer articles moves.
            found.update(range(max(1, first - 2), last + 1))
        for published in self._edited:
            found.add(ledger.count_older(published) // per_page + 1)
        return sorted(number for number in found if number <= last)
