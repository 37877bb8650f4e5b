"""What the relative addresses in an article lead to."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Link(msgspec.Struct, frozen=True):
    """What a destination in an article leads to.

    `destination` is the address as the parsed text has it. `address` is a URL, relative to that of
    the site; it is empty if the text of the link is to be shown without a link. Of pictures,
    `width` and `height` are in pixels, 0 if unknown; of files, `length` is in bytes; of
    recordings, `seconds` is the duration, 0 if unknown.
    """

    destination: str
    address: str
    width: int = 0
    height: int = 0
    length: int = 0
    seconds: int = 0

    @property
    def size(self) -> tuple[int, int] | None:
        """The width and height of a picture, if they are known."""
        return (self.width, self.height) if self.width and self.height else None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[Link, ...])


def pack_links(links: Iterable[Link]) -> bytes:
    """Serializes the links of an article; the same links always give the same bytes."""
    found = tuple(links)
    return _ENCODER.encode(found) if found else b""


def unpack_links(body: bytes) -> tuple[Link, ...]:
    """The inverse of `pack_links`; none if an incompatible version packed them."""
    try:
        return _DECODER.decode(body) if body else ()
    except msgspec.DecodeError:
        return ()
