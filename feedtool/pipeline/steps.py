"""What there is to do in a build that has news, stage by stage; `build` knows their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from feedtool.config import Config
from feedtool.errors import PublishError
from feedtool.identity.dates import publish_at
from feedtool.identity.edits import snapshot
from feedtool.model import BeingWritten, FileStat, Problem, paths
from feedtool.pipeline import plan
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.compose import Composer
from feedtool.pipeline.decision import Decision, refused_slug
from feedtool.pipeline.documents import Documents
from feedtool.pipeline.ingest import ArticleReader, learn_profiles, load_knowledge
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.naming import Candidate, NamingPolicy
from feedtool.pipeline.plan import Plan
from feedtool.pipeline.publisher import Publisher, Target
from feedtool.pipeline.recognition import Recognizer
from feedtool.pipeline.redirects import Redirects
from feedtool.pipeline.removal import release, retire
from feedtool.pipeline.report import Change, OnChange, OnProgress, Report
from feedtool.pipeline.workers import Workers
from feedtool.render.jobs import Renderer
from feedtool.state.cache import Cache
from feedtool.state.cache.last_build import Notice
from feedtool.state.cache.sources import Seen
from feedtool.state.ledger import Ledger, Record, moment

# A file written this shortly before it was looked at may be written again without its time
# showing it: file systems keep time in steps.
_RACY = 2  # seconds
# One that is dated later than that was given its date, and is no more written to than any other.
_AHEAD = 3600  # seconds that the clock of a file server may be ahead of ours


class Build:
    """One build, from what is there to what stands in the output folder."""

    def __init__(
        self,
        config: Config,
        now: int,
        ledger: Ledger,
        cache: Cache,
        target: Target,
        found: Plan,
        watch: OnChange | None,
        meter: OnProgress | None = None,
    ) -> None:
        self._config = config
        self._now = now
        self._ledger = ledger
        self._cache = cache
        self._target = target
        self._watch = watch or (lambda change: None)
        self._meter = meter or (lambda stage, done, total: None)
        self._survey = found
        self._edition = found.edition
        self._intake = ArticleReader(config.articles, config.max_bytes, found.rules, config.mode)
        self._publisher = Publisher(target, cache, found.verify)
        site = config.site(found.site_id)
        self._catalogue = Channels(ledger, site, config)
        typesetter = Renderer.of(site, found.templates)
        self._templates = typesetter.theme.compiled
        self._templates.recall({} if found.remade else cache.templates())
        self._composer = Composer(ledger, cache, site, self._catalogue, typesetter, config)
        self._redirects = Redirects(ledger, cache, target, self._publisher, site, typesetter.theme)
        self._documents = Documents(
            *(config, found, ledger, cache, target, self._publisher, self._composer),
            *(self._catalogue, self._redirects, typesetter),
        )
        self._before = ledger.count()
        self._counts = Counter[str]()
        self._left: dict[str, None] = {}  # GUIDs of articles whose file holds another text now

    def check(self) -> None:
        """Says what is wrong with the ledger or a rule of the user's, before the first write."""
        cache, ledger = self._cache, self._ledger
        if not plan.is_known_whole(cache.last_build, ledger, self._now):
            ledger.require_whole()
            look = ledger.file_signature()
            cache.remember(replace(cache.last_build, ledger_look=look, ledger_checked=self._now))
        load_knowledge(self._intake.rules, self._config.mode)

    def learn(self, workers: Workers) -> None:
        """Learns from what changed, and has read again what is to be cleaned otherwise now."""
        cache, evidence = self._cache, self._cache.evidence
        total = cache.work.count_changed()
        learn_profiles(
            *(evidence, self._intake, cache.work.changed(), workers),
            tell=lambda done: self._meter("reading", done, total),
        )
        for key in cache.work.missing():
            evidence.remove(key)
        cache.work.add_reread(evidence.texts_with(evidence.update_levels()))
        self._intake = replace(self._intake, profile=evidence.profile_of_changed())

    def take_in(self, workers: Workers) -> None:
        """Reads, cleans and names what changed, and stages its pages."""
        config, found = self._config, self._survey
        recognizer = Recognizer(
            self._ledger,
            self._cache,
            NamingPolicy(found.site_id, self._now, config.zone, config.minor_edits, found.silent),
            merge=config.merge_duplicates,
            fresh=self._survey.fresh,
        )
        position, total = -1, self._cache.work.count_changed()
        results = workers.map(self._intake, self._cache.work.changed())
        for done, (changed, result) in enumerate(results, 1):
            self._meter("cleaning", done, total)
            position += changed.edited
            if isinstance(result, BeingWritten):
                self._postpone(result.key)
                continue
            if isinstance(result, Problem):
                plan.keep_problem(self._cache, self._ledger, changed.found, result)
                continue
            candidate = Candidate(result, changed.found, changed.edited, position)
            if not self._wait(candidate, recognizer):
                decision = recognizer.offer(candidate)
                if decision is not None:
                    self._carry_out(decision)
        for decision in recognizer.decide():
            self._carry_out(decision)

    def _postpone(self, key: str) -> None:
        """Leaves a file as it was: somebody is writing it."""
        if self._survey.fresh and self._ledger.by_key(key) is not None:
            # Nobody knows any more what the article said before.
            raise PublishError(f"{key}: was written over while it was read; build again")
        self._cache.work.postpone_one(key)

    def _wait(self, candidate: Candidate, recognizer: Recognizer) -> bool:
        """Holds back a draft, and an article whose date has not come."""
        article = candidate.article
        until = publish_at(article, self._config.zone)
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
        held = self._cache.sources.guid_at(seen.found.key)
        if held is not None and held != seen.guid:
            self._left[held] = None
        self._cache.sources.remember(seen)

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
        again = self._now - _RACY <= found.mtime // 10**9 <= self._now + _AHEAD
        self._remember(Seen(found, decision.record.guid, problem, again))

    def _near_copy(self, decision: Decision) -> str | None:
        if not (decision.is_new or decision.is_updated):
            return None
        key = decision.candidate.article.key
        copies = self._cache.evidence.copies(key)
        if not copies or copies[0] > key:
            return None
        return (
            f"is nearly the same as {copies[0]}; both are published, unless [clean] duplicates is "
            '"merge"'
        )

    def _publish(self, decision: Decision) -> None:
        article, record, was = decision.candidate.article, decision.record, decision.was
        self._composer.keep(record, article, decision.told or snapshot(article))
        told = "new" if decision.is_new else "again" if decision.is_updated else "nothing"
        self._catalogue.enter(record, article, told)
        if not self._survey.verify:  # otherwise all pages are gone through in the end
            self._show(decision)
        self._counts.update(decision.kinds)
        self._watch(Change(" and ".join(decision.kinds) or "same", article.key, record, was))
        if was is not None and was.fingerprint != record.fingerprint:
            self._cache.sources.look_again(record.guid, but=article.key)

    def _show(self, decision: Decision) -> None:
        """Has the article's page made again, and those that link to it if they have to change."""
        record, was = decision.record, decision.was
        if was is None or decision.is_new or (was.title, was.slug) != (record.title, record.slug):
            self._cache.shown.add_with_neighbours(record.guid)
        else:
            self._cache.shown.add(record.guid)

    def remove(self, allow_removals: bool) -> None:
        """Takes off the site what no file holds any more.

        Raises `PublishError` if that is so much that it looks like a mishap.
        """
        ledger, cache, now = self._ledger, self._cache, self._now
        folder = InputFolder(self._config.articles)
        gone = (key for key in cache.work.missing() if not folder.has(key))
        removed = list(retire(gone, ledger, cache, now))
        unplaced = [r.guid for r in self._unplaced()] if self._survey.fresh else []
        for guid in dict.fromkeys((*self._left, *unplaced)):
            removed += release(guid, ledger, cache, now)
        if not allow_removals:
            plan.refuse_mass_removal(self._config, cache, len(removed), self._before)
        for record in removed:
            self._counts["removed"] += 1
            self._catalogue.leave(record)
            self._cache.shown.add_with_neighbours(record.guid)
            self._cache.drop_article(record.guid)
            self._publisher.withdraw(paths.page_path(record.slug))
            self._redirects.withdraw(record)
            self._watch(Change("removed", record.key or "", record, record))

    def _unplaced(self) -> Iterator[Record]:
        """Articles that the ledger has on the site, and no file holds."""
        sources, work = self._cache.sources, self._cache.work
        for record in self._ledger.published():
            if sources.keys_of(record.guid):
                continue
            if record.key is None or not work.is_unsettled(record.key):
                yield record

    def is_blank(self) -> bool:
        """Whether nothing was published ever, so that there is nothing to show."""
        return self._ledger.is_empty()

    def remember(self) -> None:
        """Keeps what was seen, though nothing is published."""
        self._remember_cleaning()
        self._cache.commit()

    def _remember_cleaning(self) -> None:
        cache = self._cache
        cache.remember(replace(cache.last_build, cleaning=self._edition.cleaning))

    def compose(self, workers: Workers) -> None:
        """Stages the documents that list articles, and withdraws what is not of the site now."""
        self._documents.offer(self._now, self._meter, workers)

    def announce(self) -> None:
        """Notes what is about to change in the output folder, to be committed with the names."""
        self._ledger.set("rules", self._edition.cleaning)
        self._publisher.announce()
        self._remember_cleaning()

    def conclude(self) -> None:
        """Deletes what is to go, and notes that all is done."""
        cache, config = self._cache, self._config
        self._publisher.conclude()
        last = cache.last_build
        device = InputFolder(config.articles).device()
        cache.remember(
            replace(
                last,
                rendering=self._edition.rendering,
                channels=repr(config.selections),
                device=last.device if device is None else device,
                expires=self._documents.expires,
                output_looks=self._output_looks(),
                untold=self._untold() if config.hubs else last.untold,
            )
        )
        cache.keep_templates(self._templates.fresh, anew=self._survey.remade)
        cache.commit()

    def _output_looks(self) -> dict[str, FileStat | None]:
        """What the output looks like from outside, for the next build to compare.

        Unless this build made all documents, the others look as before, but for those it deleted.
        """
        before = {} if self._survey.verify else self._cache.last_build.output_looks
        is_deleted = self._cache.artifacts.is_scheduled_for_deletion
        kept = {path: look for path, look in before.items() if not is_deleted(path)}
        folders = (paths.ARTICLES, paths.PAGES, paths.ARCHIVE, paths.CHANNELS, paths.SITEMAPS)
        return kept | plan.looks(self._target, (*self._publisher.documents, *folders))

    def _untold(self) -> tuple[Notice, ...]:
        """The notices for the hubs, which they get once all is done."""
        # Imported here: most sites have no hub.
        from feedtool.pipeline import websub

        base, is_staged = self._config.base_url, self._cache.artifacts.is_staged
        changed = [base + path for path in self._documents.topics if is_staged(path)]
        return websub.due(self._config.hubs, changed, self._now, self._cache.last_build.untold)

    def report(self, warnings: tuple[str, ...] = (), list_files: bool = False) -> Report:
        """What was done; `warnings` are of what came after it."""
        problems, files = self._cache.sources.problems(), self._cache.artifacts
        return Report(
            articles=self._ledger.count(),
            new=self._counts["new"],
            updated=self._counts["updated"],
            renamed=self._counts["renamed"],
            removed=self._counts["removed"],
            files_written=files.count_staged(),
            files_deleted=files.count_deletions(),
            written=tuple(files.staged()) if list_files else (),
            deleted=tuple(files.deletions()) if list_files else (),
            unsettled=self._cache.work.count_unsettled(),
            moved=self._counts["moved"],
            problems=problems,
            notices=(*self._survey.notices, *self._redirects.notices, *warnings),
            read=frozenset(p.key for p in problems if self._cache.work.is_changed(p.key)),
        )
