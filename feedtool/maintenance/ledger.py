"""Rebuilds, exports, imports and verifies the ledger, and changes the slugs of articles.

Everything that changes the ledger holds the lock, and makes the next build process the change.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import msgspec

from feedtool import state
from feedtool.config import Config
from feedtool.errors import ConfigError, LedgerError
from feedtool.identity import ids
from feedtool.maintenance import audit
from feedtool.model import InputFile, Problem, RawDocument
from feedtool.model.dumps import dump_of
from feedtool.model.files import storable
from feedtool.pipeline.build import recover
from feedtool.pipeline.ingest import reader_of
from feedtool.pipeline.plan import site_id_of
from feedtool.pipeline.reading import parts_in
from feedtool.state import LEDGER, forget_cache, lock
from feedtool.state.ledger import Ledger, Record, recovery
from feedtool.state.ledger.exchange import dump
from feedtool.state.ledger.merge import Merge, Preference, merge

_JOURNAL = "-journal"  # the suffix of the file that SQLite leaves when it is interrupted


class Rebuilt(msgspec.Struct, frozen=True):
    """The number of articles in a rebuilt ledger, and the new path of the old ledger, if any."""

    articles: int
    kept: Path | None


def rebuild(config: Config, now: int) -> Rebuilt:
    """Rebuilds the ledger from the output folder alone; the old one is renamed.

    Raises `LedgerError` if the output folder does not contain pages of articles.
    """
    with lock.hold(config.state):
        path = config.state / LEDGER
        draft = config.state / f"{LEDGER}.new"
        _unlink(draft)
        with closing(Ledger(draft, now)) as ledger:
            articles = recovery.rebuild(ledger, config.output)
            if articles:
                ledger.set("id", site_id_of(config, ledger))
                ledger.commit()
        if not articles:
            _unlink(draft)
            raise LedgerError(
                f"{config.output}: has no pages of articles from which to rebuild the ledger; "
                f"restore a backup of {path}"
            )
        # First, because with an old cache the next build would not read every article.
        forget_cache(config.state)
        kept = _set_aside(path)
        os.replace(draft, path)
        return Rebuilt(articles, kept)


def export(config: Config) -> str:
    """The ledger as JSON Lines. Raises `LedgerError` if it does not exist."""
    _require_ledger(config)
    with state.snapshot(config.state) as copy:
        return "".join(f"{line}\n" for line in dump(copy.ledger))


def verify(config: Config) -> tuple[Problem, ...]:
    """The problems with the ledger, and its differences from the output folder.

    Raises `LedgerError` if it does not exist.
    """
    _require_ledger(config)
    with state.snapshot(config.state) as copy:
        return tuple(audit.audit(copy.ledger, config, str(config.state / LEDGER)))


def import_ledger(
    config: Config, text: str, source: str, prefer: Preference | None, now: int
) -> tuple[Merge, tuple[str, ...]]:
    """Merges an exported ledger in one transaction; returns the result and notices.

    If it has a problem, nothing is imported.
    """
    with lock.hold(config.state), state.open(config.state, now) as opened:
        ledger = opened.ledger
        ledger.require_whole()
        notices = recover(opened, config)
        if config.site_id is not None or ledger.site_id() is not None:
            ledger.set("id", site_id_of(config, ledger))
        merged = merge(ledger, text, source, prefer)
        if not merged.problems:
            forget_cache(config.state)
            ledger.commit()
        return merged, notices


def rename(config: Config, name: str, slug: str, now: int) -> tuple[Record, Record]:
    """Gives the article with a key, slug or GUID another slug; its records before and after.

    Raises `ConfigError` if there is no such article or it cannot have that slug.
    """
    if not ids.is_slug(slug):
        close = ids.slugify(slug)
        hint = f"; use {close}" if ids.is_slug(close) else ""
        raise ConfigError(
            f"{slug}: is not a slug, which consists of a-z, 0-9 and single hyphens{hint}"
        )
    with lock.hold(config.state), state.open(config.state, now) as opened:
        ledger, cache = opened.ledger, opened.cache
        ledger.require_whole()
        recover(opened, config)
        was = ledger.by_key(name) or ledger.by_slug(name) or ledger.by_guid(name)
        if was is None:
            raise ConfigError(
                f"{name}: is neither the file nor the slug of a published article; `feedtool "
                "ledger export` lists them"
            )
        owner = ledger.owner(slug)
        if owner is not None and owner.guid != was.guid:
            raise ConfigError(
                f"{slug}: belongs or belonged to another article, {owner.key or owner.guid}; "
                "choose another slug"
            )
        _refuse_declared(config, was, slug)
        if was.slug == slug:
            return was, was
        # First, because reading a file once too often does no harm.
        cache.sources.read_again(was.guid, but="")
        cache.commit()
        moved = ledger.move(was, slug)
        opened.commit_ledger()
        return was, moved


def _refuse_declared(config: Config, record: Record, slug: str) -> None:
    """Raises `ConfigError` if the article declares another slug, which would win."""
    found = None if record.key is None else _input_file(config, record.key)
    if found is None:
        return
    document = reader_of(config).document(found)
    declared = document.meta.slug if isinstance(document, RawDocument) else None
    if declared and ids.slugify(declared) not in ("", slug):
        place = "front matter" if dump_of(found.key) is None else "row"
        raise ConfigError(
            f"{config.articles / found.key}: has `slug: {declared}` in its {place}; change it there"
        )


def _input_file(config: Config, key: str) -> InputFile | None:
    """The file at `key`, or the part of a dump; None if the dump does not have it."""
    dump = dump_of(key)
    if dump is None:
        return InputFile(key, 0, 0, 0)
    try:
        info = os.stat(config.articles / dump)
    except OSError:
        return None
    file = InputFile(dump, info.st_size, storable(info.st_mtime_ns), storable(info.st_ino))
    parts = parts_in(config.articles, file, config.dumps) or ()
    return next((p for p in parts if isinstance(p, InputFile) and p.key == key), None)


def _require_ledger(config: Config) -> None:
    path = config.state / LEDGER
    if not path.exists():
        raise LedgerError(
            f"{path}: does not exist; create it with `feedtool build`, or with `feedtool ledger "
            "rebuild` from the output folder"
        )


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    number = 1
    while (kept := path.with_name(f"{path.name}.bak-{number}")).exists():
        number += 1
    journal = path.with_name(path.name + _JOURNAL)
    if journal.exists():  # SQLite needs it to restore the old file
        os.replace(journal, kept.with_name(kept.name + _JOURNAL))
    os.replace(path, kept)
    return kept


def _unlink(path: Path) -> None:
    for name in (path.name, path.name + _JOURNAL):
        path.with_name(name).unlink(missing_ok=True)
