"""The articles and files of a site, for the addresses that may lead to them."""

from __future__ import annotations

from collections.abc import Sequence

from feedtool.model.dumps import is_dump
from feedtool.model.paths import INDEX, page_path, slug_of
from feedtool.model.references import Link
from feedtool.pipeline.context import Context
from feedtool.pipeline.file_filter import FileFilter
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.recordings import companions_in
from feedtool.pipeline.references.files import PublishedFiles
from feedtool.pipeline.references.resolve import Missing, Page
from feedtool.pipeline.references.watch import folded, paths_text
from feedtool.readers import READERS, ending_of
from feedtool.state.ledger import Record

_INDEX = ("index", "_index")


class SiteCatalog:
    """What there is to link to in one build, once all identities are known."""

    def __init__(self, context: Context, files: PublishedFiles) -> None:
        config = context.config
        self._ledger = context.ledger
        self._sources = context.cache.sources
        self._dumps = context.cache.dumps
        self._references = context.cache.references
        self._folder = InputFolder(config.articles)
        self._filter = FileFilter(
            config.include, config.exclude, self._sources.has, companions_in(config)
        )
        self._files = files
        self._by_name: dict[str, list[str]] | None = None

    def page_at(self, key: str) -> Page | None:
        """The article in the file at `key`."""
        guid = self._sources.guid_at(key)
        return None if guid is None else _page(self._ledger.by_guid(guid))

    def page_with_stem(self, stem: str) -> Page | None:
        """The article in a file whose path is `stem` and an ending, or in the index of a folder."""
        for path in (stem, *(f"{stem}/{name}" for name in _INDEX)):
            for key in self._sources.keys_with_stem(path):
                page = self.page_at(key)
                if page is not None and key == path + ending_of(key):
                    return page
        return None

    def page_formerly_at(self, key: str) -> Page | None:
        """The article that was in the file at `key` before."""
        return _page(self._ledger.was_at(key))

    def page_at_address(self, path: str) -> Page | None:
        """The article whose page is or was at `path`, below the URL of the site."""
        bare = path.removesuffix(INDEX).rstrip("/")
        page = _page(self._ledger.by_slug(slug_of(path) or slug_of(f"{bare}.html") or ""))
        for former in dict.fromkeys((path, bare, f"{bare}/", f"{bare}.html", f"{bare}/{INDEX}")):
            page = page or _page(self._ledger.by_old_path(former))
        return page

    def paths_named(self, name: str) -> Sequence[str]:
        """The paths whose last part is `name`, with or without an ending, in any letter case."""
        if self._by_name is None:
            self._by_name = self._names()
        found = self._by_name.get(folded(name), ())
        self._references.put_wanted_name(
            f"*{folded(name)}", paths_text([p for p in found if folded(_last(p)) == folded(name)])
        )
        return found

    def _names(self) -> dict[str, list[str]]:
        """All paths by their last parts; those of texts also without endings.

        It has the names of all files, but only sites that link by name need it.
        """
        found: dict[str, list[str]] = {}

        def note(below: str, name: str) -> bool:
            found.setdefault(folded(name), []).append(below + name)
            stem, ending = (
                name.removesuffix(name[len(name) - len(ending_of(name)) :]),
                ending_of(name),
            )
            if stem != name and ending in READERS:
                found.setdefault(folded(stem), []).append(below + name)
            return False

        for _ in self._folder.scan(note):
            pass
        return found

    def text_at(self, key: str) -> Missing | None:
        """Why the file at `key` must not be published as it is, if it is a text or excluded."""
        if self._filter.is_refused(key):
            return Missing("is excluded by [input] exclude; publish another file")
        indexed = self._dumps.indexed(key) if is_dump(key) else None
        if indexed is not None:
            return Missing(_NOT_A_FILE) if indexed.is_dump else None
        if self._sources.has(key):
            return Missing("is a text that is not published; publish it, or remove the link")
        return Missing("") if self._filter.may_be_text(key) else None

    def file_at(self, path: str) -> Link | Missing | None:
        """The file at `path`, which is published; the link has no destination."""
        return self._files.at(path)


_NOT_A_FILE = "has articles in it, so it is not published as a file; link to one of them"


def _page(record: Record | None) -> Page | None:
    """The page of an article that is on the site."""
    if record is None or record.gone is not None:
        return None
    return Page(record.guid, page_path(record.slug))


def _last(path: str) -> str:
    return path.rpartition("/")[2]
