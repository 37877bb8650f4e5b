"""Compares the files of the input folder with those of the last build, by their names and stats."""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.config import Config
from feedtool.model import InputFile, Problem
from feedtool.pipeline.changed_folders import ChangedFolders
from feedtool.pipeline.file_filter import FileFilter
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.references.watch import NameWatch, list_changed
from feedtool.state.cache import Cache


class Comparison:
    """The comparison of one run, which lists what changed in the cache.

    If it is known which `folders` changed, only these are listed, and all others count as they did
    in the last build.
    """

    def __init__(
        self, config: Config, cache: Cache, chosen: FileFilter, folders: ChangedFolders | None
    ) -> None:
        self._config = config
        self._cache = cache
        self._chosen = chosen
        self._folders = folders
        self._count = 0

    def run(self, everything: bool) -> tuple[Problem, ...]:
        """Lists changed and missing files; returns the problems of the scan.

        With `everything`, every file counts as changed.
        """
        folder = InputFolder(self._config.articles, follow_links=self._config.follow_links)
        run, references, folders = self._cache.run, self._cache.references, self._folders
        names = references.wanted_names()
        kept = (lambda folder: False) if folders is None else folders.is_same
        watch = NameWatch(self._chosen, names, kept) if names else None
        wanted = self._chosen if watch is None else watch
        if folders is None:
            problems = run.compare(self._counted(folder.scan(wanted)), everything)
        else:
            self._chosen.passed_over_in.update(folders.passed_over)
            scans = {f: folder.scan(wanted, f, folders.known) for f in folders.changed}
            problems = run.compare_folders(scans)
        references.note_changed(() if watch is None else watch.changed())
        list_changed(references, self._config)
        for key in run.missing():
            if folder.has(key) and not self._chosen.is_excluded(key):
                run.cancel_missing(key)
        return problems

    def is_empty(self, no_dumps: int) -> bool:
        """Whether there are no articles; that many files turned out not to be dumps."""
        if self._folders is None:
            return self._count <= no_dumps
        return not (self._cache.run.has_others() or self._cache.run.count_changed())

    def _counted(self, files: Iterator[InputFile | Problem]) -> Iterator[InputFile | Problem]:
        for file in files:
            self._count += 1
            yield file
