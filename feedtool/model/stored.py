"""Articles as the cache keeps them, packed.

With the text of a published article goes the text that its subscribers were last notified of, so
that small corrections, none of which is worth a notice, are announced once they have added up.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from feedtool.model import CleanArticle, TextSnapshot


class StoredArticle(msgspec.Struct, frozen=True):
    """The text of an article without its verdicts, and its words as of its last `updated`."""

    article: CleanArticle
    last_announced: TextSnapshot


_ENCODER = msgspec.msgpack.Encoder()
_STORED = msgspec.msgpack.Decoder(StoredArticle)
_CLEAN = msgspec.msgpack.Decoder(CleanArticle)


def pack(stored: StoredArticle) -> bytes:
    """A published article in bytes, without verdicts: they are needed only once."""
    return _ENCODER.encode(replace(stored, article=replace(stored.article, verdicts=())))


def unpack(body: bytes | None) -> StoredArticle | None:
    """What `pack` returned `body` for; None if that is None, or of another version."""
    if body is None:
        return None
    try:
        return _STORED.decode(body)
    except msgspec.DecodeError:
        return None


def pack_whole(article: CleanArticle) -> bytes:
    """An article that is not published yet in bytes, with its verdicts."""
    return _ENCODER.encode(article)


def unpack_whole(body: bytes) -> CleanArticle:
    """What `pack_whole` returned `body` for."""
    return _CLEAN.decode(body)
