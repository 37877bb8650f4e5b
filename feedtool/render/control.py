"""A plain article that is rendered in place of others, to find out which of them sets off a bug."""

from __future__ import annotations

from datetime import UTC, datetime

from feedtool.model import CleanArticle, Identity, Meta, TextSnapshot, Title
from feedtool.model.stored import StoredArticle, pack
from feedtool.render.jobs import Item

_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_ARTICLE = CleanArticle(
    key="control.txt",
    title=Title("A plain title", "headline"),
    paragraphs=("A plain text.",),
    meta=Meta(),
    markup="plain",
    language="en",
    fingerprint="",
)
CONTROL = Item(
    Identity("urn:uuid:00000000-0000-4000-8000-000000000000", "control", _DATE, _DATE),
    pack(StoredArticle(_ARTICLE, TextSnapshot("", (), ()))),
)
