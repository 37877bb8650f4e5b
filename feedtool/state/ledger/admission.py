"""What may enter the ledger from outside: from an import, or from pages in the output folder.

Ids become parts of documents, slugs and former paths become files, positions become numbers of
documents. What feedtool mints itself has this form already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args
from uuid import UUID

from feedtool.identity.ids import is_slug
from feedtool.model import SelectionKind
from feedtool.model.paths import is_sound_path, name_of_file
from feedtool.state.ledger.record import Record
from feedtool.text.lazy_regex import lazy_regex

LAST_POSITION = 10_000_000  # far more articles than a channel will have
_LONGEST = 4096  # bytes, of an id or a key
_FORBIDDEN = lazy_regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UUID = lazy_regex(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEX = lazy_regex(r"[0-9a-f]{0,512}")
# 0001-01-03 to 9999-12-29, so that a time has a year in every time zone.
_FIRST_SECOND, _LAST_SECOND = -62_135_424_000, 253_402_041_600


def record_fault(record: Record) -> str | None:
    """The first problem with the fields of a record, or None."""
    return next(_record_faults(record), None)


def aliases_fault(aliases: Iterable[str]) -> str | None:
    """The first problem with other GUIDs of an article, or None."""
    return next(filter(None, map(guid_fault, aliases)), None)


def guid_fault(guid: str) -> str | None:
    """The problem with a GUID; it may be that of another publisher, so nearly any text will do."""
    if not guid.strip():
        return "has an empty guid"
    if _is_unsound(guid) or re.search(r"[\t\n\r]", guid):
        return f"guid {_shown(guid)} is too long or has control characters"
    return None


def former_fault(path: str) -> str | None:
    """The problem with the former path of a page, or None."""
    # Imported here: it loads the templates.
    from feedtool.render.pages.redirects import may_be_former

    if _is_unsound(path) or not is_sound_path(path):
        return f"former path {_shown(path)} leads out of the output folder, or is too long"
    if not may_be_former(path):
        return f"former path {_shown(path)} is that of a document or folder of the site"
    return None


def file_fault(path: str) -> str | None:
    """The problem with the path of a published file, or None."""
    is_ours = not _is_unsound(path) and name_of_file(path) is not None
    return None if is_ours else f"file {_shown(path)} is not a path that feedtool gives"


def position_fault(position: int) -> str | None:
    """The problem with a position in a channel, or None."""
    if 1 <= position <= LAST_POSITION:
        return None
    return f"position {position:.3g} is not between 1 and {LAST_POSITION:,}"


def site_fault(site_id: str) -> str | None:
    """The problem with the id of a site, or None."""
    try:
        is_uuid = str(UUID(site_id)) == site_id
    except ValueError:
        is_uuid = False
    return None if is_uuid else f"site {_shown(site_id)} is not a UUID in lower case"


def podcast_fault(channel: str, guid: str) -> str | None:
    """The problem with the id of a podcast, or with that of its channel, or None."""
    if all(map(_UUID.fullmatch, (channel.removeprefix("urn:uuid:"), guid))):
        return None
    return f"podcast {_shown(guid)} of the channel {_shown(channel)} is not a UUID in lower case"


def channel_fault(kind: str, value: str, name: str, topic: str) -> str | None:
    """The problem with a channel, whose name is that of a folder, or None."""
    if kind not in get_args(SelectionKind):
        return f"channel {_shown(name)} has the unknown kind {_shown(kind)}"
    if not is_slug(name):
        return f"channel name {_shown(name)} is not made of a-z, 0-9 and single hyphens"
    if not value.strip() or any(map(_is_unsound, (value, topic))):
        return f"channel {_shown(name)} has a value or topic that no article can have"
    return None


def _record_faults(record: Record) -> Iterator[str]:
    fault = guid_fault(record.guid)
    if fault is not None:
        yield fault
    if not is_slug(record.slug):
        yield (
            f"slug {_shown(record.slug)} is not made of a-z, 0-9 and single hyphens, or is reserved"
        )
    key, anchor = record.key or "", record.anchor or ""
    # The name of a file may have any other character.
    if "\0" in key or key.startswith("/") or ".." in key.split("/"):
        yield f"key {_shown(key)} is not the path of a file in the input folder"
    for name in ("published", "updated", "gone"):
        seconds = getattr(record, name)
        if seconds is not None and not _FIRST_SECOND <= seconds <= _LAST_SECOND:
            yield f"{name} is out of the range of dates"
    for name in ("fingerprint", "sketch"):
        if not _HEX.fullmatch(getattr(record, name) or ""):
            yield f"{name} is not made of hexadecimal digits"
    if "\0" in anchor:
        yield f"anchor {_shown(anchor)} has a NUL"


def _is_unsound(text: str) -> bool:
    return len(text.encode("utf-8", "surrogatepass")) > _LONGEST or bool(_FORBIDDEN.search(text))


def _shown(text: str) -> str:
    shown = ascii(text) if _FORBIDDEN.search(text) else f"'{text}'"
    return shown if len(shown) < 90 else f"{shown[:80]}...'"
