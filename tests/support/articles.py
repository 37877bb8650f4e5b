"""A single article, read as a build would read it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from feedtool.model import CleanArticle, InputFile, Problem
from feedtool.pipeline.ingest import ArticleReader
from feedtool.state.cache.run import ToRead


def article(
    text: str | bytes, key: str = "a.txt", rules: Sequence[tuple[str, str]] = ()
) -> CleanArticle:
    """The article that a build would make of a single file; `rules` are a user's rules."""
    found = read_article(text if isinstance(text, bytes) else text.encode(), key, rules)
    assert not isinstance(found, Problem), found
    return found


def read_article(
    data: bytes, key: str = "a.txt", rules: Sequence[tuple[str, str]] = ()
) -> CleanArticle | Problem:
    """The article in a single file, or the problem with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        intake = ArticleReader(Path(folder), 10_000_000, tuple(rules))
        (found,) = intake([ToRead(InputFile(key, len(data), 0, 0), edited=True)])
    return found
