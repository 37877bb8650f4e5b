"""Renders stale documents, in the order of publication, and stages those that differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

from feedtool.model import paths
from feedtool.pipeline import redirects, targets
from feedtool.pipeline.change import Change
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.context import Context
from feedtool.pipeline.digests import options_of
from feedtool.pipeline.documents import Documents
from feedtool.pipeline.gate import FeedGate
from feedtool.pipeline.ownership import Ownership, refuse
from feedtool.pipeline.paging import Pagination
from feedtool.pipeline.plan import Cause
from feedtool.pipeline.publisher import Publisher
from feedtool.pipeline.stale import all_documents
from feedtool.pipeline.sweep import unwanted
from feedtool.pipeline.targets import Kind, Target
from feedtool.pipeline.workers import BATCH, Workers
from feedtool.render.jobs import (
    Failure,
    FeedJob,
    Job,
    PageJob,
    RedirectJob,
    RedirectListJob,
    Rendered,
)
from feedtool.render.renderer import Renderer
from feedtool.state.ledger import Record
from feedtool.state.ledger.positions import ALL, Position

# The phases of rendering, in order; feeds are rendered with the archives of their channel.
_PHASES = tuple(kind for kind in Kind if kind != Kind.FEED)
# The phases that workers share, because there may be many documents, with the size of batches.
_SHARED = {Kind.PAGE: BATCH, Kind.LIST: 1, Kind.SEARCH: 1, Kind.ARCHIVE: 1}


class Rendering:
    """The documents of one build; `notices` name those that cannot be written."""

    def __init__(self, context: Context, channels: Channels, renderer: Renderer) -> None:
        self._context = context
        self._ledger = context.ledger
        self._plan = context.plan
        self._channels = channels
        self._failures = context.failures
        self._renderer = renderer
        self._documents = Documents(context, channels)
        self._own_pages = frozenset(page.path for page in renderer.design.pages)
        self.notices: list[str] = []
        self._ownership = Ownership(context.output, context.cache.outputs)
        self.publisher = Publisher(
            context.output,
            context.cache.outputs,
            verify=context.plan.check_output,
            is_foreign=self._ownership.is_foreign,
            overwrite=context.may_overwrite,
        )
        self._gate = FeedGate(self.publisher.will_exist, context.config.base_url, renderer.files)

    @property
    def topics(self) -> Sequence[str]:
        """The paths of the feeds that were rendered, without archives."""
        return self._gate.topics

    def next_expiry(self) -> int | None:
        """When the next tombstone leaves the feed, in Unix seconds; None if there is none."""
        return self._documents.next_expiry()

    # -- stale documents -------------------------------------------------------------------

    def mark_stale(
        self,
        guid: str,
        change: Change,
        positions: Iterable[Position],
        channels: Collection[int] = (),
    ) -> None:
        """Marks the documents that a change affects for rendering; `positions` are the old ones."""
        if self._plan.rewrite_everything:
            return  # spares the questions to the ledger
        paging, positions = self._channels.pagination, tuple(positions)
        self._add(targets.affected(guid, change, positions, channels, paging))
        if change & targets.LINKED:
            self.mark_neighbours(guid, {ALL, *(p.channel for p in positions)})

    def mark_neighbours(self, guid: str, channels: Iterable[int]) -> None:
        """Marks the pages that link to an article as a neighbour in one of these channels."""
        if self._plan.rewrite_everything:
            return
        for channel in filter(self._channels.is_linked, channels):
            self._add_pages(self._documents.neighbours(guid, channel))

    def delete_article(self, record: Record) -> None:
        """Schedules the deletion of an article's page, its redirects, and its files.

        Files that another article on the site ever showed stay.
        """
        # In reverse order of deletion: a page goes before the files that it shows.
        for path in self._ledger.files.only_of(record.guid):
            self.publisher.delete_copy(path)
        former = redirects.pages_to(record.guid, self._ledger, self._context.output)
        for path in (paths.page_path(record.slug), *former):
            self.publisher.delete(path)

    def assign_positions(self) -> None:
        """Assigns positions to the queued articles, and marks the documents that have them."""
        if self._plan.assign_feeds:
            self._queue_all()
        grown, before = self._channels.assign()
        for channel in grown:
            self._add(targets.grown(channel, before, self._channels.pagination))
            if self._channels.is_linked(channel):
                self._mark_last(channel, before)

    def _queue_all(self) -> None:
        """Queues every article for a position in the channels where it does not have one.

        Those that were published in this build are queued already.
        """
        for record in self._ledger.published():
            if self._context.cache.run.holder(record.guid) is not None:
                continue
            article = self._documents.article(record)
            if article is None:
                continue
            work = partial(self._channels.ensure, article, record.published)
            channels = self._failures.attempt_article(record, work)
            if channels is not None:
                positions = self._channels.positions_of(record.guid)
                self._channels.queue(record.guid, Change(0), positions, channels)

    def _mark_last(self, channel: int, before: Pagination) -> None:
        """Marks the page of the last article before the new ones: it links to the first of them."""
        first = before.lists(channel).count + 1
        last = self._channels.pagination.lists(channel).count
        for record in islice(self._ledger.positions.within(channel, first, last), 1):
            self._add_pages(self._documents.neighbours(record.guid, channel)[:1])

    def _add_pages(self, records: Iterable[Record | None]) -> None:
        self._add(Target(Kind.PAGE, guid=record.guid) for record in records if record is not None)

    def _add(self, stale: Iterable[Target]) -> None:
        """Lists stale documents; where all are compared, only archives have to be listed."""
        if self._plan.rewrite_everything:
            return
        if self._plan.check_output:
            stale = (target for target in stale if target.kind == Kind.ARCHIVE)
        self._context.cache.stale.add(map(targets.to_row, stale))

    # -- rendering -------------------------------------------------------------------------

    def render(self, workers: Workers) -> None:
        """Renders the stale documents, and stages those that differ from the published files.

        Raises `StartOver` if articles set off a bug, `PublishError` if readers could not use a feed
        because of anything else.
        """
        if self._channels.renamed:
            self._add([Target(Kind.SITE)])
        if Cause.EXPIRED in self._plan.causes:
            self._add(Target(Kind.FEED, channel) for channel in self._channels.active())
        if Cause.OPTIONS in self._plan.causes:
            self._add_feeds_with_other_options()
        self._add([Target(Kind.REDIRECT_LIST)])
        here = Workers()
        for phase in _PHASES:
            where, size = (workers, _SHARED[phase]) if phase in _SHARED else (here, 1)
            for job, rendered in where.map(self._renderer, self._jobs(phase), size):
                self._write(job, rendered)
            # Before the next phase, whose documents link to those that are missing now.
            self._failures.start_over()

    def _add_feeds_with_other_options(self) -> None:
        """Marks the feeds whose options changed, with archives, which would show what they hid."""
        before, after = self._context.cache.last_build.options, options_of(self._context.config)
        for channel in self._channels.active():
            key = self._channels.options_key(channel)
            if before is None or before.get(key) != after.get(key):
                self._add(targets.archives_of(channel, self._channels.pagination))
                self._add([Target(Kind.FEED, channel)])

    def _jobs(self, phase: Kind) -> Iterator[Job]:
        if phase == Kind.PAGE:
            return self._pages()
        return chain.from_iterable(map(self._documents.jobs, self._of(phase)))

    def _of(self, phase: Kind) -> Iterator[Target]:
        """The stale documents of a phase, in the order of publication."""
        if self._plan.check_output:
            return all_documents(phase, self._context, self._channels)
        return map(targets.from_row, self._context.cache.stale.of_phase(phase))

    def _pages(self) -> Iterator[Job]:
        if self._plan.check_output:
            jobs, total = self._documents.all_pages(), self._ledger.count()
        else:
            jobs, total = chain.from_iterable(map(self._documents.jobs, self._of(Kind.PAGE))), 0
        for done, job in enumerate(jobs, 1):
            yield job
            self._context.observers.on_progress("writing", done, max(total, done))

    def _write(self, job: Job, rendered: Rendered) -> None:
        self._note_failures(rendered.failures)
        if isinstance(job, PageJob) and rendered.entry:
            self._context.cache.entries.put(job.item.identity.guid, rendered.entry)
        is_redirect = isinstance(job, RedirectJob | RedirectListJob)
        for artifact in rendered.artifacts:
            if is_redirect and artifact.path in self._own_pages:
                self.notices.append(
                    f"{artifact.path}: is a page of your own, so no redirect was written there; "
                    "rename it in pages/ if the old address matters"
                )
            elif is_redirect and self._ownership.is_foreign(artifact.path):
                self.notices.append(
                    f"{artifact.path}: exists in the output folder and was not written by "
                    "feedtool, so no redirect was written there; move it away"
                )
            else:
                self.publisher.write_if_changed(artifact)
        if isinstance(job, FeedJob) and not self._failures:
            self._note_failures(self._gate.check(job, rendered.artifacts))

    def _note_failures(self, failures: Iterable[Failure]) -> None:
        for failure in failures:
            record = self._ledger.by_guid(failure.guid)
            if record is not None:
                self._failures.add_article(record, failure.bug)

    def refuse_obstacles(self) -> None:
        """Raises `PublishError` if other people's files are where documents have to go."""
        refuse(self._context.config.output.name, self.publisher.obstacles)

    def delete_unwanted(self) -> None:
        """Schedules the deletion of documents that no longer belong to the site."""
        if not self._ledger.has_redirects():
            for path in redirects.lists(self._context.output):
                self.publisher.delete(path)
        if self._plan.check_output:
            made = frozenset(self.publisher.documents)
            for path in unwanted(self._context, self._channels, made):
                self.publisher.delete(path)
