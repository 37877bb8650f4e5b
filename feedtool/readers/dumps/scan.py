"""What a scan of a dump finds, and where it goes on after an append."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol

import msgspec

from feedtool.readers.blocks import Fields


class Part(NamedTuple):
    """An article in a dump. `id` is what it declares, or None; `digest` is that of its bytes."""

    id: str | None
    digest: int
    offset: int
    size: int


class Fault(NamedTuple):
    """A line that cannot be read. `id` is that of its article, if it can still be recognized.

    `unit` is what is counted instead of lines.
    """

    line: int
    message: str
    id: str | None = None
    unit: str = "line"

    def __str__(self) -> str:
        """The fault as a message."""
        return f"{self.unit} {self.line}: {self.message}"


class Position(NamedTuple):
    """A place in a dump: its offset in bytes, and the number of lines above it."""

    offset: int = 0
    lines: int = 0


class Scan(Protocol):
    """A scan of a dump from a position on. After it, `position` is where an append continues.

    `is_cut`: the dump ends within a part, so more of it may be on its way.
    """

    position: Position
    is_cut: bool

    def __iter__(self) -> Iterator[Part | Fault]:
        """The parts and faults, in the order of the dump."""
        ...


class Opened(Protocol):
    """A dump of a known format, of which the first bytes were read."""

    @property
    def goes_on(self) -> bool:
        """Whether an append leaves the parts before it as they are."""
        ...

    def digest(self, data: bytes) -> int:
        """The digest of a part; it differs if the same bytes mean something else."""
        ...

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan of `stream`, which is at the position `start`."""
        ...

    def read(self, data: bytes) -> Entry:
        """The article in the bytes of a part. Raises `Unreadable`."""
        ...


class Entry(msgspec.Struct, frozen=True):
    """An article in a dump: its fields, as in front matter, and its text.

    `form` is how the text is marked up; `is_written` says that an author wrote it, and `why` why
    that is assumed.
    """

    fields: Fields
    text: str
    form: str  # plain, markdown, html (a piece of it) or page
    is_written: bool
    why: str
    notices: tuple[str, ...] = ()


class Unreadable(ValueError):
    """A part that cannot be read; the message has the fact and the way out."""
