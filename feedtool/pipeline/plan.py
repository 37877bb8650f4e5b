"""What there is to do: compares the input, the rules and the output with the last build.

A run without news ends here, having read directory entries and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from feedtool.config import Config, RuleText, rule_texts, template_texts
from feedtool.errors import ConfigError, PublishError
from feedtool.identity.ids import site_id_from_url
from feedtool.model import FileStat, InputFile, Problem
from feedtool.pipeline.digests import Digests, digests_of
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.publisher import Target
from feedtool.readers import is_article
from feedtool.state.cache import Cache
from feedtool.state.cache.last_build import LastBuild
from feedtool.state.cache.sources import Seen
from feedtool.state.ledger import Ledger

_WHOLE_FOR = 86_400  # seconds until the ledger is checked again: that takes as long as it is large
_GUARD_COUNT, _GUARD_SHARE = 5, 0.2  # more removals than both at once are taken for a mishap


class Plan(msgspec.Struct, frozen=True):
    """What a build has before it. `rules` and `templates` are the user's own.

    `fresh`: the cache knew nothing, so that what is gone shows only once all is read. `verify`:
    every file of the output is to be looked at. `remade`: documents are to look otherwise than
    those that stand. `recut`: other channels are asked for. `silent`: the rules may have changed
    since the fingerprints were made, so a difference between them says nothing about the text.
    """

    edition: Digests
    rules: tuple[RuleText, ...]
    templates: Mapping[str, str]
    site_id: str
    news: bool
    fresh: bool
    verify: bool
    remade: bool
    recut: bool
    silent: bool
    notices: tuple[str, ...]


def make_plan(
    config: Config,
    ledger: Ledger,
    cache: Cache,
    target: Target,
    now: int,
    allow_removals: bool,
) -> Plan:
    """Fills the cache's work lists, and says what they amount to.

    Raises `PublishError` if the input folder cannot be listed or is suddenly empty, `ConfigError`
    if the site has another id than it was published with.
    """
    rules, templates = rule_texts(config), template_texts(config)
    edition = digests_of(config, rules, templates)
    notices = recover_ledger(ledger, config)
    site_id = resolve_site_id(config, ledger)
    last = cache.last_build
    fresh = last.cleaning is None or bool(notices)
    files = _Counted(InputFolder(config.articles).scan(is_article))
    everything = fresh or last.cleaning != edition.cleaning
    for problem in cache.work.compare(files, everything):
        keep_problem(cache, ledger, InputFile(problem.key, -1, 0, 0), problem)
    _let_settle(config, cache, now)
    cache.work.add_due(now)
    if not files.count and not allow_removals:
        _refuse_empty(config, ledger)
    # Without a cache nobody knows what a published article said before it was written over.
    waits = fresh and any(ledger.by_key(key) is not None for key in cache.work.unsettled())
    remade = last.rendering != edition.rendering
    verify = remade or cache.artifacts.is_interrupted() or not _looks_as_left(last, target)
    return Plan(
        edition=edition,
        rules=rules,
        templates=templates,
        site_id=site_id,
        news=not waits and (verify or cache.work.has_any() or has_expired(last, now)),
        fresh=fresh,
        verify=verify,
        remade=remade,
        recut=fresh or last.channels != repr(config.selections),
        silent=ledger.rules_digest() != edition.cleaning,
        notices=notices,
    )


def _let_settle(config: Config, cache: Cache, now: int) -> None:
    """Leaves to the next build what may be half written, or is being replaced."""
    folder = InputFolder(config.articles)
    for key in cache.work.missing():
        if folder.has(key):
            cache.work.is_back(key)
    if config.settle:
        # The clock's second is not over; and what was written in a second to come never settles.
        cache.work.postpone(now - config.settle + 1, now + 1)
        if cache.work.count_missing():
            cache.work.defer_removals(now, config.settle)
            cache.commit()


def keep_problem(cache: Cache, ledger: Ledger, found: InputFile, problem: Problem) -> None:
    """Notes a problem. An article that was published from the file stays as it was."""
    guid = cache.sources.guid_at(found.key)
    if guid is None:
        record = ledger.by_key(found.key)
        guid = record.guid if record is not None and record.gone is None else None
    cache.sources.remember(Seen(found, guid, problem, again=True))


def refuse_mass_removal(config: Config, cache: Cache, removed: int, before: int) -> None:
    """Raises `PublishError` if so many of the articles are gone that it looks like a mishap.

    Where the folder is on another device than at the last build, it takes fewer: most of a small
    site is enough.
    """
    known, device = cache.last_build.device, InputFolder(config.articles).device()
    is_elsewhere = known is not None and device != known
    if removed <= _GUARD_COUNT and not (is_elsewhere and 2 * removed > before):
        return
    if removed <= _GUARD_SHARE * before:
        return
    fact = " and the folder is on another device than before; is it mounted?"
    raise PublishError(
        f"{config.articles}: {removed} of {before} articles are gone"
        f"{fact if is_elsewhere else ';'} Nothing was published. If they are to go, use "
        "--allow-removals"
    )


def is_known_whole(last: LastBuild, ledger: Ledger, now: int) -> bool:
    """Whether the ledger was checked lately, and only builds have written to it since."""
    is_unchanged = last.ledger_look == ledger.file_signature()
    return is_unchanged and 0 <= now - last.ledger_checked < _WHOLE_FOR


def has_expired(last: LastBuild, now: int) -> bool:
    """Whether it is time for a tombstone to leave the feed."""
    return last.expires is not None and last.expires <= now


def looks(target: Target, paths: Iterable[str]) -> dict[str, FileStat | None]:
    """What each of these paths in the output looks like from outside."""
    return {path: target.stamp(path) for path in paths}


def _looks_as_left(last: LastBuild, target: Target) -> bool:
    """Whether the output looks from outside as the last build left it."""
    return bool(last.output_looks) and last.output_looks == looks(target, last.output_looks)


def recover_ledger(ledger: Ledger, config: Config) -> tuple[str, ...]:
    """Fills an empty ledger from the output folder, if there is something in it, and says so."""
    if not ledger.is_empty():
        return ()
    # Imported here: a ledger is lost once in a lifetime.
    from feedtool.state.ledger import recovery

    found = recovery.rebuild(ledger, config.output)
    if not found:
        return ()
    return (
        f"{config.state}: had no ledger; made it again from {found} articles in {config.output}",
    )


def resolve_site_id(config: Config, ledger: Ledger) -> str:
    """The site's id, which the ledger keeps from now on.

    Raises `ConfigError` if the site has another id than it was published with.
    """
    known = ledger.site_id()
    if config.site_id is not None and known not in (None, config.site_id):
        raise ConfigError(
            f"{config.source}: site.id is {config.site_id}, but this site was published as "
            f"{known}; put that back, or name another state folder for another site"
        )
    site_id = config.site_id or known or site_id_from_url(config.base_url)
    if known is None:
        ledger.set("id", site_id)
    return site_id


def _refuse_empty(config: Config, ledger: Ledger) -> None:
    if ledger.is_empty():
        raise PublishError(f"{config.articles}: has no articles; put .txt or .md files into it")
    raise PublishError(
        f"{config.articles}: is empty, and the site has {ledger.count()} articles; is it mounted? "
        "Nothing was published. If all are to go, use --allow-removals"
    )


class _Counted:
    """An iterator that knows how many items went through it."""

    def __init__(self, items: Iterator[InputFile | Problem]) -> None:
        self._items = items
        self.count = 0

    def __iter__(self) -> Iterator[InputFile | Problem]:
        for item in self._items:
            self.count += 1
            yield item
