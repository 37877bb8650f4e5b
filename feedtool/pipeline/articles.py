"""What becomes of each article in a build: read, cleaned, recognized, published or withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import partial

from msgspec.structs import replace

from feedtool.errors import PublishError
from feedtool.identity.dates import publish_at
from feedtool.identity.edits import snapshot
from feedtool.model import BeingWritten, CleanArticle, Problem
from feedtool.model.problem import join_notices
from feedtool.model.stored import StoredArticle, pack, unpack
from feedtool.pipeline import log
from feedtool.pipeline.change import Change
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.context import Context
from feedtool.pipeline.decision import Decision, refused_slug, shares_id
from feedtool.pipeline.file_dates import file_date, undated_notice
from feedtool.pipeline.ignored_fields import IgnoredFields
from feedtool.pipeline.ingest import ArticleReader, learn_profiles
from feedtool.pipeline.naming import Candidate, NamingPolicy
from feedtool.pipeline.plan import Cause, refuse_mass_removal
from feedtool.pipeline.positions import Positions
from feedtool.pipeline.recognition import Recognizer
from feedtool.pipeline.redirects import add_former
from feedtool.pipeline.references.update import References
from feedtool.pipeline.rendering import Rendering
from feedtool.pipeline.report import ArticleChange
from feedtool.pipeline.sources import note_problem, unpublish_missing
from feedtool.pipeline.taken_out import TakenOut
from feedtool.pipeline.workers import Workers
from feedtool.state.cache.sources import Seen
from feedtool.state.ledger import moment

# If a file is this young when it is read, another write may leave its mtime unchanged, because file
# systems round times.
_RACY = 2  # seconds
# The mtime of a file further in the future was set on purpose; such a file is not special.
_AHEAD = 3600  # seconds that the clock of a file server may be ahead of ours
_MAY_GROW = 60  # seconds in which a program that writes a file piece by piece adds the next


def _growing(context: Context) -> tuple[int, int] | None:
    """The mtimes, in nanoseconds, at which a file that ends within a character may still grow.

    None if such files are to be read: without a cache nobody knows what was published of them.
    """
    if context.plan.nothing_known and not context.ledger.is_empty():
        return None
    now = context.plan.now
    since = now - max(_MAY_GROW, context.config.settle)
    return since * 10**9, (now + _AHEAD) * 10**9


class Articles:
    """The articles of one build.

    `counts` says how many of them changed in which way, `taken_out` what profiles newly drop from
    published ones, `ignored` which fields of front matter are not read.
    """

    def __init__(
        self, context: Context, channels: Channels, rendering: Rendering, references: References
    ) -> None:
        config, plan = context.config, context.plan
        self._context = context
        self._config = config
        self._plan = plan
        self._ledger = context.ledger
        self._cache = context.cache
        self._channels = channels
        self._rendering = rendering
        self._references = references
        reader = ArticleReader.of(config, plan.rules)
        self._reader = replace(reader, growing=_growing(context))
        self._failures = context.failures
        self._left_out = context.failures.left_out.documents
        self._before = context.ledger.count()
        self._replaced: dict[str, None] = {}  # GUIDs of articles whose file holds another one now
        self._rivals: dict[str, list[CleanArticle]] = {}  # by the file whose id they declare
        self.counts = Counter[Change]()
        self.taken_out = TakenOut()
        self.ignored = IgnoredFields()
        self._undated = 0

    def update_profiles(self, workers: Workers) -> None:
        """Learns from the changed files; articles that a new profile affects are read again."""
        run, counts = self._cache.run, self._cache.line_counts
        run.add_reread(self._left_out)  # so that each is reported
        total = run.count_changed()
        learn_profiles(
            counts,
            self._reader,
            run.changed(),
            workers,
            on_progress=lambda done: self._context.observers.on_progress("reading", done, total),
        )
        for key in run.missing():
            counts.remove(key)
        run.add_reread(counts.texts_with(counts.update_levels()))
        self._reader = replace(self._reader, profile=counts.profile_of_changed())

    def process(self, workers: Workers) -> None:
        """Reads and cleans the changed files, and decides the identities of their articles.

        Raises `StartOver` if one of them sets off a bug.
        """
        config, plan = self._config, self._plan
        policy = NamingPolicy(
            site_id=plan.site_id,
            now=plan.now,
            zone=config.zone,
            minor_edits=config.minor_edits,
            rules_may_differ=plan.rules_may_differ,
            merge=config.merge_duplicates,
            nothing_known=plan.nothing_known,
            file_date=file_date(config.dates, config.articles),
        )
        recognizer = Recognizer(self._context.state, policy, self._failures)
        position_of = Positions(self._cache.run.count_edited_in)
        total = self._cache.run.count_changed()
        results = workers.map(self._reader, self._cache.run.changed())
        for done, (to_read, result) in enumerate(results, 1):
            self._context.observers.on_progress("cleaning", done, total)
            position = position_of(to_read)
            failed = self._left_out.get(to_read.found.key)
            if failed is not None:
                note_problem(self._context.state, to_read.found, failed.problem, failed.guid)
            elif isinstance(result, CleanArticle):
                candidate = Candidate(result, to_read.found, to_read.edited, position)
                self._failures.attempt(result.key, partial(self._process, candidate, recognizer))
            elif isinstance(result, Problem):
                note_problem(self._context.state, to_read.found, result)
            else:
                self._leave(result)
        self._decide_rest(recognizer)
        self._undated = recognizer.undated
        self._failures.start_over()
        for key, rivals in self._rivals.items():
            notice = shares_id(rivals[0].meta, [article.key for article in rivals])
            self._cache.sources.add_notice(key, notice)

    def _note_ignored(self, article: CleanArticle) -> None:
        """Notes the fields of front matter that are not read."""
        self.ignored.add(article.key, article.ignored)

    def _process(self, candidate: Candidate, recognizer: Recognizer) -> None:
        self._note_ignored(candidate.article)
        if self._is_held_back(candidate, recognizer):
            return
        decision = recognizer.decide_now(candidate)
        if decision is None:
            recognizer.postpone(candidate)
            return
        self._apply(decision)
        self._carry_out(decision)

    def _decide_rest(self, recognizer: Recognizer) -> None:
        """Applies each decision at once, because later ones depend on it; then publishes."""
        decisions = {}
        for decision in recognizer.decide_rest():
            key = decision.candidate.article.key
            self._failures.attempt(key, partial(self._apply, decision))
            decisions[key] = decision
        for key in sorted(decisions):
            work = partial(self._complete, decisions.pop(key), recognizer)
            self._failures.attempt(key, work)

    def _complete(self, decision: Decision, recognizer: Recognizer) -> None:
        self._carry_out(recognizer.whole(decision))

    def _apply(self, decision: Decision) -> None:
        """Writes a decision to the ledger, for the decisions after it."""
        record, was = decision.record, decision.was
        if decision.twin is not None:
            return
        self._cache.run.claim(record.guid, decision.candidate.article.key)
        if decision.old_slug is not None:
            self._ledger.move(replace(record, slug=decision.old_slug), record.slug)
        elif record != was:
            self._ledger.put(record)

    def _leave(self, unsettled: BeingWritten) -> None:
        """Leaves a file that is being written to the next build."""
        if self._plan.nothing_known and self._ledger.by_key(unsettled.key) is not None:
            # The previous text of the article is unknown.
            raise PublishError(
                f"{unsettled.key}: was overwritten while feedtool read it; build again"
            )
        self._cache.run.postpone_one(unsettled.key)

    def _is_held_back(self, candidate: Candidate, recognizer: Recognizer) -> bool:
        """Holds back drafts, and articles with a date in the future; whether it did."""
        article = candidate.article
        until = publish_at(article, self._config.zone)
        if article.meta.draft:
            until, note = None, "is a draft"
        elif (
            until is not None
            and until > self._plan.now
            and recognizer.find_published(candidate) is None
        ):
            note = f"will be published at {moment(until):%Y-%m-%d %H:%M} UTC"
        else:
            return False
        self._note_source(Seen(candidate.found, None, due=until))
        self._report(ArticleChange(Change.WAITING, article.key, None, note=note))
        return True

    def _note_source(self, seen: Seen) -> None:
        """Records the result for a file, and which article it replaced, if any."""
        held = self._cache.sources.guid_at(seen.found.key)
        if held is not None and held != seen.guid:
            self._replaced[held] = None
        self._cache.sources.remember(seen)

    def _carry_out(self, decision: Decision) -> None:
        article, found = decision.candidate.article, decision.candidate.found
        if decision.twin is None:
            self._publish(decision)
            certain = decision.notice or self._near_copy(decision) or refused_slug(decision)
            notice = join_notices(self._rivalry(decision), certain, article.notice)
        else:
            notice = f"is the same article as {decision.twin}; delete one of the two files"
            note = f"of {decision.twin}"
            self._report(ArticleChange(Change.COPY, found.key, decision.record, note=note))
        problem = None if notice is None else Problem(found.key, notice, left_out=False)
        # The notice of a shared id ends when the other file changes.
        again = decision.rival is not None or (
            self._plan.now - _RACY <= found.mtime // 10**9 <= self._plan.now + _AHEAD
        )
        self._note_source(Seen(found, decision.record.guid, problem, again))

    def _rivalry(self, decision: Decision) -> str | None:
        if decision.rival is None:
            return None
        article = decision.candidate.article
        self._rivals.setdefault(decision.rival, []).append(article)
        return shares_id(article.meta, [decision.rival])

    def _near_copy(self, decision: Decision) -> str | None:
        key = decision.record.key
        # Also of an article that did not change, whose notices replace those of the last build.
        copies = () if key is None else self._cache.line_counts.copies(key)
        if key is None or not copies or copies[0] > key:
            return None
        return (
            f"is nearly the same as {copies[0]}, and both are published; to publish only one, set "
            '[clean] duplicates = "merge"'
        )

    def _publish(self, decision: Decision) -> None:
        """Stores the text of an article, and marks the documents that show it as stale."""
        article, record, was = decision.candidate.article, decision.record, decision.was
        change, guid = decision.change, record.guid
        stored = StoredArticle(article, decision.last_announced or snapshot(article))
        previous = None if was is None else self._cache.article(guid)
        if was is not None:
            self.taken_out.note(article, previous)
        self._cache.put_article(guid, pack(stored))
        add_former(article, guid, self._ledger, self._config)
        positions = () if was is None else self._channels.positions_of(guid)
        channels = self._channels.ensure(article, record.published)
        before = None if previous is None else unpack(previous)
        entered, left = self._switched(before, article, channels)
        self._channels.queue(guid, change, positions, channels, entered)
        self._rendering.mark_stale(guid, change, positions, frozenset(channels) - left)
        if was is not None and before is not None:
            former = self._channels.of(before.article, was.published).keys()
            self._rendering.mark_neighbours(guid, former ^ {*channels})
        self._references.note(change, record, was)
        self._references.note_text(article, guid, is_new=was is None)
        self.counts.update(iter(change))
        self._report(ArticleChange(change, article.key, record, was))
        if was is not None and was.fingerprint != record.fingerprint:
            self._cache.sources.read_again(guid, but=article.key)

    def _switched(
        self, before: StoredArticle | None, article: CleanArticle, channels: Collection[int]
    ) -> tuple[frozenset[int], frozenset[int]]:
        """The channels whose feeds have an article from now on, and those that leave it out."""
        if before is None:
            return frozenset(), frozenset()
        in_feed = self._channels.is_in_feed
        found = [(c, in_feed(c, before.article), in_feed(c, article)) for c in channels]
        entered = frozenset(channel for channel, was, is_ in found if is_ and not was)
        return entered, frozenset(channel for channel, was, is_ in found if was and not is_)

    def unpublish_missing(self, allow_removals: bool) -> None:
        """Unpublishes the articles that no file holds any more; their ids and slugs stay reserved.

        Raises `PublishError` if there are so many that it may be an accident.
        """
        removed = list(unpublish_missing(self._context, self._replaced))
        if not allow_removals:
            refuse_mass_removal(self._config, self._context.state, len(removed), self._before)
        for record in removed:
            self.counts[Change.REMOVED] += 1
            positions = self._channels.positions_of(record.guid)
            self._rendering.mark_stale(record.guid, Change.REMOVED, positions)
            self._references.note(Change.REMOVED, record, None)
            self._rendering.delete_article(record)
            self._cache.drop_article(record.guid)
            self._report(ArticleChange(Change.REMOVED, record.key or "", record, record))

    def undated(self) -> tuple[str, ...]:
        """What to do about articles without a date, after the first build."""
        if Cause.FIRST not in self._plan.causes:
            return ()
        return undated_notice(self._undated, self.counts[Change.NEW], self._config)

    def _report(self, change: ArticleChange) -> None:
        if log.has_details():
            log.debug("%s: %s %s", change.key, change.label, change.note)
        self._context.observers.on_change(change)
