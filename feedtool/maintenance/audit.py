"""Does the ledger hold what it promises, and does the output say the same? Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.config import Config
from feedtool.identity.ids import is_slug
from feedtool.model import Problem, paths
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.render.pages.redirects import file_at
from feedtool.state.ledger import Ledger, Record, recovery

_REBUILD = "put back a copy of the ledger, or run `feedtool ledger rebuild`"
_BUILD = "run `feedtool build`, and if that does not mend it, again without cache.sqlite"


def audit(ledger: Ledger, config: Config, place: str) -> Iterator[Problem]:
    """Every problem with a ledger, which is called `place`, and with the site of it.

    What SQLite finds wrong stands alone: all else would follow from it.
    """
    damage = ledger.damage()
    if damage:
        yield from (Problem(place, f"is damaged: {fact}; {_REBUILD}") for fact in damage)
        return
    yield from _site(ledger, config, place)
    keys: dict[str, str] = {}
    for record in ledger.records():
        name = f"{place}: {record.guid}"
        yield from (Problem(name, f"{fact}; {_REBUILD}") for fact in _record(record))
        if record.gone is None and record.key:
            other = keys.setdefault(record.key, record.guid)
            if other != record.guid:
                yield Problem(name, f"lies at {record.key}, as {other} does; {_REBUILD}")
    yield from _former(ledger, place)
    yield from _output(ledger, config)


def _site(ledger: Ledger, config: Config, place: str) -> Iterator[Problem]:
    known = ledger.site_id()
    if known is None and not ledger.is_empty():
        yield Problem(place, f"does not know the id of its site; {_REBUILD}")
    elif config.site_id is not None and known not in (None, config.site_id):
        yield Problem(
            place, f"is of site {known}, {config.source} says {config.site_id}; put that id back"
        )


def _record(record: Record) -> Iterator[str]:
    if not record.guid.strip():
        yield "has an empty GUID"
    if not is_slug(record.slug):
        yield f"slug '{record.slug}' cannot be the name of a page"
    if record.updated < record.published:
        yield "was updated before it was published"


def _former(ledger: Ledger, place: str) -> Iterator[Problem]:
    for path, record in ledger.redirects():
        here = ledger.by_slug(paths.slug_of(path) or "")
        if here is not None:
            yield Problem(
                f"{place}: {path}",
                f"is the page of {here.guid} and a former page of {record.guid}; {_REBUILD}",
            )


def _output(ledger: Ledger, config: Config) -> Iterator[Problem]:
    """Every article on the site has its page, and every page of an article is on the site."""
    output = OutputFolder(config.output)
    for record in ledger.published():
        yield from _page(output, config, paths.page_path(record.slug), record)
    for path, record in ledger.redirects():
        file = file_at(path)
        if record.gone is None and file is not None:
            yield from _page(output, config, file, record)
    for path in recovery.article_paths(config.output):
        guid = recovery.guid_in(output.read(path) or b"")
        known = None if guid is None else ledger.by_guid(guid)
        if guid is not None and known is None:
            yield Problem(
                str(config.output / path),
                f"is the page of {guid}, which is not in the ledger; {_REBUILD}",
            )
        elif known is not None and known.gone is not None:
            yield Problem(
                str(config.output / path), f"is the page of an article that is gone; {_BUILD}"
            )


def _page(output: OutputFolder, config: Config, path: str, record: Record) -> Iterator[Problem]:
    page = output.read(path)
    if page is None:
        yield Problem(
            str(config.output / path), f"is not there, and {record.guid} is on the site; {_BUILD}"
        )
    elif (guid := recovery.guid_in(page)) != record.guid:
        yield Problem(
            str(config.output / path),
            f"is the page of {guid or 'no article'}, in the ledger it is that of {record.guid}; "
            f"{_REBUILD if guid else _BUILD}",
        )
