"""Which redirect pages and lists in the output folder are feedtool's own.

Redirects are written to paths outside feedtool's own folders, such as those of another publisher's
pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from feedtool.config import Config
from feedtool.identity.former import former_address
from feedtool.model import CleanArticle, paths
from feedtool.pipeline.file_filter import matcher
from feedtool.pipeline.publisher import Output
from feedtool.render.pages import redirects
from feedtool.render.pages.identity import guid_in
from feedtool.state.ledger import Ledger


def pages_to(guid: str, ledger: Ledger, output: Output) -> Iterator[str]:
    """The redirect pages that lead to an article."""
    for old_path in ledger.old_paths(guid):
        path = redirects.file_at(old_path)
        there = None if path is None else output.read(path)
        if path is not None and there is not None and guid_in(there) == guid:
            yield path


def lists(output: Output) -> Iterator[str]:
    """The lists of redirects that exist."""
    for path in paths.REDIRECT_LISTS:
        there = output.read(path)
        if there is not None and _is_list(there):
            yield path


def former_paths(article: CleanArticle, config: Config) -> Iterator[str]:
    """The former paths of an article's page, without those of no use.

    Its front matter declares them, also in a `url` on the same host, or they follow from a form in
    a `[[redirect]]` table.
    """
    meta, base = article.meta, urlsplit(config.base_url)
    declared = (meta.address, meta.url, *meta.aliases)
    below = (_below(address, base) for address in declared if address)
    for path in dict.fromkeys((*below, *_by_forms(article, config))):
        if path and redirects.may_be_former(path) and redirects.file_at(path) is not None:
            yield path


def _below(address: str, base: SplitResult) -> str:
    """The path of an address below that of the site; empty if it is on another site."""
    parts = urlsplit(address)
    if parts.netloc.lower() not in ("", base.netloc.lower()):
        return ""
    return unquote(parts.path).removeprefix(unquote(base.path)).lstrip("/")


def _by_forms(article: CleanArticle, config: Config) -> Iterator[str]:
    if article.meta.address is not None:
        return  # which was its address in spite of the form for others
    for former in config.former:
        if _matches(former.match, article.key):
            for form in former.forms:
                yield former_address(form, article, former.letters, config.zone)
            return


def _matches(pattern: str, key: str) -> bool:
    matches = _matcher(pattern)
    return matches is None or matches(key)


_matcher = cache(lambda pattern: matcher((pattern,)))


def add_former(article: CleanArticle, guid: str, ledger: Ledger, config: Config) -> None:
    """Records the former paths of an article's page, except those of other articles."""
    for path in former_paths(article, config):
        is_free = ledger.by_old_path(path) is None
        if is_free and ledger.by_slug(paths.slug_of(path) or "") is None:
            ledger.add_redirect(path, guid)


def _is_list(document: bytes) -> bool:
    return document.startswith(redirects.MARK.encode())
