"""The Python interface: a site that is built, and texts that are cleaned.

    from feedtool.api import Site, clean, explain

    report = Site("feedtool.toml").build()
    article = clean(Path("scraped.txt").read_text("utf-8"))

Everything else in the package is private and may change with any version.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from feedtool.clock import now

if TYPE_CHECKING:
    from feedtool.clean.roles import Role
    from feedtool.model import CleanArticle
    from feedtool.pipeline.report import ArticleChange, Report

__all__ = ["Article", "Line", "Site", "clean", "explain"]

_NAME = "text.txt"
_MAX_BYTES = 10_000_000


class Article(msgspec.Struct, frozen=True):
    """A text without its boilerplate, and what it says about itself.

    `published` is the date of publication; dates are UTC, or without a zone if the text names none.
    What was not found is None. A paragraph of Markdown is a block of its source.
    """

    title: str
    author: str | None
    published: datetime | None
    updated: datetime | None
    language: str | None
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs, with blank lines between them."""
        return "\n\n".join(self.paragraphs)


class Line(msgspec.Struct, frozen=True):
    """What became of one line of a text, and why.

    `number` counts from 1. `role` is what the line is, such as "heading" or "share bar"; None for
    a blank line. `rule` is the id of the rule that dropped the line, and `why` its reason.
    """

    number: int
    text: str
    is_kept: bool
    role: Role | None
    rule: str | None
    why: str


class Site:
    """A site as its configuration file describes it.

    Raises `feedtool.errors.ConfigError` if the file is missing or invalid.
    """

    def __init__(self, config: str | Path = "feedtool.toml") -> None:
        from feedtool.config import Options, load

        self._config = load(Options(config=Path(config)))

    @property
    def output(self) -> Path:
        """The folder to be served."""
        return self._config.output

    def build(self, *, allow_removals: bool = False, wait: float = 0) -> Report:
        """Brings the site up to date with the articles.

        Waits at most `wait` seconds for another build to end. Publishes even if many or all
        articles are missing if `allow_removals`. Raises a `feedtool.errors.FeedtoolError` if
        nothing could be published; the published site is unchanged then. Documents that were left
        out are in the report.
        """
        from feedtool.pipeline import build

        return build.build(self._config, now(), allow_removals=allow_removals, wait=wait)

    def plan(self) -> tuple[Report, list[ArticleChange]]:
        """The report and the changes of articles that a build would make. Writes nothing."""
        from feedtool.pipeline import build

        changes: list[ArticleChange] = []
        return build.plan(self._config, now(), changes.append), changes


def clean(text: str, name: str = _NAME) -> Article:
    """The article in a text.

    The ending of `name` says how the text is read: `.txt`, `.md` and others that a site may have.
    Raises `ValueError` if there is no text to publish.

    >>> page = '''Share this article
    ... The ferry is back
    ... By Jane Doe
    ... The ferry across the river runs again, two years after the flood that took its landing.
    ... On Monday the first passengers stood in the rain, and nobody complained about the fare.
    ... Subscribe to our newsletter
    ... Back to top button'''
    >>> article = clean(page)
    >>> article.title, article.author, len(article.paragraphs)
    ('The ferry is back', 'Jane Doe', 2)
    """
    article = _cleaned(text, name)
    return Article(
        title=article.title.text,
        author=article.author,
        published=article.meta.published or article.dateline,
        updated=article.meta.updated or article.updateline,
        language=article.language,
        paragraphs=article.paragraphs,
    )


def explain(text: str, name: str = _NAME) -> tuple[Line, ...]:
    """What became of each line of a text; see `clean`.

    >>> page = "The ferry is back\\n\\nIt runs again, after two years.\\n\\nBack to top button"
    >>> [(line.number, line.role) for line in explain(page) if not line.is_kept]
    [(1, 'title'), (5, 'navigation')]
    """
    from feedtool.clean.roles import roles

    verdicts = _cleaned(text, name).verdicts
    return tuple(
        Line(
            number=verdict.line.number,
            text=verdict.line.text,
            is_kept=verdict.rule is None,
            role=role,
            rule=verdict.rule,
            why=verdict.why,
        )
        for verdict, role in zip(verdicts, roles(verdicts), strict=True)
    )


def _cleaned(text: str, name: str) -> CleanArticle:
    from feedtool.model import Problem
    from feedtool.pipeline.ingest import ArticleReader
    from feedtool.readers import read

    document = read(name, text.encode("utf-8", "replace"))
    if isinstance(document, Problem):
        raise ValueError(f"{name}: {document.message}")
    return ArticleReader(Path(), _MAX_BYTES, ()).clean(document)
