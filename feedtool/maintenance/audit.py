"""Checks that the ledger is consistent and agrees with the output folder. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.config import Config
from feedtool.identity.ids import is_slug
from feedtool.model import Problem, paths
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.render.pages.identity import guid_in
from feedtool.render.pages.redirects import file_at
from feedtool.state.ledger import Ledger, Record, recovery

_REBUILD = "restore a backup of the ledger, or run `feedtool ledger rebuild`"
_BUILD = "run `feedtool build`; if that does not help, delete cache.sqlite and run it again"


def audit(ledger: Ledger, config: Config, path: str) -> Iterator[Problem]:
    """The problems with the ledger at `path`, and with the output folder of its site.

    If the file is damaged, only that is reported, because everything else would follow from it.
    """
    damage = ledger.damage()
    if damage:
        yield from (Problem(path, f"is damaged: {fact}; {_REBUILD}") for fact in damage)
        return
    yield from _site(ledger, config, path)
    keys: dict[str, str] = {}
    for record in ledger.records():
        name = f"{path}: {record.guid}"
        yield from (Problem(name, f"{fact}; {_REBUILD}") for fact in _record(record))
        if record.gone is None and record.key:
            other = keys.setdefault(record.key, record.guid)
            if other != record.guid:
                yield Problem(name, f"has the file {record.key}, as does {other}; {_REBUILD}")
    yield from _redirects(ledger, path)
    yield from _output(ledger, config)


def _site(ledger: Ledger, config: Config, path: str) -> Iterator[Problem]:
    known = ledger.site_id()
    if known is None and not ledger.is_empty():
        yield Problem(path, f"has no site id; {_REBUILD}")
    elif config.site_id is not None and known not in (None, config.site_id):
        yield Problem(
            path,
            f"belongs to site {known}, but site.id in {config.source} is {config.site_id}; restore "
            "that id",
        )


def _record(record: Record) -> Iterator[str]:
    if not record.guid.strip():
        yield "has an empty GUID"
    if not is_slug(record.slug):
        yield f"has the slug '{record.slug}', which cannot be the name of a page"
    if record.updated < record.published:
        yield "was updated before it was published"


def _redirects(ledger: Ledger, path: str) -> Iterator[Problem]:
    for old_path, record in ledger.redirects():
        current = ledger.by_slug(paths.slug_of(old_path) or "")
        if current is not None:
            yield Problem(
                f"{path}: {old_path}",
                f"is the page of {current.guid} and a former page of {record.guid}; {_REBUILD}",
            )


def _output(ledger: Ledger, config: Config) -> Iterator[Problem]:
    """Articles on the site without their page, and pages without an article on the site."""
    output = OutputFolder(config.output)
    for record in ledger.published():
        yield from _page(output, config, paths.page_path(record.slug), record)
    for path, record in ledger.redirects():
        file = file_at(path)
        if record.gone is None and file is not None:
            yield from _page(output, config, file, record)
    for path in recovery.article_paths(config.output):
        guid = guid_in(output.read(path) or b"")
        known = None if guid is None else ledger.by_guid(guid)
        if guid is not None and known is None:
            yield Problem(
                str(config.output / path),
                f"is the page of {guid}, which is not in the ledger; {_REBUILD}",
            )
        elif known is not None and known.gone is not None:
            yield Problem(str(config.output / path), f"is the page of a removed article; {_BUILD}")


def _page(output: OutputFolder, config: Config, path: str, record: Record) -> Iterator[Problem]:
    page = output.read(path)
    if page is None:
        yield Problem(
            str(config.output / path),
            f"is missing, although {record.guid} is on the site; {_BUILD}",
        )
    elif (guid := guid_in(page)) != record.guid:
        yield Problem(
            str(config.output / path),
            f"is the page of {guid or 'no article'}, but of {record.guid} in the ledger; "
            f"{_REBUILD if guid else _BUILD}",
        )
