"""What there is to do: compares the input, the rules and the output with the last build.

A run without news ends here, having read directory entries and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from feedtool.config import Config, RuleText, rule_texts, template_texts
from feedtool.errors import ConfigError, PublishError
from feedtool.identity.ids import site_id_from_url
from feedtool.model import InputFile, Problem
from feedtool.pipeline.digests import Digests, digests_of
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.publisher import Target
from feedtool.readers import is_article
from feedtool.state.cache import Cache
from feedtool.state.cache.sources import Seen
from feedtool.state.ledger import Ledger

_SEAL = "seal"
_CHANNELS = "channels"
DEVICE = "device"  # of the input folder
_EXPIRY = "expiry"  # when a tombstone is to leave the feed, in Unix seconds
_WHOLE = "whole"  # what the ledger looked like, and when all of it was looked through
_WHOLE_FOR = 86_400  # seconds until it is looked through again; takes as long as it is large
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
    fresh = cache.setting("cleaning") is None or bool(notices)
    files = _Counted(InputFolder(config.articles).scan(is_article))
    everything = fresh or cache.setting("cleaning") != edition.cleaning
    for problem in cache.work.compare(files, everything):
        keep_problem(cache, ledger, InputFile(problem.key, -1, 0, 0), problem)
    _let_settle(config, cache, now)
    cache.work.add_due(now)
    if not files.count and not allow_removals:
        _refuse_empty(config, ledger)
    # Without a cache nobody knows what a published article said before it was written over.
    waits = fresh and any(ledger.by_key(key) is not None for key in cache.work.unsettled())
    remade = cache.setting("rendering") != edition.rendering
    verify = remade or cache.artifacts.broke_off() or not _is_sealed(cache, target)
    return Plan(
        edition=edition,
        rules=rules,
        templates=templates,
        site_id=site_id,
        news=not waits and (verify or cache.work.has_any() or has_expired(cache, now)),
        fresh=fresh,
        verify=verify,
        remade=remade,
        recut=fresh or cache.setting(_CHANNELS) != repr(config.selections),
        silent=ledger.judged_by() != edition.cleaning,
        notices=notices,
    )


def _let_settle(config: Config, cache: Cache, now: int) -> None:
    """Leaves to the next build what may be half written, or is being replaced."""
    folder = InputFolder(config.articles)
    for key in cache.work.vanished():
        if folder.has(key):
            cache.work.is_back(key)
    if config.settle:
        # The clock's second is not over; and what was written in a second to come never settles.
        cache.work.postpone(now - config.settle + 1, now + 1)
        if cache.work.count_vanished():
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
    known, device = cache.setting(DEVICE), InputFolder(config.articles).device()
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


def note_device(cache: Cache, config: Config) -> None:
    """Notes on which device the articles are, for the next build to compare."""
    device = InputFolder(config.articles).device()
    if device is not None:
        cache.note(DEVICE, device)


def note_expiry(cache: Cache, when: int | None) -> None:
    """Notes when the feed is to be made again, though nothing has changed; None: never."""
    cache.note(_EXPIRY, "" if when is None else str(when))


def note_channels(cache: Cache, config: Config) -> None:
    """Notes which channels were asked for, for the next build to compare."""
    cache.note(_CHANNELS, repr(config.selections))


def is_known_whole(cache: Cache, ledger: Ledger, now: int) -> bool:
    """Whether the ledger was looked through lately, and nobody but builds wrote to it since."""
    make_plan, when = _looked_through(cache)
    return make_plan == ledger.look() and 0 <= now - when < _WHOLE_FOR


def note_whole(cache: Cache, ledger: Ledger, now: int | None = None) -> None:
    """Notes that the ledger was looked through `now`, or written to by a build (None)."""
    when = _looked_through(cache)[1] if now is None else now
    cache.note(_WHOLE, msgspec.json.encode((ledger.look(), when)).decode())


def _looked_through(cache: Cache) -> tuple[str, int]:
    noted = cache.setting(_WHOLE)
    return ("", 0) if noted is None else msgspec.json.decode(noted, type=tuple[str, int])


def has_expired(cache: Cache, now: int) -> bool:
    """Whether a tombstone has stood long enough."""
    noted = cache.setting(_EXPIRY)
    return bool(noted) and int(noted or 0) <= now


def seal(
    cache: Cache, target: Target, offered: Iterable[str], folders: Iterable[str], *, anew: bool
) -> None:
    """Notes what the output looks like from outside, for the next build to compare.

    `offered`: the documents at its top that this build made; unless it made all of them `anew`, the
    others look as noted, but for what it deleted.
    """
    before = {} if anew else _sealed(cache)
    kept = {
        path: make_plan for path, make_plan in before.items() if not cache.artifacts.is_doomed(path)
    }
    looks = kept | _looks(target, (*offered, *folders))
    cache.note(_SEAL, msgspec.json.encode(looks).decode())


def _is_sealed(cache: Cache, target: Target) -> bool:
    looks = _sealed(cache)
    return bool(looks) and looks == _looks(target, looks)


def _sealed(cache: Cache) -> dict[str, list[int] | None]:
    noted = cache.setting(_SEAL)
    return {} if noted is None else msgspec.json.decode(noted, type=dict[str, list[int] | None])


def _looks(target: Target, paths: Iterable[str]) -> dict[str, list[int] | None]:
    stamps = {path: target.stamp(path) for path in paths}
    return {path: [s.size, s.mtime] if s is not None else None for path, s in stamps.items()}


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
        ledger.keep("id", site_id)
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
