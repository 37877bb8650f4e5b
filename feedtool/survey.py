"""What there is to do: compares the input, the rules and the output with the last build.

A run without news ends here, having read directory entries and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedtool import recovery
from feedtool.cache import Cache, Seen
from feedtool.config import Config
from feedtool.edition import Edition
from feedtool.errors import ConfigError, PublishError
from feedtool.identity import site_id_from_url
from feedtool.ledger import Ledger
from feedtool.model import Problem
from feedtool.publish import Target
from feedtool.readers import is_article
from feedtool.storage import Found, InputFolder

_SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Survey:
    """What a build has before it.

    `fresh`: the cache knew nothing, so that what is gone shows only once all is read. `verify`:
    every file of the output is to be looked at. `silent`: the rules may have changed since the
    fingerprints were made, so a difference between them says nothing about the text.
    """

    site_id: str
    news: bool
    fresh: bool
    verify: bool
    silent: bool
    notices: tuple[str, ...]


def look(
    config: Config,
    edition: Edition,
    ledger: Ledger,
    cache: Cache,
    target: Target,
    now: int,
    allow_removals: bool,
) -> Survey:
    """Fills the cache's work lists, and says what they amount to.

    Raises `PublishError` if the input folder cannot be listed or is suddenly empty, `ConfigError`
    if the site has another id than it was published with.
    """
    notices = _recovered(ledger, config)
    site_id = _site_id(config, ledger)
    fresh = cache.setting("cleaning") is None or bool(notices)
    files = _Counted(InputFolder(config.articles).scan(is_article))
    everything = fresh or cache.setting("cleaning") != edition.cleaning
    for problem in cache.compare(files, everything):
        keep_problem(cache, ledger, Found(problem.key, -1, 0, 0), problem)
    cache.add_due(now)
    if not files.count and not allow_removals:
        _refuse_empty(config, ledger)
    verify = (
        cache.setting("rendering") != edition.rendering
        or cache.broke_off()
        or not _is_sealed(cache, target)
    )
    return Survey(
        site_id=site_id,
        news=verify or cache.has_work(),
        fresh=fresh,
        verify=verify,
        silent=ledger.judged_by() != edition.cleaning,
        notices=notices,
    )


def keep_problem(cache: Cache, ledger: Ledger, found: Found, problem: Problem) -> None:
    """Notes a problem. An article that was published from the file stays as it was."""
    guid = cache.guid_at(found.key)
    if guid is None:
        record = ledger.by_key(found.key)
        guid = record.guid if record is not None and record.gone is None else None
    cache.remember(Seen(found, guid, problem, again=True))


def seal(cache: Cache, target: Target, documents: Iterable[str], folders: Iterable[str]) -> None:
    """Notes what the output looks like from outside, for the next build to compare."""
    cache.note(_SEAL, json.dumps(_looks(target, (*documents, *folders))))


def _is_sealed(cache: Cache, target: Target) -> bool:
    noted = cache.setting(_SEAL)
    if noted is None:
        return False
    looks = json.loads(noted)
    return bool(looks == _looks(target, looks))


def _looks(target: Target, paths: Iterable[str]) -> dict[str, list[int] | None]:
    stamps = {path: target.stamp(path) for path in paths}
    return {path: [s.size, s.mtime] if s is not None else None for path, s in stamps.items()}


def _recovered(ledger: Ledger, config: Config) -> tuple[str, ...]:
    if not ledger.is_empty():
        return ()
    found = recovery.rebuild(ledger, config.output)
    if not found:
        return ()
    return (
        f"{config.state}: had no ledger; made it again from {found} articles in {config.output}",
    )


def _site_id(config: Config, ledger: Ledger) -> str:
    known = ledger.site_id()
    if config.site_id is not None and known not in (None, config.site_id):
        raise ConfigError(
            f"{config.source}: site.id is {config.site_id}, but this site was published as "
            f"{known}; put that back, or name another state folder for another site"
        )
    site_id = config.site_id or known or site_id_from_url(config.base_url)
    if known is None:
        ledger.keep("id", site_id)
    return site_id


def _refuse_empty(config: Config, ledger: Ledger) -> None:
    if ledger.is_empty():
        raise PublishError(f"{config.articles}: has no articles; put .txt or .md files into it")
    raise PublishError(
        f"{config.articles}: is empty, and the site has {ledger.count()} articles; is it mounted? "
        "If all are to go, use --allow-removals"
    )


class _Counted:
    """An iterator that knows how many items went through it."""

    def __init__(self, items: Iterator[Found | Problem]) -> None:
        self._items = items
        self.count = 0

    def __iter__(self) -> Iterator[Found | Problem]:
        for item in self._items:
            self.count += 1
            yield item
