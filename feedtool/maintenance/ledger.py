"""What is done to a ledger between builds: make it again, exchange it, give a page another address.

Each of these holds the lock, and has the next build look at everything that it changed.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import msgspec

from feedtool import state
from feedtool.config import Config, rule_texts
from feedtool.errors import ConfigError, LedgerError
from feedtool.identity import ids
from feedtool.maintenance import audit
from feedtool.model import InputFile, Problem, RawDocument
from feedtool.pipeline.build import recover
from feedtool.pipeline.ingest import ArticleReader
from feedtool.pipeline.plan import site_id_of
from feedtool.state import LEDGER, forget_cache, lock
from feedtool.state.ledger import Ledger, Record, recovery
from feedtool.state.ledger.exchange import dump
from feedtool.state.ledger.merge import Merge, Preference, merge

_JOURNAL = "-journal"  # what SQLite adds to the name of a file in whose midst it was stopped


class Rebuilt(msgspec.Struct, frozen=True):
    """A ledger that was made again, of how many articles, and where the old one is now."""

    articles: int
    kept: Path | None


def rebuild(config: Config, now: int) -> Rebuilt:
    """Makes the ledger again from the output folder alone; the old one is put aside.

    Raises `LedgerError` if the output has no pages of articles.
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
                f"{config.output}: has no pages of articles to make a ledger from; put back a copy "
                f"of {path}"
            )
        # First, since an old cache with a new ledger would hide that all has to be read.
        forget_cache(config.state)
        kept = _put_aside(path)
        os.replace(draft, path)
        return Rebuilt(articles, kept)


def export(config: Config) -> str:
    """The ledger as JSON Lines. Raises `LedgerError` if there is none."""
    _require_ledger(config)
    with state.snapshot(config.state) as copy:
        return "".join(f"{line}\n" for line in dump(copy.ledger))


def verify(config: Config) -> tuple[Problem, ...]:
    """All that is wrong with the ledger, and in what it differs from the output."""
    _require_ledger(config)
    with state.snapshot(config.state) as copy:
        return tuple(audit.audit(copy.ledger, config, str(config.state / LEDGER)))


def import_ledger(
    config: Config, text: str, source: str, prefer: Preference | None, now: int
) -> tuple[Merge, tuple[str, ...]]:
    """Merges what `export` wrote, in one transaction, and what else there is to say.

    With a problem in it, nothing of it is taken over.
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
    """Gives an article, named by its key, slug or GUID, another slug; as it was, and as it is.

    Raises `ConfigError` if there is no such article or it cannot have that slug.
    """
    if not ids.is_slug(slug):
        close = ids.slugify(slug)
        hint = f"; write {close}" if ids.is_slug(close) else ""
        raise ConfigError(f"{slug}: is no slug: those have a-z, 0-9 and single hyphens{hint}")
    with lock.hold(config.state), state.open(config.state, now) as opened:
        ledger, cache = opened.ledger, opened.cache
        ledger.require_whole()
        recover(opened, config)
        was = ledger.by_key(name) or ledger.by_slug(name) or ledger.by_guid(name)
        if was is None:
            raise ConfigError(
                f"{name}: is neither the file nor the slug of an article that was published; "
                "`feedtool ledger export` lists them"
            )
        owner = ledger.owner(slug)
        if owner is not None and owner.guid != was.guid:
            raise ConfigError(
                f"{slug}: belongs, or belonged, to another article, {owner.key or owner.guid}; "
                "take another slug"
            )
        _refuse_declared(config, was, slug)
        if was.slug == slug:
            return was, was
        # First: that the file is read once more does no harm, that it is not would.
        cache.sources.read_again(was.guid, but="")
        cache.commit()
        moved = ledger.move(was, slug)
        ledger.commit()
        return was, moved


def _refuse_declared(config: Config, record: Record, slug: str) -> None:
    """The next build would give back what the front matter says."""
    intake = ArticleReader(config.articles, config.max_bytes, rule_texts(config), config.mode)
    if record.key is None:
        return
    document = intake.document(InputFile(record.key, 0, 0, 0))
    declared = document.meta.slug if isinstance(document, RawDocument) else None
    if declared and ids.slugify(declared) not in ("", slug):
        raise ConfigError(
            f"{config.articles / record.key}: has `slug: {declared}` in its front matter; change "
            "that instead"
        )


def _require_ledger(config: Config) -> None:
    path = config.state / LEDGER
    if not path.exists():
        raise LedgerError(
            f"{path}: is not there; `feedtool build` makes one, or `feedtool ledger rebuild` from "
            "the output folder"
        )


def _put_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    number = 1
    while (kept := path.with_name(f"{path.name}.bak-{number}")).exists():
        number += 1
    journal = path.with_name(path.name + _JOURNAL)
    if journal.exists():  # without it the old file could not be read to its last state
        os.replace(journal, kept.with_name(kept.name + _JOURNAL))
    os.replace(path, kept)
    return kept


def _unlink(path: Path) -> None:
    for name in (path.name, path.name + _JOURNAL):
        path.with_name(name).unlink(missing_ok=True)
