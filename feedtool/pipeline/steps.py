"""The steps of a build. The module `build` knows their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import asdict, replace

from feedtool.model import FileStat, paths
from feedtool.pipeline import log
from feedtool.pipeline.articles import Articles
from feedtool.pipeline.change import Change
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.context import Context
from feedtool.pipeline.digests import options_of
from feedtool.pipeline.file_filter import without
from feedtool.pipeline.ingest import load_knowledge
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.own_pages import design_of
from feedtool.pipeline.plan import Cause, channels_of, stats_of
from feedtool.pipeline.references.update import References
from feedtool.pipeline.rendering import Rendering
from feedtool.pipeline.report import Report
from feedtool.pipeline.theme_files import addresses, publish_theme_files, theme_files
from feedtool.pipeline.workers import Workers
from feedtool.render.renderer import Renderer
from feedtool.state.cache.last_build import Notice, OutputChange

_CHECKED_FOR = 86_400  # seconds until the whole ledger is checked again, at 2 ms per megabyte
# The folders whose mtimes show that another program changed the output, besides its top documents.
_FOLDERS = (
    *(paths.ARTICLES, paths.PAGES, paths.ARCHIVE, paths.CHANNELS, paths.SITEMAPS, paths.FILES),
    paths.SEARCH_INDEX,
)


class Build:
    """A build, from the plan to the output folder."""

    def __init__(self, context: Context) -> None:
        config, plan = context.config, context.plan
        self._context = context
        self._config = config
        self._plan = plan
        self._ledger = context.ledger
        self._cache = context.cache
        self._pictures = theme_files(config, context.ledger)
        design = design_of(config, plan, context.site, addresses(self._pictures))
        self._renderer = Renderer.of(context.site, plan.templates, design)
        self._channels = Channels(context.ledger.positions, context.site, config)
        self._rendering = Rendering(context, self._channels, self._renderer)
        self._references = References(context, self._channels, self._rendering)
        self.articles = Articles(context, self._channels, self._rendering, self._references)

    # -- before the first write ------------------------------------------------------------

    def prepare(self) -> None:
        """Checks ledger, rules and footers, and creates the channels of the configuration.

        Raises a `FeedtoolError` if the ledger is damaged, or a rule or a footer is invalid.
        """
        for reason in self._plan.reasons():
            log.info("%s", reason)
        load_knowledge(self._plan.rules, self._config.mode)
        for options in self._config.feed_options.values():
            if options.footer:
                # Imported here: most sites have no footers.
                from feedtool.render.pages.own_templates import require_compilable

                require_compilable(options.footer, options.footer_place)
        self._check_ledger()
        if self._ledger.site_id() is None:
            self._ledger.set("id", self._plan.site_id)
        self._channels.ensure_configured()

    def _check_ledger(self) -> None:
        """Checks the whole ledger once a day, and whenever anything but a build wrote to it."""
        last, now = self._cache.last_build, self._plan.now
        signature = self._ledger.file_signature()
        is_checked = (
            last.ledger_signature == signature and 0 <= now - last.ledger_checked < _CHECKED_FOR
        )
        if not is_checked:
            self._ledger.require_whole()
            self._remember(ledger_signature=signature, ledger_checked=now)

    # -- documents -------------------------------------------------------------------------

    @property
    def is_blank(self) -> bool:
        """Whether no article was ever published, so that there is nothing to render."""
        return self._ledger.is_empty()

    def render_documents(self, workers: Workers) -> None:
        """Stages the documents that differ from the published ones, and schedules deletions.

        Raises `PublishError` if files that no build made are in the way.
        """
        if self._plan.check_output:
            self._rendering.publisher.delete_other_encodings()
        publisher = self._rendering.publisher
        publish_theme_files(self._pictures, self._config, self._ledger, publisher)
        self._references.update()
        self._rendering.assign_positions()
        self._rendering.render(workers)
        self._rendering.refuse_obstacles()
        self._rendering.delete_unwanted()

    # -- publishing ------------------------------------------------------------------------

    def note_blank(self) -> None:
        """Records what was read although nothing was published."""
        self._remember(cleaning=self._plan.digests.cleaning)
        self._cache.commit()

    def commit(self) -> None:
        """Makes ids permanent, and records what is about to change in the output folder."""
        if log.has_details():
            self._log_files()
        self._ledger.set("rules", self._plan.digests.cleaning)
        self._rendering.publisher.mark_pending()
        self._remember(cleaning=self._plan.digests.cleaning)
        self._context.state.commit()

    def _log_files(self) -> None:
        for path in self._cache.outputs.staged():
            log.debug("write %s", path)
        for path in self._cache.outputs.deletions():
            log.debug("delete %s", path)

    def finish(self) -> None:
        """Deletes unwanted files, and records that the build is done."""
        self._rendering.publisher.finish()
        self._remember(
            rendered=asdict(self._plan.digests),
            channels=channels_of(self._config),
            options=options_of(self._config),
            device=InputFolder(self._config.articles).device(),
            expires=self._rendering.next_expiry(),
            output_stats=self._output_stats(),
            untold=self._untold(),
            unreleased=self._unreleased(),
        )
        self._cache.commit()

    def _output_stats(self) -> dict[str, FileStat | None]:
        """The sizes and times of documents of this build, and of others as recorded before."""
        before = {} if self._plan.check_output else self._cache.last_build.output_stats
        outputs = self._cache.outputs
        kept = {
            path: stat
            for path, stat in before.items()
            if not outputs.is_scheduled_for_deletion(path)
        }
        return kept | stats_of(
            self._context.output, (*self._rendering.publisher.documents, *_FOLDERS)
        )

    def _untold(self) -> tuple[Notice, ...]:
        """The notices to send to WebSub hubs, about changes in this build or before."""
        if not self._config.hubs:
            return self._cache.last_build.untold
        # Imported here: most sites have no hub.
        from feedtool.pipeline import websub

        base, is_staged = self._config.base_url, self._cache.outputs.is_staged
        changed = [base + path for path in self._rendering.topics if is_staged(path)]
        untold = self._cache.last_build.untold
        return websub.due(self._config.hubs, changed, self._plan.now, untold)

    def _unreleased(self) -> OutputChange | None:
        """The changes for the commands of `[run] after`, in this build and before."""
        if not self._config.after:
            return None
        # Imported here: most sites have no commands.
        from feedtool.pipeline import hooks

        plan, outputs = self._plan, self._cache.outputs
        before = self._cache.last_build.unreleased
        if plan.nothing_known or Cause.INTERRUPTED in plan.causes:
            # What an earlier build has changed, and whether the commands succeeded, is unknown.
            before = OutputChange(everything=True)
        return hooks.merged(before, outputs.staged(), outputs.deletions())

    def _remember(self, **changed: Any) -> None:
        self._cache.remember(replace(self._cache.last_build, **changed))

    # -- reporting -------------------------------------------------------------------------

    def report(self, notices: Iterable[str] = (), list_files: bool = False) -> Report:
        """The report of this build; `notices` are added to its own."""
        problems, outputs, run = (
            self._cache.sources.problems(),
            self._cache.outputs,
            self._cache.run,
        )
        return Report(
            articles=self._ledger.count(),
            problems=problems,
            notices=(
                *self._rendering.notices,
                *self._references.notices,
                *self.articles.ignored.notices(),
                *self.articles.undated(),
                *notices,
            ),
            new=self.articles.counts[Change.NEW],
            updated=self.articles.counts[Change.UPDATED],
            corrected=self.articles.counts[Change.CORRECTED],
            renamed=self.articles.counts[Change.RENAMED],
            moved=self.articles.counts[Change.MOVED],
            removed=self.articles.counts[Change.REMOVED],
            files_written=outputs.count_staged(),
            files_deleted=outputs.count_deletions(),
            written=tuple(outputs.staged()) if list_files else (),
            deleted=tuple(outputs.deletions()) if list_files else (),
            read=frozenset(p.key for p in problems if run.is_changed(p.key)),
            unsettled=run.count_unsettled(),
            reasons=self._plan.reasons(),
            taken_out=self.articles.taken_out.messages(),
            passed_over=without(
                self._plan.passed_over, self._cache.references.published_by_ending()
            ),
            unresolved=self._cache.references.unresolved(),
            scheduled=self._cache.sources.scheduled(),
            being_written=run.being_written(self._config.settle),
        )
