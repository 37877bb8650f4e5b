"""Which redirect pages and lists in the output folder are feedtool's own.

Redirects are written to paths outside feedtool's own folders, such as those of another publisher's
pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from feedtool.model import Meta, paths
from feedtool.pipeline.publisher import Output
from feedtool.render.pages import redirects
from feedtool.state.ledger import Ledger
from feedtool.state.ledger.recovery import guid_in


def pages_to(guid: str, ledger: Ledger, output: Output) -> Iterator[str]:
    """The redirect pages that lead to an article."""
    for old_path in ledger.old_paths(guid):
        path = redirects.file_at(old_path)
        there = None if path is None else output.read(path)
        if path is not None and there is not None and guid_in(there) == guid:
            yield path


def lists(output: Output) -> Iterator[str]:
    """The lists of redirects that exist."""
    for path in redirects.LISTS:
        there = output.read(path)
        if there is not None and _is_list(there):
            yield path


def declared_paths(meta: Meta, base_url: str) -> Iterator[str]:
    """The former paths of a page that its front matter declares, without those of no use."""
    base = urlsplit(base_url)
    for address in filter(None, (meta.address, *meta.aliases)):
        parts = urlsplit(address)
        if parts.netloc.lower() not in ("", base.netloc.lower()):
            continue
        below = unquote(parts.path).removeprefix(unquote(base.path)).lstrip("/")
        if below and redirects.may_be_former(below) and redirects.file_at(below) is not None:
            yield below


def add_declared(meta: Meta, guid: str, ledger: Ledger, base_url: str) -> None:
    """Records the declared former paths of an article's page, except those of other articles."""
    for path in declared_paths(meta, base_url):
        is_free = ledger.by_old_path(path) is None
        if is_free and ledger.by_slug(paths.slug_of(path) or "") is None:
            ledger.add_redirect(path, guid)


def _is_list(document: bytes) -> bool:
    return document.startswith(redirects.MARK.encode())
