"""Copies the folder `static` into the output folder as it is."""

from __future__ import annotations

import re

from feedtool.config import Config
from feedtool.model import paths
from feedtool.pipeline.compression import ENCODINGS
from feedtool.pipeline.context import Context
from feedtool.pipeline.copying import Changed, OpenFile
from feedtool.pipeline.publisher import Publisher
from feedtool.pipeline.references.contents import Refused, digest_of, opened_inside
from feedtool.pipeline.references.watch import static_files
from feedtool.render.feeds.formats import FORMATS
from feedtool.state.cache.references import Stat
from feedtool.state.ledger import Ledger
from feedtool.text.lazy_regex import lazy_regex

_FOLDERS = (
    *(paths.ARTICLES, paths.PAGES, paths.ARCHIVE, paths.SITEMAPS, paths.FILES, paths.CHANNELS),
)
_DOCUMENTS = frozenset(
    {
        *(paths.INDEX, paths.SUBSCRIBE, paths.NOT_FOUND, paths.STYLESHEET, paths.FEED_STYLESHEET),
        *(paths.OPML, paths.SITEMAP, *paths.REDIRECT_LISTS, *(form.file for form in FORMATS)),
    }
)
_OF_SEARCH = frozenset({paths.SEARCH, paths.SEARCH_SCRIPT})
_PACKED = lazy_regex(rf"(?:{'|'.join(re.escape(e.suffix) for e in ENCODINGS.values())})$")


def is_of_site(path: str, ledger: Ledger, config: Config) -> bool:
    """Whether the site has, or may get, a document or a redirect of its own at `path`."""
    plain = _PACKED.sub("", path)
    top = plain.partition("/")[0]
    if top in _FOLDERS or top in _DOCUMENTS:
        return True
    if plain == paths.ROBOTS and config.robots:
        return True
    if config.search and (top == paths.SEARCH_INDEX or top in _OF_SEARCH):
        return True
    folder = plain.removesuffix(paths.INDEX)
    former = {plain} | ({folder, folder.rstrip("/")} if folder != plain else set())
    return any(ledger.by_old_path(path) is not None for path in former)


class StaticFolder:
    """The folder `static` of one build; `notices` name what was not copied."""

    def __init__(self, context: Context, publisher: Publisher) -> None:
        self._config = context.config
        self._references = context.cache.references
        self._ledger = context.ledger
        self._publisher = publisher
        self._verify = context.plan.check_output
        self.notices: list[str] = []

    def update(self) -> None:
        """Stages the files that changed, and schedules the deletion of those that are gone."""
        known = {path: tuple(s) for path, *s in self._references.static_stats()}
        for path, found in static_files(self._config.static) if self._config.static else ():
            was = known.pop(path, None)
            if is_of_site(path, self._ledger, self._config):
                self.notices.append(
                    f"{self._config.static}/{path}: was not copied, because the site has a "
                    "document there; rename the file"
                )
                self._references.put_static(path, found)
            elif was != found or self._verify:
                self._copy(path, found)
        for path in known:
            self._references.forget_static(path)
            if not is_of_site(path, self._ledger, self._config):
                self._publisher.delete_copy(path)

    def _copy(self, path: str, found: Stat) -> None:
        if self._config.static is None:
            return
        try:
            with opened_inside(self._config.static, path) as handle:
                source = OpenFile.of(handle)
                if not self._publisher.copy_if_changed(path, source, digest_of(handle)):
                    self.notices.append(
                        f"{self._config.static}/{path}: was not copied, because a file that "
                        f"feedtool did not make is at {self._config.output.name}/{path}; delete "
                        "that, or pass --overwrite to replace it"
                    )
                    return  # so that it is said again
        except Refused as refused:
            self.notices.append(f"{self._config.static}/{path}: {refused}")
        except (Changed, FileNotFoundError):
            return  # the next build sees that it differs
        except OSError as error:
            self.notices.append(
                f"{self._config.static}/{path}: cannot be read: {error.strerror}; correct its mode"
            )
        self._references.put_static(path, found)
