"""Records problems with input files, and unpublishes articles that no file holds any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from feedtool.model import InputFile, Problem
from feedtool.model.dumps import dump_of
from feedtool.pipeline.context import Context
from feedtool.pipeline.file_filter import FileFilter
from feedtool.pipeline.input_folder import InputFolder
from feedtool.state import State
from feedtool.state.cache.sources import Seen
from feedtool.state.ledger import Record


def note_problem(
    state: State, found: InputFile, problem: Problem, moved: str | None = None
) -> None:
    """Records a problem with a file. An article that was published from it is left unchanged.

    `moved` is the GUID of an article that the file holds for the first time, if that is known.
    """
    guid = state.cache.sources.guid_at(found.key)
    if guid is None:
        record = state.ledger.by_key(found.key)
        if record is None and moved is not None:
            record = state.ledger.by_guid(moved)
        guid = record.guid if record is not None and record.gone is None else None
    # A part with the same digest has the same problem; a file may differ with the same time.
    again = problem.left_out and dump_of(found.key) is None
    state.cache.sources.remember(Seen(found, guid, problem, again=again))


def unpublish_missing(context: Context, replaced: Iterable[str]) -> Iterator[Record]:
    """Unpublishes the articles that no file holds any more, and yields their records.

    `replaced` has GUIDs of articles whose file holds another one now.
    """
    guids = {**dict.fromkeys(_held_by_missing(context)), **dict.fromkeys(replaced)}
    if context.plan.nothing_known:
        guids |= dict.fromkeys(record.guid for record in _without_file(context))
    for guid in guids:
        yield from _unpublish(guid, context.state, context.plan.now)


def _held_by_missing(context: Context) -> Iterator[str]:
    """The GUIDs that were held by files that are not in the input folder any more."""
    cache, config = context.cache, context.config
    folder, chosen = InputFolder(config.articles), FileFilter(config.include, config.exclude)
    for key in cache.run.missing():
        if chosen.is_excluded(key) or not folder.has(key):
            guid = cache.sources.guid_at(key)
            cache.sources.forget(key)
            cache.dumps.forget(key)
            if guid is not None:
                yield guid


def _without_file(context: Context) -> Iterator[Record]:
    """Articles that are on the site according to the ledger, but in no file."""
    cache = context.cache
    for record in context.ledger.published():
        if cache.sources.keys_of(record.guid) or cache.run.is_unsettled(record.key or ""):
            continue
        dump = dump_of(record.key or "")
        if dump is None or not cache.dumps.is_uncertain(dump):
            yield record


def _unpublish(guid: str, state: State, now: int) -> Iterator[Record]:
    """Unpublishes an article that no file holds any more, and yields its record.

    If another file holds a copy of the article, the article stays and belongs to that file.
    """
    record = state.ledger.by_guid(guid)
    if record is None or record.gone is not None:
        return
    copies = state.cache.sources.keys_of(guid)
    if not copies:
        state.ledger.mark_gone(record, now)
        yield record
    elif record.key not in copies:
        state.ledger.put(replace(record, key=copies[0]))
