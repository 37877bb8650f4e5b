"""Takes articles off the site whose file is gone or holds another text; their names stay theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from feedtool.state.cache import Cache
from feedtool.state.ledger import Ledger, Record


def retire(keys: Iterable[str], ledger: Ledger, cache: Cache, now: int) -> Iterator[Record]:
    """Takes articles off the site whose files, at `keys`, are gone; yields their records.

    An article that has a copy in another file goes on under that one.
    """
    for key in keys:
        guid = cache.sources.guid_at(key)
        cache.sources.forget(key)
        if guid is not None:
            yield from release(guid, ledger, cache, now)


def release(guid: str, ledger: Ledger, cache: Cache, now: int) -> Iterator[Record]:
    """Takes an article off the site if no file holds it any more, and yields its record."""
    record = ledger.by_guid(guid)
    if record is None or record.gone is not None:
        return
    copies = cache.sources.keys_of(guid)
    if not copies:
        ledger.mark_gone(record, now)
        yield record
    elif record.key not in copies:
        ledger.put(replace(record, key=copies[0]))
