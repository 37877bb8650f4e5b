"""The step of a build that resolves references, publishes files, and marks what they change.

It runs when all identities are known, and before anything is rendered: what it stages is published
before the pages that need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from feedtool.model import CleanArticle, Meta, Problem
from feedtool.model.dumps import dump_of
from feedtool.model.paths import page_path
from feedtool.model.problem import join_notices
from feedtool.model.references import pack_links
from feedtool.model.stored import unpack
from feedtool.pipeline.change import Change
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.context import Context
from feedtool.pipeline.references.catalog import SiteCatalog
from feedtool.pipeline.references.durations import WITHOUT_MUTAGEN, can_read
from feedtool.pipeline.references.files import PublishedFiles
from feedtool.pipeline.references.resolve import Place, Resolution, names_of, resolve
from feedtool.pipeline.references.static import StaticFolder
from feedtool.pipeline.rendering import Rendering
from feedtool.readers import MAIL
from feedtool.state.ledger import Record
from feedtool.text.recordings import RECORDINGS, companions

# Changes of an article after which a reference may lead somewhere else.
_MOVING = Change.NEW | Change.RENAMED | Change.MOVED | Change.REMOVED


class References:
    """The references of one build; `notices` name files that were not copied."""

    def __init__(self, context: Context, channels: Channels, rendering: Rendering) -> None:
        self._context = context
        self._ledger = context.ledger
        self._cache = context.cache
        self._references = context.cache.references
        self._channels = channels
        self._rendering = rendering
        self._files = PublishedFiles(context, rendering.publisher)
        self._catalog = SiteCatalog(context, self._files)
        self._static = StaticFolder(context, rendering.publisher)
        self._is_used = context.cache.references.is_used()

    @property
    def notices(self) -> Sequence[str]:
        """Messages about files that were not copied."""
        return self._static.notices

    def note(self, change: Change, record: Record, was: Record | None) -> None:
        """Notes what a change of an article may change for references to it."""
        if was is not None and was.key and was.key != record.key and dump_of(was.key) is None:
            self._ledger.note_key(was.key, record.guid)
        if not self._is_used:
            return
        addresses = (*self._ledger.old_paths(record.guid), page_path(record.slug))
        if not change & _MOVING:
            # A former address may be declared at any time.
            self._references.note_changed(f"@{address.strip('/')}" for address in addresses)
            return
        if change & Change.REMOVED:
            self._references.renew(record.guid)  # so that nothing is left of it
        self._references.note_changed(names_of(record.key, record.guid, addresses))
        if was is not None:
            self._references.note_changed(names_of(was.key, was.guid, (page_path(was.slug),)))

    def note_text(self, article: CleanArticle, guid: str, is_new: bool) -> None:
        """Notes an article whose references are to be resolved, because it was read."""
        if article.references or (self._is_used and not is_new):
            self._references.renew(guid)

    def update(self) -> None:
        """Resolves the references that may have changed, and stages the files that they lead to."""
        self._static.update()
        if self._context.plan.rewrite_everything:
            self._references.renew_all()
        if self._context.plan.check_output:
            for path in self._references.published():
                self._files.at(path)
        for guid in self._references.to_resolve():
            record = self._ledger.by_guid(guid)
            if record is None or record.gone is not None:
                self._references.put(guid, (), None)
                continue
            self._context.failures.attempt_article(record, partial(self._resolve, record))
        self._references.forget_unused()
        self._context.failures.start_over()

    def _resolve(self, record: Record) -> None:
        """Resolves the references of an article; marks its documents if anything is different."""
        guid, stored = record.guid, self._cache.article_and_links(record.guid)
        article = None if stored is None else unpack(stored[0])
        if stored is None or article is None:
            return
        found = dict(self._resolutions(article.article, record))
        links = pack_links(r.link for r in found.values() if r.link is not None)
        names = [name for resolution in found.values() for name in resolution.names]
        self._note_files(guid, names, found.values())
        message = join_notices(*(self._notice(d, r, article.article) for d, r in found.items()))
        problem = None
        if message is not None:
            problem = Problem(article.article.key, message, left_out=False)
        self._references.put(guid, names, problem)
        if links != stored[1]:
            self._cache.put_links(guid, links)
            positions = self._channels.positions_of(guid)
            channels = {position.channel for position in positions}
            self._rendering.mark_stale(guid, Change(0), positions, channels)

    def _resolutions(
        self, article: CleanArticle, record: Record
    ) -> Iterator[tuple[str, Resolution]]:
        key = article.key
        # Whoever wrote a mail or a row of a dump is not to publish files of the owner.
        may_have_files = dump_of(key) is None and not key.lower().endswith(MAIL)
        place = Place(record.key or key, self._context.config.base_url, may_have_files)
        for destination in article.references:
            yield destination, resolve(destination, place, self._catalog)
        enclosure = article.meta.enclosure
        if enclosure is None or not self._context.config.has_podcasts or not may_have_files:
            return
        for destination in companions(enclosure.url):
            found = resolve(destination, place, self._catalog)
            is_file = found.link is not None and found.link.length > 0
            # Most recordings have none, but one may come.
            yield destination, found if is_file else Resolution(names=found.names)

    def _note_files(
        self, guid: str, paths: Sequence[str], resolutions: Iterable[Resolution]
    ) -> None:
        """Records the files that an article shows; they stay as long as it is on the site."""
        shown = {r.link.address.partition("#")[0] for r in resolutions if r.link is not None}
        for path in paths:
            name = self._files.name_at(path)
            if name is not None and self._ledger.files.path_of(name) in shown:
                self._ledger.files.add_shown(guid, name)

    def _unread_duration(self, destination: str, meta: Meta) -> str | None:
        """A notice about a recording in a podcast whose duration is not known without mutagen."""
        is_known = meta.episode is not None and meta.episode.duration is not None
        is_recording = destination.lower().endswith(RECORDINGS)
        if is_known or not is_recording or not self._context.config.has_podcasts or can_read():
            return None
        return f"enclosure: {WITHOUT_MUTAGEN}"

    def _notice(
        self, destination: str, resolution: Resolution, article: CleanArticle
    ) -> str | None:
        problem, meta = resolution.problem, article.meta
        if meta.enclosure is not None and destination == meta.enclosure.url:
            if resolution.link is not None and resolution.link.address:
                return self._unread_duration(destination, meta)
            if problem is None or "was not found" in problem:
                return (
                    f"enclosure: '{destination}' is neither a file below the input folder nor an "
                    "address that begins with https://, and is ignored; add the file"
                )
            return f"enclosure: {problem}"
        if problem is not None and destination == meta.image:
            return f"image: {problem}"
        return problem
