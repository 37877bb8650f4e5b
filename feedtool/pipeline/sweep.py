"""Finds documents in the output folder that no longer belong to the site. Deletes nothing.

It is needed only when all documents are compared with the output folder. A build that knows what
changed schedules the deletions that belong to each change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from feedtool.model import Channel, paths
from feedtool.pipeline import redirects
from feedtool.pipeline.channels import Channels
from feedtool.pipeline.compression import uncompressed
from feedtool.pipeline.context import Context
from feedtool.render.feeds.formats import FORMATS
from feedtool.render.marks import is_marked
from feedtool.render.pages.identity import guid_in
from feedtool.state.ledger.positions import ALL
from feedtool.state.ledger.recovery import article_paths

_FOLDERS = (paths.PAGES, paths.ARCHIVE, paths.SITEMAPS, paths.SEARCH_INDEX, paths.CHANNELS)


def archive_paths(channel: Channel, number: int) -> tuple[str, ...]:
    """The paths of an archive in all formats."""
    return tuple(paths.feed_path(channel, form.file, number) for form in FORMATS)


def unwanted(context: Context, channels: Channels, made: Collection[str]) -> Iterator[str]:
    """The paths of documents to delete, feeds last; `made` are those of this build at the top.

    They are deleted in reverse order, so that the files to which a feed links outlive the feed.
    """
    ledger, outputs, output = context.ledger, context.cache.outputs, context.output

    def is_there(path: str) -> bool:
        # Where nothing is noted, a document of this name is one of ours.
        return outputs.written(path) is not None or output.stat(path) is not None

    yield from filter(is_there, ledger.files.withdrawn())
    gone = (record.guid for _, record in ledger.redirects() if record.gone is not None)
    for guid in dict.fromkeys(gone):
        yield from redirects.pages_to(guid, ledger, output)
    for path in article_paths(output.root):
        record = ledger.by_slug(paths.slug_of(path) or "")
        if record is not None and record.gone is not None:
            yield path
    closed = channels.pagination.sitemaps(ALL).closed
    yield from _from(closed + 1, lambda number: (paths.sitemap_path(number),), is_there)
    yield from _of_search(channels, is_there)
    wanted = channels.active().keys()
    for number, channel in sorted(channels.known().items()):
        yield from _of_channel(number, channel, channels, number in wanted, is_there)
    for path in outputs.paths():
        if "/" not in path and path not in made:
            yield path
    if context.plan.nothing_known:
        yield from _unrecorded(context)


def _of_search(channels: Channels, is_there: Callable[[str], bool]) -> Iterator[str]:
    """The parts of the search index after the last one; all of it without a search page."""
    paging, is_searched = channels.pagination.search(ALL), channels.pagination.is_searched
    first = paging.closed + 1 if is_searched else 1
    yield from _from(first, lambda number: (paths.search_path(number),), is_there)
    if not is_searched:
        yield from filter(is_there, (paths.search_path(None),))


def _unrecorded(context: Context) -> Iterator[str]:
    """The documents of earlier builds that carry a mark, where nothing was recorded about them.

    Pages of articles and redirects are not among them: the ledger knows those.
    """
    outputs, root = context.cache.outputs, context.output.root
    inside = (path for name in _FOLDERS for path in (root / name).rglob("*"))
    for file in sorted((*root.glob("*"), *inside)):
        path = file.relative_to(root).as_posix()
        if not file.is_file() or outputs.written(path) is not None or outputs.is_staged(path):
            continue
        body = uncompressed(path, context.output.read(path) or b"") or b""
        if is_marked(body) and guid_in(body) is None:
            yield path


def _of_channel(
    number: int,
    channel: Channel,
    channels: Channels,
    is_wanted: bool,
    is_there: Callable[[str], bool],
) -> Iterator[str]:
    """The documents of a channel after its last ones; all of an unwanted channel."""
    lists = channels.pagination.lists(number).closed if is_wanted else 0
    archives = channels.pagination.archives(number).next_to_close if is_wanted else 0
    yield from _from(archives + 1, lambda n: archive_paths(channel, n), is_there)
    yield from _from(lists + 1, lambda n: (paths.list_path(channel, n),), is_there)
    if not is_wanted:
        feeds = (paths.feed_path(channel, form.file) for form in FORMATS)
        yield from filter(is_there, (paths.list_path(channel), *feeds))


def _from(
    number: int, paths_of: Callable[[int], tuple[str, ...]], is_there: Callable[[str], bool]
) -> Iterator[str]:
    """The documents from this number on that exist."""
    while found := [path for path in paths_of(number) if is_there(path)]:
        yield from found
        number += 1
