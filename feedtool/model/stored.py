"""An article's text as the cache keeps it, packed.

With it goes the text that its subscribers were last told of, so that small corrections, none of
which is worth telling, are told of when they have added up.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from feedtool.model import CleanArticle, TextSnapshot


class StoredArticle(msgspec.Struct, frozen=True):
    """The text of an article without its verdicts, and its words as of its last `updated`."""

    article: CleanArticle
    told: TextSnapshot


_DECODER = msgspec.msgpack.Decoder(StoredArticle)
_ENCODER = msgspec.msgpack.Encoder()


def pack(kept: StoredArticle) -> bytes:
    """The text and the words, in bytes. Verdicts are needed once only, and left out."""
    return _ENCODER.encode(replace(kept, article=replace(kept.article, verdicts=())))


def unpack(body: bytes | None) -> StoredArticle | None:
    """What was packed; None if there is nothing, or an older feedtool packed it."""
    if body is None:
        return None
    try:
        return _DECODER.decode(body)
    except msgspec.DecodeError:
        return None
