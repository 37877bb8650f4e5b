"""Articles in the form in which the cache stores them.

A published article is stored with the text that subscribers were last notified of. Small
corrections, none of which is announced on its own, are announced once they add up.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from feedtool.model import CleanArticle, TextSnapshot


class StoredArticle(msgspec.Struct, frozen=True):
    """An article without its verdicts, and its words as of its last `updated`."""

    article: CleanArticle
    last_announced: TextSnapshot


class LabelledMeta(msgspec.Struct, frozen=True):
    """The metadata by which articles are left out of feeds."""

    tags: tuple[str, ...] | None = None
    labels: tuple[tuple[str, str], ...] = ()
    feed: bool = True


class Labelled(msgspec.Struct, frozen=True):
    """The part of an article that says which feeds leave it out."""

    key: str
    meta: LabelledMeta


class _Packed(msgspec.Struct, frozen=True):
    """A `StoredArticle` as it is serialized.

    `last_announced` is None if it is the text of the article, as nearly always; `dropped` has what
    else belongs to it then.
    """

    article: CleanArticle
    last_announced: TextSnapshot | None = None
    dropped: tuple[str, ...] = ()


class _StoredLabels(msgspec.Struct, frozen=True):
    """A `StoredArticle` of which little is read, because feeds ask for it for each entry."""

    article: Labelled


_ENCODER = msgspec.msgpack.Encoder()
_LABELS = msgspec.msgpack.Decoder(_StoredLabels)
_STORED = msgspec.msgpack.Decoder(_Packed)
_CLEAN = msgspec.msgpack.Decoder(CleanArticle)


def pack(stored: StoredArticle) -> bytes:
    """Serializes a published article, without its verdicts and ignored fields."""
    article = replace(stored.article, verdicts=(), ignored=())
    known = stored.last_announced
    if known == _text_of(article, known.dropped):
        return _ENCODER.encode(_Packed(article, dropped=known.dropped))
    return _ENCODER.encode(_Packed(article, known))


def _text_of(article: CleanArticle, dropped: tuple[str, ...]) -> TextSnapshot:
    return TextSnapshot(article.title.text, article.paragraphs, dropped)


def unpack(body: bytes | None) -> StoredArticle | None:
    """The inverse of `pack`; None if `body` is None or from an incompatible version."""
    if body is None:
        return None
    try:
        found = _STORED.decode(body)
    except msgspec.DecodeError:
        return None
    known = found.last_announced or _text_of(found.article, found.dropped)
    return StoredArticle(found.article, known)


def unpack_labels(body: bytes) -> Labelled | None:
    """What says which feeds leave out a packed article; None if an incompatible version packed it.

    >>> unpack_labels(b"") is None
    True
    """
    try:
        return _LABELS.decode(body).article
    except msgspec.DecodeError:
        return None


def pack_whole(article: CleanArticle) -> bytes:
    """Serializes an unpublished article with its verdicts."""
    return _ENCODER.encode(article)


def unpack_whole(body: bytes) -> CleanArticle:
    """The inverse of `pack_whole`."""
    return _CLEAN.decode(body)
