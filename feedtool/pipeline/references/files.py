"""Publishes files of the input folder under addresses made from their content."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from feedtool.identity.ids import slugify
from feedtool.model.paths import file_path
from feedtool.model.references import Link
from feedtool.pipeline.context import Context
from feedtool.pipeline.copying import Changed, OpenFile
from feedtool.pipeline.publisher import Publisher
from feedtool.pipeline.references.contents import (
    Refused,
    content_of,
    digest_in,
    opened_inside,
    size_of,
)
from feedtool.pipeline.references.durations import NOT_READ, can_read, seconds_of
from feedtool.pipeline.references.resolve import Missing
from feedtool.pipeline.references.watch import stat_at
from feedtool.state.cache.references import ABSENT, InputFile, Stat

_RACY = 2  # seconds; a file this young may change again without another mtime
_AHEAD = 3600  # seconds that the clock of a file server may be ahead of ours
_LEFT: Stat = (-2, 0, 0)  # of a file that is left to the next build


class PublishedFiles:
    """The files that articles refer to, in one build."""

    def __init__(self, context: Context, publisher: Publisher) -> None:
        self._config = context.config
        self._now = context.plan.now
        self._references = context.cache.references
        self._ledger = context.ledger
        self._publisher = publisher
        self._reads_durations = context.config.has_podcasts and can_read()

    def at(self, path: str) -> Link | Missing | None:
        """The file at `path`, which is published, without a destination; None if there is none.

        A path that begins with a slash is below the folder `static`.
        """
        known = self._references.file(path)
        root, below = self._root(path)
        if root is None:
            return None
        stat = stat_at(root, below)
        if known is None or known.stat != stat or self._lacks_any_of(known):
            known = self._renewed(path, root, below, stat, known)
            self._references.put_file(path, known)
        if known.problem is not None:
            return Missing(known.problem)
        if not known.name:
            return None
        address = below if path.startswith("/") else self._address(known.name, below)
        seconds = max(known.seconds, 0)
        return Link("", address, known.width, known.height, max(stat[0], 0), seconds)

    def name_at(self, path: str) -> str | None:
        """The name of the file at `path` in the ledger, if it is published under one."""
        known = None if path.startswith("/") else self._references.file(path)
        return None if known is None else known.name or None

    def _root(self, path: str) -> tuple[Path | None, str]:
        if path.startswith("/"):
            return self._config.static, path[1:]
        return self._config.articles, path

    def _address(self, name: str, path: str) -> str:
        known = self._ledger.files.path_of(name)
        if known is None:
            stem = path.rpartition("/")[2].rpartition(".")[0]
            known = file_path(slugify(stem), name)
            self._ledger.files.put(name, known)
        return known

    def _lacks_any_of(self, known: InputFile) -> bool:
        """Whether a file is not published, or its duration was not read and now can be."""
        if self._reads_durations and known.name and known.seconds == NOT_READ:
            return True
        return not self._is_published(known)

    def _is_published(self, known: InputFile) -> bool:
        if not known.name or known.name.startswith("/"):
            return True
        address = self._ledger.files.path_of(known.name)
        return address is not None and self._publisher.is_published(address, digest_in(known.name))

    def _renewed(
        self, path: str, root: Path, below: str, stat: Stat, known: InputFile | None
    ) -> InputFile:
        """Reads and publishes a file that is new, or that changed."""
        if stat == ABSENT:
            return InputFile(ABSENT)
        if self._is_unsettled(stat):
            return InputFile(_LEFT) if known is None else replace(known, stat=_LEFT)
        try:
            follow_links = self._config.follow_links and not path.startswith("/")
            with opened_inside(root, below, follow_links=follow_links) as handle:
                found = self._read(path, below, OpenFile.of(handle))
        except Refused as refused:
            return InputFile(stat, problem=str(refused))
        except Changed:
            return InputFile(_LEFT) if known is None else replace(known, stat=_LEFT)
        except FileNotFoundError:
            return InputFile(_LEFT)
        except OSError as error:
            return InputFile(stat, problem=f"cannot be read: {error.strerror}; correct its mode")
        return replace(found, stat=_LEFT if self._is_racy(stat) else stat)

    def _read(self, path: str, below: str, source: OpenFile) -> InputFile:
        if path.startswith("/"):  # it is copied as it is
            return InputFile(ABSENT, path, *size_of(source.handle, below))
        content = content_of(source.handle, below)
        source.require_unchanged()
        address = self._address(content.name, below)
        self._publisher.copy_if_changed(address, source, digest_in(content.name))
        seconds = seconds_of(source.handle, below) if self._reads_durations else NOT_READ
        return InputFile(ABSENT, content.name, content.width, content.height, seconds)

    def _is_unsettled(self, stat: Stat) -> bool:
        since = self._now - self._config.settle
        return bool(self._config.settle) and since < stat[1] / 10**9 < self._now + 1

    def _is_racy(self, stat: Stat) -> bool:
        return self._now - _RACY <= stat[1] // 10**9 <= self._now + _AHEAD
