"""What the scan and the reading of dumps depend on besides their bytes."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True):
    """What the scan and the reading of dumps depend on besides their bytes.

    `names` maps names of front matter, and `text`, to the names of fields in rows. Parts larger
    than `max_bytes` are faults.
    """

    names: tuple[tuple[str, str], ...] = ()
    max_bytes: int = 10_000_000
